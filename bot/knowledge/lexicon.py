"""What the words of a text may stand for: stems, synonyms, and the catalogue's word that a misspelling means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.index import Index
from bot.knowledge.record import Words
from bot.text import STOP_WORDS, normalise, sound, stem

SYNONYM = 0.85
MISSPELT = 0.85
#: What a document's word is worth for the everyday word that stands for it: «bovino» for «vaca».
EVERYDAY = 0.75
#: A word shorter than this is not corrected by letters, one shorter than the second by one slip only.
_SHORT, _LONG = 5, 8
_DIMINUTIVE = re.compile(r"c?it[oa]s?$")


@dataclass(frozen=True)
class Term:
    """A word of the query: the stems it may stand for with what each is worth, and its weight.

    ``empty`` words only ask, and ``silent`` ones name nothing besides; ``known`` ones occur in the catalogue, perhaps
    after a correction.
    """

    word: str
    stem: str
    readings: tuple[tuple[str, float], ...]
    weight: float
    empty: bool
    silent: bool
    known: bool

    @property
    def corrected(self) -> bool:
        """Whether it was taken for another word that it may misspell."""
        return self.known and all(worth < 1.0 for _, worth in self.readings) and " " not in self.word

    @property
    def stems(self) -> frozenset[str]:
        """The stems it may stand for."""
        return frozenset(reading for reading, _ in self.readings)


class Lexicon:
    """``Lexicon(index, words).terms("klabe del portal")``."""

    def __init__(self, index: Index, words: Words) -> None:
        self._index = index
        self._empty = {stem(normalise(word)) for word in words.empty}
        self._synonyms = synonyms(words.synonyms)
        self._everyday = {stem(said): _stems(written) for said, written in words.everyday if " " not in said}
        #: The everyday phrases by their first word.
        self._phrases: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for said, written in words.everyday:
            if " " in said:
                self._phrases[said.split()[0]][f" {said} "] = _stems(written)
        self._details = {form for word in words.details for form in (word, f"{word}s", f"{word}es")}
        self._spelling = _by_beginning(index.spelling)
        self._term = lru_cache(maxsize=20_000)(self._read)

    def terms(self, text: str) -> tuple[Term, ...]:
        """The words of ``text`` that may say what it is about, each once, in order."""
        said = (
            word for word in normalise(text).split() if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())
        )
        found: dict[str, Term] = {}
        for term in (*map(self._term, said), *self._sayings(text)):
            found.setdefault(term.stem, term)
        return tuple(found.values())

    def _sayings(self, text: str) -> Iterator[Term]:
        """The everyday phrases in ``text``: «mala hierba»."""
        heard = normalise(text)
        said = f" {heard} "
        for word in dict.fromkeys(heard.split()):
            for phrase, roots in self._phrases.get(word, {}).items():
                readings = tuple((root, EVERYDAY) for root in roots if root in self._index) if phrase in said else ()
                if readings:
                    weight = max(self._index.weight(root) for root, _ in readings)
                    yield Term(phrase, phrase, readings, weight, empty=False, silent=False, known=True)

    def spoken(self, text: str) -> str:
        """The stems of ``text`` that may say what it is about, between blanks."""
        return " ".join(term.stem for term in self.terms(text) if not term.silent)

    def is_detail(self, word: str) -> bool:
        """Whether ``word`` is a point that a source may leave out."""
        return word in self._details

    def _read(self, word: str) -> Term:
        root = stem(word)
        if root in self._empty or _is_year(word) or self._is_known(root):
            return self._understood(word, root, 1.0)
        whole = self._undiminished(word)
        if whole:
            return self._understood(word, stem(whole), 1.0)
        correction = self._correct(word)
        if correction:
            return self._understood(word, stem(correction), MISSPELT)
        weight = self._index.weight(root)
        return Term(word, root, ((root, 1.0),), weight, empty=False, silent=False, known=False)

    def _understood(self, word: str, root: str, worth: float) -> Term:
        found = dict.fromkeys(self._everyday.get(root, ()), worth * EVERYDAY)
        found.update((other, worth * SYNONYM) for other in self._synonyms.get(root, ()))
        found[root] = worth
        readings = tuple(found.items())
        weights = [self._index.weight(one) for one, _ in readings if one in self._index]
        silent = root in self._empty and not self._index.names(root)
        return Term(
            word,
            root,
            readings,
            max(weights, default=self._index.weight(root)),
            empty=root in self._empty or _is_year(word),
            silent=silent,
            known=self._is_known(root),
        )

    def _is_known(self, root: str) -> bool:
        others = (*self._synonyms.get(root, ()), *self._everyday.get(root, ()))
        return root in self._index or any(other in self._index for other in others)

    def _undiminished(self, word: str) -> str | None:
        """The known word of which ``word`` is the diminutive: «vaquita», «terrenitos», «camioncito»."""
        ending = _DIMINUTIVE.search(word)
        if not ending or len(word) < _SHORT:
            return None
        base = word[: ending.start()]
        vowel = "a" if ending[0].rstrip("s").endswith("a") else "o"
        spelt = base[:-2] + "c" if base.endswith("qu") else base
        forms = (spelt + vowel, spelt, spelt + "e")
        return next((one for one in forms if self._is_known(stem(one))), None)

    def _correct(self, word: str) -> str | None:
        """The catalogue's word that ``word`` misspells: one that sounds alike, or is one slip away (two, if long)."""
        heard = sound(word)
        if heard in self._index.spelling and len(word) > 3:
            return self._index.spelling[heard]
        if len(heard) < _SHORT or word.isdigit():
            return None
        slips = 1 if len(heard) < _LONG else 2
        alike = [
            one for size in range(len(heard) - slips, len(heard) + slips + 1) for one in self._spelling[heard[0], size]
        ]
        near = process.extractOne(heard, alike, scorer=OSA.distance, score_cutoff=slips)
        return self._index.spelling[near[0]] if near else None


def synonyms(groups: Iterable[Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """Each stem with the stems it may be exchanged for."""
    table: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        roots = {stem(normalise(word)) for word in group}
        for root in roots:
            table[root] |= roots - {root}
    return {root: tuple(sorted(others)) for root, others in table.items()}


def _stems(written: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(normalise(word)) for word in written)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _by_beginning(sounds: Iterable[str]) -> Mapping[tuple[str, int], list[str]]:
    """The sounds by first letter and length: a slip seldom changes the first letter."""
    table: dict[tuple[str, int], list[str]] = defaultdict(list)
    for heard in sorted(sounds):
        if heard:
            table[heard[0], len(heard)].append(heard)
    return table
