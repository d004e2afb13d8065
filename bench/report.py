"""A report of `bench.accuracy.score` for people to read on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bench.questions import normalise

#: The shares and the lists of a report, in the order in which they are read; bench/README.md says what each means.
SHARES = (
    "overall", "answerable", "not_stated", "hit1", "hit5", "asked_when_ambiguous", "straight_when_clear", "not_held",
    "off_topic", "dialogues", "dialogue_turns",
)  # fmt: skip
LISTS = (
    "invented", "look_alikes", "ungrounded", "refused", "asked_needlessly", "over_answered", "unanswered", "unasked",
)  # fmt: skip
TABLES = ("by_style", "by_outcome", "by_aspect", "by_procedure")
_WIDTH = 160


def render(report: Mapping[str, Any], worst: int = 20) -> str:
    """The report for a terminal, with the ``worst`` cases."""
    lines = [_row(name, report[name]) for name in SHARES]
    lines += [f"{name:<28} {_count(report[name]):>4}" for name in LISTS]
    for table in TABLES:
        lines += ["", table, *(_row(name, figures) for name, figures in report[table].items())]
    for case in report["wrong"][:worst]:
        lines += ["", *_case(case)]
    return "\n".join(lines)


def _row(name: str, figures: Mapping[str, Any]) -> str:
    share = "–" if figures["share"] is None else f"{figures['share']:.1%}"
    return f"{name[:60]:<28} {figures['right']:>4}/{figures['total']:<4} {share:>7}"


def _count(found: list[Any] | None) -> str:
    return "–" if found is None else str(len(found))


def _case(case: Mapping[str, Any]) -> Iterator[str]:
    """What was asked, what was expected, what was told."""
    expected = case["expected"]
    wanted = " o ".join(one or "ninguno" for one in expected["procedures"])
    told = case["procedure"] or (f"ofrece {', '.join(case['candidates'])}" if case["candidates"] else "ninguno")
    yield f"{case['id']} ({case['style']}, turno {case['turn']}): {case['user']}"
    yield f"   esperado: {' o '.join(expected['outcomes'])}{f' · {wanted}' if wanted else ''}"
    yield f"   dicho:    {case['outcome']} · {told}"
    yield from (f"   {failure}" for failure in case["failures"])
    yield f"   → {normalise(case['text'])[:_WIDTH]}"
