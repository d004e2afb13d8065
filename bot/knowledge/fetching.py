"""Fetching one page for an editor: once, slowly refused rather than half read, and only from the web."""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

import httpx

from bot.errors import SourceError

MAX_BYTES = 2_000_000
TIMEOUT = 15.0
_REDIRECTS = 5
_HEADERS = {"User-Agent": "Ventanilla (lectura de una ficha por un editor)", "Accept": "text/html, application/json"}
#: What a server says it sends → the suffix of the file that it becomes.
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "application/json": ".json", "text/plain": ".txt"}


def is_address(text: str) -> bool:
    """Whether ``text`` is meant as an address and not as a file: it has a scheme."""
    return "://" in text


def fetch(address: str) -> tuple[bytes, str]:
    """The bytes at ``address`` and the suffix for a file of them.

    SourceError for another scheme than http(s), an answer that is no page, too big or too slow, or an error of the
    server.
    """
    end = time.monotonic() + TIMEOUT
    try:
        with httpx.Client(headers=_HEADERS, timeout=TIMEOUT, follow_redirects=False) as client:
            for _ in range(_REDIRECTS + 1):
                _check(address)
                with client.stream("GET", address) as answer:
                    if not answer.is_redirect:
                        return _body(answer, end), _suffix(answer)
                    address = urljoin(address, answer.headers["location"])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError(f"no se pudo leer: {_reason(error)}", path=address) from error
    raise SourceError(f"lleva a otra dirección más de {_REDIRECTS} veces", path=address)


def _check(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError("solo se leen direcciones http:// y https://", path=address)


def _body(answer: httpx.Response, end: float) -> bytes:
    if answer.status_code != httpx.codes.OK:
        raise SourceError(f"el servidor respondió {answer.status_code}", path=str(answer.url))
    data = bytearray()
    for block in answer.iter_bytes():
        data += block
        if len(data) > MAX_BYTES:
            raise SourceError(f"pasa de {MAX_BYTES // 1_000_000} MB", path=str(answer.url))
        if time.monotonic() > end:
            raise SourceError(f"tarda más de {TIMEOUT:.0f} segundos", path=str(answer.url))
    if not data.strip():
        raise SourceError("el servidor respondió sin contenido", path=str(answer.url))
    return bytes(data)


def _suffix(answer: httpx.Response) -> str:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _SUFFIXES:
        raise SourceError(f"no es una página: es «{kind or 'sin tipo'}»", path=str(answer.url))
    return _SUFFIXES[kind]


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"tarda más de {TIMEOUT:.0f} segundos"
    return "no hay conexión con el servidor" if isinstance(error, httpx.ConnectError) else type(error).__name__
