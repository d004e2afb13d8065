"""A small project of our own, trained once per run in seconds, so that these tests do not depend on the real data."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import settings
from bot.engine.quiet import quiet

quiet()

PROJECT = Path(__file__).parent / "project"
sys.path.insert(0, str(PROJECT))

from bot.engine import Engine  # noqa: E402  (rasa reads its environment when imported)

Loader = Callable[..., Awaitable[Engine]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Rasa and what it imports warn of their own future all day; ours is watched in the other tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from rasa.model_training import train

    out = tmp_path_factory.mktemp("models")
    before = Path.cwd()
    os.chdir(PROJECT)
    try:
        trained = train("domain.yml", "config.yml", ["data"], output=str(out), fixed_model_name="small")
    finally:
        os.chdir(before)
    assert trained.model is not None
    return Path(trained.model)


@pytest.fixture(autouse=True)
def short_waits() -> Iterator[None]:
    """Settings of our own, in which nobody waits long for a locked database."""
    before = settings.current()
    settings.use(settings.Settings(database_timeout=0.2))
    yield
    settings.use(before)


@pytest.fixture
def tracker_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'tracker.db'}"


@pytest_asyncio.fixture
async def load(model: Path, tracker_url: str) -> AsyncIterator[Loader]:
    """Loads engines over one tracker database and closes them afterwards."""
    engines: list[Engine] = []

    async def load(*, deadline: float = 5.0, url: str = tracker_url) -> Engine:
        engines.append(await Engine.load(model=model, tracker_url=url, actions="small_bot", deadline=deadline))
        return engines[-1]

    yield load
    for engine in engines:
        await engine.close()


@pytest_asyncio.fixture
async def engine(load: Loader) -> Engine:
    return await load()
