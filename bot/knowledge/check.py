"""The quality report: what is wrong in the source documents, with its line, a code and a sentence for editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.knowledge.readers import Reading
from bot.knowledge.record import Defect


def defects(readings: Iterable[Reading]) -> Iterator[Defect]:
    """The defects of each document, in order of line, then those between documents."""
    yield from ()
