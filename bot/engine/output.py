"""The channel that Rasa writes to: it collects answers, in order."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.answers import Answer
from bot.errors import EngineError

#: What a message of Rasa can show besides ``custom``.
_SHOWN = ("text", "buttons", "quick_replies", "image", "attachment", "elements")


class AnswerChannel(OutputChannel):
    """Collects what actions send with ``json_message=answer.dict()`` and responses with ``custom:``."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []

    @classmethod
    def name(cls) -> str:
        return "ventanilla"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Raises EngineError for text, buttons or images outside an Answer: they have no outcome and no source."""
        if not message.get("custom") or any(message.get(key) for key in _SHOWN):
            raise EngineError(f"Una acción o respuesta habló sin Answer ({message.get('utter_action') or 'acción'})")
        self.answers.append(Answer.parse_obj(message["custom"]))
