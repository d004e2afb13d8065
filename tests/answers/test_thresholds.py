"""The numbers that decide are explained where decisions are recorded."""

from __future__ import annotations

import re

import pytest

from bot.answers import thresholds
from tests.answers.support import ROOT

DECISION = ROOT / "docs/adr/0004-linking-procedures.md"
VALUES = {name: value for name, value in vars(thresholds).items() if name.isupper()}
#: A difference of strength and the weights of a regression, in log-odds; all others are shares.
LOG_ODDS = ("CHOICE", "NEARBY", "SOUNDS", "MEANS", "OURS")


@pytest.mark.parametrize("name", VALUES)
def test_a_threshold_is_named_in_the_decision_on_linking(name: str) -> None:
    assert name in re.findall(r"\b[A-Z_]+\b", DECISION.read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(VALUES.keys() - LOG_ODDS))
def test_a_threshold_is_a_share(name: str) -> None:
    assert 0 < VALUES[name] < 1


@pytest.mark.parametrize("name", LOG_ODDS)
def test_what_is_in_log_odds_speaks_for_something(name: str) -> None:
    assert VALUES[name] > 0


def test_what_may_be_meant_is_less_than_what_is_meant() -> None:
    assert thresholds.NEAR < thresholds.POSSIBLE < thresholds.SURE < thresholds.SURER < thresholds.SURELY
