"""In what look-alike procedures differ: natural or juridical person, renewal or first time, entry or exit, canton …

A procedure states a value of a facet in its name, and its place in the name of its institution. A text that asks for
another value does not mean it; one that asks for none, where look-alikes state different ones, is to be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.record import Procedure, Words
from bot.text import normalise, stem, words

#: Values by facet: what a name states, or what a text asks for.
Values = Mapping[str, frozenset[str]]

PLACE, ENTITY, DENIED = "lugar", "entidad", "no"
#: Marks, among the words of a value, that a name states it which states no other of its facet.
IMPLIED = "*"
#: What is denied: «no para plantas», «no como importador».
_DENIED = re.compile(
    r"\bno (?:(?:es|son|soy|somos|era|como|para|por|de|del|en|a|al|el|la|los|las|lo|un|una|hablo|digo|pregunto) )*(\w+)"
)
#: What stands before the name of a place; without one of these, «espejo» is a mirror.
_BEFORE = frozenset(
    "en de del desde a al hacia hasta canton ciudad municipio alcaldia gad isla provincia prefectura".split()
)
#: A reading worth less than this is too far from what was said to state a value.
_SAID = 0.7


@dataclass(frozen=True)
class Comparison:
    """Of the facets that a text and a name have: how many agree, how many state different values, whether the places
    are others (``afar``), how many only the text states, and how many only the name."""

    agrees: int = 0
    opposed: int = 0
    afar: int = 0
    unstated: int = 0
    unasked: int = 0


class Facets:
    """``Facets(words).stated(procedure)``."""

    def __init__(self, words: Words) -> None:
        self._values = {
            stem(normalise(word)): (facet, value)
            for facet, value, said in words.facets
            for word in said
            if word != IMPLIED
        }
        self._implied = {facet: value for facet, value, said in words.facets if IMPLIED in said}
        self._places: dict[str, str] = {}
        #: Each name of a place, with the first of its names: «puerto ayora» is Santa Cruz.
        self._same: dict[str, str] = {}
        for region, places in words.places:
            for names in (region, *places):
                first, *_ = known = [normalise(name) for name in names.split("/")]
                self._places.update(dict.fromkeys(known, region))
                self._same.update(dict.fromkeys(known, first))
        self._entities = {f" {normalise(name)} ": key for key, names in words.entities for name in names}
        #: How many words the longest name of a place has that begins with a word.
        self._longest: dict[str, int] = {}
        for place in self._places:
            first, size = place.split()[0], len(place.split())
            self._longest[first] = max(size, self._longest.get(first, 0))

    def stated(self, procedure: Procedure) -> Values:
        """What a procedure's name states, which its institution is, and where."""
        found = {facet: frozenset({value}) for facet, value in self._implied.items()}
        found.update(self._found(stem(word) for word in normalise(procedure.name).split()))
        found[ENTITY] = frozenset({procedure.institution.id})
        found = self._with(DENIED, _denied(procedure.name), found)
        return self._with(PLACE, self._placed(words(procedure.institution.name)), found)

    def asked(self, text: str, readings: Iterable[tuple[str, float]]) -> Values:
        """What a text asks for: by what its words may stand for, with what each is worth, and the places it names."""
        found = self._found(root for root, worth in readings if worth >= _SAID)
        said = normalise(text).split()
        named = f" {' '.join(said)} "
        entities = (key for name, key in self._entities.items() if name in named)
        found = self._with(DENIED, _denied(text), found)
        return self._with(ENTITY, entities, self._with(PLACE, self._placed(said, led=True), found))

    def compare(self, asked: Values, stated: Values) -> Comparison:
        """How what was asked fits what is stated."""
        both = (asked.keys() & stated.keys()) - {DENIED}
        agrees = sum(self._meet(facet, asked[facet], stated[facet]) for facet in both)
        afar = PLACE in both and not self._meet(PLACE, asked[PLACE], stated[PLACE])
        unstated = asked.keys() - both - {DENIED}
        unasked = stated.keys() - both - {DENIED, ENTITY}
        unasked = {facet for facet in unasked if stated[facet] != {self._implied.get(facet)}}
        return Comparison(agrees, len(both) - agrees, int(afar), len(unstated), len(unasked))

    def denied(self, asked: Values, stated: Values) -> frozenset[str]:
        """The stems of what is denied by the text and not by the name: «no psicoactivo» denies nothing of that name."""
        return asked.get(DENIED, frozenset()) - stated.get(DENIED, frozenset())

    def _meet(self, facet: str, asked: frozenset[str], stated: frozenset[str]) -> bool:
        if asked & stated:
            return True
        return facet == PLACE and any(self._within(one, other) for one in asked for other in stated)

    def _within(self, one: str, other: str) -> bool:
        """Whether one place is the region of the other."""
        return self._places[one] == self._places[other] and normalise(self._places[one]) in (one, other)

    def _with(self, facet: str, values: Iterable[str], found: Values) -> dict[str, frozenset[str]]:
        given = frozenset(values)
        return {**found, facet: given} if given else dict(found)

    def _found(self, stems: Iterable[str]) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for root in stems:
            if root in self._values:
                facet, value = self._values[root]
                found.setdefault(facet, set()).add(value)
        return {facet: frozenset(values) for facet, values in found.items()}

    def _placed(self, said: Sequence[str], *, led: bool = False) -> Iterable[str]:
        """The places named in ``said``; with ``led``, where a word before them or the end shows that it is one."""
        start = 0
        while start < len(said):
            for size in range(min(self._longest.get(said[start], 0), len(said) - start), 0, -1):
                place = " ".join(said[start : start + size])
                shown = not led or start + size == len(said) or (start > 0 and said[start - 1] in _BEFORE)
                if place in self._places and shown:
                    yield self._same[place]
                    start += size - 1
                    break
            start += 1


def _denied(text: str) -> Iterable[str]:
    return (stem(word) for word in _DENIED.findall(normalise(text)))
