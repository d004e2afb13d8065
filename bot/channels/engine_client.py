"""The engine as a channel sees it: a message goes in, answers come out, or one of three errors."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import ValidationError

from bot.answers import Answer
from bot.errors import EngineError, EngineTimeout, EngineUnavailable
from bot.protocol import SECRET_HEADER

_STATUS_ERRORS: Mapping[int, type[EngineError]] = {503: EngineUnavailable, 504: EngineTimeout}


@dataclass(frozen=True)
class Message:
    """What a person said: typed ``text``, or the ``intent`` and ``entities`` of the button they pressed."""

    text: str = ""
    intent: str = ""
    entities: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        if self.intent:
            return {"payload": {"intent": self.intent, "entities": dict(self.entities)}}
        return {"text": self.text}


class EngineClient:
    """Speaks to one engine over loopback. ``deadline`` is in seconds for a whole message."""

    def __init__(self, url: str, secret: str, *, deadline: float = 12.0) -> None:
        # trust_env=False: a proxy of the environment must never see what people write.
        self._http = httpx.AsyncClient(base_url=url, headers={SECRET_HEADER: secret}, timeout=deadline, trust_env=False)
        self._deadline = deadline

    async def ask(self, conversation: str, message: Message) -> Sequence[Answer]:
        """At least one answer; raises EngineTimeout, EngineUnavailable or EngineError."""
        response = await self._send("POST", "/message", json={"conversation": conversation, **message.as_json()})
        return _answers(response)

    async def forget(self, conversation: str) -> None:
        """Erase what the engine remembers of a conversation; raises like :meth:`ask`."""
        await self._send("DELETE", f"/conversation/{conversation}")

    async def ready(self) -> bool:
        try:
            await self._send("GET", "/ready")
        except EngineError:
            return False
        return True

    async def close(self) -> None:
        await self._http.aclose()

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            # httpx's own timeout is for each read; a reply that drips in would outlast it.
            request = self._http.request(method, path, **options)
            response = await asyncio.wait_for(request, self._deadline)
        except (httpx.TimeoutException, asyncio.TimeoutError) as error:
            raise EngineTimeout("El motor no respondió a tiempo.") from error
        except httpx.HTTPError as error:
            raise EngineUnavailable("No se puede llegar al motor.") from error
        return _checked(response)


def _checked(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    error = _STATUS_ERRORS.get(response.status_code, EngineError)
    raise error(f"El motor respondió con el estado {response.status_code}.")


def _answers(response: httpx.Response) -> Sequence[Answer]:
    try:
        answers = tuple(Answer.parse_obj(item) for item in response.json()["answers"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise EngineError("La respuesta del motor no se puede leer.") from error
    if not answers:
        raise EngineError("El motor no dio ninguna respuesta.")
    return answers
