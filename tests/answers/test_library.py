"""What the assistant looks things up in: procedures by what they are called, institutions by what people say."""

from __future__ import annotations

import pytest

from bot.answers import Library
from bot.knowledge import Procedure
from bot.knowledge.record import MonthlyStatistic
from tests.answers.support import ALL, ENTRY, EXIT, IMPORT, OCE, PASSWORD

EVERYDAY = (
    ("qué es el régimen 51", EXIT),
    ("registro OCE", OCE),
    ("el reseteo de clave", PASSWORD),
    ("REGIMEN 21", ENTRY),
)


def identity(procedure: Procedure | None) -> str | None:
    return procedure.id if procedure else None


# -- procedures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tramite", ALL)
def test_a_procedure_is_got_by_its_id(library: Library, tramite: str) -> None:
    assert identity(library.get(tramite)) == tramite


@pytest.mark.parametrize("tramite", [None, "", "ya-no-existe", "../etc/passwd"])
def test_what_is_not_held_is_nothing(library: Library, tramite: str | None) -> None:
    assert library.get(tramite) is None


@pytest.mark.parametrize("tramite", ALL)
def test_a_text_with_a_whole_name_calls_that_procedure(
    library: Library, procedures: dict[str, Procedure], tramite: str
) -> None:
    text = f"¿qué es {procedures[tramite].name}?"
    assert (identity(library.called(text)), identity(library.surely(text))) == (tramite, tramite)


@pytest.mark.parametrize(("text", "tramite"), EVERYDAY)
def test_a_text_with_a_whole_alias_calls_that_procedure(library: Library, text: str, tramite: str) -> None:
    assert identity(library.called(text)) == tramite


def test_a_situation_is_surely_about_its_procedure(library: Library) -> None:
    assert identity(library.surely("mandar una máquina a reparar a Colombia y que regrese")) == EXIT


def test_part_of_a_name_may_be_sure_without_being_the_name(library: Library) -> None:
    text = "importar tela en admisión temporal"
    assert (library.called(text), identity(library.surely(text))) == (None, ENTRY)


@pytest.mark.parametrize("text", ["", "¿?", "hola", "👋🏽", "el pasaporte", "la licencia de conducir", "cuánto cuesta"])
def test_a_text_that_names_nothing_of_ours_calls_nothing(library: Library, text: str) -> None:
    assert (library.called(text), library.surely(text)) == (None, None)


# -- institutions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SENAE", ["senae"]),
        ("teléfono de la aduana", ["senae"]),
        ("trámites de aduanas", ["senae"]),
        ("¿el Servicio Nacional de Aduana del Ecuador?", ["senae"]),
        ("en compras publicas", ["sercop"]),
        ("contacto del Sercop", ["sercop"]),
        ("aduana y sercop", ["senae", "sercop"]),
        ("la aduanilla", []),
        ("el SRI", []),
        ("", []),
    ],
)
def test_an_institution_is_named_by_name_acronym_or_nickname(library: Library, text: str, named: list[str]) -> None:
    assert sorted(one.id for one in library.institutions_in(text)) == named


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("teléfono de la aduana", "senae"),
        ("¿a qué correo le escribo al SERCOP?", "sercop"),
        ("SENAE", "senae"),
        ("teléfono de la aduana en Manta", None),
        ("teléfono de la aduana para el régimen 51", None),
        ("clave del sercop", None),
        ("aduana y sercop", None),
        ("teléfono", None),
        ("", None),
    ],
)
def test_only_an_institution_is_named_when_nothing_else_of_substance_is(
    library: Library, text: str, only: str | None
) -> None:
    named = library.only_an_institution(text)
    assert (named.id if named else None) == only


# -- what most people ask ----------------------------------------------------------------------------------------


def last_month(procedure: Procedure) -> MonthlyStatistic | None:
    return max(procedure.statistics, key=lambda one: (one.year, one.month), default=None)


def test_the_most_asked_served_most_people_in_their_last_month(library: Library) -> None:
    served = [one.served if one else 0 for one in map(last_month, library.most_asked(limit=14))]
    assert (served, served[0] > 0) == (sorted(served, reverse=True), True)


def test_procedures_with_figures_are_asked_more_than_those_without(library: Library) -> None:
    assert {one.id for one in library.most_asked()} == {ENTRY, OCE, IMPORT, EXIT}


@pytest.mark.parametrize("limit", [0, 1, 4, 14, 99])
def test_no_more_are_named_than_asked_for(library: Library, limit: int) -> None:
    assert len(library.most_asked(limit)) == min(limit, len(ALL))
