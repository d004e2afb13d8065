"""Downloads: checklists as PDF and text, blank or saved under a code, and the chart of a procedure's figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.answers.guides import Saved, code_in
from bot.channels.limits import RateLimiter, address_key
from bot.channels.sheets import Sheet, as_text, sheet_of
from bot.channels.web.procedures import Library
from bot.conversations import SavedLists
from bot.errors import ListsUnavailable, ProcedureNotFound

#: Papers and pictures kept in memory, of each kind: drawing one takes a tenth of a second or more.
_KEPT = 128
_PUBLIC, _PRIVATE = "public, max-age=3600", "no-store"


class DownloadPages:
    """``lists`` are the saved lists; ``limiter`` counts what one address downloads."""

    def __init__(self, library: Library, lists: SavedLists, *, limiter: RateLimiter, public_url: str) -> None:
        self._library, self._lists, self._limiter, self._public_url = library, lists, limiter, public_url
        # The library never changes while the process lives, so an id stands for a record.
        self._pdf = lru_cache(_KEPT)(lambda procedure: _as_pdf(self._blank(procedure)))
        self._png = lru_cache(_KEPT)(self._drawn)

    def routes(self) -> Sequence[Route]:
        return [
            Route("/tramites/{id}/requisitos.pdf", self.blank_pdf),
            Route("/tramites/{id}/requisitos.txt", self.blank_text),
            Route("/tramites/{id}/estadisticas.png", self.chart),
            Route("/listas/{code}.pdf", self.saved_pdf),
            Route("/listas/{code}.txt", self.saved_text),
        ]

    async def blank_pdf(self, request: Request) -> Response:
        pdf = await self._made(request, self._pdf)
        return _file(pdf, "application/pdf", f"requisitos-{request.path_params['id']}.pdf", _PUBLIC)

    async def blank_text(self, request: Request) -> Response:
        text = await self._made(request, lambda procedure: as_text(self._blank(procedure)).encode())
        return _file(text, "text/plain; charset=utf-8", f"requisitos-{request.path_params['id']}.txt", _PUBLIC)

    async def chart(self, request: Request) -> Response:
        png = await self._made(request, self._png)
        return Response(png, media_type="image/png", headers={"Cache-Control": _PUBLIC})

    async def saved_pdf(self, request: Request) -> Response:
        pdf = await self._made(request, lambda code: _as_pdf(self._saved(code)), "code")
        return _file(pdf, "application/pdf", "mi-lista.pdf", _PRIVATE)

    async def saved_text(self, request: Request) -> Response:
        text = await self._made(request, lambda code: as_text(self._saved(code)).encode(), "code")
        return _file(text, "text/plain; charset=utf-8", "mi-lista.txt", _PRIVATE)

    async def _made(self, request: Request, make: Callable[[str], bytes], parameter: str = "id") -> bytes:
        """What ``make`` makes of the address; 404 alike for whatever is not there."""
        self._limit(request)
        try:
            return await run_in_threadpool(make, request.path_params[parameter])
        except ProcedureNotFound as error:
            raise HTTPException(404) from error
        except ListsUnavailable as error:
            raise HTTPException(503) from error

    def _blank(self, procedure: str) -> Sheet:
        return sheet_of(self._library.get(procedure), self._public_url)

    def _saved(self, written: str) -> Sheet:
        """The list under a code. What is no code, nobody's code and a list of a procedure that is gone are one."""
        code = code_in(written)
        content = self._lists.get(code) if code else None
        if content is None:
            raise ProcedureNotFound("ninguna lista tiene ese código")
        saved = Saved(**content)
        return sheet_of(self._library.get(saved.tramite), self._public_url, saved=saved, code=code)

    def _drawn(self, procedure: str) -> bytes:
        # Here, because a gateway that draws nothing should not wait for matplotlib.
        from bot.channels.web.chart import draw

        statistics = self._library.get(procedure).statistics
        if not statistics:
            raise ProcedureNotFound("el trámite no tiene estadísticas")
        return draw(statistics)

    def _limit(self, request: Request) -> None:
        wait = self._limiter.take(address_key(request.client.host if request.client else None))
        if wait:
            raise HTTPException(429, headers={"Retry-After": str(math.ceil(wait))})


def _as_pdf(sheet: Sheet) -> bytes:
    # Here, because fpdf2 takes a fifth of a second to load.
    from bot.channels.sheets.pdf import as_pdf

    return as_pdf(sheet)


def _file(content: bytes, media_type: str, name: str, cache: str) -> Response:
    headers = {
        "Cache-Control": cache,
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Robots-Tag": "noindex",
    }
    return Response(content, media_type=media_type, headers=headers)
