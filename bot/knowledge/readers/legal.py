"""«Base Legal»: the legal entries, each once and whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote

from bot.knowledge.readers.items import Item
from bot.knowledge.record import LegalResource
from bot.text import fold, words

_ARTICLES = re.compile(r"\.?\s*(?:-\s*)?\bArt(?:s|\(s\))?\.\s*(?P<articles>.+?)\.?$", re.DOTALL)
_RESOLUTION = re.compile(
    r"Resoluci[oó]n\s+(?:Nro\.?\s*)?(?P<number>[A-Z]+(?:-[A-Z]+)*-\d{4}-\d+-RE)\b[\s:-]*(?P<title>.*)", re.I
)
_CODED = re.compile(r"(?P<number>RE-[A-Z]+-\d{4}-\d+)\s+(?P<title>.*)", re.DOTALL)
_NUMBERED = re.compile(r"(?P<number>\d+)\s+(?P<title>\D.*)", re.DOTALL)
#: First words of a title → the type of the norm.
_TYPES = {
    "constitucion": "Constitución",
    "codigo": "Código",
    "ley": "Ley",
    "reglamento": "Reglamento",
    "resolucion": "Resolución",
    "decreto": "Decreto",
    "acuerdo": "Acuerdo",
    "ordenanza": "Ordenanza",
    "norma": "Norma",
    "decision": "Decisión",
    "estatuto": "Estatuto",
    "instructivo": "Instructivo",
}


def legal_basis(items: Iterable[Item]) -> tuple[LegalResource, ...]:
    """The entries of ``items``, those cut across lines joined, each once. Addresses alone go to the entry they name."""
    entries = whole_entries(items)
    addresses = [item for item in entries if item.is_address]
    norms = [_entry(item) for item in entries if not item.is_address]
    for address in addresses:
        _give(address.links[0].url, norms)
    return tuple(dict.fromkeys(norms))


def whole_entries(items: Iterable[Item]) -> list[Item]:
    """``items`` with each paragraph that continues an unfinished entry joined to it."""
    found: list[Item] = []
    for item in items:
        if found and continues(found[-1], item):
            found[-1] = replace(found[-1], pieces=found[-1].pieces + item.pieces)
        else:
            found.append(item)
    return found


def continues(previous: Item, item: Item) -> bool:
    """Whether ``item`` is the rest of the entry ``previous``, which has not reached its articles."""
    unfinished = not previous.is_address and _ARTICLES.search(previous.text) is None
    return unfinished and not item.is_list_item and not item.is_address


def _entry(item: Item) -> LegalResource:
    articles = _ARTICLES.search(item.text)
    body = item.text[: articles.start()].rstrip(". ") if articles else item.text.rstrip(". ")
    number, title = _number(body)
    return LegalResource(
        text=_spaced(item.text),
        type=_type(body, number, title),
        number=number,
        title=title,
        articles=_spaced(articles["articles"]) if articles else None,
        url=item.links[0].url if item.links else None,
    )


def _spaced(text: str) -> str:
    return re.sub(r"\b(Arts?\.)(?=\w)", r"\1 ", text)


def _number(body: str) -> tuple[str | None, str]:
    for pattern in (_RESOLUTION, _CODED, _NUMBERED):
        match = pattern.fullmatch(body)
        if match:
            return match["number"], match["title"].strip()
    return None, body


def _type(body: str, number: str | None, title: str) -> str:
    if number and "RE" in number.split("-"):
        return "Resolución"
    first = words(title)[:1] or words(body)[:1]
    return _TYPES.get(first[0], "Norma") if first else "Norma"


def _give(url: str, norms: list[LegalResource]) -> None:
    """Set ``url`` on the entry without one whose title has most of the address's words; on none below one half."""
    named = set(words(unquote(url.rsplit("/", 1)[-1])))
    scores = [len(named & set(words(fold(norm.text)))) / max(1, len(set(words(norm.title)))) for norm in norms]
    free = [n for n, norm in enumerate(norms) if norm.url is None and scores[n] >= 0.5]
    if free:
        best = max(free, key=lambda n: scores[n])
        norms[best] = norms[best].copy(update={"url": url})
