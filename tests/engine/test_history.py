from __future__ import annotations

from functools import cache

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.history import shortened

SLOTS = {
    "tramite": {"type": "text", "mappings": [{"type": "custom"}]},
    "cuenta": {"type": "float", "initial_value": 0.0, "mappings": [{"type": "custom"}]},
}


@cache
def domain() -> Domain:
    return Domain.from_dict({"intents": ["contar"], "slots": SLOTS, "actions": ["action_contar"]})


def turn(text: str, *extra: Event) -> list[Event]:
    said = UserUttered(text, {"name": "contar"})
    return [said, ActionExecuted("action_contar"), BotUttered(text), *extra, ActionExecuted("action_listen")]


def conversation(*turns: list[Event]) -> list[Event]:
    start = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    return start + [event for events in turns for event in events]


def tracker(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("c1", events, domain().slots)


def test_a_short_conversation_is_left_as_it_is() -> None:
    events = conversation(turn("a"))
    assert shortened(events, keep=len(events), domain=domain()) == events


def test_what_is_kept_starts_with_a_persons_message() -> None:
    events = conversation(*(turn(str(n)) for n in range(10)))
    kept = [event.text for event in shortened(events, keep=9, domain=domain()) if isinstance(event, UserUttered)]
    assert kept == ["8", "9"]


def test_slots_set_long_ago_survive() -> None:
    events = conversation(turn("a", SlotSet("tramite", "uno"), SlotSet("cuenta", 3.0)), *[turn("b")] * 10)
    assert tracker(shortened(events, keep=8, domain=domain())).current_slot_values() == {
        **tracker(events).current_slot_values(),
        "tramite": "uno",
        "cuenta": 3.0,
    }


def test_slots_survive_a_turn_that_is_reverted() -> None:
    events = conversation(turn("a", SlotSet("tramite", "uno")), *[turn("b")] * 10)
    after = tracker(shortened(events, keep=8, domain=domain()))
    after.update(UserUtteranceReverted())
    assert after.get_slot("tramite") == "uno"


def test_a_slot_that_a_restart_cleared_stays_clear() -> None:
    events = conversation(turn("a", SlotSet("tramite", "uno"), Restarted()), *[turn("b")] * 10)
    assert tracker(shortened(events, keep=8, domain=domain())).get_slot("tramite") is None


def test_an_active_loop_and_a_pause_survive() -> None:
    events = conversation(turn("a", ActiveLoop("formulario"), ConversationPaused()), *[turn("b")] * 10)
    after = tracker(shortened(events, keep=8, domain=domain()))
    assert (after.active_loop_name, after.is_paused()) == ("formulario", True)


@pytest.mark.parametrize("keep", [1, 5, 20, 40])
def test_the_result_is_bounded_and_repeatable(keep: int) -> None:
    events = conversation(*(turn(str(n), SlotSet("cuenta", float(n))) for n in range(100)))
    once = shortened(events, keep=keep, domain=domain())
    assert len(once) <= max(keep, 5) + 5
    again = shortened(once, keep=keep, domain=domain())
    assert tracker(again).current_slot_values() == tracker(events).current_slot_values()


def test_a_conversation_without_messages_is_left_as_it_is() -> None:
    events = conversation()
    assert shortened(events, keep=1, domain=domain()) == events
