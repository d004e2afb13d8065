"""The lines that a person sees of a value in HTML: paragraphs, list items with their marks, rows of tables.

List marks are written as the other layouts have them («1.», «1.1.», «•»), links as Markdown, so that what reads a ficha
reads these lines too. Nothing that is said is lost; scripts, styles and comments say nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from bot.knowledge import markup
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.items import item_of
from bot.text import clean

#: Where the addresses start that do not say where they start.
SITE = "https://www.gob.ec/"
_BLOCKS = frozenset(
    "address article blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main ol p"
    " pre section table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset({"script", "style", "template"})
_ANY_BLOCK = re.compile(rf"<(?:{'|'.join(sorted(_BLOCKS))})\b", re.IGNORECASE)
_COLUMN = " – "


def lines(value: str) -> list[str]:
    """The lines of ``value``, none of them empty. Entities may be encoded more than once; line breaks of a text
    without any block of HTML are meant.

    >>> lines("<p>Traer:</p><ol><li>C&amp;eacute;dula</li><li>Plano<ul><li>con escala</li></ul></li></ol>")
    ['Traer:', '1. Cédula', '2. Plano', '• con escala']
    """
    # libxml2 makes a replacement character of each that no text may have.
    text = clean(markup.unescaped(value))
    if "<" not in text:
        return [line for line in text.splitlines() if line.strip(_COLUMN)]
    return _parsed(text if _ANY_BLOCK.search(text) else "<br>".join(text.splitlines()))


def _parsed(text: str) -> list[str]:
    target = _Lines()
    parser = etree.HTMLParser(target=target, remove_comments=True, remove_pis=True)
    # Fed as text, libxml2 would guess an encoding.
    parser.feed("<html><body>")
    parser.feed(text)
    parser.close()
    return target.lines


@dataclass
class _List:
    """An open list. ``number`` is that of its last item; ``prefix`` that of the item it stands in, «2.»."""

    ordered: bool
    number: int
    prefix: str

    def next(self) -> str:
        """The mark of its next item."""
        self.number += 1
        # «2.1.3.» is not a mark that fichas have.
        return f"{self.prefix}{self.number}." if self.ordered and self.prefix.count(".") < 2 else "•"


class _Lines:
    """What lxml tells of a document, as lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._lists: list[_List] = []
        self._mark = ""
        self._inside = 0
        self._text: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._hidden = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "a":
            self._links.append((attributes.get("href", ""), len(self._text)))
        elif tag in _CELLS:
            self._separate()
        elif tag in _BLOCKS:
            self._break(tag)
        if tag in ("ol", "ul"):
            self._open_list(tag, attributes)
        elif tag == "li":
            self._mark = self._lists[-1].next() if self._lists else "•"
            self._inside += 1

    def end(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "a" and self._links:
            self._close_link(*self._links.pop())
        elif tag == "li":
            self._flush()
            self._inside = max(0, self._inside - 1)
            self._mark = ""
        elif tag in _BLOCKS:
            self._break(tag)
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def data(self, text: str) -> None:
        if not self._hidden:
            self._text.append(text)

    def close(self) -> None:
        self._flush()

    def _break(self, tag: str) -> None:
        """End the line; within a list item only another list or a table does, its paragraphs are one text."""
        if self._inside and tag not in ("ol", "ul", "li", "table", "tr"):
            self._text.append(" ")
        else:
            self._flush()

    def _separate(self) -> None:
        if "".join(self._text).strip():
            self._text.append(_COLUMN)

    def _open_list(self, tag: str, attributes: dict[str, str]) -> None:
        start = attributes.get("start", "")
        first = int(start) if re.fullmatch("[0-9]{1,2}", start) else 1
        outer = self._lists[-1] if self._lists else None
        prefix = f"{outer.prefix}{outer.number}." if outer and outer.ordered and outer.number else ""
        self._lists.append(_List(tag == "ol", first - 1, prefix))

    def _close_link(self, address: str, start: int) -> None:
        """The text of a link and its address, as Markdown, unless the text is the address."""
        title = clean("".join(self._text[start:])).replace("\n", " ")
        self._text[start:] = [_shown(title, target(address))]

    def _flush(self) -> None:
        text = " ".join(clean("".join(self._text)).split())
        self._text, self._links = [], [(address, 0) for address, _ in self._links]
        if not text.strip(_COLUMN):
            return
        marked = item_of(1, text, Account()).is_list_item
        self.lines.append(f"{self._mark} {text}" if self._mark and not marked else text)
        self._mark = ""


def target(address: str) -> str:
    """``address`` in full, or a mail address alone; empty for what leads nowhere or runs something."""
    try:
        full = urljoin(SITE, "".join(address.split())) if address.strip("# ") else ""
    except ValueError:
        return ""
    scheme, _, rest = full.partition(":")
    return {"http": full, "https": full, "mailto": rest.partition("?")[0]}.get(scheme.lower(), "")


def _shown(title: str, address: str) -> str:
    """As Markdown, unless ``title`` is or has an address, or a parenthesis would break it."""
    if not address or address in title:
        return title
    apart = re.search(r"[()\[\]]", title + address) or "@" in address or not title or markup.links(title)
    return f"{title} {address} " if apart else f"[{title}]({address})"
