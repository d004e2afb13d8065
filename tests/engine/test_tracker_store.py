"""The store alone, on SQLite and on a PostgreSQL server."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.tracker_store import BoundedTrackerStore
from bot.errors import EngineUnavailable
from tests.conversations.conftest import postgres_url  # noqa: F401  (a fixture)

SLOTS = {"tramite": {"type": "text", "mappings": [{"type": "custom"}]}}
START = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


@pytest.fixture
def conversation() -> str:
    return uuid.uuid4().hex


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/nueva/tracker.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[BoundedTrackerStore]:
    store = await opened(url)
    yield store
    await store.close()


async def opened(url: str) -> BoundedTrackerStore:
    domain = Domain.from_dict({"intents": ["contar"], "slots": SLOTS})
    store = BoundedTrackerStore(domain, url=url, max_events=20, timeout=0.2)
    await store.open()
    return store


def turn(text: str) -> list[Event]:
    said = UserUttered(
        text, {"name": "contar"}, parse_data={"intent": {"name": "contar"}, "entities": [], "text": text}
    )
    return [said, ActionExecuted("action_contar"), BotUttered(text), ActionExecuted("action_listen")]


async def add(store: BoundedTrackerStore, conversation: str, *events: Event) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
    tracker.update_with_events(list(events), store.domain)
    await store.save(tracker)
    return tracker


async def rows(store: BoundedTrackerStore, conversation: str) -> int:
    count = sa.select(sa.func.count()).where(store.SQLEvent.sender_id == conversation)
    with store.engine.connect() as connection:
        return int(connection.execute(count).scalar_one())


async def test_what_is_saved_is_retrieved_by_another_store(
    store: BoundedTrackerStore, url: str, conversation: str
) -> None:
    saved = await add(store, conversation, *START, SlotSet("tramite", "ñandú 👋 \u0000"), *turn("hola"))
    other = await opened(url)
    retrieved = await other.retrieve(conversation)
    await other.close()
    assert retrieved is not None
    assert (list(retrieved.events), retrieved.get_slot("tramite")) == (list(saved.events)[1:], "ñandú 👋 \u0000")


async def test_an_unknown_conversation_is_none_and_writes_nothing(
    store: BoundedTrackerStore, conversation: str
) -> None:
    assert await store.retrieve(conversation) is None
    await store.get_or_create_tracker(conversation)
    assert await rows(store, conversation) == 0


async def test_rows_stay_bounded_and_slots_survive(store: BoundedTrackerStore, conversation: str) -> None:
    await add(store, conversation, *START, SlotSet("tramite", "uno"))
    for number in range(30):
        await add(store, conversation, *turn(str(number)))
        assert await rows(store, conversation) <= 20
    tracker = await store.retrieve(conversation)
    assert (tracker.get_slot("tramite"), tracker.latest_message.text) == ("uno", "29")


async def test_a_new_session_leaves_only_itself(store: BoundedTrackerStore, conversation: str) -> None:
    await add(store, conversation, *START, *turn("antes"))
    await add(store, conversation, *START, *turn("después"))
    tracker = await store.retrieve(conversation)
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["después"]
    assert await rows(store, conversation) == len(tracker.events)


async def test_a_tracker_changed_by_a_turn_that_failed_is_not_seen_again(
    store: BoundedTrackerStore, conversation: str
) -> None:
    await add(store, conversation, *START)
    await add(store, conversation, *turn("a"))
    failed = await store.retrieve(conversation)
    failed.update(SlotSet("tramite", "a medias"))
    assert (await store.retrieve(conversation)).get_slot("tramite") is None


async def test_saving_twice_stores_once(store: BoundedTrackerStore, conversation: str) -> None:
    tracker = await add(store, conversation, *START, *turn("a"))
    before = await rows(store, conversation)
    await store.save(tracker)
    assert await rows(store, conversation) == before


async def test_a_tracker_that_rasa_made_can_be_saved(store: BoundedTrackerStore, conversation: str) -> None:
    await store.save(DialogueStateTracker.from_events(conversation, START, store.domain.slots))
    assert len((await store.retrieve(conversation)).events) == len(START) - 1


async def test_deleting_leaves_the_other_conversations(store: BoundedTrackerStore, conversation: str) -> None:
    await add(store, conversation, *START)
    await add(store, f"{conversation}-otra", *START)
    await store.delete(conversation)
    keys = set(await store.keys())
    assert (conversation in keys, f"{conversation}-otra" in keys) == (False, True)


async def test_a_server_that_is_gone_is_unavailable_and_its_address_is_not_told(tmp_path: Path) -> None:
    url = f"postgresql+psycopg2://alguien:clave-de-prueba@/base?host={tmp_path}"
    with pytest.raises(EngineUnavailable) as error:
        await opened(url)
    assert "clave-de-prueba" not in str(error.value)


async def test_sqlite_is_in_wal_mode(tmp_path: Path) -> None:
    store = await opened(f"sqlite:///{tmp_path}/t.db")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    await store.close()
