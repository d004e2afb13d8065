"""Fichas as text taken from a PDF: headings and paragraphs broken over lines, blank lines between table rows."""

from __future__ import annotations

from bot.knowledge.document import Document
from bot.knowledge.readers.ficha import Reading, read_ficha
from bot.text import fold

NAME = "pdf_text"


def fits(document: Document) -> bool:
    return any(fold(line.strip()[:14]) == "nombre tramite" for line in document.lines)


def read(document: Document) -> Reading:
    return read_ficha(document, NAME, cells=False)
