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
        if words(raw) == _HEADER:
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


def _row(document: Document, item: Item) -> MonthlyStatistic | None:
    raw, line = item.pieces[0].raw, item.lines[0]
    match = _ROW.fullmatch(raw)
    if match is None:
        if _CUT_ROW.fullmatch(raw):
            raise document.error("la fila de la tabla de atenciones está cortada", line)
        return None
    values = {name: int(value) for name, value in match.groupdict().items()}
    if not 1 <= values["month"] <= 12:
        raise document.error(f"el mes {values['month']} no existe", line)
    return MonthlyStatistic(**values)
