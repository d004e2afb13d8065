"""Which procedure a message is about: one, several to choose from, none of ours, or none named.

Thresholds were chosen on bench/preguntas/validacion; docs/adr/0004-linking-procedures.md has their curves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Sequence

from bot.answers.naming import display_name
from bot.knowledge import Match, Passages, Procedure, Search
from bot.text import normalise, stem

#: A best match at or above this is answered, if no other comes within MARGIN of it.
SURE = 0.5
#: From here up to SURE the person is asked whether this is meant.
POSSIBLE = 0.34
MARGIN = 0.07
#: A procedure named this fully is meant even while another is under discussion.
NAMED = 0.75
#: The procedure under discussion keeps a question whose words its document has to this degree.
SPOKEN_OF = 0.5
MOST_CHOICES = 4

_ORDINALS = {
    "primer": 1, "primero": 1, "primera": 1, "uno": 1, "una": 1, "segundo": 2, "segunda": 2, "dos": 2, "tercer": 3,
    "tercero": 3, "tercera": 3, "tres": 3, "cuarto": 4, "cuarta": 4, "cuatro": 4, "a": 1, "b": 2, "c": 3,
}  # fmt: skip
_LAST = frozenset({"ultimo", "ultima"})
_NONE = re.compile(r"\bningun[oa]?\b|\bningun(?:o|a) de\b|\bno es ningun")


class Kind(Enum):
    """How a message relates to the catalogue."""

    one = "one"
    several = "several"
    not_ours = "not_ours"
    unnamed = "unnamed"


@dataclass(frozen=True)
class Subject:
    """The procedures meant: one for ``one``, the choices for ``several``, what is near for ``not_ours``."""

    kind: Kind
    procedures: tuple[Procedure, ...] = ()


class Resolver:
    """``Resolver(search).resolve("y el costo", current=procedure)``."""

    def __init__(self, search: Search) -> None:
        self._search = search

    def resolve(self, text: str, *, current: Procedure | None = None) -> Subject:
        """What ``text`` is about, given the procedure under discussion."""
        matches = self._search.find(text, limit=8)
        strong = self._search.subject(text)
        if not strong and not (matches and matches[0].named >= NAMED):
            return Subject(Kind.one, (current,)) if current else self._unnamed(matches)
        if current and self._stays(text, current, matches):
            return Subject(Kind.one, (current,))
        return self._among(matches)

    def choose(self, text: str, choices: Sequence[Procedure]) -> Procedure | None:
        """The one of ``choices`` that ``text`` names by position or by words that only it has; None if it names none."""
        words = normalise(text).split()
        position = next((p for p in (_position(word, len(choices)) for word in words) if p), None)
        if position and len(words) <= 6:
            return choices[position - 1]
        told_apart = [(self._apart(words, choice, choices), choice) for choice in choices]
        told_apart.sort(key=lambda one: -one[0])
        if told_apart and told_apart[0][0] > 0 and (len(told_apart) == 1 or told_apart[0][0] > told_apart[1][0]):
            return told_apart[0][1]
        return None

    def _apart(self, words: Sequence[str], choice: Procedure, choices: Sequence[Procedure]) -> float:
        """How many of ``words`` belong to the names of ``choice``; those shared by all choices do not count."""
        own = _stems(choice)
        shared = set.intersection(*(_stems(other) for other in choices)) if len(choices) > 1 else set()
        return len({stem(word) for word in words if len(word) > 2} & (own - shared))

    def _stays(self, text: str, current: Procedure, matches: Sequence[Match]) -> bool:
        best = matches[0] if matches else None
        if best is None or best.procedure.id == current.id:
            return best is not None and best.score >= POSSIBLE
        own = next((match for match in matches if match.procedure.id == current.id), None)
        if own and own.score >= best.score - MARGIN:
            return True
        if best.named >= NAMED or best.score >= SURE + MARGIN:
            return False
        return Passages(current, self._search).states(text) >= SPOKEN_OF

    def _among(self, matches: Sequence[Match]) -> Subject:
        if not matches or matches[0].score < POSSIBLE:
            near = [match.procedure for match in matches if match.score >= POSSIBLE / 2]
            return Subject(Kind.not_ours, tuple(near[:3]))
        best = matches[0]
        rivals = [match.procedure for match in matches if match.score >= best.score - MARGIN]
        if best.score >= SURE and len(rivals) == 1:
            return Subject(Kind.one, (best.procedure,))
        return Subject(Kind.several, tuple(rivals[:MOST_CHOICES]))

    def _unnamed(self, matches: Sequence[Match]) -> Subject:
        return Subject(Kind.unnamed, tuple(match.procedure for match in matches[:MOST_CHOICES] if match.score >= SURE))


def declines(text: str) -> bool:
    """Whether ``text`` says that none of the choices is meant."""
    return bool(_NONE.search(normalise(text)))


def _position(word: str, size: int) -> int | None:
    if word in _LAST:
        return size
    number = int(word) if word.isdigit() and len(word) < 3 else _ORDINALS.get(word)
    return number if number and 1 <= number <= size else None


def _stems(procedure: Procedure) -> set[str]:
    texts = (display_name(procedure.name), procedure.institution.name, procedure.institution.acronym, *procedure.aliases)
    return {stem(word) for text in texts for word in normalise(text).split()}
