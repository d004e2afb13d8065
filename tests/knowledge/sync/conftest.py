"""A server of a made-up catalogue, a clock that only moves when told to, and a way to copy from one with the other."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.sync import Limits, Order, Report, Timing, synchronise
from tests.knowledge.sync.server import Server, serving

#: The days on which the copies of a test are made; all of one week but the last.
MONDAY, TUESDAY, NEXT_MONDAY = (dt.datetime(2025, 9, day, 5, 0, tzinfo=dt.timezone.utc) for day in (15, 16, 22))


LIMITS = Limits(timeout=5.0)


@dataclass
class Clock:
    """Time passes when somebody sleeps; ``slept`` is how long each time, in seconds."""

    day: dt.datetime = MONDAY
    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def timing(self) -> Timing:
        return Timing(now=lambda: self.seconds, sleep=self.sleep, chance=lambda: 1.0, today=lambda: self.day)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server()) as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "catalogo"


@pytest.fixture
def copy(server: Server, clock: Clock, folder: Path) -> Callable[..., Report]:
    """Copy the server's catalogue into ``folder``; options are those of an order."""

    def copy(limits: Limits = LIMITS, **options: Any) -> Report:
        server.asked.clear()
        order = Order(**{"folder": folder, "base_url": server.url, **options})
        return synchronise(order, limits, clock.timing())

    return copy


def documents(folder: Path) -> dict[str, Any]:
    """What a build would read, by file name."""
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}
