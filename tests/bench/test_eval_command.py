"""``ventanilla eval`` asks, scores, compares, and ends as its result deserves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bench.accuracy import score
from bench.sets import ROOT, QuestionSet
from bot.cli import main
from bot.commands import evaluate
from tests.bench.test_accuracy import answer, expected, question, write

OCE = "senae-aprobacion-registro-oce-importador-exportador-sistema-informatico-ecuapass"
Run = Callable[..., Result]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "mias.jsonl", question(expected(), id="a"), question(expected(), id="b"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with an engine that answers ``right`` ids as expected and the others wrongly."""

    def invoke(*arguments: object, right: str = "ab") -> Result:
        def answered(one: QuestionSet, knowledge: Path | None = None) -> tuple[dict[str, Any], str]:
            lines = [_line(id, "No tiene costo." if id in right else "Cuesta 5 USD.") for id in "ab"]
            return score(one.path, write(tmp_path / "answers.jsonl", *lines)), "v1"

        monkeypatch.setattr(evaluate, "answered", answered)
        return CliRunner().invoke(main, ["eval", *map(str, arguments)])

    return invoke


def _line(id: str, text: str) -> dict[str, Any]:
    return {"id": id, "turns": [answer(text, user=f"{id}, pregunta 0")]}


def test_figures_are_shown_and_nothing_is_compared_without_a_record(run: Run, questions: Path) -> None:
    done = run(questions)

    assert done.exit_code == 0
    assert "2/2     100.0%" in done.output
    assert "no se compara" in done.output


def test_a_run_is_recorded_and_the_next_one_compared_with_it(run: Run, questions: Path, tmp_path: Path) -> None:
    kept = tmp_path / "r.json"

    first, second = run(questions, "--against", kept, "--record"), run(questions, "--against", kept)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert json.loads(kept.read_text("utf-8"))["right"] == ["a", "b"]
    assert "0 perdidas, 0 ganadas, de 2" in second.output


def test_a_regression_fails_and_names_the_question(run: Run, questions: Path, tmp_path: Path) -> None:
    run(questions, "--against", tmp_path / "r.json", "--record")

    done = run(questions, "--against", tmp_path / "r.json", right="a")

    assert done.exit_code == 1
    assert "antes acertada y ahora no: b" in done.output
    assert "Empeoró: mias." in done.output


def test_a_regression_within_the_tolerance_passes(run: Run, questions: Path, tmp_path: Path) -> None:
    run(questions, "--against", tmp_path / "r.json", "--record")

    assert run(questions, "--against", tmp_path / "r.json", "--tolerance", "0.5", right="a").exit_code == 0


def test_recording_accepts_what_was_lost_and_shows_it(run: Run, questions: Path, tmp_path: Path) -> None:
    run(questions, "--against", tmp_path / "r.json", "--record")

    done = run(questions, "--against", tmp_path / "r.json", "--record", right="a")

    assert done.exit_code == 0
    assert "antes acertada y ahora no: b" in done.output
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["wrong"] == {"b": [1]}


def test_the_json_holds_figures_cases_and_comparison_by_set(run: Run, questions: Path, tmp_path: Path) -> None:
    run(questions, "--against", tmp_path / "r.json", "--record")
    run(questions, "--against", tmp_path / "r.json", "--json", tmp_path / "new/out.json", right="a")

    report = json.loads((tmp_path / "new/out.json").read_text("utf-8"))["mias"]

    assert (report["overall"]["right"], report["knowledge"]) == (1, "v1")
    assert [case["id"] for case in report["wrong"]] == ["b"]
    assert (report["comparison"]["lost"], report["comparison"]["regressed"]) == (["b"], True)


def test_only_as_many_cases_as_asked_for_are_shown(run: Run, questions: Path) -> None:
    shown = run(questions, "--worst", "1", right="").output

    assert (shown.count("esperado: answered"), "pregunta 0" in run(questions, "--worst", "0", right="").output) == (
        1,
        False,
    )


def test_a_set_whose_sources_are_elsewhere_is_left_out_aloud_and_alone_measures_nothing(
    run: Run, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = QuestionSet("lejano", questions, external=(Path("no/esta.jsonl"),), use="medir")
    monkeypatch.setattr("bench.sets.read_sets", lambda: [away])

    done = run()

    assert "lejano: se omite, porque en esta máquina no está no/esta.jsonl" in done.output
    assert (done.exit_code, "No se hizo ninguna pregunta." in done.output) == (1, True)


def test_without_paths_the_sets_that_measure_are_asked(
    run: Run, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = [
        QuestionSet("uno", questions, use="medir", record=tmp_path / "uno.json"),
        QuestionSet("dos", questions, use="elegir"),
    ]
    monkeypatch.setattr("bench.sets.read_sets", lambda: sets)

    shown = run("--record").output

    assert ("══ uno" in shown, "══ dos" in shown) == (True, False)


def test_a_set_that_measures_must_have_been_recorded(
    run: Run, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bench.sets.read_sets", lambda: [QuestionSet("uno", questions, use="medir", record=tmp_path / "uno.json")]
    )

    done = run()

    assert (done.exit_code, "uno.json: no hay una corrida registrada" in done.output) == (2, True)


def test_a_bad_line_ends_with_2_and_its_place(tmp_path: Path) -> None:
    path = write(tmp_path / "mias.jsonl", question(expected(), id="a"), question(expected(), id="b", style="rara"))

    done = CliRunner().invoke(main, ["eval", str(path)])

    assert (done.exit_code, f"{path}:2: valores desconocidos: rara" in done.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--record"], "Diga con --against"),
        (["--knowledge", __file__, "--from", __file__], "y no los dos"),
        ([__file__, "--against", "r.json"], "dé un solo conjunto"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    run: Run, questions: Path, arguments: list[str], complaint: str
) -> None:
    done = run(questions, *arguments)

    assert (done.exit_code, complaint in done.output) == (2, True)


@pytest.mark.slow
def test_questions_are_answered_by_the_engine_over_the_sources_given(tmp_path: Path) -> None:
    known = {"outcome": "answered", "procedure": OCE, "facts": ["RUC"]}
    path = write(
        tmp_path / "mias.jsonl",
        {"id": "a", "style": "formal", "q": "¿Qué requisitos tiene el registro OCE?", "expect": [known]},
    )
    out = tmp_path / "out.json"

    done = CliRunner().invoke(main, ["eval", str(path), "--from", f"{ROOT / 'knowledge/fuentes'}", "--json", str(out)])

    assert done.exit_code == 0, done.output
    report = json.loads(out.read_text("utf-8"))["mias"]
    assert (report["overall"]["share"], report["hit1"]["share"], report["ungrounded"]) == (1.0, 1.0, [])


@pytest.mark.slow
def test_a_message_that_the_engine_refuses_is_unavailable_and_the_others_are_answered(tmp_path: Path) -> None:
    greeting = {"outcome": "smalltalk"}
    path = write(
        tmp_path / "mias.jsonl",
        {"id": "long", "style": "charla", "q": "hola " * 300, "expect": [greeting]},
        {"id": "short", "style": "charla", "q": "hola", "expect": [greeting]},
    )
    out = tmp_path / "out.json"

    CliRunner().invoke(main, ["eval", str(path), "--from", f"{ROOT / 'knowledge/fuentes'}", "--json", str(out)])

    report = json.loads(out.read_text("utf-8"))["mias"]
    assert (report["right"], report["unanswered"]) == (["short"], ["long"])
