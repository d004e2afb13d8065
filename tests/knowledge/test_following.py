"""Procedures that differ in a facet: telling them apart in a choice, going from one to the other, and strangers."""

from __future__ import annotations

import pytest

from bot.knowledge import Catalogue, Foreign, Institution, Procedure, Search, Words
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


def siblings(search: Search, text: str, name: str) -> list[str]:
    return search.siblings(text, fold(name), name)


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


# -- siblings ----------------------------------------------------------------------------------------------------


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
    assert siblings(search, text, current) == [fold(sibling)]


@pytest.mark.parametrize(
    "text",
    ["¿y para persona natural?", "¿cuánto cuesta?", "", "¿?", "¿y si es industrial?", "¿y por primera vez?"],
    ids=["its own value", "no facet", "nothing", "signs", "a facet it does not state", "nor this one"],
)
def test_what_is_not_opposed_leads_nowhere(search: Search, text: str) -> None:
    assert siblings(search, text, NATURAL) == []


def test_without_a_procedure_of_that_value_there_is_no_sibling(vocabulary: Words) -> None:
    search = Search.over([make(NATURAL), make(FISHING)], vocabulary)
    assert siblings(search, "¿y si es jurídica?", NATURAL) == []


def test_a_sibling_has_every_value_that_is_opposed(vocabulary: Words) -> None:
    both = "Renovación de licencia industrial"
    names = ("Licencia artesanal por primera vez", "Licencia industrial por primera vez", both)
    search = Search.over([make(name) for name in names], vocabulary)
    assert siblings(search, "la renovación, industrial", names[0]) == [fold(both)]


def test_the_sibling_with_the_most_similar_name_comes_first(vocabulary: Words) -> None:
    other = "Registro de comerciantes, persona jurídica"
    search = Search.over([make(name) for name in (other, JURIDICA, NATURAL)], vocabulary)
    assert siblings(search, "¿y si es jurídica?", NATURAL)[0] == fold(JURIDICA)


def test_the_sibling_of_a_sibling_is_where_one_came_from(search: Search) -> None:
    there = siblings(search, "¿y si es industrial?", ARTISANAL)
    assert (there, siblings(search, "¿y si es artesanal?", INDUSTRIAL)) == ([fold(INDUSTRIAL)], [fold(ARTISANAL)])


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
