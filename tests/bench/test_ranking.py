"""The weights of the search's evidence are learnt from questions whose answer is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bench.questions import Expectation, Question
from bench.ranking import Case, cases, doubts, hits, learn_likely, learn_order, sums
from bot.knowledge import Institution, Procedure, Search
from bot.knowledge.evidence import ORDER, PLAUSIBILITY, SURENESS, Evidence
from bot.knowledge.record import Source

COLUMNS = sorted((ORDER.keys() | SURENESS.keys() | PLAUSIBILITY.keys()) - {"sum", "ahead", "crowd"})
#: Weights by which only the cover counts.
BY_COVER = np.array([float(name == "cover") for name in ORDER])


def make(covers: Sequence[float], right: int | None, *, ambiguous: bool = False, **columns: Sequence[float]) -> Case:
    """A question with a candidate for each of ``covers``, of which the one at ``right`` is meant."""
    size = len(covers)
    given = {name: np.array(columns.get(name, [0.0] * size), dtype=float) for name in COLUMNS}
    evidence = Evidence(np.arange(size), {**given, "cover": np.array(covers, dtype=float)})
    return Case(0, ambiguous, False, np.arange(size) == (-1 if right is None else right), evidence)


@pytest.fixture
def asked() -> list[Case]:
    """Questions in which the right one has the most of the text's words, and a misleading column says otherwise."""
    return [
        make([0.9, 0.4, 0.3], 0, text=[0.1, 0.8, 0.2]),
        make([0.2, 0.8], 1, text=[0.9, 0.3]),
        make([0.5, 0.6, 0.9], 2, text=[0.4, 0.5, 0.2]),
        make([0.3, 0.2], None, text=[0.5, 0.5]),
    ]


# -- cases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("right", "held"), [(0, True), (1, True), (None, False)])
def test_a_case_is_held_when_one_of_its_candidates_is_right(right: int | None, held: bool) -> None:
    assert make([0.5, 0.4], right).held == held


# -- questions ---------------------------------------------------------------------------------------------------


def procedure(name: str) -> Procedure:
    institution = Institution(id="i", name="Instituto", acronym="I")
    return Procedure(id=name, name=name, institution=institution, source=Source(document="x.txt", title=name))


def question(
    text: str, wanted: str | None, style: str = "formal", turns: int = 1, outcome: str = "answered"
) -> Question:
    expected = Expectation((outcome,), (wanted,) if wanted else None)
    return Question("q", style, (text,) * turns, (expected,) * turns)


FISHING, HUNTING = procedure("Permiso de pesca"), procedure("Permiso de caza")
IDS = sorted((FISHING.id, HUNTING.id))


def cases_of(*questions: Question) -> list[Case]:
    return list(cases(1, Search.over([FISHING, HUNTING]), IDS, questions))


def test_a_question_is_a_case_with_the_right_candidates_marked() -> None:
    (case,) = cases_of(question("permiso de pesca", FISHING.id))
    right = [IDS[entry] for entry, is_right in zip(case.evidence.entries, case.right) if is_right]
    assert (case.world, case.ambiguous, right) == (1, False, [FISHING.id])


def test_an_ambiguous_question_is_marked_so() -> None:
    (case,) = cases_of(question("permiso", FISHING.id, "ambigua", outcome="clarify"))
    assert case.ambiguous is True


def test_a_question_that_nothing_answers_is_a_case_that_is_not_held() -> None:
    (case,) = cases_of(question("permiso de armas", None, "no_tenemos"))
    assert case.held is False


def test_a_conversation_teaches_by_what_it_begins_with() -> None:
    (case,) = cases_of(question("permiso de pesca", FISHING.id, "dialogo", turns=2))
    assert (case.held, case.off_topic) == (True, False)


@pytest.mark.parametrize("style", ["charla", "fuera_de_alcance"])
def test_what_is_no_question_on_a_procedure_is_off_topic(style: str) -> None:
    (case,) = cases_of(question("permiso de pesca", None, style))
    assert (case.held, case.off_topic) == (False, True)


@pytest.mark.parametrize(
    "left_out",
    [
        question("permiso de pesca", None, "dialogo", turns=2),
        question("permiso de pesca", "otro-catalogo"),
        question("¿?", FISHING.id),
    ],
    ids=["a conversation about nothing", "not in this catalogue", "no words"],
)
def test_what_teaches_nothing_is_no_case(left_out: Question) -> None:
    assert cases_of(left_out) == []


# -- learning ----------------------------------------------------------------------------------------------------


def test_the_learnt_order_puts_right_before_wrong(asked: list[Case]) -> None:
    order = learn_order(asked)
    first = [int(np.argmax(sums(case, order))) for case in asked if case.held]
    assert first == [0, 1, 2]


def test_what_speaks_for_the_right_ones_weighs_more_than_nothing_and_what_misleads_less(asked: list[Case]) -> None:
    weights = dict(zip(ORDER, learn_order(asked)))
    assert weights["cover"] > 0 > weights["text"]


def test_a_column_that_never_differs_has_no_weight(asked: list[Case]) -> None:
    assert dict(zip(ORDER, learn_order(asked)))["institution"] == pytest.approx(0.0)


def test_there_is_a_weight_for_each_of_the_order(asked: list[Case]) -> None:
    assert learn_order(asked).shape == (len(ORDER),)


def test_ambiguous_questions_and_strangers_teach_no_order(asked: list[Case]) -> None:
    misleading = make([0.1, 0.9], 0, ambiguous=True)
    assert learn_order([*asked, misleading, make([0.1, 0.9], None)]).tolist() == learn_order(asked).tolist()


def test_the_learnt_likelihood_is_higher_for_what_is_held(asked: list[Case]) -> None:
    order, names = learn_order(asked), list(SURENESS)
    weights, bias = learn_likely(asked, order, names)
    odds = [float(doubts(case, order, names)[0] @ weights + bias) for case in (asked[0], asked[-1])]
    assert odds[0] > odds[1]


@pytest.mark.parametrize(("alone", "sure"), [(True, False), (False, True)])
def test_an_ambiguous_question_is_likely_only_where_others_may_be_meant_too(
    asked: list[Case], alone: bool, sure: bool
) -> None:
    order, names = learn_order(asked), ["cover"]
    several = [make([cover, 0.1], 0, ambiguous=True) for cover in (0.97, 0.98, 0.99, 1.0)] * 5
    weights, bias = learn_likely([*asked, *several], order, names, alone=alone)
    assert (float(weights[0] + bias) > 0) == sure


def test_doubts_are_those_of_the_first_candidate_and_tell_whether_it_is_right() -> None:
    case = make([0.4, 0.9], 1)
    row, right = doubts(case, BY_COVER, ["sum", "ahead"])
    assert (row.tolist(), right) == (pytest.approx([0.9, 0.5]), True)


def test_a_first_candidate_that_is_wrong_is_told_so() -> None:
    assert doubts(make([0.4, 0.9], 0), BY_COVER, ["sum"])[1] is False


# -- hits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covers", "right", "counts"),
    [
        ([0.9, 0.4], 0, [1, 1, 1]),
        ([0.9, 0.4], 1, [1, 0, 1]),
        ([0.9, 0.8, 0.7, 0.6, 0.5], 3, [1, 0, 1]),
        ([0.9, 0.8, 0.7, 0.6, 0.5], 4, [1, 0, 0]),
        ([0.9, 0.4], None, [0, 0, 0]),
    ],
    ids=["first", "second", "fourth", "fifth", "not held"],
)
def test_hits_count_who_is_first_and_who_is_among_four(
    covers: list[float], right: int | None, counts: list[float]
) -> None:
    assert hits([make(covers, right)], BY_COVER).tolist() == counts


def test_hits_add_up_over_the_questions(asked: list[Case]) -> None:
    assert hits(asked, BY_COVER).tolist() == [3, 3, 3]


def test_hits_leave_out_ambiguous_questions() -> None:
    assert hits([make([0.9, 0.4], 0, ambiguous=True)], BY_COVER).tolist() == [0, 0, 0]


def test_of_equal_sums_the_first_candidate_is_first() -> None:
    assert hits([make([0.5, 0.5], 0), make([0.5, 0.5], 1)], BY_COVER).tolist() == [2, 1, 2]


def test_no_questions_have_no_hits() -> None:
    assert hits([], BY_COVER).tolist() == [0, 0, 0]
