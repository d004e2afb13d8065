from __future__ import annotations

import dataclasses
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsError
from bot.settings import Settings, load

DOCUMENT = Path(__file__).parents[1] / "docs" / "configuracion.md"


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load({"PATH": "/bin"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("KNOWLEDGE", "otra/base.db", Settings(knowledge=Path("otra/base.db"))),
        ("ENGINE_PORT", "6000", Settings(engine_port=6000)),
        ("MESSAGE_DEADLINE", "2.5", Settings(message_deadline=2.5)),
        ("PUBLIC_URL", "https://tramites.example", Settings(public_url="https://tramites.example")),
    ],
)
def test_a_variable_sets_its_field_in_its_type(variable: str, value: str, expected: Settings) -> None:
    assert load({f"VENTANILLA_{variable}": value}) == expected


@pytest.mark.parametrize("name", ["VENTANILLA_ENGINE_PORT", "VENTANILLA_MESSAGE_DEADLINE"])
def test_an_unreadable_value_names_its_variable(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load({name: "mucho"})


def test_a_variable_that_is_no_setting_is_an_error() -> None:
    with pytest.raises(SettingsError, match="VENTANILLA_PUERTO"):
        load({"VENTANILLA_PUERTO": "1"})


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_each_setting_is_documented_with_its_default_and_sentence(field: dataclasses.Field[object]) -> None:
    default = f"`{field.default}`" if str(field.default) else "vacío"
    row = f"| `VENTANILLA_{field.name.upper()}` | {default} | {field.metadata['help']} |"
    assert row in DOCUMENT.read_text(encoding="utf-8").splitlines()


def test_the_document_names_no_setting_that_does_not_exist() -> None:
    rows = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `VENTANILLA_")]
    assert len(rows) == len(dataclasses.fields(Settings))


def test_a_given_secret_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    assert settings.engine_secret(Settings(var=tmp_path, engine_secret="dado")) == "dado"
    assert list(tmp_path.iterdir()) == []


def test_a_generated_secret_is_kept_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    chosen = Settings(var=tmp_path / "var")
    first = settings.engine_secret(chosen)
    assert (len(first) >= 32, settings.engine_secret(chosen)) == (True, first)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "var").iterdir()] == [0o600]


def test_the_two_secrets_differ(tmp_path: Path) -> None:
    chosen = Settings(var=tmp_path)
    assert settings.engine_secret(chosen) != settings.session_secret(chosen)


def test_those_who_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    chosen = Settings(var=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: settings.session_secret(chosen), range(32)))) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_an_empty_secret_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "motor.secreto").touch()
    with pytest.raises(SettingsError, match=r"motor\.secreto"):
        settings.engine_secret(Settings(var=tmp_path))
