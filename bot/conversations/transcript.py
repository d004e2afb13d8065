"""The transcript: each thing a person said, with what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, Row
from sqlalchemy.exc import IntegrityError

Json = Mapping[str, Any]

#: The failure of a turn that was still pending when the gateway stopped.
INTERRUPTED = "interrupted"

_metadata = sa.MetaData()
_turn = sa.Table(
    "turn",
    _metadata,
    # AUTOINCREMENT: an erased turn's number must never be given to another person's turn.
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("payload", sa.JSON(none_as_null=True)),
    sa.Column("answers", sa.JSON(none_as_null=True)),
    sa.Column("failure", sa.String(32)),
    sa.Column("asked_at", sa.DateTime, nullable=False),
    sa.Column("sent_at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("conversation", "key"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True)
class Turn:
    """One thing a person said. ``asked`` is free of personal identifiers; for a button it is the button's title.

    ``answers`` is empty until the engine answered; ``failure`` is the code of why it did not: the caller's own, or
    INTERRUPTED when nobody has been waiting for the answer any more. ``asked_at`` is in UTC.
    """

    id: int
    asked: str
    asked_at: dt.datetime
    payload: Json | None = None
    answers: Sequence[Json] = field(default_factory=tuple)
    failure: str | None = None

    @property
    def pending(self) -> bool:
        return not self.answers and self.failure is None


class Transcript:
    """The turns of all conversations. Every method is one transaction and blocks: call it from a thread.

    ``patience`` is how long an answer may be pending before it counts as interrupted.
    """

    def __init__(self, engine: Engine, *, patience: dt.timedelta = dt.timedelta(seconds=30)) -> None:
        self._engine, self._patience = engine, patience

    def create(self) -> None:
        """Make the tables that are missing."""
        _metadata.create_all(self._engine)

    def close(self) -> None:
        """Close the connections: the last one writes SQLite's log back into its file."""
        self._engine.dispose()

    def begin(self, conversation: str, *, key: str, asked: str, payload: Json | None = None) -> tuple[Turn, bool]:
        """The turn of ``key``, and whether it is new: the same key twice in a conversation is one turn."""
        now = _now()
        values = {"conversation": conversation, "key": key, "asked": asked, "payload": payload}
        try:
            with self._engine.begin() as connection:
                insert = sa.insert(_turn).values(**values, asked_at=now, sent_at=now)
                number = connection.execute(insert).inserted_primary_key[0]
        except IntegrityError:
            return self._one(_turn.c.conversation == conversation, _turn.c.key == key), False
        return self._one(_turn.c.id == number), True

    def finish(self, number: int, answers: Sequence[Json]) -> None:
        self._update(_turn.c.id == number, answers=list(answers), failure=None)

    def fail(self, number: int, code: str) -> None:
        self._update(_turn.c.id == number, failure=code)

    def reopen(self, number: int) -> bool:
        """Make a failed turn pending again; False when it has been answered or somebody else is at it."""
        failed = sa.or_(_turn.c.failure.is_not(None), _turn.c.sent_at < _now() - self._patience)
        return self._update(_turn.c.id == number, _turn.c.answers.is_(None), failed, failure=None, sent_at=_now()) == 1

    def turn(self, conversation: str, number: int) -> Turn | None:
        """The turn of that number, only if it belongs to ``conversation``."""
        rows = self._select(_turn.c.conversation == conversation, _turn.c.id == number)
        return rows[0] if rows else None

    def turns(self, conversation: str, limit: int = 50) -> list[Turn]:
        """The last ``limit`` turns, oldest first."""
        return self._select(_turn.c.conversation == conversation, limit=limit)[::-1]

    def erase(self, conversation: str) -> int:
        """Delete all turns of a conversation; how many there were."""
        with self._engine.begin() as connection:
            count = connection.execute(sa.delete(_turn).where(_turn.c.conversation == conversation)).rowcount
        self._forget_log()
        return int(count)

    def _forget_log(self) -> None:
        """SQLite's write-ahead log still holds the deleted pages; fold it into the file now."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _update(self, *conditions: Any, **values: Any) -> int:
        with self._engine.begin() as connection:
            return int(connection.execute(sa.update(_turn).where(*conditions).values(**values)).rowcount)

    def _one(self, *conditions: Any) -> Turn:
        (turn,) = self._select(*conditions)
        return turn

    def _select(self, *conditions: Any, limit: int | None = None) -> list[Turn]:
        query = sa.select(_turn).where(*conditions).order_by(_turn.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [self._read(row) for row in connection.execute(query)]

    def _read(self, row: Row) -> Turn:
        interrupted = row.answers is None and row.sent_at < _now() - self._patience
        return Turn(
            id=row.id,
            asked=row.asked,
            asked_at=row.asked_at.replace(tzinfo=dt.timezone.utc),
            payload=row.payload,
            answers=tuple(row.answers or ()),
            failure=row.failure or (INTERRUPTED if interrupted else None),
        )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)
