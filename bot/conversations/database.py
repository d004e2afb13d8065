"""The operational database: SQLite in WAL mode by default, PostgreSQL by its URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url


def connect(url: str) -> Engine:
    """An engine for ``url``; the folder of an SQLite file is made when it is missing."""
    address = make_url(url)
    # hide_parameters: an error's text must not carry what people wrote into a log.
    engine = sa.create_engine(address, future=True, hide_parameters=True, pool_pre_ping=True)
    if address.get_backend_name() == "sqlite":
        _prepare_sqlite(engine, address.database)
    return engine


def _prepare_sqlite(engine: Engine, file: str | None) -> None:
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    sa.event.listen(engine, "connect", _set_pragmas)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=5000")
    # What a person erases must leave the file, not only the table.
    connection.execute("PRAGMA secure_delete=ON")
