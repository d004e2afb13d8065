"""«¿Qué necesito para hacer el trámite?»: requirements, their notes and what each of them includes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, cast

from bot.knowledge.readers.fields import Field, Labelled
from bot.knowledge.readers.items import Item
from bot.knowledge.record import Link, Requirement


@dataclass
class _Draft:
    item: Item
    kind: Literal["general", "specific"]
    title: str = ""
    extra: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def opener(self) -> str:
        """The sentence that a nested list would stand under."""
        return self.notes[-1] if self.notes else self.item.text

    def built(self) -> Requirement:
        text = " ".join(item.text for item in (self.item, *self.extra))
        links = [link for item in (self.item, *self.extra) for link in item.links]
        items = tuple(Requirement(text=item.text, kind=self.kind, links=item.links) for item in self.items)
        return Requirement(text=text, kind=self.kind, notes=tuple(self.notes), items=items, links=_once(links))


def _once(links: list[Link]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(links))


def requirements(source: Field) -> tuple[Requirement, ...]:
    """The requirements in the source's order.

    A list that starts at 1 again after a note ending in a colon belongs to the requirement above the note; it ends
    where the outer numbering goes on. An address alone belongs to the requirement above it.
    """
    return tuple(draft.built() for draft in _drafts(source))


def openers(source: Field) -> dict[int, str]:
    """What each nested item stands under, by the item's ``id``."""
    return {id(item): draft.opener.rstrip(": ") for draft in _drafts(source) for item in draft.items}


def _drafts(source: Field) -> list[_Draft]:
    drafts: list[_Draft] = []
    for entry in source.items:
        _place(entry, drafts)
    return drafts


def _place(entry: Labelled, drafts: list[_Draft]) -> None:
    last = drafts[-1] if drafts else None
    if last is None:
        drafts.append(_Draft(entry.item, _kind(entry, last), entry.title))
    elif entry.role == "note":
        last.notes.append(entry.item.text)
    elif entry.item.text in last.notes:
        pass  # the note again, without its label
    elif entry.item.is_address:
        last.extra.append(entry.item)
    elif entry.title == last.title and _is_nested(entry.item, last):
        last.items.append(entry.item)
    else:
        drafts.append(_Draft(entry.item, _kind(entry, last), entry.title))


def _kind(entry: Labelled, last: _Draft | None) -> Literal["general", "specific"]:
    if entry.role in ("general", "specific"):
        return cast(Literal["general", "specific"], entry.role)
    return last.kind if last else "general"


def _is_nested(item: Item, last: _Draft) -> bool:
    if not item.is_list_item:
        return False
    if last.item.is_heading and not last.notes:
        return not last.items or _goes_on(item, last.items[-1])
    if not last.opener.endswith(":"):
        return item.number.startswith(f"{last.item.number}.")
    if not last.items:
        return item.number in ("", "1", "a")
    previous = last.items[-1].number
    return item.number == previous == "" or _follows(item.number, previous)


def _goes_on(item: Item, previous: Item) -> bool:
    """Whether ``item`` stands in one list with ``previous``, under a title."""
    return item.number == "" or previous.number == "" or _follows(item.number, previous.number)


def _follows(number: str, previous: str) -> bool:
    if number.isdigit() and previous.isdigit():
        return int(number) == int(previous) + 1
    if "." in number:
        return number.startswith(f"{previous.partition('.')[0]}.")
    return len(number) == len(previous) == 1 and ord(number) == ord(previous) + 1
