"""Templates, static files and the small helpers that every page uses."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.answers.naming import date_in_words, display_institution, display_name
from bot.answers.render_html import render_html
from bot.channels.web.linking import href, with_links

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"


class Pages:
    """Turns a template's name and its values into a response."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            marked_up=render_html, long_date=date_in_words, count=count, href=href, with_links=with_links
        )
        self._templates.globals.update(
            static=static_address, href=href, name=display_name, institution=display_institution
        )

    def show(self, _request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        html = self._templates.get_template(template).render(**values)
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


class _CachedFiles(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        # Every reference carries the content's digest, so a changed file has another address.
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def static_files() -> Mount:
    return Mount("/static", _CachedFiles(directory=_STATIC), name="static")


@lru_cache(maxsize=32)
def static_address(name: str) -> str:
    """The address of a static file, with its content's digest."""
    return f"/static/{name}?v={hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]}"


def count(number: int) -> str:
    """A count with the point that Ecuador writes between thousands.

    >>> count(12345)
    '12.345'
    """
    return f"{number:,}".replace(",", ".")
