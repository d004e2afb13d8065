"""The saved lists: what somebody answered of a procedure's requirements, found again by a code that only they have.

No conversation and no person stands beside a list, and of its code only a digest: who reads the table can open none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.errors import ListsUnavailable

Json = Mapping[str, Any]

_metadata = sa.MetaData()
_list = sa.Table(
    "saved_list",
    _metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("saved_at", sa.DateTime, nullable=False, index=True),
)


class SavedLists:
    """Lists by code. Every method is one transaction, blocks, and raises ListsUnavailable when the database fails.

    A list that nobody has changed for ``kept`` is deleted when the next one is made.
    """

    def __init__(self, engine: Engine, *, kept: dt.timedelta = dt.timedelta(days=180)) -> None:
        self._engine, self._kept = engine, kept

    def create(self) -> None:
        """Make the table if it is missing; several processes may at once."""
        indexes = (sa.schema.CreateIndex(one, if_not_exists=True) for one in _list.indexes)
        for statement in (sa.schema.CreateTable(_list, if_not_exists=True), *indexes):
            # PostgreSQL's IF NOT EXISTS does not see what another process makes at the same moment.
            with suppress(_Twice), self._connection() as connection:
                connection.execute(statement)

    def put(self, code: str, content: Json) -> None:
        """Keep ``content`` under ``code``, instead of what was there."""
        values = {"content": dict(content), "saved_at": _now()}
        if not self._update(code, values):
            self._insert(code, values)

    def get(self, code: str) -> Json | None:
        """What is kept under ``code``; None without it, and for a list that has grown too old."""
        query = sa.select(_list.c.content).where(_list.c.digest == _digest(code), _list.c.saved_at > self._oldest())
        with self._connection() as connection:
            row = connection.execute(query).first()
        return dict(row.content) if row else None

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _update(self, code: str, values: Json) -> bool:
        with self._connection() as connection:
            update = sa.update(_list).where(_list.c.digest == _digest(code)).values(**values)
            return int(connection.execute(update).rowcount) == 1

    def _insert(self, code: str, values: Json) -> None:
        try:
            with self._connection() as connection:
                connection.execute(sa.delete(_list).where(_list.c.saved_at <= self._oldest()))
                connection.execute(sa.insert(_list).values(digest=_digest(code), **values))
        except _Twice:
            self._update(code, values)

    def _oldest(self) -> dt.datetime:
        return _now() - self._kept

    def _connection(self) -> _Transaction:
        return _Transaction(self._engine)


#: PostgreSQL: duplicate table, duplicate object.
_DUPLICATE = frozenset({"42P07", "42710"})


class _Twice(Exception):
    """Raised when somebody else made the same row first."""


class _Transaction:
    """A transaction whose failures are ours: what the driver says must not reach who talks to people."""

    def __init__(self, engine: Engine) -> None:
        self._begun = engine.begin()

    def __enter__(self) -> sa.engine.Connection:
        try:
            return self._begun.__enter__()
        except SQLAlchemyError as error:
            raise ListsUnavailable("La base operativa no responde; las listas no se pueden guardar ni leer.") from error

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        try:
            self._begun.__exit__(kind, error, trace)
        except SQLAlchemyError as failure:
            error = failure
        if isinstance(error, IntegrityError) or _is_there_already(error):
            raise _Twice from error
        if isinstance(error, SQLAlchemyError):
            raise ListsUnavailable("La base operativa falló; la lista no se guardó ni se leyó.") from error


def _digest(code: str) -> str:
    """47 random bits need no salt: there is no dictionary of them, and a list holds nothing of a person."""
    return hashlib.sha256(f"ventanilla.lista.{code}".encode()).hexdigest()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)


def _is_there_already(error: BaseException | None) -> bool:
    """Whether PostgreSQL refused to make a table or an index because another process just made it."""
    return getattr(getattr(error, "orig", None), "pgcode", None) in _DUPLICATE
