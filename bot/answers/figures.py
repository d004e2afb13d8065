"""The figures of a procedure in words: what its chart shows, for who does not see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers.naming import month_name
from bot.knowledge.record import MonthlyStatistic

#: Months left out that are named one by one; of more only their number is told.
_NAMED = 4


def summary(statistics: Sequence[MonthlyStatistic]) -> str:
    """The period and the sums, e.g. «De enero a marzo de 2026: 904 atenciones y 3 quejas»; not for no months."""
    months = sorted(statistics, key=_order)
    served, complaints = sum(one.served for one in months), sum(one.complaints for one in months)
    return f"{_period(months[0], months[-1])}: {served} atenciones y {complaints} quejas."


def described(statistics: Sequence[MonthlyStatistic]) -> str:
    """The chart in words: the summary, the highest and the last month, and the months without figures."""
    months = sorted(statistics, key=_order)
    most = max(months, key=lambda one: one.served)
    parts = [
        summary(months),
        f"El mes con más atenciones fue {_named(most)}, con {most.served}.",
        f"En el último, {_named(months[-1])}, hubo {months[-1].served} atenciones y {months[-1].complaints} quejas.",
        _missing_words(missing(months)),
    ]
    return " ".join(part for part in parts if part)


def missing(statistics: Sequence[MonthlyStatistic]) -> list[tuple[int, int]]:
    """The months (year, month) between the first and the last for which there are no figures."""
    known = {_order(one) for one in statistics}
    return [one for one in _every_month(min(known), max(known)) if one not in known]


def _every_month(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for count in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1]):
        yield count // 12, count % 12 + 1


def _order(one: MonthlyStatistic) -> tuple[int, int]:
    return one.year, one.month


def _named(one: MonthlyStatistic) -> str:
    return f"{month_name(one.month)} de {one.year}"


def _period(first: MonthlyStatistic, last: MonthlyStatistic) -> str:
    if _order(first) == _order(last):
        return f"En {_named(last)}"
    return f"De {_named(first)} a {_named(last)}"


def _missing_words(months: Sequence[tuple[int, int]]) -> str:
    if not months:
        return ""
    if len(months) > _NAMED:
        return f"Faltan las cifras de {len(months)} meses."
    *others, last = (f"{month_name(month)} de {year}" for year, month in months)
    return f"Faltan las cifras de {', '.join(others)} y {last}." if others else f"Faltan las cifras de {last}."
