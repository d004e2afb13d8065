"""What all tests share: the network ends at this machine, and the real knowledge base is built once."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge import Catalogue

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """A test that reaches for another machine fails, and says where to."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            raise AssertionError(f"a test reached for {address[0]}:{address[1]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def knowledge_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base built from the project's own sources; read it, do not write to it."""
    from bot.knowledge.build import build

    out = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    return build([ROOT / "knowledge/fuentes"], out, ROOT / "knowledge").path


@pytest.fixture(scope="session")
def catalogue(knowledge_path: Path) -> Catalogue:
    """The catalogue over ``knowledge_path``."""
    return Catalogue(knowledge_path)
