"""What every action of Ventanilla shares: the message as understood, the assistant, and how a reply becomes events."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import settings
from bot.answers import Asked, Assistant, Library, Memory, Phrases, Reply
from bot.knowledge import Aspect, Catalogue


@dataclass(frozen=True)
class Request:
    """A message as it was understood. ``entities`` come from buttons and text; ``confidence`` is the intent's."""

    text: str
    confidence: float
    asked: Asked
    entities: Mapping[str, str]

    @classmethod
    def of(cls, tracker: Tracker) -> Request:
        """The latest message of ``tracker``."""
        message = tracker.latest_message
        entities = {one["entity"]: str(one["value"]) for one in message.get("entities") or []}
        found = [(one["name"], one["confidence"]) for one in message.get("aspects") or []]
        if "aspecto" in entities:
            found = [(name, 1.0) for name in entities["aspecto"].split(",") if name in Aspect.__members__]
        asked = Asked(tuple(Aspect(name) for name, _ in found), max((sure for _, sure in found), default=0.0))
        intent = message.get("intent") or {}
        return cls(message.get("text") or "", intent.get("confidence") or 0.0, asked, entities)


class VentanillaAction(Action, ABC):
    """An action that turns a request into one answer."""

    @abstractmethod
    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        """What to say to ``request``, and what to remember."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]) -> list[EventType]:
        """Sends the answer as structured data and returns the slots that change."""
        before = Memory.from_slots(tracker.slots)
        assistant, request = _assistant(domain), Request.of(tracker)
        reply = self.reply(assistant, request, before, tracker)
        dispatcher.utter_message(json_message=reply.answer.as_json())
        known = before.slots()
        return [SlotSet(name, value) for name, value in reply.memory.slots().items() if value != known[name]]


def _assistant(domain: Mapping[str, Any]) -> Assistant:
    return _opened(settings.current().knowledge, json.dumps(domain["responses"], sort_keys=True))


@lru_cache(maxsize=1)
def _opened(knowledge: Path, responses: str) -> Assistant:
    """The assistant over a knowledge base and a model's responses: made at the first message, and kept."""
    return Assistant(Library(Catalogue(knowledge)), Phrases(json.loads(responses)))
