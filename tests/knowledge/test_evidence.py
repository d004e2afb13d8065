"""What speaks for each candidate is weighed: who comes first, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import Catalogue, Institution, Procedure, Search
from bot.knowledge.evidence import ORDER, PLAUSIBILITY, SURENESS, Evidence, select
from bot.knowledge.record import Source

#: What is known only once the candidates are compared.
COMPARED = {"sum", "ahead", "crowd"}
COLUMNS = sorted((ORDER.keys() | SURENESS.keys() | PLAUSIBILITY.keys()) - COMPARED)
#: What speaks for a candidate that the text names in full.
NAMED = dict.fromkeys(("cover", "named", "called", "name", "alike", "spoken", "official"), 1.0)


def make(*candidates: Mapping[str, float]) -> Evidence:
    """Evidence with one row for each of ``candidates``, whose columns are 0 where they do not say."""
    columns = {name: np.array([one.get(name, 0.0) for one in candidates]) for name in COLUMNS}
    return Evidence(np.arange(len(candidates)), columns)


# -- order -------------------------------------------------------------------------------------------------------


def test_what_is_named_in_full_comes_before_what_is_named_in_part() -> None:
    half = {name: value / 2 for name, value in NAMED.items()}
    first, second = make(NAMED, half).sums()
    assert first > second


def test_candidates_with_the_same_evidence_have_the_same_sum() -> None:
    first, second = make(NAMED, NAMED).sums()
    assert first == second


def test_nothing_that_speaks_is_a_sum_of_nothing() -> None:
    assert make({}).sums().tolist() == [0.0]


@pytest.mark.parametrize("name", ["opposed", "unasked"])
def test_another_facet_puts_a_candidate_behind(name: str) -> None:
    plain, other = make(NAMED, {**NAMED, name: 1.0}).sums()
    assert plain > other


# -- sureness ----------------------------------------------------------------------------------------------------


def test_no_candidates_have_no_numbers() -> None:
    empty = Evidence(np.zeros(0, dtype=int), {})
    assert [len(numbers) for numbers in (empty.sums(), empty.sureness(), empty.plausibility())] == [0, 0, 0]


def test_who_is_far_ahead_is_surer_than_one_of_two_equals() -> None:
    alone, tied = make(NAMED, {}).sureness()[0], make(NAMED, NAMED).sureness()[0]
    assert alone > tied


def test_the_leader_of_two_equals_is_not_sure() -> None:
    assert max(make(NAMED, NAMED, {}).sureness()) <= 0.5


def test_two_equals_named_in_full_are_not_both_sure() -> None:
    assert sum(make(NAMED, NAMED).sureness()) <= 1.0


def test_two_equals_are_as_likely() -> None:
    first, second = make(NAMED, NAMED).sureness()
    assert first == second


def test_a_follower_is_less_likely_than_its_leader() -> None:
    leader, follower = make(NAMED, {**NAMED, "name": 0.5, "cover": 0.6}).sureness()
    assert leader > follower


def test_a_crowd_behind_makes_the_leader_less_sure() -> None:
    near = {**NAMED, "name": 0.5, "cover": 0.8}
    assert make(NAMED, near).sureness()[0] > make(NAMED, *[near] * 5).sureness()[0]


@pytest.mark.parametrize("name", ["opposed", "afar", "denied", "missing", "lacking"])
@pytest.mark.parametrize("measure", ["sureness", "plausibility"])
def test_what_speaks_against_a_candidate_makes_it_less_likely(measure: str, name: str) -> None:
    plain, other = (getattr(make(one, {}), measure)()[0] for one in (NAMED, {**NAMED, name: 1.0}))
    assert plain > other


@pytest.mark.parametrize("measure", ["sureness", "plausibility"])
def test_what_we_do_not_hold_makes_ours_less_likely(measure: str) -> None:
    plain, other = (getattr(make(one, {}), measure)()[0] for one in (NAMED, {**NAMED, "elsewhere": 0.3}))
    assert plain > other


def test_two_equals_are_both_plausible_as_one_alone_would_be() -> None:
    assert make(NAMED, NAMED).plausibility().tolist() == [make(NAMED).plausibility()[0]] * 2


@given(
    rows=st.lists(
        st.lists(st.floats(-1, 2), min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=8
    )
)  # fmt: skip
def test_whatever_speaks_the_likelihoods_are_shares(rows: list[list[float]]) -> None:
    evidence = make(*(dict(zip(COLUMNS, row)) for row in rows))
    shares = np.concatenate([evidence.sureness(), evidence.plausibility()])
    assert [one for one in shares if not 0.0 <= one <= 1.0] == []


@given(places=st.permutations(range(6)))
def test_the_order_of_candidates_changes_nothing(places: list[int]) -> None:
    rows = [{**NAMED, "cover": place / 6} for place in range(6)]
    plain, turned = make(*rows).sureness(), make(*(rows[place] for place in places)).sureness()
    assert turned.tolist() == pytest.approx([plain[place] for place in places])


# -- compared ----------------------------------------------------------------------------------------------------


def test_the_leader_is_compared_with_the_second_and_the_others_with_the_leader() -> None:
    sums = np.array([5.0, 4.0, 2.5])
    assert make({}, {}, {}).doubts(sums)["ahead"].tolist() == [1.0, -1.0, -2.5]


def test_a_lead_is_cut_where_it_says_no_more() -> None:
    assert make({}, {}).doubts(np.array([50.0, 0.0]))["ahead"].tolist() == [3.0, -3.0]


def test_who_is_alone_is_as_far_ahead_as_can_be() -> None:
    compared = make({}).doubts(np.array([5.0]))
    assert [compared[name].tolist() for name in ("ahead", "crowd")] == [[3.0], [3.0]]


def test_columns_stand_side_by_side_in_the_order_asked_for() -> None:
    columns = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, 4.0])}
    assert select(columns, ["b", "a"]).tolist() == [[3.0, 1.0], [4.0, 2.0]]


# -- the tables --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def evidence(catalogue: Catalogue) -> Evidence:
    """What the real search has for a question."""
    return catalogue.searcher.evidence("requisitos del régimen de perfeccionamiento")


@pytest.mark.parametrize("table", [ORDER, SURENESS, PLAUSIBILITY], ids=["ORDER", "SURENESS", "PLAUSIBILITY"])
def test_a_table_names_columns_that_the_search_gives(evidence: Evidence, table: Mapping[str, float]) -> None:
    assert table.keys() - evidence.doubts(evidence.sums()).keys() == set()


def test_every_column_that_the_search_gives_is_weighed_somewhere(evidence: Evidence) -> None:
    assert evidence.columns.keys() - ORDER.keys() - SURENESS.keys() - PLAUSIBILITY.keys() == set()


def test_every_column_has_a_row_for_each_candidate(evidence: Evidence) -> None:
    assert {len(column) for column in evidence.columns.values()} == {len(evidence.entries)}


def test_a_text_without_words_has_no_candidates(catalogue: Catalogue) -> None:
    assert len(catalogue.searcher.evidence("¿?").entries) == 0


def test_a_search_without_a_recogniser_gives_the_same_columns(evidence: Evidence) -> None:
    institution = Institution(id="i", name="Instituto", acronym="I")
    fishing = Procedure(
        id="p", name="Permiso de pesca", institution=institution, source=Source(document="x.txt", title="x")
    )
    assert Search.over([fishing]).evidence("permiso de pesca").columns.keys() == evidence.columns.keys()
