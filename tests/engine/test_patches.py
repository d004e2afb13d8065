"""The replacements accept and refuse what Rasa's own functions do."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

from bot.engine import patches

EVENTS: list[Any] = [
    {"event": "slot", "name": "a", "value": None, "timestamp": None},
    {"event": "slot", "name": "a", "value": [1], "timestamp": 2.5},
    {"event": "followup", "name": "action_x"},
    {"event": "bot", "text": "x", "metadata": {}},
    {"event": "user", "text": None, "parse_data": {"entities": [{"entity": "a", "value": 1}]}},
    {"event": "reset_slots"},
    {"event": "slot", "name": "a"},
    {"event": "slot", "name": 7, "value": 1},
    {"event": "slot", "name": "a", "value": 1, "timestamp": "hoy"},
    {"event": "user", "parse_data": {"entities": [{"entity": "a"}]}},
    {"event": "inventado"},
    {"event": None},
    {"event": ["slot"]},
    {"name": "a"},
    {},
    "slot",
    None,
]
RESULTS: list[Any] = [
    *({"events": [event], "responses": []} for event in EVENTS),
    {},
    {"events": []},
    {"responses": [{"custom": {}}]},
    {"responses": ["texto"]},
    {"responses": None},
    {"events": {}},
    [],
    None,
]


def refused(validate: Any, result: Any) -> bool:
    try:
        validate(result)
    except jsonschema.ValidationError:
        return True
    return False


@pytest.mark.parametrize("result", RESULTS, ids=str)
def test_an_actions_result_is_judged_as_rasas_schema_judges_it(result: Any) -> None:
    patches.apply()
    theirs = jsonschema.validators.validator_for({})(RemoteAction.action_response_format_spec())
    action = RemoteAction("action_x", None)
    assert refused(action._validate_action_result, result) == refused(theirs.validate, result)


def test_the_results_above_hold_both_kinds() -> None:
    theirs = jsonschema.validators.validator_for({})(RemoteAction.action_response_format_spec())
    assert {refused(theirs.validate, result) for result in RESULTS} == {True, False}


@pytest.mark.parametrize("name", ["user", "bot", "slot", "action", "session_started", "topic"])
def test_an_events_type_resolves_to_the_same_class(name: str) -> None:
    original = patches._resolve
    patches.apply()
    assert Event.resolve_by_type(name) is original(name)


def test_an_unknown_type_is_still_an_error_or_the_default() -> None:
    patches.apply()
    assert Event.resolve_by_type("inventado", Event) is Event
    with pytest.raises(ValueError, match="inventado"):
        Event.resolve_by_type("inventado")
