"""Writes knowledge.db: the tables of a :class:`Base`, in a new file that takes the old one's place in one step."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.knowledge.base import Base, SourceFile
from bot.knowledge.index import Index
from bot.knowledge.record import Institution, Procedure
from bot.knowledge.stored import dump

#: Changes when the tables change: a base of another version is refused.
FORMAT = 3
_STALE = 3600.0

Row = dict[str, Any]


def write(out: Path, base: Base) -> str:
    """Write a new file beside ``out`` and put it in its place in one step; the content hash."""
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
    """Row by row, so that the memory needed does not grow with the base; the hash is of the rows as they pass."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as connection:
        # The file is thrown away when the build fails: no journal is needed to protect it.
        connection.executescript("PRAGMA journal_mode = off; PRAGMA synchronous = off;")
        database = sqlite_utils.Database(connection)
        for name, rows in tables(base).items():
            _table(database, name, _hashed(name, rows, digest))
        # Made from the rows above, and not hashed: it tells nothing new about two bases.
        index = Index.of(base.records, base.curated.words, base.curated.foreign)
        _table(database, "search_index", ({"piece": name, "bytes": piece} for name, piece in dump(index).items()))
        meta = {"format": str(FORMAT), "content_hash": digest.hexdigest()}
        _table(database, "meta", ({"key": key, "value": value} for key, value in meta.items()))
        _index(database)
        database.vacuum()
    return digest.hexdigest()


def _hashed(name: str, rows: Iterable[Row], digest: hashlib._Hash) -> Iterator[Row]:
    digest.update(f"{name}\n".encode())
    for row in rows:
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
        yield row


def _table(database: sqlite_utils.Database, name: str, rows: Iterable[Row]) -> None:
    columns = SCHEMA[name]
    database.create_table(name, columns, pk=next(iter(columns)))
    marks = ", ".join(f":{column}" for column in columns)
    with database.conn:
        database.conn.executemany(f"INSERT INTO [{name}] VALUES ({marks})", rows)  # noqa: S608 (our own names)


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
    "search_index": {"piece": str, "bytes": bytes},
    "refused": {"id": int, "document": str, "line": int, "reason": str},
}


def tables(base: Base) -> dict[str, Iterable[Row]]:
    """The rows of every table but ``meta``, in a fixed order, made when they are asked for."""
    return {
        "institution": map(_institution_row, _institutions(base)),
        "source": map(_source_row, base.sources),
        "procedure": map(_procedure_row, base.records),
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
        "refused": _numbered(refusal.dict() for refusal in base.refused),
    }


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    return ({"id": number, **row} for number, row in enumerate(rows, 1))


def _institutions(base: Base) -> list[Institution]:
    """Those that have a procedure, in order of id."""
    found = {record.institution.id: record.institution for record in base.records}
    return [found[key] for key in sorted(found)]


def _institution_row(institution: Institution) -> Row:
    record = institution.json(ensure_ascii=False)
    return {"id": institution.id, "acronym": institution.acronym, "name": institution.name, "record": record}


def _source_row(source: SourceFile) -> Row:
    received = source.received_on.isoformat() if source.received_on else None
    row = {"document": source.document, "title": source.title, "url": source.url, "received_on": received}
    return {**row, "layout": source.layout, "sha256": source.sha256}


def _procedure_row(record: Procedure) -> Row:
    return {
        "id": record.id,
        "name": record.name,
        "aliases": "\n".join((*record.aliases, *record.situations)),
        "institution": record.institution.id,
        "document": record.source.document,
        "record": record.json(ensure_ascii=False),
    }


def _passage_rows(records: tuple[Procedure, ...]) -> Iterator[Row]:
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
