"""The procedures as pages: a searchable list, one printable page each, its QR, and its source document."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

import segno
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.answers.figures import described
from bot.answers.naming import LABELS, NAMED, month_name
from bot.channels.web.pages import Pages
from bot.channels.web.texts import ANCHORS, WEEKDAYS
from bot.errors import ProcedureNotFound
from bot.knowledge import Aspect, Procedure
from bot.knowledge.record import MonthlyStatistic, OpeningHours, Source
from bot.text import clean, fold

SEARCH_LIMIT = 20


class Library(Protocol):
    """What the pages ask of the catalogue; :class:`bot.knowledge.Catalogue` is one."""

    def procedures(self) -> Sequence[Procedure]: ...

    def get(self, procedure_id: str, /) -> Procedure: ...


#: A text and a limit: the procedures it may mean, best first.
Find = Callable[[str, int], Sequence[Procedure]]


class ProcedurePages:
    """``find`` searches procedures by what people type."""

    def __init__(self, pages: Pages, library: Library, *, find: Find, sources: Sequence[Path], public_url: str) -> None:
        self._pages, self._library, self._find = pages, library, find
        self._sources, self._public_url = tuple(sources), public_url.rstrip("/")

    def routes(self) -> Sequence[Route]:
        return [
            Route("/tramites", self.index),
            Route("/tramites/{id}", self.show),
            Route("/tramites/{id}/qr.svg", self.qr),
            Route("/fuentes/{document}", self.source),
        ]

    async def index(self, request: Request) -> Response:
        query = clean(request.query_params.get("q", ""), limit=200)
        found = await run_in_threadpool(self.search, query)
        groups = _by_institution(await run_in_threadpool(self._library.procedures))
        return self._pages.show(request, "tramites.html", query=query, found=found, groups=groups, missing=None)

    async def show(self, request: Request) -> Response:
        procedure = await run_in_threadpool(self._get, request.path_params["id"])
        if procedure is None:
            return await self._missing(request)
        return self._pages.show(
            request,
            "tramite.html",
            procedure=procedure,
            anchors=ANCHORS,
            labels=LABELS,
            named=NAMED,
            sections=_sections(procedure),
            months=months(procedure.statistics),
            chart_alt=described(procedure.statistics) if procedure.statistics else "",
            hours=hours,
            source_date=source_date(procedure.source),
            address=self._address(procedure),
            page_nonce=secrets.token_urlsafe(12),
        )

    async def qr(self, request: Request) -> Response:
        procedure = await run_in_threadpool(self._get, request.path_params["id"])
        if procedure is None:
            raise HTTPException(404)
        svg = io.BytesIO()
        segno.make(self._address(procedure), micro=False, error="m").save(svg, kind="svg", scale=4, light="#fff")
        return Response(svg.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})

    async def source(self, request: Request) -> Response:
        document = request.path_params["document"]
        using = await run_in_threadpool(self._using, document)
        if not using:
            raise HTTPException(404)
        paths = [folder / document for folder in self._sources if (folder / document).is_file()]
        if not paths:
            # Built from elsewhere, or renewed since.
            raise HTTPException(404)
        text = await run_in_threadpool(paths[0].read_text, "utf-8-sig")
        return self._pages.show(request, "fuente.html", source=using[0].source, using=using, text=text)

    def search(self, query: str) -> list[Procedure]:
        return list(self._find(query, SEARCH_LIMIT)) if query else []

    async def _missing(self, request: Request) -> Response:
        """A wrong or old address still says much of what was looked for: search with its words."""
        query = clean(request.path_params["id"].replace("-", " "), limit=200)
        found = await run_in_threadpool(self.search, query)
        return self._pages.show(request, "tramites.html", status=404, query=query, found=found, groups=(), missing=True)

    def _get(self, procedure_id: str) -> Procedure | None:
        try:
            return self._library.get(procedure_id)
        except ProcedureNotFound:
            return None

    def _using(self, document: str) -> list[Procedure]:
        """The procedures read from ``document``: only documents that the catalogue names are ever opened."""
        return [p for p in self._library.procedures() if p.source.document == document]

    def _address(self, procedure: Procedure) -> str:
        return f"{self._public_url}/tramites/{procedure.id}"


def months(statistics: Sequence[MonthlyStatistic]) -> list[tuple[str, MonthlyStatistic]]:
    """Each month with its name, newest first."""
    newest_first = sorted(statistics, key=lambda s: (s.year, s.month), reverse=True)
    return [(f"{month_name(s.month)} de {s.year}", s) for s in newest_first]


def hours(opening: OpeningHours) -> str:
    """Opening hours in words, from their intervals; empty when the source gives none.

    >>> hours(OpeningHours(kind="office", text="", days=(1, 2, 3, 4, 5), intervals=(("08:00", "17:00"),)))
    'De lunes a viernes, de 08:00 a 17:00'
    """
    if opening.always:
        return "Las 24 horas, todos los días"
    times = " y ".join(f"de {start} a {end}" for start, end in opening.intervals)
    return ", ".join(part for part in (_days(opening.days), times) if part).capitalize()


def source_date(source: Source) -> tuple[str, object] | None:
    """What kind of date the source has, and the date: its own where it states one, else when it was received."""
    if source.updated_on:
        return "actualizada el", source.updated_on
    return ("recibida el", source.received_on) if source.received_on else None


def _days(days: Sequence[int]) -> str:
    if not days:
        return ""
    if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
        return f"de {WEEKDAYS[days[0] - 1]} a {WEEKDAYS[days[-1] - 1]}"
    *names, last = (WEEKDAYS[day - 1] for day in days)
    return f"{', '.join(names)} y {last}" if names else last


def _sections(procedure: Procedure) -> dict[Aspect, list[object]]:
    sections: dict[Aspect, list[object]] = {aspect: [] for aspect in Aspect}
    for section in procedure.sections:
        sections[section.aspect].append(section)
    return sections


def _by_institution(procedures: Sequence[Procedure]) -> list[tuple[str, list[Procedure]]]:
    """Institutions with their procedures, both in alphabetical order."""
    ordered = sorted(procedures, key=lambda p: (fold(p.institution.name), fold(p.name)))
    return [(name, list(group)) for name, group in groupby(ordered, key=lambda p: p.institution.name)]
