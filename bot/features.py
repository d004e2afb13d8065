"""Features of a text for linear models: TF-IDF of its words and of its characters, spelt as they sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.text import normalise, sound

Columns = npt.NDArray[np.intp]
Values = npt.NDArray[np.float64]


class Features:
    """Words in runs, which catch phrases, and characters inside words, which catch misspellings.

    ``words`` and ``characters`` are the shortest and longest run of each; ``words_of`` chooses the words of a text,
    between blanks, by default all as they sound.
    """

    def __init__(
        self,
        words: tuple[int, int] = (1, 3),
        characters: tuple[int, int] = (2, 5),
        words_of: Callable[[str], str] | None = None,
    ) -> None:
        self._words_of = words_of or as_heard
        self.words = TfidfVectorizer(ngram_range=words, sublinear_tf=True, token_pattern=r"\S+", lowercase=False)
        self.characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=characters, sublinear_tf=True, lowercase=False
        )

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learns the vocabulary of ``texts``; their features, one row a text."""
        words = self.words.fit_transform(map(self._words_of, texts))
        return hstack([words, self.characters.fit_transform(map(as_heard, texts))]).tocsr()

    def of(self, text: str) -> tuple[Columns, Values]:
        """The features of one text: columns and values. scikit-learn's own ``transform`` takes ten times longer."""
        columns, values = zip(*self._blocks(text))
        return np.concatenate(columns), np.concatenate(values)

    def _blocks(self, text: str) -> Iterator[tuple[Columns, Values]]:
        start = 0
        for vocabulary, idf, grams, said in self._prepared:
            found = map(vocabulary.get, grams(said(text)))
            counts = Counter(column for column in found if column is not None)
            columns = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
            frequencies = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
            values = (1.0 + np.log(frequencies)) * idf[columns]
            yield columns + start, values / (np.linalg.norm(values) or 1.0)
            start += len(vocabulary)

    @cached_property
    def _prepared(self) -> list[tuple[dict[str, int], Values, Any, Callable[[str], str]]]:
        """Of words and of characters: vocabulary, weights, what splits a text into runs, and which text."""
        # ``idf_`` and ``build_analyzer()`` are computed anew at each call.
        both = ((self.words, self._words_of), (self.characters, as_heard))
        return [(one.vocabulary_, one.idf_, one.build_analyzer(), said) for one, said in both]


def as_heard(text: str) -> str:
    """``text`` normalised and spelt as it sounds: «klabe» and «clave» are one word."""
    return " ".join(map(sound, normalise(text).split()))
