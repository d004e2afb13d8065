"""rasa_sdk actions run inside the engine's process, behind the endpoint that Rasa calls."""

from __future__ import annotations

import copy
import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import rasa_sdk
from rasa.core.actions.action import ActionExecutionRejection
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection as Rejection
from rasa_sdk.utils import all_subclasses, call_potential_coroutine

from bot.errors import EngineError

Call = dict[str, Any]


def load_actions(package: str) -> dict[str, rasa_sdk.Action]:
    """An instance of each concrete Action class in ``package`` and its modules, by name.

    Raises EngineError if two classes have one name.
    """
    actions: dict[str, rasa_sdk.Action] = {}
    for action in (cls() for cls in _classes(package)):
        if action.name() in actions:
            raise EngineError(f"Dos clases se llaman {action.name()}: {type(action)} y {type(actions[action.name()])}")
        actions[action.name()] = action
    return actions


def _classes(package: str) -> Iterator[type[rasa_sdk.Action]]:
    _import_all(package)
    for cls in dict.fromkeys(all_subclasses(rasa_sdk.Action)):
        inside = cls.__module__ == package or cls.__module__.startswith(package + ".")
        if inside and not inspect.isabstract(cls):
            yield cls


def _import_all(package: str) -> None:
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(getattr(root, "__path__", []), package + "."):
        importlib.import_module(module.name)


class ActionsInProcess(EndpointConfig):
    """An action endpoint without HTTP: Rasa's RemoteAction calls ``request`` and gets the action's result."""

    def __init__(self, actions: Mapping[str, rasa_sdk.Action]) -> None:
        # Selective: Rasa would otherwise rebuild the domain's dictionary for each call; ours is built once.
        super().__init__(url="in-process", enable_selective_domain=True)
        self._actions = actions
        self._domain: dict[str, Any] = {}

    def serve(self, domain: Domain) -> None:
        """Use ``domain``. Raises EngineError if it names an action that has no class."""
        declared = (name for name in domain.user_actions if not name.startswith("utter_"))
        if missing := sorted(set(declared) - set(self._actions)):
            raise EngineError(f"Acciones del dominio sin clase: {', '.join(missing)}")
        self._domain = domain.as_dict()

    async def request(self, *args: Any, json: Call | None = None, **kwargs: Any) -> Any:
        """What the action named in ``json`` answers: ``{"events": […], "responses": […]}``, as read from JSON."""
        if json is None or json["next_action"] not in self._actions:
            raise EngineError(f"No hay clase para la acción {json and json['next_action']}")
        return await self._run(self._actions[json["next_action"]], json)

    async def _run(self, action: rasa_sdk.Action, call: Call) -> Any:
        dispatcher = CollectingDispatcher()
        try:
            events = await call_potential_coroutine(action.run(dispatcher, _tracker(call), self._domain))
        except Rejection as rejection:
            raise ActionExecutionRejection(rejection.action_name, rejection.message) from rejection
        return _as_json({"events": events or [], "responses": dispatcher.messages})


def _tracker(call: Call) -> rasa_sdk.Tracker:
    """The call's tracker; what an action changes in a slot's list must not change Rasa's own."""
    state = call["tracker"]
    return rasa_sdk.Tracker.from_dict({**state, "slots": copy.deepcopy(state["slots"])})


def _as_json(result: Mapping[str, Any]) -> Any:
    """``result`` as the action server would send it. TypeError here names the action; in the store it would not."""
    return json.loads(json.dumps(result))
