"""The pages over the knowledge base that is really built: every procedure, every field, every source."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.commands.run import build_app
from bot.knowledge import Catalogue, Procedure
from bot.knowledge.build import build
from bot.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("conocimiento") / "knowledge.db"
    build([ROOT / "knowledge" / "fuentes"], out, ROOT / "knowledge")
    return out


@pytest.fixture(scope="module")
def procedures(knowledge: Path) -> list[Procedure]:
    return Catalogue(knowledge).procedures()


@pytest.fixture(scope="module")
def client(knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    var = tmp_path_factory.mktemp("var")
    app = build_app(Settings(var=var, knowledge=knowledge, database_url=f"sqlite:///{var}/v.db", engine_port=9))
    with TestClient(app) as client:
        yield client


def words(page: str) -> str:
    """The page as it is read, blanks left out: mark-up may fall between any two letters."""
    text = re.sub(r"<(style|script|nav|header class=.cabecera.).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", text)))


def texts(value: object) -> Iterator[str]:
    """Every text inside a record's field, keys of closed lists left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        hidden = {
            "kind",
            "aspect",
            "iso8601",
            "time_zone",
            "intervals",
            "type",
            "number",
            "title",
            "articles",
            "currency",
        }
        for name, inner in value.items():
            yield from texts(inner) if name not in hidden else ()
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts(inner)


FIELDS = (
    "description audience output requirements steps steps_intro sections channels cost locations opening_hours "
    "processing_time validity legal_basis contact"
).split()


def test_there_are_fourteen_pages_and_each_is_in_the_list(client: TestClient, procedures: list[Procedure]) -> None:
    listed = re.findall(r'<li><a href="/tramites/([^"]+)">', client.get("/tramites").text)
    assert sorted(listed) == sorted(p.id for p in procedures)
    assert len(listed) == 14


@pytest.mark.parametrize("field", FIELDS)
def test_not_a_word_of_a_field_is_missing_from_its_page(
    client: TestClient, procedures: list[Procedure], field: str
) -> None:
    missing = []
    for procedure in procedures:
        response = client.get(f"/tramites/{procedure.id}")
        shown = response.text + " ".join(re.findall(r'href="([^"]+)"', response.text))
        read = words(shown)
        for text in texts(procedure.dict()[field]):
            if re.sub(r"\s", "", text) not in read:
                missing.append((procedure.id, text))
    assert missing == []


def test_every_month_of_the_statistics_is_on_the_page(client: TestClient, procedures: list[Procedure]) -> None:
    for procedure in procedures:
        page = client.get(f"/tramites/{procedure.id}").text
        assert page.count('<th scope="row">') == len(procedure.statistics)


def test_every_source_is_shown_word_for_word(client: TestClient, procedures: list[Procedure]) -> None:
    documents = {procedure.source.document for procedure in procedures}
    assert len(documents) == 5
    for document in documents:
        shown = re.search(r"<pre[^>]*>(.*?)</pre>", client.get(f"/fuentes/{document}").text, re.DOTALL)
        original = (ROOT / "knowledge" / "fuentes" / document).read_text("utf-8-sig")
        assert shown
        assert html.unescape(shown[1]).split() == original.split()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("registro de importador", "senae-aprobacion-registro-oce"),
        ("clave del portal", "sercop-reseteo-clave"),
        ("retencion de pagos", "sercop-denuncia-retencion-indebida-pagos"),
    ],
)
def test_the_search_box_finds_by_everyday_words(client: TestClient, query: str, found: str) -> None:
    page = client.get("/tramites", params={"q": query}).text
    results = page.partition("Resultados para")[2]
    first = re.search(r'<li><a href="/tramites/([^"]+)">', results)
    assert first
    assert first[1].startswith(found)
