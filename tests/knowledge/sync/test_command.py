"""`ventanilla kb sync` as an operator types it, and the way from the catalogue to an answer's record."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import settings
from bot.commands.kb import kb
from bot.knowledge import Catalogue
from bot.settings import Settings
from tests.knowledge.conftest import CURATED, SOURCES
from tests.knowledge.sync import faults
from tests.knowledge.sync.conftest import documents
from tests.knowledge.sync.server import Server


@pytest.fixture(autouse=True)
def configured(server: Server, folder: Path) -> Iterator[Settings]:
    """The settings say where the server and the folder are, and not to wait for anything."""
    before = settings.current()
    chosen = dataclasses.replace(before, catalogue=folder, catalogue_url=server.url, catalogue_rate=1e6)
    settings.use(chosen)
    yield chosen
    settings.use(before)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(kb, [str(argument) for argument in arguments])


def test_it_copies_to_where_the_settings_say_and_reports(folder: Path) -> None:
    result = run("sync")
    assert (result.exit_code, len(documents(folder))) == (0, 5), result.output
    assert result.stdout.splitlines() == [
        "Nuevos: 5",
        '  1203 Permiso para encender un faro "menor"',
        "  1204 Registro de farero",
        "  2051 Autorización de nube baja",
        "  2052 Devolución de lluvia",
        "  3001 Préstamo de piezas verosímiles",
        "Cambiados: 0",
        "Sin cambios: 0",
        "Retirados del catálogo (quedan aparte, en «retirados»): 0",
        "Rechazados (queda lo anterior): 0",
        "Respuestas: 29 nuevas, 0 confirmadas sin cambios por el servidor, 0 que no hizo falta pedir, "
        "0 de antes de una interrupción",
    ]


def test_it_shows_how_far_it_is() -> None:
    shown = run("sync").stderr
    assert [step for step in ("Instituciones", "Trámites", "Publicando") if step not in shown] == []


def test_options_say_which_institutions_and_where_to(tmp_path: Path) -> None:
    out = tmp_path / "otra"
    assert run("sync", "--institution", "4", "--institution", "12", "--out", out).exit_code == 0
    assert list(documents(out)) == [f"tramite-{number}.json" for number in (1203, 1204, 3001)]


@pytest.mark.parametrize("institution", ["0", "-1", "inf", "../4"])
def test_an_institution_is_a_number(server: Server, institution: str) -> None:
    assert run("sync", "--institution", institution).exit_code == 2
    assert server.asked == []


def test_an_institution_that_is_not_there_is_said_in_one_line() -> None:
    result = run("sync", "--institution", "77")
    expected = "Error: No se pudo leer la lista de ninguna institución (respondió con el estado 404)."
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, expected)


def test_a_failed_copy_is_one_line_and_an_exit_status(server: Server) -> None:
    server.fail("", faults.status(404))
    result = run("sync")
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert result.stderr.splitlines()[-1].startswith("Error: No se pudo leer la lista de instituciones")


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--strict",), 1)])
def test_what_was_refused_is_told_and_fails_only_when_strict(
    server: Server, options: tuple[str, ...], status: int
) -> None:
    server.fail("tramites/1203", faults.status(404))
    result = run("sync", *options)
    assert result.exit_code == status
    assert "Rechazados (queda lo anterior): 1\n  tramites/1203: respondió con el estado 404\n" in result.stdout


def test_the_whole_report_goes_to_a_file(server: Server, tmp_path: Path) -> None:
    template = server.catalogue.procedure(2052)
    server.catalogue.procedures += [{**template, "tramite_id": str(number)} for number in range(5000, 5030)]
    result = run("sync", "--json", tmp_path / "informe.json")
    report = json.loads((tmp_path / "informe.json").read_text(encoding="utf-8"))
    assert (len(report["new"]), "  … y 15 más" in result.stdout) == (35, True)


def test_what_was_copied_is_built_together_with_the_sources_and_shown(folder: Path, tmp_path: Path) -> None:
    run("sync")
    base = tmp_path / "knowledge.db"
    built = run("build", "--from", SOURCES, "--from", folder, "--curated", CURATED, "--out", base)
    assert built.exit_code == 0, built.output
    assert f"{base}: 19 trámites de 10 documentos" in built.stdout
    shown = run("show", "inf-permiso-encender-faro-menor", "--knowledge", base).stdout
    assert "USD 24,50 por cada faro." in shown
    assert "agn" in {one.institution.id for one in Catalogue(base).procedures()}


def test_retired_documents_are_not_built(server: Server, folder: Path, tmp_path: Path) -> None:
    run("sync")
    server.catalogue.remove(1204)
    run("sync")
    base = tmp_path / "knowledge.db"
    run("build", "--from", folder, "--curated", tmp_path / "nada", "--out", base)
    assert "inf-registro-farero" not in {one.id for one in Catalogue(base).procedures()}
    assert len(Catalogue(base).procedures()) == 4
