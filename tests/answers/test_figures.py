"""Figures in words: sums, the highest month, and the months that are missing."""

from __future__ import annotations

import pytest

from bot.answers import Assistant
from bot.answers.figures import described, missing, summary
from bot.knowledge import Aspect, Catalogue
from bot.knowledge.record import MonthlyStatistic
from tests.answers.support import ALL, OCE, PASSWORD, tell


def months(*given: tuple[int, int, int]) -> list[MonthlyStatistic]:
    return [MonthlyStatistic(year=year, month=month, served=served, complaints=1) for year, month, served in given]


def test_the_summary_adds_up_whatever_the_order() -> None:
    assert summary(months((2026, 1, 5), (2025, 11, 7))) == (
        "De noviembre de 2025 a enero de 2026: 12 atenciones y 2 quejas."
    )


def test_a_single_month_is_no_period() -> None:
    assert summary(months((2026, 1, 5))) == "En enero de 2026: 5 atenciones y 1 quejas."


def test_months_between_the_first_and_the_last_may_be_missing() -> None:
    assert missing(months((2025, 11, 1), (2026, 2, 1))) == [(2025, 12), (2026, 1)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([(2026, 1, 1), (2026, 2, 1)], ""),
        ([(2026, 1, 1), (2026, 3, 1)], "Faltan las cifras de febrero de 2026."),
        ([(2025, 11, 1), (2026, 2, 1)], "Faltan las cifras de diciembre de 2025 y enero de 2026."),
        ([(2024, 1, 1), (2025, 1, 1)], "Faltan las cifras de 11 meses."),
    ],
)
def test_what_is_missing_is_said(given: list[tuple[int, int, int]], words: str) -> None:
    said = described(months(*given))
    assert said.endswith(words) and ("Faltan" in said) is bool(words)


def test_the_highest_and_the_last_month_are_named() -> None:
    said = described(months((2026, 1, 3), (2026, 2, 9), (2026, 3, 4)))
    assert "El mes con más atenciones fue febrero de 2026, con 9." in said
    assert "En el último, marzo de 2026, hubo 4 atenciones y 1 quejas." in said


@pytest.mark.parametrize("tramite", ALL)
def test_an_answer_about_figures_has_its_chart_and_its_words(
    assistant: Assistant, catalogue: Catalogue, tramite: str
) -> None:
    answer, statistics = tell(assistant, tramite, Aspect.statistics), catalogue.get(tramite).statistics
    expected = (f"/tramites/{tramite}/estadisticas.png", described(statistics)) if statistics else (None, "")
    assert (answer.image, answer.image_alt) == expected


@pytest.mark.parametrize(("tramite", "aspect"), [(OCE, Aspect.cost), (PASSWORD, Aspect.statistics)])
def test_other_answers_have_none(assistant: Assistant, tramite: str, aspect: Aspect) -> None:
    assert tell(assistant, tramite, aspect).image is None
