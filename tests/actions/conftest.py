"""Trackers built by hand, and the knowledge base of the project's own sources behind the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot import actions, settings
from bot.answers import Answer, Memory
from tests.contract.project import responses

DOMAIN = {"responses": responses()}
ACTIONS: Mapping[str, Action] = {one.name(): one for one in (getattr(actions, name)() for name in actions.__all__)}


@dataclass(frozen=True)
class Said:
    """What an action sent and the memory after it."""

    answer: Answer
    slots: dict[str, Any]
    messages: Sequence[dict[str, Any]]

    @property
    def procedure(self) -> str | None:
        return self.answer.procedure.id if self.answer.procedure else None


Run = Callable[..., Said]


def tracker(
    text: str = "",
    *,
    memory: Memory | None = None,
    aspects: Sequence[str] = (),
    entities: Mapping[str, str] | None = None,
    confidence: float = 1.0,
    likely: Mapping[str, float] | None = None,
    events: Sequence[dict[str, Any]] = (),
) -> Tracker:
    """A tracker whose latest message is ``text``, understood as given."""
    latest = {
        "text": text,
        "intent": {"name": "x", "confidence": confidence},
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "intent_ranking": [{"name": name, "confidence": sure} for name, sure in (likely or {}).items()],
        "aspects": [{"name": name, "confidence": confidence} for name in aspects],
    }
    slots = (memory or Memory()).slots()
    return Tracker("conversation", slots, latest, list(events), False, None, {}, "action_listen")


@pytest.fixture(autouse=True)
def knowledge(knowledge_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings of our own, with the knowledge base just built and lists that end with the tests."""
    lists = tmp_path_factory.getbasetemp() / "listas.db"
    settings.use(settings.Settings(knowledge=knowledge_path, database_url=f"sqlite:///{lists}"))
    yield
    settings.use(settings.Settings())


@pytest.fixture
def run() -> Run:
    """Runs an action by name; arguments are those of ``tracker``."""

    def run(name: str, *args: Any, **given: Any) -> Said:
        dispatcher = CollectingDispatcher()
        heard = tracker(*args, **given)
        events = ACTIONS[name].run(dispatcher, heard, DOMAIN)
        assert {event["event"] for event in events} <= {"slot"}
        changed = {event["name"]: event["value"] for event in events}
        (message,) = dispatcher.messages
        return Said(Answer.parse_obj(message["custom"]), {**heard.slots, **changed}, dispatcher.messages)

    return run
