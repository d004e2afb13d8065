"""A close look at a few candidates: what each has of a text's words, and how its facets fit what the text asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

import numpy as np

from bot.knowledge.facets import DENIED, Comparison, Facets, Values
from bot.knowledge.index import FIELDS, Array, Index, Indices
from bot.knowledge.lexicon import Term

#: Of the fields, those that name a procedure, its institution's, and those of its text.
_CALLED, _INSTITUTION, _TEXT = [0, 1], 2, [3, 4]
#: A word clearly belongs to a name that it is worth this much in, and is hardly in a text that it is worth less in.
_CLEARLY, _FAINTLY = 0.5, 0.3
_COMPARED = tuple(one.name for one in fields(Comparison))


class Examiner:
    """``Examiner(index, facets).by_field(terms, entries)``: every answer has a row, or a value, for each entry."""

    def __init__(self, index: Index, facets: Facets) -> None:
        self._index, self._facets = index, facets

    def compared(self, text: str, terms: Sequence[Term], entries: Indices) -> Mapping[str, Array]:
        """For some of our entries, how what the text asks for fits what their names state, and the share of the text's
        words that it denies and their names have."""
        asked = self._facets.asked(text, (reading for term in terms for reading in term.readings))
        stated = [self._index.stated[entry] for entry in entries.tolist()]
        found = [self._facets.compare(asked, one) for one in stated]
        compared = {name: np.array([getattr(one, name) for one in found], dtype=float) for name in _COMPARED}
        return {**compared, "denied": self._denied(asked, stated, terms, entries)}

    def _denied(self, asked: Values, stated: Sequence[Values], terms: Sequence[Term], entries: Indices) -> Array:
        found = np.zeros(len(entries))
        for term in terms if DENIED in asked else ():
            denied = np.array([term.stem in self._facets.denied(asked, one) for one in stated])
            named = self._index.fields_of(term.stem, entries)[:, 0]
            found += denied * named * term.weight / self._index.unknown_weight
        return np.minimum(found, 1.0)

    def by_field(self, terms: Sequence[Term], entries: Indices) -> Mapping[str, Array]:
        """For some of our entries, the share of the text's words, by weight, that each field has; that their names and
        aliases clearly have (``spoken``); and that the catalogue knows and they have nowhere (``lacking``)."""
        asked = [term for term in terms if not term.empty]
        found = {name: np.zeros(len(entries)) for name in (*FIELDS, "spoken", "lacking")}
        total = sum((term.weight for term in asked), start=0.0)
        for term in asked:
            share = term.weight / total
            worth = self.worth(term, entries)
            for name, column in zip(FIELDS, worth.T):
                found[name] += share * column
            called, text = worth[:, _CALLED].max(axis=1), worth[:, _TEXT].max(axis=1)
            found["spoken"] += share * (called >= _CLEARLY)
            elsewhere = np.maximum(called, worth[:, _INSTITUTION]) < _CLEARLY
            found["lacking"] += share * (elsewhere & (text < _FAINTLY)) * term.known
        return found

    def worth(self, term: Term, entries: Indices) -> Array:
        """What ``term`` is worth in each field of some of our entries: one row an entry, one column a field."""
        readings = [value * self._index.fields_of(reading, entries) for reading, value in term.readings]
        worth: Array = np.maximum.reduce(readings)
        return worth
