"""What may be said to the engine: a text or a payload, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import EngineError
from bot.protocol import MAX_TEXT
from bot.text import clean

MAX_ENTITY = 200
#: What Rasa would obey, typed by hand: «/intent{…}» after any number of slashes.
_COMMAND = re.compile(r"[/\s]*/\s*\w+\s*\{.*", re.DOTALL)
#: Signs alone, which are not understood; an empty text would not be accepted.
_NOTHING = "¿?"
_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{1,64}")


class BadMessage(EngineError):
    """Raised when a message cannot be accepted; ``code`` says why, in one word for programs."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class Payload:
    """What tapping a button means: an intent and its entities. Only the gateway makes them."""

    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)

    def parse_data(self) -> dict[str, Any]:
        """The payload as Rasa's NLU would have understood it, with certainty."""
        intent = {"name": self.intent, "confidence": 1.0}
        entities = [{"entity": name, "value": value} for name, value in self.entities.items()]
        return {"text": "", "intent": intent, "intent_ranking": [intent], "entities": entities}


Message = str | Payload


def checked_conversation(value: object) -> str:
    """``value`` if it can name a conversation: 1 to 64 letters, digits, ``_`` or ``-``. Raises BadMessage."""
    if not isinstance(value, str) or not _CONVERSATION.fullmatch(value):
        raise BadMessage("conversation", "La conversación se nombra con 1 a 64 letras, dígitos, _ o -")
    return value


def checked_text(value: object) -> str:
    """``value`` cleaned, 1 to 1,000 characters, and never a command of Rasa. Raises BadMessage."""
    if not isinstance(value, str):
        raise BadMessage("text", "El texto debe ser una cadena")
    # Cut before cleaning, which is linear but not free: a longer text is refused in any case.
    text = clean(value[: MAX_TEXT * 2])
    if len(value) > MAX_TEXT * 2 or len(text) > MAX_TEXT:
        raise BadMessage("text_too_long", f"El texto tiene más de {MAX_TEXT} caracteres")
    if not text:
        raise BadMessage("text_empty", "El texto está vacío")
    return _plain(text)


def _plain(text: str) -> str:
    """``text`` without leading slashes: Rasa would read «/intent{…}» as a command, which says nothing to a person."""
    return _NOTHING if _COMMAND.fullmatch(text) else text.lstrip("/ \n\t") or _NOTHING


def checked_payload(payload: Payload, *, intents: list[str], entities: list[str]) -> Payload:
    """``payload`` with clean values. Raises BadMessage if the domain does not know its intent or an entity."""
    if payload.intent not in intents:
        raise BadMessage("payload_intent", "La intención de la carga no está en el dominio")
    if payload.entities.keys() - set(entities):
        raise BadMessage("payload_entity", "Una entidad de la carga no está en el dominio")
    return Payload(payload.intent, {name: _value(value) for name, value in payload.entities.items()})


def _value(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ENTITY or clean(value) != value:
        raise BadMessage(
            "payload_value", f"El valor de una entidad debe ser texto limpio de 1 a {MAX_ENTITY} caracteres"
        )
    return value


def message_of(body: object) -> tuple[str, Message]:
    """The conversation and the text or payload in ``body``, with their types checked. Raises BadMessage."""
    if not isinstance(body, dict) or body.keys() - {"conversation", "text", "payload"}:
        raise BadMessage("body", "El cuerpo es un objeto con «conversation» y o bien «text» o bien «payload»")
    if ("text" in body) == ("payload" in body):
        raise BadMessage("body", "El mensaje lleva o bien «text» o bien «payload»")
    conversation = checked_conversation(body.get("conversation"))
    return conversation, checked_text(body["text"]) if "text" in body else _payload(body["payload"])


def _payload(value: object) -> Payload:
    if not isinstance(value, dict) or value.keys() - {"intent", "entities"}:
        raise BadMessage("payload", "La carga lleva «intent» y, si acaso, «entities»")
    intent, entities = value.get("intent"), value.get("entities", {})
    if not isinstance(intent, str) or not isinstance(entities, dict):
        raise BadMessage("payload", "«intent» es texto y «entities» un objeto")
    return Payload(intent, entities)
