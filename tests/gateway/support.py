"""Factories and servers for the gateway's tests: procedures, a library in memory, a strict engine on loopback."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.answers import Answer, Button, Outcome, ProcedureRef, SourceRef
from bot.errors import ProcedureNotFound
from bot.gateway import GatewayConfig, create_app
from bot.knowledge import Aspect, Procedure
from bot.knowledge.record import (
    Amount,
    Audience,
    ContactPoint,
    Cost,
    Duration,
    Institution,
    LegalResource,
    Link,
    Location,
    MonthlyStatistic,
    OpeningHours,
    Output,
    Requirement,
    Section,
    Source,
    Step,
)
from bot.protocol import SECRET_HEADER
from bot.text import stems

ENGINE_SECRET = "secreto-de-prueba-del-motor"
DOCUMENT = "ficha-de-prueba.txt"
DOCUMENT_TEXT = "Información de Trámite\nNombre\tPERMISO DE PRUEBA <b>\n¿Cuál es el costo?\tNo tiene costo."


def institution(name: str = "SERVICIO DE PRUEBAS", acronym: str = "SEP") -> Institution:
    return Institution(id=acronym.lower(), name=name, acronym=acronym)


def bare_procedure(id: str = "sep-tramite-vacio", name: str = "TRÁMITE VACÍO", **fields: Any) -> Procedure:
    """A procedure of which the source states nothing but the name."""
    source = Source(document=DOCUMENT, title="Ficha de prueba")
    return Procedure(**{"id": id, "name": name, "institution": institution(), "source": source, **fields})


def full_procedure() -> Procedure:
    """A procedure with every field, and with text that would be dangerous if it were not escaped."""
    return bare_procedure(
        id="sep-permiso-prueba",
        name="PERMISO DE PRUEBA",
        description="Autoriza hacer pruebas <script>alert(1)</script> en https://ejemplo.invalid/info.",
        audience=Audience(text="Personas que prueban.", kinds=("Persona Natural - Ecuatoriana",)),
        output=Output(kinds=("Permisos",), items=("Permiso firmado",)),
        requirements=(
            Requirement(
                text="Oficio de solicitud",
                items=(Requirement(text="Copia del plano"), Requirement(text="Firma electrónica")),
                notes=("Nota: el oficio va dirigido a la dirección.",),
                links=(Link(title="Oficio", url="https://ejemplo.invalid/oficio"),),
            ),
            Requirement(text="Informe técnico", kind="specific"),
        ),
        steps_intro="Se hace así:",
        steps=(
            Step(number="1", text="Ingresar al portal", items=(Step(number="1.1", text="Escribir la clave"),)),
            Step(number="2", text="Enviar", items=(Step(number="", text="Revisar antes"),)),
        ),
        sections=(
            Section(
                aspect=Aspect.steps,
                title="Motivos de rechazo",
                items=(Step(number="1", text="Dirección no válida"),),
            ),
        ),
        channels=("Correo electrónico", "Presencial"),
        cost=Cost(
            text="No tiene costo, salvo el transporte.",
            free=True,
            amounts=(Amount(value=Decimal("9.90"), concept="copia certificada"),),
            third_party=("transporte",),
        ),
        locations=(
            Location(name="Portal de pruebas", kind="online", url="https://ejemplo.invalid/portal"),
            Location(name="Oficina central", kind="office", address="Calle Uno y Calle Dos"),
        ),
        opening_hours=(
            OpeningHours(kind="online", text="24/7", always=True),
            OpeningHours(
                kind="office",
                text="Lun-Vie 08h00 a 17h00",
                days=(1, 2, 3, 4, 5),
                intervals=(("08:00", "17:00"),),
            ),
        ),
        processing_time=Duration(text="72 horas", iso8601="PT72H"),
        validity="Un año",
        legal_basis=(
            LegalResource(text="Ley de Pruebas. Art. 10", type="Ley", url="https://ejemplo.invalid/ley.pdf"),
            LegalResource(text="Reglamento sin dirección", type="Reglamento", url="javascript:alert(1)"),
        ),
        contact=ContactPoint(unit="Atención", emails=("atencion@ejemplo.invalid",), phones=("1800-000000",)),
        statistics=(
            MonthlyStatistic(year=2025, month=12, complaints=1, served=1200),
            MonthlyStatistic(year=2026, month=1, complaints=0, served=904),
        ),
        source=Source(document=DOCUMENT, title="Ficha de prueba", updated_on=dt.date(2026, 2, 3)),
    )


class MemoryLibrary:
    """A catalogue of the given procedures; search counts shared stems."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self._procedures = {procedure.id: procedure for procedure in procedures}

    def procedures(self) -> list[Procedure]:
        return list(self._procedures.values())

    def get(self, procedure_id: str) -> Procedure:
        try:
            return self._procedures[procedure_id]
        except KeyError as error:
            raise ProcedureNotFound(procedure_id) from error

    def find(self, text: str, limit: int) -> list[Procedure]:
        wanted = set(stems(text))
        return [p for p in self._procedures.values() if wanted & set(stems(p.name))][:limit]


def answer(text: str, **fields: Any) -> Answer:
    return Answer(**{"outcome": Outcome.answered, "text": text, **fields})


def sourced_answer() -> Answer:
    procedure = full_procedure()
    return answer(
        "Pide **dos cosas**:\n\n1. Oficio\n   - Copia\n2. Informe en [el portal](https://ejemplo.invalid/portal)",
        procedure=ProcedureRef(
            id=procedure.id, name=procedure.name, institution="SEP", url=f"/tramites/{procedure.id}"
        ),
        aspects=(Aspect.requirements,),
        sources=(SourceRef(title="Ficha de prueba, del 3 de febrero de 2026", url=f"/fuentes/{DOCUMENT}"),),
        buttons=(
            Button(title="¿Cuánto cuesta?", intent="consultar_tramite", entities={"aspecto": "cost"}),
            Button(title="Hablar con alguien", intent="pedir_persona"),
        ),
    )


@dataclass
class FakeEngine:
    """An engine that keeps the real one's contract and refuses what it refuses.

    ``answers`` maps a text, or an intent, to what is answered; a number instead is a status. ``delay`` is in seconds.
    """

    answers: dict[str, Sequence[Answer] | int] = field(default_factory=dict)
    default: Sequence[Answer] | int = field(default_factory=lambda: (answer("Entendido."),))
    delay: float = 0.0
    is_ready: bool = True
    received: list[dict[str, Any]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    in_flight: dict[str, int] = field(default_factory=dict)
    overlapped: bool = False

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/message", self.message, methods=["POST"]),
                Route("/conversation/{id}", self.forget, methods=["DELETE"]),
                Route("/ready", self.ready),
            ]
        )

    async def message(self, request: Request) -> Response:
        if request.headers.get(SECRET_HEADER) != ENGINE_SECRET:
            return JSONResponse({"error": "unauthorized"}, 401)
        body = json.loads(await request.body())
        if not _is_valid(body):
            return JSONResponse({"error": "bad_request"}, 400)
        return await self._answer(body)

    async def _answer(self, body: dict[str, Any]) -> Response:
        self.received.append(body)
        conversation = body["conversation"]
        self.in_flight[conversation] = self.in_flight.get(conversation, 0) + 1
        self.overlapped |= self.in_flight[conversation] > 1
        await run_in_threadpool(time.sleep, self.delay)
        self.in_flight[conversation] -= 1
        said = body["text"] if "text" in body else body["payload"]["intent"]
        found = self.answers.get(said, self.default)
        if isinstance(found, int):
            return JSONResponse({"error": "failed"}, found)
        return JSONResponse({"answers": [json.loads(one.json()) for one in found], "ms": 1.0})

    async def forget(self, request: Request) -> Response:
        if isinstance(self.default, int):
            return JSONResponse({"error": "failed"}, self.default)
        self.forgotten.append(request.path_params["id"])
        return JSONResponse({"erased": True})

    async def ready(self, _request: Request) -> Response:
        return JSONResponse({}, 200 if self.is_ready else 503)


def _is_valid(body: dict[str, Any]) -> bool:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", body.get("conversation", "")):
        return False
    if set(body) == {"conversation", "text"}:
        return isinstance(body["text"], str) and 1 <= len(body["text"]) <= 1000
    return set(body) == {"conversation", "payload"} and set(body["payload"]) == {"intent", "entities"}


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """``app`` on a free loopback port; gives its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, ws="none", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    _wait_for(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=5)


def _wait_for(condition: Any, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.01)


def gateway(folder: Path, engine_url: str, *procedures: Procedure, **settings: Any) -> ASGIApp:
    """The application over ``procedures`` (default: a full one and an empty one), with its files in ``folder``."""
    (folder / "fuentes").mkdir(exist_ok=True)
    (folder / "fuentes" / DOCUMENT).write_text(DOCUMENT_TEXT, "utf-8")
    library = MemoryLibrary(procedures or (full_procedure(), bare_procedure()))
    config = GatewayConfig(
        **{
            "engine_url": engine_url,
            "engine_secret": ENGINE_SECRET,
            "session_secret": "secreto-de-prueba-de-sesiones",
            "database_url": f"sqlite:///{folder}/ventanilla.db",
            "sources": (folder / "otras", folder / "fuentes"),
            "public_url": "http://testserver",
            **settings,
        }
    )
    return create_app(config, library=library, find=library.find)


class Person:
    """Somebody with a browser: keeps the page they see, and sends the forms that are on it."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.open("/")

    def open(self, path: str) -> Person:
        return self._see(self.client.get(path))

    def say(self, text: str) -> Person:
        return self.send("/mensajes", texto=text)

    def press(self, title: str) -> Person:
        """Press the last button on the page with that title."""
        found = re.findall(rf'name="boton" value="([^"]+)">{re.escape(title)}<', self.page)
        assert found, f"there is no button «{title}»"
        return self.send("/respuestas", boton=found[-1])

    def send(self, path: str, *, headers: dict[str, str] | None = None, **fields: str) -> Person:
        return self._see(self.client.post(path, data={"formulario": self.token, **fields}, headers=headers))

    @property
    def token(self) -> str:
        return self.hidden("formulario")

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return found[1] if found else ""

    @property
    def said(self) -> list[str]:
        """What the page shows as said by the person, in order."""
        return [unescape(text) for text in re.findall(r"Usted: </span>(.*?)</h2>", self.page, re.DOTALL)]

    @property
    def typed(self) -> str:
        """What stands in the text field."""
        found = re.search(r'<input id="texto"[^>]* value="([^"]*)"', self.page, re.DOTALL)
        assert found, "there is no text field"
        return unescape(found[1])

    def _see(self, response: httpx.Response) -> Person:
        self.response, self.status, self.page = response, response.status_code, response.text
        return self
