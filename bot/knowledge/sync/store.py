"""Every answer that was received, with its hash and validators, and how far each copy of the catalogue came.

One SQLite file beside the copy. An answer is written down before the next one is asked for, so that a copy which is
killed goes on where it was; and it stays, so that the next copy asks only for what changed. A power cut may lose the
last answers, which are then asked for again, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import SyncError
from bot.knowledge.sync.client import Answer, Validators

#: An unfinished copy older than this is begun anew: its first answers are out of date.
RESUMABLE = dt.timedelta(hours=24)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    url TEXT PRIMARY KEY, data BLOB NOT NULL, sha256 TEXT NOT NULL, etag TEXT, last_modified TEXT,
    basis TEXT, run INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL, started_at TEXT NOT NULL, state TEXT NOT NULL, plan TEXT);
"""


@dataclass(frozen=True)
class Run:
    """One copy of the catalogue. ``state`` is «downloading», «publishing» or «done»; ``plan`` is what to publish."""

    id: int
    scope: str
    started_at: dt.datetime
    state: str = "downloading"
    plan: Any = None


@dataclass(frozen=True)
class Kept:
    """An answer as it was received. ``basis`` is what it depended on then; ``run`` when it was last known to be so."""

    value: Any
    sha256: str
    validators: Validators
    basis: str | None
    run: int


class Store:
    """``Store(path)``: the answers and runs in the file, which is made when there is none."""

    def __init__(self, path: Path) -> None:
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.executescript(f"PRAGMA journal_mode = wal; PRAGMA synchronous = normal; {_SCHEMA}")
        except sqlite3.DatabaseError as error:
            raise SyncError(f"{path} está dañado ({error}); bórrelo y se descargará todo otra vez") from error

    def close(self) -> None:
        self._database.close()

    def begin(self, scope: str, now: dt.datetime) -> Run:
        """The last run if it was being published, or is unfinished, recent and of that ``scope``; else a new one."""
        last = self._last()
        if last and last.state == "publishing":
            return last
        if last and last.state == "downloading" and last.scope == scope and self.is_recent(last, now):
            return last
        self._database.execute(
            "INSERT INTO run (scope, started_at, state) VALUES (?, ?, 'downloading')", (scope, now.isoformat())
        )
        run = self._last()
        assert run is not None
        return run

    def is_recent(self, run: Run, now: dt.datetime) -> bool:
        return now - run.started_at < RESUMABLE

    def _last(self) -> Run | None:
        query = "SELECT id, scope, started_at, state, plan FROM run ORDER BY id DESC LIMIT 1"
        row = self._database.execute(query).fetchone()
        if row is None:
            return None
        plan = json.loads(row[4]) if row[4] else None
        return Run(row[0], row[1], dt.datetime.fromisoformat(row[2]), row[3], plan)

    def publish(self, run: Run, plan: Any) -> None:
        """From here on ``run`` is finished by publishing ``plan``, whatever happens."""
        text = json.dumps(plan, ensure_ascii=False)
        self._database.execute("UPDATE run SET state = 'publishing', plan = ? WHERE id = ?", (text, run.id))

    def finish(self, run: Run, *, whole: bool) -> None:
        """``run`` is done. After one of the ``whole`` catalogue, answers that it had no use for are forgotten."""
        self._database.execute("UPDATE run SET state = 'done' WHERE id = ?", (run.id,))
        if whole:
            self._database.execute("DELETE FROM answer WHERE run < ?", (run.id,))

    def kept(self, url: str) -> Kept | None:
        query = "SELECT data, sha256, etag, last_modified, basis, run FROM answer WHERE url = ?"
        row: Sequence[Any] | None = self._database.execute(query, (url,)).fetchone()
        if row is None:
            return None
        return Kept(json.loads(zlib.decompress(row[0])), row[1], Validators(row[2], row[3]), row[4], row[5])

    def keep(self, url: str, answer: Answer, basis: str | None, run: Run) -> None:
        sha256, packed = hashlib.sha256(answer.data).hexdigest(), zlib.compress(answer.data)
        validators = answer.validators
        self._database.execute(
            "INSERT OR REPLACE INTO answer (url, data, sha256, etag, last_modified, basis, run)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (url, packed, sha256, validators.etag, validators.last_modified, basis, run.id),
        )

    def forget(self, prefix: str) -> None:
        """Forget the answers whose address starts with ``prefix``."""
        self._database.execute("DELETE FROM answer WHERE substr(url, 1, length(?)) = ?", (prefix, prefix))

    def confirm(self, url: str, basis: str | None, run: Run) -> None:
        """The answer kept for ``url`` is still the one, as of ``run``."""
        self._database.execute("UPDATE answer SET basis = ?, run = ? WHERE url = ?", (basis, run.id, url))
