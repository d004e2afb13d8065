"""A checklist as plain text, to print anywhere or to be read aloud."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from bot.channels.sheets.sheet import TITLE, Line, Sheet

#: Characters of a line.
_WIDTH = 76
#: Before a requirement: its box and its number.
_INDENT = " " * 8


def as_text(sheet: Sheet) -> str:
    """The sheet as lines of at most 76 characters; an address is never broken."""
    parts = [
        f"{TITLE}\n{_wrapped(sheet.name)}\n{_wrapped(sheet.institution)}",
        *map(_wrapped, sheet.remarks),
        *map(_requirement, sheet.lines),
        "\n".join(map(_wrapped, sheet.footer)),
    ]
    return "\n\n".join(parts) + "\n"


def _requirement(line: Line) -> str:
    return "\n".join(_lines(line))


def _lines(line: Line) -> Iterator[str]:
    box = "[x]" if line.label and line.mark and line.mark.value == "tengo" else "[ ]"
    yield _wrapped(line.text, first=f"{box} {line.number:>2}. ", rest=_INDENT)
    if line.label:
        yield f"{_INDENT}→ {line.label}"
    for detail in (*line.details, *line.links):
        yield _wrapped(detail, first=_INDENT, rest=_INDENT)


def _wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
