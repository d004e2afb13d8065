"""Health for supervisors and load balancers: alive, and ready to answer."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.channels.engine_client import EngineClient
from bot.channels.web.procedures import Library
from bot.errors import KnowledgeError

_NOT_STORED = {"Cache-Control": "no-store"}


class HealthPages:
    def __init__(self, engine: EngineClient, library: Library) -> None:
        self._engine, self._library = engine, library

    def routes(self) -> Sequence[Route]:
        return [Route("/health/live", self.live), Route("/health/ready", self.ready)]

    async def live(self, _request: Request) -> JSONResponse:
        return JSONResponse({"live": True}, headers=_NOT_STORED)

    async def ready(self, _request: Request) -> JSONResponse:
        """200 when the engine answers and there are procedures, else 503; which of the two is missing."""
        parts = {"engine": await self._engine.ready(), "knowledge": await run_in_threadpool(self._has_knowledge)}
        return JSONResponse(parts, 200 if all(parts.values()) else 503, headers=_NOT_STORED)

    def _has_knowledge(self) -> bool:
        try:
            return bool(self._library.procedures())
        except KnowledgeError:
            return False
