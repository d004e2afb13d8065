"""Finding the passages of one procedure that state a detail."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.knowledge.lexicon import Term
from bot.knowledge.record import Aspect, Passage, Procedure
from bot.knowledge.search import Search
from bot.text import STOP_WORDS, normalise, stem

#: A word in the headings over a passage says a little less than one in it.
_HEADING = 0.8
#: Words of asking count where they stand, a little; their absence tells nothing.
_EMPTY_WORD = 0.5
#: A word that the whole document lacks counts against it, but people tell more than documents do.
_ABSENT = 0.35
#: A word that only names the procedure under discussion.
_NAMING = 0.25


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


class Passages:
    """``Passages(procedure, search).find("por qué la rechazan")``: the excerpts that state it, best first."""

    def __init__(self, procedure: Procedure, search: Search) -> None:
        self._search = search
        headings = {_bare(part) for passage in procedure.passages for part in passage.heading}
        stated = (one for one in procedure.passages if one.aspect is not Aspect.statistics)
        # A sentence that only announces a list is the heading of that list.
        self._passages = [one for one in stated if _bare(one.text) not in headings]
        self._words = [_words(passage) for passage in self._passages]
        #: Where each stem stands: in which passages, worth how much.
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, words in enumerate(self._words):
            for term, worth in words.items():
                self._holders[term].append((index, worth))

    def find(
        self, text: str, *, naming: frozenset[str] = frozenset(), limit: int = 4, size: int = 1500
    ) -> list[Excerpt]:
        """Excerpts of at most about ``size`` characters. Stems that only name the procedure weigh less: ``naming``."""
        scored = zip(self._scores(self._search.terms(text), naming), self._passages, strict=True)
        excerpts = [_excerpt(list(group), size) for _, group in groupby(scored, key=lambda one: one[1].heading)]
        excerpts.sort(key=lambda one: -one.score)
        return [one for one in excerpts[:limit] if one.score > 0]

    def cites(self, text: str) -> bool:
        """Whether a passage has the numbers of a document that ``text`` cites (0957 of SENAE-DGN-2015-0957-RE)."""
        numbers = {t.stem for t in self._search.subject(text) if t.word.isdigit() and len(t.word) > 2}
        return bool(numbers) and any(numbers <= words.keys() for words in self._words)

    def states(self, terms: Iterable[Term]) -> float:
        """How much of ``terms`` the whole document speaks of, from 0 to 1."""
        terms = [term for term in terms if not term.empty]
        total = sum(term.weight for term in terms)
        return sum(term.weight for term in terms if self._count(term)) / total if total else 0.0

    def _scores(self, terms: Sequence[Term], naming: frozenset[str]) -> list[float]:
        """For each passage, its share of the terms by weight."""
        gains, total = [0.0] * len(self._passages), 0.0
        for term in terms:
            weight = self._weight(term) * (_NAMING if term.stem in naming else 1.0)
            total += weight if self._count(term) or not term.empty else 0.0
            best: dict[int, float] = {}
            for reading, value in term.readings:
                for index, worth in self._holders.get(reading, ()):
                    best[index] = max(best.get(index, 0.0), worth * value)
            for index, worth in best.items():
                gains[index] += weight * worth
        return [gain / total if total else 0.0 for gain in gains]

    def _weight(self, term: Term) -> float:
        """How rare the term is in this document."""
        count, total = self._count(term), len(self._passages)
        rarity = math.log(1 + (total - (count or 1) + 0.5) / ((count or 1) + 0.5))
        return rarity * (_EMPTY_WORD if term.empty else 1.0 if count else _ABSENT)

    def _count(self, term: Term) -> int:
        """In how many passages the term stands."""
        return max(len(self._holders.get(reading, ())) for reading, _ in term.readings)


def _bare(text: str) -> str:
    return text.strip().rstrip(":. ")


def _words(passage: Passage) -> dict[str, float]:
    found = {stem(word): _HEADING for part in passage.heading for word in normalise(part).split()}
    found.update((stem(word), 1.0) for word in normalise(passage.text).split())
    return {term: worth for term, worth in found.items() if term not in STOP_WORDS}


def _excerpt(group: Sequence[tuple[float, Passage]], size: int) -> Excerpt:
    """The whole group when it is short; else its best passages, in the source's order."""
    best = max(score for score, _ in group)
    passages = [passage for _, passage in group]
    if sum(len(passage.text) for passage in passages) > size:
        passages = [passage for score, passage in group if score >= 0.75 * best]
    kept = passages[:1]
    for passage in passages[1:]:
        if sum(len(one.text) for one in kept) + len(passage.text) <= size:
            kept.append(passage)
    return Excerpt(tuple(kept), best)
