from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.gateway.support import DOCUMENT, FakeEngine, Person, answer, full_procedure, gateway

PAGES = [
    "/",
    "/tramites",
    f"/tramites/{full_procedure().id}",
    f"/tramites/{full_procedure().id}/qr.svg",
    f"/fuentes/{DOCUMENT}",
    "/health/live",
    "/health/ready",
    "/static/estilo.css",
    "/no-existe",
    "/static/no-existe.css",
]
ATTACKS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", '"><svg onload=1>']


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("content-security-policy", "default-src 'none'"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ],
)
def test_every_response_has_the_security_headers(client: TestClient, path: str, header: str, part: str) -> None:
    assert part in client.get(path).headers[header]


def test_the_policy_allows_no_script_and_nothing_inline(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "script-src" not in policy and "unsafe" not in policy and "http" not in policy


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith(("/health", "/static"))])
def test_no_page_has_scripts_inline_styles_or_requests_to_others(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page)
    loaded = re.findall(r'<(?:link|img|iframe|source)[^>]*(?:href|src)="([^"]+)"', page)
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.mark.parametrize("text", ATTACKS)
def test_what_a_person_types_is_shown_and_not_run(person: Person, text: str) -> None:
    person.say(text)
    assert person.said == [text]
    assert not re.search(r"<script|<img src=x|<svg|href=\"javascript", person.page)


@pytest.mark.parametrize("text", ATTACKS)
def test_what_the_engine_answers_is_shown_and_not_run(engine: FakeEngine, person: Person, text: str) -> None:
    engine.default = [
        answer(
            text,
            sources=({"title": text, "url": "javascript:alert(1)"},),
            buttons=({"title": text, "intent": "x"},),
            document="javascript:alert(1)",
            image="data:text/html,x",
        )
    ]
    person.say("hola")
    assert not re.search(r"<script|<img src=x|<svg|href=\"(javascript|data)", person.page)


def test_an_unforeseen_error_is_a_spanish_page_with_headers_and_without_a_trace(tmp_path: Path) -> None:
    app = gateway(tmp_path, "http://127.0.0.1:9")
    (tmp_path / "fuentes" / DOCUMENT).write_bytes(b"\xff")
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get(f"/fuentes/{DOCUMENT}")
    assert response.status_code == 500
    assert "Hubo una falla nuestra" in response.text and "Traceback" not in response.text
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/no-existe", 404, "Esta página no existe"),
        ("DELETE", "/", 405, "Esta dirección no se usa así"),
        ("POST", "/tramites", 405, "Esta dirección no se usa así"),
    ],
)
def test_an_error_page_is_in_spanish_and_says_what_to_do(
    client: TestClient, method: str, path: str, status: int, text: str
) -> None:
    response = client.request(method, path)
    assert (response.status_code, text in response.text) == (status, True)
    assert "Ir a la conversación" in response.text


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_refused(engine: FakeEngine, client: TestClient, announced: bool) -> None:
    body = b"texto=" + b"a" * 20_000
    content = body if announced else iter([body[:9_000], body[9_000:]])
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = client.post("/mensajes", content=content, headers=headers)
    assert response.status_code == 413
    assert "El mensaje es demasiado largo" in response.text
    assert engine.received == []


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/json", b"{}", 415),
        ("", b"texto=hola", 415),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(50)), 400),
        ("application/x-www-form-urlencoded", "texto=ñ".encode(), 400),
        ("application/x-www-form-urlencoded", b"texto=%ff%fe", 403),
    ],
)
def test_a_body_that_no_form_of_ours_sends_is_refused(
    engine: FakeEngine, client: TestClient, content_type: str, body: bytes, status: int
) -> None:
    response = client.post("/mensajes", content=body, headers={"content-type": content_type})
    assert response.status_code == status
    assert engine.received == []


def test_pages_are_not_stored_and_static_files_are(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["cache-control"] == "no-store"
    address = re.search(r'href="(/static/estilo.css\?v=\w+)"', page.text)
    assert address
    assert "immutable" in client.get(address[1]).headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/static/../pages.py", "/static/%2e%2e/pages.py", "/static/..%2fpages.py", "/static/"]
)
def test_static_files_are_only_those_of_their_folder(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_over_https_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    with TestClient(gateway(tmp_path, "http://127.0.0.1:9", public_url="https://ventanilla.invalid")) as client:
        response = client.get("/")
    assert "strict-transport-security" in response.headers
    assert response.headers["set-cookie"].startswith("__Host-ventanilla=")


def test_a_stranger_cannot_learn_what_others_said_from_addresses(engine: FakeEngine, client: TestClient) -> None:
    Person(client).say("algo privado")
    client.cookies.clear()
    for path in ("/", "/?ver=1", "/borrar", "/mensajes"):
        assert "algo privado" not in client.get(path).text
