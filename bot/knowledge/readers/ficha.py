"""From the fields of a ficha to a draft of its record: the part that is the same in every layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.knowledge import markup
from bot.knowledge.document import Document
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.costs import cost
from bot.knowledge.readers.durations import duration
from bot.knowledge.readers.fields import Field, Labelled, fields_of
from bot.knowledge.readers.items import Item, numbered_lines
from bot.knowledge.readers.legal import legal_basis, whole_entries
from bot.knowledge.readers.people import audience, contact, output
from bot.knowledge.readers.places import places
from bot.knowledge.readers.requirements import requirements
from bot.knowledge.readers.statistics import statistics
from bot.knowledge.readers.steps import procedure
from bot.knowledge.record import Aspect, Passage

_CHANNEL = re.compile(r",\s*(?![^()]*\))")
_NO_LABELS = re.compile(r"(?!)")


@dataclass(frozen=True)
class Draft:
    """One procedure as its document states it. ``values`` are fields of :class:`Procedure`; ``line`` is its name's."""

    name: str
    line: int
    institution: str | None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a reader makes of one document. ``layout`` is the reader's name; ``fields`` is empty for tables."""

    document: Document
    layout: str
    drafts: tuple[Draft, ...]
    account: Account
    fields: dict[str, Field] = field(default_factory=dict)


def read_ficha(document: Document, layout: str, *, cells: bool, hard_breaks: bool) -> Reading:
    account = Account()
    fields = fields_of(document, account, cells=cells, hard_breaks=hard_breaks)
    table = statistics(document, fields["statistics"].plain_items(), account)
    fields = _with_stray_entries(fields, table.stray, account)
    values = {key: value for key, value in _values(fields).items() if value not in (None, ())}
    values["statistics"] = tuple(table.rows)
    values["passages"] = tuple(_passages(fields))
    _account_uses(fields, account)
    draft = Draft(_text(fields, "name", document), fields["name"].line, _text(fields, "institution", document), values)
    return Reading(document, layout, (draft,), account, fields)


def _text(fields: dict[str, Field], key: str, document: Document) -> str:
    text = _joined(fields[key], " ")
    if not text:
        raise document.error(f"«{fields[key].heading}» está vacío", fields[key].line)
    return text


def _joined(source: Field | None, separator: str = "\n\n") -> str:
    return separator.join(item.text for item in source.plain_items()) if source else ""


def _with_stray_entries(fields: dict[str, Field], stray: list[Item], account: Account) -> dict[str, Field]:
    """``fields`` with the legal entries found inside the statistics table moved to «Base Legal»."""
    lines = [(item.lines[0], item.pieces[0].raw) for item in stray]
    moved = tuple(Labelled(item) for item in numbered_lines(lines, account, _NO_LABELS, hard_breaks=False))
    table, legal = fields["statistics"], fields.get("legal_basis")
    legal = legal or Field("legal_basis", table.heading, table.line, ())
    return {**fields, "statistics": replace(table, items=()), "legal_basis": replace(legal, items=legal.items + moved)}


def _values(fields: dict[str, Field]) -> dict[str, Any]:
    values: dict[str, Any] = {"legal_basis": legal_basis(fields["legal_basis"].plain_items())}
    values["description"] = _joined(fields["description"]) or None
    values["requirements"] = requirements(fields["requirements"])
    main = procedure(fields["steps"].plain_items())
    values.update(steps=main.steps, steps_intro=main.intro, sections=main.sections)
    values["contact"] = contact(fields["contact"])
    if "audience" in fields:
        values["audience"] = audience(fields["audience"])
    if "output" in fields:
        values["output"] = output(fields["output"])
    values["channels"] = tuple(_channels(_joined(fields.get("channels"), " ")))
    cost_text = "\n\n".join(item.whole for item in fields["cost"].plain_items())
    values["cost"] = cost(cost_text) if cost_text else None
    if "processing_time" in fields and _joined(fields["processing_time"]):
        values["processing_time"] = duration(_joined(fields["processing_time"], " "))
    values["validity"] = _joined(fields.get("validity")) or None
    if "location_hours" in fields:
        where = places(fields["location_hours"])
        values.update(
            locations=tuple(where.locations), opening_hours=tuple(where.hours), location_notes=tuple(where.notes)
        )
    return values


def _channels(text: str) -> Iterator[str]:
    yield from (part.strip() for part in _CHANNEL.split(text.rstrip(". ")) if part.strip())


def _account_uses(fields: dict[str, Field], account: Account) -> None:
    for source in fields.values():
        for entry in source.items:
            for piece in entry.item.pieces:
                account.use(piece.line, piece.raw, source.key)


_ASPECTS = {aspect.value: aspect for aspect in Aspect}


def _passages(fields: dict[str, Field]) -> Iterator[Passage]:
    for key, source in fields.items():
        if key in _ASPECTS:
            yield from _field_passages(source)


def _field_passages(source: Field) -> Iterator[Passage]:
    """Each item with the headings over it: the field's, its label, the paragraph over its list, the item it details."""
    over, parent = "", ""
    items = source.plain_items()
    if source.key == "legal_basis":
        items = tuple(whole_entries(items))
    titles = {entry.item.lines: entry.title for entry in source.items}
    for position, item in enumerate(items):
        heading = [source.heading, titles.get(item.lines, "").rstrip(": ")]
        if item.is_list_item:
            nested = item.kind == "bullet" or (parent and item.number.startswith(f"{parent.split()[0]}."))
            heading += [over, parent if nested else ""]
        else:
            following = items[position + 1 : position + 2]
            over = item.text.rstrip(": ") if following and following[0].is_list_item else ""
            parent = ""
        if item.kind == "numbered" and source.key == "steps":
            parent = f"{item.number} {item.text}" if "." not in item.number else parent
        yield Passage(
            aspect=_ASPECTS[source.key],
            heading=tuple(part for part in heading if part),
            text=markup.decoded(item.text) if item.is_address else item.text,
            lines=item.lines,
        )
