"""Two functions of Rasa 3.6.21 replaced by equals that do not repeat their work.

* ``Event.resolve_by_type`` walks every subclass of Event for each event read: 56 % of a message by turn 100.
* ``RemoteAction._validate_action_result`` checks the JSON schema itself before each use (13 ms of an action's call),
  and then tries each event against the schemas of all 23 kinds, although an event names its kind.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

import rasa
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from bot.errors import EngineError

_RASA = "3.6.21"
_resolve = Event.resolve_by_type


def _compiled(schema: dict[str, Any]) -> Validator:
    return cast(Validator, validator_for(schema)(schema))


_RESULT = {
    "type": "object",
    "properties": {"events": {"type": "array"}, "responses": {"type": "array", "items": {"type": "object"}}},
}
_ANY_EVENT = {key: value for key, value in EVENT_SCHEMA.items() if key != "oneOf"}
_result = _compiled(_RESULT)
_unknown_event = _compiled(EVENT_SCHEMA)
_event_kinds = {
    kind["properties"]["event"]["const"]: _compiled({**_ANY_EVENT, "allOf": [kind]}) for kind in EVENT_SCHEMA["oneOf"]
}


@lru_cache(maxsize=256)
def _resolve_once(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    found: type[Event] | None = _resolve(type_name, default)
    return found


def _validate(self: RemoteAction, result: dict[str, Any]) -> bool:
    _result.validate(result)
    for event in result.get("events", []):
        kind = event.get("event") if isinstance(event, dict) else None
        (_event_kinds.get(kind, _unknown_event) if isinstance(kind, str) else _unknown_event).validate(event)
    return True


def apply() -> None:
    """Install both. Raises EngineError on another Rasa, whose functions nobody has compared with these."""
    if rasa.__version__ != _RASA:
        raise EngineError(f"El motor se probó con Rasa {_RASA} y está instalado {rasa.__version__}")
    Event.resolve_by_type = staticmethod(_resolve_once)
    RemoteAction._validate_action_result = _validate
