from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversations import Transcript, connect

_TOOLS = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own on a Unix socket, gone afterwards."""
    if not _TOOLS:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with tempfile.TemporaryDirectory(prefix="ventanilla-pg-") as folder:
        # PostgreSQL refuses to run as root.
        user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        shutil.chown(folder, user)
        _initialise(folder, user)
        server = subprocess.Popen(
            [
                _TOOLS[0] / "postgres",
                "-D",
                f"{folder}/data",
                "-k",
                folder,
                "-c",
                "listen_addresses=",
                "-c",
                "fsync=off",
            ],
            user=user,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(folder)
            yield f"postgresql+psycopg2://ventanilla@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": does not wait for idle connections
            server.wait(timeout=20)


def _initialise(folder: str, user: str) -> None:
    command = [_TOOLS[0] / "initdb", "-D", f"{folder}/data", "-U", "ventanilla", "-A", "trust", "-E", "UTF8", "-N"]
    subprocess.run(command, user=user, check=True, capture_output=True, env={"LC_ALL": "C.UTF-8"})


def _wait_for(folder: str) -> None:
    for _ in range(200):
        ready = subprocess.run([_TOOLS[0] / "pg_isready", "-h", folder, "-q"], check=False)
        if ready.returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError("PostgreSQL did not start")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/datos/ventanilla.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def transcript(database_url: str) -> Iterator[Transcript]:
    engine = connect(database_url)
    transcript = Transcript(engine)
    transcript.create()
    yield transcript
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE turn")
    engine.dispose()
