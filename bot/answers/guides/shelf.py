"""Where lists are kept for another day: what a guide asks of the store, and the codes that people carry."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

#: Without vowels no code is a word; without 0, 1, I, L, O and U none is misread.
_LETTERS, _DIGITS = "BCDFGHJKMNPQRSTVWXZ", "23456789"
_GROUP = 5
_BOTH = rf"(?=[{_LETTERS}]*[{_DIGITS}])(?=[{_DIGITS}]*[{_LETTERS}])"
_PART = rf"{_BOTH}[{_LETTERS}{_DIGITS}]{{{_GROUP}}}"
_CODE = re.compile(rf"(?<![\w-])({_PART})[\s.–-]?({_PART})(?![\w-])", re.IGNORECASE)


class Shelf(Protocol):
    """Keeps lists by their code. Both methods raise :class:`bot.errors.ListsUnavailable` when they cannot."""

    def put(self, code: str, saved: Saved) -> None:
        """Keep ``saved`` under ``code``, instead of what was there."""

    def get(self, code: str) -> Saved | None:
        """What is kept under ``code``; None without one."""


@dataclass(frozen=True)
class Saved:
    """A list as it is kept: of which procedure, made from which ficha, and the answers by the stops' keys."""

    tramite: str
    ficha: str
    marks: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types, from which ``Saved(**…)`` makes an equal one."""
        return {"tramite": self.tramite, "ficha": self.ficha, "marks": dict(self.marks)}


def new_code() -> str:
    """An unguessable code of ten signs, 47 bits, each half with letters and digits: «7KX4M-Q29TB»."""
    return f"{_half()}-{_half()}"


def _half() -> str:
    while True:
        half = "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(_GROUP))
        if re.fullmatch(_PART, half):
            return half


def code_in(text: str) -> str | None:
    """The code that ``text`` has, as we write it; None without one.

    >>> code_in("mi lista 7kx4m q29tb"), code_in("mi lista de requisitos")
    ('7KX4M-Q29TB', None)
    """
    found = _CODE.search(text)
    return f"{found[1]}-{found[2]}".upper() if found else None
