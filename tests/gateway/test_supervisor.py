"""The supervisor with real processes: small Python scripts that live, fall and refuse to start."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands.supervisor import Child, Supervisor, wait_for_http
from tests.gateway.support import FakeEngine, serving

LIVES = "import time; time.sleep(60)"
FALLS = "import sys; sys.exit(3)"


def child(name: str, code: str) -> Child:
    return Child(name, [sys.executable, "-c", code])


def marks(folder: Path, name: str) -> str:
    """Code that leaves a file with its process id for each start, then lives."""
    return f"import os, pathlib, time; pathlib.Path({str(folder)!r}, f'{name}-{{os.getpid()}}').touch(); time.sleep(60)"


def started(folder: Path, name: str) -> list[int]:
    return [int(file.name.split("-")[-1]) for file in sorted(folder.glob(f"{name}-*"), key=os.path.getctime)]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


def supervisor(
    said: list[str], *children: Child, ready: Callable[[], bool] = lambda: True, **options: float
) -> Supervisor:
    async def is_ready() -> bool:
        return ready()

    return Supervisor(children, ready=is_ready, say=said.append, backoff=(0.05, 0.1), **options)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_the_children_and_is_no_failure(tmp_path: Path, number: signal.Signals) -> None:
    said: list[str] = []
    one = child("uno", marks(tmp_path, "uno"))
    running = asyncio.create_task(supervisor(said, one, ready=lambda: bool(started(tmp_path, "uno"))).run("Lista"))
    await until(lambda: any("Lista" in line for line in said))
    os.kill(os.getpid(), number)
    assert await running == 0
    assert not is_alive(started(tmp_path, "uno")[0])


async def test_a_child_that_falls_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    one = child("uno", marks(tmp_path, "uno"))
    running = asyncio.create_task(supervisor(said, one, ready=lambda: bool(started(tmp_path, "uno"))).run("Lista"))
    await until(lambda: any("Lista" in line for line in said))
    for falls in (1, 2):
        os.kill(started(tmp_path, "uno")[-1], signal.SIGKILL)
        await until(lambda falls=falls: len(started(tmp_path, "uno")) > falls)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == 0
    assert [line for line in said if "se reinicia" in line] == [
        "«uno» se detuvo (estado -9); se reinicia en 0.05 s.",
        "«uno» se detuvo (estado -9); se reinicia en 0.1 s.",
    ]


async def test_a_child_that_cannot_start_ends_everything_with_a_failure(tmp_path: Path) -> None:
    said: list[str] = []
    children = child("uno", marks(tmp_path, "uno")), child("dos", FALLS)
    assert await supervisor(said, *children, ready=lambda: False).run("Lista") == 1
    assert "«dos» no pudo iniciar (estado 3)." in said
    assert not any(is_alive(pid) for pid in started(tmp_path, "uno"))


async def test_waiting_for_what_never_becomes_ready_ends_with_a_failure() -> None:
    said: list[str] = []
    waiting = supervisor(said, child("uno", LIVES), ready=lambda: False, start_within=0.3)
    assert await waiting.run("Lista") == 1
    assert "No hubo respuesta en 0 s; se detiene." in said


async def test_a_child_that_ignores_the_signal_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.commands.supervisor.GRACE", 0.3)
    said: list[str] = []
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + marks(tmp_path, "sordo")
    running = asyncio.create_task(
        supervisor(said, child("sordo", deaf), ready=lambda: bool(started(tmp_path, "sordo"))).run("Lista")
    )
    await until(lambda: any("Lista" in line for line in said))
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == 0
    assert not is_alive(started(tmp_path, "sordo")[0])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent has died")
async def test_children_do_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = f"""
import asyncio, sys
from bot.commands.supervisor import Child, Supervisor
async def ready(): return True
one = Child('uno', [sys.executable, '-c', {marks(tmp_path, "uno")!r}])
asyncio.run(Supervisor([one], ready=ready, say=lambda line: None).run('Lista'))
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    await until(lambda: started(tmp_path, "uno"))
    process.kill()
    await process.wait()
    await until(lambda: not is_alive(started(tmp_path, "uno")[0]))


async def test_ready_is_an_address_that_answers_200() -> None:
    engine = FakeEngine()
    with serving(engine.app()) as url:
        ready = wait_for_http(f"{url}/ready")
        assert await ready()
        engine.is_ready = False
        assert not await ready()
    assert not await ready()
