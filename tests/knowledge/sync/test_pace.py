"""Politeness: so many requests a second, one connection, an honest name, and waiting when asked to."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from bot.errors import SyncError
from bot.knowledge.sync import Limits, Report
from tests.knowledge.sync import faults
from tests.knowledge.sync.conftest import Clock
from tests.knowledge.sync.server import Server

Copy = Callable[..., Report]


@pytest.mark.parametrize("rate", [0.5, 2.0, 10.0])
def test_requests_are_never_nearer_than_the_rate_allows(copy: Copy, server: Server, clock: Clock, rate: float) -> None:
    at: list[float] = []
    server.when_asked = lambda: at.append(clock.seconds)
    server.fail("tramites/1203", faults.status(500), times=2)
    copy(limits=Limits(rate=rate, timeout=5.0))
    assert len(at) > 20
    assert [later - earlier for earlier, later in pairwise(at) if later - earlier < 1 / rate - 1e-9] == []


def test_a_pause_is_not_made_up_for_by_a_burst(copy: Copy, server: Server, clock: Clock) -> None:
    at: list[float] = []

    def asked() -> None:
        at.append(clock.seconds)
        if len(at) == 3:
            clock.seconds += 60  # an answer that took a minute

    server.when_asked = asked
    copy()
    assert min(later - earlier for earlier, later in pairwise(at[3:])) >= 0.5


def test_no_time_is_spent_waiting_when_answers_are_slow(copy: Copy, server: Server, clock: Clock) -> None:
    def asked() -> None:
        clock.seconds += 5

    server.when_asked = asked
    copy()
    assert clock.slept == []


def test_one_connection_is_enough(copy: Copy, server: Server) -> None:
    copy()
    assert len({one.peer for one in server.asked}) == 1


def test_it_says_who_it_is(copy: Copy, server: Server) -> None:
    copy()
    agents = {one.headers["user-agent"] for one in server.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("Mozilla/5.0 ")
    assert all("Ventanilla/" in one.headers["user-agent"] for one in server.asked)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), ("Mon, 15 Sep 2025 05:00:40 GMT", 40.0), ("Mon, 15 Sep 2025 04:00:00 GMT", 0.0)],
)
def test_the_wait_that_the_server_asks_for_is_kept(
    copy: Copy, server: Server, clock: Clock, header: str, seconds: float
) -> None:
    server.fail("tramites/1203", faults.status(429, Retry_After=header), times=1)
    assert copy().refused == []
    assert seconds in clock.slept


@pytest.mark.parametrize("header", ["luego", "-3", "1e9", "9" * 40])
def test_a_wait_that_makes_no_sense_is_as_good_as_none(copy: Copy, server: Server, clock: Clock, header: str) -> None:
    server.fail("tramites/1203", faults.status(503, Retry_After=header), times=1)
    copy()
    assert [wait for wait in clock.slept if wait >= 1] == [1]


def test_a_server_that_asks_for_hours_is_left_alone_at_once(copy: Copy, server: Server) -> None:
    server.fail("tramites/1203", faults.status(429, Retry_After="7200"))
    with pytest.raises(SyncError, match="pide esperar 120 minutos"):
        copy()
    assert server.paths()[-1] == "tramites/1203"


def test_an_answer_that_drips_in_is_given_up(copy: Copy, server: Server, clock: Clock) -> None:
    def drips(handler: faults.Handler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "400000")
        handler.end_headers()
        handler.close_connection = True
        try:
            while True:
                clock.seconds += 100
                handler.wfile.write(b" " * 70_000)
        except OSError:
            handler.wfile = faults.Nowhere()  # type: ignore[assignment]

    server.fail("tramites/1203", drips)
    assert copy().refused == [("tramites/1203", "envía la respuesta demasiado despacio")]


@pytest.mark.parametrize("limits", [{"rate": 0}, {"rate": -1}, {"rate": float("nan")}, {"timeout": 0}])
def test_a_rate_that_is_none_is_refused(limits: dict[str, float]) -> None:
    with pytest.raises(SyncError, match="más que cero"):
        Limits(**limits)  # type: ignore[arg-type]
