"""How much a text looks like a phrase, letter by letter: the cosine of their runs of characters.

It catches what words miss: misspellings, words run together, and word order. Runs are hashed, so nothing has to be
learnt but how common each is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

from bot.features import as_heard

Array = npt.NDArray[np.floating[Any]]
Indices = npt.NDArray[np.integer[Any]]

BUCKETS = 2**18


@dataclass(frozen=True)
class Likeness:
    """The phrases as rows of a sparse matrix, each of length 1, and how rare each bucket is, in logarithms."""

    rows: csr_matrix
    rarity: Array

    @classmethod
    def of(cls, phrases: Sequence[str]) -> Likeness:
        counts = _counts(phrases)
        holders = np.bincount(counts.indices, minlength=BUCKETS)
        rarity = (np.log((1 + len(phrases)) / (1 + holders)) + 1).astype(np.float32)
        return cls(_unit(counts, rarity), rarity)

    def to(self, text: str, phrases: Indices) -> Array:
        """How much ``text`` looks like each of ``phrases``, given by their numbers: from 0 to 1."""
        said = _unit(_counts([text]), self.rarity)
        sought = np.zeros(BUCKETS, dtype=np.float32)
        sought[said.indices] = said.data
        return np.minimum(np.asarray(self.rows[phrases] @ sought), 1.0)


@lru_cache(maxsize=1)
def _vectorizer() -> HashingVectorizer:
    return HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(3, 5),
        n_features=BUCKETS,
        alternate_sign=False,
        norm=None,
        lowercase=False,
        dtype=np.float32,
    )


def _counts(texts: Sequence[str]) -> csr_matrix:
    if not texts:
        return csr_matrix((0, BUCKETS), dtype=np.float32)
    return _vectorizer().transform(map(as_heard, texts)).tocsr()


def _unit(counts: csr_matrix, rarity: Array) -> csr_matrix:
    """Logarithmic counts, weighed by rarity, each row of length 1."""
    weighed = counts.copy()
    weighed.data = (1 + np.log(weighed.data)) * rarity[weighed.indices]
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    weighed.data /= np.repeat(np.where(length > 0, length, 1.0), np.diff(weighed.indptr))
    return weighed
