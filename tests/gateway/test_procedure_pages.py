from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.answers.naming import LABELS, NAMED
from bot.channels.web.procedures import hours
from bot.channels.web.texts import ANCHORS
from bot.knowledge import Aspect
from bot.knowledge.record import OpeningHours
from tests.gateway.support import (
    DOCUMENT,
    DOCUMENT_TEXT,
    bare_procedure,
    full_procedure,
    gateway,
    institution,
)

FULL = f"/tramites/{full_procedure().id}"


def section(page: str, aspect: Aspect) -> str:
    """The page's section of an aspect, mark-up and runs of blanks left out."""
    found = re.search(rf'<section aria-labelledby="{ANCHORS[aspect]}">(.*?)</section>', page, re.DOTALL)
    assert found, f"there is no section for {aspect}"
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


@pytest.mark.parametrize(
    ("aspect", "facts"),
    [
        (Aspect.description, ["Autoriza hacer pruebas", "https://ejemplo.invalid/info"]),
        (Aspect.audience, ["Personas que prueban.", "Persona Natural - Ecuatoriana"]),
        (Aspect.output, ["Permiso firmado", "Permisos"]),
        (
            Aspect.requirements,
            ["Requisitos generales", "Oficio de solicitud", "Copia del plano", "Firma electrónica", "Nota: el oficio",
             "Requisitos específicos", "Informe técnico"],
        ),
        (
            Aspect.steps,
            ["Se hace así:", "1. Ingresar al portal", "1.1 Escribir la clave", "2. Enviar", "Revisar antes",
             "Motivos de rechazo", "1. Dirección no válida"],
        ),
        (Aspect.channels, ["Correo electrónico", "Presencial"]),
        (Aspect.cost, ["No tiene costo", "9.90 USD: copia certificada", "Además se paga a otros: transporte"]),
        (
            Aspect.location_hours,
            ["Portal de pruebas", "https://ejemplo.invalid/portal", "Oficina central , Calle Uno y Calle Dos",
             "Las 24 horas, todos los días", "De lunes a viernes, de 08:00 a 17:00", "Lun-Vie 08h00 a 17h00"],
        ),
        (Aspect.processing_time, ["72 horas"]),
        (Aspect.validity, ["Un año"]),
        (Aspect.legal_basis, ["Ley de Pruebas. Art. 10", "Reglamento sin dirección"]),
        (Aspect.contact, ["Atención", "atencion@ejemplo.invalid", "1800-000000"]),
        (Aspect.statistics, ["de diciembre de 2025 a enero de 2026", "enero de 2026 904 0", "de 2025 1.200 1"]),
    ],
)  # fmt: skip
def test_every_field_of_the_record_is_on_its_page(client: TestClient, aspect: Aspect, facts: list[str]) -> None:
    text = section(client.get(FULL).text, aspect).replace(" ,", ",")
    assert [fact for fact in facts if fact.replace(" ,", ",") not in text] == []
    assert text.startswith(LABELS[aspect])


@pytest.mark.parametrize("aspect", list(ANCHORS))
def test_what_the_ficha_does_not_state_is_said_to_be_absent(client: TestClient, aspect: Aspect) -> None:
    page = client.get(f"/tramites/{bare_procedure().id}").text
    assert section(page, aspect) == f"{LABELS[aspect]} La ficha no indica {NAMED[aspect]}."


def test_every_aspect_but_detail_has_an_anchor() -> None:
    assert set(ANCHORS) == set(Aspect) - {Aspect.detail}
    assert len(set(ANCHORS.values())) == len(ANCHORS)


def test_the_order_of_notes_and_subrequirements_is_nested(client: TestClient) -> None:
    page = re.sub(r"\s+", " ", client.get(FULL).text)
    assert re.search(
        r"de solicitud <ol> <li>Copia del plano </li> <li>Firma electrónica </li> </ol> <p class=\"nota", page
    )


def test_the_page_names_its_source_and_the_date(client: TestClient) -> None:
    page = client.get(FULL).text
    assert f'<a href="/fuentes/{DOCUMENT}">Ficha de prueba</a>' in page
    assert 'actualizada el <time datetime="2026-02-03">3 de febrero de 2026</time>' in page


def test_a_name_in_capitals_is_written_as_a_sentence(client: TestClient) -> None:
    assert "<h1>Permiso de prueba</h1>" in client.get(FULL).text


def test_the_records_text_is_escaped_and_its_dangerous_addresses_are_no_links(client: TestClient) -> None:
    page = client.get(FULL).text
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "javascript:" not in page


def test_the_qr_code_holds_the_public_address(client: TestClient) -> None:
    response = client.get(f"{FULL}/qr.svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.text.count("<path") >= 1
    assert "http://testserver" + FULL in client.get(FULL).text


@pytest.mark.parametrize("path", ["/tramites/no-existe", "/tramites/..%2f..%2fetc", "/tramites/%00", "/tramites/🙂"])
def test_an_unknown_procedure_is_404_with_a_search(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert 'role="search"' in response.text


def test_the_words_of_a_wrong_address_are_searched(client: TestClient) -> None:
    page = client.get("/tramites/permiso-de-pruebas-viejo").text
    assert "Quizá busca" in page and FULL in page


# -- the list -------------------------------------------------------------------------------------------------------


def test_the_list_groups_procedures_by_institution_in_alphabetical_order(tmp_path: Path) -> None:
    zoo = bare_procedure("z", "ZOOLÓGICO", institution=institution("SERVICIO DE ZOOLOGÍA", "SZ"))
    arbol, banco = bare_procedure("a", "ÁRBOL"), bare_procedure("b", "BANCO")
    with TestClient(gateway(tmp_path, "http://127.0.0.1:9", zoo, banco, arbol)) as client:
        page = client.get("/tramites").text
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert headings == ["Servicio de Pruebas", "Servicio de Zoología"]
    assert re.findall(r'<a href="/tramites/(\w)">', page) == ["a", "b", "z"]


def test_searching_shows_what_was_found_and_keeps_the_words(client: TestClient) -> None:
    page = client.get("/tramites", params={"q": 'permiso "x"'}).text
    assert "Resultados para «permiso &#34;x&#34;»" in page
    assert 'value="permiso &#34;x&#34;"' in page
    assert page.index(FULL) < page.index("Todos los trámites")


def test_finding_nothing_says_so_and_offers_what_to_do(client: TestClient) -> None:
    page = client.get("/tramites", params={"q": "jirafa"}).text
    assert "Nada coincide con «jirafa»" in page
    assert "pregunte en la conversación" in page


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "a" * 5000, "\x00\ud7ff\u202e", "' OR 1=1 --", '"*AND'])
def test_any_search_is_answered(client: TestClient, query: str) -> None:
    response = client.get("/tramites", params={"q": query})
    assert response.status_code == 200
    assert "<script" not in response.text


# -- sources --------------------------------------------------------------------------------------------------------


def test_a_source_is_shown_as_it_was_received(client: TestClient) -> None:
    page = client.get(f"/fuentes/{DOCUMENT}").text
    shown = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert shown and shown[1].replace("&lt;", "<").replace("&gt;", ">") == DOCUMENT_TEXT
    assert FULL in page


@pytest.mark.parametrize("name", ["indice.yml", "..%2fventanilla.db", "../ventanilla.db", "%2fetc%2fpasswd", ""])
def test_only_documents_of_the_catalogue_are_shown(client: TestClient, tmp_path: Path, name: str) -> None:
    (tmp_path / "fuentes" / "indice.yml").write_text("secreto: no")
    response = client.get(f"/fuentes/{name}")
    assert response.status_code == 404
    assert "secreto" not in response.text


def test_a_source_that_is_not_here_is_not_found(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "fuentes" / DOCUMENT).unlink()
    assert client.get(f"/fuentes/{DOCUMENT}").status_code == 404


# -- hours in words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"always": True}, "Las 24 horas, todos los días"),
        ({"days": (1, 2, 3, 4, 5), "intervals": (("08:00", "17:00"),)}, "De lunes a viernes, de 08:00 a 17:00"),
        ({"days": (1, 3)}, "Lunes y miércoles"),
        ({"days": (1, 3, 5)}, "Lunes, miércoles y viernes"),
        ({"days": (1, 2, 4)}, "Lunes, martes y jueves"),
        ({"days": (6,)}, "Sábado"),
        ({"intervals": (("08:00", "12:00"), ("13:00", "17:00"))}, "De 08:00 a 12:00 y de 13:00 a 17:00"),
        ({}, ""),
    ],
)
def test_opening_hours_read_as_a_sentence(fields: dict[str, object], words: str) -> None:
    assert hours(OpeningHours(kind="office", text="", **fields)) == words
