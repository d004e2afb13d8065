"""The editors' glossary is read whole, and a line that says something unknown is refused by its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SourceError
from bot.knowledge import Catalogue, Term
from bot.knowledge.curated import read_curated

ENTRY = """
- termino: Sistema de patos
  siglas: SDP
  otros: [los patos, patos en línea]
  institucion: Laguna
  explicacion: Cuenta los patos.
  fuente: propia
  enlace: "https://patos.example/"
"""


def glossary(folder: Path, text: str) -> tuple[Term, ...]:
    (folder / "glosario.yml").write_text(text, encoding="utf-8")
    return read_curated(folder).terms


def test_a_term_is_read_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    assert glossary(tmp_path, ENTRY) == (
        Term(
            term="Sistema de patos",
            acronym="SDP",
            others=("los patos", "patos en línea"),
            institution="Laguna",
            explanation="Cuenta los patos.",
            source="propia",
            link="https://patos.example/",
        ),
    )


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        (
            "  otros: [los patos, patos en línea]",
            "  otros: los patos",
            r"glosario\.yml:2: se esperaba una lista de textos",
        ),
        ("  institucion: Laguna", "  entidad: Laguna", r"glosario\.yml:2: la clave «entidad» no se conoce"),
        ("  fuente: propia\n", "", r"glosario\.yml:2: falta «fuente»"),
    ],
)
def test_a_bad_entry_is_refused_by_its_line(tmp_path: Path, written: str, instead: str, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        glossary(tmp_path, ENTRY.replace(written, instead))


def test_a_term_says_what_document_explains_it_or_that_none_does(catalogue: Catalogue) -> None:
    documents = {one.source.document for one in catalogue.procedures()}

    assert [term.term for term in catalogue.terms() if term.source not in {*documents, "propia"}] == []


def test_what_we_explain_ourselves_gives_no_figures_that_change(catalogue: Catalogue) -> None:
    own = [term for term in catalogue.terms() if term.source == "propia"]

    assert [term.term for term in own if any(letter.isdigit() for letter in term.explanation)] == []
