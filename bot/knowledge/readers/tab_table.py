"""Fichas copied as a table: heading and value on one line with a tab between, then plain lines."""

from __future__ import annotations

from bot.knowledge.document import Document
from bot.knowledge.readers.ficha import Reading, read_ficha
from bot.text import fold

NAME = "tab_table"


def fits(document: Document) -> bool:
    return any(fold(line[:15]) == "nombre tramite\t" for line in document.lines)


def read(document: Document) -> Reading:
    return read_ficha(document, NAME, cells=True)
