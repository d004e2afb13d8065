"""A checklist as PDF: A4, tagged for screen readers, the same bytes for the same sheet.

Import it where it is used: fpdf2 takes a fifth of a second to load.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import matplotlib
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.prefs import ViewerPreferences

from bot.answers.guides import Mark
from bot.channels.sheets.sheet import TITLE, Line, Sheet

#: matplotlib brings DejaVu, which has every sign that a Spanish text may hold; PDF's own fonts lack «”», «–» and «☐».
_FONT = "DejaVu"
_MARGIN, _LEADING, _BOX = 18.0, 1.45, 4.2
_TEXT, _SMALL, _TITLE_SIZE = 11.0, 9.0, 18.0
_INK, _GREY = (28, 35, 38), (85, 96, 95)
#: A paragraph longer than this is set in pieces, so that each fits on a page.
_PIECE = 1500
#: When a source has no date, the document has this one rather than that of the day.
_NO_DATE = dt.date(2000, 1, 1)


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF document."""
    paper = _Paper(sheet)
    paper.paragraph(TITLE, role="H1", size=_TITLE_SIZE, bold=True)
    paper.paragraph(sheet.name, role="P", size=_TEXT + 2, bold=True)
    paper.paragraph(sheet.institution, role="P", colour=_GREY)
    for remark in sheet.remarks:
        paper.paragraph(remark, role="P", bold=True)
    for line in sheet.lines:
        paper.requirement(line)
    paper.space(4)
    for line_ in sheet.footer:
        paper.paragraph(line_, role="P", size=_SMALL, colour=_GREY, gap=1)
    return bytes(paper.output())


class _Paper(FPDF):
    """Paragraphs one under the other, each tagged, none broken by the end of a page."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(format="A4", unit="mm")
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN)
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(_FONT, style, _fonts() / name)
        date = sheet.source.updated_on or sheet.source.received_on or _NO_DATE
        self.set_creation_date(dt.datetime(date.year, date.month, date.day, tzinfo=dt.timezone.utc))
        self.set_title(f"{TITLE}: {sheet.name}")
        self.set_author(sheet.institution)
        self.set_lang("es-EC")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_font(_FONT, size=_TEXT)
        self.add_page()

    def footer(self) -> None:
        """The page's number. What every page repeats is no part of the text, and is tagged so."""
        self.set_y(-12)
        self.set_font(_FONT, size=_SMALL)
        self.set_text_color(*_GREY)
        self._out("/Artifact BMC")
        self.cell(0, 5, f"Página {self.page_no()}", align="R")
        self._out("EMC")

    def space(self, height: float) -> None:
        """Blank paper of that height, in mm."""
        self.set_y(self.get_y() + height)

    def requirement(self, line: Line) -> None:
        """A box to tick, the number and the text, and under them what belongs to it."""
        head = f"{line.number}. {line.text}"
        self._fit(head, _TEXT, _BOX + 3)
        top = self.get_y()
        self._box(line.mark, top + 0.6)
        self.paragraph(head, role="P", indent=_BOX + 3, gap=0.5)
        if line.label:
            self.paragraph(line.label, role="P", size=_SMALL, bold=True, indent=_BOX + 3, gap=0.5)
        for detail in line.details:
            self.paragraph(detail, role="P", size=_SMALL, colour=_GREY, indent=_BOX + 3, gap=0.5)
        for url in line.links:
            self.paragraph(url, role="P", size=_SMALL, indent=_BOX + 3, gap=0.5, link=url)
        self.space(3)

    def paragraph(
        self,
        text: str,
        *,
        role: str,
        size: float = _TEXT,
        bold: bool = False,
        colour: tuple[int, int, int] = _INK,
        indent: float = 0.0,
        gap: float = 2.5,
        link: str = "",
    ) -> None:
        """A paragraph of the PDF structure type ``role``; ``indent`` and ``gap`` (under it) in mm."""
        for piece in textwrap.wrap(text, _PIECE, break_on_hyphens=False) or [""]:
            self.set_font(_FONT, "B" if bold else "", size)
            self.set_text_color(*colour)
            self._fit(piece, size, indent)
            with self._tagged(role):
                self._set(piece, size, indent, link=link)
        self.space(gap)

    def _set(self, text: str, size: float, indent: float, *, link: str = "") -> None:
        self.set_x(_MARGIN + indent)
        height = size * 0.3528 * _LEADING
        self.multi_cell(self.epw - indent, height, text, align="L", link=link, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _fit(self, text: str, size: float, indent: float) -> None:
        """A new page when ``text`` does not fit on this one."""
        height = size * 0.3528 * _LEADING
        lines = self.multi_cell(self.epw - indent, height, text, align="L", dry_run=True, output="LINES")
        assert isinstance(lines, list)
        if self.get_y() + height * len(lines) > self.page_break_trigger:
            self.add_page()

    def _box(self, mark: Mark | None, top: float) -> None:
        """An empty box, or one with what was answered: a tick, a dash. Drawn, and so no text that is read aloud."""
        left, right, middle = _MARGIN, _MARGIN + _BOX, top + _BOX / 2
        self._out("/Artifact BMC")
        self.set_draw_color(*_INK)
        self.set_line_width(0.35)
        self.rect(left, top, _BOX, _BOX)
        self.set_line_width(0.6)
        if mark is Mark.tengo:
            self.polyline([(left + 0.8, middle), (left + 1.8, top + _BOX - 0.9), (right - 0.7, top + 0.8)])
        if mark is Mark.no_aplica:
            self.line(left + 0.9, middle, right - 0.9, middle)
        self._out("EMC")

    @contextmanager
    def _tagged(self, role: str) -> Iterator[None]:
        """What is written inside is one element of the document's structure. fpdf2 itself tags pictures only."""
        number = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{role}", mcid=number)
        self._out(f"/{role} <</MCID {number}>> BDC")
        yield
        self._out("EMC")


@lru_cache(maxsize=1)
def _fonts() -> Path:
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"
