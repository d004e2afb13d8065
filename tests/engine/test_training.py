from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.engine import train as command
from bot.engine.training import fingerprint, is_stale, train
from bot.errors import EngineError

PROJECT = Path(__file__).parent / "project"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the small project, with a component's folder as the real one has."""
    copy = shutil.copytree(PROJECT, tmp_path / "project")
    (copy / "bot" / "nlu").mkdir(parents=True)
    (copy / "bot" / "nlu" / "parte.py").write_text("x = 1\n")
    return copy


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "data/nlu.yml", "bot/nlu/parte.py"])
def test_a_change_in_any_source_changes_the_fingerprint(project: Path, name: str) -> None:
    before = fingerprint(project)
    (project / name).write_text((project / name).read_text() + "\n# otra línea\n")
    assert fingerprint(project) != before


def test_a_new_file_changes_the_fingerprint_and_compiled_ones_do_not(project: Path) -> None:
    before = fingerprint(project)
    (project / "bot" / "nlu" / "parte.pyc").write_bytes(b"x")
    assert fingerprint(project) == before
    (project / "data" / "mas.yml").write_text('version: "3.1"\n')
    assert fingerprint(project) != before


def test_the_fingerprint_does_not_depend_on_where_the_project_stands(project: Path, tmp_path: Path) -> None:
    assert fingerprint(Path(shutil.copytree(project, tmp_path / "otra"))) == fingerprint(project)


def test_a_trained_model_is_up_to_date_until_a_source_changes(project: Path, tmp_path: Path) -> None:
    model = tmp_path / "models" / "m.tar.gz"
    assert is_stale(model, project)
    train(model, project)
    assert tarfile.is_tarfile(model)
    assert not is_stale(model, project)
    (project / "data" / "nlu.yml").write_text((project / "data" / "nlu.yml").read_text() + "# nada\n")
    assert is_stale(model, project)
    assert sorted(path.name for path in model.parent.iterdir()) == ["m.tar.gz", "m.tar.gz.json"]


def test_a_model_without_its_record_or_a_record_without_its_model_is_stale(project: Path, tmp_path: Path) -> None:
    model = tmp_path / "m.tar.gz"
    model.write_bytes(b"x")
    assert is_stale(model, project)
    (tmp_path / "m.tar.gz.json").write_text(f'{{"fingerprint": "{fingerprint(project)}"}}')
    assert not is_stale(model, project)
    model.unlink()
    assert is_stale(model, project)


@pytest.mark.parametrize("record", ["", "{", "[]", '{"otra": 1}', "null"])
def test_an_unreadable_record_is_stale(project: Path, tmp_path: Path, record: str) -> None:
    (tmp_path / "m.tar.gz").write_bytes(b"x")
    (tmp_path / "m.tar.gz.json").write_text(record)
    assert is_stale(tmp_path / "m.tar.gz", project)


def test_what_rasa_cannot_train_leaves_the_old_model(project: Path, tmp_path: Path) -> None:
    model = tmp_path / "m.tar.gz"
    model.write_bytes(b"el de antes")
    (project / "domain.yml").write_text("intents: {mal\n")
    with pytest.raises(EngineError, match="no pudo entrenar"):
        train(model, project)
    assert (model.read_bytes(), [path.name for path in tmp_path.glob("m.*")]) == (b"el de antes", ["m.tar.gz"])


def test_the_command_trains_once_and_then_says_it_is_up_to_date(project: Path, tmp_path: Path) -> None:
    arguments = ["--model", str(tmp_path / "m.tar.gz"), "--project", str(project)]
    first, second = (CliRunner().invoke(command, arguments) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "Modelo entrenado en" in first.output
    assert second.output == f"El modelo está al día: {tmp_path / 'm.tar.gz'}\n"
