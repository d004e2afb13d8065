from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.sessions import Sessions, is_same_origin, new_conversation

SESSIONS = Sessions("secreto-de-prueba", "http://ventanilla.invalid")
SECURE = Sessions("secreto-de-prueba", "https://ventanilla.invalid")


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw})


def cookie_of(sessions: Sessions, conversation: str) -> str:
    response = Response()
    sessions.open(response, conversation)
    return response.headers["set-cookie"]


def test_the_cookie_gives_the_conversation_back() -> None:
    conversation = new_conversation()
    cookie = cookie_of(SESSIONS, conversation).split(";")[0]
    assert SESSIONS.conversation(request(cookie=cookie)) == conversation


def test_a_conversation_has_128_random_bits() -> None:
    assert len({new_conversation() for _ in range(100)}) == 100
    assert all(len(new_conversation()) == 22 for _ in range(10))


@pytest.mark.parametrize("attribute", ["HttpOnly", "SameSite=lax", "Path=/"])
def test_scripts_and_other_sites_do_not_get_the_cookie(attribute: str) -> None:
    assert attribute in cookie_of(SESSIONS, new_conversation())


def test_the_cookie_ends_with_the_browser() -> None:
    assert "max-age" not in cookie_of(SESSIONS, new_conversation()).lower()


def test_over_https_the_cookie_is_secure_and_bound_to_the_host() -> None:
    cookie = cookie_of(SECURE, new_conversation())
    assert cookie.startswith("__Host-ventanilla=")
    assert "Secure" in cookie


@pytest.mark.parametrize(
    "cookie",
    ["", "ventanilla=", "ventanilla=x.y.z", "ventanilla=" + "A" * 5000],
)
def test_a_forged_cookie_is_no_conversation(cookie: str) -> None:
    assert SESSIONS.conversation(request(cookie=cookie)) is None


def test_a_cookie_signed_with_another_secret_is_no_conversation() -> None:
    cookie = cookie_of(Sessions("otro", "http://ventanilla.invalid"), new_conversation()).split(";")[0]
    assert SESSIONS.conversation(request(cookie=cookie)) is None


def test_a_form_token_is_not_a_cookie() -> None:
    token = SESSIONS.form_token(new_conversation())
    assert SESSIONS.conversation(request(cookie=f"ventanilla={token}")) is None


def test_each_page_has_its_own_nonce() -> None:
    first, second = SESSIONS.form_token("c1"), SESSIONS.form_token("c1")
    assert SESSIONS.nonce(first, "c1") != SESSIONS.nonce(second, "c1")
    assert SESSIONS.nonce(first, "c1") == SESSIONS.nonce(first, "c1") is not None


@pytest.mark.parametrize("token", ["", "x", SESSIONS.form_token("c2"), SESSIONS.form_token("c1") + "x"])
def test_a_token_of_another_conversation_or_forged_has_no_nonce(token: str) -> None:
    assert SESSIONS.nonce(token, "c1") is None


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "http://ventanilla.invalid"}, False),
        ({"origin": "http://ventanilla.invalid", "host": "127.0.0.1:8000"}, True),
        ({"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}, True),
        ({"origin": "http://mal.invalid", "host": "127.0.0.1:8000"}, False),
        ({"origin": "null", "host": "127.0.0.1:8000"}, False),
        ({"host": "127.0.0.1:8000"}, None),
    ],
)
def test_the_browser_tells_whose_page_sent_a_form(headers: dict[str, str], own: bool | None) -> None:
    assert is_same_origin(request(**headers), "http://ventanilla.invalid") is own


def test_a_secret_is_not_shown() -> None:
    assert "secreto" not in repr(SESSIONS)
