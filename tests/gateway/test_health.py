from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.gateway.support import FakeEngine, MemoryLibrary, gateway


def test_a_gateway_that_runs_is_alive_even_without_an_engine(tmp_path: Path) -> None:
    with TestClient(gateway(tmp_path, "http://127.0.0.1:9")) as client:
        assert client.get("/health/live").json() == {"live": True}
        response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (503, {"engine": False, "knowledge": True})


def test_it_is_ready_when_the_engine_is(engine: FakeEngine, client: TestClient) -> None:
    assert client.get("/health/ready").json() == {"engine": True, "knowledge": True}
    engine.is_ready = False
    assert client.get("/health/ready").status_code == 503


def test_without_procedures_it_is_not_ready(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryLibrary, "procedures", lambda self: [])
    with TestClient(gateway(tmp_path, engine_url)) as client:
        assert client.get("/health/ready").json() == {"engine": True, "knowledge": False}


def test_looking_at_health_needs_no_cookie_and_gives_none(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/health/ready").headers
