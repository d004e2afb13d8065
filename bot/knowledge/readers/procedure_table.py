"""Tables of procedures: a line each, with TRÁMITE, PROCEDIMIENTO, CANAL and TIEMPO ESTIMADO."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.knowledge import markup
from bot.knowledge.document import Document
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.durations import duration
from bot.knowledge.readers.ficha import Draft, Reading
from bot.knowledge.record import Aspect, ContactPoint, Passage, Requirement, Step
from bot.text import fold

NAME = "procedure_table"
COLUMNS = ("tramite", "procedimiento", "canal", "tiempo estimado")
TITLE = "tramites en linea"
#: «… con la carga de A, B y C», «…, con los justificativos»; «Enviar al correo …, A»; «Enviar A al correo …».
_PRESENTED = re.compile(r"(?:,\s+con\s+(?:la carga del?\s+)?|\s+con la carga del?\s+)(?P<list>[^.]{1,600}?)\.?$")
_SENT_TO = re.compile(r"^Enviar al correo electr[oó]nico \S+\s*,\s*(?P<list>.+?)\.?$")
_SENT = re.compile(r"^Enviar (?P<list>.+?),? al correo electr[oó]nico \S+$")
_AND = re.compile(r",\s+(?=el |la |los |las |acta |listado |factura)|\s+y\s+(?=archivo |factura |si )")


def fits(document: Document) -> bool:
    return any(_is_header(line) for line in document.lines)


def _is_header(line: str) -> bool:
    cells = line.split("\t")
    return len(cells) == len(COLUMNS) and tuple(fold(markup.plain(cell[:40])) for cell in cells) == COLUMNS


def read(document: Document) -> Reading:
    account = Account()
    rows = list(_rows(document, account))
    known = {markup.plain(row[2]) for _, row in rows} - {""}
    if not rows:
        raise document.error("la tabla no tiene filas: parece cortada", len(document.lines))
    drafts = tuple(_draft(document, line, row, known, account) for line, row in rows)
    return Reading(document, NAME, drafts, account)


def _rows(document: Document, account: Account) -> Iterator[tuple[int, list[str]]]:
    headed = False
    for number, line in enumerate(document.lines, 1):
        if not line.strip():
            account.decoration(number, "blank", line)
        elif _is_header(line):
            headed = True
            account.decoration(number, "table header", line)
        elif headed:
            yield number, _row(document, number, line)
        elif fold(line).strip("# ").startswith(TITLE):
            account.decoration(number, "title", line)
        else:
            raise document.error("hay texto antes de los títulos de la tabla", number)


def _row(document: Document, number: int, line: str) -> list[str]:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise document.error(f"la fila tiene {len(cells)} columnas y se esperaban {len(COLUMNS)}", number)
    if not (markup.plain(cells[0]) and markup.plain(cells[1])):
        raise document.error("la fila no tiene nombre o procedimiento", number)
    return cells


def _draft(document: Document, line: int, row: list[str], known: set[str], account: Account) -> Draft:
    for cell, field in zip(row, ("name", "steps", "channels", "processing_time")):
        account.use(line, cell, field)
    name, text, channel, time = cells = [markup.plain(cell) for cell in row]
    mailboxes = markup.emails(text)
    values: dict[str, Any] = {
        "steps": (Step(number="1", text=text, links=markup.links(text)),),
        "requirements": tuple(Requirement(text=part) for part in presented(text)),
        "channels": channels(channel, known),
        "processing_time": duration(time) if time else None,
        "contact": ContactPoint(emails=mailboxes) if mailboxes else None,
        "passages": tuple(_passages(line, cells)),
    }
    return Draft(name, line, None, {key: value for key, value in values.items() if value not in (None, ())})


def channels(cell: str, known: set[str]) -> tuple[str, ...]:
    """The channels of ``cell``. Two in one cell come apart where another row has one of them alone.

    >>> channels("Chat en línea Trámite Rápido", {"Trámite Rápido"})
    ('Chat en línea', 'Trámite Rápido')
    """
    for other in sorted(known - {cell}, key=len, reverse=True):
        if cell.endswith(f" {other}"):
            return (*channels(cell[: -len(other)].strip(" ,/"), known), other)
    return (cell,) if cell else ()


def presented(text: str) -> tuple[str, ...]:
    """What the procedure's text asks people to present, as written; nothing when it names nothing."""
    for pattern in (_SENT_TO, _SENT, _PRESENTED):
        match = pattern.search(text)
        if match:
            parts = (part.strip(" ,") for part in _AND.split(match["list"]))
            return tuple(part[:1].upper() + part[1:] for part in parts if part)
    return ()


def _passages(line: int, row: list[str]) -> Iterator[Passage]:
    aspects = (Aspect.steps, Aspect.channels, Aspect.processing_time)
    titles = ("Procedimiento", "Canal", "Tiempo estimado")
    for aspect, title, text in zip(aspects, titles, row[1:]):
        if text:
            yield Passage(aspect=aspect, heading=(row[0], title), text=text, lines=(line, line))
