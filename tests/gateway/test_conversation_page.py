from __future__ import annotations

import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.answers import Button
from bot.channels.limits import Rate
from tests.gateway.support import DOCUMENT, FakeEngine, Person, answer, full_procedure, gateway, sourced_answer


def test_the_page_says_at_once_what_it_is_and_that_a_person_can_be_reached(person: Person) -> None:
    assert "asistente automático" in person.page
    assert "hablar con una persona" in person.page


def test_a_question_is_answered(engine: FakeEngine, person: Person) -> None:
    engine.answers["¿cuánto cuesta?"] = [answer("**Nada**."), answer("Es gratis.")]
    person.say("¿cuánto cuesta?")
    assert person.status == 200
    assert person.said == ["¿cuánto cuesta?"]
    assert "<strong>Nada</strong>" in person.page and "Es gratis." in person.page


def test_an_example_is_a_question(engine: FakeEngine, person: Person) -> None:
    example = re.findall(r'name="texto" value="([^"]+)">', person.page)[0]
    person.say(example)
    assert engine.received[0]["text"] == example


def test_the_answer_leads_to_its_source_and_its_procedure(engine: FakeEngine, person: Person) -> None:
    engine.default = [sourced_answer()]
    person.say("requisitos")
    assert f'<a href="/fuentes/{DOCUMENT}">Ficha de prueba, del 3 de febrero de 2026</a>' in person.page
    assert f'<a href="/tramites/{full_procedure().id}">Ver el trámite completo</a>' in person.page


def test_the_address_after_sending_is_the_newest_answer(person: Person) -> None:
    person.say("uno")
    person.say("dos")
    assert person.response.url.fragment == re.findall(r'id="(turno-\d+)"', person.page)[-1]


def test_a_button_sends_its_payload_and_shows_its_title(engine: FakeEngine, person: Person) -> None:
    engine.answers["requisitos"] = [sourced_answer()]
    person.say("requisitos").press("¿Cuánto cuesta?")
    assert engine.received[-1]["payload"] == {"intent": "consultar_tramite", "entities": {"aspecto": "cost"}}
    assert person.said == ["requisitos", "¿Cuánto cuesta?"]


def test_the_button_of_an_old_message_still_works(engine: FakeEngine, person: Person) -> None:
    engine.answers["requisitos"] = [sourced_answer()]
    person.say("requisitos").say("otra cosa").say("otra más").press("¿Cuánto cuesta?")
    assert engine.received[-1]["payload"]["intent"] == "consultar_tramite"


def test_the_page_does_not_carry_payloads(engine: FakeEngine, person: Person) -> None:
    engine.default = [answer("a", buttons=(Button(title="Ver", intent="intento_oculto", entities={"clave": "valor"}),))]
    person.say("hola")
    assert "intento_oculto" not in person.page and "valor" not in person.page


def test_a_button_of_another_person_does_not_work(engine: FakeEngine, client: TestClient, person: Person) -> None:
    engine.default = [sourced_answer()]
    person.say("requisitos")
    reference = re.findall(r'name="boton" value="([^"]+)"', person.page)[0]
    client.cookies.clear()
    other = Person(client).send("/respuestas", boton=reference)
    assert other.status == 404
    assert len(engine.received) == 1


@pytest.mark.parametrize(
    "reference", ["", "1", "1.0", "1.0.99", "1.99.0", "99.0.0", "-1.0.0", "1.0.0.0", "a.b.c", "¹.0.0"]
)
def test_a_button_that_was_not_offered_is_refused_politely(engine: FakeEngine, person: Person, reference: str) -> None:
    engine.default = [sourced_answer()]
    person.say("requisitos").send("/respuestas", boton=reference)
    assert person.status == 404
    assert "Ese botón es de una conversación que ya no existe" in person.page
    assert len(engine.received) == 1


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u202e"])
def test_an_empty_message_is_refused_politely(engine: FakeEngine, person: Person, typed: str) -> None:
    person.say(typed)
    assert person.status == 422
    assert "No llegó ningún texto" in person.page
    assert engine.received == []


def test_a_long_message_is_refused_and_what_was_typed_is_kept(engine: FakeEngine, person: Person) -> None:
    typed = 'ñ"<b>' * 201
    person.say(typed)
    assert person.status == 422
    assert "tiene 1005 caracteres y puedo leer hasta 1000" in person.page
    assert person.typed == typed
    assert engine.received == []


@pytest.mark.parametrize("letter", ["a", "ñ", "🙂"])
def test_a_message_of_a_thousand_characters_is_taken(engine: FakeEngine, person: Person, letter: str) -> None:
    person.say(letter * 1000)
    assert person.status == 200
    assert engine.received[0]["text"] == letter * 1000


def test_the_text_is_cleaned_before_anybody_sees_it(engine: FakeEngine, person: Person) -> None:
    person.say("hola\u202e \x00 mundo\ud7ff")
    assert engine.received[0]["text"] == "hola mundo"


def test_a_typed_command_is_plain_text(engine: FakeEngine, person: Person) -> None:
    person.say('/consultar_tramite{"tramite": "x"}')
    assert engine.received[0]["text"] == '/consultar_tramite{"tramite": "x"}'


def test_a_personal_identifier_reaches_neither_engine_nor_transcript(
    engine: FakeEngine, person: Person, tmp_path: Path
) -> None:
    person.say("mi cédula es 1710034065, ¿qué necesito?")
    assert engine.received[0]["text"] == "mi cédula es [cédula], ¿qué necesito?"
    assert person.said == ["mi cédula es [cédula], ¿qué necesito?"]
    assert not any(b"1710034065" in file.read_bytes() for file in tmp_path.glob("ventanilla.db*"))


# -- once, in order, and not lost -----------------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_answered_once(engine: FakeEngine, person: Person) -> None:
    token = person.token
    for _ in range(2):
        person.send("/mensajes", formulario=token, texto="hola")
    assert len(engine.received) == 1
    assert person.said == ["hola"]


def test_the_same_form_sent_twice_at_once_is_answered_once_and_both_see_the_answer(
    engine: FakeEngine, person: Person
) -> None:
    engine.delay = 0.3
    fields = {"formulario": person.token, "texto": "hola"}
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda _: person.client.post("/mensajes", data=fields).text, range(2)))
    assert len(engine.received) == 1
    assert all("Entendido." in page for page in pages)


def test_another_question_from_the_same_page_is_another_question(engine: FakeEngine, person: Person) -> None:
    token = person.token
    for text in ("hola", "adiós"):
        person.send("/mensajes", formulario=token, texto=text)
    assert person.said == ["hola", "adiós"]


def test_two_questions_at_once_reach_the_engine_one_after_the_other(engine: FakeEngine, person: Person) -> None:
    engine.delay = 0.2
    tokens = [person.open("/").token for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda t: person.client.post("/mensajes", data={"formulario": t, "texto": t[-5:]}), tokens))
    assert len(engine.received) == 3
    assert not engine.overlapped


@pytest.mark.parametrize(
    ("status", "text"),
    [(504, "tardó demasiado"), (503, "fuera de servicio"), (500, "Hubo una falla"), (400, "Hubo una falla")],
)
def test_when_the_engine_fails_the_person_is_told_and_can_retry(
    engine: FakeEngine, person: Person, status: int, text: str
) -> None:
    engine.default = status
    person.say("hola")
    assert person.status == 200
    assert text in person.page and "Su mensaje está guardado" in person.page
    engine.default = [answer("Ahora sí.")]
    person.send("/reintentos", turno=person.hidden("turno"))
    assert "Ahora sí." in person.page and text not in person.page
    assert person.said == ["hola"]


def test_a_button_is_retried_as_a_button(engine: FakeEngine, person: Person) -> None:
    engine.answers = {"requisitos": [sourced_answer()], "consultar_tramite": 503}
    person.say("requisitos").press("¿Cuánto cuesta?")
    engine.answers["consultar_tramite"] = [answer("Nada.")]
    person.send("/reintentos", turno=person.hidden("turno"))
    assert engine.received[-1]["payload"] == {"intent": "consultar_tramite", "entities": {"aspecto": "cost"}}
    assert "Nada." in person.page


def test_a_retry_sent_twice_asks_once(engine: FakeEngine, person: Person) -> None:
    engine.default = 503
    person.say("hola")
    engine.default = [answer("Ahora sí.")]
    number = person.hidden("turno")
    for _ in range(2):
        person.send("/reintentos", turno=number)
    assert len(engine.received) == 2


@pytest.mark.parametrize("number", ["", "x", "999", "9" * 40, "-1"])
def test_retrying_what_is_not_there_asks_nothing(engine: FakeEngine, person: Person, number: str) -> None:
    person.send("/reintentos", turno=number)
    assert person.status in (200, 404)
    assert engine.received == []


def test_the_conversation_survives_a_restart(engine: FakeEngine, engine_url: str, tmp_path: Path) -> None:
    with TestClient(gateway(tmp_path, engine_url)) as before:
        Person(before).say("hola")
        cookies = before.cookies
    with TestClient(gateway(tmp_path, engine_url), cookies=cookies) as after:
        assert Person(after).said == ["hola"]


def test_without_an_engine_the_message_is_kept_through_a_restart(tmp_path: Path, engine_url: str) -> None:
    with TestClient(gateway(tmp_path, "http://127.0.0.1:9")) as before:
        Person(before).say("hola")
        cookies = before.cookies
    with TestClient(gateway(tmp_path, engine_url), cookies=cookies) as after:
        person = Person(after)
        person.send("/reintentos", turno=person.hidden("turno"))
        assert "Entendido." in person.page


def test_an_answer_that_this_version_cannot_read_does_not_hide_the_others(
    engine: FakeEngine, person: Person, tmp_path: Path
) -> None:
    person.say("uno").say("dos")
    with sqlite3.connect(tmp_path / "ventanilla.db") as database:
        database.execute("""update turn set answers = '[{"outcome": "de-otra-version"}]' where asked = 'uno'""")
    person.open("/")
    assert person.status == 200
    assert person.said == ["uno", "dos"]
    assert "ya no se puede mostrar" in person.page
    assert "Entendido." in person.page


def test_a_message_in_flight_is_said_to_be_on_its_way(engine: FakeEngine, person: Person) -> None:
    engine.delay = 0.5
    fields = {"formulario": person.token, "texto": "hola"}
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(person.client.post, "/mensajes", data=fields)
        while not engine.received:
            time.sleep(0.01)
        assert "La respuesta está en camino" in person.open("/").page
        sent.result()
    assert "Entendido." in person.open("/").page


# -- limits and forgery ---------------------------------------------------------------------------------------------


def test_too_many_messages_are_refused_politely_and_kept(engine: FakeEngine, engine_url: str, tmp_path: Path) -> None:
    with TestClient(gateway(tmp_path, engine_url, session_rate=Rate(burst=2, per_minute=6))) as client:
        person = Person(client).say("uno").say("dos").say("tres")
    assert person.status == 429
    assert "Espere 10 segundos" in person.page
    assert person.response.headers["retry-after"] == "10"
    assert person.typed == "tres"
    assert [one["text"] for one in engine.received] == ["uno", "dos"]


def test_new_sessions_do_not_get_around_the_limit_of_an_address(
    engine: FakeEngine, engine_url: str, tmp_path: Path
) -> None:
    with TestClient(gateway(tmp_path, engine_url, address_rate=Rate(burst=3, per_minute=6))) as client:
        statuses = []
        for _ in range(5):
            client.cookies.clear()
            statuses.append(Person(client).say("hola").status)
    assert statuses == [200, 200, 200, 429, 429]


@pytest.mark.parametrize("path", ["/mensajes", "/respuestas", "/reintentos", "/preguntas", "/borrar"])
@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://mal.invalid"}, {"origin": "null"}]
)
def test_another_site_cannot_send_our_forms(
    engine: FakeEngine, person: Person, path: str, headers: dict[str, str]
) -> None:
    person.say("hola").send(path, headers=headers, texto="forjado", tramite=full_procedure().id)
    assert person.status == 403
    assert len(engine.received) == 1
    assert engine.forgotten == []


@pytest.mark.parametrize("token", ["", "x.y.z"])
def test_a_form_without_its_token_is_not_taken_but_what_was_typed_is_kept(
    engine: FakeEngine, person: Person, token: str
) -> None:
    person.send("/mensajes", formulario=token, texto="hola")
    assert (person.status, person.typed, engine.received) == (403, "hola", [])
    assert person.say("hola").said == ["hola"]


def test_a_token_of_another_conversation_is_not_taken(engine: FakeEngine, client: TestClient, person: Person) -> None:
    stolen = person.token
    client.cookies.clear()
    assert Person(client).send("/mensajes", formulario=stolen, texto="hola").status == 403
    assert engine.received == []


@pytest.mark.parametrize("cookie", ["forjada", "a.b.c", ""])
def test_a_forged_cookie_opens_no_conversation(person: Person, cookie: str) -> None:
    person.say("secreto de otra persona")
    page = person.client.get("/", headers={"cookie": f"ventanilla={cookie}"}).text
    person.client.cookies.clear()
    assert "secreto de otra persona" not in person.client.get("/", headers={"cookie": f"ventanilla={cookie}"}).text
    assert page


@pytest.mark.parametrize("path", ["/mensajes", "/respuestas", "/reintentos", "/preguntas"])
def test_reloading_a_posted_page_leads_back_to_the_conversation(person: Person, path: str) -> None:
    assert person.open(path).response.url.path == "/"


# -- erasing --------------------------------------------------------------------------------------------------------


def test_erasing_forgets_here_and_in_the_engine(engine: FakeEngine, person: Person) -> None:
    person.say("hola").open("/borrar").send("/borrar")
    assert person.said == []
    assert "La conversación se borró" in person.page
    assert engine.forgotten == [engine.received[0]["conversation"]]


def test_after_erasing_it_is_another_conversation(engine: FakeEngine, person: Person) -> None:
    person.say("hola").open("/borrar").send("/borrar").say("otra vez")
    first, second = (one["conversation"] for one in engine.received)
    assert first != second


def test_when_the_engine_cannot_forget_nothing_is_said_to_be_erased(engine: FakeEngine, person: Person) -> None:
    person.say("hola").open("/borrar")
    engine.default = 503
    person.send("/borrar")
    assert "No se pudo borrar" in person.page
    assert person.said == ["hola"]


def test_looking_at_the_page_stores_nothing(client: TestClient, tmp_path: Path) -> None:
    for _ in range(3):
        client.cookies.clear()
        client.get("/")
    assert sqlite3.connect(tmp_path / "ventanilla.db").execute("select count(*) from turn").fetchone() == (0,)


# -- asking about a procedure ---------------------------------------------------------------------------------------


def ask_about(person: Person, **headers: str) -> Person:
    person.open(f"/tramites/{full_procedure().id}")
    fields = {"tramite": person.hidden("tramite"), "pagina": person.hidden("pagina")}
    return person.send("/preguntas", headers={"sec-fetch-site": "same-origin", **headers}, **fields)


def test_a_procedures_page_starts_a_conversation_about_it(engine: FakeEngine, client: TestClient) -> None:
    person = ask_about(Person(client))
    assert person.status == 200
    payload = {"intent": "consultar_tramite", "entities": {"tramite": full_procedure().id}}
    assert engine.received[0]["payload"] == payload
    assert person.said == ["Preguntar sobre «Permiso de prueba»"]


def test_it_does_so_for_somebody_without_a_cookie_who_then_keeps_the_conversation(
    engine: FakeEngine, client: TestClient
) -> None:
    page = client.get(f"/tramites/{full_procedure().id}")
    assert "set-cookie" not in page.headers
    fields = {"tramite": full_procedure().id, "pagina": "x"}
    client.post("/preguntas", data=fields, headers={"sec-fetch-site": "same-origin"})
    Person(client).say("¿y cuánto cuesta?")
    assert engine.received[0]["conversation"] == engine.received[1]["conversation"]


def test_it_needs_a_browser_that_says_whose_page_it_is(engine: FakeEngine, client: TestClient) -> None:
    fields = {"tramite": full_procedure().id, "pagina": "x"}
    assert client.post("/preguntas", data=fields).status_code == 403
    assert engine.received == []


def test_asking_about_an_unknown_procedure_is_not_found(engine: FakeEngine, client: TestClient) -> None:
    response = client.post("/preguntas", data={"tramite": "no-existe"}, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 404
    assert engine.received == []
