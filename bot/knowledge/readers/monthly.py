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
    """The rows of ``lines``, each month once, as it stands first. The number before a row says nothing."""
    found = Monthly()
    seen: set[tuple[int, int]] = set()
    at = 0
    while at < len(lines):
        number, text = lines[at]
        if row := _row(lines[at : at + 3]):
            known = (row.year, row.month) in seen
            seen.add((row.year, row.month))
            found.rows += [] if known else [row]
            for below, cell in lines[at : at + 3]:
                _account(below, cell, account, known=known)
            at += 3
        else:
            is_number = _COUNT.fullmatch(text) is not None and _row(lines[at + 1 : at + 4]) is not None
            _other(number, text, found, account, is_number=is_number)
            at += 1
    return found


def _account(number: int, cell: str, account: Account, *, known: bool) -> None:
    if known:
        account.decoration(number, "repeated", cell)
    else:
        account.use(number, cell, "statistics")


def _other(number: int, text: str, found: Monthly, account: Account, *, is_number: bool) -> None:
    """The number of a row, a title of the table, or what does not belong there."""
    if is_number:
        account.decoration(number, "mark", text)
    elif fold(text) in _TITLES:
        account.decoration(number, "table header", text)
    else:
        found.stray.append((number, text))


def _row(lines: list[Line]) -> MonthlyStatistic | None:
    cells = [text for _, text in lines]
    if len(cells) < 3 or not all(_COUNT.fullmatch(cell) for cell in cells[1:]):
        return None
    month = _MONTH.fullmatch(cells[0])
    if month is None or not 1 <= int(month[2]) <= 12:
        return None
    return MonthlyStatistic(year=int(month[1]), month=int(month[2]), complaints=int(cells[1]), served=int(cells[2]))
