"""The built knowledge base at run time: read-only, shared by threads, refused when it is of another format."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.errors import KnowledgeError, ProcedureNotFound
from bot.knowledge.build import FORMAT
from bot.knowledge.record import Defect, Foreign, Institution, Passage, Prerequisite, Procedure, Term, Words

Model = TypeVar("Model", bound=BaseModel)
_REBUILD = "constrúyala con `ventanilla kb build`"


class Catalogue:
    """The procedures of one knowledge.db. The file is opened at the first question asked; then it is never written.

    A new build replaces the file, not what an open catalogue sees: make another to read the new one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()

    def procedures(self) -> list[Procedure]:
        """All procedures, in order of id."""
        return list(self._by_id.values())

    def get(self, procedure: str) -> Procedure:
        """The procedure with that id; ProcedureNotFound when there is none."""
        try:
            return self._by_id[procedure]
        except KeyError:
            raise ProcedureNotFound(f"ningún trámite tiene el id «{procedure}»") from None

    def institutions(self) -> list[Institution]:
        return self._models(Institution, "SELECT record FROM institution ORDER BY id")

    def terms(self) -> list[Term]:
        return self._models(Term, "SELECT record FROM term ORDER BY id")

    def foreign(self) -> list[Foreign]:
        """The procedures that people ask for and the catalogue does not hold, for :class:`bot.knowledge.Search`."""
        return self._models(Foreign, "SELECT record FROM foreign_procedure ORDER BY id")

    def words(self) -> Words:
        """The everyday words of the editors' file, for :class:`bot.knowledge.Search`."""
        return self._models(Words, "SELECT record FROM words")[0]

    def prerequisites(self, procedure: str | None = None) -> list[Prerequisite]:
        """What must be done before ``procedure`` (of all procedures without it), curated ones first."""
        found = self._models(Prerequisite, "SELECT record FROM prerequisite ORDER BY proposed, id")
        return [entry for entry in found if procedure in (None, entry.procedure)]

    def defects(self) -> list[Defect]:
        rows = self.query("SELECT code, document, line, message FROM defect ORDER BY id")
        return [Defect(**dict(row)) for row in rows]

    def passages(self, procedure: str) -> tuple[Passage, ...]:
        return self.get(procedure).passages

    @property
    def version(self) -> str:
        """The content hash: the same for the same sources and editors' files."""
        return self._meta["content_hash"]

    @cached_property
    def built_from(self) -> dict[str, str]:
        """The SHA-256 of each source document by its name."""
        return {row["document"]: row["sha256"] for row in self.query("SELECT document, sha256 FROM source")}

    def query(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        """The rows of a read-only statement; safe from any thread. KnowledgeError when the file is damaged."""
        connection = self._connection
        try:
            with self._lock:
                return connection.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise KnowledgeError(f"{self.path}: la base de conocimiento está dañada ({error}); {_REBUILD}") from error

    def close(self) -> None:
        """Close the file, if it was opened."""
        connection = self.__dict__.pop("_connection", None)
        if connection is not None:
            connection.close()

    @cached_property
    def _by_id(self) -> dict[str, Procedure]:
        records = self._models(Procedure, "SELECT record FROM procedure ORDER BY id")
        return {record.id: record for record in records}

    def _models(self, model: type[Model], sql: str) -> list[Model]:
        self._check_format()
        return [model.parse_raw(row["record"]) for row in self.query(sql)]

    def _check_format(self) -> None:
        """Refuse a base of another format before its records are read."""
        if self._meta.get("format") != str(FORMAT):
            found = self._meta.get("format")
            raise KnowledgeError(f"{self.path}: la base es del formato {found} y se espera {FORMAT}; {_REBUILD}")

    @cached_property
    def _meta(self) -> dict[str, str]:
        return {row["key"]: row["value"] for row in self.query("SELECT key, value FROM meta")}

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        if not self.path.is_file():
            raise KnowledgeError(f"{self.path}: no hay base de conocimiento; {_REBUILD}")
        address = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        return connection
