"""Papers and pictures over HTTP: who may have them, what they hold, and that a wrong code says nothing."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from bot.answers import Answer, Outcome
from bot.answers.figures import described
from bot.answers.guides import Saved, fingerprint
from bot.answers.guides.checklist import key
from bot.channels.limits import Rate
from bot.channels.middleware import CONTENT_SECURITY_POLICY
from bot.channels.web.chart import HEIGHT, WIDTH
from bot.conversations import SavedLists, connect
from tests.gateway.support import FakeEngine, Person, bare_procedure, full_procedure, gateway

FULL = full_procedure()
PAGE = f"/tramites/{FULL.id}"
CODE = "7KX4M-Q29TB"


@pytest.fixture
def lists(tmp_path: Path, client: TestClient) -> Iterator[SavedLists]:
    """The saved lists of the client's gateway, with one under CODE."""
    lists = SavedLists(connect(f"sqlite:///{tmp_path}/ventanilla.db"))
    marks = {key(FULL.requirements[0]): "tengo"}
    lists.put(CODE, Saved(FULL.id, fingerprint(FULL), marks).as_json())
    yield lists
    lists.close()


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def size(png: bytes) -> tuple[int, int]:
    """Width and height as the file's header says them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


# -- blank checklists ------------------------------------------------------------------------------------------------


def test_a_blank_checklist_is_a_pdf(client: TestClient) -> None:
    response = client.get(f"{PAGE}/requisitos.pdf")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf")
    assert response.headers["content-disposition"] == f'inline; filename="requisitos-{FULL.id}.pdf"'
    assert "Oficio de solicitud" in pdf_text(response.content)


def test_a_blank_checklist_is_a_text(client: TestClient) -> None:
    response = client.get(f"{PAGE}/requisitos.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "[ ]  1. Oficio de solicitud" in response.text
    assert "http://testserver/tramites/sep-permiso-prueba" in response.text


@pytest.mark.parametrize("path", ["requisitos.pdf", "requisitos.txt", "estadisticas.png"])
def test_an_unknown_procedure_has_no_papers(client: TestClient, path: str) -> None:
    assert client.get(f"/tramites/no-existe/{path}").status_code == 404


def test_the_page_of_a_procedure_links_its_papers(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert f'href="{PAGE}/requisitos.pdf"' in page and f'href="{PAGE}/requisitos.txt"' in page


def test_a_page_without_requirements_links_none(client: TestClient) -> None:
    assert "requisitos.pdf" not in client.get(f"/tramites/{bare_procedure().id}").text


@pytest.mark.parametrize(
    ("guide", "intent"), [("lista", "iniciar_lista"), ("pasos", "iniciar_pasos"), ("x", "consultar_tramite")]
)
def test_a_guide_begins_from_the_page_of_its_procedure(
    client: TestClient, engine: FakeEngine, guide: str, intent: str
) -> None:
    fields = {"tramite": FULL.id, "pagina": "una", "guia": guide}
    client.post("/preguntas", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert engine.received[-1]["payload"] == {"intent": intent, "entities": {"tramite": FULL.id}}


def test_a_page_offers_only_guides_that_it_has(client: TestClient) -> None:
    pages = [client.get(path).text for path in (PAGE, f"/tramites/{bare_procedure().id}")]
    assert [page.count('name="guia"') for page in pages] == [2, 0]


# -- saved lists -----------------------------------------------------------------------------------------------------


def test_a_saved_list_is_a_pdf_with_its_answers(client: TestClient, lists: SavedLists) -> None:
    response = client.get(f"/listas/{CODE}.pdf")
    text = pdf_text(response.content)
    assert (response.status_code, "Ya lo tengo" in text, CODE in text) == (200, True, True)


@pytest.mark.parametrize("written", [CODE, CODE.lower(), CODE.replace("-", "")])
def test_a_saved_list_is_a_text_however_its_code_is_written(
    client: TestClient, lists: SavedLists, written: str
) -> None:
    assert "Tengo 1 de 2 requisitos." in client.get(f"/listas/{written}.txt").text


def test_a_saved_list_is_kept_by_nobody_on_the_way(client: TestClient, lists: SavedLists) -> None:
    headers = client.get(f"/listas/{CODE}.txt").headers
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize("kind", ["pdf", "txt"])
def test_every_wrong_code_is_answered_alike(client: TestClient, lists: SavedLists, kind: str) -> None:
    lists.put("3FHT9-W8ZPK", Saved("ya-no-existe", "x", {}).as_json())
    codes = ("8KX4M-Q29TB", "no-es-un-codigo", "3FHT9-W8ZPK", "..%2f..%2fetc", "🙂", "7KX4M")
    answers = [client.get(f"/listas/{code}.{kind}") for code in codes]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}


def test_codes_cannot_be_tried_in_a_row(tmp_path: Path, engine_url: str) -> None:
    app = gateway(tmp_path, engine_url, address_rate=Rate(burst=3, per_minute=1))
    with TestClient(app) as client:
        answers = [client.get(f"/listas/{CODE}.txt") for _ in range(4)]
    assert [one.status_code for one in answers] == [404, 404, 404, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_a_database_that_fails_is_said_to(client: TestClient, lists: SavedLists, tmp_path: Path) -> None:
    with connect(f"sqlite:///{tmp_path}/ventanilla.db").begin() as connection:
        connection.exec_driver_sql("DROP TABLE saved_list")
    assert client.get(f"/listas/{CODE}.txt").status_code == 503


# -- the chart -------------------------------------------------------------------------------------------------------


def test_the_chart_is_a_picture_of_its_size(client: TestClient) -> None:
    response = client.get(f"{PAGE}/estadisticas.png")
    assert response.headers["content-type"] == "image/png"
    assert size(response.content) == (WIDTH, HEIGHT)


def test_the_chart_is_the_same_each_time(client: TestClient) -> None:
    first, second = (client.get(f"{PAGE}/estadisticas.png").content for _ in range(2))
    assert first == second


def test_without_figures_there_is_no_chart(client: TestClient) -> None:
    assert client.get(f"/tramites/{bare_procedure().id}/estadisticas.png").status_code == 404
    assert "estadisticas.png" not in client.get(f"/tramites/{bare_procedure().id}").text


def test_the_page_says_in_words_what_the_chart_shows(client: TestClient) -> None:
    words = described(FULL.statistics)
    page = client.get(PAGE).text
    assert f'src="{PAGE}/estadisticas.png" alt="{words}"' in page
    assert f"<p>{words}</p>" in page


def test_the_policy_of_the_pages_allows_only_pictures_of_our_own(client: TestClient) -> None:
    assert "img-src 'self'" in CONTENT_SECURITY_POLICY
    assert client.get(PAGE).headers["content-security-policy"] == CONTENT_SECURITY_POLICY


# -- in the conversation ---------------------------------------------------------------------------------------------


def shown(person: Person, engine: FakeEngine, **fields: str) -> str:
    engine.default = (Answer(outcome=Outcome.guide, text="Mire.", **fields),)
    return person.say("hola").page


def test_a_picture_is_shown_with_its_words(person: Person, engine: FakeEngine) -> None:
    page = shown(person, engine, image=f"{PAGE}/estadisticas.png", image_alt='De enero a marzo: "5"')
    assert f'src="{PAGE}/estadisticas.png" alt="De enero a marzo: &#34;5&#34;"' in page


def test_a_picture_of_others_is_a_link(person: Person, engine: FakeEngine) -> None:
    page = shown(person, engine, image="https://ejemplo.invalid/x.png")
    assert '<a href="https://ejemplo.invalid/x.png" rel="noopener external">Ver la imagen</a>' in page
    assert '<img class="grafico"' not in page


def test_a_list_is_offered_as_pdf_and_as_text(person: Person, engine: FakeEngine) -> None:
    page = shown(person, engine, document=f"/listas/{CODE}.pdf")
    assert f'href="/listas/{CODE}.pdf"' in page and f'href="/listas/{CODE}.txt"' in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//ejemplo.invalid/x"])
@pytest.mark.parametrize("field", ["image", "document"])
def test_a_dangerous_address_is_no_link(person: Person, engine: FakeEngine, field: str, address: str) -> None:
    assert address not in shown(person, engine, **{field: address})
