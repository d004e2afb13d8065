"""What the editors' guide shows is what the command prints, and it explains every observation."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.kb import kb
from bot.knowledge.check import RULES
from tests.knowledge.pages import PAGE
from tests.knowledge.scraped import ficha, write

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/agregar-un-tramite.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n\$ ventanilla (.+)\n((?:.*\n)+?)```", GUIDE)
#: Reported by the build itself, about documents between them.
OF_THE_BUILD = {
    "direccion-discordante",
    "ficha-de-prueba",
    "ficha-en-otro-documento",
    "ficha-repetida",
    "id-sin-tramite",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the guide names, and a copy of the editors' to write in."""
    folder = tmp_path_factory.mktemp("guia")
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    (folder / "registro-colmenares.html").write_text(PAGE, encoding="utf-8")
    write(folder / "reprogramacion.json", ficha(Nombre_Tramite="Reprogramación de procesos de contratación"))
    return folder


def printed(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(folder)
    _, name, *arguments = command.split()
    if name == "search":
        run("add", "registro-colmenares.html", "--yes", "--out", "k.db")
        arguments += ["--knowledge", "k.db"]
    return run(name, *arguments)


def run(*arguments: str) -> str:
    return CliRunner().invoke(kb, list(arguments), input="n\n").stdout


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_the_guide_shows_what_the_command_prints(
    command: str, shown: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = printed(command, folder, monkeypatch)
    lines = [line.removeprefix("…") for line in shown.splitlines() if line != "…"]
    assert [line for line in lines if line not in output] == []


def test_the_guide_shows_commands() -> None:
    assert len(BLOCKS) == 3


def test_every_observation_is_explained_once() -> None:
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|", GUIDE, re.M)
    explained = [code for row in rows for code in re.findall(r"`([a-z-]+)`", row)]
    assert sorted(explained) == sorted(RULES.keys() | OF_THE_BUILD)
