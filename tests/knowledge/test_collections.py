"""Files of many fichas: what is refused, what wins over what, and what the base says of it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SourceError
from bot.knowledge import Catalogue, Procedure
from bot.knowledge.assemble import address, is_trial
from bot.knowledge.build import build, gather
from bot.knowledge.readers.records import Record, read_records
from tests.knowledge.conftest import CURATED, FICHA, SOURCES
from tests.knowledge.scraped import ficha, write

URL = "https://www.gob.ec/apa/tramites"


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """Editors' files that say nothing."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fichas.jsonl"


def other(number: int = 2, **changes: Any) -> dict[str, Any]:
    return ficha(**{"Nombre_Tramite": f"Permiso {number}", "URL_Fuente": f"{URL}/permiso-{number}", **changes})


def only(file: Path, curated: Path) -> Procedure:
    (record,) = gather([file], curated).records
    return record


def test_the_id_is_the_pages_and_the_institution_is_named(file: Path, curated: Path) -> None:
    record = only(write(file, ficha()), curated)
    assert record.id == "apa-registro-colmenares"
    assert (record.institution.id, record.institution.acronym, record.institution.name) == (
        "apa",
        "APA",
        "Agencia de Pruebas Apícolas",
    )
    assert record.source.url == f"{URL}/registro-colmenares"


def test_without_a_page_of_gob_ec_the_id_is_of_institution_and_name(file: Path, curated: Path) -> None:
    record = only(write(file, ficha(URL_Fuente="https://apa.gob.ec/x")), curated)
    assert record.id == "apa-registro-colmenares"
    assert record.source.url == "https://apa.gob.ec/x"


def test_an_institution_that_is_not_available_is_told_by_the_address(file: Path, curated: Path) -> None:
    institution = only(write(file, ficha(Institucion_Responsable="No disponible")), curated).institution
    assert (institution.id, institution.acronym, institution.name) == ("apa", "APA", "APA")


def test_acronyms_with_hyphens_are_acronyms(file: Path, curated: Path) -> None:
    name = "Gobierno Autónomo de Prueba (GADM-PRUEBA)"
    institution = only(write(file, ficha(Institucion_Responsable=name)), curated).institution
    assert (institution.acronym, institution.name) == ("GADM-PRUEBA", "Gobierno Autónomo de Prueba")


def test_an_institution_that_the_editors_know_keeps_its_contact(file: Path) -> None:
    page = "https://www.gob.ec/senae/tramites/permiso-nuevo"
    write(file, ficha(Institucion_Responsable="Servicio Nacional de Aduana del Ecuador (SENAE)", URL_Fuente=page))
    record = next(one for one in gather([SOURCES, file], CURATED).records if one.id == "senae-permiso-nuevo")
    assert record.institution.contact is not None


def test_a_bad_line_is_refused_with_its_reason_and_the_rest_is_built(file: Path, curated: Path, tmp_path: Path) -> None:
    write(file, ficha(), "{", "[]", '{"Nombre_Tramite": {}}', "", other())
    out = tmp_path / "k.db"
    built = build([file], out, curated)
    assert built.procedures == 2
    assert [(one.document, one.line) for one in built.refused] == [(file.name, 2), (file.name, 3), (file.name, 4)]
    with closing(sqlite3.connect(out)) as base:
        rows = base.execute("SELECT document, line, reason FROM refused ORDER BY id").fetchall()
    assert rows == [(one.document, one.line, one.reason) for one in built.refused]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"Nombre_Tramite": ', "mal escrito en la columna"),
        ("[" * 100_000, "demasiados niveles"),
        ('{"a": 1, "a": 2}', "una clave está dos veces"),
        ('{"a": ' + "9" * 5_000 + "}", "demasiado largo"),
        ('"texto"', "no es una ficha"),
        ("null", "no es una ficha"),
        ('{"otra": "cosa"}', "claves de una ficha"),
        (json.dumps({"Nombre_Tramite": "a" * 1_000_001}), "pasa de 1 MB"),
    ],
)
def test_each_kind_of_bad_line_has_its_reason(file: Path, curated: Path, line: str, reason: str) -> None:
    (refusal,) = gather([write(file, ficha(), line)], curated).refused
    assert reason in refusal.reason


def test_a_ficha_whose_institution_nothing_tells_is_refused_alone(file: Path, curated: Path) -> None:
    lost = other(URL_Fuente="https://ejemplo.ec/x", Institucion_Responsable="No disponible")
    base = gather([write(file, ficha(), lost)], curated)
    assert len(base.records) == 1
    assert [(one.line, one.reason[:33]) for one in base.refused] == [(2, "no dice de qué institución es; in")]


def test_a_line_that_is_not_utf_8_is_refused_alone(file: Path, curated: Path) -> None:
    write(file, ficha())
    file.write_bytes(file.read_bytes() + b'{"Nombre_Tramite": "\xff"}\n')
    assert [one.reason for one in gather([file], curated).refused] == ["no es JSON: no está en UTF-8"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("f.jsonl", b"", "ninguna ficha"),
        ("f.jsonl", b"hola\nadios\n", "ninguna ficha"),
        ("f.jsonl", b"\xff\xfe{\x00", "UTF-16"),
        ("f.json", b"\xef\xbb\xbf{}", "BOM"),
        ("f.json", b'{"a": \n1', "no es JSON"),
        ("f.json", b"[" * 100_000, "demasiados niveles"),
        ("f.json", b"[]", "ninguna ficha"),
        ("f.json", b'{"name": "otra cosa"}', "ninguna de sus fichas se puede leer"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_an_error(
    tmp_path: Path, curated: Path, name: str, data: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceError, match=reason) as error:
        gather([path], curated)
    assert error.value.path == path


@pytest.mark.parametrize("content", [ficha(), [ficha()], [ficha(), 3, other()]])
def test_a_json_file_holds_one_ficha_or_a_list(tmp_path: Path, content: object) -> None:
    path = tmp_path / "f.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    found = list(read_records(path))
    expected = content if isinstance(content, list) else [content]
    assert [one.values if isinstance(one, Record) else None for one in found] == [
        one if isinstance(one, dict) else None for one in expected
    ]


def test_folders_may_hold_collections(tmp_path: Path, curated: Path) -> None:
    folder = tmp_path / "fuentes"
    folder.mkdir()
    write(folder / "fichas.jsonl", ficha())
    (folder / "prueba.txt").write_text(FICHA, encoding="utf-8")
    assert [one.id for one in gather([folder], curated).records] == [
        "apa-registro-colmenares",
        "snae-permiso-prueba",
    ]


def test_the_same_ficha_twice_is_one(file: Path, curated: Path) -> None:
    base = gather([write(file, ficha(), ficha())], curated)
    assert len(base.records) == 1
    assert "ficha-repetida" not in {defect.code for defect in base.defects}


@pytest.mark.parametrize(
    "dates", [("2024/01/01", "2025/01/01"), ("2025/01/01", "2024/01/01"), ("No disponible", "2025/01/01")]
)
def test_of_two_versions_the_newer_wins_and_the_other_is_reported(
    file: Path, curated: Path, dates: tuple[str, str]
) -> None:
    one, two = (ficha(Fecha_Actualizacion=date, Costo=f"{date[:4]} USD") for date in dates)
    base = gather([write(file, one, two)], curated)
    assert base.records[0].source.updated_on.year == 2025  # type: ignore[union-attr]
    older = dates.index("2025/01/01") ^ 1
    assert [(defect.code, defect.line) for defect in base.defects if defect.code == "ficha-repetida"] == [
        ("ficha-repetida", older + 1)
    ]


def test_a_trial_ficha_is_left_out_and_reported(file: Path, curated: Path) -> None:
    base = gather([write(file, ficha(), other(Nombre_Tramite="Trámites de prueba para pruebas"))], curated)
    assert [one.id for one in base.records] == ["apa-registro-colmenares"]
    assert ("ficha-de-prueba", 2) in [(defect.code, defect.line) for defect in base.defects]


@pytest.mark.parametrize(
    "name", ["Prueba de paternidad", "Certificado de prueba de laboratorio", "Permiso para pruebas de campo"]
)
def test_real_procedures_about_tests_are_no_trials(name: str) -> None:
    assert not is_trial(name)


@pytest.mark.parametrize("order", [1, -1])
def test_a_document_wins_over_the_same_procedure_in_a_collection(
    file: Path, tmp_path: Path, curated: Path, order: int
) -> None:
    folder = tmp_path / "fuentes"
    folder.mkdir()
    (folder / "prueba.txt").write_text(FICHA, encoding="utf-8")
    (folder / "indice.yml").write_text(
        f"- {{documento: prueba.txt, titulo: Prueba, direccion: '{URL}/registro-colmenares'}}", encoding="utf-8"
    )
    write(file, ficha(), other())
    base = gather([folder, file][::order], curated)
    assert {one.id: one.source.document for one in base.records} == {
        "apa-registro-colmenares": "prueba.txt",
        "apa-permiso-2": file.name,
    }
    assert "ficha-en-otro-documento" in {defect.code for defect in base.defects}


def test_two_files_of_the_same_name_are_an_error(tmp_path: Path, curated: Path) -> None:
    paths = []
    for name in "ab":
        (tmp_path / name).mkdir()
        paths.append(write(tmp_path / name / "f.jsonl", ficha()))
    with pytest.raises(SourceError, match="mismo nombre"):
        gather(paths, curated)


def test_a_collection_alone_leaves_out_what_editors_wrote_of_other_procedures(file: Path) -> None:
    base = gather([write(file, ficha())], CURATED)
    assert len(base.records) == 1
    assert {defect.document for defect in base.defects if defect.code == "id-sin-tramite"} == {
        "alias.yml",
        "enlaces.yml",
    }
    assert base.prerequisites == ()


def test_the_base_of_a_collection_opens_and_says_where_it_is_from(file: Path, curated: Path, tmp_path: Path) -> None:
    out = tmp_path / "k.db"
    build([write(file, ficha(), other())], out, curated)
    catalogue = Catalogue(out)
    assert [one.id for one in catalogue.procedures()] == ["apa-permiso-2", "apa-registro-colmenares"]
    assert list(catalogue.built_from) == [file.name]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{URL}/registro", ("apa", "registro")),
        ("http://gob.ec/APA/tramites/Registro-de-%C3%91/?x=1#y", ("apa", "registro-de-n")),
        ("https://www.gob.ec/apa/regulaciones/registro", None),
        ("https://example.com/apa/tramites/registro", None),
        ("No disponible", None),
        (None, None),
    ],
)
def test_the_address_of_a_page_gives_institution_and_name(url: str | None, expected: tuple[str, str] | None) -> None:
    assert address(url) == expected
