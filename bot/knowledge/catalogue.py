"""The built knowledge base at run time: read-only, shared by threads, refused when it is of another format."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.errors import KnowledgeError, ProcedureNotFound
from bot.knowledge.lexicon import Lexicon
from bot.knowledge.loading import load
from bot.knowledge.recogniser import Recogniser
from bot.knowledge.record import Defect, Foreign, Institution, Passage, Prerequisite, Procedure, Term, Words
from bot.knowledge.search import Match, Search
from bot.knowledge.stored import load as load_index
from bot.knowledge.writing import FORMAT

Model = TypeVar("Model", bound=BaseModel)
_REBUILD = "constrúyala con `ventanilla kb build`"


class Catalogue:
    """The procedures of one knowledge.db. The file is opened at the first question asked; then it is never written.

    A new build replaces the file, not what an open catalogue sees: make another to read the new one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._known: dict[str, Procedure] = {}

    def procedures(self) -> list[Procedure]:
        """All procedures, in order of id. The first call reads every record: two seconds for 5,000."""
        return list(self._all)

    def get(self, procedure: str) -> Procedure:
        """The procedure with that id, read when it is first asked for; ProcedureNotFound when there is none."""
        if procedure not in self._known:
            self._check_format()
            rows = self.query("SELECT record FROM procedure WHERE id = ?", (procedure,))
            if not rows:
                raise ProcedureNotFound(f"ningún trámite tiene el id «{procedure}»")
            self._known[procedure] = self._loaded(Procedure, rows[0]["record"])
        return self._known[procedure]

    def names(self) -> dict[str, str]:
        """Each id with its procedure's name, in order of id, without reading the records."""
        self._check_format()
        return {row["id"]: row["name"] for row in self.query("SELECT id, name FROM procedure ORDER BY id")}

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
        sql = "SELECT record FROM prerequisite WHERE ? IN ('', procedure) ORDER BY proposed, id"
        return self._models(Prerequisite, sql, procedure or "")

    def search(self, text: str, *, limit: int = 5) -> list[Match]:
        """The procedures that ``text`` may be about, best first, with how sure that is."""
        return self.searcher.find(text, limit=limit)

    @cached_property
    def searcher(self) -> Search:
        """What :meth:`search` asks: ready after the second or so that its recogniser takes to be fitted."""
        self._check_format()
        pieces = {row["piece"]: row["bytes"] for row in self.query("SELECT piece, bytes FROM search_index")}
        try:
            index = load_index(pieces)
        except (ValueError, KeyError) as error:
            raise KnowledgeError(f"{self.path}: la base de conocimiento está dañada; {_REBUILD}") from error
        words, foreign = self.words(), self.foreign()
        named = self.query("SELECT id FROM procedure WHERE aliases <> '' ORDER BY id")
        curated = [self.get(row["id"]) for row in named]
        others = [name for key, name in self.names().items() if key not in {one.id for one in curated}]
        recogniser = Recogniser(curated, foreign, Lexicon(index, words).spoken, others=others)
        return Search(index, words, self.get, recogniser)

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
    def _all(self) -> tuple[Procedure, ...]:
        with _uncollected():
            for page in self._pages():
                for row in page:
                    if row["id"] not in self._known:
                        self._known[row["id"]] = self._loaded(Procedure, row["record"])
        return tuple(self._known[key] for key in sorted(self._known))

    def _pages(self) -> Iterator[list[sqlite3.Row]]:
        """The records some at a time, so that their text is never in memory as a whole."""
        self._check_format()
        sql = "SELECT id, record FROM procedure WHERE id > ? ORDER BY id LIMIT 500"
        page = self.query(sql, ("",))
        while page:
            yield page
            page = self.query(sql, (page[-1]["id"],))

    def _models(self, model: type[Model], sql: str, *parameters: str) -> list[Model]:
        self._check_format()
        return [self._loaded(model, row["record"]) for row in self.query(sql, parameters)]

    def _loaded(self, model: type[Model], text: str) -> Model:
        try:
            return load(model, text)
        except (ValueError, KeyError, TypeError) as error:
            raise KnowledgeError(f"{self.path}: la base de conocimiento está dañada; {_REBUILD}") from error

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


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage is made meanwhile; looking for it among a million new objects takes as long as making them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
