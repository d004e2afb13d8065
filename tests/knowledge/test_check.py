"""Each known defect of the sources is reported where it stands, with its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.knowledge import Catalogue
from bot.knowledge.build import Base
from bot.knowledge.check import RULES, defects
from bot.knowledge.document import read_document
from bot.knowledge.readers import read
from tests.knowledge.conftest import FICHA

EXPORTACION = "senae-regimen-51-perfeccionamiento-pasivo.txt"
ADMISION = "senae-regimen-21-perfeccionamiento-activo.txt"
OCE = "senae-registro-oce.txt"
IMPORTACION = "sercop-autorizacion-importacion.md"
TABLA = "sercop-tramites-en-linea.txt"

#: document, code → the lines on which it stands, found by reading the documents.
KNOWN = [
    (IMPORTACION, "encabezado-sin-marca", [38, 51]),
    (IMPORTACION, "numeracion-reiniciada", [19, 22]),
    (IMPORTACION, "articulo-repetido", [47, 48, 49]),
    (IMPORTACION, "enlace-vacio", [47, 48, 49]),
    (IMPORTACION, "tabla-cortada", [72]),
    (IMPORTACION, "palabras-repetidas", [19]),
    (IMPORTACION, "texto-de-ejemplo", [22, 22]),
    (IMPORTACION, "html-residual", [5, 6, 7, 8, 9]),
    (EXPORTACION, "html-residual", [8, 9]),
    (EXPORTACION, "html-sin-cerrar", [9]),
    (EXPORTACION, "vinetas-pegadas", [9]),
    (EXPORTACION, "resultados-pegados", [9]),
    (EXPORTACION, "titulo-y-resultado-discrepan", [9]),
    (EXPORTACION, "requisito-repetido", [24]),
    (EXPORTACION, "direccion-de-otro-sitio", [32]),
    (EXPORTACION, "direccion-discordante", [56]),
    (EXPORTACION, "nombre-y-direccion-discrepan", [70]),
    (EXPORTACION, "enlace-vacio", [84, 85, 86, 87, 88, 89, 90, 91, 92]),
    (EXPORTACION, "rotulo-partido", [94]),
    (EXPORTACION, "mes-repetido", [145]),
    (EXPORTACION, "tabla-cortada", [129, 155, 181]),
    (ADMISION, "html-residual", [8, 9]),
    (ADMISION, "html-sin-cerrar", [9]),
    (ADMISION, "vinetas-pegadas", [9]),
    (ADMISION, "lista-fuera-de-lugar", [46]),
    (ADMISION, "numeracion-reiniciada", [71]),
    (ADMISION, "direccion-discordante", [77]),
    (ADMISION, "nombre-y-direccion-discrepan", [91]),
    (ADMISION, "nota-de-redaccion", [101]),
    (ADMISION, "entrada-cortada", [109, 142]),
    (ADMISION, "enlace-vacio", [*range(144, 154), 155, 156]),
    (ADMISION, "mes-atipico", [180]),
    (ADMISION, "tabla-cortada", [183, 209, 235]),
    (OCE, "nombre-partido", [5]),
    (OCE, "rotulo-partido", [15, 26, 37, 56, 118, 125, 135]),
    (OCE, "instruccion-caducada", [49]),
    (OCE, "lista-fuera-de-lugar", [79, 95, 102]),
    (OCE, "campo-vacio", [133]),
    (OCE, "filas-separadas", [146]),
    (OCE, "entrada-fuera-de-lugar", [162, 166, 171, 176, 177, 178]),
    (OCE, "direccion-doble-codificada", [177, 178]),
    (OCE, "tabla-cortada", [227, 276, 315]),
    (TABLA, "canales-en-una-celda", [7, 8, 13]),
    (TABLA, "campo-vacio", [14, 15]),
    (TABLA, "enlace-corto", [6, 7, 8, 13]),
]


@pytest.mark.parametrize(("document", "code", "lines"), KNOWN, ids=[f"{c}-{d[:12]}" for d, c, _ in KNOWN])
def test_a_known_defect_is_reported_on_its_lines(base: Base, document: str, code: str, lines: list[int]) -> None:
    assert [d.line for d in base.defects if (d.document, d.code) == (document, code)] == lines


def test_nothing_else_is_reported(base: Base) -> None:
    known = {(document, code) for document, code, _ in KNOWN}
    assert [d for d in base.defects if (d.document, d.code) not in known] == []


def test_every_defect_is_a_sentence_with_a_known_code(base: Base) -> None:
    codes = {*RULES, "direccion-discordante"}
    assert {d.code for d in base.defects} <= codes
    assert all(re.fullmatch(r"[A-ZÁÉÍÓÚ«].+[.)»]", d.message) for d in base.defects)


def found(tmp_path: Path, text: str, name: str = "ficha.txt") -> list[tuple[int, str]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(defect.line, defect.code) for defect in defects([read(read_document(path))])]


def test_a_clean_ficha_has_no_defects_but_its_html(tmp_path: Path) -> None:
    assert found(tmp_path, FICHA) == [(6, "html-residual")]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("- Un papel.", "- No aplica", "campo-sin-contenido"),
        ("- Un papel.", "- Un papel.\n- Un papel", "requisito-repetido"),
        ("- Un papel.", "- Un papel (especificar cuál).", "nota-de-redaccion"),
        ("- Un papel.", "- Usar Internet Explorer.", "instruccion-caducada"),
        ("Presencial.", "", "campo-vacio"),
        ("1. Presentar", "1. Pagar en pagar en\n1. Presentar", "palabras-repetidas"),
        ("1. Presentar", "1. Ir.\n1. Presentar", "numeracion-reiniciada"),
        ("2026\t03\t0\t35", "2026\t03\t0\t35\n2026\t03\t1\t36", "mes-repetido"),
        ("- Ley de Prueba", "- Ley de Prueba https://a.gob.ec/%25C3%258D", "direccion-doble-codificada"),
    ],
)
def test_a_defect_put_into_a_clean_ficha_is_found(tmp_path: Path, before: str, after: str, code: str) -> None:
    assert before in FICHA
    assert code in {found_code for _, found_code in found(tmp_path, FICHA.replace(before, after))}


def test_the_defects_are_kept_in_the_base(base: Base, catalogue: Catalogue) -> None:
    assert tuple(catalogue.defects()) == base.defects
