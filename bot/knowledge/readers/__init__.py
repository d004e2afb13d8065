"""Readers of source documents: one module a layout, found from the document's content.

:func:`read` gives a :class:`Reading`: drafts of the records, and an account of what became of every line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bot.errors import SourceError
from bot.knowledge import markup
from bot.knowledge.document import Document, read_document
from bot.knowledge.readers import (
    gobec_api,
    markdown,
    page_text,
    pdf_text,
    procedure_table,
    records,
    scraped,
    tab_table,
    web_page,
)
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.ficha import Draft, Reading
from bot.knowledge.readers.records import Record, digest, lines_of, read_records

__all__ = ["SUFFIXES", "Account", "Draft", "Reading", "expected", "holds_records", "read", "readings"]

#: In this order: a Markdown ficha also has tabs, and a tab table also starts with «Nombre Trámite».
LAYOUTS: tuple[tuple[Callable[[Document], bool], Callable[[Document], Reading]], ...] = (
    (procedure_table.fits, procedure_table.read),
    (markdown.fits, markdown.read),
    (tab_table.fits, tab_table.read),
    (pdf_text.fits, pdf_text.read),
)


#: Files that are read; the others of a folder are not looked at.
SUFFIXES = frozenset({".md", ".txt"}) | page_text.SUFFIXES | records.SUFFIXES


def holds_records(path: Path) -> bool:
    """Whether the file at ``path`` holds fichas as JSON objects, one or many."""
    return path.suffix.lower() in records.SUFFIXES


def expected(path: Path) -> int:
    """How many readings :func:`readings` will give, for a progress bar: the lines of a ``.jsonl``, one otherwise."""
    return lines_of(path) if path.suffix.lower() == ".jsonl" else 1


def readings(path: Path) -> Iterator[Reading | SourceError]:
    """The reading of each ficha in the file at ``path``, or why that one is refused.

    SourceError when the file cannot be read at all; a document that is one ficha is read or is that error.
    """
    if path.suffix.lower() in page_text.SUFFIXES:
        yield web_page.read(path)
        return
    if not holds_records(path):
        yield read(read_document(path))
        return
    sha256 = digest(path)
    for record in _records(path):
        yield _reading_of(record, sha256) if isinstance(record, Record) else record


def _records(path: Path) -> Iterator[Record | SourceError]:
    """The objects in the file. One of thousands of files that were copied together is refused alone too."""
    try:
        yield from read_records(path)
    except SourceError as refusal:
        if not gobec_api.FILE.fullmatch(path.name):
            raise
        yield refusal


def _reading_of(record: Record, sha256: str) -> Reading | SourceError:
    try:
        return gobec_api.read(record, sha256) if gobec_api.fits(record) else scraped.read(record, sha256)
    except SourceError as refusal:
        return refusal


def read(document: Document) -> Reading:
    """The drafts in ``document``. SourceError when no layout fits, or when it breaks the one that does."""
    if markup.depth("\n".join(document.lines)) > markup.MAX_DEPTH:
        raise document.error(f"hay más de {markup.MAX_DEPTH} etiquetas HTML una dentro de otra", _deep_line(document))
    for fits, read_as in LAYOUTS:
        if fits(document):
            return read_as(document)
    known = "Markdown, tabla con tabuladores, texto de PDF, tabla de trámites"
    raise document.error(f"no tiene ninguno de los formatos conocidos ({known})", 1)


def _deep_line(document: Document) -> int:
    """The line on which the tags get too deep."""
    low, high = 1, len(document.lines)
    while low < high:
        middle = (low + high) // 2
        deep = markup.depth("\n".join(document.lines[:middle])) > markup.MAX_DEPTH
        low, high = (low, middle) if deep else (middle + 1, high)
    return low
