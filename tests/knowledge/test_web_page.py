"""Pages of gob.ec as the browser saves them: what is read, what is left out, what is refused."""

from __future__ import annotations

import datetime as dt
import random
import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.knowledge.build import gather
from bot.knowledge.readers import Reading, web_page
from bot.knowledge.readers.page_text import MAX_DEPTH, read_page
from bot.knowledge.record import MonthlyStatistic, Procedure
from tests.knowledge.pages import PAGE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pagina.html"


def read(path: Path, page: str) -> Reading:
    path.write_text(page, encoding="utf-8")
    return web_page.read(path)


def record(path: Path, page: str = PAGE) -> Procedure:
    path.write_text(page, encoding="utf-8")
    (found,) = gather([path], path.parent / "editores").records
    return found


def test_a_page_gives_every_field(path: Path) -> None:
    found = record(path)
    assert (found.id, found.name) == ("apa-registro-colmenares", "Registro de colmenares")
    assert (found.institution.acronym, found.institution.name) == ("APA", "Agencia de Pruebas Apícolas")
    assert found.description == "Permite registrar un colmenar.\n\nEl registro es anual & gratuito."
    assert found.audience is not None
    assert found.audience.kinds == ("Persona Jurídica - Privada", "Persona Natural - Ecuatoriana")
    assert [(one.number, one.text) for one in found.steps] == [("1", "Llenar el formulario."), ("2", "Pagar.")]
    assert found.channels == ("En línea (Sitio / Portal Web / Aplicación web)", "Presencial")
    assert found.cost is not None
    assert [one.value for one in found.cost.amounts] == [Decimal("4.24")]
    assert [(one.name, one.address) for one in found.locations] == [("Dirección", "Calle Larga 12")]
    assert found.opening_hours[0].intervals == (("08:00", "16:30"),)
    assert found.validity == "Un año."
    assert [(one.title, one.articles) for one in found.legal_basis] == [
        ("Ley de Abejas", "1,6"),
        ("Reglamento de Colmenas", "Todos"),
    ]


def test_requirements_keep_their_kind_and_their_links(path: Path) -> None:
    found = record(path).requirements
    assert [(one.kind, one.text) for one in found] == [
        ("general", "Solicitud (formulario (https://www.gob.ec/sites/default/files/solicitud.pdf))"),
        ("general", "Croquis del colmenar"),
        ("specific", "Poder, si firma otra persona"),
    ]
    assert [link.url for link in found[0].links] == ["https://www.gob.ec/sites/default/files/solicitud.pdf"]


def test_contact_statistics_and_date_are_those_of_the_page(path: Path) -> None:
    found = record(path)
    assert found.contact is not None
    assert (found.contact.unit, found.contact.emails, found.contact.phones) == (
        "Mesa de ayuda",
        ("ayuda@apa.gob.ec",),
        ("(02) 3987 600, ext. 3001",),
    )
    assert found.statistics == (
        MonthlyStatistic(year=2025, month=1, complaints=0, served=18),
        MonthlyStatistic(year=2025, month=2, complaints=3, served=7),
    )
    assert found.source.updated_on == dt.date(2025, 6, 16)
    assert found.source.url == "https://www.gob.ec/apa/tramites/registro-colmenares"


def test_no_word_of_the_page_is_lost_and_passages_stand_at_the_lines_of_its_html(path: Path) -> None:
    reading = read(path, PAGE)
    assert reading.account.lost(reading.document.lines) == {}
    lines = PAGE.split("\n")
    passage = next(one for one in reading.drafts[0].values["passages"] if one.text == "Un año.")
    assert "Un año." in lines[passage.lines[0] - 1]


@pytest.mark.parametrize("text", ["veneno", "Inicio", "Gobierno del Ecuador", "Texto oculto", "Calificar", "color"])
def test_menus_scripts_forms_and_what_is_hidden_are_no_part_of_it(path: Path, text: str) -> None:
    assert text not in record(path).json(ensure_ascii=False)


def test_the_first_title_may_be_an_alias_of_the_name_in_the_address(path: Path) -> None:
    found = record(path, PAGE.replace('page-title">Registro de colmenares', 'page-title">Inscribir mis colmenas'))
    assert (found.name, found.aliases) == ("Registro de colmenares", ("Inscribir mis colmenas",))


def test_a_name_under_its_own_heading_is_the_official_one(path: Path) -> None:
    page = PAGE.replace("<h2>¿A quién", "<h2>Nombre Trámite</h2><p>Registro anual de colmenares</p><h2>¿A quién")
    found = record(path, page)
    assert (found.name, found.aliases) == ("Registro anual de colmenares", ("Registro de colmenares",))


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("¿Qué necesito para hacer el trámite?", "requirements"),
        ("¿A quién está dirigido?", "audience"),
        ("Contacto para atención ciudadana", "contact"),
    ],
)
def test_a_heading_that_was_dropped_is_told_by_the_label_below_it(path: Path, heading: str, field: str) -> None:
    assert getattr(record(path, PAGE.replace(f"<h2>{heading}</h2>", "")), field)


def test_headings_may_be_any_element_and_stand_in_another_order(path: Path) -> None:
    page = re.sub(r"<(/?)h2>", r"<\1div>", PAGE)
    assert record(path, page).requirements == record(path).requirements


def test_an_unsafe_link_leads_nowhere(path: Path) -> None:
    page = PAGE.replace('href="/sites/default/files/solicitud.pdf"', 'href="javascript:alert(1)"')
    assert record(path, page).requirements[0].text == "Solicitud (formulario)"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", "no es una página HTML|no tiene texto"),
        ("<html><body></body></html>", "no tiene texto"),
        ("<p>Una noticia cualquiera.</p>", "no parece la página de un trámite"),
        (PAGE.replace("<p>Permite", "<div>" * (MAX_DEPTH + 5) + "<p>Permite"), "uno dentro de otro|no parece"),
        (PAGE + "a" * 2_000_000, "pasa de 2 MB"),
        ("<main>" + "<p>a</p>" * 30_000 + "</main>", "líneas"),
        (re.sub(r"<h1.*?</h1>|<title>.*?</title>", "", PAGE), "no tiene nombre"),
    ],
)
def test_a_page_that_is_hostile_or_of_something_else_is_refused(path: Path, page: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as error:
        read(path, page)
    assert error.value.path == path


def test_an_external_entity_is_not_read(tmp_path: Path, path: Path) -> None:
    (tmp_path / "secreto.txt").write_text("SECRETO", encoding="utf-8")
    entity = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secreto.txt">]>'
    page = PAGE.replace("<!DOCTYPE html>", entity).replace("Permite registrar", "Permite &x; registrar")
    assert "SECRETO" not in record(path, page).json()


def test_a_page_that_is_not_utf_8_is_refused_with_its_line(path: Path) -> None:
    path.write_bytes(PAGE.encode("latin-1"))
    with pytest.raises(SourceError, match="UTF-8") as error:
        web_page.read(path)
    assert error.value.line == PAGE[: PAGE.index("í")].count("\n") + 1


PIECES = (
    *("<div>", "</div>", "<p>", "</main>", "<table>", "<li>", "</ol>", "<script>", "<!--", "]]>", "<", "é", "😀"),
    *("&#0;", "\x00", "&lt;b&gt;", "<h1>Otro</h1>", "<h2>Base Legal</h2>", "<a href='http://[bad'>x</a>"),
)


@settings(max_examples=500, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**40))
def test_a_broken_page_loses_no_word_or_is_refused(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    rng, page = random.Random(seed), PAGE
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(page))
        page = page[:at] + rng.choice(PIECES) + page[at + rng.choice((0, 0, 0, 5, 40)) :]
    path = tmp_path_factory.getbasetemp() / "rota.html"
    with suppress(SourceError):
        reading = read(path, page)
        assert reading.account.lost(reading.document.lines) == {}


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<main>{text}</main>".encode()))
def test_any_bytes_are_a_page_or_refused(data: bytes) -> None:
    with suppress(SourceError):
        assert read_page(data, Path("x.html")).lines
