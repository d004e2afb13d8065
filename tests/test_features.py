"""One text's features, computed by hand, are those that scikit-learn would give it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, hstack

from bot.features import Features, as_heard

TEXTS = [
    "¿Cuánto cuesta el registro de importador?",
    "cuánto cuesta, cuánto me cobran y cuánto se demora",
    "se me olvidó la clave del portal",
    "kiero resetear mi klabe xfa",
    "hola",
    "denuncia de retención indebida de pagos",
]
ASKED = [*TEXTS, "clave clave clave", "registro del portal y una palabra jamás vista", "zxqwtrplk", "", "¿?", "👋🏽"]


def reversed_words(text: str) -> str:
    """Words that ``as_heard`` would not give: to tell whether they are asked for."""
    return " ".join(word[::-1] for word in text.split())


class Learnt(NamedTuple):
    """What was fitted to the texts above, with their features."""

    features: Features
    rows: csr_matrix
    words_of: Callable[[str], str]


@pytest.fixture(scope="module", params=[None, reversed_words], ids=["as heard", "words of our own"])
def learnt(request: pytest.FixtureRequest) -> Learnt:
    features = Features(words=(1, 2), characters=(3, 5), words_of=request.param)
    return Learnt(features, features.fit(TEXTS), request.param or as_heard)


def width(features: Features) -> int:
    return len(features.words.vocabulary_) + len(features.characters.vocabulary_)


def by_hand(features: Features, text: str) -> np.ndarray:
    columns, values = features.of(text)
    row = np.zeros(width(features))
    np.add.at(row, columns, values)
    return row


def by_scikit_learn(learnt: Learnt, text: str) -> np.ndarray:
    words = learnt.features.words.transform([learnt.words_of(text)])
    return hstack([words, learnt.features.characters.transform([as_heard(text)])]).toarray()[0]


@pytest.mark.parametrize("text", ASKED)
def test_the_features_of_a_text_are_those_of_scikit_learn(learnt: Learnt, text: str) -> None:
    np.testing.assert_allclose(by_hand(learnt.features, text), by_scikit_learn(learnt, text), atol=1e-12)


@settings(deadline=None, max_examples=100)
@given(text=st.text(max_size=200) | st.lists(st.sampled_from(" ".join(TEXTS).split())).map(" ".join))
def test_the_features_of_any_text_are_those_of_scikit_learn(learnt: Learnt, text: str) -> None:
    np.testing.assert_allclose(by_hand(learnt.features, text), by_scikit_learn(learnt, text), atol=1e-12)


def test_what_was_fitted_has_the_features_that_are_computed_later(learnt: Learnt) -> None:
    assert learnt.rows.shape == (len(TEXTS), width(learnt.features))
    later = [by_hand(learnt.features, text) for text in TEXTS]
    np.testing.assert_allclose(learnt.rows.toarray(), later, atol=1e-12)


def test_no_column_is_named_twice(learnt: Learnt) -> None:
    columns, _ = learnt.features.of("cuánto cuánto cuánto cuesta la clave")
    assert len(set(columns.tolist())) == len(columns) > 0


def test_a_text_without_a_word_learnt_has_no_features(learnt: Learnt) -> None:
    columns, values = learnt.features.of("¿?")
    assert (len(columns), len(values)) == (0, 0)


@pytest.mark.parametrize(("written", "heard"), [("klabe", "clave"), ("REJISTRO", "registro"), ("ke onda", "qué onda")])
def test_what_sounds_alike_is_heard_alike(written: str, heard: str) -> None:
    assert as_heard(written) == as_heard(heard)
