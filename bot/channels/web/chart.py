"""A procedure's figures month by month as a picture: served above, complaints below.

Import it where it is used: matplotlib takes a third of a second to load.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.answers.figures import missing
from bot.channels.web.pages import count
from bot.knowledge.record import MonthlyStatistic

#: Twice the 360 pixels of a small telephone, so that it is sharp there; letters are 12 to 14 of its pixels high.
WIDTH, HEIGHT = 720, 640
_DPI = 100
#: Blue and vermilion of Okabe and Ito's palette, told apart by every kind of colour blindness; 4.5:1 on the paper.
_SERVED, _COMPLAINTS = "#0060a0", "#b84a00"
_PAPER, _INK, _LINES, _GAP = "#ffffff", "#1c2326", "#d5d6cf", "#ececec"
_LETTER, _TITLE = 17, 19
#: More months than this are told apart by years.
_FEW = 18


def draw(statistics: Sequence[MonthlyStatistic]) -> bytes:
    """A PNG of 720 × 640; the same bytes for the same figures. Months without figures are grey gaps."""
    # Figure without pyplot: no state shared by threads.
    figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=_PAPER)
    above, below = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": (3, 2)})
    gaps = [_place(year, month) for year, month in missing(statistics)]
    _panel(above, statistics, [one.served for one in statistics], "Atenciones por mes", _SERVED, gaps)
    _panel(below, statistics, [one.complaints for one in statistics], "Quejas por mes", _COMPLAINTS, gaps)
    _label_time(below, statistics)
    if gaps:
        below.set_xlabel("En gris: meses sin cifras", fontsize=_LETTER, color=_INK)
    figure.subplots_adjust(left=0.14, right=0.97, top=0.93, bottom=0.17 if gaps else 0.1, hspace=0.28)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _panel(
    axes: Axes, months: Sequence[MonthlyStatistic], values: Sequence[int], title: str, colour: str, gaps: Sequence[int]
) -> None:
    """One bar a month; bars begin at zero, and so does the scale."""
    axes.bar([_place(one.year, one.month) for one in months], values, width=0.86, color=colour)
    for gap in gaps:
        axes.axvspan(gap - 0.5, gap + 0.5, color=_GAP, linewidth=0)
    axes.set_title(title, loc="left", fontsize=_TITLE, color=colour, fontweight="bold")
    axes.set_ylim(0, max([*values, 1]) * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: count(int(value))))
    axes.tick_params(labelsize=_LETTER, colors=_INK, length=0, pad=9)
    if not any(values):
        axes.text(0.5, 0.5, "Ninguna", transform=axes.transAxes, ha="center", fontsize=_TITLE, color=_INK)
    axes.grid(axis="y", color=_LINES, linewidth=1)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _label_time(axes: Axes, months: Sequence[MonthlyStatistic]) -> None:
    """Years at their January; of few months each third one, «3/26»."""
    places = sorted(_place(one.year, one.month) for one in months)
    first, last = places[0], places[-1]
    axes.set_xlim(first - 0.8, last + 0.8)
    if last - first < _FEW:
        ticks = list(range(first, last + 1, 3))
        axes.set_xticks(ticks, [f"{one % 12 + 1}/{one // 12 % 100:02d}" for one in ticks])
        return
    ticks = [one for one in range(first, last + 1) if one % 12 == 0]
    axes.set_xticks(ticks, [str(one // 12) for one in ticks])


def _place(year: int, month: int) -> int:
    """Months in a row, from 0 for January of the year 0."""
    return year * 12 + month - 1
