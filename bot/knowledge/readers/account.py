"""What became of every line of a source: which field used it, or which decoration it is.

A reader that forgets a line, or half of it, is caught by comparing words: those of the source on one side, those
of the record's fields and of the decoration on the other. See :meth:`Account.lost`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal

from bot.knowledge import markup
from bot.text import words

#: Parts of a document that say nothing about the procedure: titles of fields, list marks, blank lines …
Decoration = Literal["blank", "tags", "title", "label", "mark", "table header", "note of drafting", "repeated", "void"]


@dataclass(frozen=True)
class Use:
    """``text`` of a line and what it became: ``field`` of the record, or decoration when ``decoration`` is set."""

    line: int
    text: str
    field: str = ""
    decoration: Decoration | None = None


@dataclass
class Account:
    """The uses of one document's lines, in the order in which the reader met them."""

    uses: list[Use] = field(default_factory=list)

    def use(self, line: int, text: str, field: str) -> None:
        self.uses.append(Use(line, text, field=field))

    def decoration(self, line: int, kind: Decoration, text: str) -> None:
        self.uses.append(Use(line, text, decoration=kind))

    def fields(self) -> dict[str, Counter[str]]:
        """The words of the source that each field used."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for use in self.uses:
            if use.decoration is None:
                found[use.field].update(source_words(use.text))
        return dict(found)

    def lost(self, lines: tuple[str, ...]) -> dict[int, list[str]]:
        """The words that nothing used, by line; a line that nothing used is there even without words."""
        used: dict[int, Counter[str]] = {}
        for use in self.uses:
            used.setdefault(use.line, Counter()).update(source_words(use.text))
        unseen = {n: source_words(line) for n, line in enumerate(lines, 1) if n not in used}
        rests = {n: Counter(source_words(lines[n - 1])) - words for n, words in used.items()}
        return unseen | {n: sorted(rest.elements()) for n, rest in rests.items() if rest}


def source_words(text: str) -> list[str]:
    """The words of ``text`` that people read: no markup, addresses decoded, numbers without leading zeros."""
    # Twice: what is left of a broken tag («<<b>/p>») is one when the tag inside it is gone.
    return [word.lstrip("0") or "0" for word in words(markup.decoded(markup.plain(markup.plain(text))))]
