"""From the fields of a ficha to a draft of its record: the part that is the same in every layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
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
from bot.knowledge.record import Cost


@dataclass(frozen=True)
class Draft:
    """One procedure as its document states it. ``values`` are fields of :class:`Procedure`; ``line`` is its name's.

    ``url``, ``updated_on`` and ``aliases`` (other titles) are those of its page, ``website`` its institution's,
    ``received_on`` the day on which it was copied, where the document states them.
    """

    name: str
    line: int
    institution: str | None
    values: dict[str, Any] = field(default_factory=dict)
    url: str | None = None
    updated_on: dt.date | None = None
    aliases: tuple[str, ...] = ()
    received_on: dt.date | None = None
    website: str | None = None


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
    values = {**values_of(fields), "statistics": tuple(table.rows)}
    account_uses(fields, account)
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


def values_of(fields: dict[str, Field]) -> dict[str, Any]:
    """The fields of :class:`Procedure` that ``fields`` state, passages included, and nothing for the others."""
    stated = {key: source for key, source in fields.items() if source.items}
    values = {key: value for key, make in _MAKERS.items() if key in stated for value in [make(stated[key])]}
    values.update(_several(stated))
    values["passages"] = tuple(passages(fields))
    return {key: value for key, value in values.items() if value not in (None, ())}


def _several(stated: dict[str, Field]) -> dict[str, Any]:
    """The fields of the record that one field of the ficha fills together."""
    values: dict[str, Any] = {}
    if "steps" in stated:
        main = procedure(stated["steps"].plain_items())
        values.update(steps=main.steps, steps_intro=main.intro, sections=main.sections)
    if "location_hours" in stated:
        where = places(stated["location_hours"])
        values.update(
            locations=tuple(where.locations), opening_hours=tuple(where.hours), location_notes=tuple(where.notes)
        )
    return values


def _cost(source: Field) -> Cost:
    return cost("\n\n".join(item.whole for item in source.plain_items()))


#: Field of the ficha → how the record's field of the same name is made of it.
_MAKERS: dict[str, Callable[[Field], Any]] = {
    "legal_basis": lambda source: legal_basis(source.with_role("")),
    "description": _joined,
    "requirements": requirements,
    "contact": contact,
    "audience": audience,
    "output": output,
    "channels": lambda source: tuple(_channels(_joined(source, " "))),
    "cost": _cost,
    "processing_time": lambda source: duration(_joined(source, " ")),
    "validity": _joined,
}


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


def account_uses(fields: dict[str, Field], account: Account) -> None:
    """Every piece of ``fields`` is used by its field."""
    for source in fields.values():
        for entry in source.items:
            for piece in entry.item.pieces:
                account.use(piece.line, piece.raw, source.key)
