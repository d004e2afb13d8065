"""The figures of one run: the answers of ``ask --batch`` against the questions; ``bench/README.md`` explains each.

A question is right only when every one of its turns is right in everything that it expects: partial credit hides
the answer that is right but for the procedure.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.questions import ANSWERABLE, Question, QuestionError, normalise, read_answers, read_questions
from bench.verdicts import Verdict, judge, message_text


def score(questions_path: Path, answers_path: Path, *sources: Path) -> dict[str, Any]:
    """The figures of one run, ready for JSON. Shares are between 0 and 1, or None of nothing.

    Raises `QuestionError` when a file cannot be used. With ``sources`` (documents or folders of them), values in
    answers that stand in none of them are listed too; without, ``ungrounded`` is None.
    """
    questions = read_questions(Path(questions_path))
    answers = read_answers(Path(answers_path))
    corpus = "\n".join(map(_corpus, sources))
    verdicts = [verdict for q in questions for verdict in judge(q, answers.get(q.id), corpus)]
    report = _figures(questions, verdicts)
    if not sources:
        report["ungrounded"] = None
    report["unasked"] = sorted(set(answers) - {question.id for question in questions})
    return report


def _corpus(source: Path) -> str:
    """The normalised text of a document, or of all in a folder."""
    files = sorted(file for file in source.rglob("*") if file.is_file()) if source.is_dir() else [source]
    if not files:
        raise QuestionError(f"{source}: no hay documentos")
    return "\n".join(normalise(_text(file)) for file in files)


def _text(file: Path) -> str:
    text = file.read_text(encoding="utf-8", errors="replace")
    if file.suffix not in {".json", ".jsonl"}:
        return text
    # As people read it: «\n» and «\u00f3» inside a JSON text are a line break and a letter.
    lines = [text] if file.suffix == ".json" else text.split("\n")
    return "\n".join(text for line in lines if line.strip() for text in _texts(json.loads(line)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif value is not None:
        yield str(value)


def _figures(questions: Sequence[Question], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    wrong = {verdict.question.id for verdict in verdicts if not verdict.right}
    lengths = [len(message_text(verdict.answer)) for verdict in verdicts if verdict.answered]
    return {
        "overall": _share(question.id not in wrong for question in questions),
        "answerable": _share(q.id not in wrong for q in questions if q.style in ANSWERABLE),
        **_finding(verdicts),
        **_scope(verdicts),
        "dialogues": _share(q.id not in wrong for q in questions if len(q.turns) > 1),
        "dialogue_turns": _share(v.right for v in verdicts if len(v.question.turns) > 1),
        **_harm(verdicts),
        "median_answer_characters": statistics.median(lengths) if lengths else None,
        "failures": dict(Counter(kind for verdict in verdicts for kind, _ in verdict.failures).most_common()),
        "by_style": _table((question.style, question.id not in wrong) for question in questions),
        "by_aspect": _table((entry[0], v.right) for v in verdicts for entry in v.expectation.aspects),
        "by_outcome": _table((v.expectation.outcomes[0], v.right) for v in verdicts),
        "by_procedure": _table((_subject(v), v.right) for v in verdicts if _subject(v)),
        "right": [question.id for question in questions if question.id not in wrong],
        "wrong": [_case(verdict) for verdict in sorted(verdicts, key=_badness) if not verdict.right],
    }


def _finding(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Whether the procedure was found, and asked back about when, and only when, that was due."""
    named = [verdict for verdict in verdicts if verdict.names_procedure]
    clear = [verdict for verdict in verdicts if verdict.unambiguous]
    return {
        "hit1": _share(verdict.hit1 for verdict in named),
        "hit5": _share(verdict.hit5 for verdict in named),
        "asked_when_ambiguous": _share(verdict.asked_back for verdict in verdicts if verdict.ambiguous),
        "straight_when_clear": _share(not verdict.asked_back for verdict in clear),
        "asked_needlessly": _ids(verdict for verdict in clear if verdict.asked_back),
    }


def _scope(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """What is not stated, not held or not ours, and what is ours and was turned away all the same."""
    return {
        "not_stated": _share(verdict.right for verdict in verdicts if verdict.expectation.not_stated),
        "not_held": _share(verdict.right for verdict in verdicts if verdict.not_held),
        "off_topic": _share(verdict.right for verdict in verdicts if verdict.off_topic),
        "refused": _ids(verdict for verdict in verdicts if verdict.refused),
    }


def _harm(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    return {
        "invented": _ids(verdict for verdict in verdicts if verdict.invented),
        "look_alikes": _ids(verdict for verdict in verdicts if verdict.look_alike),
        "over_answered": _ids(verdict for verdict in verdicts if verdict.over_answered),
        "ungrounded": [{"id": v.question.id, "values": list(v.ungrounded)} for v in verdicts if v.ungrounded],
        "unanswered": _ids(verdict for verdict in verdicts if verdict.unanswered),
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


def _badness(verdict: Verdict) -> tuple[bool, bool, bool, int, str]:
    """Worst first: what misleads a person, then what answers wrongly, then what merely disappoints."""
    kinds = {kind for kind, _ in verdict.failures}
    misleads = verdict.invented or verdict.look_alike
    return not misleads, not verdict.answered, "procedure" not in kinds, -len(verdict.failures), verdict.question.id


def _case(verdict: Verdict) -> dict[str, Any]:
    expected = verdict.expectation
    return {
        "id": verdict.question.id,
        "style": verdict.question.style,
        "turn": verdict.turn + 1,
        "user": verdict.question.turns[verdict.turn],
        "expected": {"outcomes": list(expected.outcomes), "procedures": list(expected.procedures or ())},
        "failures": [f"{kind}: {detail}" for kind, detail in verdict.failures],
        "outcome": verdict.outcome,
        "procedure": verdict.told,
        "candidates": [candidate.get("id") for candidate in verdict.answer.get("candidates", ())],
        "text": message_text(verdict.answer),
    }
