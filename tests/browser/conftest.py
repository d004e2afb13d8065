"""A real browser (Debian's chromium) on a real server, with an engine of the tests' own behind it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.channels.limits import Rate
from tests.gateway.support import FakeEngine, gateway, serving, sourced_answer

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
NewPage = Callable[..., Page]

#: What the browser may complain of in a test that provokes it; a refusal (status 4xx) is no fault of any page.
EXPECTED_COMPLAINTS = {"test_a_policy_that_forbids_scripts_is_in_force": ("Content Security Policy",)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "chromium is missing: run scripts/install-browser"
    # Chromium's own sandbox does not work for root, as in a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    assert AXE.is_file(), "axe-core is missing: run scripts/install-browser"
    return AXE.read_text("utf-8")


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(answers={"¿Qué necesito?": [sourced_answer()]})


@pytest.fixture
def base(tmp_path: Path, engine: FakeEngine) -> Iterator[str]:
    generous = Rate(burst=1000, per_minute=1000)
    with serving(engine.app()) as engine_url:
        app = gateway(tmp_path, engine_url, session_rate=generous, address_rate=generous)
        with serving(app) as url:
            yield url


@pytest.fixture
def new_page(browser: Browser, base: str, request: pytest.FixtureRequest) -> Iterator[NewPage]:
    """Opens pages in fresh contexts; fails the test if a page ran a script of its own or broke the security policy."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(base_url=base, locale="es-EC", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("request", lambda r: None if r.url.startswith(base) else complaints.append(f"request: {r.url}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = ("status of 4", *EXPECTED_COMPLAINTS.get(request.node.name, ()))
    assert [c for c in complaints if not any(part in c for part in expected)] == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    page = new_page()
    page.goto("/")
    return page
