"""The fixed sentences, by name. They live in ``data/responses``; facts never do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import VentanillaError


class PhraseNotFound(VentanillaError):
    """Raised when a response that the code names does not exist."""


class Phrases:
    """``Phrases(domain["responses"])("sin_costo", tramite="…")``: the response ``utter_sin_costo``, filled in."""

    def __init__(self, responses: Mapping[str, Any]) -> None:
        self._responses = responses

    def __call__(self, name: str, *, variant: int = 0, **values: object) -> str:
        """The text of ``utter_<name>``; ``variant`` chooses among its variations, going round."""
        variations = self._responses.get(f"utter_{name}")
        if not variations:
            raise PhraseNotFound(f"Falta la respuesta «utter_{name}» en data/responses.")
        text = str(variations[variant % len(variations)]["text"]).strip()
        for key, value in values.items():
            text = text.replace("{" + key + "}", str(value))
        return text
