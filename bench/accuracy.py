"""Scores the answers of ``ask --batch`` against the evaluation questions; ``bench/README.md`` explains the format.

A question is right only when every one of its turns is right in everything that it expects: partial credit hides
the answer that is right but for the procedure.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.questions import (
    ANSWERABLE,
    Expectation,
    Question,
    QuestionError,
    batch_lines,
    normalise,
    read_answers,
    read_questions,
    states,
)
from bot.answers import Outcome

#: «La ficha no indica …», «… no lo indica».
_NOT_STATED = re.compile(r"\bno (?:lo |la |los |las |se )?indican?\b")
#: Values that do harm when they are wrong. Counts and list numbers are the bot's own to say.
_VALUES = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b1800[- ]?\d{6}\b|\(?\b0\d\)?[ -]?\d{7,8}\b"
    r"|\b[a-z]+(?:-[a-z]+)+-\d{4}-\d+(?:-re)?\b"
    r"|(?:\busd|\$) ?\d+(?:[.,]\d+)*|\b\d+(?:[.,]\d+)* (?:dolares|usd|%)"
    r"|\b\d+ (?:minutos?|horas?|dias?|semanas?|mes|meses|anos?)\b"
)


@dataclass(frozen=True)
class Verdict:
    """What was wrong with one turn: (kind, detail) pairs, none when it is right."""

    question: Question
    turn: int
    answer: Mapping[str, Any]
    failures: tuple[tuple[str, str], ...]
    ungrounded: tuple[str, ...] = ()

    @property
    def expectation(self) -> Expectation:
        return self.question.expect[self.turn]

    @property
    def right(self) -> bool:
        return not self.failures

    @property
    def invented(self) -> bool:
        """Claims a value where the ficha states none."""
        kinds = {kind for kind, _ in self.failures}
        answered = self.answer.get("outcome") == Outcome.answered.value
        return self.expectation.not_stated and answered and bool(kinds & {"not_stated", "absent"})

    @property
    def over_answered(self) -> bool:
        """Says much that was not asked: a dump of the whole ficha would meet any list of facts."""
        asked = max(1, len(self.expectation.aspects))
        return self.answer.get("outcome") == Outcome.answered.value and len(self.answer.get("aspects", ())) > asked + 2

    @property
    def look_alike(self) -> bool:
        """Answers about one procedure when asked for another that is not held."""
        return self.question.style == "no_tenemos" and self.answer.get("procedure") is not None


def judge(question: Question, answers: Sequence[Mapping[str, Any]] | None, corpus: str = "") -> list[Verdict]:
    """One verdict for each expected turn. ``corpus`` is the normalised text of the sources, empty when not checked."""
    if answers is None:
        return [Verdict(question, i, {}, (("missing", "sin respuesta"),)) for i in range(len(question.turns))]
    if len(answers) != len(question.turns):
        detail = f"{len(answers)} turnos en vez de {len(question.turns)}"
        return [Verdict(question, i, {}, (("missing", detail),)) for i in range(len(question.turns))]
    return [_judge_turn(question, index, answer, corpus) for index, answer in enumerate(answers)]


def _judge_turn(question: Question, index: int, answer: Mapping[str, Any], corpus: str) -> Verdict:
    if normalise(str(answer.get("user"))) != normalise(question.turns[index]):
        return Verdict(question, index, answer, (("missing", "la respuesta es a otro texto"),))
    failures = tuple(_failures(question.expect[index], answer))
    return Verdict(question, index, answer, failures, tuple(_ungrounded(answer, corpus)))


def _failures(expected: Expectation, answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    text = message_text(answer)
    if answer.get("outcome") not in expected.outcomes:
        yield "outcome", f"{answer.get('outcome')} en vez de {' o '.join(expected.outcomes)}"
    procedure = (answer.get("procedure") or {}).get("id", "")
    if expected.procedures is not None and procedure not in expected.procedures:
        yield "procedure", procedure or "ninguno"
    for entry in expected.aspects:
        if not set(entry) & set(answer.get("aspects", ())):
            yield "aspects", " o ".join(entry)
    for entry in expected.facts:
        if not any(states(text, fact) for fact in entry):
            yield "facts", " o ".join(entry)
    for fact in expected.absent:
        if states(text, fact):
            yield "absent", fact
    offered = {candidate.get("id") for candidate in answer.get("candidates", ())}
    for candidate in expected.candidates:
        if candidate not in offered:
            yield "candidates", candidate
    if expected.not_stated and not _NOT_STATED.search(normalise(text)):
        yield "not_stated", "no dice que la ficha no lo indica"


def message_text(answer: Mapping[str, Any]) -> str:
    """What a person reads in one turn: the texts of its messages."""
    return "\n".join(str(message.get("text") or "") for message in answer.get("messages", ()))


def _ungrounded(answer: Mapping[str, Any], corpus: str) -> Iterator[str]:
    if not corpus or answer.get("outcome") != Outcome.answered.value:
        return
    for value in _VALUES.findall(normalise(message_text(answer))):
        if value not in corpus:
            yield value


# Reporting -----------------------------------------------------------------------------------------------------------


def score(questions_path: Path, answers_path: Path, sources_path: Path | None = None) -> dict[str, Any]:
    """The figures of one run, ready for JSON. Shares are between 0 and 1, or None of nothing.

    Raises `QuestionError` when a file cannot be used. With ``sources_path`` (a folder of documents), values in
    answers that stand in none of them are listed too.
    """
    questions = read_questions(Path(questions_path))
    answers = read_answers(Path(answers_path))
    corpus = _corpus(Path(sources_path)) if sources_path else ""
    verdicts = [verdict for q in questions for verdict in judge(q, answers.get(q.id), corpus)]
    report = _figures(questions, verdicts)
    report["unasked"] = sorted(set(answers) - {question.id for question in questions})
    return report


def _corpus(folder: Path) -> str:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    if not files:
        raise QuestionError(f"{folder}: no hay documentos")
    return "\n".join(normalise(file.read_text(encoding="utf-8", errors="replace")) for file in files)


def _figures(questions: Sequence[Question], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    wrong_ids = {verdict.question.id for verdict in verdicts if not verdict.right}
    not_stated = [verdict for verdict in verdicts if verdict.expectation.not_stated]
    lengths = [len(message_text(verdict.answer)) for verdict in verdicts if verdict.answer.get("outcome") == "answered"]
    return {
        "overall": _share(question.id not in wrong_ids for question in questions),
        "answerable": _share(q.id not in wrong_ids for q in questions if q.style in ANSWERABLE),
        "not_stated": _share(verdict.right for verdict in not_stated),
        "invented": _ids(verdict for verdict in verdicts if verdict.invented),
        "look_alikes": _ids(verdict for verdict in verdicts if verdict.look_alike),
        "over_answered": _ids(verdict for verdict in verdicts if verdict.over_answered),
        "ungrounded": [{"id": v.question.id, "values": list(v.ungrounded)} for v in verdicts if v.ungrounded],
        "unanswered": _ids(verdict for verdict in verdicts if "missing" in dict(verdict.failures)),
        "median_answer_characters": statistics.median(lengths) if lengths else None,
        "failures": dict(Counter(kind for verdict in verdicts for kind, _ in verdict.failures).most_common()),
        "by_style": _table((question.style, question.id not in wrong_ids) for question in questions),
        "by_aspect": _table((entry[0], v.right) for v in verdicts for entry in v.expectation.aspects),
        "by_procedure": _table((_subject(v), v.right) for v in verdicts if _subject(v)),
        "wrong": [_case(verdict) for verdict in sorted(verdicts, key=_badness) if not verdict.right],
    }


def _subject(verdict: Verdict) -> str:
    return (verdict.expectation.procedures or ("",))[0]


def _share(right: Iterable[bool]) -> dict[str, Any]:
    results = list(right)
    share = round(sum(results) / len(results), 4) if results else None
    return {"right": sum(results), "total": len(results), "share": share}


def _table(results: Iterable[tuple[str, bool]]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[bool]] = {}
    for name, right in results:
        groups.setdefault(name, []).append(right)
    return {name: _share(groups[name]) for name in sorted(groups)}


def _ids(verdicts: Iterable[Verdict]) -> list[str]:
    return list(dict.fromkeys(verdict.question.id for verdict in verdicts))


def _badness(verdict: Verdict) -> tuple[bool, bool, int, str]:
    """Worst first: what misleads a person before what merely disappoints."""
    kinds = {kind for kind, _ in verdict.failures}
    misleads = verdict.invented or verdict.look_alike
    return not misleads, "procedure" not in kinds, -len(verdict.failures), verdict.question.id


def _case(verdict: Verdict) -> dict[str, Any]:
    return {
        "id": verdict.question.id,
        "style": verdict.question.style,
        "turn": verdict.turn + 1,
        "user": verdict.question.turns[verdict.turn],
        "failures": [f"{kind}: {detail}" for kind, detail in verdict.failures],
        "outcome": verdict.answer.get("outcome"),
        "procedure": (verdict.answer.get("procedure") or {}).get("id"),
        "text": message_text(verdict.answer),
    }


def render(report: Mapping[str, Any], worst: int = 20) -> str:
    """The report for a terminal, with the ``worst`` cases."""
    lines = [_row(name, report[name]) for name in ("overall", "answerable", "not_stated")]
    for name in ("invented", "look_alikes", "over_answered", "ungrounded", "unanswered", "unasked"):
        lines.append(f"{name:<28} {len(report[name]):>4}")
    for table in ("by_style", "by_aspect", "by_procedure"):
        lines += ["", table, *(_row(name, figures) for name, figures in report[table].items())]
    for case in report["wrong"][:worst]:
        lines += ["", f"{case['id']} ({case['style']}, turno {case['turn']}): {case['user']}"]
        lines += [f"   {failure}" for failure in case["failures"]]
        lines.append(f"   → {normalise(case['text'])[:160]}")
    return "\n".join(lines)


def _row(name: str, figures: Mapping[str, Any]) -> str:
    share = "–" if figures["share"] is None else f"{figures['share']:.1%}"
    return f"{name[:60]:<28} {figures['right']:>4}/{figures['total']:<4} {share:>7}"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.batch:
            options.batch.write_text("\n".join(batch_lines(read_questions(options.questions))) + "\n", encoding="utf-8")
            return 0
        report = score(options.questions, options.answers, options.sources)
    except (OSError, QuestionError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(render(report, options.worst))
    return 0 if (report["answerable"]["share"] or 0.0) >= options.require else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy", description="Califica las respuestas del bot.")
    parser.add_argument("--questions", type=Path, required=True, help="archivo o carpeta de preguntas (JSONL)")
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--answers", type=Path, help="lo que escribió «ask --batch --out»")
    group.add_argument("--batch", type=Path, help="escribe aquí las preguntas, sin lo esperado, para «ask --batch»")
    parser.add_argument("--sources", type=Path, help="carpeta de documentos: lista los valores que no están en ellos")
    parser.add_argument("--json", type=Path, help="escribe aquí todas las cifras y los casos fallidos")
    parser.add_argument("--worst", type=int, default=20, help="cuántos casos fallidos se muestran")
    parser.add_argument("--require", type=float, default=0.0, help="termina con 1 si «answerable» queda por debajo")
    return parser


if __name__ == "__main__":
    sys.exit(main())
