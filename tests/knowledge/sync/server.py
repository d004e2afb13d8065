"""A real HTTP server on loopback that speaks the catalogue's API, and fails in the ways in which servers fail.

A :class:`Fault` says what happens to requests whose address holds a text; each request is written down.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.knowledge.sync.catalogue import Catalogue, Object

Handler = BaseHTTPRequestHandler
PAGE = 2


@dataclass
class Fault:
    """What befalls the next ``times`` requests whose address holds ``where``."""

    where: str
    act: Callable[[Handler, bytes], None]
    times: int = 1_000_000


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    peer: tuple[str, int]


@dataclass
class Server:
    """``validators`` is the header that the server sends with each answer: ETag, Last-Modified, or none."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    validators: str = ""
    compress: bool = False
    when_asked: Callable[[], None] = lambda: None
    url: str = ""
    #: Set when the test is over: whoever holds a request back lets go of it then.
    over: threading.Event = field(default_factory=threading.Event)

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def fail(self, where: str, act: Callable[[Handler, bytes], None], times: int = 1_000_000) -> None:
        self.faults.append(Fault(where, act, times))

    def answer(self, path: str) -> Any:
        """The JSON at ``path`` after the base address; None when there is none."""
        parts = urlsplit(path)
        page = int(parse_qs(parts.query).get("page", ["0"])[0])
        of = parse_qs(parts.query).get("institution", [""])[0]
        catalogue = self.catalogue
        kind, _, number = parts.path.partition("/")
        if not number:
            rows = catalogue.institutions if kind == "instituciones" else _of(catalogue.procedures, of)
            return rows[page * PAGE : (page + 1) * PAGE]
        if kind == "tramites-regulaciones":
            return [{"tramite_id": number, "regulacion_id": one} for one in catalogue.ties.get(number, [])]
        if kind == "tramites-transparencia":
            return [{"tramite_id": number, **one} for one in catalogue.months.get(number, [])]
        kinds = {
            "tramites": ("tramite_id", catalogue.procedures),
            "instituciones": ("institucion_id", catalogue.institutions),
            "regulaciones": ("regulacion_id", catalogue.regulations),
        }
        key, objects = kinds[kind]
        return [one for one in objects if one[key] == number][:1] or None


def _of(procedures: list[Object], institution: str) -> list[Object]:
    return [one for one in procedures if one["institucion_id"] == institution]


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    class Answering(Handler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:  # noqa: N802 – the name that http.server calls
            path = self.path.removeprefix("/api/v1/")
            server.when_asked()
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append(Asked(path, headers, self.client_address))
            found = server.answer(path)
            data = json.dumps(found, ensure_ascii=False).encode()
            fault = next((one for one in server.faults if one.where in path and one.times), None)
            if fault:
                fault.times -= 1
                fault.act(self, data)
            elif found is None:
                reply(self, b'{"message": "no existe"}', status=404)
            else:
                _give(server, self, data)

        def log_message(self, *_: object) -> None:
            """The test's output is not for it."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}/api/v1/"
    try:
        yield server
    finally:
        server.over.set()
        http.shutdown()
        http.server_close()
        thread.join()


def _give(server: Server, handler: Handler, data: bytes) -> None:
    tag = f'"{hashlib.sha256(data).hexdigest()[:12]}"'
    date = "Mon, 14 Jul 2025 14:30:00 GMT" if b"2025-09-01" not in data else "Mon, 01 Sep 2025 13:00:00 GMT"
    given = {"ETag": tag, "Last-Modified": date}.get(server.validators, "")
    wanted = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}.get(server.validators, "")
    if given and handler.headers.get(wanted) == given:
        reply(handler, b"", status=304, **{server.validators.replace("-", "_"): given})
        return
    headers = {server.validators.replace("-", "_"): given} if given else {}
    if server.compress:
        data, headers = gzip.compress(data), {**headers, "Content_Encoding": "gzip"}
    reply(handler, data, **headers)


def reply(handler: Handler, data: bytes, status: int = 200, **headers: str) -> None:
    """One whole answer; an underscore in a header's name stands for a hyphen."""
    handler.send_response(status)
    sent = {"Content_Type": "application/json", "Content_Length": str(len(data)), **headers}
    for name, value in sent.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)
