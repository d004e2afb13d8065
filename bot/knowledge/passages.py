"""Finding the passages of one procedure that state a detail."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Sequence

from bot.knowledge.record import Aspect, Passage, Procedure
from bot.knowledge.search import Search, Term
from bot.text import STOP_WORDS, normalise, stem

#: A word in the heading over a passage says less than one in the passage.
_HEADING = 0.6
#: A word of asking counts where it occurs, but its absence tells nothing.
_EMPTY_WORD = 0.35


@dataclass(frozen=True)
class Excerpt:
    """Neighbouring passages under one heading, in the source's order. ``score`` is from 0 to 1."""

    passages: tuple[Passage, ...]
    score: float

    @property
    def heading(self) -> tuple[str, ...]:
        return self.passages[0].heading

    @property
    def aspect(self) -> Aspect:
        return self.passages[0].aspect

    def __len__(self) -> int:
        return sum(len(passage.text) for passage in self.passages)


class Passages:
    """``Passages(procedure, search).find("por qué la rechazan")``: the excerpts that state it, best first."""

    def __init__(self, procedure: Procedure, search: Search) -> None:
        self._search = search
        self._passages = [one for one in procedure.passages if one.aspect is not Aspect.statistics]
        self._words = [_words(passage) for passage in self._passages]
        self._frequency = Counter(term for words in self._words for term in words)

    def find(self, text: str, *, aspect: Aspect | None = None, limit: int = 3, size: int = 900) -> list[Excerpt]:
        """Excerpts of at most about ``size`` characters; only those of ``aspect`` where one is given."""
        terms = self._search.terms(text)
        scored = [
            (self._score(words, terms), passage)
            for words, passage in zip(self._words, self._passages)
            if aspect is None or passage.aspect is aspect
        ]
        excerpts = [_excerpt(list(group), size) for _, group in groupby(scored, key=lambda one: one[1].heading)]
        excerpts.sort(key=lambda one: -one.score)
        return [one for one in excerpts[:limit] if one.score > 0]

    def states(self, text: str) -> float:
        """How much of what ``text`` asks about the whole document speaks of, from 0 to 1."""
        everything: dict[str, float] = {}
        for words in self._words:
            for term, worth in words.items():
                everything[term] = max(worth, everything.get(term, 0.0))
        return self._score(everything, self._search.terms(text))

    def _score(self, words: dict[str, float], terms: Sequence[Term]) -> float:
        gain = total = 0.0
        for term in terms:
            worth = max((words.get(r, 0.0) * value for r, value in term.readings.items()), default=0.0)
            weight = self._weight(term) * (_EMPTY_WORD if term.empty else 1.0)
            gain += weight * worth
            total += weight * (worth if term.empty else 1.0)
        return gain / total if total else 0.0

    def _weight(self, term: Term) -> float:
        frequency = max((self._frequency.get(reading, 0) for reading in term.readings), default=0) or 1
        return math.log(1 + (len(self._words) - frequency + 0.5) / (frequency + 0.5))


def _words(passage: Passage) -> dict[str, float]:
    found = {stem(word): _HEADING for part in passage.heading for word in normalise(part).split()}
    found.update((stem(word), 1.0) for word in normalise(passage.text).split())
    return {term: worth for term, worth in found.items() if term not in STOP_WORDS}


def _excerpt(group: list[tuple[float, Passage]], size: int) -> Excerpt:
    """The whole group when it is short; else its best passages, in the source's order."""
    best = max(score for score, _ in group)
    passages = [passage for _, passage in group]
    if sum(len(passage.text) for passage in passages) > size:
        passages = [passage for score, passage in group if score >= 0.75 * best] or passages
    kept: list[Passage] = []
    for passage in passages:
        if kept and sum(len(one.text) for one in kept) + len(passage.text) > size:
            break
        kept.append(passage)
    return Excerpt(tuple(kept), best)
