"""The catalogue's API as we understand it: its addresses, and what an answer must be to be believed.

Its shapes are lists of objects, and one object is a list of one. Identifiers are numbers, mostly written as text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.errors import AnswerRefused

#: More pages than any list has; at two requests a second they would take a quarter of an hour.
MAX_PAGES = 2_000
_IDENTIFIER = re.compile(r"[1-9][0-9]{0,11}")

_INSTITUTIONS = "instituciones?page="
_PROCEDURES = "tramites?institution={}&page="

Object = dict[str, Any]
Value = TypeVar("Value")


class Getter(Protocol):
    def get(self, path: str, believe: Callable[[Any], Value], basis: str | None = None) -> Value: ...

    def forget(self, path: str) -> None: ...


@dataclass(frozen=True)
class Row:
    """One line of a list: the ``id`` in it and a hash of the whole line, None when it says not when it was changed."""

    id: str
    version: str | None


def institutions(source: Getter) -> Iterator[str]:
    """The ids of all institutions."""
    for row in _listed(source, _INSTITUTIONS, "institucion_id"):
        yield row["institucion_id"]


def procedures(source: Getter, institution: str) -> Iterator[Row]:
    """The procedures of ``institution``; one that stands twice in its list is given twice."""
    for row in _listed(source, _PROCEDURES.format(institution), "tramite_id"):
        of = row.get("institucion_id")
        if of is not None and identifier(of) != institution:
            raise AnswerRefused(f"la lista de la institución {institution} trae trámites de la institución {of}")
        text = json.dumps(row, sort_keys=True)
        version = hashlib.sha256(text.encode()).hexdigest() if row.get("modificado") else None
        yield Row(row["tramite_id"], version)


def forget_lists(source: Getter, institution: str | None = None) -> None:
    """Ask next time again for the whole list of procedures of ``institution``, or for that of institutions."""
    source.forget(_PROCEDURES.format(institution) if institution else _INSTITUTIONS)


def institution(source: Getter, wanted: str, basis: str | None) -> Object:
    return source.get(f"instituciones/{wanted}", _one("institucion_id", wanted), basis)


def procedure(source: Getter, wanted: str, basis: str | None) -> Object:
    return source.get(f"tramites/{wanted}", _one("tramite_id", wanted), basis)


def regulation(source: Getter, wanted: str, basis: str | None) -> Object:
    return source.get(f"regulaciones/{wanted}", _one("regulacion_id", wanted), basis)


def regulations_of(source: Getter, wanted: str, basis: str | None) -> list[Object]:
    """What ties the procedure to each of its regulations."""
    return source.get(f"tramites-regulaciones/{wanted}", _identified("regulacion_id"), basis)


def months_of(source: Getter, wanted: str, basis: str | None) -> list[Object]:
    """The monthly transparency of the procedure."""
    return source.get(f"tramites-transparencia/{wanted}", objects, basis)


def _listed(source: Getter, path: str, key: str) -> Iterator[Object]:
    """The lines of all pages, to the first empty one. AnswerRefused when a page comes again: the list has no end."""
    seen: dict[tuple[str, ...], int] = {}
    for page in range(MAX_PAGES):
        rows = source.get(f"{path}{page}", _identified(key))
        if not rows:
            return
        first = seen.setdefault(tuple(row[key] for row in rows), page)
        if first != page:
            raise AnswerRefused(f"la página {page} repite la página {first}: la lista no termina")
        yield from rows
    raise AnswerRefused(f"la lista pasa de {MAX_PAGES} páginas")


def objects(value: Any) -> list[Object]:
    """``value`` as a list of objects: itself, or one object alone."""
    rows = [value] if isinstance(value, dict) else value
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise AnswerRefused("se esperaba una lista de objetos")
    return rows


def _identified(key: str) -> Callable[[Any], list[Object]]:
    """Objects, each with its identifier as text."""
    return lambda value: [{**row, key: identifier(row.get(key))} for row in objects(value)]


def _one(key: str, wanted: str) -> Callable[[Any], Object]:
    """The one object with the id that was asked for."""

    def believe(value: Any) -> Object:
        rows = objects(value)
        if len(rows) != 1:
            raise AnswerRefused(f"se esperaba un objeto y hay {len(rows)}")
        if identifier(rows[0].get(key)) != wanted:
            raise AnswerRefused(f"se pidió el {wanted} y llegó el {identifier(rows[0].get(key))}")
        return rows[0]

    return believe


def identifier(value: Any) -> str:
    """``value`` as the number that it must be: it becomes part of an address and of a file's name."""
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if not _IDENTIFIER.fullmatch(text):
        raise AnswerRefused(f"el identificador {str(value)[:40]!r} no es un número")
    return text
