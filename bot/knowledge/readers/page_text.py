"""The text of a web page as people read it: a line a paragraph, list item or cell, with the line of its HTML.

The page is parsed by lxml without the network; what is no text of the page (scripts, menus, forms, what is hidden) is
left out, and a page that is too big or nests too deep is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from bot.errors import SourceError
from bot.text import clean

SUFFIXES = frozenset({".html", ".htm"})
#: A page of gob.ec has 60 to 200 kB.
MAX_BYTES = 2_000_000
#: Its elements nest some 25 deep.
MAX_DEPTH = 150
MAX_LINES = 20_000
_BLOCKS = frozenset(
    """
    address article aside blockquote body br caption center dd details div dl dt fieldset figure figcaption h1 h2 h3 h4
    h5 h6 hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)
_LEFT_OUT = frozenset(
    """
    script style noscript template head nav header footer form button select textarea iframe object embed svg math video
    audio canvas map dialog
    """.split()
)
_LONGEST_ADDRESS = 2_000
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MENU = re.compile(r"\b(?:visually-hidden|sr-only|breadcrumb|menu|navbar|sidebar|cookie\w*|share|social\S*)\b")


@dataclass(frozen=True)
class PageLine:
    """``place`` is the line of the HTML; ``tag`` the innermost block, e.g. "h1"."""

    place: int
    text: str
    tag: str


@dataclass(frozen=True)
class Page:
    """``title`` is the browser's title of the page, ``url`` the address that it gives as its own, both may be empty."""

    lines: tuple[PageLine, ...]
    title: str
    url: str


def read_page(data: bytes, path: Path) -> Page:
    """The page in ``data``. SourceError when it is too big, too deep, or has no text."""
    if len(data) > MAX_BYTES:
        raise SourceError(f"la página pasa de {MAX_BYTES // 1_000_000} MB", path=path)
    root = _parsed(_decoded(data, path), path)
    url = _own_address(root)
    lines = tuple(_Text(url, path).lines_of(_content(root)))
    title = clean(" ".join(root.xpath("string(//head/title)").split()))
    if not lines:
        raise SourceError("la página no tiene texto", path=path, line=1)
    return Page(lines, title, url)


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError("la página no está en UTF-8", path=path, line=line) from error


def _parsed(text: str, path: Path) -> html.HtmlElement:
    """Declarations of an encoding are gone with the bytes; nothing is fetched and no entity is expanded."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError("no es una página HTML", path=path, line=1) from error


def _own_address(root: html.HtmlElement) -> str:
    """The address in «canonical» or «og:url», if it is one of the web."""
    found = root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    addresses = (str(one).strip() for one in found)
    return next((one for one in addresses if re.fullmatch(r"https?://[^\s/]+/\S{1,2000}", one)), "")


def _content(root: html.HtmlElement) -> html.HtmlElement:
    """The main part of the page, or all of it where nothing says which that is."""
    for path in ("//main", "//*[@role='main']", "//*[@id='content' or @id='main-content']", "//article", "//body"):
        if found := root.xpath(path):
            return found[0]
    return root


@dataclass
class _Text:
    """Collects the lines of an element. ``_lists`` are the open lists: the items each has had, None for bullets."""

    url: str
    path: Path
    _words: list[str] = field(default_factory=list)
    _lists: list[int | None] = field(default_factory=list)
    _blocks: list[str] = field(default_factory=list)
    _place: int = 1
    _mark: str = ""

    def lines_of(self, root: html.HtmlElement) -> Iterator[PageLine]:
        depth = count = 0
        skipped: html.HtmlElement | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                message = f"hay más de {MAX_DEPTH} elementos uno dentro de otro"
                raise SourceError(message, path=self.path, line=element.sourceline)
            if skipped is None and event == "start" and _is_left_out(element):
                skipped = element
            if skipped is None:
                found = self._start(element) if event == "start" else self._end(element)
                count += len(found)
                yield from found
            if event == "end":
                skipped = None if skipped is element else skipped
                if skipped is None and element is not root:
                    self._say(element.tail)
            if count > MAX_LINES:
                raise SourceError(f"la página tiene más de {MAX_LINES} líneas", path=self.path)
        yield from self._flush()

    def _start(self, element: html.HtmlElement) -> list[PageLine]:
        found = self._flush() if element.tag in _BLOCKS else []
        if element.tag in _BLOCKS:
            self._blocks.append(element.tag)
            self._place = element.sourceline or self._place
        if element.tag in ("ul", "ol"):
            self._lists.append(0 if element.tag == "ol" else None)
        elif element.tag == "li":
            self._mark = self._next_mark()
        self._say(element.text)
        return found

    def _end(self, element: html.HtmlElement) -> list[PageLine]:
        if element.tag == "a":
            self._link(element.get("href", ""))
        if element.tag not in _BLOCKS:
            return []
        found = self._flush()
        self._blocks.pop()
        if element.tag in ("ul", "ol"):
            self._lists.pop()
        return found

    def _next_mark(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

    def _say(self, text: str | None) -> None:
        if text:
            self._words.append(text)

    def _link(self, address: str) -> None:
        """The address of a link after its text, unless it leads nowhere or the text is the address."""
        whole = _whole(address.strip(), self.url)
        said = "".join(self._words[-3:])
        if whole and whole.rstrip("/") not in said:
            self._words.append(f" ({whole})")

    def _flush(self) -> list[PageLine]:
        text = clean(" ".join("".join(self._words).split()))
        self._words.clear()
        if not text:
            return []
        mark, self._mark = self._mark, ""
        return [PageLine(self._place, f"{mark}{text}", self._blocks[-1] if self._blocks else "")]


def _is_left_out(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _LEFT_OUT or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true" or _HIDDEN.search(element.get("style", "")):
        return True
    return _MENU.search(element.get("class", "")) is not None


def _whole(address: str, base: str) -> str:
    """``address`` with its scheme and host; empty unless it leads to the web, and on the page's own site to something
    deeper than an institution's page.
    """
    if len(address) > _LONGEST_ADDRESS or re.search(r"\s", address):
        return ""
    if re.match(r"https?://", address):
        return address
    is_own = base and re.match(r"/[^/]+/.", address)
    return base[: base.index("/", len("https://"))] + address if is_own else ""
