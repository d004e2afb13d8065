"""Tokens stand where the text has them, and their lemmas make spellings equal."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.nlu.tokenizers.tokenizer import Token

from bot.nlu import SpanishTokenizer
from tests.nlu.conftest import message


@pytest.fixture(scope="module")
def tokenizer() -> SpanishTokenizer:
    return SpanishTokenizer(SpanishTokenizer.get_default_config())


def tokens(tokenizer: SpanishTokenizer, text: str) -> list[Token]:
    return tokenizer.tokenize(message(text), "text")


@pytest.mark.parametrize(
    "text",
    ["¿Cuánto cuesta el RUC?", "mi correo es yo@correo.example", "régimen 51, 8h00–17h00", "👋🏽 buenas", "a\n\nb\tc"],
)
def test_a_token_is_what_the_text_has_at_its_place(tokenizer: SpanishTokenizer, text: str) -> None:
    assert [text[one.start : one.end] for one in tokens(tokenizer, text)] == [
        one.text for one in tokens(tokenizer, text)
    ]


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=200))
def test_offsets_match_any_text_and_go_forward(tokenizer: SpanishTokenizer, text: str) -> None:
    found = tokens(tokenizer, text)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert all(one.end <= following.start for one, following in itertools.pairwise(found))


def test_signs_are_no_tokens(tokenizer: SpanishTokenizer) -> None:
    assert [one.text for one in tokens(tokenizer, "¿Cuánto, cuesta…?")] == ["Cuánto", "cuesta"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("requisitos", "REQUISITO"), ("autorización", "autorizaciones"), ("q", "que"), ("klaves", "klave")],
)
def test_spellings_of_a_word_have_one_lemma(tokenizer: SpanishTokenizer, one: str, other: str) -> None:
    assert tokens(tokenizer, one)[0].lemma == tokens(tokenizer, other)[0].lemma


@pytest.mark.parametrize("text", ["", " ", "¿?", "\n"])
def test_a_text_without_words_has_no_tokens(tokenizer: SpanishTokenizer, text: str) -> None:
    assert tokens(tokenizer, text) == []


def test_a_long_text_is_split(tokenizer: SpanishTokenizer) -> None:
    assert len(tokens(tokenizer, "clave nueva " * 500)) == 1000


def test_the_tokens_are_kept_with_the_message(tokenizer: SpanishTokenizer) -> None:
    (processed,) = tokenizer.process([message("hola mundo")])
    assert [one.text for one in processed.get("text_tokens")] == ["hola", "mundo"]
