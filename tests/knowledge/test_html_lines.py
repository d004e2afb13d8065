"""Values in HTML as the lines that people see of them."""

from __future__ import annotations

import html
import resource

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.readers.html_lines import lines, target
from bot.text import words

CASES = {
    "paragraphs": ("<p>Uno</p>\r\n<p>Dos</p>", ["Uno", "Dos"]),
    "line breaks": ("Uno<br>Dos<br />Tres", ["Uno", "Dos", "Tres"]),
    "text without HTML keeps its lines": ("Uno\nDos", ["Uno", "Dos"]),
    "white space of HTML says nothing": ("<p>Uno\r\n   y dos</p>", ["Uno y dos"]),
    "entities": ("<p>C&eacute;dula &amp; m&aacute;s</p>", ["Cédula & más"]),
    "entities encoded twice": ("<p>C&amp;eacute;dula &amp;amp; m&amp;aacute;s</p>", ["Cédula & más"]),
    "HTML encoded as entities": ("&lt;p&gt;Uno&lt;/p&gt;&lt;p&gt;Dos&lt;/p&gt;", ["Uno", "Dos"]),
    "no-break spaces": ("<p>&nbsp;Uno&nbsp;dos&nbsp;</p><p>&nbsp;</p>", ["Uno dos"]),
    "an ordered list": ("<ol><li>Uno</li><li>Dos</li></ol>", ["1. Uno", "2. Dos"]),
    "an ordered list from 4": ('<ol start="4"><li>Uno</li></ol>', ["4. Uno"]),
    "a start that makes no sense": ('<ol start="-7"><li>Uno</li></ol>', ["1. Uno"]),
    "a bulleted list": ("<ul><li>Uno</li><li>Dos</li></ul>", ["• Uno", "• Dos"]),
    "bullets under a number": ("<ol><li>Uno<ul><li>a</li></ul></li><li>Dos</li></ol>", ["1. Uno", "• a", "2. Dos"]),
    "numbers under a number": ("<ol><li>A<ol><li>B</li><li>C</li></ol></li></ol>", ["1. A", "1.1. B", "1.2. C"]),
    "numbers three deep": ("<ol><li>A<ol><li>B<ol><li>C</li></ol></li></ol></li></ol>", ["1. A", "1.1. B", "• C"]),
    "numbers under a bullet": ("<ul><li>A<ol><li>B</li></ol></li></ul>", ["• A", "1. B"]),
    "paragraphs in an item": ("<ol><li><p>Uno</p><p>y dos</p></li></ol>", ["1. Uno y dos"]),
    "items with marks of their own": ("<ol><li>1. Uno</li><li>b) Dos</li></ol>", ["1. Uno", "b) Dos"]),
    "items without a list": ("<li>Uno<li>Dos", ["• Uno", "• Dos"]),
    "lists without an end": ("<ol><li>Uno<li>Dos", ["1. Uno", "2. Dos"]),
    "a table": ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", ["A – B", "1 – 2"]),
    "an empty cell": ("<table><tr><td></td><td>2</td></tr></table>", ["2"]),
    "a link": ('<a href="https://a.ec/x">guía</a>', ["[guía](https://a.ec/x)"]),
    "a link that shows its address": ('<a href="https://a.ec">https://a.ec</a>', ["https://a.ec"]),
    "a link within the site": ('<a href="/sites/x.pdf">guía</a>', ["[guía](https://www.gob.ec/sites/x.pdf)"]),
    "a link with parentheses": ('<a href="https://a.ec/(1)">guía</a>', ["guía https://a.ec/(1)"]),
    "a link to a mailbox": ('<a href="mailto:a@b.ec?subject=x">escríbanos</a>', ["escríbanos a@b.ec"]),
    "a link that runs something": ('<a href="javascript:alert(1)">aquí</a>', ["aquí"]),
    "a link to nowhere": ('<a href="#">aquí</a>', ["aquí"]),
    "a link over two lines": ('<a href="https://a.ec">uno<br>dos</a>', ["uno", "[dos](https://a.ec)"]),
    "a script and a style": ("Uno<script>var x</script><style>p{}</style> dos<!-- tres -->", ["Uno dos"]),
    "a tag that is none": ("si pesa <5 kg & mide >3", ["si pesa <5 kg & mide >3"]),
    "inline tags": ("<p><b>Uno</b>, <i>dos</i><span>tres</span></p>", ["Uno, dostres"]),
    "a heading": ("<h3>Uno</h3>Dos", ["Uno", "Dos"]),
    "nothing": ("<p></p><ul><li></li></ul>", []),
    "an encoding in the text": ("<meta charset='iso-8859-1'><p>ñ</p>", ["ñ"]),
    "hidden characters": ("<p>a\u202eb\u0000c</p>", ["abc"]),
    "text after the end": ("<html><body><p>Uno</p></body></html><p>Dos", ["Uno", "Dos"]),
}


@pytest.mark.parametrize(("value", "expected"), CASES.values(), ids=CASES.keys())
def test_what_people_see(value: str, expected: list[str]) -> None:
    assert lines(value) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.ec/x y", "https://a.ec/xy"),
        ("//a.ec/x", "https://a.ec/x"),
        ("mailto:a@b.ec", "a@b.ec"),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("http://[x", ""),
        ("", ""),
    ],
)
def test_where_an_address_leads(address: str, expected: str) -> None:
    assert target(address) == expected


WORD = st.text("abcdefñáé", min_size=1, max_size=6)
TAG = st.sampled_from("p div b i li ul ol br table tr td h2 span".split())
PIECE = st.one_of(
    WORD.map(lambda word: f" {word} "),
    TAG.map(lambda tag: f"<{tag}>"),
    TAG.map(lambda tag: f"</{tag}>"),
    st.sampled_from(["&nbsp;", "&amp;middot;", "\r\n", "<", "&", "<!-- x -->"]),
)


@given(st.lists(PIECE, max_size=40))
def test_no_word_is_lost_invented_or_moved_whatever_the_tags(pieces: list[str]) -> None:
    said = [word for piece in pieces if piece.startswith(" ") for word in words(piece)]
    shown = [word for line in lines("".join(pieces)) for word in words(line) if not word.isdigit()]
    assert shown == said


@given(st.text(max_size=200))
def test_any_text_at_all_gives_lines_without_breaks(text: str) -> None:
    assert [line for line in lines(html.escape(text)) if not line or "\n" in line or "\x00" in line] == []


def test_a_megabyte_of_open_tags_takes_bounded_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines("<p><b><i>x" * 100_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000
