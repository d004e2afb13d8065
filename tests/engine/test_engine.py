from __future__ import annotations

import asyncio
import logging
import sqlite3
import tarfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.answers import Answer, Outcome
from bot.engine import IN_MEMORY, Engine
from bot.engine.messages import BadMessage, Payload
from bot.errors import EngineError, EngineTimeout, EngineUnavailable

pytestmark = pytest.mark.asyncio
Loader = Callable[..., Awaitable[Engine]]


async def texts(engine: Engine, message: str | Payload, conversation: str = "c1") -> list[str]:
    return [answer.text for answer in await engine.handle(conversation, message)]


async def test_a_response_with_a_custom_payload_is_an_answer(engine: Engine) -> None:
    assert await engine.handle("c1", "hola") == [Answer(outcome=Outcome.smalltalk, text="Buenos días.")]


async def test_a_payload_sets_the_slot_that_a_later_question_uses(engine: Engine) -> None:
    await engine.handle("c1", Payload("consultar", {"tramite": "senae-registro"}))
    assert await texts(engine, "cuánto cuesta el trámite") == ["Sobre senae-registro"]


async def test_two_messages_at_once_in_one_conversation_are_answered_in_order(engine: Engine) -> None:
    together = [texts(engine, "cuente") for _ in range(8)]
    assert await asyncio.gather(*together) == [[f"Van {n}"] for n in range(1, 9)]


async def test_conversations_do_not_share_their_slots(engine: Engine) -> None:
    await engine.handle("c1", "cuente")
    assert await texts(engine, "cuente", "c2") == ["Van 1"]


async def test_a_restart_keeps_the_conversation(load: Loader) -> None:
    await (await load()).handle("c1", "cuente")
    assert await texts(await load(), "cuente") == ["Van 2"]


async def test_in_memory_nothing_outlives_the_engine(load: Loader) -> None:
    await (await load(url=IN_MEMORY)).handle("c1", "cuente")
    assert await texts(await load(url=IN_MEMORY), "cuente") == ["Van 1"]


async def test_a_hundred_turns_lose_no_count(engine: Engine) -> None:
    for _ in range(100):
        last = await texts(engine, "cuente")
    assert last == ["Van 100"]


async def test_two_engines_on_one_database_see_each_others_turns(load: Loader) -> None:
    first, second = await load(), await load()
    counted = [await texts(engine, "cuente") for engine in (first, second, second, first)]
    assert counted == [["Van 1"], ["Van 2"], ["Van 3"], ["Van 4"]]


async def test_erasing_forgets_the_conversation(engine: Engine, tmp_path: Path) -> None:
    await engine.handle("c1", "cuente")
    await engine.erase("c1")
    assert sqlite3.connect(tmp_path / "tracker.db").execute("SELECT count(*) FROM events").fetchone() == (0,)
    assert await texts(engine, "cuente") == ["Van 1"]


async def test_a_probe_leaves_no_row(engine: Engine, tmp_path: Path) -> None:
    await engine.probe()
    assert sqlite3.connect(tmp_path / "tracker.db").execute("SELECT count(*) FROM events").fetchone() == (0,)


@pytest.mark.parametrize("text", ["/restart", "/session_start", '/contar{"cuenta": 7}', " / /restart"])
async def test_a_typed_command_is_plain_text(engine: Engine, text: str) -> None:
    await engine.handle("c1", Payload("consultar", {"tramite": "uno"}))
    assert (await engine.parse(text))["intent"]["confidence"] < 1
    await engine.handle("c1", text)
    assert await texts(engine, "requisitos del registro") == ["Sobre uno"]


@pytest.mark.parametrize("text", ["/", "///", "¿?", "x" * 1000, "hola\ud800\x00", "ñandú 👋"])
async def test_any_text_with_something_in_it_is_understood_as_text(engine: Engine, text: str) -> None:
    assert (await engine.parse(text))["intent"]["name"] in engine.domain.intents
    assert await texts(engine, Payload("contar")) == ["Van 1"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "text_empty"), ("\x00\u202e ", "text_empty"), ("x" * 1001, "text_too_long"), ("x" * 90_000, "text_too_long")],
)
async def test_an_unusable_text_is_refused_with_its_code(engine: Engine, text: str, code: str) -> None:
    with pytest.raises(BadMessage) as refused:
        await engine.handle("c1", text)
    assert refused.value.code == code


@pytest.mark.parametrize("conversation", ["", "a" * 65, "s\ud800", "a\x00b", "a b", "á", "../x", "a\n"])
async def test_an_unusable_conversation_is_refused(engine: Engine, conversation: str) -> None:
    with pytest.raises(BadMessage, match="conversación"):
        await engine.handle(conversation, "hola")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (Payload("borrar_todo"), "payload_intent"),
        (Payload(""), "payload_intent"),
        (Payload("consultar", {"cuenta": "7"}), "payload_entity"),
        (Payload("consultar", {"tramite": ""}), "payload_value"),
        (Payload("consultar", {"tramite": "x" * 201}), "payload_value"),
        (Payload("consultar", {"tramite": "a\u202eb"}), "payload_value"),
        (Payload("consultar", {"tramite": ["a"]}), "payload_value"),  # type: ignore[dict-item]
    ],
)
async def test_a_forged_payload_is_refused_with_its_code(engine: Engine, payload: Payload, code: str) -> None:
    with pytest.raises(BadMessage) as refused:
        await engine.handle("c1", payload)
    assert refused.value.code == code


async def test_an_action_that_raises_undoes_its_turn(engine: Engine) -> None:
    await engine.handle("c1", "cuente")
    with pytest.raises(EngineError, match="ValueError"):
        await engine.handle("c1", "falle por favor")
    assert await texts(engine, "cuente") == ["Van 2"]


async def test_a_failure_does_not_log_what_people_wrote(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(EngineError):
        await engine.handle("c1", "falle por favor, 1712345678")
    told = [record for record in caplog.records if record.name == "bot.engine.engine"]
    assert [record.levelname for record in told] == ["ERROR"]
    assert not [record for record in caplog.records if "1712345678" in record.getMessage() + str(record.exc_text)]


@pytest.mark.parametrize("text", ["espere mucho rato", "bloquee el motor"])
async def test_an_action_slower_than_the_deadline_undoes_its_turn(load: Loader, text: str) -> None:
    engine = await load(deadline=0.5)
    await engine.handle("c1", "cuente")
    with pytest.raises(EngineTimeout):
        await engine.handle("c1", text)
    assert await texts(engine, "cuente") == ["Van 2"]


async def test_a_plain_text_utterance_is_an_error(engine: Engine) -> None:
    with pytest.raises(EngineError, match="utter_sin_answer"):
        await engine.handle("c1", "palabras sueltas")


async def test_a_corrupt_row_costs_only_itself(load: Loader, tmp_path: Path) -> None:
    await (await load()).handle("c1", Payload("consultar", {"tramite": "uno"}))
    with sqlite3.connect(tmp_path / "tracker.db") as database:
        for data in ("{no json", '{"event": "desconocido"}', "[]", '{"event": "user", "parse_data": 7}'):
            row = ("c1", "bot", data)
            database.execute("INSERT INTO events (sender_id, type_name, data) VALUES (?, ?, ?)", row)
    engine = await load()
    assert await texts(engine, "requisitos del registro") == ["Sobre uno"]
    assert await texts(engine, "requisitos del registro") == ["Sobre uno"]


async def test_a_locked_database_is_unavailable_and_then_serves_again(load: Loader, tmp_path: Path) -> None:
    engine = await load()
    await engine.handle("c1", "cuente")
    other = sqlite3.connect(tmp_path / "tracker.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(EngineUnavailable, match="locked"):
        await engine.handle("c1", "cuente")
    other.execute("ROLLBACK")
    assert await texts(engine, "cuente") == ["Van 2"]


async def test_a_database_that_turns_read_only_fails_closed(engine: Engine) -> None:
    await engine.handle("c1", "cuente")
    with engine._store.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(EngineUnavailable, match="readonly"):
        await engine.handle("c1", "cuente")


async def test_an_unwritable_database_refuses_to_load(load: Loader, tmp_path: Path) -> None:
    (tmp_path / "carpeta").mkdir()
    with pytest.raises(EngineUnavailable, match="unable to open"):
        await load(url=f"sqlite:///{tmp_path / 'carpeta'}")


async def test_a_missing_model_says_how_to_train_it(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="ventanilla train"):
        await Engine.load(model=tmp_path / "nada.tar.gz", tracker_url=IN_MEMORY, actions="small_bot")


@pytest.mark.parametrize("kept", [0, 0.5, 0.99])
async def test_a_model_cut_short_is_an_engine_error(model: Path, tmp_path: Path, kept: float) -> None:
    content = model.read_bytes()  # noqa: ASYNC240
    (tmp_path / "roto.tar.gz").write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(EngineError, match=r"roto\.tar\.gz"):
        await Engine.load(model=tmp_path / "roto.tar.gz", tracker_url=IN_MEMORY, actions="small_bot")


async def test_an_archive_that_is_no_model_is_an_engine_error(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "otro.tar.gz", "w:gz") as archive:
        archive.add(__file__, "metadata.json")
    with pytest.raises(EngineError, match=r"otro\.tar\.gz"):
        await Engine.load(model=tmp_path / "otro.tar.gz", tracker_url=IN_MEMORY, actions="small_bot")


async def test_an_action_without_a_class_refuses_to_load(model: Path) -> None:
    with pytest.raises(EngineError, match="action_consultar"):
        await Engine.load(model=model, tracker_url=IN_MEMORY, actions="small_bot.nothing")


async def test_the_locks_of_idle_conversations_are_forgotten(engine: Engine) -> None:
    await asyncio.gather(*(engine.handle(f"c{n}", "hola") for n in range(5)))
    assert len(engine._locks) == 0
