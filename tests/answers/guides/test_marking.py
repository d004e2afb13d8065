"""Answers in people's own words: which requirements they speak of, and what they say of each."""

from __future__ import annotations

import pytest

from bot.answers import Library
from bot.answers.guides.checklist import checklist
from bot.answers.guides.costs import cost_guide
from bot.answers.guides.explain import Desk
from bot.answers.guides.marking import marks_in, named, names_something
from bot.answers.guides.route import Route
from bot.answers.guides.state import Mark
from tests.answers.support import ENTRY, EXIT, OCE

HAVE, MISSING, NOT_MINE = Mark.tengo, Mark.falta, Mark.no_aplica


@pytest.fixture(scope="session")
def registration(library: Library, desk: Desk) -> Route:
    """RUC, electronic signature, Ecuapass installed, identity card and appointment of the representative."""
    return checklist(library.procedures[OCE], desk)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("ya lo tengo", HAVE),
        ("eso sí tengo", HAVE),
        ("sí, ya lo tengo listo", HAVE),
        ("eso ya lo saqué el año pasado", HAVE),
        ("cuento con eso", HAVE),
        ("listo", HAVE),
        ("ya está hecho", HAVE),
        ("lo tengo a la mano", HAVE),
        ("eso si tngo", HAVE),
        ("todavía no", MISSING),
        ("aún no lo saco", MISSING),
        ("me falta", MISSING),
        ("no lo tengo", MISSING),
        ("no tengo eso todavía", MISSING),
        ("lo estoy tramitando, está pendiente", MISSING),
        ("se me caducó", MISSING),
        ("no he podido sacarlo", MISSING),
        ("no aplica", NOT_MINE),
        ("no me corresponde", NOT_MINE),
        ("eso no me toca", NOT_MINE),
        ("no es mi caso", NOT_MINE),
        ("a mí no me piden eso", NOT_MINE),
        ("no lo necesito", NOT_MINE),
    ],
)
def test_an_answer_in_any_words_is_of_the_stop_under_discussion(registration: Route, text: str, mark: Mark) -> None:
    assert marks_in(text, registration, 3, {}) == {3: mark}


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("ya tengo el ruc y la firma", {0: HAVE, 1: HAVE}),
        ("el ruc y la firma ya los tengo", {0: HAVE, 1: HAVE}),
        ("tengo el ruc pero la firma no", {0: HAVE, 1: MISSING}),
        ("el ruc sí, la firma todavía no", {0: HAVE, 1: MISSING}),
        ("me falta el nombramiento", {4: MISSING}),
        ("ya instalé el ecuapass y el nombramiento no aplica", {2: HAVE, 4: NOT_MINE}),
        ("ya tengo el 1 y el 5", {0: HAVE, 4: HAVE}),
        ("tengo todo menos la firma", {0: HAVE, 1: MISSING, 2: HAVE, 3: HAVE, 4: HAVE}),
        ("tengo todo lo demás excepto el nombramiento", {0: HAVE, 1: HAVE, 2: HAVE, 3: HAVE, 4: MISSING}),
        ("la firma ya está lista", {1: HAVE}),
    ],
)
def test_several_are_answered_at_once(registration: Route, text: str, marks: dict[int, Mark]) -> None:
    assert marks_in(text, registration, 0, {}) == marks


def test_all_means_all_that_are_open(registration: Route) -> None:
    marked = {registration.stops[0].key: MISSING}
    assert marks_in("tengo todo", registration, 1, marked) == dict.fromkeys([1, 2, 3, 4], HAVE)


def test_none_means_all_are_missing(registration: Route) -> None:
    assert marks_in("no tengo nada", registration, 0, {}) == dict.fromkeys(range(5), MISSING)


@pytest.mark.parametrize("last", [HAVE, MISSING])
def test_also_means_the_same_as_the_last_answer(registration: Route, last: Mark) -> None:
    marked = {registration.stops[0].key: last}
    assert marks_in("y el nombramiento también", registration, 1, marked) == {4: last}


@pytest.mark.parametrize("text", ["y el xilófono también", "tengo el ruc menos el xilófono"])
def test_what_is_excepted_or_added_and_fits_nothing_is_not_guessed(registration: Route, text: str) -> None:
    found = marks_in(text, registration, 2, {registration.stops[0].key: HAVE})
    assert 2 not in found


@pytest.mark.parametrize(
    "text", ["¿ya lo tengo que tener?", "¿cuánto cuesta?", "hola", "gracias", "sí", "no", "no sé qué es", "", "👋",
             "zxqwt plk", "siguiente", "volvamos a la lista", "la firma también"]
)  # fmt: skip
def test_what_answers_nothing_marks_nothing(registration: Route, text: str) -> None:
    assert marks_in(text, registration, 0, {}) == {}


def test_what_is_told_beside_a_question_counts(registration: Route) -> None:
    assert marks_in("Ya tengo el ruc. ¿Dónde saco la firma?", registration, 1, {}) == {0: HAVE}


def test_a_long_story_is_no_answer(registration: Route) -> None:
    assert marks_in("tengo una empresa que " + "importa telas y " * 20, registration, 0, {}) == {}


def test_a_word_that_only_one_requirement_has_names_it(library: Library, desk: Desk) -> None:
    route = checklist(library.procedures[EXIT], desk)
    assert marks_in("la factura ya la tengo", route, 0, {}) == {3: HAVE}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("sí, voy a contratar", Mark.paga),
        ("me toca pagarlo", Mark.paga),
        ("no, lo hago yo", Mark.no_paga),
        ("no uso eso", Mark.no_paga),
        ("ya lo pagué", Mark.no_paga),
    ],
)
def test_costs_are_answered_in_their_own_words(library: Library, desk: Desk, text: str, mark: Mark) -> None:
    assert marks_in(text, cost_guide(library.procedures[ENTRY], desk), 1, {}) == {1: mark}


@pytest.mark.parametrize(("text", "stop"), [("qué es la firma electrónica", 1), ("qué es eso", None), ("el CPC", None)])
def test_a_requirement_is_named_by_its_own_words(registration: Route, text: str, stop: int | None) -> None:
    assert named(text, registration.stops) == stop


@pytest.mark.parametrize(("text", "something"), [("no sé qué es eso", False), ("no sé qué es el CPC", True)])
def test_another_word_is_told_from_none(text: str, something: bool) -> None:
    assert names_something(text) is something
