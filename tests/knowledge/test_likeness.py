"""How much a text looks like a phrase, letter by letter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.likeness import Likeness

PHRASES = ("reseteo de clave", "permiso de pesca artesanal", "análisis de leche cruda", "registro de cultivares")
LIKENESS = Likeness.of(PHRASES)


def likened(text: str, *phrases: int) -> list[float]:
    """How much ``text`` looks like ``phrases``, else all of them."""
    values: list[float] = LIKENESS.to(text, np.array(phrases or range(len(PHRASES)))).tolist()
    return values


@pytest.mark.parametrize("number", range(len(PHRASES)))
def test_a_phrase_is_wholly_like_itself(number: int) -> None:
    assert likened(PHRASES[number], number) == pytest.approx([1.0], abs=1e-5)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("RESETEO DE CLAVE", 0),
        ("analisis de leche cruda", 2),
        ("registro  de cultivares", 3),
        ("permizo de peska artezanal", 1),
    ],
    ids=["capitals", "accents", "blanks", "what sounds the same"],
)
def test_what_is_heard_the_same_is_wholly_like_it(text: str, number: int) -> None:
    assert likened(text, number) == pytest.approx([1.0], abs=1e-5)


@pytest.mark.parametrize(
    ("text", "number"),
    [("reseto de clabe", 0), ("permiso pesca artsanal", 1), ("analisis lechecruda", 2), ("cultivares registro", 3)],
    ids=["a letter less", "a word less", "run together", "another order"],
)
def test_a_misspelt_phrase_is_nearer_to_itself_than_to_any_other(text: str, number: int) -> None:
    likeness = likened(text)
    assert (int(np.argmax(likeness)), likeness[number] > 0.5) == (number, True)


@pytest.mark.parametrize("text", ["bodyguard", "xylophone buzz", "12345"])
def test_a_text_with_nothing_in_common_is_hardly_like_anything(text: str) -> None:
    assert [one for one in likened(text) if one > 0.1] == []


@pytest.mark.parametrize("text", ["", " ", "¿?", "👋🏽"])
def test_a_text_without_letters_is_like_nothing(text: str) -> None:
    assert likened(text) == [0.0] * len(PHRASES)


def test_an_empty_phrase_is_like_nothing() -> None:
    assert Likeness.of(["", "clave"]).to("clave", np.array([0, 1])).tolist() == pytest.approx([0.0, 1.0])


def test_phrases_are_answered_in_the_order_asked_for() -> None:
    assert likened(PHRASES[0], 3, 0, 0) == [likened(PHRASES[0])[number] for number in (3, 0, 0)]


def test_without_phrases_there_is_nothing_to_be_like() -> None:
    assert Likeness.of([]).rows.shape[0] == 0


def test_a_rare_run_of_letters_tells_more_than_a_common_one() -> None:
    likeness = Likeness.of(["solicitud de leche", "solicitud de suelo", "solicitud de agua"])
    rare, common = (likeness.to(text, np.array([0]))[0] for text in ("leche", "solicitud"))
    assert rare > common / 2


@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_likeness_is_always_a_share(text: str) -> None:
    assert [one for one in likened(text) if not 0.0 <= one <= 1.0] == []


@settings(deadline=None)
@given(phrase=st.text(max_size=60), text=st.text(max_size=60))
def test_likeness_to_any_phrase_is_a_share_and_the_same_both_ways(phrase: str, text: str) -> None:
    likeness = Likeness.of([phrase, text])
    there, here = likeness.to(text, np.array([0]))[0], likeness.to(phrase, np.array([1]))[0]
    assert (0.0 <= there <= 1.0, float(there)) == (True, pytest.approx(float(here), abs=1e-4))
