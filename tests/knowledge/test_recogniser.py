"""A whole text is shared out among the procedures that it sounds like, and those that we do not hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import Catalogue, Foreign, Institution, Procedure
from bot.knowledge.recogniser import Recogniser
from bot.knowledge.record import Source
from bot.text import normalise, stem


def words_of(text: str) -> str:
    return " ".join(stem(word) for word in normalise(text).split())


def make(name: str, *aliases: str, situations: tuple[str, ...] = ()) -> Procedure:
    institution = Institution(id="i", name="Instituto", acronym="I")
    source = Source(document="x.txt", title=name)
    identity = name.lower().replace(" ", "-")
    return Procedure(
        id=identity, name=name, aliases=aliases, situations=situations, institution=institution, source=source
    )


FISHING = make("Permiso de pesca", "licencia de pescador", situations=("tengo una lancha y quiero vender atún",))
HUNTING = make("Permiso de caza", "licencia de cazador", situations=("quiero salir al monte con mi escopeta",))
PASSPORT = Foreign(name="Pasaporte", phrases=("sacar el pasaporte", "viajar a otro país"))


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser([FISHING, HUNTING], [PASSPORT], words_of)


@pytest.fixture(scope="module")
def whole(catalogue: Catalogue) -> Recogniser:
    return Recogniser(catalogue.procedures(), catalogue.foreign(), words_of)


def likeliest(recogniser: Recogniser, text: str) -> str | None:
    shares = recogniser.shares(text)
    return max(shares, key=lambda one: shares[one])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("el permiso de pesca", FISHING.id),
        ("mi lancha y el atún", FISHING.id),
        ("lisensia de casador", HUNTING.id),
        ("con la escopeta en el monte", HUNTING.id),
        ("quiero el pasaporte", None),
        ("viajar a otro país", None),
    ],
)
def test_a_text_is_given_to_what_it_sounds_like(recogniser: Recogniser, text: str, meant: str | None) -> None:
    assert likeliest(recogniser, text) == meant


def test_every_procedure_has_a_share_and_what_is_not_held_has_one_together(recogniser: Recogniser) -> None:
    assert recogniser.shares("hola").keys() == {FISHING.id, HUNTING.id, None}


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=500))
def test_the_shares_of_any_text_sum_to_one(recogniser: Recogniser, text: str) -> None:
    shares = recogniser.shares(text).values()
    assert (sum(shares), all(0 < one < 1 for one in shares)) == (pytest.approx(1), True)


def test_the_shares_of_the_whole_catalogue_sum_to_one(whole: Recogniser, catalogue: Catalogue) -> None:
    shares = whole.shares("me olvidé la clave del portal")
    assert (sum(shares.values()), shares.keys()) == (
        pytest.approx(1),
        {None, *(one.id for one in catalogue.procedures())},
    )


def test_every_situation_sounds_like_its_own_procedure(whole: Recogniser, catalogue: Catalogue) -> None:
    said = [(one.id, situation) for one in catalogue.procedures() for situation in one.situations]
    assert (len(said) > 100, [text for identity, text in said if likeliest(whole, text) != identity]) == (True, [])


def test_hardly_anything_that_we_do_not_hold_sounds_like_ours(whole: Recogniser, catalogue: Catalogue) -> None:
    phrases = [phrase for one in catalogue.foreign() for phrase in one.phrases]
    ours = [phrase for phrase in phrases if likeliest(whole, phrase) is not None]
    assert (len(phrases) > 500, len(ours) <= len(phrases) / 200) == (True, True)


def test_fitting_twice_gives_the_same_shares(recogniser: Recogniser) -> None:
    again = Recogniser([FISHING, HUNTING], [PASSPORT], words_of)
    assert again.shares("permiso para viajar en lancha") == recogniser.shares("permiso para viajar en lancha")
