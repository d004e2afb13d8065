"""Look-alikes are told apart by what they state: who it is for, the first time or a renewal, the canton, the office."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import Institution, Procedure, Words
from bot.knowledge.facets import ENTITY, PLACE, Comparison, Facets, Values
from bot.knowledge.record import Source
from bot.text import normalise, stem

WORDS = Words(
    facets=(
        ("persona", "natural", ("natural", "naturales")),
        ("persona", "jurídica", ("juridica", "juridicas", "empresa")),
        ("acto", "por primera vez", ("primera",)),
        ("acto", "renovación", ("renovacion",)),
    ),
    places=(("Loja", ("Macará", "Catamayo")), ("Carchi", ("Espejo", "San Pedro de Huaca")), ("Azuay", ("Cuenca",))),
    entities=(("mag", ("mag", "ministerio de agricultura")), ("arcfz", ("agrocalidad",))),
)
#: What names of procedures are made of.
PIECES = (
    "Licencia", "Patente", "persona natural", "personas jurídicas", "empresa", "por primera vez", "Renovación",
    "Loja", "Macará", "en Cuenca", "San Pedro de Huaca", "espejo", "del ministerio de agricultura", "Agrocalidad",
)  # fmt: skip


@pytest.fixture(scope="module")
def facets() -> Facets:
    return Facets(WORDS)


def make(name: str, institution: str = "Instituto", identity: str = "i") -> Procedure:
    made_by = Institution(id=identity, name=institution, acronym=identity.upper())
    return Procedure(id="p", name=name, institution=made_by, source=Source(document="x.txt", title=name))


def asked(facets: Facets, text: str) -> Values:
    """What ``text`` asks for when each of its words means itself."""
    return facets.asked(text, [(stem(word), 1.0) for word in normalise(text).split()])


def compare(facets: Facets, text: str, procedure: Procedure) -> Comparison:
    return facets.compare(asked(facets, text), facets.stated(procedure))


# -- what is stated and what is asked ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "facet", "values"),
    [
        ("Licencia para persona natural", "persona", {"natural"}),
        ("Licencia para personas JURÍDICAS", "persona", {"jurídica"}),
        ("Registro de personas naturales o jurídicas", "persona", {"natural", "jurídica"}),
        ("Matrícula por primera vez", "acto", {"por primera vez"}),
        ("Renovación de matrícula", "acto", {"renovación"}),
    ],
)
def test_a_name_states_the_values_of_its_words(facets: Facets, name: str, facet: str, values: set[str]) -> None:
    assert facets.stated(make(name))[facet] == values


def test_a_name_without_such_words_states_only_its_institution(facets: Facets) -> None:
    assert facets.stated(make("Licencia de pesca", identity="mag")) == {ENTITY: {"mag"}}


def test_an_institution_states_its_place(facets: Facets) -> None:
    assert facets.stated(make("Patente", "Municipio de Macará"))[PLACE] == {"macara"}


def test_a_place_of_several_words_is_one_place(facets: Facets) -> None:
    assert asked(facets, "patente en San Pedro de Huaca")[PLACE] == {"san pedro de huaca"}


@pytest.mark.parametrize("text", ["patente en Espejo", "el municipio de espejo", "cantón Espejo", "patente Espejo"])
def test_a_place_is_shown_by_the_word_before_it_or_by_the_end(facets: Facets, text: str) -> None:
    assert asked(facets, text)[PLACE] == {"espejo"}


@pytest.mark.parametrize("text", ["un espejo roto", "espejo retrovisor del carro", "compré espejo nuevo"])
def test_a_mirror_is_no_place(facets: Facets, text: str) -> None:
    assert PLACE not in asked(facets, text)


@pytest.mark.parametrize(("worth", "found"), [(1.0, True), (0.85, True), (0.5, False)])
def test_a_reading_far_from_what_was_said_asks_for_nothing(facets: Facets, worth: float, found: bool) -> None:
    assert ("persona" in facets.asked("compañía", [(stem("empresa"), worth)])) == found


@pytest.mark.parametrize("text", ["licencia del ministerio de agricultura", "licencia del MAG", "el mag"])
def test_an_entity_is_named_by_any_of_its_names(facets: Facets, text: str) -> None:
    assert asked(facets, text)[ENTITY] == {"mag"}


def test_a_part_of_a_word_names_no_entity(facets: Facets) -> None:
    assert asked(facets, "quiero ver imágenes de magia") == {}


def test_a_text_without_words_asks_for_nothing(facets: Facets) -> None:
    assert facets.asked("", []) == {}


def test_without_the_editors_words_only_the_institution_is_stated() -> None:
    assert Facets(Words()).stated(make("Renovación en Cuenca")) == {ENTITY: {"i"}}


# -- comparing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "comparison"),
    [
        ("licencia para persona natural", "Licencia, persona natural", Comparison(agrees=1)),
        ("licencia para persona natural", "Licencia, persona jurídica", Comparison(opposed=1)),
        ("licencia para mi empresa", "Licencia, persona jurídica", Comparison(agrees=1)),
        ("licencia para persona natural", "Licencia de personas naturales o jurídicas", Comparison(agrees=1)),
        ("matrícula por primera vez", "Renovación de matrícula", Comparison(opposed=1)),
        ("renovación de matrícula", "Matrícula", Comparison(unstated=1)),
        ("matrícula", "Renovación de matrícula", Comparison(unasked=1)),
        ("renovación, persona natural", "Renovación, persona jurídica", Comparison(agrees=1, opposed=1)),
        ("matrícula", "Matrícula", Comparison()),
    ],
)
def test_facets_agree_are_opposed_unstated_or_unasked(
    facets: Facets, text: str, name: str, comparison: Comparison
) -> None:
    assert compare(facets, text, make(name)) == comparison


@pytest.mark.parametrize(
    ("text", "place", "comparison"),
    [
        ("patente en Macará", "Macará", Comparison(agrees=1)),
        ("patente en Macará", "Loja", Comparison(agrees=1)),
        ("patente en la provincia de Loja", "Macará", Comparison(agrees=1)),
        ("patente en Macará", "Catamayo", Comparison(opposed=1, afar=1)),
        ("patente en Cuenca", "Loja", Comparison(opposed=1, afar=1)),
        ("patente", "Loja", Comparison(unasked=1)),
    ],
)
def test_a_canton_meets_its_province_and_no_other_canton(
    facets: Facets, text: str, place: str, comparison: Comparison
) -> None:
    assert compare(facets, text, make("Patente", f"Municipio de {place}")) == comparison


@pytest.mark.parametrize(
    ("text", "comparison"),
    [
        ("licencia del ministerio de agricultura", Comparison(agrees=1)),
        ("licencia de Agrocalidad", Comparison(opposed=1)),
        ("licencia", Comparison()),
    ],
    ids=["its own", "another", "none: it is not missed"],
)
def test_another_institution_is_opposed(facets: Facets, text: str, comparison: Comparison) -> None:
    assert compare(facets, text, make("Licencia", "Ministerio", "mag")) == comparison


@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_a_name_never_opposes_itself(pieces: list[str]) -> None:
    facets, stated = Facets(WORDS), Facets(WORDS).stated(make(" ".join(pieces)))
    assert facets.compare(stated, stated) == Comparison(agrees=len(stated))


@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_whoever_says_the_whole_name_asks_for_nothing_else(pieces: list[str]) -> None:
    name, facets = " ".join(pieces), Facets(WORDS)
    wanted = {facet: values for facet, values in asked(facets, name).items() if facet not in (PLACE, ENTITY)}
    assert facets.compare(wanted, facets.stated(make(name))).opposed == 0


# -- implied and denied --------------------------------------------------------------------------------------------


@pytest.fixture
def implying() -> Facets:
    return Facets(
        Words(facets=(("acto", "primera vez", ("primera", "*")), ("acto", "renovación", ("renovacion", "renovar"))))
    )


@pytest.mark.parametrize(
    ("text", "name", "comparison"),
    [
        ("renovar la licencia", "Licencia de pesca", Comparison(opposed=1)),
        ("licencia por primera vez", "Licencia de pesca", Comparison(agrees=1)),
        ("licencia", "Licencia de pesca", Comparison()),
        ("licencia", "Renovación de licencia", Comparison(unasked=1)),
        ("renovar la licencia", "Renovación de licencia", Comparison(agrees=1)),
    ],
)
def test_a_name_that_states_no_act_is_of_the_implied_one(
    implying: Facets, text: str, name: str, comparison: Comparison
) -> None:
    assert compare(implying, text, make(name)) == comparison


@pytest.mark.parametrize(
    ("text", "name", "denied"),
    [
        ("certificado para carne, no para plantas", "Certificado de plantas", {stem("plantas")}),
        ("registro como courier, no como importador", "Registro de importador", {stem("importador")}),
        ("licencia de cannabis no psicoactivo", "Licencia de cannabis no psicoactivo", set()),
        ("certificado de plantas", "Certificado de plantas", set()),
    ],
)
def test_what_is_denied_is_not_what_the_name_denies_too(facets: Facets, text: str, name: str, denied: set[str]) -> None:
    assert facets.denied(asked(facets, text), facets.stated(make(name))) == denied
