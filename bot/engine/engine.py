"""The engine: Rasa's understanding and dialogue in this process, without its server."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import logging
import secrets
import tarfile
import time
import traceback
import zlib
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.engine.exceptions import GraphComponentException, GraphSchemaException
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException

from bot import settings
from bot.answers import Answer
from bot.engine import patches
from bot.engine.actions import ActionsInProcess, load_actions
from bot.engine.locks import ConversationLocks
from bot.engine.messages import (
    Message,
    Payload,
    checked_conversation,
    checked_payload,
    checked_text,
)
from bot.engine.output import AnswerChannel
from bot.engine.processor import Processor
from bot.engine.tracker_store import BoundedTrackerStore
from bot.errors import EngineError, EngineTimeout, VentanillaError

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: An explicit choice for tools: the dialogue's state lives and ends with the process.
IN_MEMORY = "sqlite://"
CHANNEL = "ventanilla"
#: What reading a model raises when it is cut short, is no model, or is one of other components.
_BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, KeyError)
_UNLOADABLE = (*_BROKEN, ImportError, RasaException, GraphSchemaException, GraphComponentException)


class Engine:
    """Answers messages. All methods belong to the event loop in which it was loaded."""

    def __init__(self, processor: Processor, store: BoundedTrackerStore, *, deadline: float) -> None:
        self._processor = processor
        self._store = store
        self._deadline = deadline
        self._locks = ConversationLocks()

    @classmethod
    async def load(
        cls,
        *,
        model: Path | None = None,
        knowledge: Path | None = None,
        tracker_url: str | None = None,
        deadline: float | None = None,
        actions: str = "bot.actions",
    ) -> Engine:
        """An engine that can answer; what is not given comes from the settings.

        ``knowledge`` becomes the process's setting, where actions and NLU components find it.
        Raises EngineError when the model is missing or the actions do not fit its domain.
        """
        patches.apply()
        if knowledge is not None:
            settings.use(dataclasses.replace(settings.current(), knowledge=knowledge))
        chosen = settings.current()
        store = await _open_store(tracker_url or chosen.tracker_url, chosen)
        processor = _processor(model or chosen.model, store, ActionsInProcess(load_actions(actions)))
        # What is loaded stays: without this, each full collection walks TensorFlow's and spaCy's objects (0.2 s).
        gc.collect()
        gc.freeze()
        return cls(processor, store, deadline=deadline or chosen.message_deadline)

    @property
    def domain(self) -> Domain:
        """The model's domain."""
        return self._processor.domain

    async def handle(self, conversation: str, message: Message) -> list[Answer]:
        """The answers to a text or a Payload, in order. Messages of one conversation wait for one another.

        Raises BadMessage for what cannot be accepted, EngineTimeout past the deadline, EngineUnavailable when the
        store does not serve, EngineError when an action fails. After an error the turn has not happened.
        """
        heard = self._heard(checked_conversation(conversation), message)
        return await self._within_deadline(self._turn(heard, time.monotonic() + self._deadline))

    async def parse(self, text: str) -> dict[str, Any]:
        """What Rasa's NLU understands: intent, intent_ranking, entities and what our components add."""
        understood: dict[str, Any] = await self._processor.parse_message(UserMessage(checked_text(text)))
        return understood

    async def erase(self, conversation: str) -> None:
        """Forget all that the dialogue stored of ``conversation``."""
        async with self._locks.hold(checked_conversation(conversation)):
            await self._store.delete(conversation)

    async def probe(self, text: str = "hola") -> None:
        """Send a real message through in a throw-away conversation. Raises EngineError if it is not answered."""
        conversation = f"prueba-{secrets.token_hex(8)}"
        answers = await self.handle(conversation, text)
        await self.erase(conversation)
        if not answers:
            raise EngineError("El motor no respondió al mensaje de prueba")

    async def close(self) -> None:
        """Finish what is being written and release the database."""
        await self._store.close()

    def _heard(self, conversation: str, message: Message) -> UserMessage:
        """``message`` as Rasa takes it: text never starts with «/», payloads come already understood."""
        channel = AnswerChannel()
        if isinstance(message, Payload):
            payload = checked_payload(message, intents=self.domain.intents, entities=self.domain.entities)
            return UserMessage("", channel, conversation, payload.parse_data(), CHANNEL)
        return UserMessage(checked_text(message), channel, conversation, None, CHANNEL)

    async def _turn(self, heard: UserMessage, end: float) -> list[Answer]:
        async with self._locks.hold(heard.sender_id):
            tracker = await self._processor.turn(heard)
            if time.monotonic() > end:  # an action that did not await cannot be cancelled; its turn is not kept
                raise self._too_late()
            await self._store.save(tracker)
        answers: list[Answer] = heard.output_channel.answers
        return answers

    async def _within_deadline(self, turn: Coroutine[Any, Any, T]) -> T:
        """What ``turn`` returns. The task is inspected, not awaited, so that any failure becomes an EngineError."""
        task = asyncio.create_task(turn)
        task.add_done_callback(_seen)
        try:
            done, _ = await asyncio.wait({task}, timeout=self._deadline)
        finally:
            task.cancel()
        if not done:
            raise self._too_late()
        if (failure := task.exception()) is not None:
            raise _as_engine_error(failure)
        return task.result()

    def _too_late(self) -> EngineTimeout:
        return EngineTimeout(f"El mensaje no se respondió en {self._deadline:g} s")


def _seen(task: asyncio.Task[Any]) -> None:
    """Take the failure of a task nobody waits for any more: asyncio would log it with its text."""
    if not task.cancelled():
        task.exception()


def _as_engine_error(failure: BaseException) -> EngineError:
    """``failure`` for the caller. The log tells where it happened; its text may quote what a person wrote."""
    if isinstance(failure, EngineError):
        return failure
    last = traceback.extract_tb(failure.__traceback__)[-1]
    # What Ventanilla itself raises is written for operators and quotes nobody, e.g. a damaged knowledge base.
    kind = str(failure) if isinstance(failure, VentanillaError) else type(failure).__name__
    logger.error("Un mensaje falló: %s en %s:%s", kind, Path(last.filename).name, last.lineno)
    error = EngineError(f"El mensaje falló: {kind}")
    error.__cause__ = failure
    return error


async def _open_store(url: str, chosen: settings.Settings) -> BoundedTrackerStore:
    store = BoundedTrackerStore(url=url, max_events=chosen.tracker_events, timeout=chosen.database_timeout)
    await store.open()
    return store


def _processor(model: Path, store: BoundedTrackerStore, endpoint: ActionsInProcess) -> Processor:
    if not model.is_file():
        raise EngineError(f"Falta el modelo {model}; entrénelo con «ventanilla train»")
    nlg = TemplatedNaturalLanguageGenerator({})
    try:
        processor = Processor(str(model), store, InMemoryLockStore(), nlg, endpoint)
    except _UNLOADABLE as error:
        raise EngineError(f"El modelo {model} no se puede cargar; entrénelo de nuevo: {error}") from error
    store.domain, nlg.responses = processor.domain, processor.domain.responses
    endpoint.serve(processor.domain)
    return processor
