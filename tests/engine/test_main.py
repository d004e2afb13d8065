"""The engine's process, from its start to SIGTERM."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.protocol import SECRET_HEADER

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parent / "project"
ROOT = Path(__file__).parents[2]
RUN = "from bot.engine.main import run; run(actions='small_bot', say=lambda line: print(line, flush=True))"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def process(model: Path, tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = start(model, tmp_path, port)
    yield process
    process.kill()
    process.wait()


def start(model: Path, cwd: Path, port: int) -> subprocess.Popen[str]:
    mine = {"VENTANILLA_MODEL": str(model), "VENTANILLA_ENGINE_PORT": str(port), "VENTANILLA_ENGINE_SECRET": "s"}
    path = os.pathsep.join([str(ROOT), str(PROJECT)])
    return subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=cwd,
        env={**os.environ, **mine, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said_when_ready(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(2)]


def test_it_says_how_long_it_took_answers_and_stops_at_sigterm(process: subprocess.Popen[str], port: int) -> None:
    loading, ready = said_when_ready(process)
    assert (loading.startswith("Motor: cargando"), bool(re.match(r"Motor listo en \d+\.\d s: http://", ready))) == (
        True,
        True,
    )
    answer = httpx.post(
        f"http://127.0.0.1:{port}/message", json={"conversation": "c", "text": "hola"}, headers={SECRET_HEADER: "s"}
    )
    assert answer.json()["answers"][0]["text"] == "Buenos días."
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "Motor detenido\n", "")


def test_told_to_stop_while_it_loads_it_stops_without_noise(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "Motor detenido\n", "")


def test_a_model_that_is_missing_ends_it_with_what_to_do(tmp_path: Path, port: int) -> None:
    process = start(tmp_path / "nada.tar.gz", tmp_path, port)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "nada.tar.gz; entrénelo con «ventanilla train»" in err


def test_it_keeps_its_state_in_var_and_only_there(process: subprocess.Popen[str], tmp_path: Path) -> None:
    said_when_ready(process)
    assert {path.name for path in (tmp_path / "var").iterdir()} >= {"tracker.db"}
    assert {path.name for path in tmp_path.iterdir()} == {"var"}


def test_a_port_that_is_taken_is_named(model: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(model, tmp_path, port)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"EngineError: No se puede escuchar en 127.0.0.1:{port}" in err
