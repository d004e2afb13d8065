"""The private channel over real HTTP on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from bot.engine import Engine
from bot.engine.server import MAX_BODY, EngineServer
from bot.protocol import SECRET_HEADER

pytestmark = pytest.mark.asyncio

SECRET = "un secreto de prueba ñ"
HEADERS = {SECRET_HEADER: SECRET}
Client = TestClient[Any, Any]
Serve = Callable[..., Awaitable[Client]]


@pytest_asyncio.fixture
async def serve(model: Path, tracker_url: str) -> AsyncIterator[Serve]:
    """Starts servers over one tracker database and stops them afterwards."""
    started: list[tuple[EngineServer, Client]] = []

    async def serve(*, deadline: float = 5.0, pending: int = 64, loaded: bool = True) -> Client:
        server = EngineServer(secret=SECRET, deadline=deadline, pending=pending)
        client = TestClient(TestServer(server.app()))
        await client.start_server()
        started.append((server, client))
        if loaded:
            await server.load(
                lambda: Engine.load(model=model, tracker_url=tracker_url, actions="small_bot", deadline=deadline)
            )
        return client

    yield serve
    for server, client in started:
        await client.close()
        if server._engine is not None:
            await server.close()


async def say(client: Client, text: str, conversation: str = "c1") -> tuple[int, Any]:
    return await post(client, {"conversation": conversation, "text": text})


async def post(client: Client, body: Any) -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with client.post("/message", data=data, headers=HEADERS) as response:
        return response.status, await response.json()


async def test_a_message_is_answered_with_answers_and_milliseconds(serve: Serve) -> None:
    status, body = await say(await serve(), "hola")
    assert (status, body["answers"][0]["outcome"], body["answers"][0]["text"]) == (200, "smalltalk", "Buenos días.")
    assert 0 < body["ms"] < 5000


async def test_a_payload_is_understood_as_its_intent(serve: Serve) -> None:
    body = {"conversation": "c1", "payload": {"intent": "consultar", "entities": {"tramite": "uno"}}}
    assert (await post(await serve(), body))[1]["answers"][0]["text"] == "Sobre uno"


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "otro"}, {SECRET_HEADER: ""}, {"Authorization": SECRET}])
@pytest.mark.parametrize(("method", "path"), [("POST", "/message"), ("DELETE", "/conversation/c1")])
async def test_without_the_secret_nothing_is_done(
    serve: Serve, headers: dict[str, str], method: str, path: str
) -> None:
    client = await serve(loaded=False)
    async with client.request(method, path, json={"conversation": "c1", "text": "hola"}, headers=headers) as response:
        assert (response.status, (await response.json())["error"]) == (401, "secret")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"\xff\xfe", "json"),
        (b"[" * 16_000, "json"),
        (b"9" * 16_000, "json"),
        (b"x" * (MAX_BODY + 1), "body_too_large"),
        (b"x" * 90_000, "body_too_large"),
        ([], "body"),
        ({"conversation": "c1"}, "body"),
        ({"conversation": "c1", "text": "hola", "payload": {"intent": "saludar"}}, "body"),
        ({"conversation": "c1", "text": "hola", "metadata": {}}, "body"),
        ({"text": "hola"}, "conversation"),
        ({"conversation": 7, "text": "hola"}, "conversation"),
        ({"conversation": "s\ud800", "text": "hola"}, "conversation"),
        ({"conversation": "a\u0000b", "text": "hola"}, "conversation"),
        ({"conversation": "c1", "text": None}, "text"),
        ({"conversation": "c1", "text": "\ud800\u0000"}, "text_empty"),
        ({"conversation": "c1", "text": "x" * 1001}, "text_too_long"),
        ({"conversation": "c1", "payload": "/saludar"}, "payload"),
        ({"conversation": "c1", "payload": {"intent": ["saludar"]}}, "payload"),
        ({"conversation": "c1", "payload": {"intent": "saludar", "slots": {}}}, "payload"),
        ({"conversation": "c1", "payload": {"intent": "inventada"}}, "payload_intent"),
        ({"conversation": "c1", "payload": {"intent": "consultar", "entities": {"cuenta": "1"}}}, "payload_entity"),
    ],
)
async def test_a_bad_message_is_refused_with_its_code(serve: Serve, body: Any, code: str) -> None:
    status, answer = await post(await serve(), body)
    assert (status, answer["error"]) == (400, code)


async def test_an_action_that_raises_is_a_500_without_what_was_written(serve: Serve) -> None:
    status, body = await say(await serve(), "falle por favor, 1712345678")
    assert (status, body["error"]) == (500, "engine")
    assert "1712345678" not in json.dumps(body)


@pytest.mark.parametrize("text", ["espere mucho rato", "bloquee el motor"])
async def test_a_slow_action_is_a_504_within_the_deadline(serve: Serve, text: str) -> None:
    client = await serve(deadline=0.4)
    before = asyncio.get_running_loop().time()
    status, body = await say(client, text)
    assert (status, body["error"]) == (504, "timeout")
    assert asyncio.get_running_loop().time() - before < 1.0


async def test_while_an_action_blocks_the_engine_it_is_live_and_not_ready(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.engine.server.PROBE_VALID", 0.0)
    client = await serve(deadline=0.4)
    await say(client, "bloquee el motor")
    async with client.get("/live") as live, client.get("/ready") as ready:
        assert (live.status, ready.status) == (200, 503)
        assert "prueba" in (await ready.json())["missing"][0]


async def test_after_a_blocking_action_the_conversation_goes_on(serve: Serve) -> None:
    client = await serve(deadline=1.0)
    await say(client, "cuente")
    await say(client, "bloquee el motor")
    await asyncio.sleep(0.8)
    assert (await say(client, "cuente"))[1]["answers"][0]["text"] == "Van 2"


async def test_before_the_model_is_loaded_it_is_live_and_says_what_is_missing(serve: Serve) -> None:
    client = await serve(loaded=False)
    async with client.get("/live") as live, client.get("/ready") as ready:
        assert (live.status, ready.status) == (200, 503)
        assert await ready.json() == {"ready": False, "missing": ["el modelo se está cargando"]}
    assert (await say(client, "hola"))[0] == 503


async def test_ready_once_a_message_went_through(serve: Serve) -> None:
    async with (await serve()).get("/ready") as ready:
        assert (ready.status, await ready.json()) == (200, {"ready": True, "missing": []})


async def test_too_many_messages_at_once_are_told_to_come_back(serve: Serve) -> None:
    client = await serve(pending=2)
    statuses = [status for status, _ in await asyncio.gather(*(say(client, "espere mucho", f"c{n}") for n in range(4)))]
    assert sorted(statuses) == [200, 200, 503, 503]
    assert (await say(client, "hola"))[0] == 200


async def test_deleting_a_conversation_forgets_it(serve: Serve) -> None:
    client = await serve()
    await say(client, "cuente")
    async with client.delete("/conversation/c1", headers=HEADERS) as response:
        assert response.status == 204
    assert (await say(client, "cuente"))[1]["answers"][0]["text"] == "Van 1"


async def test_deleting_what_cannot_name_a_conversation_is_refused(serve: Serve) -> None:
    async with (await serve()).delete("/conversation/a.b", headers=HEADERS) as response:
        assert (response.status, (await response.json())["error"]) == (400, "conversation")


@pytest.mark.parametrize("path", ["/", "/model", "/webhooks/rest/webhook", "/conversations/c1/tracker", "/status"])
async def test_rasas_own_addresses_do_not_exist(serve: Serve, path: str) -> None:
    async with (await serve(loaded=False)).get(path, headers=HEADERS) as response:
        assert response.status == 404
