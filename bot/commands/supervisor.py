"""Keeps a few processes running: starts them, waits until they are ready, restarts what falls, stops them all."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import httpx

Say = Callable[[str], None]
Ready = Callable[[], Awaitable[bool]]

#: Seconds before each restart of a child that keeps falling; the last one repeats.
BACKOFF = (1.0, 2.0, 5.0, 15.0, 30.0)
#: A child that lasted this many seconds starts its backoff anew.
STEADY = 60.0
GRACE = 15.0
PROGRESS_EVERY = 2.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    """A process to keep running; ``name`` is what people read."""

    name: str
    command: Sequence[str]


class Supervisor:
    """``await run(message)`` returns the exit status: 0 after a signal, 1 when a child cannot start."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        ready: Ready,
        say: Say,
        backoff: Sequence[float] = BACKOFF,
        start_within: float = 120.0,
    ) -> None:
        self._children, self._ready, self._say = children, ready, say
        self._backoff, self._start_within = backoff, start_within
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stop = asyncio.Event()
        self._is_ready = False

    async def run(self, message: str) -> int:
        """Run until a signal comes; says ``message`` once everything is ready."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stop.set)
        watchers = [asyncio.create_task(self._watch(child)) for child in self._children]
        starting = asyncio.create_task(self._start(message))
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({stopping, starting, *watchers}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done() and starting.result():
            await asyncio.wait({stopping, *watchers}, return_when=asyncio.FIRST_COMPLETED)
        for task in (starting, stopping, *watchers):
            task.cancel()
        asked = self._stop.is_set()
        if asked:
            self._say("Deteniendo…")
        await self._end()
        return 0 if asked else 1

    async def _start(self, message: str) -> bool:
        """Wait until everything is ready, showing that time passes; False when it takes too long."""
        began = told = time.monotonic()
        self._say(f"Iniciando {' y '.join(child.name for child in self._children)}…")
        while not await self._ready():
            now = time.monotonic()
            if now - began > self._start_within:
                self._say(f"No hubo respuesta en {self._start_within:.0f} s; se detiene.")
                return False
            if now - told >= PROGRESS_EVERY:
                told = now
                self._say(f"  … {now - began:.0f} s")
            await asyncio.sleep(0.1)
        self._is_ready = True
        self._say(f"{message} (tardó {time.monotonic() - began:.1f} s; Ctrl+C para detenerla)")
        return True

    async def _watch(self, child: Child) -> None:
        """Keep one child running; returns only when it falls before everything was ready once."""
        falls = 0
        while True:
            began = time.monotonic()
            status = await self._live(child)
            if not self._is_ready:
                self._say(f"«{child.name}» no pudo iniciar (estado {status}).")
                return
            falls = 0 if time.monotonic() - began > STEADY else falls
            wait = self._backoff[min(falls, len(self._backoff) - 1)]
            falls += 1
            self._say(f"«{child.name}» se detuvo (estado {status}); se reinicia en {wait:g} s.")
            await asyncio.sleep(wait)

    async def _live(self, child: Child) -> int:
        # A session of its own: Ctrl+C reaches the supervisor alone, which then stops the children in order.
        process = await asyncio.create_subprocess_exec(
            *child.command, start_new_session=True, preexec_fn=_end_with_parent
        )
        self._running[child.name] = process
        return await process.wait()

    async def _end(self) -> None:
        """Ask every child to finish, and end those that do not."""
        living = [process for process in self._running.values() if process.returncode is None]
        for process in living:
            with suppress(ProcessLookupError):
                process.terminate()
        await asyncio.gather(*(_finished(process) for process in living))


def _end_with_parent() -> None:
    """Runs in the child: Linux ends it should the supervisor itself be killed, so that no port stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _finished(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()


def wait_for_http(url: str) -> Ready:
    """A check that ``url`` answers 200."""

    async def ready() -> bool:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            try:
                return (await client.get(url)).status_code == 200
            except httpx.HTTPError:
                return False

    return ready
