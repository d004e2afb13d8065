"""Error pages: what happened and what to do next, in Spanish, never a trace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.middleware import BodyTooLarge
from bot.channels.web.pages import Pages
from bot.channels.web.texts import ERRORS

Handler = Callable[[Request, Exception], Awaitable[Response]]


class ErrorPages:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def handlers(self) -> Mapping[Any, Handler]:
        return {HTTPException: self.http, BodyTooLarge: self.too_large, 500: self.failed}

    async def http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return self._show(request, error.status_code, error.headers)

    async def too_large(self, request: Request, _error: Exception) -> Response:
        # The rest of the body was not read: the connection cannot be used again.
        return self._show(request, 413, {"Connection": "close"})

    async def failed(self, request: Request, _error: Exception) -> Response:
        return self._show(request, 500)

    def _show(self, request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
        title, advice = ERRORS.get(status, ERRORS[500 if status >= 500 else 400])
        response = self._pages.show(request, "error.html", status=status, title=title, advice=advice, suggestions=())
        response.headers.update(headers or {})
        return response
