"""What the rules look at: lines, items of a field, places."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.readers import Reading
from bot.knowledge.readers.fields import Field
from bot.knowledge.readers.items import Item
from bot.knowledge.record import Location

Finding = tuple[int, str]


def lines(reading: Reading) -> Iterator[tuple[int, str]]:
    return enumerate(reading.document.lines, 1)


def items_of(reading: Reading, key: str) -> tuple[Item, ...]:
    source = reading.fields.get(key)
    return source.plain_items() if source else ()


def below(reading: Reading, source: Field) -> Iterator[tuple[int, str]]:
    """The lines under a field's heading."""
    later = [other.line for other in reading.fields.values() if other.line > source.line]
    end = min(later, default=len(reading.document.lines) + 1)
    for number in range(source.line + source.size, end):
        yield number, reading.document.lines[number - 1]


def places_of(reading: Reading) -> Iterator[tuple[Location, int]]:
    lines = {item.text: item.lines[0] for item in items_of(reading, "location_hours")}
    for draft in reading.drafts:
        for place in draft.values.get("locations", ()):
            line = lines.get(f"{place.name} {place.url}") or lines.get(f"{place.name}: {place.url}")
            if line:
                yield place, line


def shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
