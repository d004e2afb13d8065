"""Ventanilla's engine against stock Rasa: the same model, actions and messages, both over HTTP, in one run.

Ours keeps its dialogue in SQLite on disk; stock Rasa (``rasa run`` with ``rasa run actions``) keeps it in memory, as it
does by default. Rounds alternate between the two, so that a busy machine disturbs both, and medians are compared.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
MESSAGES = (
    "hola",
    "¿Qué requisitos piden para el registro de importador?",
    "y cuanto cuesta?",
    "donde queda y a q hora atienden",
    "cómo reseteo mi clave del portal de compras públicas",
    "cuánto tiempo demora",
    "quiero mandar una maquina a reparar afuera y que regrese",
    "qué base legal tiene",
    "¿puedo sacar la licencia de conducir?",
    "gracias",
)
#: What is said in each turn of a long conversation.
LONG_MESSAGE = "¿Cuánto cuesta el reseteo de clave?"
LONG_TURNS = 100
START_LIMIT = 180.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Effort:
    """How much is sent: rounds of all messages one after another, and of ``clients`` at once; long conversations."""

    rounds: int = 8
    clients: int = 8
    conversations: int = 5


@dataclass(frozen=True)
class Figures:
    """Medians of one contender. ``rss_mb`` is the sum over its processes."""

    p50_ms: float
    p95_ms: float
    messages_per_s: float
    turn1_ms: float
    turn100_ms: float
    start_s: float
    rss_mb: float


class Contender(ABC):
    """A server under measurement, with the processes that it needs."""

    name: str

    def __init__(self, work: Path, model: Path, knowledge: Path) -> None:
        self.work, self.model, self.knowledge = work, model.resolve(), knowledge.resolve()
        self.port = _free_port()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start_s = 0.0

    @abstractmethod
    def commands(self) -> Sequence[Sequence[str]]:
        """The command line of each process."""

    @abstractmethod
    def request(self, conversation: str, text: str) -> dict[str, Any]:
        """aiohttp's arguments for one message."""

    @abstractmethod
    def count(self, body: Any) -> int:
        """How many messages an answer holds."""

    def environment(self) -> Mapping[str, str]:
        return {"VENTANILLA_KNOWLEDGE": str(self.knowledge), "PYTHONPATH": str(ROOT)}

    async def start(self, session: aiohttp.ClientSession) -> None:
        """Start the processes and wait for the first answered message."""
        began = time.monotonic()
        self._spawn()
        await self._answers(session, began + START_LIMIT)
        self.start_s = time.monotonic() - began

    def _spawn(self) -> None:
        with (self.work / f"{self.name}.log").open("wb") as log:
            for command in self.commands():
                argv = [sys.executable, "-W", "ignore", *command]
                environment = {**os.environ, **self.environment()}
                self.processes.append(subprocess.Popen(argv, cwd=self.work, env=environment, stdout=log, stderr=log))

    async def _answers(self, session: aiohttp.ClientSession, end: float) -> None:
        while time.monotonic() < end:
            if any(process.poll() is not None for process in self.processes):
                break
            try:
                await self.send(session, "arranque", "hola")
                return
            except (aiohttp.ClientError, NotAnswered):
                await asyncio.sleep(0.1)
        raise RuntimeError(f"{self.name} no arrancó:\n{(self.work / f'{self.name}.log').read_text()[-2000:]}")

    async def send(self, session: aiohttp.ClientSession, conversation: str, text: str) -> float:
        """Milliseconds until ``text`` was answered. Raises NotAnswered if the answer is empty or an error."""
        began = time.perf_counter()
        async with session.post(**self.request(conversation, text)) as response:
            body = await response.read()
        spent = (time.perf_counter() - began) * 1000
        if response.status != 200 or not self.count(json.loads(body)):
            raise NotAnswered(f"{self.name}: {response.status} a «{text}»")
        return spent

    def rss_mb(self) -> float:
        return sum(_rss_kb(process.pid) for process in self.processes) / 1024

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Ours(Contender):
    name = "ventanilla"

    def commands(self) -> Sequence[Sequence[str]]:
        return [["-c", "from bot.cli import main; main(['engine'])"]]

    def environment(self) -> Mapping[str, str]:
        mine = {"MODEL": self.model, "ENGINE_PORT": self.port, "ENGINE_SECRET": "medida", "VAR": self.work / "var"}
        mine["TRACKER_URL"] = f"sqlite:///{self.work / 'tracker.db'}"
        return {**super().environment(), **{f"VENTANILLA_{name}": str(value) for name, value in mine.items()}}

    def request(self, conversation: str, text: str) -> dict[str, Any]:
        return {
            "url": f"http://127.0.0.1:{self.port}/message",
            "json": {"conversation": conversation, "text": text},
            "headers": {"X-Ventanilla-Secret": "medida"},
        }

    def count(self, body: Any) -> int:
        return len(body["answers"])


class Stock(Contender):
    name = "rasa"

    def commands(self) -> Sequence[Sequence[str]]:
        actions = _free_port()
        endpoints, credentials = self.work / "endpoints.yml", self.work / "credentials.yml"
        endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n")
        credentials.write_text("rest:\n")
        files = ["--endpoints", str(endpoints), "--credentials", str(credentials)]
        return [
            ["-m", "rasa", "run", "actions", "--actions", "bot.actions", "--port", str(actions)],
            ["-m", "rasa", "run", "-m", str(self.model), "-i", "127.0.0.1", "-p", str(self.port), *files],
        ]

    def environment(self) -> Mapping[str, str]:
        quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "LOG_LEVEL": "WARNING"}
        return {**super().environment(), **quiet}

    def request(self, conversation: str, text: str) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.port}/webhooks/rest/webhook"
        return {"url": url, "json": {"sender": conversation, "message": text}}

    def count(self, body: Any) -> int:
        return len(body)


class NotAnswered(Exception):
    """Raised when a server answers a message with an error or with nothing: its speed would mean nothing."""


def run(model: Path, knowledge: Path, out: Path, *, effort: Effort | None = None, say: Say = print) -> dict[str, Any]:
    """Measure, write ``out`` and return what was written (architecture.md §6 and docs name the keys)."""
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as work:
        contenders = Ours(Path(work), model, knowledge), Stock(Path(work), model, knowledge)
        try:
            figures = asyncio.run(_measure(contenders, effort or Effort(), say))
        finally:
            for contender in contenders:
                contender.stop()
    result = _result(*figures)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return result


async def _measure(contenders: tuple[Ours, Stock], effort: Effort, say: Say) -> list[Figures]:
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for contender in contenders:
            say(f"Arrancando {contender.name} …")
            await contender.start(session)
        say("Mensajes uno a uno y varios a la vez …")
        sequential, rates = await _rounds(contenders, session, effort)
        say(f"Conversaciones de {LONG_TURNS} turnos …")
        turns = await _long(contenders, session, effort)
    return [_figures(one, sequential[one.name], rates[one.name], turns[one.name]) for one in contenders]


async def _rounds(
    contenders: Sequence[Contender], session: aiohttp.ClientSession, effort: Effort
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of each message, and messages a second of each round; the first round only warms up."""
    spent: dict[str, list[float]] = {one.name: [] for one in contenders}
    rates: dict[str, list[float]] = {one.name: [] for one in contenders}
    for number in range(effort.rounds + 1):
        for one in _alternated(contenders, number):
            sequential = [await one.send(session, f"s{number}", text) for text in MESSAGES]
            rate = await _together(one, session, number, effort.clients)
            if number:
                spent[one.name] += sequential
                rates[one.name].append(rate)
    return spent, rates


async def _together(one: Contender, session: aiohttp.ClientSession, number: int, clients: int) -> float:
    """Messages a second with ``clients`` conversations at once, each in its own order."""

    async def converse(client: int) -> None:
        for text in MESSAGES:
            await one.send(session, f"t{number}-{client}", text)

    began = time.perf_counter()
    await asyncio.gather(*(converse(client) for client in range(clients)))
    return clients * len(MESSAGES) / (time.perf_counter() - began)


async def _long(
    contenders: Sequence[Contender], session: aiohttp.ClientSession, effort: Effort
) -> dict[str, list[list[float]]]:
    """Milliseconds of each turn of each long conversation."""
    turns: dict[str, list[list[float]]] = {one.name: [] for one in contenders}
    for number in range(effort.conversations):
        for one in _alternated(contenders, number):
            conversation = [await one.send(session, f"l{number}", LONG_MESSAGE) for _ in range(LONG_TURNS)]
            turns[one.name].append(conversation)
    return turns


def _alternated(contenders: Sequence[Contender], number: int) -> Iterator[Contender]:
    return iter(contenders) if number % 2 else reversed(contenders)


def _figures(one: Contender, spent: list[float], rates: list[float], turns: list[list[float]]) -> Figures:
    return Figures(
        p50_ms=round(median(spent), 2),
        p95_ms=round(quantiles(spent, n=20)[-1], 2),
        messages_per_s=round(median(rates), 1),
        turn1_ms=round(median(conversation[0] for conversation in turns), 2),
        # Five turns around the hundredth: one alone is a matter of luck.
        turn100_ms=round(median(turn for conversation in turns for turn in conversation[-5:]), 2),
        start_s=round(one.start_s, 1),
        rss_mb=round(one.rss_mb()),
    )


def _result(ours: Figures, stock: Figures) -> dict[str, Any]:
    return {
        "throughput_ratio": round(ours.messages_per_s / stock.messages_per_s, 2),
        "p50_ratio": round(ours.p50_ms / stock.p50_ms, 3),
        "turn100_ratio": round(ours.turn100_ms / ours.turn1_ms, 2),
        "start_s": ours.start_s,
        "rss_mb": ours.rss_mb,
        "ours": asdict(ours),
        "stock": asdict(stock),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)},
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _rss_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
