from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import settings
from bot.commands.run import gateway, public_url, run
from bot.settings import Settings


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_in(folder: Path, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """Settings whose files exist in ``folder`` and whose ports are free, but for ``changes``."""
    for name in ("knowledge.db", "modelo.tar.gz"):
        (folder / name).touch()
    values = {
        "var": folder,
        "knowledge": folder / "knowledge.db",
        "model": folder / "modelo.tar.gz",
        "engine_port": free_port(),
        "gateway_port": free_port(),
        **changes,
    }
    monkeypatch.setattr(settings, "_current", Settings(**values))  # type: ignore[arg-type]


def refusal(command: object) -> str:
    result = CliRunner().invoke(command)  # type: ignore[arg-type]
    assert result.exit_code == 1
    return result.output


def test_a_missing_knowledge_base_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_in(tmp_path, monkeypatch, knowledge=tmp_path / "no.db")
    assert "Falta la base de conocimiento" in (output := refusal(run))
    assert "ventanilla kb build" in output


def test_a_missing_model_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_in(tmp_path, monkeypatch, model=tmp_path / "no.tar.gz")
    assert "Falta el modelo" in (output := refusal(run))
    assert "ventanilla train" in output


@pytest.mark.parametrize("name", ["engine_port", "gateway_port"])
def test_a_taken_port_is_named_with_the_setting_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_port: int, name: str
) -> None:
    settings_in(tmp_path, monkeypatch, **{name: taken_port})
    assert f"El puerto {taken_port} de 127.0.0.1 está ocupado" in (output := refusal(run))
    assert f"VENTANILLA_{name.upper()}" in output


def test_the_gateway_alone_names_a_taken_port_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_port: int
) -> None:
    settings_in(tmp_path, monkeypatch, gateway_port=taken_port)
    assert "está ocupado" in refusal(gateway)


def test_an_address_that_is_not_of_this_machine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_in(tmp_path, monkeypatch, gateway_host="203.0.113.1")
    assert "No se puede escuchar en 203.0.113.1" in refusal(run)


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"gateway_port": 8123}, "http://127.0.0.1:8123"),
        ({"gateway_host": "0.0.0.0", "gateway_port": 8123}, "http://127.0.0.1:8123"),
        ({"gateway_host": "::1"}, "http://[::1]:8000"),
        ({"gateway_port": 8123, "public_url": "https://ventanilla.invalid/"}, "https://ventanilla.invalid"),
    ],
)
def test_the_public_address_is_the_configured_one_or_where_it_listens(changes: dict[str, object], address: str) -> None:
    assert public_url(Settings(**changes)) == address  # type: ignore[arg-type]
