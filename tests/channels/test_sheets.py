"""Checklists on paper: every requirement, its answer and its source, as text and as PDF."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from bot.answers.guides import Mark, Saved, fingerprint
from bot.answers.guides.checklist import key
from bot.channels.sheets import Sheet, as_text, sheet_of
from bot.channels.sheets.pdf import as_pdf
from bot.knowledge import Catalogue, Procedure
from bot.knowledge.record import Requirement
from tests.answers.support import ALL, EXIT, IMPORT, OCE, PASSWORD
from tests.gateway.support import bare_procedure, full_procedure

SITE = "https://ventanilla.gob.ec"
CODE = "7KX4M-Q29TB"


def solid(text: str) -> str:
    """``text`` without blanks: lines may break anywhere."""
    return re.sub(r"\s", "", text)


def read(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def said(procedure: Procedure) -> list[str]:
    """All that the requirements say."""
    texts = [(one.text, *one.notes, *(item.text for item in one.items)) for one in procedure.requirements]
    return [solid(text) for group in texts for text in group]


def answered(procedure: Procedure, *marks: str, ficha: str | None = None) -> Sheet:
    kept = dict(zip(map(key, procedure.requirements), marks))
    saved = Saved(procedure.id, ficha or fingerprint(procedure), kept)
    return sheet_of(procedure, SITE, saved=saved, code=CODE)


@pytest.mark.parametrize("tramite", ALL)
def test_not_a_word_of_the_requirements_is_missing_from_the_text(catalogue: Catalogue, tramite: str) -> None:
    procedure = catalogue.get(tramite)
    text = solid(as_text(sheet_of(procedure, SITE)))
    assert [one for one in said(procedure) if one not in text] == []


@pytest.mark.parametrize("tramite", ALL)
def test_not_a_word_of_the_requirements_is_missing_from_the_pdf(catalogue: Catalogue, tramite: str) -> None:
    procedure = catalogue.get(tramite)
    text = solid(read(as_pdf(sheet_of(procedure, SITE))))
    assert [one for one in said(procedure) if one not in text] == []


@pytest.mark.parametrize("tramite", ALL)
def test_both_papers_name_source_date_and_page(catalogue: Catalogue, tramite: str) -> None:
    sheet = sheet_of(catalogue.get(tramite), SITE)
    for text in (as_text(sheet), read(as_pdf(sheet))):
        assert "Fuente:" in text and "2026" in text
        assert f"{SITE}/tramites/{tramite}" in solid(text)


def test_answers_are_told_in_words_and_counted(catalogue: Catalogue) -> None:
    sheet = answered(catalogue.get(OCE), "tengo", "falta", "no_aplica")
    assert [line.mark for line in sheet.lines] == [Mark.tengo, Mark.falta, Mark.no_aplica, None, None]
    for text in (as_text(sheet), read(as_pdf(sheet))):
        assert "Tengo 1 de 4 requisitos." in text
        assert [text.count(label) for label in ("Ya lo tengo", "Me falta", "No aplica en mi caso")] == [1, 1, 1]
        assert f"mi lista {CODE}" in text


def test_a_blank_list_has_empty_boxes_and_no_code(catalogue: Catalogue) -> None:
    text = as_text(sheet_of(catalogue.get(OCE), SITE))
    assert (text.count("[ ]"), "[x]" in text, "mi lista" in text) == (5, False, False)


def test_a_list_made_from_another_ficha_says_so(catalogue: Catalogue) -> None:
    old = answered(catalogue.get(OCE), "tengo", ficha="otra")
    assert "La ficha cambió" in as_text(old)
    assert "La ficha cambió" not in as_text(answered(catalogue.get(OCE), "tengo"))


def test_a_ficha_without_requirements_says_so_on_paper(catalogue: Catalogue) -> None:
    sheet = sheet_of(catalogue.get(PASSWORD), SITE)
    assert "no indica una lista de requisitos" in as_text(sheet)
    assert "no indica una lista de requisitos" in read(as_pdf(sheet))


def test_a_source_without_a_date_is_said_to_have_none() -> None:
    assert "no indica su fecha" in as_text(sheet_of(bare_procedure(), SITE))


def test_the_text_keeps_to_its_width_but_for_addresses(catalogue: Catalogue) -> None:
    lines = as_text(sheet_of(catalogue.get(EXIT), SITE)).splitlines()
    assert [line for line in lines if len(line) > 76 and "http" not in line] == []


def test_an_address_that_the_text_hides_is_printed() -> None:
    assert "https://ejemplo.invalid/oficio" in as_text(sheet_of(full_procedure(), SITE))


# -- the PDF ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf(catalogue: Catalogue) -> PdfReader:
    return PdfReader(io.BytesIO(as_pdf(sheet_of(catalogue.get(IMPORT), SITE))))


def test_the_pdf_has_its_title_language_and_tags(pdf: PdfReader) -> None:
    root = pdf.root_object
    assert pdf.metadata and str(pdf.metadata.title).startswith("Lista de requisitos: Solicitud")
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == ("es-EC", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_every_paragraph_of_the_pdf_is_tagged_and_the_first_is_its_heading(pdf: PdfReader) -> None:
    (document,) = pdf.root_object["/StructTreeRoot"]["/K"]
    roles = [element.get_object()["/S"] for element in document.get_object()["/K"]]
    assert (roles[0], set(roles[1:]), len(roles) > 8) == ("/H1", {"/P"}, True)


def test_what_is_written_outside_of_tags_is_marked_as_no_content(pdf: PdfReader) -> None:
    contents = b"".join(page.get_contents().get_data() for page in pdf.pages if page.get_contents())
    marks = re.findall(rb"/(\w+)(?: <</MCID \d+>>)? (BDC|BMC)|\b(EMC)\b", contents)
    depth = 0
    for _, begun, ended in marks:
        depth += 1 if begun else -1 if ended else 0
        assert depth in (0, 1)
    assert depth == 0


def test_the_fonts_are_inside(pdf: PdfReader) -> None:
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert {str(font["/BaseFont"]).split("+")[1] for font in fonts} == {"DejaVuSansBook", "DejaVuSansBold"}


def test_the_same_list_is_the_same_file(catalogue: Catalogue) -> None:
    sheet = sheet_of(catalogue.get(OCE), SITE)
    assert as_pdf(sheet) == as_pdf(sheet)


def test_a_long_list_goes_on_on_the_next_page_with_nothing_lost() -> None:
    texts = [f"Requisito número {number}: " + "palabra " * 60 for number in range(30)]
    endless = Requirement(text="inicio " + "x y " * 4000 + "fin")
    procedure = bare_procedure(requirements=(*(Requirement(text=text) for text in texts), endless))
    reader = PdfReader(io.BytesIO(as_pdf(sheet_of(procedure, SITE))))
    text = solid("".join(page.extract_text() for page in reader.pages))
    assert len(reader.pages) > 3
    assert [number for number in range(30) if f"Requisitonúmero{number}:" not in text] == []
    assert [f"Página {n}" in page.extract_text() for n, page in enumerate(reader.pages, 1)] == [True] * len(
        reader.pages
    )


@pytest.mark.parametrize(
    "text", ["“comillas” – raya • viñeta ☐ ñ Á €", "中文", "🙂 emoji", "a" * 400, "<b>no</b> **no**"]
)
def test_any_text_can_be_printed(text: str) -> None:
    procedure = bare_procedure(requirements=(Requirement(text=text),))
    assert as_pdf(sheet_of(procedure, SITE)).startswith(b"%PDF")
