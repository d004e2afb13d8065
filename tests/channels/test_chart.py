"""The chart of a procedure's figures: its size, its gaps, and letters that a small telephone shows large enough."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.image import imread

from bot.channels.web import chart
from bot.channels.web.chart import HEIGHT, WIDTH, draw
from bot.knowledge import Catalogue
from bot.knowledge.record import MonthlyStatistic
from tests.answers.support import ENTRY, EXIT, IMPORT, OCE


def pixels(png: bytes) -> np.ndarray:
    """Rows, columns and red, green, blue from 0 to 255."""
    return (imread(io.BytesIO(png), format="png")[..., :3] * 255).round().astype(int)


def month(year: int, number: int, served: int = 10, complaints: int = 2) -> MonthlyStatistic:
    return MonthlyStatistic(year=year, month=number, served=served, complaints=complaints)


def count_of(colour: str, png: bytes) -> int:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return int((pixels(png) == wanted).all(axis=2).sum())


@pytest.mark.parametrize("tramite", [OCE, EXIT, ENTRY, IMPORT])
def test_the_figures_of_the_sources_are_drawn(catalogue: Catalogue, tramite: str) -> None:
    png = draw(catalogue.get(tramite).statistics)
    assert pixels(png).shape[:2] == (HEIGHT, WIDTH)
    assert count_of(chart._SERVED, png) > 5_000


def test_the_same_figures_are_the_same_bytes() -> None:
    months = [month(2026, 1), month(2026, 2)]
    assert draw(months) == draw(months) == draw(months[::-1])


def test_a_month_without_figures_is_a_grey_gap_and_a_month_of_none_is_not() -> None:
    gap = draw([month(2026, 1), month(2026, 3)])
    none = draw([month(2026, 1), month(2026, 2, 0, 0), month(2026, 3)])
    assert (count_of(chart._GAP, gap) > 1_000, count_of(chart._GAP, none)) == (True, 0)


def test_no_complaints_at_all_is_written_out() -> None:
    some, none = draw([month(2026, 1, 10, 1)]), draw([month(2026, 1, 10, 0)])
    assert count_of(chart._INK, none) > count_of(chart._INK, some)


@pytest.mark.parametrize("months", [[month(2026, 1, 0, 0)], [month(1999, 12), month(2030, 1)], [month(2026, 5, 10**7)]])
def test_unusual_figures_are_drawn(months: list[MonthlyStatistic]) -> None:
    assert pixels(draw(months)).shape == (HEIGHT, WIDTH, 3)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [chart._SERVED, chart._COMPLAINTS, chart._INK])
def test_what_is_drawn_stands_out_from_the_paper(colour: str) -> None:
    assert (luminance(chart._PAPER) + 0.05) / (luminance(colour) + 0.05) >= 4.5


def test_letters_are_readable_on_a_small_telephone() -> None:
    points_to_pixels = chart._DPI / 72
    assert min(chart._LETTER, chart._TITLE) * points_to_pixels * 360 / WIDTH >= 11
