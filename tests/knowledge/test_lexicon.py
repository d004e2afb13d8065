"""What people say stands for what documents write: everyday words, phrases, diminutives, synonyms, misspellings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import Institution, Procedure, Words
from bot.knowledge.index import Index
from bot.knowledge.lexicon import EVERYDAY, MISSPELT, SYNONYM, Lexicon, Term, synonyms
from bot.knowledge.record import Source
from bot.text import stem

WORDS = Words(
    empty=("requisito", "costo", "visita"),
    details=("tarjeta", "descuento"),
    synonyms=(("reparar", "arreglar", "componer"), ("exterior", "extranjero")),
    everyday=(
        ("vaca", ("bovino", "pecuario")),
        ("ganado", ("bovino",)),
        ("mala hierba", ("maleza",)),
        ("unicornio", ("quimera",)),
        ("mata de coco", ("quimera",)),
    ),
)
NAMES = (
    "Análisis de sangre bovino",
    "Control de maleza",
    "Titulación de terreno rural",
    "Matrícula de camión",
    "Permiso de pesca artesanal",
    "Autorización para reparar en el exterior",
    "Certificación fitosanitaria",
)


def lexicon_over(*names: str, words: Words = WORDS) -> Lexicon:
    institution = Institution(id="i", name="Instituto", acronym="I")
    made = [
        Procedure(id=str(n), name=name, institution=institution, source=Source(document="x.txt", title=name))
        for n, name in enumerate(names)
    ]
    return Lexicon(Index.of(made, words, ()), words)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return lexicon_over(*NAMES)


def only(lexicon: Lexicon, text: str) -> Term:
    (term,) = lexicon.terms(text)
    return term


def readings(lexicon: Lexicon, text: str) -> dict[str, float]:
    """What the only word of ``text`` may stand for, with what each is worth."""
    return dict(only(lexicon, text).readings)


# -- everyday words ----------------------------------------------------------------------------------------------


def test_an_everyday_word_stands_for_each_word_that_documents_write(lexicon: Lexicon) -> None:
    assert readings(lexicon, "vaca") == {"vac": 1.0, stem("bovino"): EVERYDAY, stem("pecuario"): EVERYDAY}


def test_a_documents_word_does_not_stand_for_the_everyday_one(lexicon: Lexicon) -> None:
    assert readings(lexicon, "bovino") == {stem("bovino"): 1.0}


def test_everyday_words_for_one_thing_do_not_stand_for_one_another(lexicon: Lexicon) -> None:
    assert stem("ganado") not in readings(lexicon, "vaca")


def test_the_plural_of_an_everyday_word_is_understood(lexicon: Lexicon) -> None:
    assert readings(lexicon, "vacas") == readings(lexicon, "vaca")


def test_an_everyday_word_weighs_as_what_it_stands_for(lexicon: Lexicon) -> None:
    assert only(lexicon, "vaca").weight == only(lexicon, "bovino").weight


def test_an_everyday_word_for_what_no_document_writes_is_unknown(lexicon: Lexicon) -> None:
    assert only(lexicon, "unicornio").known is False


# -- phrases -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["mala hierba", "hay MALA HIERBA en mi finca", "¿mala hierba?"])
def test_a_phrase_stands_for_the_word_that_documents_write(lexicon: Lexicon, text: str) -> None:
    found = [term for term in lexicon.terms(text) if stem("maleza") in term.stems]
    assert [(term.readings, term.known) for term in found] == [(((stem("maleza"), EVERYDAY),), True)]


@pytest.mark.parametrize("text", ["hierba mala", "mala", "hierba", "mala la hierba", "malas hierbas"])
def test_the_words_of_a_phrase_apart_do_not_stand_for_it(lexicon: Lexicon, text: str) -> None:
    assert [term for term in lexicon.terms(text) if stem("maleza") in term.stems] == []


def test_a_phrase_for_what_no_document_writes_is_no_term(lexicon: Lexicon) -> None:
    assert [term.word for term in lexicon.terms("mata de coco")] == ["mata", "coco"]


# -- diminutives -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("vaquita", "vaca"),
        ("vaquitas", "vaca"),
        ("terrenito", "terreno"),
        ("terrenitos", "terreno"),
        ("camioncito", "camion"),
        ("camioncitos", "camion"),
        ("sangrecita", "sangre"),
        ("permisito", "permiso"),
    ],
)
def test_a_diminutive_is_the_word_that_it_makes_small(lexicon: Lexicon, said: str, meant: str) -> None:
    assert readings(lexicon, said) == readings(lexicon, meant)


@pytest.mark.parametrize("word", ["visita", "requisito"])
def test_a_word_that_only_looks_like_a_diminutive_stays(lexicon: Lexicon, word: str) -> None:
    assert readings(lexicon, word) == {stem(word): 1.0}


@pytest.mark.parametrize("word", ["cita", "rita", "gatito", "zapatitos"])
def test_a_diminutive_of_nothing_known_is_left_as_it_is(lexicon: Lexicon, word: str) -> None:
    term = only(lexicon, word)
    assert (term.readings, term.known) == (((stem(word), 1.0),), False)


# -- corrections -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("bobino", "bovino"),
        ("maleca", "maleza"),
        ("malezza", "maleza"),
        ("pezca", "pesca"),
        ("artezanal", "artesanal"),
        ("artsanal", "artesanal"),
        ("artesnaal", "artesanal"),
        ("fitosanitraia", "fitosanitaria"),
        ("fittosantaria", "fitosanitaria"),
        ("arrexlar", "arreglar"),
    ],
)
def test_a_misspelt_word_means_the_catalogues_word_for_a_little_less(lexicon: Lexicon, said: str, meant: str) -> None:
    expected = {root: worth * MISSPELT for root, worth in readings(lexicon, meant).items()}
    assert (readings(lexicon, said), only(lexicon, said).known) == (pytest.approx(expected), True)


@pytest.mark.parametrize("word", ["drtesanal", "xaleza", "fitopqrtaria", "pxsca"])
def test_another_first_letter_or_too_many_slips_are_not_corrected(lexicon: Lexicon, word: str) -> None:
    term = only(lexicon, word)
    assert (term.readings, term.known) == (((stem(word), 1.0),), False)


def test_a_number_is_not_corrected() -> None:
    assert only(lexicon_over("Régimen 12345678"), "12345679").known is False


def test_a_word_of_the_catalogue_is_never_corrected_to_another() -> None:
    lexicon = lexicon_over("Permiso de caza", "Permiso de casa")
    assert [readings(lexicon, word) for word in ("caza", "casa")] == [{"caz": 1.0}, {"cas": 1.0}]


# -- synonyms ----------------------------------------------------------------------------------------------------


def test_a_synonym_is_worth_a_little_less_than_the_word_itself(lexicon: Lexicon) -> None:
    assert readings(lexicon, "arreglar") == {
        stem("arreglar"): 1.0,
        stem("reparar"): SYNONYM,
        stem("componer"): SYNONYM,
    }


def test_synonyms_stand_for_one_another_both_ways() -> None:
    table = synonyms([("uno", "dos", "tres")])
    assert {root: set(others) for root, others in table.items()} == {
        stem(one): {stem(other) for other in ("uno", "dos", "tres") if other != one} for one in ("uno", "dos", "tres")
    }


def test_a_word_of_two_groups_stands_for_both() -> None:
    assert synonyms([("pago", "cuota"), ("pago", "tasa")])[stem("pago")] == (stem("cuota"), stem("tasa"))


def test_a_word_that_is_a_synonym_and_an_everyday_word_keeps_the_better_worth() -> None:
    words = Words(synonyms=(("vaca", "bovino"),), everyday=(("vaca", ("bovino",)),))
    assert readings(lexicon_over(*NAMES, words=words), "vaca")[stem("bovino")] == max(SYNONYM, EVERYDAY)


# -- unknown, empty and silent words -----------------------------------------------------------------------------


def test_a_word_of_nothing_is_unknown_and_stands_for_itself(lexicon: Lexicon) -> None:
    term = only(lexicon, "zxqwtrplk")
    assert (term.known, term.empty, term.silent, term.readings) == (False, False, False, ((stem("zxqwtrplk"), 1.0),))


def test_a_word_of_nothing_weighs_as_one_that_a_single_procedure_has(lexicon: Lexicon) -> None:
    assert only(lexicon, "zxqwtrplk").weight == pytest.approx(only(lexicon, "maleza").weight)


def test_a_word_of_asking_is_silent_unless_a_name_has_it() -> None:
    plain, named = lexicon_over("Permiso de pesca"), lexicon_over("Devolución del costo")
    assert [(term.empty, term.silent) for term in (only(plain, "costo"), only(named, "costo"))] == [
        (True, True),
        (True, False),
    ]


def test_what_is_spoken_leaves_out_silent_words(lexicon: Lexicon) -> None:
    assert lexicon.spoken("el costo de la pesca artesanal") == f"{stem('pesca')} {stem('artesanal')}"


@pytest.mark.parametrize("word", ["1999", "2024"])
def test_a_year_only_asks(lexicon: Lexicon, word: str) -> None:
    assert only(lexicon, word).empty is True


@pytest.mark.parametrize(("word", "is_detail"), [("tarjeta", True), ("tarjetas", True), ("pesca", False)])
def test_details_are_known_in_both_numbers(lexicon: Lexicon, word: str, is_detail: bool) -> None:
    assert lexicon.is_detail(word) == is_detail


@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_every_word_stands_for_something_worth_a_share(text: str) -> None:
    terms = _LEXICON.terms(text)
    assert [one for one in terms if not one.readings or any(not 0 < worth <= 1 for _, worth in one.readings)] == []


@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_no_word_is_there_twice(text: str) -> None:
    said = [term.stem for term in _LEXICON.terms(text)]
    assert len(said) == len(set(said))


_LEXICON = lexicon_over(*NAMES)
