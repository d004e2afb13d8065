"""Rasa's message processor, where a failed action fails its message instead of being logged and forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecutionRejected, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.model import SequentialRunner, load_model
from bot.errors import EngineError


class Processor(MessageProcessor):
    """Leaves the tracker unsaved at the end of a turn, so that a turn happens whole or not at all."""

    @staticmethod
    def _load_model(model_path: str) -> tuple[str, ModelMetadata, SequentialRunner]:
        metadata, runner = load_model(Path(model_path))
        return Path(model_path).name, metadata, runner

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Rasa builds an empty domain for each message to warn of intents and entities that the domain lacks."""

    async def turn(self, message: UserMessage) -> DialogueStateTracker:
        """The conversation's tracker after ``message`` and all the actions that it led to; not saved."""
        tracker = await self.log_message(message, should_save_tracker=False)
        tracker = await self.run_action_extract_slots(message.output_channel, tracker)
        await self._run_prediction_loop(message.output_channel, tracker)
        return tracker

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: Any,
        prediction: PolicyPrediction,
    ) -> bool:
        try:
            events = await self._events_of(action, tracker, output_channel, prediction)
        except ActionExecutionRejection:
            confidence = prediction.max_confidence
            tracker.update(ActionExecutionRejected(action.name(), prediction.policy_name, confidence))
            return True
        self._log_action_on_tracker(tracker, action, events, prediction)
        if any(isinstance(event, UserUttered) for event in events):
            await self.run_action_extract_slots(output_channel, tracker)
        await self.execute_side_effects(events, tracker, output_channel)
        return action.name() not in (ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME)

    async def _events_of(
        self, action: Action, tracker: DialogueStateTracker, channel: OutputChannel, prediction: PolicyPrediction
    ) -> list[Event]:
        """What ``action`` does. It sees the prediction's events, which a rejection discards: hence the copy."""
        if action.name() == ACTION_LISTEN_NAME:
            return []
        seen = tracker
        if prediction.events:
            seen = tracker.copy()
            seen.update_with_events(prediction.events, self.domain)
        return await action.run(channel, self.nlg, seen, self.domain) or []

    async def _run_prediction_loop(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> None:
        await super()._run_prediction_loop(output_channel, tracker)
        if tracker.latest_action_name != ACTION_LISTEN_NAME and not tracker.is_paused():
            raise EngineError("El diálogo no terminó: se alcanzó el límite de acciones de un turno")
