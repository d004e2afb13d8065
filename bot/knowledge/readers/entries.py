"""The entries of each field of a scraped ficha: which lines are one item, and what stands under what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.knowledge.readers.account import Account
from bot.knowledge.readers.fields import Labelled, labelled
from bot.knowledge.readers.items import Item, Piece, item_of
from bot.knowledge.readers.mending import Line, continues, groups, is_open, labels, prices
from bot.knowledge.readers.offices import offices
from bot.text import fold

#: The closed list of whom a procedure is for; commas inside a value are none.
KINDS = (
    "Persona Jurídica - Privada",
    "Persona Jurídica - Pública",
    "Persona Natural - Ecuatoriana",
    "Persona Natural - Extranjera",
)
_KINDS = tuple(map(fold, KINDS))
_ARTICLES = re.compile(r"-\s*Art\(s\)\.")
_BARE = re.compile(r"(\d{1,2}) (?=[A-ZÁÉÍÓÚÑ])")
_NUMBER_ENDS = frozenset((".", ".-", ")", "-"))
_LONGEST_TITLE = 90
#: Titles over steps that stand without a colon.
_CHANNEL = re.compile(
    r"(?:(?:procedimiento|proceso|tramite|atencion|modalidad|solicitud|pasos a seguir) )?(?:de manera |via |por )?"
    r"(?:en linea|presencial|virtual|fisic[oa]|correo electronico|"
    r"sistema de gestion documental(?: quipux)?(?: \(.*\))?)"
)
#: Sentences that end in a colon and are no title: «Una vez registrada la orden se debe:».
_SENTENCE = re.compile(
    r"(?:una vez|la muestra|el usuario|se) .*|.* (?:debe|deben|debera|deberan|con|en|que|son|siguientes?|informacion)"
)
_JOINS: dict[str, Callable[[str, str], bool]] = {"audience": labels, "contact": continues, "cost": prices}


def entries(key: str, lines: list[Line], account: Account) -> Iterator[Labelled]:
    """The entries of the field ``key``, whose every line becomes part of one or is accounted as decoration."""
    if key == "location_hours":
        return offices(lines, account)
    if key == "legal_basis":
        return _laws(lines, account)
    items = [_joined(group, account) for group in groups(lines, _JOINS.get(key, _continues_outside_lists))]
    if key in ("requirements", "steps"):
        items = list(_bare_numbers(items, account))
    if key == "audience":
        return _audience(items, account)
    if key == "steps":
        items = list(_under_titles(items, intro=True))
    elif key == "requirements":
        items = list(_under_titles(items, intro=False))
    return labelled(items, key, account)


def _continues_outside_lists(before: str, line: str) -> bool:
    """A note may stand on the line below «Nota:»; a list item continues nothing but an open parenthesis."""
    if is_open(before) or fold(before).rstrip(": ") == "nota":
        return True
    return continues(before, line) and not item_of(0, line, Account()).is_list_item


def _joined(group: list[Line], account: Account) -> Item:
    """One item of the lines of ``group``; a number on a line of its own belongs to the next."""
    (number, text), *rest = group
    while text.isdigit() and rest and rest[0][1] in _NUMBER_ENDS:
        account.decoration(rest[0][0], "mark", rest[0][1])
        text, rest = text + rest[0][1], rest[1:]
    if rest and not item_of(number, text, Account()).is_list_item and item_of(number, f"{text} Xx", Account()).number:
        first = item_of(number, f"{text} Xx", account)
        return replace(first, pieces=tuple(Piece(at, part) for at, part in rest))
    first = item_of(number, text, account)
    return replace(first, pieces=first.pieces + tuple(Piece(at, part) for at, part in rest))


def _bare_numbers(items: list[Item], account: Account) -> Iterator[Item]:
    """``items`` with «1 Reunir los requisitos», «2 Presentarlos» as a numbered list, where they count from 1."""
    due = 1
    for at, item in enumerate(items):
        found = _BARE.match(item.pieces[0].raw) if item.kind == "paragraph" else None
        if found and int(found[1]) == 1:
            due = 1
        if found and int(found[1]) == due and (due > 1 or _has_second(items[at + 1 :])):
            due += 1
            account.decoration(item.lines[0], "mark", found[0])
            first = replace(item.pieces[0], raw=item.pieces[0].raw[found.end() :])
            yield Item("numbered", found[1], (first, *item.pieces[1:]), found[0])
        else:
            yield item


def _has_second(items: list[Item]) -> bool:
    starts = (_BARE.match(item.pieces[0].raw) for item in items if item.kind == "paragraph")
    return any(found is not None and found[1] == "2" for found in starts)


def _laws(lines: list[Line], account: Account) -> Iterator[Labelled]:
    """The legal entries, and as notes what the ficha says of each: they stand in passages only."""
    headed = any(_ARTICLES.search(text) for _, text in lines)
    for number, text in lines:
        is_entry = not headed or _ARTICLES.search(text) is not None
        marked = item_of(number, text, account) if text.startswith(("- ", "* ", "• ")) else None
        pieces = marked.pieces if marked else (Piece(number, text),)
        yield Labelled(Item("bullet", "", pieces), "" if is_entry else "note")


def _audience(items: list[Item], account: Account) -> Iterator[Labelled]:
    """«Dirigido a:» opens the closed list only where values of that list follow; else it is text."""
    for item in items:
        rest = item.after(item.text[:10], account) if _is_closed_list(item) else None
        yield Labelled(rest, "kinds", item.text[:10]) if rest else Labelled(item)


def _is_closed_list(item: Item) -> bool:
    folded = fold(item.text)
    return (
        folded.startswith("dirigido a")
        and folded[10:].lstrip(" :").startswith(_KINDS)
        and len(item.pieces[0].text) >= 10
    )


def _under_titles(items: Iterable[Item], *, intro: bool) -> Iterator[Item]:
    """``items`` with the paragraphs under a title, or under a numbered item, as bullets of it.

    Without a title paragraphs stay; with ``intro`` they become bullets unless a numbered list follows them.
    """
    known = list(items)
    titled = numbered = False
    for at, item in enumerate(known):
        if _is_title(item, intro=intro):
            titled, numbered = True, False
            yield item
        elif item.is_list_item:
            numbered = numbered or item.kind == "numbered"
            yield item
        elif _is_bullet(known, at, titled=titled, numbered=numbered, intro=intro):
            yield replace(item, kind="bullet")
        else:
            yield item


def _is_bullet(items: list[Item], at: int, *, titled: bool, numbered: bool, intro: bool) -> bool:
    if not intro:
        return titled and not numbered and not fold(items[at].text).startswith(("nota", "requisitos "))
    if numbered and at + 1 < len(items) and items[at + 1].number == "1":
        return False  # the sentence over the next list
    if numbered or titled:
        return True
    below = next((item for item in items[at:] if item.kind != "paragraph"), None)
    return below is None or below.number not in ("1", "a")


def _is_title(item: Item, *, intro: bool) -> bool:
    if not intro:
        return item.is_heading
    bare = fold(item.text).strip(" :.")
    named = item.kind == "paragraph" and len(bare) < _LONGEST_TITLE and _CHANNEL.fullmatch(bare) is not None
    return named or (item.is_heading and _SENTENCE.fullmatch(bare) is None)
