"""Finding the procedure that a text is about, among those of the catalogue, and knowing how sure that is.

A text names a procedure badly, or describes a situation. Its words (:mod:`bot.knowledge.lexicon`) are compared with
each procedure's own words: those of its name, aliases and institution first, of its situations next, of the source's
text last. Procedures that people ask for and the catalogue does not hold compete too, so that a question about one of
them is not given to a look-alike; and a word that nothing has counts against all.

Everything is columns of numbers, one for each entry (:class:`bot.knowledge.index.Index`), so that a hundred thousand
procedures are weighed in milliseconds (docs/adr/0025-search-at-scale.md has the figures).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from bot.knowledge.index import EMPTY_WORD, SELDOM, SITUATION, Array, Index, Indices
from bot.knowledge.lexicon import MISSPELT, Lexicon, Term
from bot.knowledge.recogniser import Recogniser
from bot.knowledge.record import Foreign, Procedure, Words

#: How much a score owes to the query's words that a procedure has, and to a phrase of it that the query has.
_COVER, _PHRASE = 0.65, 0.35
#: How much the text as a whole counts beside its words one by one (docs/adr/0004 has the curve).
_WHOLE = 0.5
#: Matches looked at, at the most, of ours and of what we do not hold.
_MOST = 40
#: Words of a text that are looked for, at the most: the rarest of them.
_MOST_WORDS = 48
#: A word of asking counts only where it is worth more than it would be in a situation.
_ASKED_IN_A_NAME = SITUATION * MISSPELT * SELDOM

_NO_WORDS = Words()

Get = Callable[[str], Procedure]


@dataclass(frozen=True)
class Match:
    """What fits a text: one of our procedures, by its ``id``, or None for one that we do not hold.

    All from 0 to 1: ``cover`` is how many of the text's words it has, ``named`` how much of one of its phrases the text
    has, ``called`` the same for its names and aliases alone, ``score`` cover and named. ``gains`` is what each word of
    the text adds.
    """

    id: str | None
    score: float
    cover: float
    named: float
    called: float
    gains: Mapping[str, float]
    get: Get = field(repr=False, compare=False)

    @property
    def procedure(self) -> Procedure | None:
        """The whole record, read from the catalogue when it is wanted."""
        return None if self.id is None else self.get(self.id)

    def advantage(self, other: Match) -> float:
        """How much more this one uses the text's words, from 0 to 1; 0 when they do not tell the two apart."""
        both = self.gains.keys() | other.gains.keys()
        more = sum(max(0.0, self.gains.get(one, 0.0) - other.gains.get(one, 0.0)) for one in both)
        return more / (sum(max(self.gains.get(one, 0.0), other.gains.get(one, 0.0)) for one in both) or 1.0)


@dataclass(frozen=True)
class _Gain:
    """What one term adds: ``worth`` to each of ``entries``, which are in order."""

    term: Term
    entries: Indices
    worth: Array

    def at(self, entries: Indices) -> Array:
        """What it adds to each of ``entries``."""
        places = np.searchsorted(self.entries, entries)
        places[places == len(self.entries)] = 0
        return np.where(self.entries[places] == entries, self.worth[places], 0.0)


class Search:
    """``Search.over(procedures, words).find("clave del portal")``: best matches first.

    ``get`` gives the record of an id. With a ``recogniser`` the words of a text are also weighed together.
    """

    def __init__(self, index: Index, words: Words, get: Get, recogniser: Recogniser | None = None) -> None:
        self._index, self._get, self._recogniser = index, get, recogniser
        self._lexicon = Lexicon(index, words)
        self._known = _known(index, recogniser.labels if recogniser else ())
        self.terms = lru_cache(maxsize=4096)(self._lexicon.terms)
        self._found = lru_cache(maxsize=256)(self._find)

    @classmethod
    def over(
        cls,
        procedures: Sequence[Procedure],
        words: Words = _NO_WORDS,
        foreign: Sequence[Foreign] = (),
        *,
        whole: bool = False,
    ) -> Search:
        """A search over records in memory; with ``whole`` it has a recogniser, which takes a second to fit."""
        index = Index.of(procedures, words, foreign)
        recogniser = Recogniser(procedures, foreign, Lexicon(index, words).spoken) if whole else None
        return cls(index, words, {one.id: one for one in procedures}.__getitem__, recogniser)

    def find(self, text: str, *, limit: int = 5) -> list[Match]:
        """What fits ``text``, best first; empty when it has no word of anything."""
        return list(self._found(text)[:limit])

    def subject(self, text: str) -> list[Term]:
        """The terms of ``text`` that are not words of asking."""
        return [term for term in self.terms(text) if not term.empty]

    def details(self, text: str) -> list[Term]:
        """The terms of ``text`` that are points a source may leave out: «tarjeta», «descuento»."""
        return [term for term in self.terms(text) if self._lexicon.is_detail(term.word)]

    def _find(self, text: str) -> tuple[Match, ...]:
        terms = sorted(self.terms(text), key=lambda term: -term.weight)[:_MOST_WORDS]
        gains = [gain for gain in map(self._gain, terms) if gain]
        if not gains:
            return ()
        cover, (named, called) = self._cover(terms, gains), self._named(terms)
        score = np.where(cover > 0, _COVER * cover + _PHRASE * named, 0.0)
        if self._recogniser:
            score = self._blend(score, self._recogniser.shares(text))
        best = self._best(score)
        each = np.stack([gain.at(best) for gain in gains], axis=1)
        return tuple(
            Match(
                id=self._index.ids[entry] if entry < self._index.ours else None,
                score=float(score[entry]),
                cover=float(cover[entry]),
                named=float(named[entry]),
                called=float(called[entry]),
                gains={gain.term.stem: value for gain, value in zip(gains, row.tolist()) if value},
                get=self._get,
            )
            for entry, row in zip(best.tolist(), each)
        )

    def _gain(self, term: Term) -> _Gain | None:
        """What ``term`` adds, and to which entries; None when it adds nothing to any."""
        if term.silent:
            return None
        found = [
            (entries, value * worth)
            for reading, value in term.readings
            for entries, worth in [self._index.holders(reading)]
        ]
        entries, worth = found[0] if len(found) == 1 else _largest(found)
        if term.empty:
            entries, worth = entries[worth > _ASKED_IN_A_NAME], EMPTY_WORD * worth[worth > _ASKED_IN_A_NAME]
        return _Gain(term, entries, term.weight * worth) if len(entries) else None

    def _cover(self, terms: Sequence[Term], gains: Sequence[_Gain]) -> Array:
        """By entry, the share of the text's words that it has, by weight."""
        gained = np.zeros(self._index.size)
        # A word of asking is asked for only where it belongs to a name.
        asked = np.full(self._index.size, sum((term.weight for term in terms if not term.empty), start=0.0))
        for gain in gains:
            gained[gain.entries] += gain.worth
            if gain.term.empty:
                asked[gain.entries] += EMPTY_WORD * gain.term.weight
        return np.minimum(1.0, np.divide(gained, asked, out=np.zeros_like(gained), where=asked > 0))

    def _named(self, terms: Sequence[Term]) -> tuple[Array, Array]:
        """By entry, the largest share of one of its phrases that the terms have, by weight; and of one of its names."""
        present: dict[str, float] = {}
        for term in terms:
            for reading, value in term.readings:
                present[reading] = max(value, present.get(reading, 0.0))
        return self._index.named(present)

    def _blend(self, score: Array, shares: Mapping[str | None, float]) -> Array:
        """The scores of those that the recogniser knows, with what it says of them."""
        entries, labels = self._known
        share = np.array([shares[label] for label in labels])
        blended = score.copy()
        blended[entries] = np.where(score[entries] > 0, (score[entries] + _WHOLE * share) / (1 + _WHOLE), 0.0)
        return blended

    def _best(self, score: Array) -> Indices:
        """The entries with the largest scores, best first. Ours and others are cut apart, so that many phrases of what
        we do not hold never hide one of ours."""
        ours = _top(score[: self._index.ours])
        best = np.concatenate([ours, _top(score[self._index.ours :]) + self._index.ours])
        order: Indices = best[np.argsort(-score[best], kind="stable")]
        return order


def _largest(found: Sequence[tuple[Indices, Array]]) -> tuple[Indices, Array]:
    """All entries of ``found``, in order, each with its largest worth."""
    entries, worth = (np.concatenate(parts) for parts in zip(*found))
    order = np.lexsort((-worth, entries))
    entries, first = np.unique(entries[order], return_index=True)
    return entries, worth[order][first]


def _top(score: Array) -> Indices:
    """Where the largest scores over 0 stand, at most ``_MOST``; of equal ones the first."""
    found = np.flatnonzero(score)
    if len(found) > _MOST:
        least = np.partition(score[found], -_MOST)[-_MOST]
        found = found[score[found] >= least]
    return found[np.argsort(-score[found], kind="stable")][:_MOST]


def _known(index: Index, labels: Sequence[str | None]) -> tuple[Indices, list[str | None]]:
    """The entries that ``labels`` stand for, and the label of each."""
    ours = [(entry, one) for entry, one in enumerate(index.ids) if one in set(labels)]
    known = ours + [(entry, None) for entry in range(index.ours, index.size) if None in labels]
    return np.array([entry for entry, _ in known], dtype=np.int64), [label for _, label in known]
