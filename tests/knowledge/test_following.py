"""Procedures that differ in a facet: telling them apart in a choice, going from one to the other, and strangers."""

from __future__ import annotations

from typing import Any

import pytest

from bot.knowledge import Catalogue, Foreign, Institution, Procedure, Search, Words
from bot.knowledge.following import WEIGHTS
from bot.knowledge.record import Source
from bot.text import fold

INSTITUTION = Institution(id="mpceip", name="Ministerio de Producción", acronym="MPCEIP")
NATURAL, JURIDICA = "Licencia de cannabis para persona natural", "Licencia de cannabis para persona jurídica"
ARTISANAL = "Autorización para construcción de embarcaciones pesqueras artesanales"
INDUSTRIAL = "Autorización para construcción de embarcaciones pesqueras industriales"
FIRST, RENEWAL = "Matrícula de armadores por primera vez", "Renovación de matrícula de armadores"
FISHING = "Certificado de pesca"
NAMES = (NATURAL, JURIDICA, ARTISANAL, INDUSTRIAL, FIRST, RENEWAL, FISHING)
PASSPORT = Foreign(name="Pasaporte ordinario", phrases=("sacar el pasaporte",))


def make(name: str) -> Procedure:
    source = Source(document="x.txt", title=name)
    return Procedure(id=fold(name), name=name, institution=INSTITUTION, source=source)


@pytest.fixture(scope="module")
def vocabulary(catalogue: Catalogue) -> Words:
    """The editors' words."""
    return catalogue.words()


@pytest.fixture(scope="module")
def search(vocabulary: Words) -> Search:
    return Search.over([make(name) for name in NAMES], vocabulary, [PASSPORT])


def among(search: Search, text: str, *names: str) -> list[float]:
    return search.among(text, [fold(name) for name in names])


def follows(search: Search, text: str, name: str, **given: Any) -> str:
    """The id of what ``text`` means after ``name``."""
    found = search.following(text, fold(name), name, **given)
    return found.ids[0] if found.stays else found.ids[found.others(0.0)[0]]


# -- among a few -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant", "other"),
    [
        ("persona natural", NATURAL, JURIDICA),
        ("la jurídica", JURIDICA, NATURAL),
        ("el artesanal", ARTISANAL, INDUSTRIAL),
        ("es industrial", INDUSTRIAL, ARTISANAL),
        ("por primera vez", FIRST, RENEWAL),
        ("la renovación", RENEWAL, FIRST),
        ("cannabis", NATURAL, ARTISANAL),
        ("kannabis", NATURAL, ARTISANAL),
    ],
)
def test_a_text_speaks_of_the_one_whose_words_it_has(search: Search, text: str, meant: str, other: str) -> None:
    here, there = among(search, text, meant, other)
    assert here > 0 >= there


def test_a_word_of_asking_that_states_a_facet_speaks_of_it(search: Search) -> None:
    natural, juridica = among(search, "para mi compañía", NATURAL, JURIDICA)
    assert juridica > natural


def test_a_facet_adds_to_what_is_spoken_of_or_takes_away(search: Search) -> None:
    assert among(search, "el artesanal", ARTISANAL, INDUSTRIAL) == [1.5, -0.5]


@pytest.mark.parametrize("text", ["licencia de cannabis", "cannabis", "", "¿?", "cuánto cuesta", "zxqwtrplk"])
def test_what_does_not_tell_them_apart_speaks_of_none(search: Search, text: str) -> None:
    assert among(search, text, NATURAL, JURIDICA) == [0.0, 0.0]


def test_the_answers_come_in_the_order_of_the_ids(search: Search) -> None:
    there = among(search, "persona natural", NATURAL, JURIDICA)
    assert among(search, "persona natural", JURIDICA, NATURAL) == there[::-1]


def test_what_is_said_and_asked_for_goes_before_what_is_only_said(search: Search) -> None:
    artisanal, industrial, fishing = among(search, "pesca artesanal", ARTISANAL, INDUSTRIAL, FISHING)
    assert (artisanal > industrial, artisanal > fishing) == (True, True)


def test_one_alone_is_not_told_from_any(search: Search) -> None:
    assert among(search, "persona natural", NATURAL) == [0.0]


# -- following -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "current", "sibling"),
    [
        ("¿y si lo saca mi compañía?", NATURAL, JURIDICA),
        ("¿y para una persona jurídica?", NATURAL, JURIDICA),
        ("¿y si es persona natural?", JURIDICA, NATURAL),
        ("¿y si es industrial?", ARTISANAL, INDUSTRIAL),
        ("y artesanal", INDUSTRIAL, ARTISANAL),
        ("¿y la renovación?", FIRST, RENEWAL),
        ("¿y por primera vez?", RENEWAL, FIRST),
    ],
)
def test_another_value_of_a_facet_leads_to_the_sibling(search: Search, text: str, current: str, sibling: str) -> None:
    assert follows(search, text, current) == fold(sibling)


@pytest.mark.parametrize(
    "text",
    ["¿y para persona natural?", "¿cuánto cuesta?", "", "¿?", "¿y dónde queda?", "zxqwtrplk"],
    ids=["its own value", "no facet", "nothing", "signs", "an aspect", "no word of anything"],
)
def test_what_says_nothing_else_stays(search: Search, text: str) -> None:
    assert follows(search, text, NATURAL) == fold(NATURAL)


def test_a_question_that_asks_for_an_aspect_is_likelier_to_stay(search: Search) -> None:
    plain, asking = (search.following("¿y el permiso?", fold(FISHING), FISHING, asks=asks) for asks in (0.0, 1.0))
    assert asking.odds[0] > plain.odds[0]


def test_what_was_discussed_is_likelier(search: Search) -> None:
    def odds(*discussed: str) -> float:
        found = search.following("la industrial", fold(NATURAL), NATURAL, discussed=discussed)
        return float(found.odds[list(found.ids).index(fold(INDUSTRIAL))])

    assert odds(fold(INDUSTRIAL)) > odds()


def test_the_procedure_under_discussion_is_the_first_and_named_once(search: Search) -> None:
    found = search.following("licencia industrial", fold(ARTISANAL), ARTISANAL)
    assert (found.ids[0], list(found.ids).count(fold(ARTISANAL))) == (fold(ARTISANAL), 1)


def test_every_column_has_a_row_for_each(search: Search) -> None:
    found = search.following("licencia industrial", fold(ARTISANAL), ARTISANAL)
    assert {len(column) for column in found.columns.values()} == {len(found.ids)}
    assert found.columns.keys() == WEIGHTS.keys()


def test_those_within_reach_of_the_likeliest_come_best_first(search: Search) -> None:
    found = search.following("licencia industrial", fold(NATURAL), NATURAL)
    near, every = found.others(0.0), found.others(1e9)
    assert near == every[:1] and found.odds[every].tolist() == sorted(found.odds[1:], reverse=True)


def test_alone_in_the_catalogue_it_stays(vocabulary: Words) -> None:
    search = Search.over([make(NATURAL)], vocabulary)
    found = search.following("¿y si es jurídica?", fold(NATURAL), NATURAL)
    assert (found.stays, found.others(1.0)) == (True, [])


# -- strangers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["sacar el pasaporte", "pasaporte ordinario", "quiero sacar el pasaporte"])
def test_what_we_do_not_hold_is_strange(search: Search, text: str) -> None:
    assert search.strangeness(text) == pytest.approx(1.0)


@pytest.mark.parametrize("text", [*NAMES, "licencia de cannabis", "", "¿?", "zxqwtrplk"])
def test_what_is_ours_or_nothing_is_not_strange(search: Search, text: str) -> None:
    assert search.strangeness(text) == 0.0


def test_what_fits_ours_as_well_is_not_strange(vocabulary: Words) -> None:
    search = Search.over([make(FISHING)], vocabulary, [Foreign(name=FISHING, phrases=(FISHING,))])
    assert search.strangeness(FISHING) == 0.0


def test_a_part_of_a_foreign_name_is_less_strange_than_the_whole(vocabulary: Words) -> None:
    search = Search.over([make(FISHING)], vocabulary, [Foreign(name="Matrimonio civil igualitario")])
    whole, part = search.strangeness("matrimonio civil igualitario"), search.strangeness("matrimonio")
    assert whole > part > 0


def test_without_foreign_phrases_nothing_is_strange(vocabulary: Words) -> None:
    assert Search.over([make(FISHING)], vocabulary).strangeness("sacar el pasaporte") == 0.0


def test_in_an_empty_catalogue_all_that_is_foreign_is_strange(vocabulary: Words) -> None:
    assert Search.over([], vocabulary, [PASSPORT]).strangeness("sacar el pasaporte") == pytest.approx(1.0)
