"""The passages of a ficha: every paragraph and list item with the headings over it, so that details can be quoted."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.readers.fields import Field, Labelled
from bot.knowledge.readers.items import Item
from bot.knowledge.readers.legal import whole_entries
from bot.knowledge.readers.requirements import openers
from bot.knowledge.record import Aspect, Passage

_ASPECTS = {aspect.value: aspect for aspect in Aspect}


def passages(fields: dict[str, Field]) -> Iterator[Passage]:
    """The passages in the order of the fields; the rows of the statistics table are none."""
    for key, source in fields.items():
        if key in _ASPECTS:
            yield from _field_passages(source)


def _field_passages(source: Field) -> Iterator[Passage]:
    for entry, over in zip(_entries(source), _headings(source)):
        heading = (source.heading, entry.title, *over)
        yield Passage(
            aspect=_ASPECTS[source.key],
            heading=tuple(part for part in heading if part),
            text=entry.item.links[0].url if entry.item.is_address else entry.item.text,
            lines=entry.item.lines,
        )


def _entries(source: Field) -> tuple[Labelled, ...]:
    if source.key == "legal_basis":
        return tuple(Labelled(item) for item in whole_entries(source.plain_items()))
    return source.items


def _headings(source: Field) -> Iterator[tuple[str, ...]]:
    """The headings over each entry that stand among the entries themselves."""
    entries = _entries(source)
    if source.key == "requirements":
        nested = openers(source)
        return (((nested[id(e.item)],) if id(e.item) in nested else ()) for e in entries)
    return _list_headings([entry.item for entry in entries])


def _list_headings(items: list[Item]) -> Iterator[tuple[str, ...]]:
    """The paragraph over each list, then the numbered items that a sub-item details."""
    over = ""
    chain: list[Item] = []
    for position, item in enumerate(items):
        if not item.is_list_item:
            chain.clear()
            next_is_list = position + 1 < len(items) and items[position + 1].is_list_item
            over = item.text.rstrip(": ") if next_is_list else ""
            yield ()
            continue
        while item.kind == "numbered" and chain and not item.number.startswith(f"{chain[-1].number}."):
            chain.pop()
        yield (over, *(f"{parent.number} {parent.text}".rstrip(": ") for parent in chain))
        if item.kind == "numbered":
            chain.append(item)
