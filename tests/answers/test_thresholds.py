"""The numbers that decide are explained where decisions are recorded."""

from __future__ import annotations

import re

import pytest

from bot.answers import thresholds
from tests.answers.support import ROOT

DECISION = ROOT / "docs/adr/0004-linking-procedures.md"
VALUES = {name: value for name, value in vars(thresholds).items() if name.isupper()}


@pytest.mark.parametrize("name", VALUES)
def test_a_threshold_is_named_in_the_decision_on_linking(name: str) -> None:
    assert name in re.findall(r"\b[A-Z_]+\b", DECISION.read_text("utf-8"))


@pytest.mark.parametrize(("name", "value"), VALUES.items())
def test_a_threshold_is_a_share(name: str, value: float) -> None:
    assert 0 < value < 1


def test_what_may_be_meant_is_less_than_what_is_meant() -> None:
    assert thresholds.POSSIBLE < thresholds.SURE < thresholds.NAMED < thresholds.WHOLE
