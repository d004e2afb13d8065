"""Checklists on paper: a procedure's requirements to tick off, blank or with somebody's answers, as text and as PDF."""

from bot.channels.sheets.sheet import Line, Sheet, sheet_of
from bot.channels.sheets.text import as_text

__all__ = ["Line", "Sheet", "as_text", "sheet_of"]
