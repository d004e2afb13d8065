"""A conversation's events cut to a bounded number without losing what they did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker


def shortened(events: Sequence[Event], *, keep: int, domain: Domain) -> list[Event]:
    """``events`` with those before the last ``keep`` replaced by the state they led to.

    The cut is at a user's message, so the result may have up to ``keep`` events and a few more for the state.
    Rasa's own bounded history forgets slots as soon as a turn is reverted; this does not.
    """
    cut = _cut(events, keep)
    if cut == 0 or len(events) <= keep:
        return list(events)
    before = DialogueStateTracker.from_events("", list(events[:cut]), domain.slots)
    state = list(_state(before))
    for event in state:
        event.timestamp = events[cut].timestamp
    return [*state, *events[cut:]]


def _cut(events: Sequence[Event], keep: int) -> int:
    """Where the first user's message among the last ``keep`` events stands, else the last one; 0 if there is none."""
    messages = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    recent = [i for i in messages if i >= len(events) - keep]
    return (recent or messages[-1:] or [0])[0]


def _state(tracker: DialogueStateTracker) -> Iterator[Event]:
    """Events that bring a new tracker to the state of ``tracker``."""
    yield SessionStarted()
    yield from (SlotSet(slot.name, slot.value) for slot in tracker.slots.values() if slot.value != slot.initial_value)
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name)
    if tracker.is_paused():
        yield ConversationPaused()
    yield ActionExecuted(ACTION_LISTEN_NAME)
