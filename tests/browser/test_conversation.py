from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.gateway.support import FakeEngine, answer, full_procedure
from tests.gateway.test_security import ATTACKS

FIELD = "Su pregunta"


def ask(page: Page, text: str) -> None:
    page.get_by_label(FIELD).click()
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def newest(page: Page) -> str:
    return str(page.get_by_role("article").last.get_attribute("id"))


def test_typing_a_question_brings_its_answer(page: Page) -> None:
    ask(page, "¿Qué necesito?")
    expect(page.get_by_role("log")).to_contain_text("Pide dos cosas")
    expect(page.get_by_role("link", name="Ficha de prueba, del 3 de febrero de 2026")).to_be_visible()


def test_after_an_answer_the_focus_is_on_it_and_it_is_in_view(page: Page) -> None:
    for text in ("uno", "dos", "tres", "cuatro", "cinco", "seis", "¿Qué necesito?"):
        ask(page, text)
    assert focused(page) == newest(page)
    expect(page.get_by_role("article").last.get_by_role("heading").first).to_be_in_viewport()


def test_the_send_button_sends(page: Page) -> None:
    page.get_by_label(FIELD).fill("¿Qué necesito?")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("log")).to_contain_text("Pide dos cosas")


def test_an_example_is_one_tap(engine: FakeEngine, page: Page) -> None:
    page.get_by_role("button", name="Olvidé la clave").click()
    expect(page.get_by_role("heading", name="Olvidé la clave")).to_be_visible()
    assert engine.received[0]["text"].startswith("Olvidé la clave")


def test_pressing_a_quick_reply_asks_what_it_says(engine: FakeEngine, page: Page) -> None:
    ask(page, "¿Qué necesito?")
    page.get_by_role("button", name="¿Cuánto cuesta?").click()
    expect(page.get_by_role("heading", name="¿Cuánto cuesta?")).to_be_visible()
    assert engine.received[-1]["payload"]["entities"] == {"aspecto": "cost"}


def test_a_person_can_be_asked_for_on_every_conversation_page(engine: FakeEngine, page: Page) -> None:
    ask(page, "hola")
    page.get_by_role("button", name="Hablar con una persona").click()
    assert engine.received[-1]["text"] == "Quiero hablar con una persona"


def test_everything_can_be_done_with_the_keyboard(engine: FakeEngine, page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_in_viewport()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused(page) == "texto":
            break
    page.keyboard.type("¿Qué necesito?")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert focused(page) == newest(page)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "¿Cuánto cuesta?":
            break
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="¿Cuánto cuesta?")).to_be_visible()
    assert len(engine.received) == 2


def test_whatever_has_the_focus_shows_it(page: Page) -> None:
    ask(page, "¿Qué necesito?")
    page.reload()
    page.evaluate("history.replaceState(null, '', '/'); document.activeElement.blur()")
    unseen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(e => e === document.body ? 'body' : getComputedStyle(e).outlineStyle)(document.activeElement)"
        )
        if style == "none":
            unseen.append(page.evaluate("document.activeElement.outerHTML"))
    assert unseen == []


def test_without_javascript_it_is_the_same_conversation(engine: FakeEngine, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    ask(page, "¿Qué necesito?")
    expect(page.get_by_role("log")).to_contain_text("Pide dos cosas")
    page.get_by_role("button", name="¿Cuánto cuesta?").click()
    expect(page.get_by_role("heading", name="¿Cuánto cuesta?")).to_be_visible()
    assert len(engine.received) == 2


def test_reloading_repeats_nothing_and_loses_nothing(engine: FakeEngine, page: Page) -> None:
    ask(page, "¿Qué necesito?")
    page.reload()
    expect(page.get_by_role("article")).to_have_count(1)
    assert len(engine.received) == 1


def test_going_back_and_asking_again_keeps_the_order(engine: FakeEngine, page: Page) -> None:
    ask(page, "uno")
    ask(page, "dos")
    page.go_back()
    ask(page, "tres")
    headings = page.get_by_role("log").get_by_role("heading", level=2)
    expect(headings).to_have_text(["Usted: uno", "Usted: dos", "Usted: tres"])
    assert len(engine.received) == 3


def test_a_double_click_sends_once(engine: FakeEngine, page: Page) -> None:
    engine.delay = 0.5
    page.get_by_label(FIELD).fill("hola")
    page.get_by_role("button", name="Enviar").dblclick()
    expect(page.get_by_role("log")).to_contain_text("Entendido.")
    assert len(engine.received) == 1


def test_what_was_typed_too_long_stays_in_the_field_with_the_reason(page: Page) -> None:
    page.get_by_label(FIELD).fill("muy largo " * 150)
    page.keyboard.press("Enter")
    field = page.get_by_label(FIELD)
    expect(page.get_by_role("alert")).to_contain_text("puedo leer hasta 1000")
    expect(field).to_have_value("muy largo " * 150)
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("Su mensaje tiene 1499 caracteres y puedo leer hasta 1000. "
                                                 "Acórtelo, por favor, y envíelo. "
                                                 "No hace falta dar su nombre ni su cédula.")  # fmt: skip


def test_a_failed_message_is_retried_with_one_tap(engine: FakeEngine, page: Page) -> None:
    engine.default = 503
    ask(page, "hola")
    expect(page.get_by_role("log")).to_contain_text("fuera de servicio")
    engine.default = [answer("Ahora sí.")]
    page.get_by_role("button", name="Intentar otra vez").click()
    expect(page.get_by_role("log")).to_contain_text("Ahora sí.")
    expect(page.get_by_role("button", name="Intentar otra vez")).to_have_count(0)


def test_erasing_asks_first_and_then_erases(page: Page) -> None:
    ask(page, "hola")
    page.get_by_role("link", name="Borrar esta conversación").click()
    page.get_by_role("link", name="No, volver").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name="Borrar esta conversación").click()
    page.get_by_role("button", name="Sí, borrarla").click()
    expect(page.get_by_role("status")).to_contain_text("La conversación se borró")
    expect(page.get_by_role("article")).to_have_count(0)


def test_a_procedures_page_leads_into_the_conversation(engine: FakeEngine, page: Page) -> None:
    page.goto(f"/tramites/{full_procedure().id}")
    page.get_by_role("button", name="Preguntar sobre este trámite").click()
    expect(page.get_by_role("article")).to_have_count(1)
    assert engine.received[0]["payload"]["entities"] == {"tramite": full_procedure().id}


def test_two_windows_of_one_browser_are_one_conversation(page: Page) -> None:
    ask(page, "uno")
    other = page.context.new_page()
    other.goto("/")
    ask(other, "dos")
    page.reload()
    expect(page.get_by_role("article")).to_have_count(2)


@pytest.mark.parametrize("text", ATTACKS)
def test_neither_a_question_nor_an_answer_runs_anything(engine: FakeEngine, page: Page, text: str) -> None:
    engine.default = [answer(text, sources=({"title": text, "url": "javascript:alert(1)"},))]
    ask(page, text)
    expect(page.get_by_role("article")).to_have_count(1)
    for link in page.get_by_role("log").get_by_role("link").all():
        assert (link.get_attribute("href") or "").startswith(("/", "http"))


def test_a_policy_that_forbids_scripts_is_in_force(page: Page) -> None:
    page.evaluate("""() => {
        window.refused = new Promise(done => addEventListener(
            'securitypolicyviolation', event => done(event.effectiveDirective)));
        document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}));
    }""")
    assert page.evaluate("window.refused") == "script-src-elem"
    assert page.evaluate("window.ran") is None
