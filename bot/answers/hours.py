"""Whether an office is open now, as far as its ficha tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.answers.phrases import Phrases
from bot.knowledge.record import OpeningHours

_OBSERVED = " (observado)"


def status(opening: Iterable[OpeningHours], now: dt.datetime, say: Phrases) -> str | None:
    """One sentence on this moment; None when no office hours are stated. ``now`` carries its time zone."""
    office = next((one for one in opening if one.kind == "office" and one.intervals), None)
    if office is None:
        return None
    local = now.astimezone(ZoneInfo(office.time_zone))
    holiday = holiday_on(local.date())
    if holiday:
        return say("hoy_feriado", feriado=holiday)
    if office.days and local.isoweekday() not in office.days:
        return say("cerrado_ahora")
    if not office.days and local.isoweekday() > 5:
        return say("fin_de_semana")
    return say("abierto_ahora" if _within(office, local.time()) else "cerrado_ahora")


def _within(hours: OpeningHours, time: dt.time) -> bool:
    return any(dt.time.fromisoformat(start) <= time < dt.time.fromisoformat(end) for start, end in hours.intervals)


def holiday_on(date: dt.date) -> str | None:
    """The national holiday that closes offices on ``date``; None on other days.

    The `holidays` package lists a holiday on its own date and on the day it is observed; only the latter is a day off.
    """
    calendar = _holidays(date.year)
    name = calendar.get(date)
    if name is None or f"{name}{_OBSERVED}" in calendar.values():
        return None
    return str(name.removesuffix(_OBSERVED))


@lru_cache(maxsize=4)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("EC", years=year, language="es")
