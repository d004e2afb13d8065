"""What speaks for a procedure, and what that is worth: learnt by ``python -m bench.ranking`` on validation questions.

``ORDER`` puts the procedure that is meant before the others. ``SURENESS`` says how likely it is the one meant, given
how far it is ahead of the others and what speaks against all of them; ``PLAUSIBILITY`` says how likely it is one of
those that may be meant, however many they are. With ``BIAS`` and ``DOUBT`` they give log-odds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
Indices = npt.NDArray[np.integer[Any]]

ORDER: Mapping[str, float] = {
    "cover": 7.67,
    "named": 1.05,
    "called": 1.08,
    "name": 1.37,
    "said": 1.63,
    "institution": 3.74,
    "summary": 3.89,
    "text": 2.52,
    "alike": 6.75,
    "sounds": 5.27,
    "known": -2.51,
    "agrees": 0.74,
    "opposed": -0.90,
    "unstated": 0.15,
    "unasked": -0.73,
}
SURENESS: Mapping[str, float] = {
    "sum": -0.02,
    "ahead": 1.01,
    "crowd": 0.37,
    "called": 2.95,
    "alike": -1.04,
    "missing": -2.63,
    "lacking": -0.83,
    "sounds": 4.54,
    "known": -2.29,
    "opposed": -0.86,
    "afar": -4.57,
    "denied": -4.50,
    "agrees": 0.64,
    "spoken": -4.09,
    "official": 0.06,
    "institution": -2.68,
    "behind": -3.62,
    "elsewhere": -3.96,
    "elsewhere_called": 1.56,
}
PLAUSIBILITY: Mapping[str, float] = {
    "sum": 0.25,
    "called": 0.31,
    "alike": -0.67,
    "missing": -3.29,
    "lacking": -0.35,
    "sounds": 3.71,
    "known": -0.68,
    "opposed": -1.49,
    "afar": -3.73,
    "denied": -5.08,
    "agrees": 0.15,
    "spoken": -3.35,
    "official": 0.73,
    "institution": -2.01,
    "behind": -3.81,
    "elsewhere": -4.43,
    "elsewhere_called": 0.61,
}
DOUBT = 2.32
BIAS = 0.26
#: Beyond this a lead says no more.
_FAR_AHEAD = 3.0
#: Nearer to each other than this, in log-odds, nothing tells candidates apart.
_EQUAL = 0.05
#: The crowd is as many as this.
_CROWD = 5


@dataclass(frozen=True)
class Evidence:
    """What speaks for each candidate. All columns have a row for each of ``entries``, which are ours, best first at a
    first glance; all but the facets' counts are from 0 to 1, or a little more for repeated words of a text.

    ``missing`` is the share of the text's words that a candidate hardly has; ``elsewhere`` how well the text fits what
    we do not hold, at a first glance, and ``behind`` how much better than the candidate.
    """

    entries: Indices
    columns: Mapping[str, Array]

    def sums(self) -> Array:
        """By candidate, what puts it before the others."""
        if not len(self.entries):
            return np.zeros(0)
        total: Array = sum((weight * self.columns[name] for name, weight in ORDER.items()), np.zeros(len(self.entries)))
        return total

    def doubts(self, sums: Array) -> Mapping[str, Array]:
        """The columns that ``SURENESS`` weighs, with the candidates' sums compared to each other's."""
        ranked = np.sort(sums)[::-1]
        rival = np.where(sums == ranked[:1], ranked[1:2] if len(ranked) > 1 else ranked[:1] - _FAR_AHEAD, ranked[:1])
        crowd = ranked[_CROWD - 1 : _CROWD] if len(ranked) >= _CROWD else ranked[:1] - _FAR_AHEAD
        compared = {"ahead": sums - rival, "crowd": sums - crowd}
        clipped = {name: np.clip(lead, -_FAR_AHEAD, _FAR_AHEAD) for name, lead in compared.items()}
        return {**self.columns, "sum": sums, **clipped}

    def sureness(self) -> Array:
        """By candidate, how likely it is the one meant: from 0 to 1; equals share it."""
        sums = self.sums()
        equals = (np.abs(sums[:, None] - sums) < _EQUAL).sum(axis=1)
        shared: Array = self._likely(SURENESS, BIAS) / np.maximum(equals, 1)
        return shared

    def plausibility(self) -> Array:
        """By candidate, how likely it is one of those that may be meant: from 0 to 1."""
        return self._likely(PLAUSIBILITY, DOUBT)

    @cached_property
    def _doubts(self) -> Mapping[str, Array]:
        """Both certainties weigh the same columns."""
        return self.doubts(self.sums())

    def _likely(self, weights: Mapping[str, float], bias: float) -> Array:
        if not len(self.entries):
            return np.zeros(0)
        odds = sum((weight * self._doubts[name] for name, weight in weights.items()), np.full(len(self.entries), bias))
        likely: Array = 1 / (1 + np.exp(-odds))
        return likely


def select(columns: Mapping[str, Array], names: Sequence[str]) -> Array:
    """Some columns side by side."""
    return np.stack([columns[name] for name in names], axis=1)
