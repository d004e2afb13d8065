"""Scraped fichas of gob.ec: a JSON object with «Nombre_Tramite», «URL_Fuente», «Requisitos» … as plain text.

The page's own headings may stand inside a value («¿Dónde y cuál es el horario…» in «Costo»): what follows one belongs
to that heading's field. The lines of a :class:`Document` made of a record are those of its values, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.knowledge import markup
from bot.knowledge.document import MAX_LINES, Document
from bot.knowledge.readers import mending
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.ficha import Reading
from bot.knowledge.readers.records import Record
from bot.knowledge.readers.sections import OPENERS, TITLE_OF, Part, bare, merged, reading_of, says_something
from bot.text import clean

NAME = "scraped"
#: The layout's keys → the field each holds, in the order of a ficha.
KEYS = {
    "Nombre_Tramite": "name",
    "Institucion_Responsable": "institution",
    "URL_Fuente": "url",
    "Descripcion": "description",
    "A_Quien_Dirigido": "audience",
    "Que_Obtendre": "output",
    "Requisitos": "requirements",
    "Como_Hacer_Tramite": "steps",
    "Canales_Atencion": "channels",
    "Costo": "cost",
    "Ubicacion_Horarios": "location_hours",
    "Base_Legal": "legal_basis",
    "Fecha_Actualizacion": "updated_on",
}
_NAME_KEY = "Nombre_Tramite"
_UNGLUE: dict[str, Callable[[str], str]] = {
    "Descripcion": mending.unglued_sentences,
    "Requisitos": mending.unglued_labels,
    "Base_Legal": mending.unglued_laws,
}


def fits(record: Record) -> bool:
    return _NAME_KEY in record.values


def read(record: Record, sha256: str = "") -> Reading:
    """The reading of one record. SourceError with its place when a value is no text, or name or origin are missing."""
    if not fits(record):
        raise record.refusal("no tiene las claves de una ficha («Nombre_Tramite», «URL_Fuente», …)")
    values = list(_values(record))
    document = Document(record.path, tuple(line for _, lines in values for line in lines), sha256, record.number)
    if len(document.lines) > MAX_LINES:
        raise record.refusal(f"tiene más de {MAX_LINES} líneas")
    if markup.depth("\n".join(document.lines)) > markup.MAX_DEPTH:
        raise record.refusal(f"hay más de {markup.MAX_DEPTH} etiquetas HTML una dentro de otra")
    account = Account()
    return reading_of(document, NAME, merged(_parts(values, account), account), account)


def _values(record: Record) -> Iterator[tuple[str, list[str]]]:
    """The lines of each value in the order of a ficha, then of those under keys that the layout does not have."""
    known = [key for key in KEYS if key in record.values]
    for key in (*known, *(key for key in record.values if key not in KEYS)):
        yield key, _text(record, key, record.values[key]).split("\n")


def _text(record: Record, key: str, value: Any) -> str:
    """``value`` as lines of text; lists give a line an element."""
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, (dict, list, bool)) for one in values):
        raise record.refusal(f"«{clean(key, limit=40)}» no es un texto")
    text = clean("\n".join(str(one) for one in values if one is not None))
    return _UNGLUE.get(key, str)(text)


def _parts(values: list[tuple[str, list[str]]], account: Account) -> Iterator[Part]:
    """The parts of the record in order, one for each value and for each heading inside a value."""
    number = 0
    for key, lines in values:
        field_key = KEYS.get(key, "detail")
        part = Part(field_key, TITLE_OF.get(field_key, clean(key, limit=100).replace("_", " ") or "Sin título"))
        for text in lines:
            number += 1
            heading = _heading(text, field_key)
            if heading is not None:
                yield part
                account.decoration(number, "title", text)
                part = Part(heading, TITLE_OF.get(heading, markup.plain(text).rstrip(": ")))
            elif says_something(number, text, account):
                part.lines.append((number, text))
        yield part


def _heading(text: str, inside: str) -> str | None:
    """The field that starts at ``text``, a line of the field ``inside``; None when it is no heading."""
    found = OPENERS.get(bare(text))
    return None if found == inside else found
