"""The operational database: SQLite in WAL mode by default, PostgreSQL by its URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool


def connect(url: str) -> Engine:
    """An engine for ``url``; the folder of an SQLite file is made when it is missing. No SQLite in memory."""
    address = make_url(url)
    # hide_parameters: an error's text must not carry what people wrote into a log.
    options: dict[str, Any] = {"future": True, "hide_parameters": True, "pool_pre_ping": True}
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(address, **options)
    Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    # SQLAlchemy 1.4 would open the file anew for each transaction.
    engine = sa.create_engine(address, poolclass=QueuePool, connect_args={"check_same_thread": False}, **options)
    sa.event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=5000")
    # What a person erases must leave the file, not only the table.
    connection.execute("PRAGMA secure_delete=ON")
