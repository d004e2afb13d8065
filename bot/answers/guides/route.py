"""A guide as data: its stops in order, and what can be said at each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.answers.guides.state import Kind, Mark
from bot.knowledge import Aspect, Procedure
from bot.text import normalise

Marks = Mapping[str, Mark]


@dataclass(frozen=True)
class Stop:
    """One stop. ``key`` stays the same while its text does; ``text`` is Markdown, ``title`` one line of it.

    ``subject`` is what is explained to who does not know it, in the source's words. ``leads_to`` is the id of a
    procedure of ours that it is, ``twins`` the keys of stops that ask for the same.
    """

    key: str
    title: str
    text: str
    subject: str = ""
    leads_to: str | None = None
    twins: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Option:
    """An answer that a stop takes: what it means, and its button."""

    mark: Mark
    title: str


@dataclass(frozen=True)
class Route:
    """A guide of a procedure. ``noun`` names a stop («Requisito»), ``question`` is asked at each.

    Without ``options`` one goes from stop to stop; with them one answers each: the first is what «sí» means, the second
    what «no» means. ``closing`` tells, from the answers given, what is said at the end.
    """

    kind: Kind
    procedure: Procedure
    aspects: tuple[Aspect, ...]
    noun: str
    opening: str
    stops: tuple[Stop, ...]
    closing: Callable[[Marks], str]
    question: str = ""
    options: tuple[Option, ...] = ()

    def place(self, at: int) -> str:
        """«Requisito 2 de 5» for the stop ``at``, from 0."""
        return f"{self.noun} {at + 1} de {len(self.stops)}"

    def at(self, index: int) -> int:
        """``index`` brought inside the stops: a ficha may have become shorter."""
        return max(0, min(index, len(self.stops) - 1))

    def keys_of(self, marks: Mapping[int, Mark]) -> dict[str, Mark]:
        """Answers given by stop, by their keys: also for the stops that ask for the same."""
        return {key: mark for at, mark in marks.items() for key in (self.stops[at].key, *self.stops[at].twins)}

    def next_open(self, at: int, marks: Marks) -> int | None:
        """The first stop from ``at`` on without an answer, then those before it; None when all are answered."""
        order = [*range(at, len(self.stops)), *range(at)]
        return next((one for one in order if self.stops[one].key not in marks), None)


def key_of(text: str) -> str:
    """A short name for a stop's text, the same for the same words.

    >>> key_of("Copia de la cédula.") == key_of("copia de la cedula")
    True
    """
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:10]


def fingerprint(procedure: Procedure) -> str:
    """What a guide is made from, in short: it changes when the ficha does, though not with each month's figures."""
    stated = procedure.json(exclude={"statistics", "passages", "aliases", "situations", "source"}, ensure_ascii=True)
    return hashlib.sha256(stated.encode()).hexdigest()[:16]


def one_line(text: str, limit: int = 90) -> str:
    """The start of ``text``, up to its first clause or ``limit`` characters, cut between words."""
    line = text.split("\n", maxsplit=1)[0].strip()
    if len(line) <= limit:
        return line.rstrip(".:; ")
    return line[:limit].rsplit(" ", 1)[0].rstrip(",.:; ") + "…"
