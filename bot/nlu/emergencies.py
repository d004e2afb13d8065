"""Emergencies are not left to a classifier: a message that has one of the phrases of config.yml is one."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.text import normalise

_EMERGENCY = "emergencia"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class EmergencyDetector(GraphComponent):
    """Sets the intent ``emergencia`` for messages with one of ``phrases``, written as people say them."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"phrases": []}

    def __init__(self, config: dict[str, Any]) -> None:
        self._phrases = [f" {normalise(phrase)} " for phrase in config["phrases"]]

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
            said = f" {normalise(message.get(TEXT) or '')} "
            if any(phrase in said for phrase in self._phrases):
                message.set(INTENT, {"name": _EMERGENCY, "confidence": 1.0}, add_to_output=True)
        return messages
