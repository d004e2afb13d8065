"""The search against SQLite's FTS5 over the same titles and texts, in one run: how fast, and how often it finds.

Queries alternate between the two, so that a busy machine disturbs both.
"""

from __future__ import annotations

import json
import os
import platform
import random
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from bench.variations import variations
from bench.wording import KINDS, REMAINS, worded
from bot.knowledge import Catalogue, Foreign, Procedure, Search, Words
from bot.text import STOP_WORDS, words

SIZES = (5_000, 100_000)
#: Texts of each kind that are timed, and procedures that are looked for.
TIMED, SOUGHT = 40, 250
LIMIT = 5

Say = Callable[[str], None]


class Contender(ABC):
    """A search under measurement."""

    name: str

    @abstractmethod
    def find(self, text: str) -> list[str]:
        """The ids that fit ``text``, best first, at most five."""


class Ours(Contender):
    """The project's search. This class is all that the benchmark knows of it."""

    name = "ours"

    def __init__(self, procedures: Sequence[Procedure], vocabulary: Words, foreign: Sequence[Foreign]) -> None:
        self._search = Search.over(procedures, vocabulary, foreign)

    def find(self, text: str) -> list[str]:
        return [match.procedure.id for match in self._search.find(text, limit=LIMIT) if match.procedure]


class Reference(Contender):
    """FTS5, ``unicode61``, any of the words, best ``rank`` first: what a knowledgeable person writes in an hour."""

    name = "fts5"

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self._connection = sqlite3.connect(":memory:")
        create = "CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, name, body, tokenize='unicode61')"
        self._connection.execute(create)
        rows = ((one.id, one.name, " ".join(passage.text for passage in one.passages)) for one in procedures)
        self._connection.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)

    def find(self, text: str) -> list[str]:
        said = dict.fromkeys(word for word in words(text) if word not in STOP_WORDS)
        match = " OR ".join(f'"{word}"' for word in said)
        if not match:
            return []
        rows = self._connection.execute("SELECT id FROM found WHERE found MATCH ? ORDER BY rank LIMIT 5", (match,))
        return [row[0] for row in rows]

    def close(self) -> None:
        self._connection.close()


def run(catalogue: Catalogue, out: Path, *, sizes: Sequence[int] = SIZES, say: Say = print) -> dict[str, Any]:
    """Measure each size, write ``out`` and return what was written; bench/README.md says what the keys mean."""
    real = catalogue.procedures()
    result: dict[str, Any] = {"real": len(real), "machine": _machine()}
    out.parent.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        say(f"{size:,} trámites …")
        result[str(size)] = _measure(catalogue, variations(real, size), say)
        # After each size: the largest takes minutes, and may be more than a machine holds.
        out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


def _measure(catalogue: Catalogue, procedures: Sequence[Procedure], say: Say) -> dict[str, Any]:
    before, began = _resident_mb(), time.perf_counter()
    ours = Ours(procedures, catalogue.words(), catalogue.foreign())
    prepared = {"prepare_s": round(time.perf_counter() - began, 1), "memory_mb": round(_resident_mb() - before)}
    with closing(Reference(procedures)) as reference:
        contenders = (ours, reference)
        say("   velocidad …")
        speed = _speed(contenders, procedures)
        say("   acierto …")
        found = {one.name: finds(one, procedures) for one in contenders}
    ratios = {kind: round(speed["ours"][kind]["p50_ms"] / speed["fts5"][kind]["p50_ms"], 2) for kind in speed["ours"]}
    return {"prepared": prepared, "speed": speed, "p50_ratio": ratios, "found": found}


def _speed(contenders: Sequence[Contender], procedures: Sequence[Procedure]) -> dict[str, dict[str, Any]]:
    """By contender and kind of text, milliseconds of a search; ``all`` is every kind together."""
    chosen = _sample(procedures, TIMED)
    spent: dict[str, dict[str, list[float]]] = {one.name: {kind: [] for kind in KINDS} for one in contenders}
    for kind, wording in KINDS.items():
        for text in worded(chosen, wording):
            for one in contenders:
                began = time.perf_counter()
                one.find(text)
                spent[one.name][kind].append((time.perf_counter() - began) * 1000)
    return {name: dict(_figures(kinds)) for name, kinds in spent.items()}


def _figures(kinds: dict[str, list[float]]) -> Iterator[tuple[str, dict[str, float]]]:
    for kind, spent in {**kinds, "all": [one for some in kinds.values() for one in some]}.items():
        ranked = sorted(spent)
        p95 = ranked[int(len(ranked) * 0.95)]
        yield kind, {"p50_ms": round(median(ranked), 3), "p95_ms": round(p95, 3), "max_ms": round(ranked[-1], 3)}


def finds(one: Contender, procedures: Sequence[Procedure]) -> dict[str, dict[str, float]]:
    """By what is left of the title, the share of procedures found first, and among the first five."""
    chosen = _sample(procedures, SOUGHT)
    found = {}
    for name, wording in REMAINS.items():
        places = [(wanted.id, one.find(text)) for wanted, text in zip(chosen, worded(chosen, wording))]
        hit1, hit5 = (sum(id in ids[:n] for id, ids in places) / len(places) for n in (1, LIMIT))
        found[name] = {"hit1": round(hit1, 4), "hit5": round(hit5, 4)}
    return found


def _sample(procedures: Sequence[Procedure], count: int) -> list[Procedure]:
    chance = random.Random(11)  # noqa: S311 (repeatable, nothing secret)
    return chance.sample(list(procedures), min(count, len(procedures)))


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def _machine() -> dict[str, Any]:
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)}
