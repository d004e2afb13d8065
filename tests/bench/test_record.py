"""A run is compared with the one before it: what was lost, what fell, what misleads now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.questions import QuestionError
from bench.record import compare, read_record, record, render, write_record
from bench.report import SHARES


def run(right: str = "", wrong: str = "", **changes: Any) -> dict[str, Any]:
    """A record of the questions named by single letters."""
    share = len(right) / (len(right) + len(wrong))
    return {
        "set": "s",
        "knowledge": "k",
        "figures": {"overall": {"right": len(right), "total": len(right) + len(wrong), "share": share}},
        "harm": {"invented": [], "look_alikes": [], "ungrounded": []},
        "right": list(right),
        "wrong": {one: [1] for one in wrong},
        **changes,
    }


def report(**changes: Any) -> dict[str, Any]:
    none = {"right": 0, "total": 0, "share": None}
    return {
        **dict.fromkeys(SHARES, none),
        "invented": [],
        "look_alikes": [],
        "ungrounded": [],
        "right": [],
        "wrong": [],
        **changes,
    }


def test_the_same_run_again_is_no_regression() -> None:
    found = compare(run("abc", "d"), run("abc", "d"))

    assert (found.lost, found.gained, found.fallen, found.harmed, found.regressed) == ((), (), (), {}, False)


def test_a_question_right_before_and_wrong_now_is_named() -> None:
    found = compare(run("abc", "d"), run("ab", "cd"))

    assert (found.lost, found.regressed) == (("c",), True)
    assert "antes acertada y ahora no: c" in render(found)
    assert "REGRESIÓN" in render(found)


def test_a_loss_within_the_tolerance_is_named_and_does_not_fail() -> None:
    found = compare(run("abc", "d"), run("ab", "cd"), tolerance=0.25)

    assert (found.lost, found.regressed) == (("c",), False)
    assert "sin regresión" in render(found)


def test_what_is_gained_makes_up_for_what_is_lost() -> None:
    found = compare(run("abc", "d"), run("abd", "c"))

    assert (found.lost, found.gained, found.net_loss, found.regressed) == (("c",), ("d",), 0.0, False)


def test_a_share_that_falls_beyond_the_tolerance_is_a_regression() -> None:
    def with_hits(right: int) -> dict[str, Any]:
        return run("abc", "d", figures={"hit1": {"right": right, "total": 4, "share": right / 4}})

    found = compare(with_hits(4), with_hits(3))

    assert (found.fallen, found.regressed) == ((("hit1", 1.0, 0.75),), True)


def test_a_share_that_rises_is_no_regression() -> None:
    before = run("abc", "d", figures={"hit1": {"right": 0, "total": 4, "share": 0.0}})
    now = run("abc", "d", figures={"hit1": {"right": 4, "total": 4, "share": 1.0}})

    assert compare(before, now).regressed is False


@pytest.mark.parametrize("kind", ["invented", "look_alikes", "ungrounded"])
def test_one_more_answer_that_misleads_is_a_regression_at_any_tolerance(kind: str) -> None:
    def with_harm(*ids: str) -> dict[str, Any]:
        return run("abc", "d", harm={"invented": [], "look_alikes": [], "ungrounded": [], kind: list(ids)})

    found = compare(with_harm("d"), with_harm("d", "c"), tolerance=1.0)

    assert (found.harmed, found.regressed) == ({kind: ("c",)}, True)


def test_new_questions_are_not_compared_with_a_run_that_did_not_ask_them() -> None:
    found = compare(run("abc", "d"), run("abc", "dxyz"))

    assert (found.common, found.changed, found.fallen, found.regressed) == (4, True, (), False)
    assert "solo se comparan las comunes" in render(found)


def test_a_question_lost_is_a_regression_also_when_others_are_new() -> None:
    found = compare(run("abc", "d"), run("abxyz", "cd"))

    assert (found.lost, found.regressed) == (("c",), True)


def test_a_record_keeps_figures_and_ids_and_no_text() -> None:
    wrong = [{"id": "b", "turn": 2, "text": "…"}, {"id": "b", "turn": 1, "text": "…"}]
    cases = [{"id": "b", "values": ["5 dias"]}, {"id": "b", "values": ["6 dias"]}]

    found = record("s", "hash", report(right=["c", "a"], wrong=wrong, invented=["b"], ungrounded=cases))

    assert (found["right"], found["wrong"]) == (["a", "c"], {"b": [1, 2]})
    assert found["harm"] == {"invented": ["b"], "look_alikes": [], "ungrounded": ["b"]}


def test_a_record_survives_its_file(tmp_path: Path) -> None:
    found = record("s", "hash", report(right=["a"]))
    write_record(tmp_path / "new" / "r.json", found)

    assert read_record(tmp_path / "new" / "r.json") == found


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("{\n,", r"r\.json:2: no es JSON"), ("[]", "no es una corrida"), (json.dumps({"set": "s"}), "no es una corrida")],
)
def test_what_is_no_record_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "r.json").write_text(content, encoding="utf-8")

    with pytest.raises(QuestionError, match=complaint):
        read_record(tmp_path / "r.json")


def test_a_record_that_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"r\.json: no hay una corrida registrada; regístrela con --record"):
        read_record(tmp_path / "r.json")
