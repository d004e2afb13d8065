"""«Ubicacion_Horarios» of a scraped ficha: tables of offices that lost their columns, and labels apart from values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.knowledge.readers.account import Account
from bot.knowledge.readers.fields import Labelled
from bot.knowledge.readers.items import Item, Piece, item_of
from bot.knowledge.readers.mending import Line, groups, labels
from bot.knowledge.readers.places import opening_hours
from bot.text import fold

#: Titles of the columns of the tables of offices, folded.
_COLUMNS = frozenset(
    (
        *("dependencia mag", "dependencia", "coordinacion", "oficina", "circuito", "nombre", "provincia", "ciudad"),
        *("ubicacion", "direccion", "telefono", "telefonos", "codigo postal", "correo electronico", "correo"),
        *("horario de atencion", "horarios (lunes a viernes)", "horarios", "horario"),
    )
)
#: Titles over what holds for one kind of attention.
_KINDS = {
    **dict.fromkeys(("presencial", "tramite presencial", "atencion presencial"), "office"),
    **dict.fromkeys(("en linea", "tramite en linea", "atencion en linea", "virtual", "atencion virtual"), "online"),
}
_FEWEST_COLUMNS = 3
_OFFICE = re.compile(
    r"(?:direccion (?:distrital|zonal|provincial|cantonal)|coordinacion zonal|oficina tecnica|matriz)\b[^:.]{1,60}"
)
_FEWEST_OFFICES = 3
#: Of a line that goes on with an address: «Guayaquil - Ecuador».
_LONGEST_REST = 80
_LABEL = re.compile(r"(lugar|direcci[oó]n|ubicaci[oó]n)\s*:\s*(?=\S)", re.IGNORECASE)


def offices(lines: list[Line], account: Account) -> Iterator[Labelled]:
    """The entries of ``lines``: a row of a table or an office with its address each ("row"), a labelled ``place`` or
    ``address``, other paragraphs.
    """
    start, columns = _titles(lines)
    yield from _by_name(lines[:start], account)
    for number, title in lines[start : start + columns]:
        if "(" in title:  # «Horarios (Lunes a viernes)» says something
            yield Labelled(_item([(number, title)], account))
        else:
            account.decoration(number, "table header", title)
    rest = lines[start + columns :]
    if columns and _are_rows(rest, columns):
        yield from (_row(rest[at : at + columns]) for at in range(0, len(rest), columns))
    else:
        yield from _by_name(rest, account)


def _titles(lines: list[Line]) -> tuple[int, int]:
    """Where the titles of a table stand and how many they are; all lines and none without a table."""
    start = 0
    while start < len(lines):
        columns = 0
        while start + columns < len(lines) and fold(lines[start + columns][1]) in _COLUMNS:
            columns += 1
        if columns >= _FEWEST_COLUMNS:
            return start, columns
        start += columns + 1
    return len(lines), 0


def _are_rows(lines: list[Line], columns: int) -> bool:
    """Whether ``lines`` are whole rows: a cell that is missing would push the next name among the addresses."""
    names = [text for _, text in lines[::columns]]
    return len(lines) % columns == 0 and all(text[:1].isalpha() and "@" not in text for text in names)


def _by_name(lines: list[Line], account: Account) -> Iterator[Labelled]:
    """Offices without a table: a name («Dirección Distrital Azuay») and the lines below it, to the next name."""
    names = [at for at, (_, text) in enumerate(lines) if _OFFICE.fullmatch(fold(text))]
    if len(names) < _FEWEST_OFFICES:
        yield from _places(lines, account)
        return
    yield from _places(lines[: names[0]], account)
    sizes = [after - at for at, after in pairwise(names)]
    # The last one is as long as most of the others.
    usual = max(sizes, key=lambda size: (sizes.count(size), size))
    for at, after in zip(names, [*names[1:], names[-1] + usual]):
        yield _row(lines[at:after])
    yield from _places(lines[names[-1] + usual :], account)


def _row(cells: list[Line]) -> Labelled:
    pieces = tuple(Piece(number, text) for number, text in cells)
    return Labelled(Item("paragraph", "", pieces), "row")


def _places(lines: list[Line], account: Account) -> Iterator[Labelled]:
    """Paragraphs, with the role of the title above them; short lines below a labelled address, up to the hours, are the
    rest of it.
    """
    last: Labelled | None = None
    role = title = ""
    for group in groups(lines, labels):
        item = _item(group, account)
        if (kind := _KINDS.get(fold(item.text).strip(" :."))) is not None:
            role, title = kind, item.text
            _account_title(group, account)
            continue
        if last is not None and last.role == "address" and _is_rest(item):
            last = replace(last, item=replace(last.item, pieces=last.item.pieces + item.pieces))
            continue
        place = _place(item, account)
        if last is not None:
            is_town = place.role == "address" and last.item.text.isupper() and last.item.is_heading
            yield Labelled(last.item, "place") if is_town else last
        last = place
        if not last.role:
            last = Labelled(item, role, title)
    if last is not None:
        yield last


def _place(item: Item, account: Account) -> Labelled:
    label = _LABEL.match(item.text)
    value = item.after(label[1], account) if label and item.pieces[0].text.startswith(label[1]) else None
    if label is None or value is None:
        return Labelled(item)
    # The label may stand on a line of its own, its colon on the next.
    first, *rest = value.pieces
    value = replace(value, pieces=(replace(first, raw=first.raw.lstrip(" :")), *rest))
    return Labelled(value, "place" if fold(label[1]) == "lugar" else "address", label[1].capitalize())


def _is_rest(item: Item) -> bool:
    text = fold(item.text)
    is_other = item.is_list_item or ":" in text or "http" in text or "@" in text or opening_hours(item.text) is not None
    return not is_other and len(text) <= _LONGEST_REST


def _account_title(group: list[Line], account: Account) -> None:
    for number, text in group:
        account.decoration(number, "label", text)


def _item(group: list[Line], account: Account) -> Item:
    (number, text), *rest = group
    first = item_of(number, text, account)
    pieces = first.pieces + tuple(Piece(number, text) for number, text in rest)
    return Item(first.kind, first.number, pieces, first.mark)
