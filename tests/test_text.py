"""Spanish text: what is cleaned away, what is taken for the same, and that doing it twice changes nothing."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import text
from bot.text import SHORT_FORMS, STOP_WORDS, clean, fold, normalise, slug, sound, stem, stems, words

#: Anything at all, lone surrogates included.
ANYTHING = st.text(st.characters(), max_size=200)
#: What people type, with what hides between letters.
SPANISH = st.text("abcdefghijklmnñopqrstuvwxyzáéíóúüABCÑÁ 0123456789.,;:¿?¡!-/'\"@\u0301\u200b\u202e\n\t", max_size=120)


def test_the_examples_of_the_module_are_true() -> None:
    result = doctest.testmod(text)
    assert (result.failed, result.attempted > 5) == (0, True)


# -- clean ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("hola\r\nmundo\rcruel", "hola\nmundo\ncruel"),
        ("hola\u202egnirts", "holagnirts"),
        ("ce\u200bdu\u200cla\ufeff", "cedula"),
        ("a\u0000b\u0007c\u009dd", "abcd"),
        ("mal\ud800 par", "mal par"),
        ("privado\ue000", "privado"),
        ("muchos \t \u00a0 \u3000 blancos", "muchos blancos"),
        ("e\u0301l", "él"),
        ("  \n\n texto \n ", "texto"),
        ("", ""),
        ("👋🏽 buenas", "👋🏽 buenas"),
    ],
)
def test_what_cannot_be_read_is_cleaned_away(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


@given(ANYTHING)
def test_nothing_hidden_is_left_after_cleaning(raw: str) -> None:
    assert {c for c in clean(raw) if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"}} <= {"\n", "\t"}


@given(ANYTHING)
def test_a_cleaned_text_can_be_written_in_utf_8(raw: str) -> None:
    assert clean(raw).encode("utf-8").decode("utf-8") == clean(raw)


@given(ANYTHING, st.integers(0, 50))
def test_a_limit_counts_characters(raw: str, limit: int) -> None:
    assert clean(raw, limit=limit) == clean(raw)[:limit]


# -- fold, words, normalise ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling", ["ADMISIÓN", "admisión", "Admisio\u0301n", "admision", "ＡＤＭＩＳＩＯＮ"], ids=ascii
)
def test_a_word_is_the_same_in_capitals_and_without_accents(spelling: str) -> None:
    assert fold(spelling) == "admision"


def test_an_enye_is_written_as_an_ene() -> None:
    assert words("Año de la niñez, señor") == ["ano", "de", "la", "ninez", "senor"]


def test_words_are_split_at_hyphens_underscores_and_slashes() -> None:
    assert words("SENAE-DGN_2015/RE 1.1.2") == ["senae", "dgn", "2015", "re", "1", "1", "2"]


@pytest.mark.parametrize("typed", ["𝐂𝐎𝐒𝐓𝐎", "𝕊𝕖𝕣𝕔𝕠𝕡"], ids=ascii)
def test_letters_from_a_font_of_symbols_are_folded_too(typed: str) -> None:
    assert fold(typed) == fold(fold(typed))


@given(ANYTHING)
@example("𝐂𝐎𝐒𝐓𝐎")
def test_normalising_twice_is_normalising_once_for_any_text(raw: str) -> None:
    assert normalise(normalise(raw)) == normalise(raw)


@given(SPANISH)
def test_normalising_twice_is_normalising_once_for_spanish(raw: str) -> None:
    assert normalise(normalise(raw)) == normalise(raw)


@given(st.lists(st.sampled_from([*SHORT_FORMS, "costo", "holaaa", "siii", "xqqq"]), max_size=8))
def test_short_forms_written_out_are_final(said: list[str]) -> None:
    once = normalise(" ".join(said))
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Q NECESITO XA REGISTRARME", "que necesito para registrarme"),
        ("xq me rechazaaaron???", "porque me rechazaron"),
        ("dnd keda, porfa", "donde keda por favor"),
        ("cto cuesta", "cuanto cuesta"),
        ("tb kiero el tlf", "tambien quiero el telefono"),
        ("¡¿!?", ""),
    ],
)
def test_what_is_typed_on_a_phone_is_written_out(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


def test_no_stop_word_has_an_accent() -> None:
    assert {word for word in STOP_WORDS if fold(word) != word} == set()


# -- stem, sound, slug ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("requisito", "requisitos"),
        ("autorización", "autorizaciones"),
        ("importador", "importadores"),
        ("aduanera", "aduaneras"),
        ("exportación", "EXPORTACION"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_stop_words_have_no_stems() -> None:
    assert stems("¿y con quién es eso?") == []


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=30))
def test_a_stem_is_never_longer_than_its_word(word: str) -> None:
    assert len(stem(word)) <= len(word)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("klabe", "clave"),
        ("pacibo", "pasivo"),
        ("rejimen", "regimen"),
        ("ecsportasion", "eksportacion"),
        ("inportador", "importador"),
        ("rekisitos", "requisitos"),
        ("orario", "horario"),
        ("yamar", "llamar"),
        ("sosios", "socios"),
        ("zolisitud", "solicitud"),
        ("conpensacion", "compensacion"),
        ("corupcion", "corrupcion"),
        ("aser", "hacer"),
        ("sedula", "cedula"),
        ("esepto", "excepto"),
    ],
)
def test_words_that_sound_alike_are_heard_alike(written: str, meant: str) -> None:
    assert sound(written) == sound(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [("pasivo", "activo"), ("salida", "entrada"), ("clave", "llave"), ("ruc", "rup"), ("cosa", "casa")],
)
def test_words_that_sound_different_are_heard_differently(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Reseteo de clave", "reseteo-clave"),
        ("Incremento de CPC's", "incremento-cpcs"),
        ("Actualización de dirección y/o Nombre comercial", "actualizacion-direccion-o-nombre-comercial"),
        ("  ¿Qué?  ", "que"),
        ("", ""),
    ],
)
def test_a_slug_reads_as_an_address(name: str, address: str) -> None:
    # «y/o» loses its «o» too: it is a conjunction like any other.
    assert slug(name) == address.replace("-o-", "-")


@given(ANYTHING)
def test_a_slug_has_only_letters_digits_and_single_hyphens(name: str) -> None:
    made = slug(name)
    assert all(part.isalnum() for part in made.split("-")) or made == ""


@given(ANYTHING)
@example("𝕊")
def test_the_slug_of_a_slug_is_itself(name: str) -> None:
    assert slug(slug(name)) == slug(name)


@given(st.text(max_size=30))
def test_folding_by_characters_is_folding_the_text(text: str) -> None:
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    whole = "".join(character for character in lowered if not unicodedata.combining(character))
    assert fold(text) == (text.lower() if text.isascii() else whole)
