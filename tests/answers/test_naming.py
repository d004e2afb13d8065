"""How things are called in front of people, and the fixed sentences around facts."""

from __future__ import annotations

import datetime as dt
import doctest
import importlib
from itertools import combinations

import pytest

from bot.answers import Phrases
from bot.answers.composer import choice_buttons
from bot.answers.naming import (
    LABELS,
    NAMED,
    choice_labels,
    date_in_words,
    display_institution,
    display_name,
    month_name,
    month_number,
)
from bot.answers.phrases import PhraseNotFound
from bot.answers.reply import ALL, HELP, NONE_OF_THESE, PERSON
from bot.errors import VentanillaError
from bot.knowledge import Aspect, Procedure
from tests.answers.support import ADDRESS, CORRUPTION, EMAIL, ENTRY, EXIT, PHONES, WITHHELD

#: What stands beside the choices themselves.
OFFERED_BESIDE = (NONE_OF_THESE, ALL, PERSON, HELP)


@pytest.mark.parametrize("module", ["focus", "markdown", "naming", "render_html", "render_text"])
def test_the_examples_of_a_module_are_true(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"bot.answers.{module}"))
    assert (result.failed, result.attempted > 0) == (0, True)


def test_every_aspect_has_a_label_and_a_name_in_a_sentence() -> None:
    assert LABELS.keys() == NAMED.keys() == set(Aspect)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("REGISTRO COMO OCE EN EL SISTEMA ECUAPASS", "Registro como OCE en el sistema Ecuapass"),
        ("AUTORIZACIÓN DEL RÉGIMEN 51", "Autorización del régimen 51"),
        ("Incremento de CPC's", "Incremento de CPC's"),
        ("ÁREA DE LA SENAE", "Área de la SENAE"),
        ("", ""),
    ],
)
def test_a_name_in_capitals_is_shown_as_a_sentence(written: str, shown: str) -> None:
    assert display_name(written) == shown


def test_an_institution_keeps_its_capitals_where_spanish_has_them() -> None:
    assert display_institution("SERVICIO NACIONAL DE ADUANA DEL ECUADOR") == "Servicio Nacional de Aduana del Ecuador"
    assert display_institution("Ya está bien escrito") == "Ya está bien escrito"


def test_no_procedure_is_shown_in_capitals(procedures: dict[str, Procedure]) -> None:
    assert [one.name for one in procedures.values() if display_name(one.name).isupper()] == []


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_known_by_its_name_and_by_three_letters(month: int) -> None:
    name = month_name(month)
    assert (month_number(name), month_number(name[:3])) == (month, month)


@pytest.mark.parametrize("word", ["", "mes", "2024", "lunes", "marz"])
def test_other_words_are_no_months(word: str) -> None:
    assert month_number(word) is None


def test_a_date_is_written_in_words() -> None:
    assert date_in_words(dt.date(2026, 2, 1)) == "1 de febrero de 2026"


@pytest.mark.parametrize("limit", [8, 12, 20])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_label_fits_its_button(procedures: dict[str, Procedure], size: int, limit: int) -> None:
    labels = [label for one in combinations(procedures.values(), size) for label in choice_labels(one, limit=limit)]
    assert [one for one in labels if not 0 < len(one) <= limit] == []


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_two_buttons_of_a_choice_never_have_one_label(procedures: dict[str, Procedure], size: int) -> None:
    choices = list(combinations(procedures.values(), size))
    labels = [[button.title for button in (*choice_buttons(one, ()), *OFFERED_BESIDE)] for one in choices]
    assert [one for one in labels if len(set(one)) < len(one) or not all(0 < len(title) <= 20 for title in one)] == []


def test_buttons_are_numbered_as_their_choices_are(procedures: dict[str, Procedure]) -> None:
    twins = [procedures[EMAIL], procedures[EMAIL].copy(update={"id": "x"})]
    buttons = choice_buttons(twins, (Aspect.cost, Aspect.steps))
    assert [button.title[:3] for button in buttons] == ["1. ", "2. "]
    assert [button.entities for button in buttons] == [{"tramite": one.id, "aspecto": "cost,steps"} for one in twins]


def test_a_label_shows_what_tells_a_choice_apart(procedures: dict[str, Procedure]) -> None:
    labels = choice_labels([procedures[one] for one in (EMAIL, PHONES, ADDRESS)])
    assert [label.split()[1] for label in labels] == ["Correo", "Contactos", "Dirección"]


def test_no_label_ends_with_a_word_that_only_joins(procedures: dict[str, Procedure]) -> None:
    labels = {label for one in combinations(procedures.values(), 2) for label in choice_labels(one)}
    assert {
        label for label in labels if label.split()[-1] in ("y", "o", "y/o", "de", "en", "para", "al", "como")
    } == set()


@pytest.mark.parametrize("pair", [(ENTRY, EXIT), (EMAIL, PHONES), (EMAIL, ADDRESS), (CORRUPTION, WITHHELD)])
def test_two_labels_differ_in_more_than_their_number(procedures: dict[str, Procedure], pair: tuple[str, str]) -> None:
    first, second = choice_labels([procedures[one] for one in pair])
    assert first.removeprefix("1. ") != second.removeprefix("2. ")


# -- fixed sentences ---------------------------------------------------------------------------------------------


def made(*texts: str) -> Phrases:
    return Phrases({"utter_x": [{"text": text} for text in texts]})


def test_a_sentence_is_filled_in() -> None:
    assert made("La ficha no indica {dato} de {quien}.")("x", dato="el costo", quien="SENAE") == (
        "La ficha no indica el costo de SENAE."
    )


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert made("{a} y {b}")("x", a="1", b="{c}", c="2") in ("1 y {c}", "1 y 2")


@pytest.mark.parametrize(("variant", "text"), [(0, "uno"), (1, "dos"), (2, "uno"), (7, "dos")])
def test_variations_go_round(variant: int, text: str) -> None:
    assert made("uno", " dos\n")("x", variant=variant) == text


def test_a_sentence_that_does_not_exist_is_named() -> None:
    with pytest.raises(PhraseNotFound, match="utter_nada") as raised:
        made("uno")("nada")
    assert isinstance(raised.value, VentanillaError)
