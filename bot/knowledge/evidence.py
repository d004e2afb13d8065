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
    "cover": 6.50,
    "named": 1.16,
    "called": 0.52,
    "name": 0.88,
    "said": 0.01,
    "institution": 2.49,
    "summary": 2.94,
    "text": 3.53,
    "alike": 7.49,
    "sounds": 4.67,
    "known": -0.96,
    "agrees": 0.42,
    "opposed": -0.22,
    "unstated": -0.20,
    "unasked": -0.67,
}
SURENESS: Mapping[str, float] = {
    "sum": 0.06,
    "ahead": 0.64,
    "crowd": 1.27,
    "missing": 0.20,
    "sounds": 9.53,
    "known": -4.85,
    "opposed": -2.70,
    "unstated": -0.35,
    "unasked": -0.20,
    "behind": -5.51,
    "elsewhere": -0.91,
    "elsewhere_called": 1.40,
}
PLAUSIBILITY: Mapping[str, float] = {
    "sum": 0.14,
    "missing": 0.03,
    "sounds": 9.22,
    "known": -4.07,
    "opposed": -2.74,
    "unstated": -0.30,
    "behind": -6.71,
    "elsewhere": 0.30,
    "elsewhere_called": 1.12,
}
DOUBT = -4.04
BIAS = -7.25
#: Beyond this a lead says no more.
_FAR_AHEAD = 3.0
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
        """By candidate, how likely it is the one meant: from 0 to 1."""
        return self._likely(SURENESS, BIAS)

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
