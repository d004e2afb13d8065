"""From the fields of a ficha to a draft of its record: the part that is the same in every layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.knowledge.document import Document
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.costs import cost
from bot.knowledge.readers.durations import duration
from bot.knowledge.readers.fields import Field, Labelled, fields_of
from bot.knowledge.readers.items import NO_LABELS, Item, numbered_lines
from bot.knowledge.readers.legal import legal_basis
from bot.knowledge.readers.paragraphs import passages
from bot.knowledge.readers.people import audience, contact, output
from bot.knowledge.readers.places import places
from bot.knowledge.readers.requirements import requirements
from bot.knowledge.readers.statistics import statistics
from bot.knowledge.readers.steps import procedure


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


def read_ficha(document: Document, layout: str, *, cells: bool) -> Reading:
    account = Account()
    fields = fields_of(document, account, cells=cells)
    table = statistics(document, fields["statistics"].plain_items(), account)
    fields = _with_stray_entries(fields, table.stray, account)
    values = {key: value for key, value in _values(fields).items() if value not in (None, ())}
    values["statistics"] = tuple(table.rows)
    values["passages"] = tuple(passages(fields))
    _account_uses(fields, account)
    draft = Draft(
        _text(fields, "name", document), fields["name"].line, _joined(fields["institution"], " ") or None, values
    )
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
    moved = tuple(Labelled(item) for item in numbered_lines(lines, account, NO_LABELS, wrapped=True))
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
    """The values between commas; commas inside parentheses separate nothing."""
    level, start = 0, 0
    text = text.rstrip(". ")
    for position, character in enumerate(f"{text},"):
        level = max(0, level + (character == "(") - (character == ")"))
        if character == "," and (level == 0 or position == len(text)):
            if part := text[start:position].strip():
                yield part
            start = position + 1


def _account_uses(fields: dict[str, Field], account: Account) -> None:
    for source in fields.values():
        for entry in source.items:
            for piece in entry.item.pieces:
                account.use(piece.line, piece.raw, source.key)
