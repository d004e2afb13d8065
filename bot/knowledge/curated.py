"""What editors write about the procedures, beside the source documents: knowledge/*.yml.

Everything here is checked when it is read: a key that is not known, or an id that no procedure has, is a
SourceError with the file and the line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import SourceError
from bot.knowledge.record import ContactPoint, Foreign, Institution, Link, Prerequisite, Term, Words
from bot.text import fold, normalise, words

INDEX = "indice.yml"


@dataclass(frozen=True)
class Entry:
    """What the index says of one document."""

    document: str
    title: str
    institution: str | None = None
    url: str | None = None
    received_on: dt.date | None = None


@dataclass(frozen=True)
class Naming:
    """What people call a procedure, and the situations in which they need it. ``line`` is where it is written."""

    aliases: tuple[str, ...]
    situations: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Curated:
    """The editors' files. ``folder`` is where they were read from."""

    folder: Path
    institutions: tuple[Institution, ...] = ()
    namings: dict[str, Naming] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    prerequisite_lines: dict[str, int] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    foreign: tuple[Foreign, ...] = ()

    def institution(self, name_or_id: str) -> Institution | None:
        wanted = words(name_or_id)
        for known in self.institutions:
            if wanted in ([known.id], words(known.acronym), words(known.name)):
                return known
        return None

    def unknown_ids(self, ids: set[str]) -> Iterator[SourceError]:
        """An error for each id in the files that is not in ``ids``."""
        named = [(procedure, "alias.yml", naming.line) for procedure, naming in self.namings.items()]
        for entry in self.prerequisites:
            line = self.prerequisite_lines[entry.procedure]
            named += [(one, "enlaces.yml", line) for one in (entry.procedure, entry.requires) if one]
        for procedure, name, line in dict.fromkeys(named):
            if procedure not in ids:
                yield SourceError(f"ningún trámite tiene el id «{procedure}»", path=self.folder / name, line=line)

    def links(self, ids: set[str]) -> tuple[Prerequisite, ...]:
        """The curated links between procedures of ``ids``."""
        return tuple(one for one in self.prerequisites if {one.procedure, one.requires or one.procedure} <= ids)


def read_curated(folder: Path) -> Curated:
    """The editors' files in ``folder``; those that are absent say nothing."""
    namings = {
        str(key): _naming(folder / "alias.yml", value, line) for key, value, line in _mapping(folder / "alias.yml")
    }
    links = list(_mapping(folder / "enlaces.yml"))
    return Curated(
        folder=folder,
        institutions=tuple(
            _institution(folder / "instituciones.yml", *row) for row in _list(folder / "instituciones.yml")
        ),
        namings=namings,
        terms=tuple(_term(folder / "glosario.yml", *row) for row in _list(folder / "glosario.yml")),
        prerequisites=tuple(
            _prerequisite(folder / "enlaces.yml", str(key), entry, line)
            for key, value, line in links
            for entry in value
        ),
        prerequisite_lines={str(key): line for key, _, line in links},
        words=_words(folder / "palabras.yml").copy(
            update={
                "everyday": _everyday(folder / "cotidianas.yml"),
                "facets": tuple(_facets(folder / "facetas.yml")),
                "places": tuple(_lists(folder / "lugares.yml")),
                "entities": tuple(_lists(folder / "entidades.yml")),
            }
        ),
        foreign=tuple(_foreign(folder / "ajenos.yml", *row) for row in _list(folder / "ajenos.yml")),
    )


def read_index(folder: Path) -> dict[str, Entry]:
    """The entries of ``folder``'s index by document name; empty without an index."""
    path = folder / INDEX
    return {entry.document: entry for entry in (_entry(path, *row) for row in _list(path))}


def _load(path: Path) -> Any:
    if not path.exists():
        return None
    try:
        return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError("no está en UTF-8", path=path) from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "no se puede leer"
        raise SourceError(f"YAML mal escrito: {problem}", path=path, line=mark.line + 1 if mark else None) from error


def _mapping(path: Path) -> list[tuple[Any, Any, int]]:
    data = _load(path)
    if data is None:
        return []
    if not isinstance(data, dict):
        raise SourceError("se esperaba una lista de «clave: valor»", path=path, line=1)
    return [(key, value, data.lc.key(key)[0] + 1) for key, value in data.items()]  # type: ignore[attr-defined]


def _list(path: Path) -> list[tuple[dict[str, Any], int]]:
    data = _load(path)
    if data is None:
        return []
    if not isinstance(data, list):
        raise SourceError("se esperaba una lista", path=path, line=1)
    rows = [(row, data.lc.item(n)[0] + 1) for n, row in enumerate(data)]  # type: ignore[attr-defined]
    for row, line in rows:
        if not isinstance(row, dict):
            raise SourceError("se esperaba «clave: valor»", path=path, line=line)
    return rows


def _keys(path: Path, row: Any, line: int, required: str, optional: str = "") -> None:
    if not isinstance(row, dict):
        raise SourceError("se esperaba «clave: valor»", path=path, line=line)
    known = {*required.split(), *optional.split()}
    for key in row:
        if key not in known:
            raise SourceError(f"la clave «{key}» no se conoce ({', '.join(sorted(known))})", path=path, line=line)
    for key in required.split():
        if not row.get(key):
            raise SourceError(f"falta «{key}»", path=path, line=line)


def _entry(path: Path, row: dict[str, Any], line: int) -> Entry:
    _keys(path, row, line, "documento titulo", "institucion direccion recibido")
    received = row.get("recibido")
    if received is not None and not isinstance(received, dt.date):
        raise SourceError("«recibido» debe ser una fecha AAAA-MM-DD", path=path, line=line)
    return Entry(str(row["documento"]), str(row["titulo"]), row.get("institucion"), row.get("direccion"), received)


def _naming(path: Path, row: Any, line: int) -> Naming:
    _keys(path, row, line, "", "alias situaciones")
    return Naming(_texts(path, row.get("alias"), line), _texts(path, row.get("situaciones"), line), line)


def _foreign(path: Path, row: dict[str, Any], line: int) -> Foreign:
    _keys(path, row, line, "nombre frases")
    return Foreign(name=row["nombre"], phrases=_texts(path, row["frases"], line))


def _words(path: Path) -> Words:
    """Each line of a list holds words between blanks."""
    lists = {str(key): _texts(path, value, line) for key, value, line in _mapping(path)}
    for name in lists.keys() - {"vacias", "detalles", "sinonimos"}:
        raise SourceError(f"la clave «{name}» no se conoce (detalles, sinonimos, vacias)", path=path)
    empty, details = (tuple(" ".join(lists.get(name, ())).split()) for name in ("vacias", "detalles"))
    return Words(
        empty=empty, details=details, synonyms=tuple(tuple(line.split()) for line in lists.get("sinonimos", ()))
    )


def _everyday(path: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each word or phrase of the left-hand sides, folded, with the words on its right-hand side."""
    found: dict[str, tuple[str, ...]] = {}
    for said, written, line in _mapping(path):
        if not isinstance(written, str) or not written.strip():
            raise SourceError("se esperaba «dicen, dicen: escriben escriben»", path=path, line=line)
        for phrase in str(said).split(","):
            if found.setdefault(normalise(phrase), tuple(written.split())) != tuple(written.split()):
                raise SourceError(f"«{phrase.strip()}» ya está en otra línea", path=path, line=line)
    return tuple(found.items())


def _facets(path: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each value of each facet, with the words that state it."""
    for facet, values, line in _mapping(path):
        if not isinstance(values, dict) or not all(isinstance(said, str) for said in values.values()):
            raise SourceError("se esperaba «valor: palabra palabra»", path=path, line=line)
        for value, said in values.items():
            yield str(facet), str(value), tuple(said.split())


def _lists(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each key with the texts after it, written between commas: provinces with cantons, institutions with names."""
    for key, texts, line in _mapping(path):
        if not isinstance(texts, str):
            raise SourceError("se esperaba «clave: texto, texto»", path=path, line=line)
        yield str(key), tuple(one.strip() for one in texts.split(","))


def _texts(path: Path, value: Any, line: int) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise SourceError("se esperaba una lista de textos", path=path, line=line)
    found: dict[str, str] = {}
    for text in value:
        found.setdefault(fold(text), str(text))
    return tuple(found.values())


def _institution(path: Path, row: dict[str, Any], line: int) -> Institution:
    _keys(path, row, line, "id siglas nombre", "apodos sitio fuente contacto")
    contact = row.get("contacto")
    return Institution(
        id=row["id"],
        name=row["nombre"],
        nicknames=_texts(path, row.get("apodos"), line),
        acronym=row["siglas"],
        website=row.get("sitio"),
        contact=_contact(path, contact, line) if contact else None,
        documents=_texts(path, row.get("fuente"), line),
    )


def _contact(path: Path, row: Any, line: int) -> ContactPoint:
    _keys(path, row, line, "", "dependencia correos telefonos enlaces")
    links = row.get("enlaces") or []
    for link in links:
        _keys(path, link, line, "titulo url")
    return ContactPoint(
        unit=row.get("dependencia"),
        emails=_texts(path, row.get("correos"), line),
        phones=_texts(path, row.get("telefonos"), line),
        links=tuple(Link(title=link["titulo"], url=link["url"]) for link in links),
    )


def _term(path: Path, row: dict[str, Any], line: int) -> Term:
    _keys(path, row, line, "termino explicacion fuente", "siglas otros institucion enlace")
    return Term(
        term=row["termino"],
        acronym=row.get("siglas"),
        others=_texts(path, row.get("otros"), line),
        institution=row.get("institucion"),
        explanation=row["explicacion"],
        source=row["fuente"],
        link=row.get("enlace"),
    )


def _prerequisite(path: Path, procedure: str, row: Any, line: int) -> Prerequisite:
    _keys(path, row, line, "nombre texto", "requiere institucion")
    return Prerequisite(
        procedure=procedure,
        name=row["nombre"],
        requires=row.get("requiere"),
        institution=row.get("institucion"),
        text=row["texto"],
    )
