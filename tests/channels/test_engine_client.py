from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.engine_client import EngineClient, Message
from bot.errors import EngineError, EngineTimeout, EngineUnavailable
from tests.gateway.support import ENGINE_SECRET, FakeEngine, answer, serving


def ask(url: str, message: Message, *, secret: str = ENGINE_SECRET, deadline: float = 5.0) -> object:
    async def once() -> object:
        client = EngineClient(url, secret, deadline=deadline)
        try:
            return await client.ask("c1", message)
        finally:
            await client.close()

    return asyncio.run(once())


def app(reply: Callable[[Request], Response]) -> Starlette:
    return Starlette(routes=[Route("/message", reply, methods=["POST"])])


def test_a_text_is_answered() -> None:
    with serving(FakeEngine(answers={"hola": [answer("Hola.")]}).app()) as url:
        assert ask(url, Message(text="hola")) == (answer("Hola."),)


def test_a_button_is_sent_as_a_payload_and_not_as_text() -> None:
    engine = FakeEngine()
    with serving(engine.app()) as url:
        ask(url, Message(intent="pedir_persona", entities={"tramite": "x"}))
    payload = {"intent": "pedir_persona", "entities": {"tramite": "x"}}
    assert engine.received == [{"conversation": "c1", "payload": payload}]


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, EngineError), (401, EngineError), (500, EngineError), (503, EngineUnavailable), (504, EngineTimeout)],
)
def test_a_refusal_is_the_error_it_means(status: int, error: type[EngineError]) -> None:
    with serving(FakeEngine(default=status).app()) as url, pytest.raises(error) as caught:
        ask(url, Message(text="hola"))
    assert type(caught.value) is error


@pytest.mark.parametrize(
    "body",
    ["", "no", "[]", "{}", '{"answers": []}', '{"answers": [{}]}', '{"answers": [{"outcome": "nuevo", "text": "a"}]}'],
)
def test_an_unreadable_answer_is_an_error(body: str) -> None:
    with serving(app(lambda _: PlainTextResponse(body))) as url, pytest.raises(EngineError):
        ask(url, Message(text="hola"))


def test_no_engine_is_unavailable() -> None:
    with pytest.raises(EngineUnavailable):
        ask("http://127.0.0.1:9", Message(text="hola"))


def test_an_engine_that_answers_too_late_is_a_timeout() -> None:
    with serving(FakeEngine(delay=1.0).app()) as url, pytest.raises(EngineTimeout):
        ask(url, Message(text="hola"), deadline=0.1)


def test_an_engine_that_drips_its_answer_is_a_timeout_too() -> None:
    async def drip() -> object:
        for _ in range(20):
            await asyncio.sleep(0.1)
            yield b" "

    slow = app(lambda _: StreamingResponse(drip(), media_type="application/json"))
    with serving(slow) as url, pytest.raises(EngineTimeout):
        ask(url, Message(text="hola"), deadline=0.5)


def test_a_proxy_of_the_environment_does_not_see_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(FakeEngine().app()) as url:
        assert ask(url, Message(text="hola")) == (answer("Entendido."),)
