"""The statistics table of a gob.ec page: «#», «Año-Mes», «Volumen de Quejas», «Volumen de Atenciones», cell by cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.knowledge.readers.account import Account
from bot.knowledge.readers.mending import Line
from bot.knowledge.record import MonthlyStatistic
from bot.text import fold

_TITLES = frozenset(("#", "ano-mes", "volumen de quejas", "volumen de atenciones"))
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_COUNT = re.compile(r"\d{1,9}")


@dataclass
class Monthly:
    """``stray`` are the lines of the table that are no part of it."""

    rows: list[MonthlyStatistic] = field(default_factory=list)
    stray: list[Line] = field(default_factory=list)


def monthly(lines: list[Line], account: Account) -> Monthly:
    """The rows of ``lines``, each month once, as it stands first. The number of a row says nothing."""
    found = Monthly()
    seen: set[tuple[int, int]] = set()
    at = 0
    while at < len(lines):
        number, text = lines[at]
        row = _row(lines[at : at + 4])
        if row is None:
            _other(number, text, found, account)
            at += 1
            continue
        account.decoration(number, "mark", text)
        known = (row.year, row.month) in seen
        for below, cell in lines[at + 1 : at + 4]:
            if known:
                account.decoration(below, "repeated", cell)
            else:
                account.use(below, cell, "statistics")
        if not known:
            found.rows.append(row)
            seen.add((row.year, row.month))
        at += 4
    return found


def _other(number: int, text: str, found: Monthly, account: Account) -> None:
    if fold(text) in _TITLES:
        account.decoration(number, "table header", text)
    else:
        found.stray.append((number, text))


def _row(lines: list[Line]) -> MonthlyStatistic | None:
    cells = [text for _, text in lines]
    if len(cells) < 4 or not all(_COUNT.fullmatch(cells[at]) for at in (0, 2, 3)):
        return None
    month = _MONTH.fullmatch(cells[1])
    if month is None or not 1 <= int(month[2]) <= 12:
        return None
    return MonthlyStatistic(year=int(month[1]), month=int(month[2]), complaints=int(cells[2]), served=int(cells[3]))
