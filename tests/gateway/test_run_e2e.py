"""The whole of Ventanilla as people start it: engine, gateway, model and knowledge base, over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.settings import Settings
from tests.gateway.support import Person

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
QUESTION = "¿Cuánto cuesta el registro como OCE importador?"


class Running:
    """``ventanilla run`` in a process of its own, with its files in ``folder``."""

    def __init__(self, folder: Path, knowledge: Path) -> None:
        model = ROOT / Settings().model
        assert model.is_file(), "the model is missing: make model"
        engine_port, gateway_port = free_ports(2)
        self.address = f"http://127.0.0.1:{gateway_port}"
        self.log = folder / "salida.txt"
        settings = {
            "VAR": folder,
            "KNOWLEDGE": knowledge,
            "MODEL": model,
            "DATABASE_URL": f"sqlite:///{folder}/ventanilla.db",
            "TRACKER_URL": f"sqlite:///{folder}/tracker.db",
            "ENGINE_PORT": engine_port,
            "GATEWAY_PORT": gateway_port,
        }
        environment = {**os.environ, **{f"VENTANILLA_{name}": str(value) for name, value in settings.items()}}
        with self.log.open("w") as log:
            command = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def wait_for(self, line: str, times: int = 1, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while self.output.count(line) < times:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < end, self.output
            time.sleep(0.1)

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8")

    def child(self, name: str) -> int:
        """The process id of a child, by the last word of its command."""
        found = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        (pid,) = (line.split()[0] for line in found.stdout.splitlines() if line.endswith(f" {name}"))
        return int(pid)


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture
def running(tmp_path: Path, knowledge_path: Path) -> Iterator[Running]:
    running = Running(tmp_path, knowledge_path)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def test_a_person_is_answered_also_after_the_engine_fell_and_it_stops_when_told(running: Running) -> None:
    running.wait_for("Ventanilla está lista")
    assert running.address in running.output
    with httpx.Client(base_url=running.address, follow_redirects=True, trust_env=False, timeout=20) as client:
        person = Person(client).say(QUESTION)
        assert "no tiene costo" in person.page
        assert "Fuente: Servicio Nacional de Aduana del Ecuador" in person.page

        os.kill(running.child("engine"), signal.SIGKILL)
        person.say("¿y qué requisitos pide?")
        assert "Su mensaje está guardado" in person.page
        running.wait_for("Motor listo", times=2)
        person.send("/reintentos", turno=person.hidden("turno"))
        assert "Registro Único de Contribuyentes" in person.page
        assert "Su mensaje está guardado" not in person.page

    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=30) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.address, trust_env=False)
