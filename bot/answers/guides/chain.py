"""What must be done before a procedure, and before that: the chain of prerequisites, in the order to do them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.answers.library import Library
from bot.knowledge import Procedure
from bot.knowledge.record import Prerequisite
from bot.text import spoken_stems

#: Two texts ask for the same when they share this much of their words.
_SAME = 0.8


@dataclass(frozen=True)
class Link:
    """One thing to do before: ``procedure`` is its record when we hold it, ``needed_by`` what asks for it."""

    need: Prerequisite
    procedure: Procedure | None
    needed_by: Procedure


def chain(procedure: Procedure, library: Library) -> list[Link]:
    """The prerequisites of ``procedure`` and theirs, what comes first first, each once; a circle is cut."""
    return list(_before(procedure, library, {procedure.id}))


def _before(procedure: Procedure, library: Library, seen: set[str]) -> Iterator[Link]:
    for need in library.needs(procedure.id):
        name = need.requires or need.name
        if name in seen:
            continue
        seen.add(name)
        held = library.get(need.requires)
        if held:
            yield from _before(held, library, seen)
        yield Link(need, held, procedure)


def need_of(text: str, procedure: Procedure, library: Library) -> Prerequisite | None:
    """The prerequisite of ``procedure`` that the requirement ``text`` asks for, if it is one."""
    return next((one for one in library.needs(procedure.id) if alike(one.text, text)), None)


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(spoken_stems(text))


def alike(one: str, other: str) -> bool:
    """Whether two texts ask for the same, with perhaps a word more or less.

    >>> alike("Registro de operador en el sistema Ecuapass", "Registro de Operador en el Sistema informático Ecuapass.")
    True
    """
    first, second = _stems(one), _stems(other)
    return bool(first) and len(first & second) >= _SAME * len(first | second)
