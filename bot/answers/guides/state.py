"""Where somebody is in their guides: plain data that a conversation remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from bot.answers.memory import Memory

#: Guides that a conversation keeps. A list that falls out is still found by its code.
MOST_FRAMES = 6


class Kind(str, Enum):
    """What a guide leads through."""

    lista = "lista"
    pasos = "pasos"
    costos = "costos"
    previos = "previos"


class Mark(str, Enum):
    """What somebody said of a stop: the first three of a requirement, the others of a cost."""

    tengo = "tengo"
    falta = "falta"
    no_aplica = "no_aplica"
    paga = "paga"
    no_paga = "no_paga"


@dataclass(frozen=True)
class Frame:
    """One guide of one procedure. ``at`` is the stop, from 0; ``marks`` are kept by the stops' keys.

    ``code`` is that of a saved list, ``ficha`` the fingerprint of the record it was made from, ``doubts`` how many
    messages in a row were not understood. A ``paused`` guide takes no message until it is resumed; from one that is
    ``away`` the last message led somewhere else, and «sigamos» comes back to its stop.
    """

    kind: Kind
    tramite: str
    at: int = 0
    marks: Mapping[str, Mark] = field(default_factory=dict)
    code: str | None = None
    ficha: str = ""
    doubts: int = 0
    paused: bool = False
    away: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types, from which :meth:`of_json` makes an equal frame."""
        marks = {key: mark.value for key, mark in self.marks.items()}
        return {**self.__dict__, "kind": self.kind.value, "marks": marks}

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Frame:
        marks = {key: Mark(mark) for key, mark in plain["marks"].items()}
        # The tracker keeps numbers as floats.
        whole = {name: int(plain[name]) for name in ("at", "doubts")}
        return cls(**{**plain, **whole, "kind": Kind(plain["kind"]), "marks": marks})

    def marked(self, marks: Mapping[str, Mark]) -> Frame:
        """The frame with ``marks`` added to its own."""
        return replace(self, marks={**self.marks, **marks}, doubts=0, away=False)


def frames(memory: Memory) -> tuple[Frame, ...]:
    """The guides that ``memory`` keeps, the latest last."""
    return tuple(map(Frame.of_json, memory.guias))


def keeping(memory: Memory, stack: Sequence[Frame]) -> Memory:
    """``memory`` with the guides of ``stack``."""
    return replace(memory, guias=tuple(one.as_json() for one in stack[-MOST_FRAMES:]))


def active(stack: Sequence[Frame]) -> Frame | None:
    """The guide that goes on with the next message, if one does."""
    return stack[-1] if stack and not stack[-1].paused else None


def found(stack: Sequence[Frame], kind: Kind, tramite: str) -> Frame | None:
    """The guide of that kind and procedure, if ``stack`` has it."""
    return next((one for one in stack if (one.kind, one.tramite) == (kind, tramite)), None)


def without(stack: Sequence[Frame], frame: Frame) -> tuple[Frame, ...]:
    """``stack`` without the guide of the kind and procedure of ``frame``."""
    return tuple(one for one in stack if (one.kind, one.tramite) != (frame.kind, frame.tramite))


def on_top(stack: Sequence[Frame], frame: Frame) -> tuple[Frame, ...]:
    """``stack`` with ``frame`` last and going on, instead of its former self."""
    return (*without(stack, frame), replace(frame, paused=False))


def finished(stack: Sequence[Frame], frame: Frame) -> tuple[Frame, ...]:
    """``stack`` once ``frame`` came to its end: a list is put aside, to be seen again; another guide is gone."""
    rest = without(stack, frame)
    return (replace(frame, paused=True), *rest) if frame.kind is Kind.lista else rest


def all_paused(stack: Sequence[Frame]) -> tuple[Frame, ...]:
    """``stack`` with every guide put aside."""
    return tuple(replace(one, paused=True, doubts=0) for one in stack)
