"""What may be said to the engine: commands of Rasa typed by hand are no commands."""

from __future__ import annotations

import pytest

from bot.engine.messages import checked_text


@pytest.mark.parametrize("text", ['/contar{"cuenta": 7}', "/ /contar{", '//contar {"cuenta":\n7}'])
def test_a_typed_command_with_its_payload_says_nothing(text: str) -> None:
    assert checked_text(text) == "¿?"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("/ayuda", "ayuda"),
        ("/cuánto cuesta", "cuánto cuesta"),
        ("patente y/o permiso", "patente y/o permiso"),
        ("</b>{x}", "</b>{x}"),
        ("//", "¿?"),
    ],
)
def test_any_other_text_keeps_its_words(text: str, plain: str) -> None:
    assert checked_text(text) == plain
