"""Which procedure a message is about: one, several to choose from, none of ours, or none named.

What tells them apart, and the numbers that decide, are explained in docs/adr/0004-linking-procedures.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.answers.memory import Asked
from bot.answers.thresholds import (
    APART,
    CHOICE,
    CLEARLY,
    COVERED,
    FAR,
    FAR_AHEAD,
    LACKING,
    LEADS,
    MARGIN,
    MORE,
    NAMED,
    NEAR,
    PASSAGE,
    POSSIBLE,
    SPOKEN,
    SPOKEN_OF,
    SURE,
    SURER,
    WHOLE,
)
from bot.knowledge import Aspect, Match, Passages, Procedure, Search
from bot.text import normalise, spoken_stems

MOST_CHOICES = 4
#: Aspects whose answer a single passage may hold; that passage then tells which procedure is meant.
_INSIDE = frozenset({Aspect.detail, Aspect.legal_basis, Aspect.location_hours, Aspect.contact})
_MANY_WORDS, _FEW_WORDS = 3, 2
#: A text of more words does not just choose.
_CHOOSING = 10
#: Names within this much of the most similar one, of 1, are as similar.
_AS_ALIKE = 0.05

_NUMBERS = {"uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "a": 1, "b": 2, "c": 3}
_ORDINALS = {
    "primer": 1, "primero": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3, "tercera": 3,
    "cuarto": 4, "cuarta": 4,
}  # fmt: skip
#: Words that name a place in a list alone, and are articles or prepositions before others.
_ARTICLES = frozenset({"una", "un", "a"})
_LAST = frozenset({"ultimo", "ultima"})
_OPTION = frozenset({"opcion", "numero", "alternativa"})
_NONE = re.compile(r"\bningun[oa]?\b")


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
    """``Resolver(search, passages).resolve("y el costo", current=procedure)``."""

    def __init__(self, search: Search, passages: Callable[[Procedure], Passages]) -> None:
        self._search = search
        self._passages = passages

    def resolve(self, text: str, asked: Asked, *, current: Procedure | None = None) -> Subject:
        """What ``text`` is about, given what it asks for and the procedure under discussion."""
        matches = self._search.find(text, limit=40)
        if not self._search.subject(text) and not (matches and matches[0].called >= NAMED):
            return Subject(Kind.one, (current,)) if current else Subject(Kind.unnamed)
        if current and self._stays(text, asked, current, matches):
            return Subject(Kind.one, (current,))
        return self._among(text, matches, inside=bool(_INSIDE & set(asked.aspects)))

    def choose(self, text: str, choices: Sequence[Procedure], *, before: str = "") -> Procedure | None:
        """The one of ``choices`` that ``text`` names by position, or by words that only it has; None without one.

        Where the words fit several, ``before``, the question that led to the choice, decides; then their order.
        """
        if not choices:
            return None
        position = _position(normalise(text).split(), len(choices))
        if position:
            return choices[position - 1]
        said = [{term.stem for term in terms} for terms in (self._search.subject(text), self._search.terms(text))]
        for names in (_own_name, _all_names):
            for words in said:
                chosen = _told_apart(words, [names(choice) for choice in choices])
                if chosen is not None:
                    return choices[chosen]
        return self._spoken_of(text, choices, before)

    def _spoken_of(self, text: str, choices: Sequence[Procedure], before: str) -> Procedure | None:
        """The one of ``choices`` that a short ``text`` speaks of more than of others: «el de la finca libre»."""
        if len(normalise(text).split()) > _CHOOSING:
            return None
        if len(choices) == 1:
            said = [term for term in self._search.terms(text) if not term.silent]
            return choices[0] if said and all(term.stems & _own_name(choices[0]) for term in said) else None
        ids = [choice.id for choice in choices]
        now, then = self._search.among(text, ids), self._search.among(before, ids)
        best = max(range(len(ids)), key=lambda place: (round(now[place], 1), then[place], -place))
        return choices[best] if now[best] >= max(SPOKEN, min(now) + CLEARLY) else None

    def leads(self, procedure: Procedure, text: str) -> bool:
        """Whether ``procedure`` is what ``text`` most likely means: who goes on asking without choosing means it."""
        found = self._search.find(text, limit=1)
        return bool(found) and found[0].id == procedure.id and found[0].score >= LEADS

    def instead(self, text: str, current: Procedure) -> Subject | None:
        """What a ``text`` that goes on from ``current`` means in its place: «¿y si es industrial?»; None if the same.

        Such a procedure has the words that this one lacks; of several, those of the same institution with the most
        similar name are meant.
        """
        siblings = self._search.siblings(text, current.id, current.name)
        if siblings:
            return Subject(Kind.one, (self._search.get(siblings[0]),))
        said = self._search.subject(text)
        if not said or any(term.corrected for term in said) or self.speaks_of(text, current):
            return None
        matches = self._search.find(text, limit=40)
        own = max((match.cover for match in matches if match.id == current.id), default=0.0)
        near = [match for match in matches if match.cover >= max(COVERED, own + LACKING)]
        named = frozenset().union(*(term.stems for term in said))
        kin = [one for one in _procedures(near) if one.institution.id == current.institution.id]
        kin = [one for one in kin if named & spoken_stems(one.name)]
        spoken = self._search.among(text, [current.id, *(one.id for one in kin)])
        kin = [one for one, much in zip(kin, spoken[1:]) if much >= max(SPOKEN, spoken[0] + CLEARLY)]
        if not kin:
            return None
        likeness = self._search.among(current.name, [one.id for one in kin])
        alike = [one for one, value in zip(kin, likeness) if value >= max(likeness) - _AS_ALIKE]
        return Subject(Kind.one if len(alike) == 1 else Kind.several, tuple(alike[:MOST_CHOICES]))

    def speaks_of(self, text: str, procedure: Procedure) -> bool:
        """Whether the document of ``procedure`` has the words of ``text``."""
        return self._passages(procedure).states(self._search.subject(text)) >= SPOKEN_OF

    def _stays(self, text: str, asked: Asked, current: Procedure, matches: Sequence[Match]) -> bool:
        """Whether ``text`` is a question on ``current``, rather than the name of another procedure."""
        if self._search.strangeness(text) >= NAMED:
            return False
        if not matches:
            return True
        best, own = matches[0], next((match for match in matches if match.id == current.id), None)
        if best is own:
            return True
        ahead = best.strength - own.strength if own else FAR_AHEAD
        if _is_sure(best) and best.called >= NAMED and best.called >= (own.called if own else 0.0) + MORE:
            return False
        if not _is_sure(best) and (asked.surely or ahead < FAR_AHEAD):
            return True
        strong = self._search.subject(text)
        if _is_sure(best) and ahead >= FAR_AHEAD and (len(strong) >= _MANY_WORDS or not asked):
            return False
        return self.speaks_of(text, current) or not (_is_sure(best) and best.cover >= NAMED and len(strong) > 1)

    def _among(self, text: str, matches: Sequence[Match], *, inside: bool) -> Subject:
        """What the matches mean without a procedure under discussion."""
        stated = self._stated(text, matches) if inside and matches else None
        if stated:
            return Subject(Kind.one, (stated,))
        plausible = max((match.plausible for match in matches[:MOST_CHOICES]), default=0.0)
        if plausible < POSSIBLE or self._search.strangeness(text) >= NAMED:
            return Subject(Kind.not_ours, _procedures([match for match in matches[:3] if match.plausible >= NEAR]))
        best = matches[0]
        few = len(self._search.subject(text)) <= _FEW_WORDS
        rivals = [best, *(match for match in matches[1:] if _rivals(match, best, few=few))]
        if _is_sure(best) and len(rivals) == 1:
            return Subject(Kind.one, _procedures(rivals))
        choices = [match for match in matches if match.strength >= best.strength - CHOICE or match in rivals]
        return Subject(Kind.several, _procedures(choices[:MOST_CHOICES]))

    def _stated(self, text: str, matches: Sequence[Match]) -> Procedure | None:
        """The only one of the first matches with a passage on all of ``text``, unless another is named."""
        first = _procedures(matches[:MOST_CHOICES])
        cited = [one for one in first if self._passages(one).cites(text)]
        if cited:
            return cited[0]
        if matches[0].called >= WHOLE or len(self._search.subject(text)) < _MANY_WORDS:
            return None
        # Without the editors' words for it, a document that has the words of a question may be any neighbour's.
        known = {match.id for match in matches if match.known}
        first = tuple(one for one in first if one.id in known)
        found = [(one, excerpt) for one in first for excerpt in self._passages(one).find(text, limit=1, size=1)]
        found = [(one, excerpt) for one, excerpt in found if excerpt.score >= PASSAGE]
        said = {excerpt.passages[0].text for _, excerpt in found}
        return found[0][0] if len(said) == 1 else None


def _is_sure(match: Match) -> bool:
    return match.score >= (SURE if match.known else SURER)


def _rivals(match: Match, best: Match, *, few: bool) -> bool:
    """Whether the text does not tell the two apart; ``few`` when it has hardly any words."""
    if best.called >= WHOLE and best.called - match.called >= MORE:
        return False
    if match.strength >= best.strength - MARGIN:
        return True
    if few and best.called < NAMED and best.gains.keys() <= match.gains.keys():
        return match.strength >= best.strength - 2 * CHOICE
    return match.strength >= best.strength - FAR and best.advantage(match) <= APART


def _procedures(matches: Iterable[Match]) -> tuple[Procedure, ...]:
    return tuple(match.procedure for match in matches)


def declines(text: str) -> bool:
    """Whether ``text`` says that none of the choices is meant."""
    return bool(_NONE.search(normalise(text)))


def _position(said: Sequence[str], size: int) -> int | None:
    """The place in a list, from 1 to ``size``, that ``said`` names; bare numbers only count in short replies."""
    short = len(said) <= 3 or bool(_OPTION & set(said))
    said = [word for word, after in zip(said, [*said[1:], ""]) if after != "vez"]  # «por primera vez»
    for word in said if len(said) <= 6 else ():
        number = _ORDINALS.get(word) or (size if word in _LAST else None)
        article = word in _ARTICLES and len(said) > 1 and said[0] not in ("la", "el") and not _OPTION & set(said)
        if short and number is None and not article:
            number = int(word) if word.isdigit() and len(word) < 3 else _NUMBERS.get(word)
        if number and number <= size:
            return number
    return None


def _told_apart(said: set[str], names: Sequence[set[str]]) -> int | None:
    """The index of the one of ``names`` with most of ``said``, leaving out what all share; None without a winner."""
    shared = set.intersection(*names) if len(names) > 1 else set()
    counts = sorted(((len(said & (own - shared)), index) for index, own in enumerate(names)), reverse=True)
    most, index = counts[0]
    tied = len(counts) > 1 and counts[1][0] == most
    return index if most and most >= len(said) / 2 and not tied else None


def _own_name(procedure: Procedure) -> set[str]:
    institution = procedure.institution
    return spoken_stems(" ".join((procedure.name, institution.name, institution.acronym, *institution.nicknames)))


def _all_names(procedure: Procedure) -> set[str]:
    return _own_name(procedure) | spoken_stems(" ".join(procedure.aliases))
