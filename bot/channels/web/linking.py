"""A record's own text with its links in place: nothing in it is mark-up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.answers.markdown import is_safe
from bot.knowledge.record import Link

_ADDRESS = r"https?://[^\s<>()\"'«»“”]*[^\s<>()\"'«»“”.,;:!?]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_ANCHOR = Markup('<a href="{}" rel="noopener external">{}</a>')


def href(url: str | None) -> str:
    """``url`` where it may be a link, made absolute when the source left out the scheme; else empty.

    >>> href("bit.ly/WebChatSercop"), href("javascript:alert(1)")
    ('https://bit.ly/WebChatSercop', '')
    """
    if not url:
        return ""
    if "@" in url and ":" not in url:
        url = f"mailto:{url}"
    elif "://" not in url and ":" not in url and "." in url.split("/")[0]:
        url = f"https://{url}"
    return url if is_safe(url) else ""


def with_links(text: str, links: Sequence[Link] = ()) -> Markup:
    """``text`` escaped, with its addresses and the titles of ``links`` clickable; a title not in it comes after it."""
    urls = {link.title: link.url for link in links if href(link.url)}
    titles = sorted(urls, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, titles), _ADDRESS]))
    pieces = [_piece(part, urls) for part in _parts(pattern, text)]
    return Markup("").join([*pieces, *(_after(title, urls[title]) for title in urls if title not in text)])


def _parts(pattern: re.Pattern[str], text: str) -> list[tuple[str, bool]]:
    parts, at = [], 0
    for match in pattern.finditer(text):
        parts += [(text[at : match.start()], False), (match.group(), True)]
        at = match.end()
    return [*parts, (text[at:], False)]


def _piece(part: tuple[str, bool], urls: dict[str, str]) -> Markup:
    text, is_link = part
    if is_link:
        return _ANCHOR.format(href(urls.get(text, text)), text)
    return escape(text).replace("\n", Markup("<br>"))


def _after(title: str, url: str) -> Markup:
    return Markup(" (") + _ANCHOR.format(href(url), title) + Markup(")")
