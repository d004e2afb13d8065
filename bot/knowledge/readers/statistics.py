"""«Transparencia»: complaints and people served, month by month."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.knowledge.document import Document
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.items import Item
from bot.knowledge.record import MonthlyStatistic
from bot.text import words

_ROW = re.compile(r"\s*(?P<year>\d{4})\s+(?P<month>\d{1,2})\s+(?P<complaints>\d+)\s+(?P<served>\d+)\s*")
_CUT_ROW = re.compile(r"\s*\d{4}\s+\d{1,2}(?:\s+\d*)?\s*")
_HEADER = ["ano", "mes", "volumen", "de", "quejas", "volumen", "de", "atenciones"]


@dataclass
class Statistics:
    """``stray`` are the lines of the table's field that are no row of it."""

    rows: list[MonthlyStatistic] = field(default_factory=list)
    stray: list[Item] = field(default_factory=list)


def statistics(document: Document, items: tuple[Item, ...], account: Account) -> Statistics:
    """The rows in the source's order, each month once, as it stands first. SourceError for a row that is cut."""
    found = Statistics()
    seen: dict[tuple[int, int], MonthlyStatistic] = {}
    headed = False
    for item in items:
        raw = item.pieces[0].raw
        row = _row(document, item)
        if is_header(raw):
            headed = True
            account.decoration(item.lines[0], "table header", raw)
        elif row is None:
            found.stray.append(item)
        elif seen.setdefault((row.year, row.month), row) is not row:
            account.decoration(item.lines[0], "repeated", raw)
        else:
            found.rows.append(row)
            account.use(item.lines[0], raw, "statistics")
    if not headed and not found.rows:
        raise document.error("«Transparencia» no tiene su tabla: la ficha parece cortada", len(document.lines))
    return found


def is_header(line: str) -> bool:
    return len(line) < 100 and words(line) == _HEADER


def month_of(line: str) -> MonthlyStatistic | None:
    """The row that ``line`` is; None when it is none, or its month does not exist."""
    match = _ROW.fullmatch(line)
    values = {name: int(value) for name, value in match.groupdict().items()} if match else {}
    return MonthlyStatistic(**values) if 1 <= values.get("month", 0) <= 12 else None


def _row(document: Document, item: Item) -> MonthlyStatistic | None:
    raw, line = item.pieces[0].raw, item.lines[0]
    row = month_of(raw)
    if row is None and _ROW.fullmatch(raw):
        raise document.error("el mes de la fila no existe", line)
    if row is None and _CUT_ROW.fullmatch(raw):
        raise document.error("la fila de la tabla de atenciones está cortada", line)
    return row
