"""Fichas in Markdown with HTML inside: headings with ``#`` (some have lost it), cells after a tab."""

from __future__ import annotations

import re

from bot.knowledge.document import Document
from bot.knowledge.readers.ficha import Reading, read_ficha

NAME = "markdown"
_MARK = re.compile(r"#{1,3}\s+\S|<b>Nombre Tr[aá]mite</b>|\*\*Nombre Tr[aá]mite\*\*", re.IGNORECASE)


def fits(document: Document) -> bool:
    return any(_MARK.match(line) for line in document.lines)


def read(document: Document) -> Reading:
    return read_ficha(document, NAME, cells=True)
