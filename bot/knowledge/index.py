"""What the search looks through, as columns of numbers: which words stand where, and what they are worth there.

It is made when the knowledge base is built, and stored in it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.knowledge.facets import Facets, Values
from bot.knowledge.likeness import Likeness
from bot.knowledge.record import Aspect, Foreign, Procedure, Words
from bot.text import STOP_WORDS, normalise, sound, spoken_stems, stem

Array = npt.NDArray[np.floating[Any]]
Indices = npt.NDArray[np.integer[Any]]

#: What a query word is worth where it is found: in the name or an alias, in a situation, in the source's text; and in
#: the text when no other procedure has it.
NAME, SITUATION, TEXT, ONLY_HERE = 1.0, 0.9, 0.55, 0.75
#: A word keeps this much of its worth for a procedure whose phrases seldom use it, all for the one that uses it most.
SELDOM = 0.7
#: Words of asking ("requisitos") say little, even when a name contains them.
EMPTY_WORD = 0.7
#: The fields whose words are told apart, in the order of the columns of :attr:`Postings.values` after the worth.
FIELDS = ("name", "said", "institution", "summary", "text")
#: How soon a word repeated in a text stops counting for more, and how much longer texts are held against (BM25).
_SATURATION, _LENGTH = 1.2, 0.6
#: The fields in which a word may stand many times.
_REPEATED = ("summary", "text")
#: What the summary of a procedure is taken from.
_SUMMARY = frozenset({Aspect.description, Aspect.output})


@dataclass
class _Entry:
    """What competes in the search: words with what each is worth, phrases, and the words of each field."""

    phrases: list[tuple[frozenset[str], float]] = field(default_factory=list)
    words: dict[str, float] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    said: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def add(self, text: str, worth: float, *fields: str, phrase: bool = True) -> None:
        spoken = _spoken(text)
        (self.names if worth == NAME else self.said).update(spoken)
        stems = list(map(stem, spoken))
        found = frozenset(stems)
        for term in found:
            self.words[term] = max(worth, self.words.get(term, 0.0))
        for name in fields:
            self.fields[name].update(stems)
        if phrase:
            self.phrases.append((found, worth))
            self.uses.update(found)


@dataclass(frozen=True)
class Postings:
    """For each row, the columns where it stands, in order, and numbers for each: a sparse matrix by rows."""

    start: Indices
    columns: Indices
    values: Array

    @classmethod
    def of(
        cls,
        height: int,
        rows: Sequence[int] | Indices,
        columns: Sequence[int] | Indices,
        values: Sequence[float] | Array,
    ) -> Postings:
        """A matrix of ``height`` rows, of which each place is given once."""
        row, column = np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int32)
        order = np.lexsort((column, row))
        start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=height))]).astype(np.int64)
        return cls(start, column[order], np.asarray(values, dtype=np.float32)[order])

    def row(self, number: int) -> tuple[Indices, Array]:
        """The columns and values of one row."""
        part = slice(self.start[number], self.start[number + 1])
        return self.columns[part], self.values[part]


@dataclass(frozen=True)
class Index:
    """The entries, ours first (``ids``) and then one for each phrase of what we do not hold; the stems by row.

    ``words`` gives what each stem is worth in each entry, ``fields`` the same for each of :data:`FIELDS`, both with
    rows alike. ``weights`` are inverse document frequencies over names, aliases and situations. ``spelling`` gives a
    word of the catalogue by how it sounds. ``phrases`` are those of all entries one after the other, the first of each
    at ``first_phrase``.
    """

    ids: Sequence[str]
    size: int
    rows: Mapping[str, int]
    words: Postings
    fields: Postings
    weights: Array
    in_names: npt.NDArray[np.bool_]
    unknown_weight: float
    phrases: Postings
    first_phrase: Indices
    is_name: npt.NDArray[np.bool_]
    spelling: Mapping[str, str]
    likeness: Likeness
    stated: Sequence[Values]

    @property
    def ours(self) -> int:
        """How many entries are procedures of the catalogue; they come first."""
        return len(self.ids)

    def __contains__(self, root: str) -> bool:
        return root in self.rows

    def weight(self, root: str) -> float:
        """How much ``root`` tells procedures apart; a stem that nothing has weighs as one that a single one has."""
        row = self.rows.get(root)
        return self.unknown_weight if row is None else float(self.weights[row])

    def names(self, root: str) -> bool:
        """Whether a procedure's own name has ``root``."""
        row = self.rows.get(root)
        return row is not None and bool(self.in_names[row])

    def holders(self, root: str) -> tuple[Indices, Array]:
        """The entries that have ``root``, in order, and what it is worth in each."""
        row = self.rows.get(root)
        return (_NO_ENTRIES, _NO_WORTH) if row is None else self.words.row(row)

    def fields_of(self, root: str, entries: Indices) -> Array:
        """What ``root`` is worth in each field of some of our ``entries``: one row an entry, one column a field."""
        row = self.rows.get(root)
        if row is None:
            return np.zeros((len(entries), len(FIELDS)))
        holders, values = self.fields.row(row)
        if not len(holders):
            return np.zeros((len(entries), len(FIELDS)))
        places = np.minimum(np.searchsorted(holders, entries), len(holders) - 1)
        found: Array = np.where((holders[places] == entries)[:, None], values[places], 0.0)
        return found

    def shares(self, present: Mapping[str, float]) -> Array:
        """By phrase, what share of it stems with these values make."""
        shares = np.zeros(len(self.is_name))
        for root, value in present.items():
            row = self.rows.get(root)
            if row is not None:
                phrases, parts = self.phrases.row(row)
                shares[phrases] += value * parts
        return np.minimum(shares, 1.0)  # single-precision parts may add up to a little more

    def named(self, shares: Array) -> tuple[Array, Array]:
        """By entry, the largest of these shares of one of its phrases; and of one of its names."""
        named = np.maximum.reduceat(shares, self.first_phrase)
        return named, np.maximum.reduceat(np.where(self.is_name, shares, 0.0), self.first_phrase)

    def likened(self, text: str, entries: Indices) -> Array:
        """How much ``text`` looks, letter by letter, like the phrase of each of our ``entries`` nearest to it."""
        ends = np.append(self.first_phrase[1:], len(self.is_name))[entries]
        starts = self.first_phrase[entries]
        phrases = np.concatenate([np.arange(start, end) for start, end in zip(starts, ends)])
        first = np.concatenate([[0], np.cumsum(ends - starts)[:-1]])
        found: Array = np.maximum.reduceat(self.likeness.to(text, phrases), first)
        return found

    @classmethod
    def of(cls, procedures: Iterable[Procedure], words: Words, foreign: Sequence[Foreign]) -> Index:
        """The index of records; of equal scores the first in order of id comes first."""
        facets = Facets(words)
        held = sorted(procedures, key=lambda one: one.id)
        ours = [_entry(one) for one in held]
        _compare(ours)
        theirs = [_foreign_entries(one) for one in foreign]
        entries = [*ours, *(entry for group in theirs for entry in group)]
        rows = {root: row for row, root in enumerate(sorted({root for entry in entries for root in entry.words}))}
        frequency = _frequency([*([one] for one in ours), *theirs])
        total = len(ours) + len(theirs)
        weights = np.array([_weight(frequency[root], total) for root in rows])
        in_names = {root for one in held for root in spoken_stems(one.name)}
        empty = {stem(normalise(word)) for word in words.empty}
        said = {root: weights[row] * _said(root, empty, in_names) for root, row in rows.items()}
        return cls(
            ids=[one.id for one in held],
            size=len(entries),
            rows=rows,
            words=_words(entries, rows),
            fields=_fields(ours, rows),
            weights=weights,
            in_names=np.array([root in in_names for root in rows], dtype=bool),
            unknown_weight=_weight(1, total),
            phrases=_phrases(entries, rows, said),
            first_phrase=np.cumsum([0, *(len(entry.phrases) for entry in entries[:-1])]) if entries else _NO_ENTRIES,
            is_name=np.array([worth == NAME for entry in entries for _, worth in entry.phrases], dtype=bool),
            spelling=_by_sound(entries, words),
            stated=[facets.stated(one) for one in held],
            likeness=Likeness.of([text for one in held for text in (one.name, *one.aliases, *one.situations)]),
        )


_NO_ENTRIES = np.zeros(0, dtype=np.int64)
_NO_WORTH = np.zeros(0)


@lru_cache(maxsize=20_000)
def _spoken(text: str) -> tuple[str, ...]:
    """The words of ``text`` that may say what it is about; the same paragraph stands in many fichas."""
    return tuple(word for word in normalise(text).split() if word not in STOP_WORDS)


def _entry(procedure: Procedure) -> _Entry:
    entry = _Entry()
    institution = procedure.institution
    entry.add(procedure.name, NAME, "name")
    for text in procedure.aliases:
        entry.add(text, NAME, "said")
    for text in procedure.situations:
        entry.add(text, SITUATION, "said")
    for text in (institution.name, institution.acronym, *institution.nicknames):
        entry.add(text, NAME, "institution", phrase=False)
    for passage in procedure.passages:
        fields = ("summary", "text") if passage.aspect in _SUMMARY else ("text",)
        entry.add(passage.text, TEXT, *fields, phrase=False)
    return entry


def _compare(entries: Sequence[_Entry]) -> None:
    """Lowers what a word is worth where it is seldom used, and raises it where only one text has it."""
    shares = [{term: count / len(entry.phrases) for term, count in entry.uses.items()} for entry in entries]
    most: dict[str, float] = {}
    for share in shares:
        for term, value in share.items():
            most[term] = max(value, most.get(term, 0.0))
    owners = Counter(term for entry in entries for term in entry.words)
    for entry, share in zip(entries, shares):
        for term, worth in entry.words.items():
            if term in share:
                entry.words[term] = worth * (SELDOM + (1 - SELDOM) * share[term] / most[term])
            elif owners[term] == 1:
                entry.words[term] = max(worth, ONLY_HERE)


def _foreign_entries(foreign: Foreign) -> list[_Entry]:
    """One entry a phrase: words of different phrases together would cover questions that none of them means."""
    entries = []
    for text in (foreign.name, *foreign.phrases):
        entry = _Entry()
        entry.add(text, NAME)
        entries.append(entry)
    return entries


def _frequency(documents: Iterable[Iterable[_Entry]]) -> Counter[str]:
    """In how many documents each term names something or belongs to a situation."""
    return Counter(
        term
        for entries in documents
        for term in {term for entry in entries for phrase, _ in entry.phrases for term in phrase}
    )


def _weight(frequency: int, total: int) -> float:
    """Inverse document frequency; what no name has weighs as what one has."""
    frequency = frequency or 1
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def _said(root: str, empty: set[str], in_names: set[str]) -> float:
    """How much a word of a phrase counts: a word of asking less, and nothing when no name has it."""
    if root not in empty:
        return 1.0
    return EMPTY_WORD if root in in_names else 0.0


def _words(entries: Sequence[_Entry], rows: Mapping[str, int]) -> Postings:
    found = [(rows[root], number, worth) for number, entry in enumerate(entries) for root, worth in entry.words.items()]
    return Postings.of(len(rows), *(zip(*found) if found else ((), (), ())))


def _fields(entries: Sequence[_Entry], rows: Mapping[str, int]) -> Postings:
    """What each stem is worth in each field: in a text the more the oftener it stands there, as in BM25."""
    places: list[int] = []
    columns: list[int] = []
    counts: list[int] = []
    for number, entry in enumerate(entries):
        for column, name in enumerate(FIELDS):
            count = entry.fields[name]
            places += [rows[root] * len(entries) + number for root in count]
            columns += [column] * len(count)
            counts += count.values()
    place, where = np.unique(np.array(places, dtype=np.int64), return_inverse=True)
    worth = np.zeros((len(place), len(FIELDS)), dtype=np.float32)
    worth[where, columns] = counts
    row, holder = np.divmod(place, max(1, len(entries)))
    for column, name in enumerate(FIELDS):
        counted = worth[:, column]
        if name in _REPEATED:
            length = np.array([sum(entry.fields[name].values()) for entry in entries], dtype=float)
            slack = _SATURATION * (1 - _LENGTH + _LENGTH * length / (length.sum() / max(1, len(length)) or 1.0))
            worth[:, column] = counted * (_SATURATION + 1) / (counted + slack[holder])
        else:
            worth[:, column] = counted > 0
    return Postings.of(len(rows), row, holder, worth)


def _phrases(entries: Sequence[_Entry], rows: Mapping[str, int], weights: Mapping[str, float]) -> Postings:
    """By stem, the phrases that have it and what share of each it is, by weight."""
    phrases = (phrase for entry in entries for phrase, _ in entry.phrases)
    totals = [(number, phrase, sum(weights[root] for root in phrase) or 1.0) for number, phrase in enumerate(phrases)]
    found = [
        (rows[root], number, weights[root] / total)
        for number, phrase, total in totals
        for root in phrase
        if weights[root]
    ]
    return Postings.of(len(rows), *(zip(*found) if found else ((), (), ())))


def _by_sound(entries: Iterable[_Entry], words: Words) -> dict[str, str]:
    """The words of the catalogue by how they sound; names win over everyday words, these over the source's text."""
    said = {word for entry in entries for word in entry.said if word not in entry.names}
    everyday = (*(saying for saying, _ in words.everyday), *words.empty, *(" ".join(group) for group in words.synonyms))
    named = {word for entry in entries for word in entry.names}
    every = (*sorted(said), *(word for text in everyday for word in normalise(text).split()), *sorted(named))
    return {sound(word): word for word in every if len(word) > 3 and not word.isdigit()}
