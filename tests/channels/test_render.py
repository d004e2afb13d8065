from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.render_html import render_html
from bot.answers.render_text import render_text
from bot.channels.web.linking import href, with_links
from bot.knowledge.record import Link

ALLOWED = {"p", "strong", "ol", "ul", "li", "a", "br", "blockquote"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:alert(1))",
    "[x](file:///etc/passwd)",
    "[x](//mal.invalid/a)",
    "[x](/\\mal.invalid)",
    "[x](\\\\mal.invalid)",
    "[x](<javascript:alert(1)>)",
    '[x](https://a.invalid "onmouseover=alert(1)")',
    'https://a.invalid/"onmouseover="alert(1)',
    "https://a.invalid/<script>alert(1)</script>",
    "[<script>alert(1)</script>](https://a.invalid)",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](https://a.invalid/a.png)",
    "<javascript:alert(1)>",
    "</p></div><form action=https://a.invalid>",
    "<style>*{display:none}</style>",
    "&lt;script&gt;",
    'a@b.invalid"onclick=alert(1)',
    "`<b>`",
    "<!-- -->",
    "<a href=javascript:alert(1)>x</a>",
    "**<b onclick=alert(1)>**",
]


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_harmless(html: str) -> None:
    reader = Reader(html)
    assert set(reader.tags) <= ALLOWED
    assert {name for name, _ in reader.attributes} <= {"href", "rel", "start"}
    addresses = [value for name, value in reader.attributes if name == "href"]
    assert all(re.match(r"(https?://|mailto:|tel:|/(?![/\\]))", address) for address in addresses)


@pytest.mark.parametrize("text", ATTACKS)
def test_what_is_not_in_the_subset_is_shown_and_not_run(text: str) -> None:
    assert_harmless(render_html(text))
    assert_harmless(with_links(text, [Link(title="x", url="javascript:alert(1)")]))


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="<>\"'&[]()*:/\\-1. \nabhjstp@#!`", max_size=60))
def test_no_text_at_all_becomes_other_html(text: str) -> None:
    assert_harmless(render_html(text))
    assert_harmless(with_links(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("uno\n\ndos", "<p>uno</p>\n<p>dos</p>\n"),
        ("uno\ndos", "<p>uno<br>\ndos</p>\n"),
        ("**sí**", "<p><strong>sí</strong></p>\n"),
        ("2 * 3 * 4 y *a*", "<p>2 * 3 * 4 y *a*</p>\n"),
        ("_a_", "<p>_a_</p>\n"),
        ("# no", "<p># no</p>\n"),
        ("3. tres", '<ol start="3">\n<li>tres</li>\n</ol>\n'),
        ("> cita", "<blockquote>\n<p>cita</p>\n</blockquote>\n"),
        ("[a](/tramites/x#costo)", '<p><a href="/tramites/x#costo">a</a></p>\n'),
        (r"\*sin\*", "<p>*sin*</p>\n"),
        (r"[a]\(b)", "<p>[a](b)</p>\n"),
        (
            "Vea https://a.invalid/b.",
            '<p>Vea <a href="https://a.invalid/b" rel="noopener external">https://a.invalid/b</a>.</p>\n',
        ),
        (
            "a@b.invalid",
            '<p><a href="mailto:a@b.invalid" rel="noopener external">a@b.invalid</a></p>\n',
        ),
    ],
)
def test_the_subset_becomes_html(text: str, html: str) -> None:
    assert render_html(text) == html


def test_nested_lists_stay_nested() -> None:
    html = render_html("1. uno\n   - a\n   - b\n2. dos")
    assert re.sub(r"\s", "", html) == "<ol><li>uno<ul><li>a</li><li>b</li></ul></li><li>dos</li></ol>"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**sí** y *no*", "sí y *no*"),
        ("1. uno\n   - a\n2. dos", "1. uno\n   - a\n2. dos"),
        ("4. cuatro\n5. cinco", "4. cuatro\n5. cinco"),
        ("[portal](https://a.invalid)", "portal (https://a.invalid)"),
        ("https://a.invalid y a@b.invalid", "https://a.invalid y a@b.invalid"),
        ("> uno\n> dos", "> uno\n> dos"),
        ("uno\n\ndos", "uno\n\ndos"),
        ("- uno\n\n  otro párrafo\n- dos", "- uno\n  otro párrafo\n- dos"),
    ],
)
def test_the_subset_becomes_plain_lines(text: str, plain: str) -> None:
    assert render_text(text) == plain


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab1.-*> \n[]()#\\", max_size=60))
def test_a_terminal_gets_every_letter_of_every_text(text: str) -> None:
    assert [c for c in render_text(text) if c in "ab"] == [c for c in text if c in "ab"]


def test_the_title_of_a_link_is_clickable_where_it_stands() -> None:
    html = with_links("Descargue el formulario.", [Link(title="formulario", url="https://a.invalid/f")])
    assert html == 'Descargue el <a href="https://a.invalid/f" rel="noopener external">formulario</a>.'


def test_a_link_whose_title_is_not_in_the_text_comes_after_it() -> None:
    html = with_links("Descargue.", [Link(title="formulario", url="https://a.invalid/f")])
    assert html == 'Descargue. (<a href="https://a.invalid/f" rel="noopener external">formulario</a>)'


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.invalid", "https://a.invalid"),
        ("bit.ly/WebChat", "https://bit.ly/WebChat"),
        ("a@b.invalid", "mailto:a@b.invalid"),
        ("/fuentes/a.txt", "/fuentes/a.txt"),
        ("//a.invalid", ""),
        ("javascript:alert(1)", ""),
        ("#", ""),
        (None, ""),
    ],
)
def test_only_addresses_become_links(url: str | None, link: str) -> None:
    assert href(url) == link
