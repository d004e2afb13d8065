"""Broken fichas: the real documents, their longest lists shortened, changed by a few random edits."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.knowledge.conftest import DOCUMENTS

Edit = Callable[[random.Random, list[str]], None]

DEBRIS = (
    *(
        "",
        " ",
        "\t",
        "• ",
        "- ",
        "1. ",
        "9. ",
        "1.1 ",
        "Nota: ",
        "<p>",
        "</p>",
        '<ul style="x">',
        "<b>",
        "**",
        "[x](#)",
    ),
    *("#", "## Base Legal", "Base Legal", "Transparencia", "Nombre Trámite\tOTRO", "Art. Art. 3", "<https://a.gob.ec>"),
    *(
        "https://a.gob.ec/%25C3%258D",
        "08h00 – 17h00",
        "99h99 - 77h11",
        "2026\t13\t0\t1",
        "2026\t01",
        "$ 1.234,50",
        "%25",
    ),
    *(
        "&amp;lt;p&amp;gt;",
        "(indicar algo)",
        "Dirigido a:",
        "Requisitos Generales:",
        "no aplica",
        "\u200b",
        "\u202e",
        "é",
    ),
    *("ñandú", "😀", "a@b.ec", "¿A quién está", "dirigido?", "<a", "<>", "((((", "]]]]", "\u00a0", "%", "\x0c"),
    "Tiempo estimado: 3 días",
)


def short(text: str) -> str:
    """``text`` with the first few rows of its statistics and the first few of its resolutions only."""
    seen = {"row": 0, "resolution": 0}
    kept = []
    for line in text.split("\n"):
        row = re.match(r"\s*20\d\d\s\d\d\s\d+\s\d+", line)
        resolution = re.match(r"- Resoluci.n N.*TODO\.$", line)
        seen["row"] += bool(row)
        seen["resolution"] += bool(resolution)
        if not (
            (row and seen["row"] > 4)
            or (resolution and seen["resolution"] > 8)
            or (seen["row"] > 4 and not line.strip())
        ):
            kept.append(line)
    return "\n".join(kept)


ORIGINALS = tuple(short(path.read_text(encoding="utf-8")) for path in DOCUMENTS)


def delete(rng: random.Random, lines: list[str]) -> None:
    start = rng.randrange(len(lines))
    del lines[start : start + rng.choice((1, 1, 1, 3, 20))]


def repeat(rng: random.Random, lines: list[str]) -> None:
    start = rng.randrange(len(lines))
    lines[start:start] = lines[start : start + rng.choice((1, 1, 2, 10))]


def swap(rng: random.Random, lines: list[str]) -> None:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def insert(rng: random.Random, lines: list[str]) -> None:
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(DEBRIS))


def splice(rng: random.Random, lines: list[str]) -> None:
    number = rng.randrange(len(lines))
    position = rng.randrange(len(lines[number]) + 1)
    lines[number] = lines[number][:position] + rng.choice(DEBRIS) + lines[number][position:]


def erase(rng: random.Random, lines: list[str]) -> None:
    number = rng.randrange(len(lines))
    position = rng.randrange(len(lines[number]) + 1)
    lines[number] = lines[number][:position] + lines[number][position + rng.randrange(1, 30) :]


def break_line(rng: random.Random, lines: list[str]) -> None:
    number = rng.randrange(len(lines))
    position = rng.randrange(len(lines[number]) + 1)
    lines[number : number + 1] = [lines[number][:position], lines[number][position:]]


def truncate(rng: random.Random, lines: list[str]) -> None:
    number = rng.randrange(len(lines))
    lines[number] = lines[number][: rng.randrange(len(lines[number]) + 1)]
    del lines[number + 1 :]


EDITS: tuple[Edit, ...] = (delete, repeat, swap, insert, insert, splice, splice, erase, break_line, truncate)


def mutated(seed: int) -> str:
    """The broken ficha that ``seed`` stands for: one to six edits of one of the documents."""
    rng = random.Random(seed)
    lines = rng.choice(ORIGINALS).split("\n")
    for _ in range(rng.randint(1, 6)):
        if lines:
            rng.choice(EDITS)(rng, lines)
    return "\n".join(lines)
