"""What every action of Ventanilla shares: the message as understood, the assistant, and how a reply becomes events."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import settings
from bot.answers import Asked, Assistant, Library, Memory, Phrases, Reply
from bot.answers.guides import Guides, Heard, Saved
from bot.conversations import SavedLists, connect
from bot.errors import ListsUnavailable
from bot.knowledge import Aspect, Catalogue

#: The kind of request that asks about a procedure, and those that are refused.
QUESTION, REFUSED = "consultar_tramite", ("out_of_scope", "pedir_ilicito")


@dataclass(frozen=True)
class Request:
    """A message as it was understood. ``entities`` come from buttons and text; ``confidence`` is the intent's, and
    ``likely`` those of the likeliest kinds of request."""

    text: str
    intent: str
    confidence: float
    asked: Asked
    entities: Mapping[str, str]
    likely: Mapping[str, float] = field(default_factory=dict)

    def sounds_like(self, intent: str) -> float:
        """How likely the message is of that kind, from 0 to 1."""
        return self.likely.get(intent, 0.0)

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
        name, confidence = intent.get("name") or "", intent.get("confidence") or 0.0
        likely = {one["name"]: one["confidence"] for one in message.get("intent_ranking") or []}
        return cls(message.get("text") or "", name, confidence, asked, entities, likely)

    @property
    def heard(self) -> Heard:
        """The message as the guides take it."""
        return Heard(self.text, self.intent, self.entities)


class Counter(NamedTuple):
    """Who answers: the assistant, and the guides."""

    assistant: Assistant
    guides: Guides


class AnsweringAction(Action, ABC):
    """An action that sends one answer as structured data and sets the slots that change."""

    @abstractmethod
    def answered(self, counter: Counter, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        """What to say to ``request`` where no guide takes it, and what to remember."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]) -> list[EventType]:
        before = Memory.from_slots(tracker.slots)
        counter, request = _counter(domain), Request.of(tracker)
        reply = counter.guides.take(request.heard, before)
        if reply is None:
            without = self.answered(counter, request, before, tracker)
            reply = counter.guides.around(without, request.heard, before)
        dispatcher.utter_message(json_message=reply.answer.as_json())
        known = before.slots()
        return [SlotSet(name, value) for name, value in reply.memory.slots().items() if value != known[name]]


class VentanillaAction(AnsweringAction):
    """An action that turns a request into one answer of the assistant."""

    @abstractmethod
    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        """What to say to ``request``, and what to remember."""

    def answered(self, counter: Counter, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return self.reply(counter.assistant, request, memory, tracker)


def mentions(assistant: Assistant, request: Request, memory: Memory) -> bool:
    """Whether a message that may be no question on a procedure is one."""
    return assistant.mentions(request.text, memory, request.sounds_like(QUESTION))


class ListsOnDisk:
    """The shelf of the guides over the operational database, which is opened at the first list."""

    def __init__(self, url: str) -> None:
        self._url = url

    def put(self, code: str, saved: Saved) -> None:
        self._lists.put(code, saved.as_json())

    def get(self, code: str) -> Saved | None:
        content = self._lists.get(code)
        return Saved(**content) if content else None

    @cached_property
    def _lists(self) -> SavedLists:
        """The opened store; what fails is tried again with the next list."""
        try:
            lists = SavedLists(connect(self._url))
        except OSError as error:
            raise ListsUnavailable("La carpeta de la base operativa no se puede crear.") from error
        lists.create()
        return lists


def _counter(domain: Mapping[str, Any]) -> Counter:
    chosen = settings.current()
    return _opened(chosen.knowledge, json.dumps(domain["responses"], sort_keys=True), chosen.database_url)


@lru_cache(maxsize=1)
def _opened(knowledge: Path, responses: str, database_url: str) -> Counter:
    """Who answers over a knowledge base and a model's responses: made at the first message, and kept."""
    library, phrases = Library(Catalogue(knowledge)), Phrases(json.loads(responses))
    assistant = Assistant(library, phrases)
    return Counter(assistant, Guides(library, phrases, assistant.composer, ListsOnDisk(database_url)))
