"""Narrowing a long list of facts to those that a question asks for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from bot.answers.naming import month_number
from bot.knowledge.lexicon import Term
from bot.knowledge.record import MonthlyStatistic
from bot.text import normalise, stem, words

T = TypeVar("T")

#: An item answers a question when it has at least this share of the question's words, by rarity in the list.
_ENOUGH = 0.6


def narrowed(items: Sequence[T], texts: Sequence[str], terms: Sequence[Term]) -> list[T]:
    """The ``items`` whose text has what ``terms`` ask for; empty when they single out none."""
    bags = [{stem(word) for word in normalise(text).split()} for text in texts]
    frequency = Counter(term for bag in bags for term in bag)
    asked = [t for t in terms if any(0 < frequency[r] <= len(bags) / 2 for r in t.stems)]
    if not asked:
        return []
    weights = {t.stem: math.log(1 + len(bags) / max(frequency[r] for r in t.stems if frequency[r])) for t in asked}
    total = sum(weights.values())
    scores = [sum(weights[t.stem] for t in asked if bag & t.stems) / total for bag in bags]
    best = max(scores)
    return [item for item, score in zip(items, scores) if score >= best - 1e-9] if best >= _ENOUGH else []


def period(question: str) -> tuple[int | None, int | None]:
    """The year and the month that ``question`` names, each None when it names none.

    >>> period("¿cuántas quejas hubo en junio del 2024?")
    (2024, 6)
    """
    found = words(question)
    year = next((int(word) for word in found if word.isdigit() and 2000 <= int(word) <= 2100 and len(word) == 4), None)
    month = next((n for n in map(month_number, found) if n), None)
    return year, month


def of_period(statistics: Sequence[MonthlyStatistic], year: int | None, month: int | None) -> list[MonthlyStatistic]:
    """The months of ``statistics`` that belong to ``year`` and ``month``, latest first."""
    chosen = [one for one in statistics if year in (None, one.year) and month in (None, one.month)]
    return sorted(chosen, key=lambda one: (one.year, one.month), reverse=True)
