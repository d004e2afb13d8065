"""What is left of HTML and Markdown in the fichas: plain text for people, and the links that stood in it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, unquote

from bot.knowledge.record import Link
from bot.text import clean

#: Fichas nest two or three tags; more than this is damage or an attack.
MAX_DEPTH = 40
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})((?:\s[^<>]*)?)/?>")
_BREAKING = frozenset("p li ul ol hr br div table tr td h1 h2 h3 h4 h5 h6".split())
_VOID = frozenset("br hr img input wbr".split())
#: What any markup has; most lines have none, and are read a thousand times.
_MARKUP = re.compile(r"[<&\[*]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
_EMPHASIS = re.compile(r"\*\*([^*]+)\*\*")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”()\[\]]+"
    r"|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:gob\.ec|ly)(?![\w-])(?:/[^\s<>\"“”()\[\]]*)?",
    re.IGNORECASE,
)
#: What any address has.
_MAYBE_ADDRESS = re.compile(r"://|www\.|\.gob\.ec|\.ly", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ENCODED_TWICE = re.compile(r"%25(?=[0-9A-Fa-f]{2})")


def plain(text: str) -> str:
    """``text`` as people read it: no tags, emphasis marks or link syntax; addresses stay.

    >>> plain("<b>Nota:</b> vea [la guía](https://a.gob.ec) en <https://b.gob.ec>")
    'Nota: vea la guía (https://a.gob.ec) en https://b.gob.ec'
    """
    if _MARKUP.search(text):
        text = _AUTOLINK.sub(r"\1", unescaped(text))
        text = _MARKDOWN_LINK.sub(_link_text, text)
        text = _EMPHASIS.sub(r"\1", _TAG.sub(_tag_text, text))
    # What is printable has nothing that `clean` takes out one character at a time.
    return " ".join((unicodedata.normalize("NFC", text) if text.isprintable() else clean(text)).split())


def unescaped(text: str) -> str:
    """``text`` without entities, which gob.ec encodes up to twice."""
    for _ in range(3):
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


def _tag_text(match: re.Match[str]) -> str:
    """Only tags that begin or end a block separate words."""
    return " " if match.group(2).lower() in _BREAKING else ""


def _link_text(match: re.Match[str]) -> str:
    title, target = match.group(1), match.group(2)
    shown = target in ("", "#") or _bare(title) == _bare(target)
    return title if shown else f"{title} ({target})"


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://|mailto:)", "", address).rstrip("/").casefold()


def links(text: str) -> tuple[Link, ...]:
    """The addresses in ``text`` (raw or plain), each once, in order; e-mail addresses are not links."""
    found: dict[str, Link] = {}
    shown = plain(text)
    if not _MAYBE_ADDRESS.search(shown):
        return ()
    titled = {_bare(target): title for title, target in _MARKDOWN_LINK.findall(text)}
    for match in _ADDRESS.finditer(_EMAIL.sub(" ", shown)):
        address = match.group().rstrip(".,;:")
        found.setdefault(_bare(address), Link(title=titled.get(_bare(address), address), url=absolute(address)))
    return tuple(found.values())


def emails(text: str) -> tuple[str, ...]:
    """The e-mail addresses in ``text``, each once, in order."""
    shown = plain(text)
    return tuple(dict.fromkeys(match.rstrip(".") for match in _EMAIL.findall(shown))) if "@" in shown else ()


def absolute(address: str) -> str:
    """``address`` with its scheme, and decoded once when it was encoded twice and that loses nothing.

    >>> absolute("bit.ly/x")
    'https://bit.ly/x'
    >>> absolute("http://a.ec/T%25C3%258DTULO")
    'http://a.ec/T%C3%8DTULO'
    """
    address = address if "://" in address else f"https://{address}"
    return encoded_once(address) if is_encoded_twice(address) else address


def is_encoded_twice(address: str) -> bool:
    """Whether decoding once gives an address that still decodes to UTF-8, and encoding it gives ``address`` back."""
    once = encoded_once(address)
    if once == address or once.replace("%", "%25") != address:
        return False
    return "\ufffd" not in unquote(once) and quote(unquote(once), safe=":/?&=#.-_~") == once


def encoded_once(address: str) -> str:
    return _ENCODED_TWICE.sub("%", address)


def tag_names(text: str) -> set[str]:
    return {match.group(2).lower() for match in _TAG.finditer(text)}


def depth(text: str) -> int:
    """How deep the tags of ``text`` nest; tags that never close count."""
    level = deepest = 0
    for match in _TAG.finditer(text):
        if match.group(2).lower() not in _VOID:
            level = max(0, level - 1) if match.group(1) else level + 1
            deepest = max(deepest, level)
    return deepest


def unclosed(text: str) -> tuple[str, ...]:
    """The names of the tags of ``text`` that are opened more often than closed."""
    balance: dict[str, int] = {}
    for match in _TAG.finditer(text):
        name = match.group(2).lower()
        if name not in _VOID:
            balance[name] = balance.get(name, 0) + (-1 if match.group(1) else 1)
    return tuple(name for name, count in balance.items() if count > 0)


def blocks(text: str) -> Iterator[str]:
    """The paragraphs and list items of one cell of HTML, raw inside, without empty ones. Glued bullets come apart."""
    start = 0
    for match in _TAG.finditer(text):
        if match.group(2).lower() in _BREAKING:
            yield from _bullets(text[start : match.start()])
            start = match.end()
    yield from _bullets(text[start:])


def _bullets(text: str) -> Iterator[str]:
    head, *rest = text.split("•")
    pieces = [head, *(f"• {piece.strip()}" for piece in rest)]
    yield from (piece.strip() for piece in pieces if plain(piece).strip("• "))


def decoded(text: str) -> str:
    """``text`` with its percent-encoded addresses as characters, whether encoded once or twice."""
    return unquote(encoded_once(text)) if "%" in text else text
