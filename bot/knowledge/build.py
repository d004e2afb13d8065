"""Builds knowledge.db from source documents and the editors' files: read everything, then replace the file at once.

The same input gives the same bytes, so the content hash tells two bases apart. A build that fails, or is killed, leaves
the old file as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.errors import SourceError
from bot.knowledge.assemble import assemble, propose
from bot.knowledge.check import defects
from bot.knowledge.curated import Curated, Entry, read_curated, read_index
from bot.knowledge.document import Document, read_document
from bot.knowledge.readers import Reading, read
from bot.knowledge.record import Defect, Institution, Prerequisite, Procedure

#: Changes when the tables change: a base of another version is refused.
FORMAT = 1
MAX_DOCUMENTS = 20_000
_STALE = 3600.0
_SUFFIXES = frozenset({".md", ".txt"})

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Base:
    """Everything that goes into the file."""

    records: tuple[Procedure, ...]
    readings: tuple[Reading, ...]
    prerequisites: tuple[Prerequisite, ...]
    defects: tuple[Defect, ...]
    curated: Curated


@dataclass(frozen=True)
class Built:
    """``content_hash`` is the same for the same input; ``procedures`` and ``documents`` are counts."""

    path: Path
    content_hash: str
    procedures: int
    documents: int
    defects: int


def silent(_step: str, _done: int, _total: int) -> None:
    """Shows no progress."""


def build(sources: Iterable[Path], out: Path, curated: Path, progress: Progress = silent) -> Built:
    """Build ``out`` from files or folders; a SourceError leaves it alone. ``progress`` is told (step, done, total)."""
    base = gather(sources, curated, progress)
    progress("Escribiendo", 0, 1)
    content_hash = _replace(out, base)
    progress("Escribiendo", 1, 1)
    return Built(out, content_hash, len(base.records), len(base.readings), len(base.defects))


def gather(sources: Iterable[Path], curated: Path, progress: Progress = silent) -> Base:
    """Read and check everything, writing nothing."""
    edited = read_curated(curated)
    read_sources = list(_read(list(_documents(sources)), progress))
    readings = tuple(reading for reading, _ in read_sources)
    records = assemble(read_sources, edited)
    prerequisites = (*edited.prerequisites, *propose(records, edited.prerequisites, edited.terms))
    return Base(records, readings, prerequisites, tuple(defects(readings)), edited)


def _documents(sources: Iterable[Path]) -> Iterator[tuple[Path, Entry | None]]:
    """The documents of files and folders, each once; a folder gives its .md and .txt files in order of name."""
    seen: set[Path] = set()
    for source in sources:
        if not source.exists():
            raise SourceError("no existe", path=source)
        folder = source if source.is_dir() else source.parent
        index = read_index(folder)
        paths = _in_folder(folder, index) if source.is_dir() else [source]
        for path in paths:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path, index.get(path.name)


def _in_folder(folder: Path, index: dict[str, Entry]) -> list[Path]:
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in _SUFFIXES)
    for name in index.keys() - {path.name for path in paths}:
        raise SourceError(f"nombra «{name}», que no está en la carpeta", path=folder / "indice.yml")
    if not paths:
        raise SourceError("la carpeta no tiene documentos .md ni .txt", path=folder)
    if len(paths) > MAX_DOCUMENTS:
        raise SourceError(f"la carpeta tiene más de {MAX_DOCUMENTS} documentos", path=folder)
    return paths


def _read(documents: list[tuple[Path, Entry | None]], progress: Progress) -> Iterator[tuple[Reading, Entry | None]]:
    for done, (path, entry) in enumerate(documents, 1):
        yield read(read_document(path)), entry
        progress("Leyendo", done, len(documents))


def _replace(out: Path, base: Base) -> str:
    """Write a new file beside ``out`` and put it in its place in one step."""
    out.parent.mkdir(parents=True, exist_ok=True)
    _sweep(out)
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".tmp", dir=out.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        content_hash = _write(temporary, base)
        temporary.chmod(0o644)
        _sync(temporary)
        os.replace(temporary, out)
        _sync(out.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise
    return content_hash


def _sweep(out: Path) -> None:
    """Remove what builds that were killed left beside ``out``; a build takes seconds, so what is old is left over."""
    for path in out.parent.glob(f".{out.name}.*.tmp"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _STALE:
                path.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, base: Base) -> str:
    rows = tables(base)
    content_hash = hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    meta = {"format": str(FORMAT), "content_hash": content_hash}
    rows["meta"] = [{"key": key, "value": value} for key, value in meta.items()]
    with closing(sqlite3.connect(path)) as connection:
        # The file is thrown away when the build fails: no journal is needed to protect it.
        connection.executescript("PRAGMA journal_mode = off; PRAGMA synchronous = off;")
        database = sqlite_utils.Database(connection)
        for name, columns in SCHEMA.items():
            _table(database, name, columns, rows[name])
        _index(database)
        database.vacuum()
    return content_hash


def _table(database: sqlite_utils.Database, name: str, columns: dict[str, type], rows: list[dict[str, Any]]) -> None:
    table = database.create_table(name, columns, pk=next(iter(columns)))
    table.insert_all(rows, batch_size=500)


def _index(database: sqlite_utils.Database) -> None:
    for name, columns in (("procedure", ["name", "aliases"]), ("passage", ["heading", "text"])):
        database.table(name).enable_fts(columns, tokenize="unicode61 remove_diacritics 2")
    for name in ("passage", "statistic"):
        database.table(name).create_index(["procedure"])


#: Tables, columns and their types; the first column is the key.
SCHEMA: dict[str, dict[str, type]] = {
    "meta": {"key": str, "value": str},
    "institution": {"id": str, "acronym": str, "name": str, "record": str},
    "source": {"document": str, "title": str, "url": str, "received_on": str, "layout": str, "sha256": str},
    "procedure": {"id": str, "name": str, "aliases": str, "institution": str, "document": str, "record": str},
    "passage": {
        "id": int,
        "procedure": str,
        "aspect": str,
        "heading": str,
        "text": str,
        "first_line": int,
        "last_line": int,
    },
    "statistic": {"id": int, "procedure": str, "year": int, "month": int, "complaints": int, "served": int},
    "prerequisite": {"id": int, "procedure": str, "requires": str, "proposed": int, "record": str},
    "term": {"id": int, "term": str, "acronym": str, "record": str},
    "words": {"id": int, "record": str},
    "foreign_procedure": {"id": int, "name": str, "record": str},
    "defect": {"id": int, "code": str, "document": str, "line": int, "message": str},
}


def tables(base: Base) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table but ``meta``, in a fixed order."""
    return {
        "institution": [_institution_row(i) for i in _institutions(base)],
        "source": [_source_row(reading, base.records) for reading in base.readings],
        "procedure": [_procedure_row(record) for record in base.records],
        "passage": _numbered(_passage_rows(base.records)),
        "statistic": _numbered({"procedure": r.id, **month.dict()} for r in base.records for month in r.statistics),
        "prerequisite": _numbered(
            {
                "procedure": p.procedure,
                "requires": p.requires,
                "proposed": int(p.proposed),
                "record": p.json(ensure_ascii=False),
            }
            for p in base.prerequisites
        ),
        "term": _numbered(
            {"term": t.term, "acronym": t.acronym, "record": t.json(ensure_ascii=False)} for t in base.curated.terms
        ),
        "foreign_procedure": _numbered(
            {"name": one.name, "record": one.json(ensure_ascii=False)} for one in base.curated.foreign
        ),
        "words": _numbered([{"record": base.curated.words.json(ensure_ascii=False)}]),
        "defect": _numbered(defect.dict() for defect in base.defects),
    }


def _numbered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": number, **row} for number, row in enumerate(rows, 1)]


def _institutions(base: Base) -> list[Institution]:
    """Those that have a procedure, in order of id."""
    found = {record.institution.id: record.institution for record in base.records}
    return [found[key] for key in sorted(found)]


def _institution_row(institution: Institution) -> dict[str, Any]:
    record = institution.json(ensure_ascii=False)
    return {"id": institution.id, "acronym": institution.acronym, "name": institution.name, "record": record}


def _source_row(reading: Reading, records: tuple[Procedure, ...]) -> dict[str, Any]:
    document: Document = reading.document
    source = next(r.source for r in records if r.source.document == document.path.name)
    received = source.received_on.isoformat() if source.received_on else None
    row = {"document": source.document, "title": source.title, "url": source.url, "received_on": received}
    return {**row, "layout": reading.layout, "sha256": document.sha256}


def _procedure_row(record: Procedure) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "aliases": "\n".join((*record.aliases, *record.situations)),
        "institution": record.institution.id,
        "document": record.source.document,
        "record": record.json(ensure_ascii=False),
    }


def _passage_rows(records: tuple[Procedure, ...]) -> Iterator[dict[str, Any]]:
    for record in records:
        for passage in record.passages:
            yield {
                "procedure": record.id,
                "aspect": passage.aspect.value,
                "heading": " › ".join(passage.heading),
                "text": passage.text,
                "first_line": passage.lines[0],
                "last_line": passage.lines[1],
            }
