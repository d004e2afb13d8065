"""Emergencies are not left to a classifier: a message that has one of the phrases of config.yml is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.text import normalise

_EMERGENCY = "emergencia"
#: The «yes» that normalising would make an «if».
_YES = re.compile(r"\bsí\b", re.IGNORECASE)
#: Right before a phrase, these say that it might happen, not that it does.
_SUPPOSED = ("si", "cuando")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class EmergencyDetector(GraphComponent):
    """Sets the intent ``emergencia`` for messages with one of ``phrases``, written as people say them.

    Those of ``people`` count unless the message speaks of one of ``others`` (animals, crops: words in one string);
    none counts in a message that has one of ``exceptions``, nor where it is supposed: «si hay un incendio».
    What is not taken for an emergency here keeps the intent that the classifier gave it, but an emergency that the
    classifier is less sure of than ``doubt`` gives way to the next intent of its ranking.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"phrases": [], "people": [], "others": "", "exceptions": [], "doubt": 0.0}

    def __init__(self, config: dict[str, Any]) -> None:
        config = {**self.get_default_config(), **config}
        self._phrases, self._people = _spoken(config["phrases"]), _spoken(config["people"])
        self._others = _spoken(config["others"].split())
        self._exceptions = _spoken(config["exceptions"])
        self._doubt = config["doubt"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmergencyDetector:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._is_one(message.get(TEXT) or ""):
                message.set(INTENT, {"name": _EMERGENCY, "confidence": 1.0}, add_to_output=True)
            elif self._is_doubtful(message.get(INTENT) or {}):
                others = (one for one in message.get(INTENT_RANKING_KEY) or () if one["name"] != _EMERGENCY)
                message.set(INTENT, next(others, message.get(INTENT)), add_to_output=True)
        return messages

    def _is_doubtful(self, intent: dict[str, Any]) -> bool:
        """Whether the classifier took the message for an emergency without being sure."""
        return intent.get("name") == _EMERGENCY and intent["confidence"] < self._doubt

    def _is_one(self, text: str) -> bool:
        said = f" {normalise(_YES.sub(' ', text))} "
        if any(exception in said for exception in self._exceptions):
            return False
        if any(_happens(phrase, said) for phrase in self._phrases):
            return True
        return any(_happens(phrase, said) for phrase in self._people) and not any(one in said for one in self._others)


def _spoken(phrases: Sequence[str]) -> list[str]:
    """Each phrase normalised, between blanks, so that ``in`` finds whole words."""
    return [f" {normalise(phrase)} " for phrase in phrases]


def _happens(phrase: str, said: str) -> bool:
    """Whether ``said`` has ``phrase`` at least once as a fact rather than a supposition."""
    return phrase in said and phrase in re.sub(rf" (?:{'|'.join(_SUPPOSED)}){re.escape(phrase)}", "  ", said)
