"""The evaluation questions: what they are, how they are read and what counts as stating a fact.

A line that could not fail, or that misspells an outcome, an aspect or a key, is refused: a benchmark whose
questions are quietly ignored measures nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.answers import Outcome
from bot.knowledge import Aspect
from bot.text import fold

ANSWERABLE = frozenset(
    {
        "formal",
        "coloquial",
        "error",
        "sin_acentos",
        "sms",
        "situacion",
        "detalle",
        "dos_aspectos",
    }
)
STYLES = ANSWERABLE | {
    "no_indicado", "no_tenemos", "fuera_de_alcance", "ambigua", "charla", "dialogo",
}  # fmt: skip
_OUTCOMES = frozenset(outcome.value for outcome in Outcome)
_ASPECTS = frozenset(aspect.value for aspect in Aspect)
_QUESTION_KEYS = frozenset({"id", "style", "q", "turns", "expect"})
_EXPECT_KEYS = frozenset({"outcome", "procedure", "aspects", "facts", "absent", "candidates", "not_stated"})

_TYPOGRAPHY = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "‑": "-",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "*": "",
        "`": "",
    }
)

Alternatives = tuple[str, ...]


class QuestionError(ValueError):
    """Raised when a question or answer line cannot be used; names the file and the line."""


@dataclass(frozen=True)
class Expectation:
    """What one turn must be. Of ``aspects`` and ``facts`` each entry needs one of its alternatives.

    ``procedures`` is None when any will do; an empty text in it stands for «no procedure».
    """

    outcomes: Alternatives
    procedures: Alternatives | None = None
    aspects: tuple[Alternatives, ...] = ()
    facts: tuple[Alternatives, ...] = ()
    absent: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    not_stated: bool = False


@dataclass(frozen=True)
class Question:
    """One question, or one conversation when there are several ``turns``; ``expect`` has one entry a turn."""

    id: str
    style: str
    turns: tuple[str, ...]
    expect: tuple[Expectation, ...]


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, or of all ``*.jsonl`` files of a folder in name order."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    located = [(place, _question(raw, place)) for file in files for place, raw in _lines(file)]
    _refuse_repeated(((place, question.id) for place, question in located), "id repetido")
    _refuse_repeated(((place, "\n".join(question.turns)) for place, question in located), "pregunta repetida")
    if not located:
        raise QuestionError(f"{path}: no hay preguntas")
    return [question for _, question in located]


def read_answers(path: Path) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """The turns of each answered id, as ``ask --batch`` writes them."""
    located = list(_lines(path))
    for place, raw in located:
        if not isinstance(raw.get("id"), str) or not isinstance(raw.get("turns"), list):
            raise QuestionError(f"{place}: una línea de respuestas necesita «id» y «turns»")
    _refuse_repeated(((place, raw["id"]) for place, raw in located), "id repetido")
    return {raw["id"]: tuple(raw["turns"]) for _, raw in located}


def batch_lines(questions: Iterable[Question]) -> Iterator[str]:
    """The questions as ``ask --batch`` reads them, without what is expected."""
    for question in questions:
        asked: dict[str, Any] = {"q": question.turns[0]} if len(question.turns) == 1 else {"turns": question.turns}
        yield json.dumps({"id": question.id, **asked}, ensure_ascii=False)


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    text = path.read_text(encoding="utf-8").removesuffix("\n")
    # Not splitlines(): a JSON text may hold a line separator (U+2028) as it is.
    for number, line in enumerate(text.split("\n") if text else (), start=1):
        place = f"{path}:{number}"
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as error:
            raise QuestionError(f"{place}: no es JSON: {error}") from error
        if not isinstance(raw, dict):
            raise QuestionError(f"{place}: se esperaba un objeto")
        yield place, raw


def _refuse_repeated(located: Iterable[tuple[str, str]], complaint: str) -> None:
    seen: dict[str, str] = {}
    for place, key in located:
        if key in seen:
            raise QuestionError(f"{place}: {complaint}, ya está en {seen[key]}: {key}")
        seen[key] = place


def _question(raw: dict[str, Any], place: str) -> Question:
    _refuse_unknown(raw.keys(), _QUESTION_KEYS, place)
    _refuse_unknown([raw.get("style")], STYLES, place)
    if not raw.get("id") or not isinstance(raw["id"], str):
        raise QuestionError(f"{place}: falta «id»")
    if ("q" in raw) == ("turns" in raw):
        raise QuestionError(f"{place}: se necesita «q» o «turns», y no ambos")
    turns = (raw["q"],) if "q" in raw else tuple(raw["turns"])
    expect = raw.get("expect")
    if not isinstance(expect, list) or len(expect) != len(turns):
        raise QuestionError(f"{place}: «expect» necesita una entrada por turno")
    return Question(raw["id"], raw["style"], turns, tuple(_expectation(entry, place) for entry in expect))


def _expectation(raw: dict[str, Any], place: str) -> Expectation:
    _refuse_unknown(raw.keys(), _EXPECT_KEYS, place)
    expectation = Expectation(
        outcomes=_alternatives(raw.get("outcome", [])),
        procedures=tuple(p or "" for p in _alternatives(raw["procedure"])) if "procedure" in raw else None,
        aspects=tuple(_alternatives(entry) for entry in raw.get("aspects", [])),
        facts=tuple(_alternatives(entry) for entry in raw.get("facts", [])),
        absent=tuple(raw.get("absent", [])),
        candidates=tuple(raw.get("candidates", [])),
        not_stated=bool(raw.get("not_stated", False)),
    )
    _check(expectation, place)
    return expectation


def _alternatives(value: Any) -> Alternatives:
    return tuple(value) if isinstance(value, list) else (value,)


def _check(expectation: Expectation, place: str) -> None:
    _refuse_unknown(expectation.outcomes, _OUTCOMES, place)
    _refuse_unknown((a for entry in expectation.aspects for a in entry), _ASPECTS, place)
    for fact in (*(f for entry in expectation.facts for f in entry), *expectation.absent):
        _check_pattern(fact, place)
    if not expectation.outcomes:
        raise QuestionError(f"{place}: falta «outcome»")
    # An expected answer that asks for no fact would be met by any text about the procedure.
    vague = not expectation.procedures or not (expectation.facts or expectation.not_stated)
    if expectation.outcomes == (Outcome.answered.value,) and vague:
        raise QuestionError(f"{place}: una respuesta esperada necesita «procedure» y «facts» o «not_stated»")


def _check_pattern(fact: str, place: str) -> None:
    if not normalise(fact.removeprefix("re:")).strip():
        raise QuestionError(f"{place}: un dato vacío coincide con todo")
    # Folding a regular expression would turn \S into \s: it must be written folded.
    if fact.startswith("re:") and fact != fold(fact):
        raise QuestionError(f"{place}: la expresión debe escribirse en minúsculas y sin tildes: {fact}")
    try:
        _pattern(fact)
    except re.error as error:
        raise QuestionError(f"{place}: la expresión no es válida: {fact}: {error}") from error


def _refuse_unknown(values: Iterable[Any], known: Iterable[str], place: str) -> None:
    unknown = sorted(str(value) for value in values if value not in known)
    if unknown:
        raise QuestionError(f"{place}: valores desconocidos: {', '.join(unknown)}")


def normalise(text: str) -> str:
    """``text`` folded, without emphasis marks and typographic dashes and quotes, blanks and line breaks as one blank.

    >>> normalise("**08h00 –\\n17h00**")
    '08h00 - 17h00'
    """
    return re.sub(r"\s+", " ", fold(text.translate(_TYPOGRAPHY)))


def states(text: str, fact: str) -> bool:
    """Whether ``text`` states ``fact``: literally from the start of a word or number, or as a ``re:`` expression.

    >>> states("Se demora 72 horas.", "72 HORAS"), states("En 2022 hubo 120", "20")
    (True, False)
    """
    return _pattern(fact).search(normalise(text)) is not None


@cache
def _pattern(fact: str) -> re.Pattern[str]:
    if fact.startswith("re:"):
        return re.compile(fact[3:])
    literal = normalise(fact).strip()
    before = r"(?<![^\W_])(?<!\d[.,])" if literal[0].isdigit() else r"(?<![^\W_])" if literal[0].isalpha() else ""
    # A word may go on (justificativo, justificativos); a number may not (12, 120 or 12,5).
    after = r"(?![.,]?\d)" if literal[-1].isdigit() else ""
    return re.compile(before + re.escape(literal) + after)
