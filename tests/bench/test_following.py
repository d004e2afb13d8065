"""When a text leaves the procedure under discussion is learnt from dialogues whose turns say what they are about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bench.following import Case, Turn, learn, turns
from bench.questions import Expectation, Question
from bot.knowledge.following import WEIGHTS, Following


def question(*turns_: tuple[str, str | None, str]) -> Question:
    expected = tuple(Expectation((outcome,), (wanted,) if wanted else None) for _, wanted, outcome in turns_)
    return Question("q", "dialogo", tuple(text for text, _, _ in turns_), expected)


def learnt(*asked: Question) -> list[tuple[str, str, bool]]:
    return [(one.text, one.current, one.leaves) for one in turns(asked)]


# -- turns -------------------------------------------------------------------------------------------------------


def test_a_turn_follows_on_what_the_one_before_was_about() -> None:
    asked = question(("patente", "a", "answered"), ("¿y cuánto?", "a", "answered"), ("¿y el permiso?", "b", "answered"))
    assert learnt(asked) == [("¿y cuánto?", "a", False), ("¿y el permiso?", "a", True)]


def test_what_was_discussed_before_is_remembered() -> None:
    asked = question(("a", "a", "answered"), ("b", "b", "answered"), ("c", "c", "answered"))
    assert [one.discussed for one in turns([asked])] == [(), ("a",)]


@pytest.mark.parametrize("text", ["volvamos al de la patente", "la otra", "lo primero que le pregunté"])
def test_going_back_in_so_many_words_teaches_nothing(text: str) -> None:
    assert learnt(question(("patente", "a", "answered"), (text, "b", "answered"))) == []


@pytest.mark.parametrize("outcome", ["guide", "clarify"])
def test_only_answers_teach(outcome: str) -> None:
    assert learnt(question(("patente", "a", "answered"), ("¿y cuánto?", "a", outcome))) == []


def test_a_choice_teaches_nothing() -> None:
    asked = question(("patente", "a", "answered"), ("permiso", None, "clarify"), ("el segundo", "b", "answered"))
    assert learnt(asked) == []


# -- weights -----------------------------------------------------------------------------------------------------


def case(leaves: bool, rows: Sequence[dict[str, float]]) -> Case:
    columns = {name: np.array([row.get(name, 0.0) for row in rows]) for name in WEIGHTS}
    turn = Turn("q", "x", "current", frozenset({"other" if leaves else "current"}), ())
    return Case(turn, Following(["current", "other"], columns))


def test_what_speaks_for_the_right_one_weighs_more() -> None:
    stays = [{"stays": 1.0, "asks": 1.0}, {"alike": 0.1}]
    leaves = [{"stays": 1.0}, {"alike": 0.9}]
    weights = dict(zip(WEIGHTS, learn([case(False, stays), case(True, leaves)] * 10)))
    assert weights["asks"] > 0 and weights["alike"] > 0


def test_there_is_a_weight_for_each_column() -> None:
    found = learn([case(True, [{"stays": 1.0}, {"alike": 0.9}]), case(False, [{"stays": 1.0, "asks": 1.0}, {}])])
    assert found.shape == (len(WEIGHTS),)
