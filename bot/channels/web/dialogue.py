"""One person's conversation on the web: takes a message once, asks the engine, keeps what was said."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from weakref import WeakValueDictionary

import structlog
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from bot.answers import Answer, Button
from bot.channels.engine_client import EngineClient, Message
from bot.conversations import Transcript, Turn
from bot.errors import EngineError, EngineTimeout, EngineUnavailable
from bot.identity import mask

_log = structlog.get_logger(__name__)


class Dialogue:
    """``tell`` and ``retry`` return when the turn is answered or has failed; one at a time in a conversation."""

    def __init__(self, transcript: Transcript, engine: EngineClient) -> None:
        self._transcript, self._engine = transcript, engine
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def type(self, conversation: str, text: str, nonce: str) -> int:
        """What a person typed; returns the turn's number."""
        masked = mask(text)
        return await self._tell(conversation, Message(text=masked), masked, _key(nonce, "text", text))

    async def press(self, conversation: str, button: Button, nonce: str) -> int:
        """A button that was offered; returns the turn's number."""
        message = Message(intent=button.intent, entities=button.entities)
        return await self._tell(conversation, message, button.title, _key(nonce, "button", button.json()))

    async def retry(self, conversation: str, number: int) -> None:
        """Ask an unanswered turn again; nothing happens when it has been answered, or is not theirs."""
        async with self._lock(conversation):
            turn = await run_in_threadpool(self._transcript.turn, conversation, number)
            reopened = turn is not None and await run_in_threadpool(self._transcript.reopen, number)
            if turn and reopened:
                await self._answer(conversation, turn)

    async def button(self, conversation: str, reference: str) -> Button | None:
        """The button that a reference ``turn.answer.button`` names, if that turn is in this conversation."""
        numbers = _numbers(reference)
        turn = await run_in_threadpool(self._transcript.turn, conversation, numbers[0]) if numbers else None
        return _button(turn, *numbers[1:]) if turn else None

    async def turns(self, conversation: str) -> Sequence[Turn]:
        return await run_in_threadpool(self._transcript.turns, conversation)

    async def erase(self, conversation: str) -> None:
        """Erase it here and in the engine; raises EngineError, with nothing erased, when the engine cannot."""
        async with self._lock(conversation):
            await self._engine.forget(conversation)
            await run_in_threadpool(self._transcript.erase, conversation)

    async def _tell(self, conversation: str, message: Message, asked: str, key: str) -> int:
        payload = {"intent": message.intent, "entities": dict(message.entities)} if message.intent else None
        async with self._lock(conversation):
            turn, new = await run_in_threadpool(
                self._transcript.begin, conversation, key=key, asked=asked, payload=payload
            )
            if new:
                await self._answer(conversation, turn)
        return turn.id

    async def _answer(self, conversation: str, turn: Turn) -> None:
        try:
            answers = await self._engine.ask(conversation, _message(turn))
        except EngineError as error:
            code = _failure(error)
            _log.warning("turn_not_answered", turn=turn.id, failure=code, reason=str(error))
            await run_in_threadpool(self._transcript.fail, turn.id, code)
        else:
            await run_in_threadpool(self._transcript.finish, turn.id, [_as_json(answer) for answer in answers])

    def _lock(self, conversation: str) -> asyncio.Lock:
        return self._locks.setdefault(conversation, asyncio.Lock())


def answers_of(turn: Turn) -> list[Answer]:
    """What was answered; nothing for a turn that another version wrote and this one cannot read."""
    try:
        return [Answer.parse_obj(item) for item in turn.answers]
    except ValidationError:
        _log.warning("turn_not_readable", turn=turn.id)
        return []


def _message(turn: Turn) -> Message:
    return Message(**turn.payload) if turn.payload else Message(text=turn.asked)


def _failure(error: EngineError) -> str:
    if isinstance(error, EngineTimeout):
        return "timeout"
    return "unavailable" if isinstance(error, EngineUnavailable) else "error"


def _key(nonce: str, kind: str, content: str) -> str:
    """The same form sent twice is one turn; another question from the same page (after going back) is another.

    The nonce is not stored, so the digest says nothing about the content.
    """
    return hashlib.sha256("\n".join((nonce, kind, content)).encode()).hexdigest()


def _numbers(reference: str) -> tuple[int, ...]:
    parts = reference.split(".")
    valid = len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts)
    return tuple(map(int, parts)) if valid else ()


def _button(turn: Turn, answer: int, button: int) -> Button | None:
    answers = answers_of(turn)
    offered = answers[answer].buttons if answer < len(answers) else ()
    return offered[button] if button < len(offered) else None


def _as_json(answer: Answer) -> dict[str, object]:
    # Through text, so that enums become what the database can keep.
    return dict(json.loads(answer.json()))
