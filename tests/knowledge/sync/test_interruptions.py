"""A copy that is killed, at any moment, goes on where it was; until it is whole, the last one stands."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.sync import Order, Report, synchronise
from tests.knowledge.conftest import ROOT
from tests.knowledge.sync import faults
from tests.knowledge.sync.conftest import LIMITS, Clock, contents, documents
from tests.knowledge.sync.server import Server

Copy = Callable[..., Report]
#: Requests of a whole copy of the made-up catalogue.
REQUESTS = 29


class Killed(BaseException):
    """What a power cut would be to the process."""


@pytest.fixture
def held(server: Server) -> Iterator[Callable[[int], threading.Event]]:
    """Hold back the request of that number; the event tells that it came."""
    let_go = threading.Event()
    count = 0

    def hold(number: int) -> threading.Event:
        came = threading.Event()

        def asked() -> None:
            nonlocal count
            count += 1
            if count == number:
                came.set()
                let_go.wait()

        server.when_asked = asked
        return came

    yield hold
    let_go.set()


def start(server: Server, folder: Path) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-c", "from bot.cli import main; main()", "kb", "sync"]
    environment = {**os.environ, "VENTANILLA_CATALOGUE_RATE": "10000"}
    command = [*program, "--base-url", server.url, "--out", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_copy_takes_as_many_requests_as_these_tests_think(copy: Copy, server: Server) -> None:
    copy()
    assert len(server.asked) == REQUESTS


@pytest.mark.parametrize("number", [1, 5, 14, 23, REQUESTS])
def test_a_killed_copy_goes_on_where_it_was(
    copy: Copy, server: Server, folder: Path, held: Callable[[int], threading.Event], number: int
) -> None:
    came = held(number)
    process = start(server, folder)
    assert came.wait(60)
    process.kill()
    process.communicate()
    received = server.paths()
    server.asked.clear()
    assert contents(folder) == {}

    done = start(server, folder)
    _, errors = done.communicate(timeout=60)
    assert (done.returncode, len(contents(folder))) == (0, 5), errors.decode()
    # Whether the last answer before the kill was still written down, nobody can say.
    assert set(server.paths()) & set(received[:-1]) == set()
    assert len(received) == number - 1

    copy(folder=folder.with_name("entera"))
    assert said(folder) == said(folder.with_name("entera"))


def said(folder: Path) -> dict[str, Any]:
    """The documents, without the day on which they were received."""
    return {name: {**document, "recibido": None} for name, document in documents(folder).items()}


def test_a_failed_copy_goes_on_where_it_was(copy: Copy, server: Server, folder: Path) -> None:
    server.fail("tramites/2051", faults.status(429, Retry_After="7200"), times=1)
    with pytest.raises(Exception, match="pide esperar"):
        copy()
    received = server.paths()[:-1]
    report = copy()
    assert set(server.paths()) & set(received) == set()
    assert (len(contents(folder)), report.answers["resumed"]) == (5, len(received))


def test_an_unfinished_copy_of_two_days_ago_is_begun_anew(copy: Copy, server: Server, clock: Clock) -> None:
    server.fail("tramites/2051", faults.status(429, Retry_After="7200"), times=1)
    with pytest.raises(Exception, match="pide esperar"):
        copy()
    clock.day += dt.timedelta(days=2)
    assert copy().answers["resumed"] == 0


@pytest.mark.parametrize("step", [1, 2, 3])
def test_publishing_that_was_killed_is_finished(
    copy: Copy, server: Server, clock: Clock, folder: Path, step: int
) -> None:
    copy()
    server.catalogue.change(2051, codigo="otro")
    server.catalogue.change(2052, codigo="otro")
    server.catalogue.remove(1204)
    order = Order(folder, server.url)

    def killed(what: str, done: int, _: int) -> None:
        if (what, done) == ("Publicando", step):
            raise Killed

    with pytest.raises(Killed):
        synchronise(order, LIMITS, clock.timing(), killed)
    server.asked.clear()
    report = copy()
    assert [line.split()[0] for line in (*report.changed, *report.vanished)] == ["2051", "2052", "1204"]
    assert server.asked == []
    assert list(contents(folder)) == [f"tramite-{number}.json" for number in (1203, 2051, 2052, 3001)]
    assert list(contents(folder / "retirados")) == ["tramite-1204.json"]
    assert copy().unchanged == 4


def test_every_document_is_whole_while_others_take_their_place(
    copy: Copy, server: Server, clock: Clock, folder: Path
) -> None:
    copy()
    before = contents(folder)
    for number in (1203, 2051, 2052):
        server.catalogue.change(number, codigo="otro")
    seen: list[dict[str, bytes]] = []
    synchronise(Order(folder, server.url), LIMITS, clock.timing(), lambda *_: seen.append(contents(folder)))
    after = contents(folder)
    assert [name for state in seen for name, data in state.items() if data not in (before[name], after[name])] == []
    assert all(state.keys() == before.keys() for state in seen)
