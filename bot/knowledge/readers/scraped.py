"""Scraped fichas of gob.ec: a JSON object with «Nombre_Tramite», «URL_Fuente», «Requisitos» … as plain text.

The page's own headings may stand inside a value («¿Dónde y cuál es el horario…» in «Costo»): what follows one belongs
to that heading's field. The lines of a :class:`Document` made of a record are those of its values, one after the other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.knowledge import markup
from bot.knowledge.document import MAX_LINES, Document
from bot.knowledge.readers import mending
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.entries import entries
from bot.knowledge.readers.ficha import Draft, Reading, account_uses, values_of
from bot.knowledge.readers.fields import HEADINGS, TITLES, Field, Labelled, is_void
from bot.knowledge.readers.mending import Line
from bot.knowledge.readers.monthly import monthly
from bot.knowledge.readers.records import Record
from bot.text import clean, fold, words

NAME = "scraped"
#: The layout's keys → the field each holds, in the order of a ficha.
KEYS = {
    "Nombre_Tramite": "name",
    "Institucion_Responsable": "institution",
    "URL_Fuente": "url",
    "Descripcion": "description",
    "A_Quien_Dirigido": "audience",
    "Que_Obtendre": "output",
    "Requisitos": "requirements",
    "Como_Hacer_Tramite": "steps",
    "Canales_Atencion": "channels",
    "Costo": "cost",
    "Ubicacion_Horarios": "location_hours",
    "Base_Legal": "legal_basis",
    "Fecha_Actualizacion": "updated_on",
}
_NAME_KEY = "Nombre_Tramite"
#: Headings of the page that were found inside values, folded → the field that starts there.
_SWALLOWED = {
    heading: key
    for heading, key in HEADINGS.items()
    if key in {"channels", "cost", "location_hours", "validity", "legal_basis", "contact"}
} | {
    "informacion de transparencia": "statistics",
    "ir al tramite en linea": "detail",
    "fecha de ultima actualizacion": "updated_on",
}
_HEADINGS = {key: title for title, key in reversed(TITLES.items())}
_UNGLUE: dict[str, Callable[[str], str]] = {
    "Descripcion": mending.unglued_sentences,
    "Requisitos": mending.unglued_labels,
    "Base_Legal": mending.unglued_laws,
}
_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")


@dataclass
class _Part:
    """The lines of one field; ``heading`` as the page or the file writes it."""

    key: str
    heading: str
    lines: list[Line] = field(default_factory=list)


def fits(record: Record) -> bool:
    return _NAME_KEY in record.values


def read(record: Record, sha256: str = "") -> Reading:
    """The reading of one record. SourceError with its place when a value is no text, or name or origin are missing."""
    if not fits(record):
        raise record.refusal("no tiene las claves de una ficha («Nombre_Tramite», «URL_Fuente», …)")
    values = list(_values(record))
    document = Document(record.path, tuple(line for _, lines in values for line in lines), sha256, record.number)
    if len(document.lines) > MAX_LINES:
        raise record.refusal(f"tiene más de {MAX_LINES} líneas")
    if markup.depth("\n".join(document.lines)) > markup.MAX_DEPTH:
        raise record.refusal(f"hay más de {markup.MAX_DEPTH} etiquetas HTML una dentro de otra")
    account = Account()
    parts = _merged(_parts(values, account), account)
    return _reading(document, parts, account)


def _values(record: Record) -> Iterator[tuple[str, list[str]]]:
    """The lines of each value in the order of a ficha, then of those under keys that the layout does not have."""
    known = [key for key in KEYS if key in record.values]
    for key in (*known, *(key for key in record.values if key not in KEYS)):
        yield key, _text(record, key, record.values[key]).split("\n")


def _text(record: Record, key: str, value: Any) -> str:
    """``value`` as lines of text; lists give a line an element."""
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, (dict, list, bool)) for one in values):
        raise record.refusal(f"«{clean(key, limit=40)}» no es un texto")
    text = clean("\n".join(str(one) for one in values if one is not None))
    return _UNGLUE.get(key, str)(text)


def _parts(values: list[tuple[str, list[str]]], account: Account) -> Iterator[_Part]:
    """The parts of the record in order, one for each value and for each heading inside a value."""
    number = 0
    for key, lines in values:
        field_key = KEYS.get(key, "detail")
        part = _Part(field_key, _HEADINGS.get(field_key, clean(key, limit=100).replace("_", " ") or "Sin título"))
        for text in lines:
            number += 1
            heading = _heading(text, field_key)
            if heading is not None:
                yield part
                account.decoration(number, "title", text)
                part = _Part(heading, _HEADINGS.get(heading, markup.plain(text).rstrip(": ")))
            elif _is_text(number, text, account):
                part.lines.append((number, text))
        yield part


def _heading(text: str, inside: str) -> str | None:
    """The field that starts at ``text``, a line of the field ``inside``; None when it is no heading."""
    found = _SWALLOWED.get(fold(markup.plain(text)).strip("#: ")) if len(text) < 100 else None
    return None if found == inside else found


def _is_text(number: int, text: str, account: Account) -> bool:
    if not text.strip():
        account.decoration(number, "blank", text)
        return False
    if not words(markup.plain(text)) and text.strip() not in (".", ",", ";", ":", ")", ").", "#"):
        account.decoration(number, "mark", text)
        return False
    return True


def _merged(parts: Iterator[_Part], account: Account) -> dict[str, _Part]:
    """One part a field. What a field says twice is kept where it has more lines; what is void says nothing."""
    found: dict[str, _Part] = {}
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


def _drop_void(part: _Part, account: Account) -> None:
    if part.key != "cost" and len(part.lines) == 1 and is_void(part.lines[0][1]):
        number, text = part.lines.pop()
        account.decoration(number, "void", text)
    elif [fold(text) for _, text in part.lines] == ["no disponible"]:
        account.decoration(part.lines[0][0], "void", part.lines.pop()[1])


def _same(one: _Part, other: _Part) -> bool:
    """Whether two parts say the same, whatever their white space and the stop at their end."""
    return _squeezed(one) == _squeezed(other)


def _squeezed(part: _Part) -> str:
    return "".join("".join(text for _, text in part.lines).split()).rstrip(".").casefold()


def _reading(document: Document, parts: dict[str, _Part], account: Account) -> Reading:
    name = _one_line(parts.pop("name", None), "name", account)
    institution = _one_line(parts.pop("institution", None), "institution", account)
    url = _one_line(parts.pop("url", None), "source", account)
    updated = _date(parts.pop("updated_on", None), account)
    if not words(name):
        raise document.error("no tiene nombre («Nombre_Tramite»)", 1)
    if not words(institution) and _address(url) is None:
        raise document.error("no dice su institución ni su dirección", 1)
    table = monthly(parts["statistics"].lines, account) if "statistics" in parts else None
    if table is not None:
        parts["statistics"].lines = []
        parts.setdefault("detail", _Part("detail", "Transparencia")).lines.extend(table.stray)
    fields = {key: _field(part, account) for key, part in parts.items() if part.lines}
    account_uses(fields, account)
    values = values_of(fields)
    if table is not None:
        values["statistics"] = tuple(table.rows)
    place = (document.place(1), document.place(1))
    values["passages"] = tuple(one.copy(update={"lines": place}) for one in values.get("passages", ()))
    draft = Draft(
        name,
        document.place(1),
        institution if words(institution) else None,
        values,
        url=_address(url),
        updated_on=updated,
    )
    return Reading(document, NAME, (draft,), account, fields)


def _address(url: str) -> str | None:
    return url if re.fullmatch(r"https?://\S+", url) else None


def _one_line(part: _Part | None, key: str, account: Account) -> str:
    for number, text in part.lines if part else ():
        account.use(number, text, key)
    return " ".join(markup.plain(text) for _, text in part.lines) if part else ""


def _date(part: _Part | None, account: Account) -> dt.date | None:
    """The last date of ``part`` that exists («2025/06/16»): the key's own stands below a swallowed one."""
    found = [_day(match) for match in _DATE.finditer(_one_line(part, "source", account))]
    return next((day for day in reversed(found) if day), None)


def _day(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        return None


def _field(part: _Part, account: Account) -> Field:
    items: tuple[Labelled, ...] = tuple(entries(part.key, part.lines, account))
    return Field(part.key, part.heading, part.lines[0][0], items)
