"""The catalogue: read-only, safe from threads, refused when missing, damaged or of another format."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import KnowledgeError, ProcedureNotFound
from bot.knowledge import Catalogue
from bot.knowledge.build import build
from tests.knowledge.conftest import CURATED, FICHA

OCE = "senae-aprobacion-registro-oce-importador-exportador-sistema-informatico-ecuapass"


def test_opening_does_nothing_until_something_is_asked(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "falta.db")
    with pytest.raises(KnowledgeError, match=r"falta\.db: no hay base de conocimiento; constrúyala con"):
        catalogue.procedures()


def test_an_unknown_id_is_not_found(catalogue: Catalogue) -> None:
    with pytest.raises(ProcedureNotFound, match="no-existe"):
        catalogue.get("no-existe")


def test_procedures_are_listed_in_order_of_id(catalogue: Catalogue) -> None:
    ids = [record.id for record in catalogue.procedures()]
    assert ids == sorted(ids)
    assert [catalogue.get(identifier).id for identifier in ids] == ids


def test_institutions_have_the_contact_that_the_documents_give(catalogue: Catalogue) -> None:
    senae, sercop = catalogue.institutions()
    assert senae.contact is not None
    assert senae.contact.phones == ("1800-238262",)
    assert sercop.contact is not None
    assert [link.url for link in sercop.contact.links] == [
        "https://bit.ly/WebChatSercop",
        "https://portal.compraspublicas.gob.ec/",
    ]


def test_the_contact_of_an_institution_is_stated_in_its_documents(catalogue: Catalogue) -> None:
    for institution in catalogue.institutions():
        said = "".join((CURATED / "fuentes" / name).read_text("utf-8") for name in institution.documents)
        contact = institution.contact
        assert contact is not None
        facts = [*contact.emails, *contact.phones, contact.unit or ""]
        facts += [link.url.removeprefix("https://").rstrip("/") for link in contact.links]
        facts.append((institution.website or "").rstrip("/"))
        assert [fact for fact in facts if fact not in said] == []


def test_prerequisites_name_procedures_of_ours_and_of_others(catalogue: Catalogue) -> None:
    temporal = [record.id for record in catalogue.procedures() if "perfeccionamiento" in record.id]
    assert [[entry.requires for entry in catalogue.prerequisites(identifier)] for identifier in temporal] == [
        [OCE],
        [OCE],
    ]
    assert [entry.institution for entry in catalogue.prerequisites(OCE)] == [
        "Servicio de Rentas Internas (SRI)",
        "Entidad certificadora",
    ]


def test_a_prerequisite_quotes_a_requirement_of_its_ficha(catalogue: Catalogue) -> None:
    for entry in catalogue.prerequisites():
        assert entry.text in [requirement.text for requirement in catalogue.get(entry.procedure).requirements]


def test_it_says_what_it_was_built_from(catalogue: Catalogue) -> None:
    assert len(catalogue.version) == 64
    assert sorted(catalogue.built_from) == sorted({record.source.document for record in catalogue.procedures()})


def test_many_threads_may_ask_at_once(knowledge_path: Path) -> None:
    catalogue = Catalogue(knowledge_path)
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda n: (len(catalogue.procedures()), len(catalogue.terms()), catalogue.get(OCE).id), range(64))
        )
    assert len(set(answers)) == 1


def test_nothing_can_be_written(catalogue: Catalogue) -> None:
    with pytest.raises(KnowledgeError, match="readonly"):
        catalogue.query("DELETE FROM procedure")


def test_a_base_of_another_format_is_refused(knowledge_path: Path, tmp_path: Path) -> None:
    other = tmp_path / "otra.db"
    shutil.copy(knowledge_path, other)
    with sqlite3.connect(other) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    with pytest.raises(KnowledgeError, match=r"otra\.db: la base es del formato 0"):
        Catalogue(other).procedures()


@pytest.mark.parametrize("content", [b"", b"no es una base", b"SQLite format 3\x00" + b"x" * 200])
def test_a_damaged_base_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rota.db"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"rota\.db: la base de conocimiento está dañada"):
        Catalogue(path).procedures()


def test_an_open_catalogue_keeps_its_base_while_another_is_built(tmp_path: Path) -> None:
    source, out = tmp_path / "prueba.txt", tmp_path / "knowledge.db"
    source.write_text(FICHA, encoding="utf-8")
    build([source], out, tmp_path / "editores")
    catalogue = Catalogue(out)
    before = catalogue.version
    source.write_text(FICHA.replace("PERMISO", "LICENCIA"), encoding="utf-8")
    build([source], out, tmp_path / "editores")
    assert catalogue.procedures()[0].name == "PERMISO DE PRUEBA"
    assert Catalogue(out).version != before
    catalogue.close()


def test_every_procedure_has_passages_under_headings_with_lines(catalogue: Catalogue) -> None:
    for record in catalogue.procedures():
        assert record.passages
        lines = len((CURATED / "fuentes" / record.source.document).read_text("utf-8").split("\n"))
        assert all(passage.text and passage.heading for passage in record.passages)
        assert all(1 <= passage.lines[0] <= passage.lines[1] <= lines for passage in record.passages)


@pytest.mark.parametrize(
    ("words", "heading", "text"),
    [
        ("1. Estado", "Los motivos por los que", "Estado diferente a activo en la Superintendencia de compañías."),
        ("2. remedio", "Los pasos a seguir según cada tipo de rechazo", "Dirección no valida: En el campo “Dirección”"),
        ("datos", "1.1 Seleccionar la opción", "Información de Certificado Digital"),
        ("consulta", "puede ser consultado", 'Finalmente dar clic en el botón "Consultar".'),
    ],
)
def test_a_detail_stands_under_the_heading_that_gives_it_sense(
    catalogue: Catalogue, words: str, heading: str, text: str
) -> None:
    found = [passage for passage in catalogue.passages(OCE) if passage.text.startswith(text)]
    assert any(heading in part for passage in found for part in passage.heading), words


def test_the_second_requirement_does_not_stand_under_the_note_of_the_first(catalogue: Catalogue) -> None:
    record = next(record for record in catalogue.procedures() if "importacion-bienes" in record.id)
    headings = {passage.text[:6]: passage.heading for passage in record.passages if passage.aspect == "requirements"}
    assert headings["Oficio"] == ("¿Qué necesito para hacer el trámite?", "Requisitos Generales")
    assert headings["Docume"][-1] == "debe subir al sistema SOCE, los siguientes documentos"


def test_one_procedure_is_read_without_the_others(knowledge_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    shutil.copy(knowledge_path, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE procedure SET record = '{' WHERE id != ?", (OCE,))
    catalogue = Catalogue(path)
    assert catalogue.get(OCE).id == OCE
    assert next(iter(catalogue.names())) == OCE
    with pytest.raises(KnowledgeError, match="dañada"):
        catalogue.procedures()


def test_a_procedure_read_alone_is_the_one_that_is_listed(knowledge_path: Path) -> None:
    catalogue = Catalogue(knowledge_path)
    alone = catalogue.get(OCE)
    assert next(one for one in catalogue.procedures() if one.id == OCE) is alone
