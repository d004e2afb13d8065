"""Guides over the knowledge base of the project's own sources, with lists kept in memory."""

from __future__ import annotations

import pytest

from bot.answers import Library, Phrases
from bot.answers.composer import Composer
from bot.answers.guides import Guides
from bot.answers.guides.explain import Desk
from tests.answers.guides.support import MemoryShelf, Talk


@pytest.fixture
def shelf() -> MemoryShelf:
    return MemoryShelf()


@pytest.fixture(scope="session")
def desk(library: Library, composer: Composer, phrases: Phrases) -> Desk:
    return Desk(library, composer, phrases)


@pytest.fixture
def guides(library: Library, composer: Composer, phrases: Phrases, shelf: MemoryShelf) -> Guides:
    return Guides(library, phrases, composer, shelf)


@pytest.fixture
def talk(guides: Guides, library: Library) -> Talk:
    return Talk(guides, library)
