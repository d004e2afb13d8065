"""Finding the procedure that a text is about, among those of the catalogue, and knowing how sure that is.

A text names a procedure badly, or describes a situation. Its words are compared with each procedure's own words:
those of its name, aliases and institution first, of its situations next, of the source's text last. Procedures that
people ask for and the catalogue does not hold compete too, so that a question about one of them is not given to a
look-alike; and a word that nothing has counts against all.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.recogniser import Recogniser
from bot.knowledge.record import Foreign, Procedure, Words
from bot.text import STOP_WORDS, normalise, sound, spoken_stems, stem

#: What a query word is worth where it is found: in the name or an alias, in a situation, in the source's text; and in
#: the text when no other procedure has it.
_NAME, _SITUATION, _TEXT, _ONLY_HERE = 1.0, 0.9, 0.55, 0.75
#: A word keeps this much of its worth for a procedure whose phrases seldom use it, all for the one that uses it most.
_SELDOM = 0.7
_SYNONYM = 0.85
_MISSPELT = 0.85
#: Words of asking ("requisitos") say little, even when a name contains them.
_EMPTY_WORD = 0.7
#: How much a score owes to the query's words that a procedure has, and to a phrase of it that the query has.
_COVER, _PHRASE = 0.65, 0.35
#: How much the text as a whole counts beside its words one by one (docs/adr/0004 has the curve).
_WHOLE = 0.5
#: Matches looked at, at the most, of ours and of what we do not hold.
_MOST = 40

_NO_WORDS = Words()


@dataclass(frozen=True)
class Term:
    """A word of the query: the stems it may stand for with what each is worth, and its weight.

    ``empty`` words only ask; ``known`` ones occur in the catalogue, perhaps after a correction.
    """

    word: str
    stem: str
    readings: tuple[tuple[str, float], ...]
    weight: float
    empty: bool
    known: bool

    @property
    def stems(self) -> frozenset[str]:
        """The stems it may stand for."""
        return frozenset(reading for reading, _ in self.readings)


@dataclass(frozen=True)
class Match:
    """What fits a text: one of our procedures, or None for one that we do not hold.

    All from 0 to 1: ``cover`` is how many of the text's words it has, ``named`` how much of one of its phrases the text
    has, ``called`` the same for its names and aliases alone, ``score`` cover and named. ``gains`` is what each word of
    the text adds.
    """

    procedure: Procedure | None
    score: float
    cover: float
    named: float
    called: float
    gains: Mapping[str, float]

    def advantage(self, other: Match) -> float:
        """How much more this one uses the text's words, from 0 to 1; 0 when they do not tell the two apart."""
        both = self.gains.keys() | other.gains.keys()
        more = sum(max(0.0, self.gains.get(one, 0.0) - other.gains.get(one, 0.0)) for one in both)
        return more / (sum(max(self.gains.get(one, 0.0), other.gains.get(one, 0.0)) for one in both) or 1.0)


@dataclass
class _Entry:
    """What competes in the search: words with what each is worth, and phrases. No procedure: one we do not hold."""

    procedure: Procedure | None
    phrases: list[tuple[frozenset[str], float]] = field(default_factory=list)
    words: dict[str, float] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)

    def add(self, text: Iterable[str], worth: float, *, phrase: bool = True) -> None:
        found = frozenset(text)
        for term in found:
            self.words[term] = max(worth, self.words.get(term, 0.0))
        if phrase:
            self.phrases.append((found, worth))
            self.uses.update(found)


class Search:
    """``Search(procedures, words).find("clave del portal")``: best matches first.

    With ``whole`` it also weighs the words of a text together (a :class:`Recogniser`), which takes a second to prepare.
    """

    def __init__(
        self,
        procedures: Sequence[Procedure],
        words: Words = _NO_WORDS,
        foreign: Sequence[Foreign] = (),
        *,
        whole: bool = False,
    ) -> None:
        in_names = {one for procedure in procedures for one in spoken_stems(procedure.name)}
        empty = {stem(normalise(word)) for word in words.empty}
        #: Words of asking that also name something ("teléfono") count a little; the others ("quiero") only ask.
        self._empty, self._silent = empty & in_names, empty - in_names
        self._synonyms = _synonyms(words.synonyms)
        self._details = {form for word in words.details for form in (word, f"{word}s", f"{word}es")}
        ours = [_entry(one) for one in procedures]
        _compare(ours)
        theirs = [_foreign_entries(one) for one in foreign]
        self._entries = [*ours, *(entry for entries in theirs for entry in entries)]
        self._total = len(ours) + len(theirs)
        self._frequency = _frequency([[one] for one in ours] + theirs)
        self._vocabulary = _by_sound(procedures, foreign, words)
        self._sounds = sorted(self._vocabulary)
        self.terms = lru_cache(maxsize=4096)(self._terms)
        self._ids = [entry.procedure.id if entry.procedure else None for entry in self._entries]
        self._index()
        self._found = lru_cache(maxsize=256)(self._find)
        self._recogniser = Recogniser(procedures, foreign, self._spoken) if whole else None

    def _index(self) -> None:
        """Where each stem stands: in which entries, worth how much; and in which phrases, as what share of them."""
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._phrases: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._phrase_of: list[tuple[int, bool]] = []
        for index, entry in enumerate(self._entries):
            for term, worth in entry.words.items():
                self._holders[term].append((index, worth))
            for phrase, worth in entry.phrases:
                said = (one for one in phrase if one not in self._silent)
                weights = {one: self._weight(one) * (_EMPTY_WORD if one in self._empty else 1.0) for one in said}
                total = sum(weights.values()) or 1.0
                for term, weight in weights.items():
                    self._phrases[term].append((len(self._phrase_of), weight / total))
                self._phrase_of.append((index, worth == _NAME))

    def find(self, text: str, *, limit: int = 5) -> list[Match]:
        """What fits ``text``, best first; empty when it has no word of anything."""
        return list(self._found(text)[:limit])

    def _find(self, text: str) -> tuple[Match, ...]:
        terms = self.terms(text)
        gains, (named, called) = self._gains(terms), self._named(terms)
        asked = sum(term.weight for term in terms if not term.empty)
        shares = self._recogniser.shares(text) if self._recogniser else {}
        scored = []
        for index, gained in gains.items():
            # A word of asking is asked for only where it belongs to a name.
            total = asked + sum(_EMPTY_WORD * term.weight for term in gained if term.empty)
            cover = sum(gained.values()) / total if total else 0.0
            score = _COVER * cover + _PHRASE * named[index]
            if shares:
                score = (score + _WHOLE * shares[self._ids[index]]) / (1 + _WHOLE)
            scored.append((-score, self._ids[index] is None, self._ids[index] or "", index, cover))
        # Apart, so that many phrases of what we do not hold never hide one of ours.
        ours = heapq.nsmallest(_MOST, (one for one in scored if not one[1]))
        best = heapq.merge(ours, heapq.nsmallest(_MOST, (one for one in scored if one[1])))
        return tuple(
            Match(
                procedure=self._entries[index].procedure,
                score=-score,
                cover=cover,
                named=named[index],
                called=called[index],
                gains={term.stem: gain for term, gain in gains[index].items()},
            )
            for score, _, _, index, cover in best
        )

    def _gains(self, terms: Sequence[Term]) -> dict[int, dict[Term, float]]:
        """By entry, what each term adds to it."""
        gains: dict[int, dict[Term, float]] = defaultdict(dict)
        for term in terms:
            if term.stem in self._silent:
                continue
            weight = term.weight * (_EMPTY_WORD if term.empty else 1.0)
            least = _SITUATION * _MISSPELT * _SELDOM if term.empty else 0.0
            for reading, value in term.readings:
                for index, worth in self._holders.get(reading, ()):
                    if worth * value > least:
                        entry = gains[index]
                        entry[term] = max(entry.get(term, 0.0), weight * worth * value)
        return gains

    def _named(self, terms: Sequence[Term]) -> tuple[dict[int, float], dict[int, float]]:
        """By entry, the largest share of one of its phrases that the terms have, by weight; and of one of its names."""
        present: dict[str, float] = {}
        for term in terms:
            for reading, value in term.readings:
                present[reading] = max(value, present.get(reading, 0.0))
        shares: dict[int, float] = defaultdict(float)
        for reading, value in present.items():
            for number, share in self._phrases.get(reading, ()):
                shares[number] += share * value
        named: dict[int, float] = defaultdict(float)
        called: dict[int, float] = defaultdict(float)
        for number, share in shares.items():
            index, is_name = self._phrase_of[number]
            named[index] = max(named[index], share)
            if is_name:
                called[index] = max(called[index], share)
        return named, called

    def _spoken(self, text: str) -> str:
        """The stems of ``text`` that may say what it is about, between blanks."""
        return " ".join(term.stem for term in self.terms(text) if term.stem not in self._silent)

    def _terms(self, text: str) -> tuple[Term, ...]:
        """The words of ``text`` that may say what it is about, each once, in order."""
        said = (
            word for word in normalise(text).split() if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())
        )
        found: dict[str, Term] = {}
        for term in map(self._term, said):
            found.setdefault(term.stem, term)
        return tuple(found.values())

    def subject(self, text: str) -> list[Term]:
        """The terms of ``text`` that are not words of asking."""
        return [term for term in self.terms(text) if not term.empty]

    def details(self, text: str) -> list[Term]:
        """The terms of ``text`` that are points a source may leave out: «tarjeta», «descuento»."""
        return [term for term in self.terms(text) if term.word in self._details]

    def _term(self, word: str) -> Term:
        root = stem(word)
        if root in self._empty or root in self._silent or _is_year(word) or self._is_known(root):
            return self._understood(word, root, 1.0)
        correction = self._correct(word)
        if correction:
            return self._understood(word, stem(correction), _MISSPELT)
        return Term(word, root, ((root, 1.0),), self._weight(root), empty=False, known=False)

    def _understood(self, word: str, root: str, worth: float) -> Term:
        readings = ((root, worth), *((other, worth * _SYNONYM) for other in sorted(self._synonyms.get(root, ()))))
        weight = max((self._weight(one) for one, _ in readings if one in self._holders), default=self._weight(root))
        only_asks = root in self._silent or root in self._empty or _is_year(word)
        return Term(word, root, readings, weight, only_asks, self._is_known(root))

    def _is_known(self, root: str) -> bool:
        return root in self._holders or any(other in self._holders for other in self._synonyms.get(root, ()))

    def _weight(self, term: str) -> float:
        """Inverse document frequency over names, aliases and situations; what nothing has weighs as what one has."""
        frequency, total = self._frequency.get(term, 0) or 1, self._total
        return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))

    def _correct(self, word: str) -> str | None:
        """The catalogue's word that ``word`` misspells: one that sounds alike, or is one slip away (two, if long)."""
        heard = sound(word)
        if heard in self._vocabulary and len(word) > 3:
            return self._vocabulary[heard]
        if len(heard) < 5 or word.isdigit():
            return None
        slips = 1 if len(heard) < 8 else 2
        near = process.extractOne(heard, self._sounds, scorer=OSA.distance, score_cutoff=slips)
        return self._vocabulary[near[0]] if near and near[0][0] == heard[0] else None


def _entry(procedure: Procedure) -> _Entry:
    entry = _Entry(procedure)
    institution = procedure.institution
    for text in (procedure.name, *procedure.aliases):
        entry.add(spoken_stems(text), _NAME)
    for text in procedure.situations:
        entry.add(spoken_stems(text), _SITUATION)
    for text in (institution.name, institution.acronym, *institution.nicknames):
        entry.add(spoken_stems(text), _NAME, phrase=False)
    for passage in procedure.passages:
        entry.add(spoken_stems(passage.text), _TEXT, phrase=False)
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
                entry.words[term] = worth * (_SELDOM + (1 - _SELDOM) * share[term] / most[term])
            elif owners[term] == 1:
                entry.words[term] = max(worth, _ONLY_HERE)


def _foreign_entries(foreign: Foreign) -> list[_Entry]:
    """One entry a phrase: words of different phrases together would cover questions that none of them means."""
    entries = []
    for text in (foreign.name, *foreign.phrases):
        entry = _Entry(None)
        entry.add(spoken_stems(text), _NAME)
        entries.append(entry)
    return entries


def _frequency(documents: Iterable[Iterable[_Entry]]) -> Counter[str]:
    """In how many documents each term names something or belongs to a situation."""
    return Counter(
        term
        for entries in documents
        for term in {term for entry in entries for phrase, _ in entry.phrases for term in phrase}
    )


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _by_sound(procedures: Iterable[Procedure], foreign: Iterable[Foreign], words: Words) -> dict[str, str]:
    """The words of the catalogue by how they sound; names win over synonyms, these over the source's text."""
    texts = [text for one in procedures for text in (*(passage.text for passage in one.passages), *one.situations)]
    texts += [text for one in foreign for text in (one.name, *one.phrases)]
    texts += [" ".join(words.empty), *(" ".join(group) for group in words.synonyms)]
    texts += [text for one in procedures for text in (*one.aliases, one.name)]
    spoken = (word for text in texts for word in normalise(text).split() if len(word) > 3 and not word.isdigit())
    return {sound(word): word for word in spoken}


def _synonyms(groups: Iterable[Sequence[str]]) -> dict[str, set[str]]:
    """Each stem with the stems it may be exchanged for."""
    table: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        roots = {stem(normalise(word)) for word in group}
        for root in roots:
            table[root] |= roots - {root}
    return table
