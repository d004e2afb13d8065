"""`ventanilla kb …` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.kb import kb
from tests.knowledge.conftest import CURATED, FICHA, SOURCES


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(kb, [str(argument) for argument in arguments])


def test_build_writes_the_base_and_says_what_is_in_it(tmp_path: Path) -> None:
    out = tmp_path / "knowledge.db"
    result = run("build", "--from", SOURCES, "--curated", CURATED, "--out", out)
    assert result.exit_code == 0, result.output
    assert f"{out}: 14 trámites de 5 documentos" in result.stdout
    assert "Leyendo" in result.stderr
    assert out.exists()


def test_build_of_a_broken_source_fails_with_one_line(tmp_path: Path) -> None:
    source = tmp_path / "rota.txt"
    source.write_text(FICHA[:200], encoding="utf-8")
    result = run("build", "--from", source, "--curated", CURATED, "--out", tmp_path / "k.db")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(f"Error: {source}:")
    assert "Traceback" not in result.output


def test_show_without_an_id_lists_every_procedure(knowledge_path: Path) -> None:
    result = run("show", "--knowledge", knowledge_path)
    assert result.stdout.count("\n    ") == 14


def test_show_prints_the_record(knowledge_path: Path) -> None:
    result = run("show", "sercop-reprogramacion-procesos", "--knowledge", knowledge_path)
    assert "Reprogramación de procesos" in result.stdout
    assert "72 horas" in result.stdout
    assert "Los respaldos que motiven la petición" in result.stdout


def test_show_prints_json(knowledge_path: Path) -> None:
    result = run("show", "sercop-reseteo-clave", "--json", "--knowledge", knowledge_path)
    assert json.loads(result.stdout)["processing_time"] == {"text": "Inmediato", "iso8601": "PT0S"}


@pytest.mark.parametrize("arguments", [("show", "no-existe"), ("search", "zzzzqqqq")])
def test_what_is_not_there_is_said_in_one_line(knowledge_path: Path, arguments: tuple[str, str]) -> None:
    result = run(*arguments, "--knowledge", knowledge_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")


def test_search_finds_a_procedure_by_what_people_call_it(knowledge_path: Path) -> None:
    result = run("search", "olvidé", "la", "clave", "--knowledge", knowledge_path)
    assert "sercop-reseteo-clave" in result.stdout.splitlines()[0]


def test_a_missing_base_says_how_to_build_it(tmp_path: Path) -> None:
    result = run("show", "--knowledge", tmp_path / "falta.db")
    assert result.exit_code == 1
    assert "ventanilla kb build" in result.stderr


def test_check_prints_document_line_code_and_sentence() -> None:
    result = run("check", "--from", SOURCES, "--curated", CURATED)
    assert result.exit_code == 0
    assert "sercop-tramites-en-linea.txt:14: campo-vacio: «Denuncia de posibles actos" in result.stdout


def test_strict_check_fails_when_there_are_defects() -> None:
    assert run("check", "--strict", "--from", SOURCES, "--curated", CURATED).exit_code == 1


def test_export_writes_json_ld(knowledge_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "tramites.jsonld"
    assert run("export", "--knowledge", knowledge_path, "--out", out).exit_code == 0
    assert len(json.loads(out.read_text("utf-8"))["@graph"]) == 16
    assert json.loads(run("export", "--knowledge", knowledge_path).stdout)["@context"]["cpsv"]
