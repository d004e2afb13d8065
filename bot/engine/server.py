"""The engine's one private channel: HTTP on loopback, for the gateway alone.

``POST /message`` · ``DELETE /conversation/{id}`` with the shared secret · ``GET /live`` · ``GET /ready``
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

from bot.engine.messages import BadMessage, checked_conversation, message_of
from bot.engine.worker import Worker
from bot.errors import EngineError, EngineTimeout, EngineUnavailable
from bot.protocol import SECRET_HEADER

if TYPE_CHECKING:  # importing it loads Rasa and TensorFlow, which the server does in its worker
    from bot.engine.engine import Engine

logger = logging.getLogger(__name__)
T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_BODY = 16 * 1024
#: A readiness probe that passed counts for this long, in seconds.
PROBE_VALID = 30.0
#: How long after the engine's own deadline the server gives up on an engine that does not even say so.
GRACE = 0.25
_STATUS = {EngineTimeout: (504, "timeout"), EngineUnavailable: (503, "unavailable"), EngineError: (500, "engine")}


class EngineServer:
    """Serves one Engine that lives in a worker thread, so that /live and deadlines hold while it computes."""

    def __init__(self, *, secret: str, deadline: float, pending: int = 64) -> None:
        self._secret = secret.encode()
        self._deadline = deadline
        self._free = pending
        self._worker = Worker("engine")
        self._engine: Engine | None = None
        self._probed = float("-inf")
        self._probing = asyncio.Lock()

    def app(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(client_max_size=MAX_BODY, middlewares=[_errors_as_json])
        app.router.add_post("/message", self._message)
        app.router.add_delete("/conversation/{conversation}", self._erase)
        app.router.add_get("/live", self._live)
        app.router.add_get("/ready", self._ready)
        return app

    async def load(self, load: Callable[[], Coroutine[Any, Any, Engine]]) -> None:
        """Load the engine in the worker and send a first message through. Raises EngineError."""
        self._worker.start()
        self._engine = await self._worker.run(load())
        await self._probe()

    async def close(self) -> None:
        """Let the engine finish writing; an action that blocks it does not delay the end beyond the deadline."""
        try:
            if self._engine is not None:
                await self._worker.run(self._engine.close(), timeout=self._deadline)
        except asyncio.TimeoutError:
            logger.warning("El motor seguía ocupado al detenerse")
        self._worker.stop(timeout=self._deadline)

    async def _message(self, request: web.Request) -> web.Response:
        self._authorise(request)
        conversation, message = message_of(await _json(request))
        started = time.perf_counter()
        answers = await self._call(self._loaded().handle(conversation, message))
        ms = round((time.perf_counter() - started) * 1000, 2)
        # Answer.json writes enumerations as their values; json.dumps alone would need to be told how.
        body = ",".join(answer.json(ensure_ascii=False) for answer in answers)
        return web.Response(text=f'{{"answers": [{body}], "ms": {ms}}}', content_type="application/json")

    async def _erase(self, request: web.Request) -> web.Response:
        self._authorise(request)
        conversation = checked_conversation(request.match_info["conversation"])
        await self._call(self._loaded().erase(conversation))
        return web.Response(status=204)

    async def _live(self, request: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def _ready(self, request: web.Request) -> web.Response:
        missing = await self._missing()
        return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)

    async def _missing(self) -> list[str]:
        """What keeps the engine from answering, in Spanish for operators; empty when a message just went through."""
        if self._engine is None:
            return ["el modelo se está cargando"]
        try:
            await self._probe()
        except EngineError as error:
            return [f"un mensaje de prueba no pasó: {error}"]
        return []

    async def _probe(self) -> None:
        async with self._probing:
            if time.monotonic() - self._probed > PROBE_VALID:
                await self._call(self._loaded().probe())
                self._probed = time.monotonic()

    async def _call(self, work: Coroutine[Any, Any, T]) -> T:
        """What ``work`` returns in the engine's thread. Raises EngineTimeout; EngineUnavailable if too many wait."""
        if self._free <= 0:
            work.close()
            raise EngineUnavailable("El motor atiende demasiados mensajes; inténtelo de nuevo")
        self._free -= 1
        try:
            return await self._worker.run(work, timeout=self._deadline + GRACE)
        except asyncio.TimeoutError:
            raise EngineTimeout(f"El motor no respondió en {self._deadline:g} s") from None
        finally:
            self._free += 1

    def _loaded(self) -> Engine:
        if self._engine is None:
            raise EngineUnavailable("El motor se está cargando")
        return self._engine

    def _authorise(self, request: web.Request) -> None:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            raise _refusal(web.HTTPUnauthorized, "secret", f"Falta la cabecera {SECRET_HEADER} o no es la correcta")


@web.middleware
async def _errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except BadMessage as error:
        return web.json_response({"error": error.code, "message": str(error)}, status=400)
    except EngineError as error:
        status, code = _STATUS[next(kind for kind in _STATUS if isinstance(error, kind))]
        return web.json_response({"error": code, "message": str(error)}, status=status)


async def _json(request: web.Request) -> object:
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError):
        raise BadMessage("json", "El cuerpo no es JSON en UTF-8") from None
    except web.HTTPRequestEntityTooLarge:
        raise _refusal(web.HTTPBadRequest, "body_too_large", f"El cuerpo pasa de {MAX_BODY} bytes") from None


def _refusal(kind: type[web.HTTPException], code: str, message: str) -> web.HTTPException:
    return kind(text=json.dumps({"error": code, "message": message}), content_type="application/json")
