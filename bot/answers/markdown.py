"""The Markdown subset that answers are written in: paragraphs, **bold**, nested lists, links, quotations.

Everything else is plain text, HTML included. Addresses and e-mail addresses in running text become links.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_RULES = ["list", "blockquote", "emphasis", "link", "escape", "newline"]
_ADDRESS = re.compile(
    r"(?P<url>https?://[^\s<>()\[\]\"'«»“”]*[^\s<>()\[\]\"'«»“”.,;:!?])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)


def is_safe(url: str) -> bool:
    """Whether ``url`` may be a link: http, https, mailto, tel, or a path of this site.

    >>> is_safe("https://www.gob.ec"), is_safe("/tramites"), is_safe("javascript:alert(1)"), is_safe("//host")
    (True, True, False, False)
    """
    if any(c.isspace() or ord(c) < 32 or c == "\\" for c in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in SAFE_SCHEMES
    return url.startswith("/") and not parts.netloc


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser of the subset: raw HTML off, unsafe links left as they were typed."""
    markdown = MarkdownIt("zero", {"breaks": True, "html": False}).enable(_RULES)
    markdown.validateLink = is_safe  # type: ignore[method-assign]
    markdown.core.ruler.push("addresses", _link_addresses)
    return markdown


def _link_addresses(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _linked(block.children)


def _linked(tokens: list[Token]) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        found.extend([token] if depth or token.type != "text" else _split(token.content))
    return found


def _split(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for match in _ADDRESS.finditer(text):
        tokens.append(_text(text[at : match.start()]))
        tokens.extend(_link(match.group(), "mailto:" if match["email"] else ""))
        at = match.end()
    tokens.append(_text(text[at:]))
    return [token for token in tokens if token.type != "text" or token.content]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(title: str, prefix: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": prefix + title})
    return [opening, _text(title), Token("link_close", "a", -1)]
