"""Procedures of the national catalogue as its API gives them, copied by `ventanilla kb sync`: a JSON document each.

``tramite`` is the procedure, ``institucion`` its institution, ``regulaciones`` a list of ``{"vinculo", "regulacion"}``,
``transparencia`` a list of months. The lines of a :class:`Document` made of it are those that people see of its values.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.knowledge.readers import html_lines
from bot.knowledge.readers.costs import cost
from bot.knowledge.readers.entries import entries
from bot.knowledge.readers.ficha import Draft, Reading, account_uses, values_of
from bot.knowledge.readers.fields import TITLES, Field, Labelled
from bot.knowledge.readers.gobec_parts import law_items, laws, months
from bot.knowledge.readers.gobec_sheet import Object, Sheet
from bot.knowledge.readers.mending import Line
from bot.knowledge.readers.records import Record
from bot.text import fold

NAME = "gobec_api"
#: Stands under «formato» in each document.
FORMAT = "ventanilla/gobec-1"
#: The names of the files that the documents stand in.
FILE = re.compile(r"tramite-[1-9][0-9]{0,11}\.json")
_HEADINGS = {key: title for title, key in reversed(TITLES.items())}
#: Values of a procedure → the field each is read into, with the label that stands over it there.
_TEXTS = {
    "descripcion": ("description", ""),
    "beneficiarios": ("audience", ""),
    "requisitos_obligatorios": ("requirements", "Requisitos Obligatorios:"),
    "requisitos_especiales": ("requirements", "Requisitos Especiales:"),
    "requisitos_opcionales": ("requirements", "Requisitos Opcionales:"),
    "procedimiento": ("steps", ""),
    "canales_atencion": ("channels", ""),
    "tiempo_estimado": ("processing_time", ""),
}
#: Values that are read otherwise, or say nothing to people: identifiers, pictures.
_APART = frozenset(
    "tramite_id nombre url institucion_id institucion_url imagen_url costo costo_detalle tramite_enlinea_url"
    " tramite_enlinea_completo modificado".split()
)
_FREE = {"no": True, "si": False}
_COST = {"no": "El trámite no tiene costo.", "si": "El trámite sí tiene costo."}
_ONLINE = {"si": "Sí se hace por completo en línea.", "no": "No se hace por completo en línea."}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def fits(record: Record) -> bool:
    return record.values.get("formato") == FORMAT


def read(record: Record, sha256: str = "") -> Reading:
    """The reading of one document. SourceError when a value is not of its type, or the name is missing."""
    sheet = Sheet(record)
    draft = _draft(sheet)
    _write(sheet, sheet.object("tramite"))
    stated = {"legal_basis": laws(sheet), "statistics": months(sheet)}
    document = sheet.document(sha256)
    fields = {key: _field(sheet, key, lines) for key, lines in sheet.parts.items() if lines}
    account_uses(fields, sheet.account)
    values = values_of(fields) | {key: value for key, value in stated.items() if value}
    free = _FREE.get(_flag(sheet, "costo"))
    if "cost" in values and free is not None:
        # Amounts beside a «No» are what others charge.
        values["cost"] = values["cost"].copy(update={"free": free})
    place = (record.number, record.number)
    values["passages"] = tuple(one.copy(update={"lines": place}) for one in values.get("passages", ()))
    return Reading(document, NAME, (replace(draft, values=values),), sheet.account, fields)


def _draft(sheet: Sheet) -> Draft:
    """Whose procedure it is, what it is called, where it stands and since when."""
    procedure, institution = sheet.object("tramite"), sheet.object("institucion")
    name, named = sheet.word(procedure, "nombre"), _institution(sheet, institution)
    if not name:
        raise sheet.record.refusal("no tiene nombre («nombre»)")
    sheet.use("name", name)
    sheet.use("institution", named)
    return Draft(
        name,
        sheet.record.number,
        named or None,
        url=html_lines.target(sheet.word(procedure, "url")) or None,
        updated_on=_date(procedure.get("modificado")),
        received_on=_date(sheet.record.values.get("recibido")),
        website=html_lines.target(sheet.word(institution, "website")) or None,
    )


def _institution(sheet: Sheet, institution: Object) -> str:
    """«Name (ACRONYM)», as other layouts have it."""
    name, acronym = sheet.word(institution, "institucion"), sheet.word(institution, "siglas")
    return f"{name} ({acronym})" if name and acronym else name


def _date(value: Any) -> dt.date | None:
    """The first date in ``value``, e.g. in «<time datetime="2025-07-14T…», if it exists."""
    found = _DATE.search(value) if isinstance(value, str) else None
    try:
        return dt.date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def _write(sheet: Sheet, procedure: Object) -> None:
    """The lines of all that the procedure itself states."""
    for name, (key, label) in _TEXTS.items():
        texts = sheet.seen(procedure, name)
        if key == "channels" and texts:
            texts = [", ".join(text.strip("•., ") for text in texts)]
        if texts:
            sheet.add(key, *filter(None, [label]), *texts)
    sheet.add("cost", *_cost(sheet, procedure))
    sheet.add("location_hours", *_online(sheet, procedure))
    for name in procedure:
        if name not in _TEXTS and name not in _APART:
            sheet.add("detail", *sheet.under_its_name(procedure, name))


def _flag(sheet: Sheet, name: str) -> str:
    """A value that is «Sí» or «No», folded."""
    return fold(sheet.word(sheet.object("tramite"), name)).strip(" .")


def _cost(sheet: Sheet, procedure: Object) -> list[str]:
    """The detail, under the yes or no of «costo» in words unless the detail says as much."""
    details, flag = sheet.seen(procedure, "costo_detalle"), _flag(sheet, "costo")
    written = sheet.word(procedure, "costo")
    sentence = _COST.get(flag, f"Costo: {written}" if written else "")
    said = bool(details) and (flag == "si" or cost("\n".join(details)).free is _FREE.get(flag))
    return details if said or not sentence else [sentence, *details]


def _online(sheet: Sheet, procedure: Object) -> Iterator[str]:
    """Where it is done on the web, and whether all of it."""
    written, whole = sheet.word(procedure, "tramite_enlinea_url"), sheet.word(procedure, "tramite_enlinea_completo")
    if written:
        yield f"Trámite en línea: {written if ' ' in written else html_lines.target(written) or written}"
    if whole:
        yield _ONLINE.get(_flag(sheet, "tramite_enlinea_completo"), f"Trámite en línea completo: {whole}")


def _field(sheet: Sheet, key: str, lines: list[Line]) -> Field:
    items: Iterator[Labelled] = (
        law_items(lines, sheet.notes) if key == "legal_basis" else iter(entries(key, lines, sheet.account))
    )
    return Field(key, _HEADINGS.get(key, "Otros datos"), lines[0][0], tuple(items))
