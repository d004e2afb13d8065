"""The body of an answer: read within bounds, then parsed as the JSON that it must be."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import httpx

from bot.errors import AnswerRefused, CatalogueFault

#: The catalogue's values nest two or three deep.
MAX_DEPTH = 16
_CHUNK = 65_536


def read(response: httpx.Response, size: int, now: Callable[[], float], deadline: float) -> bytes:
    """The decompressed body. AnswerRefused past ``size`` bytes, CatalogueFault past ``deadline`` or when it is cut."""
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced[:20]) > size:
        _too_big(size)
    data = bytearray()
    for part in _decompressed(response):
        data += part
        if len(data) > size:
            _too_big(size)
        if now() > deadline:
            raise CatalogueFault("envía la respuesta demasiado despacio")
    return bytes(data)


def _too_big(size: int) -> NoReturn:
    raise AnswerRefused(f"la respuesta pasa de {size / 1_000_000:g} MB")


def _decompressed(response: httpx.Response) -> Iterator[bytes]:
    """Pieces of at most 64 kB: a small compressed body may hold a thousand times its size, and is read no further than
    the caller wants. httpx would decompress a whole piece at once.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        yield from response.iter_raw(_CHUNK)
    elif encoding in ("gzip", "x-gzip"):
        yield from _gunzipped(response)
    else:
        raise AnswerRefused(f"la respuesta está comprimida de un modo que no se pidió ({encoding[:40]})")


def _gunzipped(response: httpx.Response) -> Iterator[bytes]:
    gzip = zlib.decompressobj(wbits=31)
    try:
        for raw in response.iter_raw(_CHUNK):
            yield gzip.decompress(raw, _CHUNK)
            while gzip.unconsumed_tail:
                yield gzip.decompress(gzip.unconsumed_tail, _CHUNK)
    except zlib.error as error:
        raise CatalogueFault("la respuesta comprimida está dañada") from error
    if not gzip.eof:
        raise CatalogueFault("la respuesta comprimida está cortada")


def parsed(data: bytes) -> Any:
    """The JSON value of ``data``: nothing but text, numbers, booleans, null, lists and objects, not too deep."""
    if not data.strip():
        raise CatalogueFault("respondió sin contenido (estado 200), como hace cuando bloquea las peticiones")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswerRefused("la respuesta no está en UTF-8") from error
    if text.lstrip()[:1] == "<":
        raise CatalogueFault("respondió con una página web en lugar de datos, como hace cuando bloquea o está en obras")
    value = _json(text)
    _check(value, MAX_DEPTH)
    return value


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_not_json)
    except RecursionError as error:
        raise AnswerRefused(f"los datos tienen más de {MAX_DEPTH} niveles") from error
    except ValueError as error:
        # Cut on its way, most often: worth another attempt.
        raise CatalogueFault(f"la respuesta no es JSON ({str(error)[:80]})") from error


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} no es JSON")


def _check(value: Any, depth: int) -> None:
    """AnswerRefused for what nests too deep, and for half characters, which no file can hold."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise AnswerRefused("un texto tiene caracteres partidos (sustitutos de UTF-16 sueltos)")
    elif isinstance(value, (dict, list)):
        if depth == 0:
            raise AnswerRefused(f"los datos tienen más de {MAX_DEPTH} niveles")
        for inner in (*value, *value.values()) if isinstance(value, dict) else value:
            _check(inner, depth - 1)
