"""Processing times as written, and in ISO 8601 where they say one length of calendar time."""

from __future__ import annotations

import re

from bot.knowledge.record import Duration
from bot.text import fold

_LENGTH = re.compile(r"(\d{1,4})\s*(minutos?|horas?|dias?|semanas?|mes(?:es)?|anos?)\.?")
_UNITS = {"mi": "PT{}M", "ho": "PT{}H", "di": "P{}D", "se": "P{}W", "me": "P{}M", "an": "P{}Y"}


def duration(text: str) -> Duration:
    """Working days have no ISO 8601 form and get none.

    >>> duration("72 horas").iso8601, duration("Inmediato").iso8601, duration("5 días laborables").iso8601
    ('PT72H', 'PT0S', None)
    """
    folded = fold(text).strip(" .")
    match = _LENGTH.fullmatch(folded)
    if match:
        return Duration(text=text, iso8601=_UNITS[match.group(2)[:2]].format(int(match.group(1))))
    return Duration(text=text, iso8601="PT0S" if folded in ("inmediato", "inmediata", "inmediatamente") else None)
