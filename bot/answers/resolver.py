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
    ALIKE,
    ALONE,
    CHOICE,
    CLEARLY,
    FOLLOWED,
    LEADS,
    NAMED,
    NEAR,
    NEARBY,
    PASSAGE,
    POSSIBLE,
    SPOKEN,
    SPOKEN_OF,
    STATED_OF,
    SURE,
    SURER,
    WITHIN,
)
from bot.knowledge import Aspect, Following, Match, Passages, Procedure, Search
from bot.text import normalise, spoken_stems

MOST_CHOICES = 4
#: Aspects whose answer a single passage may hold; that passage then tells which procedure is meant.
_INSIDE = frozenset({Aspect.detail, Aspect.legal_basis, Aspect.location_hours, Aspect.contact})
_MANY_WORDS = 3
#: A text of more words does not just choose.
_CHOOSING = 10

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

    def resolve(
        self, text: str, asked: Asked, *, current: Procedure | None = None, discussed: Sequence[str] = ()
    ) -> Subject:
        """What ``text`` is about, given what it asks for, the procedure under discussion and those before it."""
        if current:
            onward = self._onward(text, asked, current, discussed)
            if onward:
                return onward
        matches = self._search.find(text, limit=40)
        if not self._search.subject(text) and not (matches and matches[0].called >= NAMED):
            return Subject(Kind.unnamed)
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

    def recall(self, text: str, discussed: Sequence[Procedure]) -> Procedure | None:
        """The one of ``discussed`` that ``text`` names, however badly; None when it names none."""
        if not discussed or all(term.silent for term in self._search.terms(text)):
            return None
        chosen = self.choose(text, discussed)
        if chosen is None:
            spoken = self._search.among(text, [one.id for one in discussed])
            best = max(range(len(discussed)), key=lambda place: (spoken[place], -place))
            chosen = discussed[best] if spoken[best] >= min(spoken) + CLEARLY else None
        return chosen

    def runners_up(self, text: str, told: Procedure) -> tuple[str, ...]:
        """The ids of what else ``text`` may have meant than ``told``, for «no, el otro»."""
        matches = self._search.find(text, limit=MOST_CHOICES)
        own = max((match.strength for match in matches if match.id == told.id), default=0.0)
        return tuple(match.id for match in matches if match.id != told.id and match.strength >= own - CHOICE)

    def leads(self, procedure: Procedure, text: str) -> bool:
        """Whether ``procedure`` is what ``text`` most likely means: who goes on asking without choosing means it."""
        found = self._search.find(text, limit=1)
        return bool(found) and found[0].id == procedure.id and found[0].score >= LEADS

    def instead(self, text: str, current: Procedure, discussed: Sequence[str] = ()) -> Subject | None:
        """What ``text`` means in place of ``current``, as «¿y si es industrial?» does; None when nothing is near."""
        found = self._search.following(text, current.id, current.name, discussed=discussed)
        return self._other(found, discussed)

    def _onward(self, text: str, asked: Asked, current: Procedure, discussed: Sequence[str]) -> Subject | None:
        """``current``, or what ``text`` goes on to from it; None when it starts anew."""
        if self._search.strangeness(text) >= NAMED:
            return None
        asks = asked.confidence if asked else 0.0
        found = self._search.following(text, current.id, current.name, discussed=discussed, asks=asks)
        other = None if found.stays else self._other(found, discussed)
        if found.stays or (other is None and asked.surely):
            return Subject(Kind.one, (current,))
        return other

    def _other(self, found: Following, discussed: Sequence[str]) -> Subject | None:
        """The likeliest of those that are not under discussion, or the choice among equals; None if it is too far."""
        rows = found.others(CHOICE)
        if not rows:
            return None
        first = rows[0]
        near = found.columns["kin"][first] and found.columns["alike"][first] >= ALIKE
        if not near and found.columns["score"][first] < FOLLOWED and found.ids[first] not in discussed:
            return None
        others = [(self._search.get(found.ids[row]), found.odds[first] - found.odds[row]) for row in rows]
        name = others[0][0].name
        meant = tuple(one for one, behind in others if behind <= WITHIN or one.name == name)[:MOST_CHOICES]
        return Subject(Kind.one if len(meant) == 1 else Kind.several, meant)

    def speaks_of(self, text: str, procedure: Procedure) -> bool:
        """Whether the document of ``procedure`` has the words of ``text``."""
        return self._passages(procedure).states(self._search.subject(text)) >= SPOKEN_OF

    def _among(self, text: str, matches: Sequence[Match], *, inside: bool) -> Subject:
        """What the matches mean without a procedure under discussion."""
        stated = self._stated(text, matches) if inside and matches else None
        if stated:
            return Subject(Kind.one, (stated,))
        if max((match.plausible for match in matches[:MOST_CHOICES]), default=0.0) < POSSIBLE:
            return Subject(Kind.not_ours, _procedures([match for match in matches[:3] if match.plausible >= NEAR]))
        best = matches[0]
        rival = any(one.plausible >= ALONE and one.strength >= best.strength - NEARBY for one in matches[1:])
        if _is_sure(best) and not rival:
            return Subject(Kind.one, (best.procedure,))
        choices = [match for match in matches if match.strength >= best.strength - CHOICE]
        if len(choices) == 1 and best.plausible >= ALONE:
            return Subject(Kind.one, (best.procedure,))
        return Subject(Kind.several, _procedures(choices[:MOST_CHOICES]))

    def _stated(self, text: str, matches: Sequence[Match]) -> Procedure | None:
        """The only one of the first matches with a passage on all of ``text``, unless another is named."""
        first = _procedures(matches[:MOST_CHOICES])
        cited = [one for one in first if self._passages(one).cites(text)]
        if cited:
            return cited[0]
        if len(self._search.subject(text)) < _MANY_WORDS:
            return None
        # Without the editors' words for it, a document that has the words of a question may be any neighbour's.
        known = {match.id for match in matches if match.known and match.score >= STATED_OF}
        first = tuple(one for one in first if one.id in known)
        found = [(one, excerpt) for one in first for excerpt in self._passages(one).find(text, limit=1, size=1)]
        found = [(one, excerpt) for one, excerpt in found if excerpt.score >= PASSAGE]
        said = {excerpt.passages[0].text for _, excerpt in found}
        return found[0][0] if len(said) == 1 else None


def _is_sure(match: Match) -> bool:
    return match.score >= (SURE if match.known else SURER)


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
