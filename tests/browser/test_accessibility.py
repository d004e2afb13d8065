from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_conversation import ask
from tests.gateway.support import DOCUMENT, FakeEngine, answer, bare_procedure, full_procedure

PATHS = [
    "/",
    "/?con=mensajes",
    "/?con=papeles",
    "/?con=fallas",
    "/borrar",
    "/tramites",
    "/tramites?q=permiso",
    "/tramites?q=jirafa",
    f"/tramites/{full_procedure().id}",
    f"/tramites/{bare_procedure().id}",
    "/tramites/permiso-que-no-existe",
    f"/fuentes/{DOCUMENT}",
    "/no-existe",
]
LONG = "Electroencefalografista" * 12
#: A picture with its words, and a list to print.
PAPERS = {
    "image": f"/tramites/{full_procedure().id}/estadisticas.png",
    "image_alt": "En enero de 2026: 904 atenciones",
    "document": f"/tramites/{full_procedure().id}/requisitos.pdf",
}


def visit(page: Page, engine: FakeEngine, path: str) -> None:
    """Open ``path``; those of the conversation first get messages, long words, a failure and a refusal."""
    page.goto("/")
    if path in ("/?con=mensajes", "/borrar"):
        engine.answers["largo"] = [answer(f"{LONG}\n\n1. {LONG}\n   - https://ejemplo.invalid/{LONG}\n\n> {LONG}")]
        for text in ("¿Qué necesito?", "largo", LONG):
            ask(page, text)
    if path == "/?con=papeles":
        engine.answers["cifras"] = [answer("Mire.", **PAPERS)]
        ask(page, "cifras")
    if path == "/?con=fallas":
        engine.default = 503
        ask(page, "hola")
        ask(page, "")
        return
    page.goto(path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing(new_page: NewPage, engine: FakeEngine, axe: str, path: str, scheme: str, width: int) -> None:
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    visit(page, engine, path)
    for details in page.locator("details").all():
        details.locator("summary").click()
    # axe cannot tell the contrast of what the field hides for the moment.
    page.evaluate("document.querySelectorAll('.redactar').forEach(bar => { bar.style.position = 'static' })")
    page.evaluate(axe)
    result: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations', 'incomplete']})")
    found = [f"{v['id']}: {node['html']}" for v in result["violations"] for node in v["nodes"]]
    assert found == []
    assert {entry["id"] for entry in result["incomplete"]} == set()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256)])
def test_nothing_scrolls_sideways_on_a_small_phone_or_at_400_percent(
    new_page: NewPage, engine: FakeEngine, path: str, width: int, height: int
) -> None:
    # 1280 × 1024 at 400 % is 320 × 256 CSS pixels (WCAG 1.4.10).
    page = new_page(viewport={"width": width, "height": height})
    visit(page, engine, path)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("path", PATHS)
def test_what_is_tapped_is_44_pixels_high(new_page: NewPage, engine: FakeEngine, path: str) -> None:
    page = new_page(viewport={"width": 320, "height": 568}, has_touch=True)
    visit(page, engine, path)
    targets = page.locator("button, .boton, input:not([type=hidden]), summary, nav a, .lista a, .marca")
    small = [t.inner_text() for t in targets.all() if (t.bounding_box() or {"height": 0})["height"] < 44]
    assert small == []


def test_text_twice_as_large_still_fits(new_page: NewPage, engine: FakeEngine) -> None:
    page = new_page(viewport={"width": 640, "height": 800})
    visit(page, engine, "/?con=mensajes")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 640


def test_the_page_can_be_zoomed(page: Page) -> None:
    viewport = page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "maximum-scale" not in viewport and "user-scalable" not in viewport


def test_a_screen_reader_finds_its_way(page: Page) -> None:
    ask(page, "¿Qué necesito?")
    for role, name in (("banner", None), ("navigation", "Principal"), ("main", None), ("contentinfo", None)):
        expect(page.get_by_role(role, name=name) if name else page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("log", name="Conversación")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("article", name="Usted: ¿Qué necesito?")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Su pregunta")).to_have_count(1)
    expect(page.get_by_role("navigation").get_by_role("link", name="Conversación")).to_have_attribute(
        "aria-current", "page"
    )


def test_the_page_is_in_spanish(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "es-EC")


def test_dark_is_dark_and_light_is_light(new_page: NewPage) -> None:
    def brightness(scheme: str) -> int:
        page = new_page(color_scheme=scheme)
        page.goto("/")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))

    assert brightness("dark") < 150 < 600 < brightness("light")


def test_an_anchor_leads_to_its_section(page: Page) -> None:
    page.goto(f"/tramites/{full_procedure().id}#costo")
    expect(page.get_by_role("heading", name="Costo")).to_be_in_viewport()


def test_statistics_open_with_the_keyboard(page: Page) -> None:
    page.goto(f"/tramites/{full_procedure().id}")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Personas atendidas y quejas por mes")).to_be_visible()
    expect(page.get_by_role("row", name="enero de 2026 904 0")).to_be_visible()


def test_on_paper_there_is_the_procedure_and_no_buttons(page: Page) -> None:
    page.goto(f"/tramites/{full_procedure().id}")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Preguntar sobre este trámite")).to_be_hidden()
    expect(page.get_by_role("navigation", name="En esta página")).to_be_hidden()
    expect(page.get_by_role("heading", name="Requisitos", exact=True)).to_be_visible()
    expect(page.get_by_alt_text("Código QR con la dirección de esta página")).to_be_visible()
    # What is folded on the screen would be missing on paper.
    expect(page.get_by_role("table", name="Personas atendidas y quejas por mes")).to_be_visible()


def test_the_qr_code_is_drawn(page: Page) -> None:
    page.goto(f"/tramites/{full_procedure().id}")
    assert (
        page.get_by_alt_text("Código QR con la dirección de esta página").evaluate("image => image.naturalWidth") > 50
    )


@pytest.mark.parametrize("path", ["/?con=papeles", f"/tramites/{full_procedure().id}"])
def test_the_chart_is_drawn_no_wider_than_its_page(new_page: NewPage, engine: FakeEngine, path: str) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    visit(page, engine, path)
    chart = page.locator("img.grafico")
    assert chart.evaluate("image => [image.complete, image.naturalWidth]") == [True, 720]
    assert 260 <= (chart.bounding_box() or {"width": 0})["width"] <= 360


def test_the_list_to_print_is_two_links_that_can_be_tapped(new_page: NewPage, engine: FakeEngine) -> None:
    page = new_page(viewport={"width": 320, "height": 568}, has_touch=True)
    visit(page, engine, "/?con=papeles")
    links = page.locator(".documentos a")
    assert links.all_inner_texts() == ["lista en PDF", "lista como texto"]
    assert [one for one in links.all() if (one.bounding_box() or {"height": 0})["height"] < 44] == []


def test_the_field_stays_at_hand_and_never_covers_what_has_the_focus(new_page: NewPage, engine: FakeEngine) -> None:
    page = new_page(viewport={"width": 390, "height": 700})
    visit(page, engine, "/?con=mensajes")
    expect(page.get_by_label("Su pregunta")).to_be_in_viewport(ratio=1)
    covered = []
    for _ in range(25):
        page.keyboard.press("Tab")
        covered += page.evaluate("""() => {
            const bar = document.querySelector('.redactar'), active = document.activeElement;
            const inside = bar.contains(active) || active === document.body;
            return !inside && active.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1
                && active.getBoundingClientRect().top > bar.getBoundingClientRect().top - 1
                && bar.getBoundingClientRect().bottom >= innerHeight - 1 ? [active.outerHTML] : [];
        }""")
    assert covered == []


def test_in_a_low_window_the_field_does_not_take_the_room(new_page: NewPage, engine: FakeEngine) -> None:
    page = new_page(viewport={"width": 320, "height": 256})
    visit(page, engine, "/?con=mensajes")
    page.evaluate("scrollTo(0, 0)")
    expect(page.get_by_label("Su pregunta")).not_to_be_in_viewport()
