"""Finding the procedure that a text is about, among those of the catalogue, and knowing how sure that is.

A text names a procedure badly, or describes a situation. Its words (:mod:`bot.knowledge.lexicon`) are compared with
each procedure's own words: those of its name, aliases and institution first, of its situations next, of the source's
text last. Procedures that people ask for and the catalogue does not hold compete too, so that a question about one of
them is not given to a look-alike; and a word that nothing has counts against all.

Everything is columns of numbers, one for each entry (:class:`bot.knowledge.index.Index`), so that a hundred thousand
procedures are weighed in milliseconds (docs/adr/0025-search-at-scale.md has the figures).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from bot.knowledge.evidence import Evidence
from bot.knowledge.examiner import Examiner
from bot.knowledge.facets import Facets
from bot.knowledge.following import ALONE, Follower, Following
from bot.knowledge.index import EMPTY_WORD, SELDOM, SITUATION, Array, Index, Indices
from bot.knowledge.lexicon import MISSPELT, Lexicon, Term
from bot.knowledge.recogniser import Recogniser
from bot.knowledge.record import Foreign, Procedure, Words

#: How much a score owes to the query's words that a procedure has, and to a phrase of it that the query has.
_COVER, _PHRASE = 0.65, 0.35
#: Matches looked at closely, at the most.
_MOST = 32
#: Words of a text that are looked for, at the most: the rarest of them.
_MOST_WORDS = 16
#: Characters of a text that are compared letter by letter, at the most.
_MOST_LETTERS = 400
#: A word of asking counts only where it is worth more than it would be in a situation.
_ASKED_IN_A_NAME = SITUATION * MISSPELT * SELDOM

#: How much better something that we do not hold must fit a text, at a first glance, to be what it names.
_STRANGER = 0.1
#: A word is hardly there when it adds less than this share of its weight.
_HARDLY = 0.6

_NO_WORDS = Words()
#: What a word is worth in each field when it is to tell a few procedures apart, and a facet besides.
_IN_A_CHOICE = np.array([1.0, 0.9, 1.0, 0.4, 0.2])
_FACET = 0.5
#: A text that looks like a name as much as this is that name.
_EXACT = 0.995

Get = Callable[[str], Procedure]


@dataclass(frozen=True)
class Match:
    """One of our procedures that fits a text, by its ``id``.

    All from 0 to 1: ``score`` is how likely it is the one meant, ``cover`` how many of the text's words it has,
    ``named`` how much of one of its phrases the text has, ``called`` the same for its names and aliases alone.
    ``strength`` puts those that we hold in order, in log-odds, and
    ``plausible`` is how likely it is one of those that may be meant, from 0 to 1. ``known``: the editors
    wrote what people call it.
    """

    id: str
    score: float
    cover: float
    named: float
    called: float
    strength: float
    plausible: float
    known: bool
    get: Get = field(repr=False, compare=False)

    @property
    def procedure(self) -> Procedure:
        """The whole record, read from the catalogue when it is wanted."""
        return self.get(self.id)


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


@dataclass(frozen=True)
class _Glance:
    """What the search sees of all entries at once, and which of ours it looks at closely."""

    terms: Sequence[Term]
    gains: Sequence[_Gain]
    cover: Array
    shares: Array
    named: Array
    called: Array
    first: Array
    ours: Indices


class Search:
    """``Search.over(procedures, words).find("clave del portal")``: best matches first.

    ``get`` gives the record of an id. With a ``recogniser`` the words of a text are also weighed together.
    """

    def __init__(self, index: Index, words: Words, get: Get, recogniser: Recogniser | None = None) -> None:
        self._index, self.get, self._recogniser = index, get, recogniser
        self._places = {one: place for place, one in enumerate(index.ids)}
        self._lexicon, self._examiner = Lexicon(index, words), Examiner(index, Facets(words))
        self._follower = Follower(index, self._examiner)
        self.terms = lru_cache(maxsize=4096)(self._lexicon.terms)
        self._found = lru_cache(maxsize=256)(self._find)
        # What a text finds and whether it is strange are asked together; few are kept, for they are long.
        self._glance = lru_cache(maxsize=4)(self._look)

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
        curated = [one for one in procedures if one.aliases or one.situations]
        others = [one.name for one in procedures if not (one.aliases or one.situations)]
        spoken = Lexicon(index, words).spoken
        recogniser = Recogniser(curated, foreign, spoken, others=others) if whole else None
        return cls(index, words, {one.id: one for one in procedures}.__getitem__, recogniser)

    def find(self, text: str, *, limit: int = 5) -> list[Match]:
        """What fits ``text``, best first; empty when it has no word of anything."""
        return list(self._found(text)[:limit])

    def among(self, text: str, ids: Sequence[str]) -> list[float]:
        """How much ``text`` speaks of each of a few procedures and not of the others: the share of its words, from 0 to
        1, and half as much more for each facet that only this one meets, or less for each that it is opposed to."""
        entries = np.array([self._places[one] for one in ids])
        terms = [term for term in self.terms(text) if not term.silent]
        total = sum((term.weight for term in terms), start=0.0)
        spoken = np.zeros(len(entries))
        for term in terms:
            worth = np.minimum((_IN_A_CHOICE * self._examiner.worth(term, entries)).max(axis=1), 1.0)
            spoken += term.weight * (worth - worth.min())
        compared = self._examiner.compared(text, self.terms(text), entries)
        facets = compared["agrees"] - compared["agrees"].min() - compared["opposed"] + compared["opposed"].min()
        found: list[float] = ((spoken / total if total else spoken) + _FACET * facets).tolist()
        return found

    def following(
        self, text: str, one: str, name: str, *, discussed: Sequence[str] = (), asks: float = 0.0
    ) -> Following:
        """What ``text`` may mean when it follows on the procedure ``one``, called ``name``; ``discussed`` were under
        discussion before it, and ``asks`` is how surely the text asks for an aspect, from 0 to 1."""
        found = {match.id: match for match in self.find(text, limit=_MOST)}
        near = (match.id for match in self.find(name, limit=_MOST))
        ids = [one, *(other for other in dict.fromkeys((*found, *near, *discussed)) if other != one)]
        entries = np.array([self._places[each] for each in ids])
        alone = {what: np.array([getattr(found.get(each), what, 0.0) for each in ids]) for what in ALONE}
        return self._follower.of(text, self.terms(text), ids, entries, alone, name, discussed, asks)

    def strangeness(self, text: str) -> float:
        """How fully ``text`` names something that we do not hold, from 0 to 1; 0 when it fits one of ours as well."""
        glance = self._glance(text)
        theirs = glance.first[self._index.ours :]
        if not len(theirs) or theirs.max() < glance.first[: self._index.ours].max(initial=0.0) + _STRANGER:
            return 0.0
        return float(glance.called[self._index.ours + int(np.argmax(theirs))])

    def subject(self, text: str) -> list[Term]:
        """The terms of ``text`` that are not words of asking."""
        return [term for term in self.terms(text) if not term.empty]

    def details(self, text: str) -> list[Term]:
        """The terms of ``text`` that are points a source may leave out: «tarjeta», «descuento»."""
        return [term for term in self.terms(text) if self._lexicon.is_detail(term.word)]

    def evidence(self, text: str) -> Evidence:
        """What speaks for each of the procedures that ``text`` may be about."""
        return self._weighed(text, self._glance(text))

    def _find(self, text: str) -> tuple[Match, ...]:
        glance = self._glance(text)
        weighed = self._weighed(text, glance)
        score, strength, plausible = weighed.sureness(), weighed.sums(), weighed.plausibility()
        exact = weighed.columns["alike"] >= _EXACT if len(glance.ours) else np.zeros(0, dtype=bool)
        if exact.any():  # the same name may be of several municipalities
            score = np.where(exact, 1.0 / exact.sum(), np.minimum(score, 1.0 - _EXACT))
        plausible = np.where(exact, 1.0, plausible)
        return tuple(
            Match(
                id=self._index.ids[glance.ours[place]],
                score=float(score[place]),
                cover=float(weighed.columns["cover"][place]),
                named=float(weighed.columns["named"][place]),
                called=float(weighed.columns["called"][place]),
                strength=float(strength[place]),
                plausible=float(plausible[place]),
                known=bool(weighed.columns["known"][place]),
                get=self.get,
            )
            for place in np.argsort(-score, kind="stable").tolist()
        )

    def _look(self, text: str) -> _Glance:
        """What every entry has of the text's words, and the most likely of ours."""
        terms = sorted(self.terms(text), key=lambda term: -term.weight)[:_MOST_WORDS]
        gains = [gain for gain in map(self._gain, terms) if gain]
        cover, shares = self._cover(terms, gains), self._index.shares(_present(terms))
        named, called = self._index.named(shares)
        first = np.where(cover > 0, _COVER * cover + _PHRASE * named, 0.0)
        return _Glance(terms, gains, cover, shares, named, called, first, _top(first[: self._index.ours]))

    def _weighed(self, text: str, glance: _Glance) -> Evidence:
        """A close look at the most likely of ours."""
        ours = glance.ours
        if not len(ours):
            return Evidence(ours, {})
        shares = self._recogniser.shares(text) if self._recogniser else {}
        known = [shares.get(self._index.ids[entry]) for entry in ours.tolist()]
        theirs = slice(self._index.ours, None)
        elsewhere = float(glance.first[theirs].max(initial=0.0))
        columns = {
            "cover": glance.cover[ours],
            "named": glance.named[ours],
            "called": glance.called[ours],
            "official": glance.shares[self._index.first_phrase[ours]],  # the source's name is the first phrase
            **self._examiner.by_field(glance.terms, ours),
            "alike": self._index.likened(text[:_MOST_LETTERS], ours),
            "sounds": np.array([share or 0.0 for share in known]),
            "known": np.array([float(share is not None) for share in known]),
            **self._examiner.compared(text, glance.terms, ours),
            "missing": self._missing(glance, ours),
            "behind": elsewhere - glance.first[ours],
            "elsewhere": np.full(len(ours), elsewhere),
            "elsewhere_called": np.full(len(ours), glance.called[theirs].max(initial=0.0)),
        }
        return Evidence(ours, columns)

    def _missing(self, glance: _Glance, entries: Indices) -> Array:
        """For some entries, the share of the text's words that they hardly have, by weight."""
        asked = {term.stem: term.weight for term in glance.terms if not term.empty}
        had = np.zeros(len(entries))
        for gain in glance.gains:
            if not gain.term.empty:
                had += gain.term.weight * (gain.at(entries) >= _HARDLY * gain.term.weight)
        total = sum(asked.values())
        return 1 - had / total if total else np.ones(len(entries))

    def _gain(self, term: Term) -> _Gain | None:
        """What ``term`` adds, and to which entries; None when it adds nothing to any."""
        if term.silent:
            return None
        found = [(value, *self._index.holders(reading)) for reading, value in term.readings]
        if len(found) == 1:
            value, entries, worth = found[0]
            worth = value * worth
        else:
            best = np.zeros(self._index.size, dtype=np.float32)
            for value, holders, each in found:
                best[holders] = np.maximum(best[holders], value * each)
            entries = np.flatnonzero(best)
            worth = best[entries]
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


def _present(terms: Sequence[Term]) -> dict[str, float]:
    """The stems that the terms may stand for, with what each is worth at most."""
    present: dict[str, float] = {}
    for term in terms:
        for reading, value in term.readings:
            present[reading] = max(value, present.get(reading, 0.0))
    return present


def _top(score: Array) -> Indices:
    """Where the largest scores over 0 stand, at most ``_MOST``; of equal ones the first."""
    found = np.flatnonzero(score)
    if len(found) > _MOST:
        least = np.partition(score[found], -_MOST)[-_MOST]
        found = found[score[found] >= least]
    return found[np.argsort(-score[found], kind="stable")][:_MOST]
