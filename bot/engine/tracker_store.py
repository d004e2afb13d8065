"""The dialogue's state in SQL: SQLite in WAL mode by default, PostgreSQL by its URL.

Differences from Rasa's own SQL store: a fault is an error of that message, never the end of the process nor a silent
switch to memory; the event loop never waits for the disk; a conversation's rows are bounded; an unreadable row is
left out; the session's start is found by row, so that a clock that jumps cannot hide events.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from bot.engine.history import shortened
from bot.errors import EngineUnavailable

logger = logging.getLogger(__name__)
T = TypeVar("T")
Row = dict[str, Any]
#: Its id and timestamp: SQLite gives the ids of deleted rows again, so that the id alone proves nothing.
LastRow = tuple[int, float] | None

_events = SQLTrackerStore.SQLEvent.__table__
_POSTGRESQL_THREADS = 4


class StoredTracker(DialogueStateTracker):
    """A tracker that knows how many of its first events are stored, and what the last row was."""

    stored: int = 0
    last_row: LastRow = None


class BoundedTrackerStore(SQLTrackerStore):
    """Keeps at most about ``max_events`` events of each conversation, and up to ``cached`` trackers in memory.

    A tracker is taken out of the cache when it is retrieved and put back when it is saved: one that was changed by a
    turn that failed is never seen again. Every method raises EngineUnavailable when the database does not serve.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: Any = None,
        *,
        url: str = "sqlite://",
        max_events: int = 40,
        timeout: float = 3.0,
        cached: int = 256,
        **kwargs: Any,
    ) -> None:
        TrackerStore.__init__(self, domain, event_broker)
        self.engine = _engine(url, timeout)
        self.sessionmaker = sa.orm.sessionmaker(bind=self.engine)
        self._max_events = max_events
        self._cached = cached
        self._cache: OrderedDict[str, StoredTracker] = OrderedDict()
        self._threads = ThreadPoolExecutor(_threads(self.engine), thread_name_prefix="tracker")

    async def open(self) -> None:
        """Create what is missing in the database and check that it can be written."""
        await self._in_thread(self._open)

    async def close(self) -> None:
        """Wait for what is being written, and release the database."""
        await self._in_thread(self.engine.dispose)
        self._threads.shutdown()

    async def retrieve(self, sender_id: str) -> StoredTracker | None:
        """The conversation's latest session, or None."""
        return await self._in_thread(self._retrieve_now, sender_id, self._cache.pop(sender_id, None))

    async def retrieve_full_tracker(self, conversation_id: str) -> StoredTracker | None:
        """The same as ``retrieve``: earlier sessions are not kept."""
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are not stored yet, all of them or none."""
        await self.stream_events(tracker)
        self._remember(await self._in_thread(self._save_now, tracker))

    async def delete(self, conversation: str) -> None:
        """Erase all that is stored of ``conversation``."""
        self._cache.pop(conversation, None)
        await self._in_thread(self._delete_now, conversation)

    async def keys(self) -> Iterable[str]:
        """The conversations that have a tracker."""
        return await self._in_thread(self._keys_now)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> StoredTracker:
        """A new tracker, stored when its first turn succeeds; Rasa's own would be written and cached here already."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    def init_tracker(self, sender_id: str) -> StoredTracker:
        """A new tracker with no events."""
        return StoredTracker(sender_id, self.domain.slots)

    async def _in_thread(self, call: Callable[..., T], *arguments: Any) -> T:
        """What ``call`` returns, run in a thread. When cancelled, waits for it: a write has then ended either way."""
        future = asyncio.get_running_loop().run_in_executor(self._threads, _serving, call, *arguments)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait({future})
            raise

    def _open(self) -> None:
        self.Base.metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            connection.execute(_events.delete().where(_events.c.sender_id == ""))

    def _retrieve_now(self, sender: str, cached: StoredTracker | None) -> StoredTracker | None:
        with self.engine.connect() as connection:
            if cached is not None and cached.last_row == _last_row(connection, sender):
                return cached
            rows = connection.execute(_session_rows(sender)).all()
            last = _last_row(connection, sender)
        return self._tracker(sender, _readable(rows), last) if rows else None

    def _tracker(self, sender: str, events: Iterable[Event], last: LastRow) -> StoredTracker:
        tracker = self.init_tracker(sender)
        for event in events:
            tracker.update(event)
        tracker.stored, tracker.last_row = len(tracker.events), last
        return tracker

    def _save_now(self, tracker: DialogueStateTracker) -> StoredTracker:
        """The tracker as it is stored now: the same, or a shorter one when its rows were rewritten."""
        events = list(tracker.events)
        stored = tracker.stored if isinstance(tracker, StoredTracker) else 0
        rewrite = len(events) > self._max_events or stored == 0 or _starts_session(events[stored:])
        new = self._bounded(events) if rewrite else events[stored:]
        last = self._write(tracker.sender_id, new, rewrite=rewrite)
        if isinstance(tracker, StoredTracker):
            tracker.stored, tracker.last_row = len(events), last
            if not rewrite:
                return tracker
        return self._tracker(tracker.sender_id, new, last)

    def _write(self, sender: str, events: Sequence[Event], *, rewrite: bool) -> LastRow:
        with self.engine.begin() as connection:
            if rewrite:
                connection.execute(_events.delete().where(_events.c.sender_id == sender))
            if events:
                connection.execute(_events.insert(), [_row(sender, event) for event in events])
            return _last_row(connection, sender)

    def _bounded(self, events: list[Event]) -> list[Event]:
        """``events`` of the latest session, shortened to half the bound when they exceed it."""
        start = max((i for i, event in enumerate(events) if isinstance(event, SessionStarted)), default=0)
        session = events[start:]
        if len(session) <= self._max_events:
            return session
        return shortened(session, keep=self._max_events // 2, domain=self.domain)

    def _remember(self, tracker: StoredTracker) -> None:
        self._cache[tracker.sender_id] = tracker
        if len(self._cache) > self._cached:
            self._cache.popitem(last=False)

    def _delete_now(self, conversation: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(_events.delete().where(_events.c.sender_id == conversation))

    def _keys_now(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(_events.c.sender_id).distinct()).scalars())


def _serving(call: Callable[..., T], *arguments: Any) -> T:
    try:
        return call(*arguments)
    except SQLAlchemyError as error:
        # The statement's parameters hold what people wrote: only the kind of fault is told.
        raise EngineUnavailable(f"La base del diálogo no responde ({_fault(error)})") from None


def _fault(error: SQLAlchemyError) -> str:
    return f"{type(error).__name__}: {getattr(error, 'orig', '')}"


def _engine(url: str, timeout: float) -> sa.engine.Engine:
    location = sa.engine.make_url(url)
    if location.get_backend_name() != "sqlite":
        return sa.create_engine(location, pool_size=_POSTGRESQL_THREADS, pool_pre_ping=True)
    if location.database:
        Path(location.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        location,
        poolclass=QueuePool if location.database else StaticPool,
        connect_args={"timeout": timeout, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """WAL: readers never wait. NORMAL survives the end of the process; a power cut may cost the last turns' context."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _threads(engine: sa.engine.Engine) -> int:
    """SQLite has one writer: a second thread would only wait for its lock."""
    return 1 if engine.dialect.name == "sqlite" else _POSTGRESQL_THREADS


def _last_row(connection: sa.engine.Connection, sender: str) -> LastRow:
    rows = sa.select(_events.c.id, _events.c.timestamp).where(_events.c.sender_id == sender)
    row = connection.execute(rows.order_by(_events.c.id.desc()).limit(1)).first()
    return None if row is None else (row.id, row.timestamp)


def _session_rows(sender: str) -> Any:
    """The rows since the session's start, oldest first; all of them when no start is stored."""
    ours = _events.c.sender_id == sender
    starts = sa.select(sa.func.max(_events.c.id)).where(ours, _events.c.type_name == SessionStarted.type_name)
    start = sa.func.coalesce(starts.scalar_subquery(), 0)
    return sa.select(_events.c.id, _events.c.data).where(ours, _events.c.id >= start).order_by(_events.c.id)


def _readable(rows: Sequence[Any]) -> Iterator[Event]:
    for row in rows:
        try:
            event = Event.from_parameters(json.loads(row.data))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            logger.warning("Suceso ilegible omitido: fila %d (%s)", row.id, type(error).__name__)
            continue
        if event is not None:
            yield event


def _starts_session(events: Sequence[Event]) -> bool:
    return any(isinstance(event, SessionStarted) for event in events)


def _row(sender: str, event: Event) -> Row:
    data: Mapping[str, Any] = event.as_dict()
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
