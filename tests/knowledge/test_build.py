"""Building knowledge.db: reproducible, in one step, and the old base stays when anything fails."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.errors import SourceError
from bot.knowledge import Catalogue
from bot.knowledge.build import build
from tests.knowledge.conftest import CURATED, DOCUMENTS, FICHA, ROOT, SOURCES


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "base" / "knowledge.db"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with one good ficha."""
    folder = tmp_path / "fuentes"
    folder.mkdir()
    (folder / "prueba.txt").write_text(FICHA, encoding="utf-8")
    return folder


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """Editors' files that say nothing but the institutions."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    shutil.copy(CURATED / "instituciones.yml", folder)
    return folder


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    hashes = {build([SOURCES], path, CURATED).content_hash for path in (one, other)}
    assert len(hashes) == 1
    assert digest(one) == digest(other)


def test_another_input_gives_another_content_hash(out: Path, sources: Path, curated: Path) -> None:
    before = build([sources], out, curated).content_hash
    (sources / "prueba.txt").write_text(FICHA.replace("Un papel.", "Dos papeles."), encoding="utf-8")
    assert build([sources], out, curated).content_hash != before
    assert Catalogue(out).version != before


def test_files_and_folders_can_be_built_together(out: Path, curated: Path, tmp_path: Path) -> None:
    lone = tmp_path / "sola.txt"
    lone.write_text(FICHA, encoding="utf-8")
    built = build([SOURCES, lone, lone], out, curated)
    assert (built.procedures, built.documents) == (15, 6)


def test_documents_with_other_names_and_no_index_give_the_same_procedures(
    out: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    folder = tmp_path / "recibidos"
    folder.mkdir()
    for number, path in enumerate(DOCUMENTS):
        shutil.copy(path, folder / f"{number}.txt")
    build([folder], out, CURATED)
    assert [record.id for record in Catalogue(out).procedures()] == [record.id for record in catalogue.procedures()]
    assert {record.source.received_on for record in Catalogue(out).procedures()} == {None}


def test_progress_is_told_document_by_document(out: Path, curated: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build([SOURCES], out, curated, lambda *step: told.append(step))
    assert told[:5] == [("Leyendo", n, 5) for n in range(1, 6)]
    assert told[5:] == [(step, done, 1) for step in ("Relacionando", "Escribiendo") for done in (0, 1)]


def test_the_file_can_be_searched_with_full_text(knowledge_path: Path) -> None:
    query = "SELECT count(*) FROM passage_fts WHERE passage_fts MATCH '\"regimen sujeto al tramite\"'"
    with sqlite3.connect(knowledge_path) as connection:
        assert connection.execute(query).fetchone() == (1,)


def test_a_failed_build_leaves_the_old_base_and_no_litter(out: Path, sources: Path, curated: Path) -> None:
    build([sources], out, curated)
    before = digest(out)
    (sources / "rota.txt").write_text(FICHA[:300], encoding="utf-8")
    with pytest.raises(SourceError, match=r"rota\.txt:\d+: falta «.+»: la ficha parece cortada"):
        build([sources], out, curated)
    assert digest(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["knowledge.db"]


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_a_build_killed_at_any_moment_leaves_a_whole_base(
    out: Path, sources: Path, curated: Path, delay: float
) -> None:
    old = build([sources], out, curated).content_hash
    program = (
        "import sys, pathlib; from bot.knowledge.build import build; p = [pathlib.Path(a) for a in sys.argv[1:]];\n"
        "print('ready', flush=True)\nwhile True: build([p[0]], p[1], p[2])"
    )
    arguments = [sys.executable, "-c", program, str(SOURCES), str(out), str(curated)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    catalogue = Catalogue(out)
    assert len(catalogue.procedures()) == (1 if catalogue.version == old else 14)


def test_what_a_killed_build_left_is_swept_and_what_another_is_writing_is_not(
    out: Path, sources: Path, curated: Path
) -> None:
    out.parent.mkdir()
    old, fresh = out.parent / ".knowledge.db.old.tmp", out.parent / ".knowledge.db.fresh.tmp"
    for path in (old, fresh):
        path.touch()
    os.utime(old, (0, 0))
    build([sources], out, curated)
    assert not old.exists()
    assert fresh.exists()


def test_two_documents_with_the_same_procedure_are_refused(out: Path, sources: Path, curated: Path) -> None:
    (sources / "z-otra.txt").write_text(FICHA, encoding="utf-8")
    with pytest.raises(SourceError, match=r"z-otra\.txt:3: el trámite «senae-permiso-prueba» ya está en prueba\.txt"):
        build([sources], out, curated)
    assert not out.exists()


def test_a_table_whose_institution_nobody_names_is_refused(out: Path, tmp_path: Path, curated: Path) -> None:
    table = tmp_path / "tabla.txt"
    table.write_text("TRÁMITE\tPROCEDIMIENTO\tCANAL\tTIEMPO ESTIMADO\nUno\tPedir.\tCorreo\t1 día\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"tabla\.txt:2: no dice de qué institución es"):
        build([table], out, curated)


def test_an_unknown_institution_gets_its_initials(out: Path, sources: Path, tmp_path: Path) -> None:
    build([sources], out, tmp_path)
    assert [record.id for record in Catalogue(out).procedures()] == ["snae-permiso-prueba"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("alias.yml", "\nno-existe:\n  alias: [x]\n", r"alias\.yml:2: ningún trámite tiene el id «no-existe»"),
        ("alias.yml", "senae-permiso-prueba:\n  apodo: [x]\n", r"alias\.yml:1: la clave «apodo» no se conoce"),
        ("alias.yml", "senae-permiso-prueba:\n  alias: texto\n", r"alias\.yml:1: se esperaba una lista de textos"),
        ("alias.yml", "- uno\n", r"alias\.yml:1: se esperaba una lista de «clave: valor»"),
        ("alias.yml", "a: [1\nb: 2\n", r"alias\.yml:\d: YAML mal escrito"),
        ("alias.yml", "a: 1\na: 2\n", r"alias\.yml:\d: YAML mal escrito"),
        ("enlaces.yml", "no-existe:\n  - {nombre: x, texto: y}\n", r"enlaces\.yml:1: ningún trámite tiene el id"),
        (
            "enlaces.yml",
            "senae-permiso-prueba:\n  - {nombre: x, texto: y, requiere: otro}\n",
            r"enlaces\.yml:1: ningún trámite tiene el id «otro»",
        ),
        ("glosario.yml", "- termino: x\n- fuente: y\n", r"glosario\.yml:1: falta «explicacion»"),
        ("glosario.yml", "termino: x\n", r"glosario\.yml:1: se esperaba una lista"),
        ("palabras.yml", "otras: [x]\n", r"palabras\.yml.*la clave «otras» no se conoce"),
        ("instituciones.yml", "- id: x\n  siglas: X\n", r"instituciones\.yml:1: falta «nombre»"),
    ],
)
def test_a_mistake_in_an_editors_file_names_file_and_line(
    out: Path, sources: Path, curated: Path, name: str, text: str, message: str
) -> None:
    (curated / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        build([sources], out, curated)
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {documento: falta.txt, titulo: x}\n", r"indice\.yml: nombra «falta\.txt», que no está en la carpeta"),
        ("- {documento: prueba.txt}\n", r"indice\.yml:1: falta «titulo»"),
        ("- {documento: prueba.txt, titulo: x, recibido: ayer}\n", r"indice\.yml:1: «recibido» debe ser una fecha"),
    ],
)
def test_a_mistake_in_the_index_names_it(out: Path, sources: Path, curated: Path, text: str, message: str) -> None:
    (sources / "indice.yml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        build([sources], out, curated)


def test_the_index_gives_title_address_and_day(out: Path, sources: Path, curated: Path) -> None:
    entry = "- {documento: prueba.txt, titulo: De prueba, direccion: 'https://a.gob.ec/x', recibido: 2026-01-02}\n"
    (sources / "indice.yml").write_text(entry, encoding="utf-8")
    build([sources], out, curated)
    source = Catalogue(out).procedures()[0].source
    assert (source.title, source.url, str(source.received_on)) == ("De prueba", "https://a.gob.ec/x", "2026-01-02")


def test_aliases_and_situations_reach_the_record_once_each(out: Path, sources: Path, curated: Path) -> None:
    text = "senae-permiso-prueba:\n  alias: [permiso, PERMISO, permiso de prueba]\n  situaciones: [quiero probar]\n"
    (curated / "alias.yml").write_text(text, encoding="utf-8")
    build([sources], out, curated)
    record = Catalogue(out).procedures()[0]
    assert record.aliases == ("permiso", "permiso de prueba")
    assert record.situations == ("quiero probar",)


def test_prerequisites_that_nobody_wrote_are_proposed_from_the_text(out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "editores"
    shutil.copytree(CURATED, folder, ignore=shutil.ignore_patterns("fuentes", "enlaces.yml"))
    build([SOURCES], out, folder)
    proposed = {(entry.procedure[:24], entry.requires, entry.proposed) for entry in Catalogue(out).prerequisites()}
    oce = "senae-aprobacion-registro-oce-importador-exportador-sistema-informatico-ecuapass"
    assert proposed == {("senae-autorizacion-ingre", oce, True), ("senae-autorizacion-salid", oce, True)}


def test_a_source_that_does_not_exist_is_named(out: Path, curated: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nada\.txt: no existe"):
        build([tmp_path / "nada.txt"], out, curated)


def test_an_empty_folder_is_refused(out: Path, curated: Path, tmp_path: Path) -> None:
    (tmp_path / "vacia").mkdir()
    with pytest.raises(SourceError, match="no tiene documentos"):
        build([tmp_path / "vacia"], out, curated)
