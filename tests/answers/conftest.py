"""An assistant over the knowledge base built from the project's own sources, on a Wednesday morning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from bot.answers import Assistant, Library, Phrases
from bot.answers.composer import Composer
from bot.knowledge import Catalogue, Procedure
from tests.answers.support import WEDNESDAY
from tests.contract.project import responses

AssistantAt = Callable[[dt.datetime], Assistant]


@pytest.fixture(scope="session")
def library(catalogue: Catalogue) -> Library:
    return Library(catalogue)


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return Phrases(responses())


@pytest.fixture(scope="session")
def assistant_at(library: Library, phrases: Phrases) -> AssistantAt:
    """An assistant for which it is always the moment given."""
    return lambda moment: Assistant(library, phrases, clock=lambda: moment)


@pytest.fixture(scope="session")
def assistant(assistant_at: AssistantAt) -> Assistant:
    return assistant_at(WEDNESDAY)


@pytest.fixture(scope="session")
def composer(library: Library, phrases: Phrases) -> Composer:
    return Composer(library.search, phrases, lambda: WEDNESDAY)


@pytest.fixture(scope="session")
def procedures(catalogue: Catalogue) -> dict[str, Procedure]:
    return {one.id: one for one in catalogue.procedures()}
