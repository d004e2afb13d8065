"""The parts of a ficha found by gob.ec's headings, and the reading they make: the same for scraped fichas and pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.knowledge import markup
from bot.knowledge.document import Document
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.entries import entries
from bot.knowledge.readers.ficha import Draft, Reading, account_uses, values_of
from bot.knowledge.readers.fields import HEADINGS, TITLES, Field, is_void
from bot.knowledge.readers.mending import Line
from bot.knowledge.readers.monthly import monthly
from bot.knowledge.record import MonthlyStatistic, Passage
from bot.text import fold, words

#: Field → gob.ec's heading of it.
TITLE_OF = {key: title for title, key in reversed(TITLES.items())}
#: Headings of the page, folded → the field that starts there.
OPENERS = {
    heading: key
    for heading, key in HEADINGS.items()
    if key not in {"name", "institution", "description", "statistics", "processing_time"}
} | {
    "tiempo estimado de respuesta": "processing_time",
    "informacion de transparencia": "statistics",
    "ir al tramite en linea": "detail",
    "fecha de ultima actualizacion": "updated_on",
}
_LONGEST_HEADING = 100
_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
#: Lines without a word that belong to the sentence above, or are the title of a column.
_SIGNS = frozenset((".", ",", ";", ":", "(", ")", ").", "#"))


@dataclass
class Part:
    """The lines of one field; ``heading`` as the page or the file writes it."""

    key: str
    heading: str
    lines: list[Line] = field(default_factory=list)


def bare(text: str) -> str:
    """A line as headings are compared: folded, without marks; empty when it is too long for one."""
    return fold(markup.plain(text)).strip("#: ") if len(text) < _LONGEST_HEADING else ""


def says_something(number: int, text: str, account: Account) -> bool:
    """Whether ``text`` is part of the ficha; blank lines and ornaments are accounted."""
    if not text.strip():
        account.decoration(number, "blank", text)
        return False
    if not words(markup.plain(text)) and text.strip() not in _SIGNS:
        account.decoration(number, "mark", text)
        return False
    return True


def merged(parts: Iterable[Part], account: Account) -> dict[str, Part]:
    """One part a field. What a field says twice is kept where it has more lines; what is void says nothing."""
    found: dict[str, Part] = {}
    for part in parts:
        _drop_void(part, account)
        kept = found.setdefault(part.key, part)
        if kept is part or not part.lines:
            continue
        if _same(kept, part):
            shorter, found[part.key] = sorted((part, kept), key=lambda one: len(one.lines))
            for number, text in shorter.lines:
                account.decoration(number, "repeated", text)
        else:
            kept.lines.extend(part.lines)
    return found


def _drop_void(part: Part, account: Account) -> None:
    if len(part.lines) != 1:
        return
    number, text = part.lines[0]
    if fold(text) == "no disponible" or (part.key != "cost" and is_void(text)):
        part.lines.clear()
        account.decoration(number, "void", text)


def _same(one: Part, other: Part) -> bool:
    """Whether two parts say the same, whatever their white space and the stop at their end."""
    return _squeezed(one) == _squeezed(other)


def _squeezed(part: Part) -> str:
    return "".join("".join(text for _, text in part.lines).split()).rstrip(".").casefold()


def reading_of(
    document: Document, layout: str, parts: dict[str, Part], account: Account, aliases: tuple[str, ...] = ()
) -> Reading:
    """The reading of ``parts`` by field. SourceError when the name, or any sign of the institution, is missing."""
    name = _one_line(parts.pop("name", None), "name", account)
    institution = _one_line(parts.pop("institution", None), "institution", account)
    url = _address(_one_line(parts.pop("url", None), "source", account))
    updated = _date(parts.pop("updated_on", None), account)
    if not words(name):
        raise document.error("no tiene nombre", 1)
    if not words(institution) and url is None:
        raise document.error("no dice su institución ni su dirección", 1)
    statistics = _statistics(parts, account)
    fields = {key: _field(part, account) for key, part in parts.items() if part.lines}
    account_uses(fields, account)
    values = {**values_of(fields), **statistics}
    values["passages"] = tuple(_placed(one, document) for one in values.get("passages", ()))
    named = institution if words(institution) else None
    draft = Draft(name, document.place(1), named, values, url=url, updated_on=updated, aliases=aliases)
    return Reading(document, layout, (draft,), account, fields)


def _placed(passage: Passage, document: Document) -> Passage:
    first, last = passage.lines
    return passage.copy(update={"lines": (document.place(first), document.place(last))})


def _statistics(parts: dict[str, Part], account: Account) -> dict[str, tuple[MonthlyStatistic, ...]]:
    """The rows of the table; its other lines become a part of their own."""
    if "statistics" not in parts:
        return {}
    table = monthly(parts.pop("statistics").lines, account)
    if table.stray:
        parts.setdefault("detail", Part("detail", "Transparencia")).lines.extend(table.stray)
    return {"statistics": tuple(table.rows)} if table.rows else {}


def _address(url: str) -> str | None:
    return url if re.fullmatch(r"https?://\S+", url) else None


def _one_line(part: Part | None, key: str, account: Account) -> str:
    for number, text in part.lines if part else ():
        account.use(number, text, key)
    return " ".join(markup.plain(text) for _, text in part.lines) if part else ""


def _date(part: Part | None, account: Account) -> dt.date | None:
    """The last date of ``part`` that exists («2025/06/16»): the key's own stands below a swallowed one."""
    found = [_day(match) for match in _DATE.finditer(_one_line(part, "source", account))]
    return next((day for day in reversed(found) if day), None)


def _day(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        return None


def _field(part: Part, account: Account) -> Field:
    return Field(part.key, part.heading, part.lines[0][0], tuple(entries(part.key, part.lines, account)))
