"""Readers of source documents: one module a layout, found from the document's content.

:func:`read` gives a :class:`Reading`: drafts of the records, and an account of what became of every line.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.knowledge import markup
from bot.knowledge.document import Document
from bot.knowledge.readers import markdown, pdf_text, procedure_table, tab_table
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.ficha import Draft, Reading

__all__ = ["Account", "Draft", "Reading", "read"]

#: In this order: a Markdown ficha also has tabs, and a tab table also starts with «Nombre Trámite».
LAYOUTS: tuple[tuple[Callable[[Document], bool], Callable[[Document], Reading]], ...] = (
    (procedure_table.fits, procedure_table.read),
    (markdown.fits, markdown.read),
    (tab_table.fits, tab_table.read),
    (pdf_text.fits, pdf_text.read),
)


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
