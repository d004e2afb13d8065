from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.speed import (
    LONG_TURNS,
    MESSAGES,
    Contender,
    Effort,
    Figures,
    NotAnswered,
    Ours,
    Stock,
    _figures,
    _long,
    _result,
    _rounds,
)


class Fake(Contender):
    """A contender whose server is in this process and sleeps for each message."""

    def __init__(self, name: str, url: str, log: list[str]) -> None:
        self.name, self.url, self.log, self.start_s = name, url, log, 1.0

    def commands(self) -> Sequence[Sequence[str]]:
        return []

    def request(self, conversation: str, text: str) -> dict[str, Any]:
        self.log.append(self.name)
        return {"url": self.url, "json": {"c": conversation, "t": text}}

    def count(self, body: Any) -> int:
        return len(body)

    def rss_mb(self) -> float:
        return 1.0


def app(*, delay: float = 0.0, status: int = 200, answers: int = 1) -> web.Application:
    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(delay)
        return web.json_response([{}] * answers, status=status)

    made = web.Application()
    made.router.add_post("/", answer)
    return made


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 504}, {"answers": 0}])
async def test_a_message_that_is_not_answered_stops_the_measurement(fault: dict[str, int]) -> None:
    async with TestServer(app(**fault)) as server, aiohttp.ClientSession() as session:
        with pytest.raises(NotAnswered):
            await Fake("x", str(server.make_url("/")), []).send(session, "c", "hola")


async def test_the_slower_contender_measures_slower_and_rounds_alternate() -> None:
    effort = Effort(rounds=2, clients=2, conversations=1)
    log: list[str] = []
    async with (
        TestServer(app()) as quick,
        TestServer(app(delay=0.02)) as slow,
        aiohttp.ClientSession() as session,
    ):
        pair = [Fake("quick", str(quick.make_url("/")), log), Fake("slow", str(slow.make_url("/")), log)]
        spent, rates = await _rounds(pair, session, effort)
        turns = await _long(pair[:1], session, effort)
    first, second = (_figures(one, spent[one.name], rates[one.name], turns["quick"]) for one in pair)
    assert (first.p50_ms < second.p50_ms, first.messages_per_s > second.messages_per_s) == (True, True)
    assert second.p50_ms >= 20
    assert {name: len(times) for name, times in spent.items()} == {name: 2 * len(MESSAGES) for name in spent}
    assert [len(conversation) for conversation in turns["quick"]] == [LONG_TURNS]
    # The first of each round: warm-up slow, then quick, then slow.
    block = len(MESSAGES) * (1 + effort.clients)
    assert [log[number * 2 * block] for number in range(3)] == ["slow", "quick", "slow"]


def figures(**changes: float) -> Figures:
    values = {"p50_ms": 10.0, "p95_ms": 20.0, "messages_per_s": 100.0, "turn1_ms": 10.0, "turn100_ms": 12.0}
    return Figures(**{**values, "start_s": 5.0, "rss_mb": 400.0, **changes})


def test_the_ratios_are_ours_to_stock_and_our_hundredth_turn_to_our_first() -> None:
    result = _result(figures(), figures(p50_ms=40.0, messages_per_s=20.0, turn100_ms=99.0))
    keys = ("throughput_ratio", "p50_ratio", "turn100_ratio", "start_s", "rss_mb")
    assert [result[key] for key in keys] == [5.0, 0.25, 1.2, 5.0, 400.0]
    assert json.loads(json.dumps(result))["stock"]["p50_ms"] == 40.0


def test_turn_100_is_the_median_of_the_last_five_turns_of_all_conversations() -> None:
    slow_end = [[10.0] * 95 + [30.0] * 5, [12.0] * 95 + [30.0] * 4 + [900.0]]
    found = _figures(Fake("x", "", []), [1.0, 2.0, 3.0], [5.0], slow_end)
    assert (found.turn1_ms, found.turn100_ms) == (11.0, 30.0)


def test_both_contenders_use_the_same_model_and_knowledge(tmp_path: Path) -> None:
    model, knowledge = tmp_path / "m.tar.gz", tmp_path / "k.db"
    ours, stock = (kind(tmp_path, model, knowledge) for kind in (Ours, Stock))
    assert ours.environment()["VENTANILLA_MODEL"] == str(model)
    assert str(model) in stock.commands()[1]
    assert {one.environment()["VENTANILLA_KNOWLEDGE"] for one in (ours, stock)} == {str(knowledge)}
