"""Where a text goes from the procedure under discussion: it stays with it, or goes on to another one.

«¿Y el de nosema?» has little to search by; what it leaves unsaid is what was said before. So the procedure under
discussion competes with every other that has words of the text which it lacks itself, and those that are called like
it, or were discussed before, come first. ``WEIGHTS`` say what that is worth: learnt by ``python -m bench.following`` on
the dialogues for validation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.knowledge.examiner import Examiner
from bot.knowledge.facets import ENTITY
from bot.knowledge.index import Array, Index, Indices
from bot.knowledge.lexicon import Term
from bot.text import normalise

#: The first five speak of the procedure under discussion and are 0 for the others; the rest is 0 for it.
WEIGHTS: Mapping[str, float] = {
    "stays": 4.43,
    "own": 2.57,
    "asks": 1.75,
    "bare": 2.76,
    "denied": -0.95,
    "alike": 3.73,
    "kin": 3.53,
    "discussed": 2.67,
    "opposed": -1.59,
    "called": 0.60,
    "score": 2.45,
    "strength": 2.85,
}

#: What is taken of a match for the text alone.
ALONE = ("called", "score", "strength")
#: What a word is worth in each field of the procedure under discussion, whose document keeps a text, and of another.
_IN_ITS_OWN = np.array([1.0, 1.0, 0.9, 0.8, 0.8])
_IN_ANOTHER = np.array([1.0, 1.0, 0.9, 0.35, 0.35])
#: Another procedure may be meant that adds more than this, or that is called this fully.
_ADDS, _WHOLE = 0.03, 0.75
#: Strengths are told in tens, to be about as large as the rest.
_TENS = 10.0


@dataclass(frozen=True)
class Following:
    """What a text may mean: ``ids``, of which the first is the procedure under discussion. Every column has a row for
    each of them, from 0 to 1 but for ``opposed``, a count that may be negative.

    ``own`` is the share of the text's words that the document under discussion has, ``asks`` how surely the text asks
    for an aspect; it is ``bare`` with one word to search by, and ``denied`` starts with «no». Of another one: ``alike``
    is how much their names look alike, ``kin`` whether the institution is the same, ``discussed`` which share of the
    text's words it adds, when it was discussed before, ``opposed`` in how many facets more the text asks for something
    else than it states; ``called``, ``score`` and ``strength`` (in tens) are those of the search for the text alone.
    """

    ids: Sequence[str]
    columns: Mapping[str, Array]

    @cached_property
    def odds(self) -> Array:
        """How likely each is meant, in logarithms, up to a constant."""
        total: Array = sum((weight * self.columns[name] for name, weight in WEIGHTS.items()), np.zeros(len(self.ids)))
        return total

    @property
    def stays(self) -> bool:
        """Whether the procedure under discussion is the likeliest."""
        return not len(self.ids[1:]) or bool(self.odds[0] >= self.odds[1:].max())

    def others(self, within: float) -> list[int]:
        """The rows of the likeliest other one, and of those whose odds are ``within`` so much of it; best first."""
        if len(self.ids) < 2:
            return []
        ranked = 1 + np.argsort(-self.odds[1:], kind="stable")
        found: list[int] = ranked[self.odds[ranked] >= self.odds[ranked[0]] - within].tolist()
        return found


class Follower:
    """What a text may mean that follows on a procedure: it, or one of those that have words which it lacks, or state
    what it states otherwise."""

    def __init__(self, index: Index, examiner: Examiner) -> None:
        self._index, self._examiner = index, examiner

    def of(
        self,
        text: str,
        terms: Sequence[Term],
        ids: Sequence[str],
        entries: Indices,
        alone: Mapping[str, Array],
        name: str,
        discussed: Sequence[str],
        asks: float,
    ) -> Following:
        """``ids``, the first of which is under discussion and called ``name``, are at ``entries`` of the index;
        ``alone`` is what the search makes of each for the text alone."""
        opposed = self._examiner.compared(text, terms, entries)["opposed"]
        adds, own = self._added(terms, entries)
        institutions = [self._index.stated[entry].get(ENTITY) for entry in entries.tolist()]
        other = np.arange(len(ids)) > 0
        columns = {
            "alike": self._index.likened(name, entries),
            "kin": np.array([each == institutions[0] for each in institutions], dtype=float),
            "discussed": adds * [each in discussed for each in ids],
            "opposed": opposed - opposed[0],
            "called": alone["called"],
            "score": alone["score"],
            "strength": alone["strength"] / _TENS,
        }
        said = {
            "stays": 1.0,
            "own": own,
            "asks": asks,
            "bare": float(sum(not term.empty for term in terms) == 1),
            "denied": float(normalise(text).startswith("no ")),
        }
        meant = ~other | (adds > _ADDS) | (columns["opposed"] < 0) | (columns["called"] >= _WHOLE)
        every = {
            **{name: column * other for name, column in columns.items()},
            **{name: value * ~other for name, value in said.items()},
        }
        return Following(
            [each for each, kept in zip(ids, meant) if kept], {name: column[meant] for name, column in every.items()}
        )

    def _added(self, terms: Sequence[Term], entries: Indices) -> tuple[Array, float]:
        """The share of the text's words that each of ``entries`` has and the first has not; and that the first has."""
        asked = [term for term in terms if not term.empty]
        total = sum((term.weight for term in asked), start=0.0)
        adds, own = np.zeros(len(entries)), 0.0
        for term in asked:
            worth = np.minimum(self._examiner.worth(term, entries), 1.0)
            first = float((worth[0] * _IN_ITS_OWN).max())
            adds += term.weight * np.maximum(0.0, (worth * _IN_ANOTHER).max(axis=1) - first)
            own += term.weight * first
        return (adds / total, own / total) if total else (adds, 1.0)
