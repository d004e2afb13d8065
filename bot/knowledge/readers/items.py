"""The pieces a ficha is made of, whatever its layout: paragraphs and list items, each knowing its source lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bot.knowledge import markup
from bot.knowledge.readers.account import Account
from bot.knowledge.record import Link
from bot.text import fold

Kind = Literal["paragraph", "numbered", "bullet"]

#: For fields without labels: matches nothing.
NO_LABELS = re.compile(r"(?!)")
_NUMBER = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2})?)(?:\.-|[.)-]|(?<=\d\.\d)|(?<=\d\.\d\d)(?=\s[A-ZÁÉÍÓÚÑ][a-záéíóúñ]))"
    r"(?=\s|[A-ZÁÉÍÓÚÑ¿])\s*(?P<rest>.*)",
    re.DOTALL,
)
_LONGEST_HEADING = 80
_SHORTEST_CAPITALS = 5
#: Stands where two pieces meet: a blank, but none before a comma, after a parenthesis or inside a number or address.
_CUT = "\x00"
_AROUND_CUT = re.compile(r"\x00(?=[.,;:)])|(?<=\()\x00|(?<=www\.)\x00|(?<=\d,)\x00(?=\d)")
_LETTER = re.compile(r"(?P<number>[a-z])\)\s+(?P<rest>.*)", re.DOTALL)
_BULLET = re.compile(r"(?:[-•*▪·–]\s+|[•▪·]|-(?=[A-ZÁÉÍÓÚÑ]))(?P<rest>\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """Part of one source line. ``raw`` keeps its markup; ``text`` is as people read it."""

    line: int
    raw: str

    @cached_property
    def text(self) -> str:
        return markup.plain(self.raw)


@dataclass(frozen=True)
class Item:
    """One paragraph or list item. ``number`` is empty unless numbered; ``mark`` is the list mark as written."""

    kind: Kind
    number: str
    pieces: tuple[Piece, ...]
    mark: str = ""

    @cached_property
    def text(self) -> str:
        return _AROUND_CUT.sub("", _CUT.join(piece.text for piece in self.pieces if piece.text)).replace(_CUT, " ")

    @property
    def whole(self) -> str:
        """The text with its list mark, for fields in which «9.9 USD» is a price."""
        return f"{self.mark}{self.text}"

    @property
    def links(self) -> tuple[Link, ...]:
        return markup.links(" ".join(piece.raw for piece in self.pieces))

    @property
    def lines(self) -> tuple[int, int]:
        return self.pieces[0].line, self.pieces[-1].line

    @property
    def is_list_item(self) -> bool:
        return self.kind != "paragraph"

    @property
    def is_heading(self) -> bool:
        """Whether the item is a short title over what follows: «Personas naturales:», «TRÁMITE PRESENCIAL»."""
        short = self.kind == "paragraph" and len(self.text) <= _LONGEST_HEADING
        return short and (self.text.endswith(":") or (self.text.isupper() and len(self.text) > _SHORTEST_CAPITALS))

    @property
    def is_address(self) -> bool:
        """Whether the item is one address and nothing else."""
        return len(self.text.split()) == 1 and self.text.startswith(("http://", "https://"))

    def after(self, label: str, account: Account) -> Item | None:
        """The item without the ``label`` that its text starts with, now accounted; None if nothing is left."""
        first = self.pieces[0]
        rest = first.text[len(label) :].lstrip(" :")
        account.decoration(first.line, "label", label)
        pieces = ((Piece(first.line, rest),) if rest else ()) + self.pieces[1:]
        return replace(self, pieces=pieces) if pieces else None


def numbered_lines(
    lines: Iterable[tuple[int, str]], account: Account, labels: re.Pattern[str], *, wrapped: bool
) -> Iterator[Item]:
    """Items of consecutive ``(number, line)`` pairs.

    A blank line, a list mark or a line that starts with one of ``labels`` starts an item; other lines continue one.
    Unless lines are ``wrapped``, a sentence that ended, or Markdown's two blanks at the end of a line, ends it too.
    """
    group: list[Item] = []
    broken = False
    for number, line in lines:
        item = _start(number, line, account)
        if group and (item is None or broken or _begins(item, group[-1], labels)):
            yield _joined(group)
            group = []
        if item is not None:
            group.append(item)
        broken = not wrapped and (line.endswith("  ") or _is_sentence(group))
    if group:
        yield _joined(group)


def _is_sentence(group: list[Item]) -> bool:
    """Whether ``group`` is a paragraph that has come to its end; a list item may have several sentences."""
    return bool(group) and group[0].kind == "paragraph" and group[-1].text.endswith(".")


def _joined(group: list[Item]) -> Item:
    first, *rest = group
    return replace(first, pieces=first.pieces + tuple(piece for item in rest for piece in item.pieces))


def _begins(item: Item, previous: Item, labels: re.Pattern[str]) -> bool:
    apart = item.lines[0] - previous.lines[1] > 1
    addresses = item.is_address and (previous.is_address or previous.text.endswith("."))
    return apart or item.is_list_item or addresses or labels.match(fold(item.text[:100])) is not None


def _start(number: int, line: str, account: Account) -> Item | None:
    """The item that ``line`` would start; None for a blank line."""
    stripped = line.strip()
    if not markup.plain(stripped):
        account.decoration(number, "blank" if not stripped else "tags", line)
        return None
    return item_of(number, stripped, account)


def item_of(line: int, text: str, account: Account) -> Item:
    """The item that ``text`` is, its list mark recognised and accounted."""
    for pattern, kind in _MARKS:
        match = pattern.fullmatch(text)
        if match and markup.plain(match["rest"]):
            account.decoration(line, "mark", text[: match.start("rest")])
            number = match.groupdict().get("number", "")
            return Item(kind, number, (Piece(line, match["rest"]),), text[: match.start("rest")])
    return Item("paragraph", "", (Piece(line, text),))


_MARKS: tuple[tuple[re.Pattern[str], Kind], ...] = ((_NUMBER, "numbered"), (_LETTER, "numbered"), (_BULLET, "bullet"))
