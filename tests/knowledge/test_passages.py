"""A detail that is no field of its own is found in the passage that states it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import Aspect, Catalogue, Excerpt, Institution, Passages, Procedure, Search
from bot.knowledge.record import Passage, Source

OCE = "senae-aprobacion-registro-oce-importador-exportador-sistema-informatico-ecuapass"
EXIT = (
    "senae-autorizacion-salida-mercancias-acogidas-regimen-exportacion-temporal-perfeccionamiento-pasivo-compensaciones"
)
ENTRY = (
    "senae-autorizacion-ingreso-mercancias-acogidas-regimen-admision-temporal-perfeccionamiento-activo-compensaciones"
)
IMPORT = "sercop-solicitud-autorizacion-importacion-bienes-contratacion-servicios-extranjero"


@pytest.fixture(scope="module")
def search(catalogue: Catalogue) -> Search:
    return Search.over(catalogue.procedures(), catalogue.words(), catalogue.foreign())


def said(excerpts: list[Excerpt]) -> str:
    """Everything that the excerpts say, headings included."""
    return "\n".join(line for one in excerpts for line in (*one.heading, *(passage.text for passage in one.passages)))


@pytest.mark.parametrize(
    ("tramite", "question", "fact"),
    [
        (OCE, "¿por qué rechazan la solicitud?", "Estado diferente a activo"),
        (OCE, "motivos de rechazo", "Dirección no valida"),
        (OCE, "me rechazaron porque no soy el representante registrado", "representante legal"),
        (OCE, "qué hago si la dirección no es válida", "puede usar referencias"),
        (OCE, "estado diferente a activo en la superintendencia", "nueva solicitud de usuario"),
        (OCE, "¿dónde consulto el resultado de la solicitud?", "3.2.6"),
        (OCE, "con qué navegador se instala el ecuapass", "Mozilla Firefox"),
        (OCE, "qué opción selecciono en información de operación", "Imp/Exportador"),
        (OCE, "cómo se llama el botón del primer paso, nuevo registro", "Nuevo Registro"),
        (ENTRY, "¿qué compensación usa DAE 40?", "DAE 40"),
        (ENTRY, "qué compensación lleva DAI 10", "Nacionalización"),
        (ENTRY, "cómo se regulariza la pérdida o destrucción", "DAI 87"),
        (ENTRY, "destruccion de desperdicios", "DAI 86"),
        (ENTRY, "cómo es la cesión de titularidad", "Anexo de compensación"),
        (ENTRY, "¿quién transmite la declaración aduanera?", "agente de aduana"),
        (ENTRY, "el aforo cómo se hace", "canal de aforo"),
        (ENTRY, "garantía general o específica", "garantía"),
        (ENTRY, "qué norma trata del anexo compensatorio", "ANEXO COMPENSATORIO"),
        (EXIT, "qué elijo en régimen sujeto al trámite", "Régimen sujeto al trámite"),
        (EXIT, "acto administrativo de cambio de régimen, quién lo firma", "Director Distrital"),
        (EXIT, "a dónde llevo la mercancía", "depósito temporal"),
        (EXIT, "carta del exportador qué debe decir", "tiempo aproximado"),
        (EXIT, "qué número de DAE se transmite", "51"),
        (IMPORT, "¿a quién va dirigido el oficio?", "máxima autoridad"),
        (IMPORT, "¿por qué sistema mando el oficio?", "Quipux"),
        (IMPORT, "qué informe necesito para repuestos, partes y piezas", "informe técnico"),
        (IMPORT, "qué documento justifica el registro de productos", "estudio de mercado"),
    ],
)  # fmt: skip
def test_the_passage_that_states_a_detail_is_found(
    catalogue: Catalogue, search: Search, tramite: str, question: str, fact: str
) -> None:
    assert fact in said(Passages(catalogue.get(tramite), search).find(question))


@pytest.mark.parametrize("spelling", ["xq rechasan la solisitud", "PORQUE RECHAZAN LA SOLICITUD", "motibos de rechaso"])
def test_a_detail_is_found_in_any_spelling(catalogue: Catalogue, search: Search, spelling: str) -> None:
    assert "Estado diferente a activo" in said(Passages(catalogue.get(OCE), search).find(spelling))


@pytest.mark.parametrize("tramite", [OCE, EXIT, ENTRY, IMPORT])
def test_every_passage_is_found_by_its_own_words(catalogue: Catalogue, search: Search, tramite: str) -> None:
    passages = Passages(catalogue.get(tramite), search)
    # Norms are told apart by their numbers alone, and figures are no passages.
    others = [one for one in catalogue.passages(tramite) if one.aspect not in (Aspect.legal_basis, Aspect.statistics)]
    kept = [one for one in others if search.subject(one.text)]
    found = [one for one in kept if one.text in said(passages.find(one.text))]
    # A sentence that announces a list stands in the headings, without its colon.
    announcing = [one for one in kept if one.text.rstrip(":. ") in said(passages.find(one.text))]
    assert [one.text for one in kept if one not in found and one not in announcing] == []


def test_figures_are_no_passages(catalogue: Catalogue, search: Search) -> None:
    aspects = {one.aspect for one in Passages(catalogue.get(OCE), search).find("quejas y atenciones de 2024", limit=50)}
    assert Aspect.statistics not in aspects


def test_excerpts_come_best_first_with_scores_that_are_shares(catalogue: Catalogue, search: Search) -> None:
    scores = [one.score for one in Passages(catalogue.get(ENTRY), search).find("declaración aduanera régimen 21")]
    assert scores == sorted(scores, reverse=True) and all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("size", [50, 300, 1500])
def test_an_excerpt_is_no_longer_than_asked_unless_one_passage_is(
    catalogue: Catalogue, search: Search, size: int
) -> None:
    for one in Passages(catalogue.get(ENTRY), search).find("resolución régimen admisión temporal", size=size):
        assert sum(len(passage.text) for passage in one.passages) <= size or len(one.passages) == 1


def test_the_passages_of_an_excerpt_share_its_heading_and_keep_their_order(
    catalogue: Catalogue, search: Search
) -> None:
    for one in Passages(catalogue.get(ENTRY), search).find("compensaciones del régimen DAE DAI"):
        assert {passage.heading for passage in one.passages} == {one.heading}
        assert [passage.lines for passage in one.passages] == sorted(passage.lines for passage in one.passages)


def test_what_the_document_does_not_speak_of_is_not_stated(catalogue: Catalogue, search: Search) -> None:
    passages = Passages(catalogue.get(OCE), search)
    speaks, silent = (
        passages.states(search.terms(text)) for text in ("certificado digital", "pasaporte azul caducado")
    )
    assert (speaks, silent) == (1.0, 0.0)


@pytest.mark.parametrize("text", ["", "¿?", "👋🏽", "y con eso", "zxqwtrplk"], ids=ascii)
def test_a_text_without_a_word_of_the_document_finds_nothing(catalogue: Catalogue, search: Search, text: str) -> None:
    assert Passages(catalogue.get(OCE), search).find(text) == []


@settings(deadline=None, max_examples=40)
@given(text=st.text(max_size=1000))
def test_any_text_can_be_asked(catalogue: Catalogue, search: Search, text: str) -> None:
    assert all(0 < one.score <= 1 + 1e-9 for one in Passages(catalogue.get(EXIT), search).find(text))


# -- documents of our own ----------------------------------------------------------------------------------------


def document(*passages: tuple[str, str]) -> Passages:
    """The passages (heading, text) of a procedure about nothing else."""
    procedure = Procedure(
        id="x",
        name="Permiso",
        institution=Institution(id="i", name="Instituto", acronym="I"),
        source=Source(document="x.txt", title="Permiso"),
        passages=tuple(
            Passage(aspect=Aspect.steps, heading=(heading,), text=text, lines=(line, line))
            for line, (heading, text) in enumerate(passages, 1)
        ),
    )
    return Passages(procedure, Search.over([procedure]))


def test_a_document_without_passages_states_nothing() -> None:
    assert document().find("permiso") == []


def test_a_word_in_the_heading_finds_what_stands_under_it() -> None:
    found = document(("Tarifas", "Diez por persona."), ("Plazos", "Tres días."))
    assert [one.heading for one in found.find("tarifas")] == [("Tarifas",)]


def test_a_word_in_the_text_says_more_than_one_in_the_heading() -> None:
    found = document(("Barcos", "Se pesan."), ("Otros", "Los barcos se miden."))
    assert found.find("barcos")[0].heading == ("Otros",)


def test_the_announcement_of_a_list_is_only_its_heading() -> None:
    found = document(("Pasos", "Los motivos son:"), ("Los motivos son", "Falta la firma."))
    assert [passage.text for one in found.find("motivos") for passage in one.passages] == ["Falta la firma."]
