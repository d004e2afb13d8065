from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.gateway.support import FakeEngine, Person, gateway, serving


@pytest.fixture(scope="session")
def _served() -> Iterator[tuple[FakeEngine, str]]:
    """One server for all tests: starting one takes longer than most tests."""
    engine = FakeEngine()
    with serving(engine.app()) as url:
        yield engine, url


@pytest.fixture
def engine(_served: tuple[FakeEngine, str]) -> FakeEngine:
    vars(_served[0]).update(vars(FakeEngine()))
    return _served[0]


@pytest.fixture
def engine_url(_served: tuple[FakeEngine, str], engine: FakeEngine) -> str:
    return _served[1]


@pytest.fixture
def client(tmp_path: Path, engine_url: str) -> Iterator[TestClient]:
    with TestClient(gateway(tmp_path, engine_url)) as client:
        yield client


@pytest.fixture
def person(client: TestClient) -> Person:
    return Person(client)
