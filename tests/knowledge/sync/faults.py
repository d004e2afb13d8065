"""The ways in which a server fails, for :meth:`Server.fail`."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import zlib
from collections.abc import Callable

from tests.knowledge.sync.server import Handler, reply

Act = Callable[[Handler, bytes], None]


def status(code: int, **headers: str) -> Act:
    return lambda handler, _: reply(handler, b'{"message": "no"}', status=code, **headers)


def says(data: bytes | str, **headers: str) -> Act:
    """A whole answer that says ``data`` whatever was asked for."""
    written = data.encode() if isinstance(data, str) else data
    return lambda handler, _: reply(handler, written, **headers)


def redirects(to: str) -> Act:
    return lambda handler, _: reply(handler, b"", status=302, Location=to)


def empty(handler: Handler, _: bytes) -> None:
    """What gob.ec does when it blocks: 200, JSON, nothing."""
    reply(handler, b"")


def resets(handler: Handler, _: bytes) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()
    handler.wfile = Nowhere()  # type: ignore[assignment]


class Nowhere:
    """The handler flushes what it writes to at its end; this connection has none any more."""

    closed = True

    def flush(self) -> None: ...

    def close(self) -> None: ...


def truncates(handler: Handler, data: bytes) -> None:
    reply(handler, data[: len(data) // 2], Content_Length=str(len(data)))
    handler.close_connection = True


def truncates_compressed(handler: Handler, data: bytes) -> None:
    """Cut gzip whose end nothing announces but the connection's."""
    packed = gzip.compress(data)
    handler.send_response(200)
    for name, value in (("Content-Encoding", "gzip"), ("Connection", "close")):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(packed[: len(packed) // 2])
    handler.close_connection = True


def bomb(megabytes: int) -> Act:
    """Zeros that take a thousandth of their size when compressed."""
    gzip = zlib.compressobj(wbits=31)
    packed = b"".join(gzip.compress(bytes(1_000_000)) for _ in range(megabytes)) + gzip.flush()
    return lambda handler, _: reply(handler, packed, Content_Encoding="gzip")


def silent(until: threading.Event) -> Act:
    """No answer before ``until``."""

    def act(handler: Handler, _: bytes) -> None:
        until.wait()
        handler.close_connection = True

    return act


def endless(handler: Handler, _: bytes) -> None:
    """A body without a length that goes on until the other side has had enough."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    try:
        while True:
            handler.wfile.write(b"[" + b" " * 65_536)
    except OSError:
        handler.wfile = Nowhere()  # type: ignore[assignment]
