"""Finding the procedure that a text is about, among those of the catalogue, and knowing how sure that is.

A text names a procedure badly, or describes a situation. Its words are compared with each procedure's own words: those
of its name and aliases first, of its situations next, of the source's text last. A word that no procedure has counts
against all of them; that is how a procedure we do not hold is told from one that is named badly.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.record import Procedure, Words
from bot.text import STOP_WORDS, normalise, stem

#: What a query word is worth where it is found: in the name or an alias, in a situation, in the source's text.
_NAME, _SITUATION, _TEXT = 1.0, 0.9, 0.55
_SYNONYM = 0.85
_MISSPELT = 0.85
#: Words of asking ("requisitos") say little, even when a name contains them.
_EMPTY_WORD = 0.4
#: A word that no procedure has weighs as much as one that a single procedure has.
_COVER, _PHRASE = 0.65, 0.35


@dataclass(frozen=True)
class Term:
    """A word of the query: its stem, the stems it may stand for with what each is worth, and its weight."""

    word: str
    stem: str
    readings: Mapping[str, float]
    weight: float
    empty: bool = False
    known: bool = True


@dataclass(frozen=True)
class Match:
    """A procedure that fits: ``score`` from 0 to 1, ``named`` how much of one of its names the text contains."""

    procedure: Procedure
    score: float
    named: float


@dataclass
class _Entry:
    procedure: Procedure
    phrases: list[frozenset[str]] = field(default_factory=list)
    words: dict[str, float] = field(default_factory=dict)


class Search:
    """``Search(procedures, words).find("clave del portal")``: best matches first."""

    def __init__(self, procedures: Sequence[Procedure], words: Words = Words()) -> None:
        self._empty = {stem(normalise(word)) for word in words.empty}
        self._synonyms = _synonyms(words.synonyms)
        self._entries = [self._entry(procedure) for procedure in procedures]
        self._frequency = Counter(
            term for entry in self._entries for term, worth in entry.words.items() if worth >= _SITUATION
        )
        self._in_text = {term for entry in self._entries for term in entry.words}
        self._vocabulary = sorted(self._words_of(procedures))
        self._holders: dict[str, list[_Entry]] = defaultdict(list)
        for entry in self._entries:
            for term in entry.words:
                self._holders[term].append(entry)

    # -- asking ---------------------------------------------------------------------------------------------------

    def find(self, text: str, *, limit: int = 5) -> list[Match]:
        """The procedures that fit ``text``, best first; empty when it has no word of any of them."""
        terms = self.terms(text)
        candidates = {id(e): e for term in terms for reading in term.readings for e in self._holders.get(reading, ())}
        matches = [self._match(entry, terms) for entry in candidates.values()]
        matches.sort(key=lambda match: (-match.score, match.procedure.id))
        return [match for match in matches[:limit] if match.score > 0]

    def terms(self, text: str) -> list[Term]:
        """The words of ``text`` that may say which procedure it is about, each once, in order."""
        seen: dict[str, Term] = {}
        for word in normalise(text).split():
            if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()):
                term = self._term(word)
                seen.setdefault(term.stem, term)
        return list(seen.values())

    def subject(self, text: str) -> list[Term]:
        """The terms of ``text`` that are not words of asking."""
        return [term for term in self.terms(text) if not term.empty]

    def _term(self, word: str) -> Term:
        root = stem(word)
        empty = root in self._empty
        readings = {root: 1.0} | {other: _SYNONYM for other in self._synonyms.get(root, ())}
        known = any(reading in self._in_text for reading in readings)
        if not known and not empty:
            correction = self._correct(word)
            if correction:
                root = stem(correction)
                empty = root in self._empty
                readings = {r: worth * _MISSPELT for r, worth in self._term(correction).readings.items()}
                known = True
        weight = max(self._weight(reading) for reading in readings if reading in self._in_text or reading == root)
        return Term(word, root, readings, weight, empty, known)

    def _weight(self, term: str) -> float:
        """Inverse document frequency over the names, aliases and situations of the catalogue."""
        frequency, total = self._frequency.get(term, 0) or 1, len(self._entries)
        return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))

    def _correct(self, word: str) -> str | None:
        """The catalogue's word that ``word`` misspells, if one is near: one slip, or two in a long word."""
        if len(word) < 5 or word.isdigit():
            return None
        slips = 1 if len(word) < 8 else 2
        found = process.extractOne(word, self._vocabulary, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found and found[0][0] == word[0] else None

    def _match(self, entry: _Entry, terms: Sequence[Term]) -> Match:
        strong = [term for term in terms if not term.empty]
        gain = total = 0.0
        for term in strong:
            gain += term.weight * _worth(entry, term)
            total += term.weight
        for term in terms:
            worth = _worth(entry, term) if term.empty else 0.0
            if worth >= _SITUATION * _MISSPELT:
                gain += _EMPTY_WORD * term.weight * worth
                total += _EMPTY_WORD * term.weight
        cover = gain / total if total else 0.0
        named = self._named(entry, terms)
        return Match(entry.procedure, _COVER * cover + _PHRASE * named, named)

    def _named(self, entry: _Entry, terms: Sequence[Term]) -> float:
        """The largest share of one of the entry's phrases that the query contains, by weight."""
        present = {reading: worth for term in terms for reading, worth in term.readings.items()}
        return max((self._share(phrase, present) for phrase in entry.phrases), default=0.0)

    def _share(self, phrase: frozenset[str], present: Mapping[str, float]) -> float:
        weights = {term: self._weight(term) * (_EMPTY_WORD if term in self._empty else 1.0) for term in phrase}
        return sum(weight * present.get(term, 0.0) for term, weight in weights.items()) / (sum(weights.values()) or 1.0)

    # -- building -------------------------------------------------------------------------------------------------

    def _entry(self, procedure: Procedure) -> _Entry:
        entry = _Entry(procedure)
        texts = [passage.text for passage in procedure.passages]
        for sources, worth in ((texts, _TEXT), (procedure.situations, _SITUATION), (_names(procedure), _NAME)):
            for text in sources:
                found = self._stems(text)
                entry.words.update((term, worth) for term in found)
                if worth > _TEXT:
                    entry.phrases.append(frozenset(found))
        return entry

    def _stems(self, text: str) -> set[str]:
        return {stem(word) for word in normalise(text).split() if word not in STOP_WORDS}

    def _words_of(self, procedures: Iterable[Procedure]) -> set[str]:
        texts = (t for p in procedures for t in (*_names(p), *p.situations, *(passage.text for passage in p.passages)))
        return {word for text in texts for word in normalise(text).split() if len(word) > 3 and not word.isdigit()}


def _names(procedure: Procedure) -> tuple[str, ...]:
    return (procedure.name, *procedure.aliases)


def _worth(entry: _Entry, term: Term) -> float:
    return max((entry.words.get(reading, 0.0) * worth for reading, worth in term.readings.items()), default=0.0)


def _synonyms(groups: Iterable[Sequence[str]]) -> dict[str, set[str]]:
    """Each stem with the stems it may be exchanged for."""
    table: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        roots = {stem(normalise(word)) for word in group}
        for root in roots:
            table[root] |= roots - {root}
    return table
