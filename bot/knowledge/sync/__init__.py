"""A local copy of the national catalogue, brought from gob.ec's API: what there is to build from, offline.

:func:`synchronise` makes and renews it; a copy that fails or is killed leaves the last good one as it was and goes on
where it stopped. Reading the copied documents is `bot.knowledge.readers.gobec_api`.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SyncError
from bot.knowledge.sync.client import PATIENT, REAL, Client, Limits, Timing
from bot.knowledge.sync.copying import Copying, Plan, Progress
from bot.knowledge.sync.mirror import Mirror
from bot.knowledge.sync.report import Report
from bot.knowledge.sync.source import Source
from bot.knowledge.sync.store import Run, Store

__all__ = ["Limits", "Order", "Report", "Timing", "synchronise"]

_STORE = ".sincronizacion.db"
_LOCK = ".sincronizacion.lock"


@dataclass(frozen=True)
class Order:
    """What to copy to where. No ``institutions`` means all; ``ask_all`` asks also for what should be unchanged."""

    folder: Path
    base_url: str
    institutions: tuple[str, ...] = ()
    ask_all: bool = False
    accept_vanished: bool = False

    @property
    def scope(self) -> str:
        """What an interrupted copy must have in common with this one to be gone on with."""
        return json.dumps([self.base_url, sorted(self.institutions), self.ask_all])


def synchronise(
    order: Order, limits: Limits = PATIENT, timing: Timing = REAL, progress: Progress = lambda *_: None
) -> Report:
    """Bring ``order.folder`` up to date. SyncError leaves its documents as they were, and keeps what was received."""
    try:
        with _alone(order.folder), closing(Store(order.folder / _STORE)) as store:
            return _synchronise(order, store, limits, timing, progress)
    except (OSError, sqlite3.Error) as error:
        raise SyncError(f"No se puede escribir en {order.folder}: {error}") from error


def _synchronise(order: Order, store: Store, limits: Limits, timing: Timing, progress: Progress) -> Report:
    mirror = Mirror(order.folder)
    run = store.begin(order.scope, timing.today())
    if run.state == "publishing":
        # Everything of that run is ready: it was killed in its last second.
        plan = Plan.of(run.plan)
        _publish(plan, mirror, store, run, progress)
        if run.scope == order.scope and store.is_recent(run, timing.today()):
            return plan.report
        run = store.begin(order.scope, timing.today())
    mirror.clear()
    with Client(order.base_url, limits, timing) as client:
        source = Source(client, store, run, ask_all=order.ask_all)
        copying = Copying(source, mirror, client.url(""), **_dates(timing.today()))
        plan = copying.plan(order.institutions, progress, accept_vanished=order.accept_vanished)
    plan.report.answers = vars(source.tally)
    store.publish(run, plan.as_json())
    _publish(plan, mirror, store, run, progress)
    return plan.report


def _dates(now: dt.datetime) -> dict[str, str]:
    """Today, and the week for which what has no date of change is taken to be the same."""
    year, week, _ = now.isocalendar()
    return {"today": now.date().isoformat(), "period": f"{year}-{week}"}


def _publish(plan: Plan, mirror: Mirror, store: Store, run: Run, progress: Progress) -> None:
    total = len(plan.put) + len(plan.retire)
    for done, _ in enumerate(mirror.publish(plan.put, plan.retire), 1):
        progress("Publicando", done, total)
    store.finish(run, whole=json.loads(run.scope)[1] == [])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one process at a time copies into ``folder``; a lock that ends with its process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SyncError(f"Ya se está copiando el catálogo en {folder}.") from error
        yield
