"""Whether an office is open at a given moment: days, hours, national holidays on the day they are observed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.answers import Assistant, Phrases
from bot.answers.hours import holiday_on, status
from bot.knowledge.record import OpeningHours
from tests.answers.conftest import AssistantAt
from tests.answers.support import ENTRY, EXIT, GUAYAQUIL, IMPORT, OCE, tell

WEEKDAYS = OpeningHours(kind="office", text="Lunes a viernes", days=(1, 2, 3, 4, 5), intervals=(("08:00", "17:00"),))
ANY_DAY = OpeningHours(kind="office", text="08h00 – 17h00", intervals=(("08:00", "17:00"),))
SPLIT = OpeningHours(kind="office", text="Con almuerzo", intervals=(("08:00", "12:30"), ("13:30", "17:00")))
ISLANDS = OpeningHours(kind="office", text="x", intervals=(("08:00", "17:00"),), time_zone="Pacific/Galapagos")

OPEN = "En este momento las oficinas están dentro de ese horario."
CLOSED = "En este momento las oficinas están fuera de ese horario."
WEEKEND = "Hoy es fin de semana y la ficha no indica si las oficinas atienden."


def at(day: str, time: str = "10:00", zone: ZoneInfo = GUAYAQUIL) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("opening", "moment", "said"),
    [
        (ANY_DAY, at("2026-11-18", "10:00"), OPEN),
        (ANY_DAY, at("2026-11-18", "08:00"), OPEN),
        (ANY_DAY, at("2026-11-18", "07:59"), CLOSED),
        (ANY_DAY, at("2026-11-18", "16:59"), OPEN),
        (ANY_DAY, at("2026-11-18", "17:00"), CLOSED),
        (ANY_DAY, at("2026-11-21"), WEEKEND),
        (ANY_DAY, at("2026-11-22"), WEEKEND),
        (WEEKDAYS, at("2026-11-20"), OPEN),
        (WEEKDAYS, at("2026-11-21"), CLOSED),
        (SPLIT, at("2026-11-18", "12:29"), OPEN),
        (SPLIT, at("2026-11-18", "13:00"), CLOSED),
        (SPLIT, at("2026-11-18", "13:30"), OPEN),
        (ISLANDS, at("2026-11-18", "08:30"), CLOSED),
        (ISLANDS, at("2026-11-18", "17:30"), OPEN),
    ],
)
def test_the_moment_is_in_or_out_of_the_hours(
    phrases: Phrases, opening: OpeningHours, moment: dt.datetime, said: str
) -> None:
    assert status([opening], moment, phrases) == said


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Pacific/Galapagos"])
def test_the_clock_may_be_in_any_zone(phrases: Phrases, zone: str) -> None:
    moment = at("2026-11-18", "16:30").astimezone(ZoneInfo(zone))
    assert status([ANY_DAY], moment, phrases) == OPEN


@pytest.mark.parametrize(
    "opening",
    [
        [],
        [OpeningHours(kind="online", text="24 horas", always=True)],
        [OpeningHours(kind="office", text="Consulte en la oficina")],
    ],
)
def test_without_office_hours_nothing_is_said_of_the_moment(phrases: Phrases, opening: list[OpeningHours]) -> None:
    assert status(opening, at("2026-11-18"), phrases) is None


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-12-25", "Navidad"),
        ("2026-01-01", "Año Nuevo"),
        ("2026-08-10", "Primer Grito de Independencia"),
        # Tuesdays are observed on the Monday before, Saturdays on the Friday before, Sundays on the Monday after.
        ("2026-05-25", "Batalla de Pichincha"),
        ("2025-05-23", "Batalla de Pichincha"),
        ("2025-08-11", "Primer Grito de Independencia"),
    ],
)
def test_a_national_holiday_closes_offices_on_the_day_it_is_observed(day: str, name: str) -> None:
    assert name.rsplit(maxsplit=1)[-1] in (holiday_on(dt.date.fromisoformat(day)) or "no es feriado")


@pytest.mark.parametrize("day", ["2026-05-24", "2025-05-24", "2025-08-10", "2026-11-18", "2026-11-20"])
def test_a_holiday_observed_on_another_day_closes_nothing_itself(day: str) -> None:
    assert holiday_on(dt.date.fromisoformat(day)) is None


def test_a_holiday_is_named_without_the_word_observed() -> None:
    assert "observado" not in (holiday_on(dt.date(2025, 5, 23)) or "observado")


def test_a_holiday_is_said_even_in_office_hours(phrases: Phrases) -> None:
    said = status([ANY_DAY], at("2026-12-25", "10:00"), phrases) or ""
    assert (said.startswith("Hoy es feriado nacional"), "Navidad" in said) == (True, True)


def test_the_holiday_is_that_of_the_office_and_not_of_the_clock(phrases: Phrases) -> None:
    in_tokyo = dt.datetime(2026, 12, 25, 3, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # 24 December, 13:00 in Guayaquil
    assert status([ANY_DAY], in_tokyo, phrases) == OPEN


@pytest.mark.parametrize("tramite", [ENTRY, EXIT])
@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at("2026-11-18", "10:00"), OPEN),
        (at("2026-11-18", "20:00"), CLOSED),
        (at("2026-11-21", "10:00"), WEEKEND),
        (at("2026-12-25", "10:00"), "Hoy es feriado nacional"),
        (at("2025-05-23", "10:00"), "Hoy es feriado nacional"),
    ],
    ids=["open", "closed", "weekend", "holiday", "observed"],
)
def test_an_answer_about_places_tells_the_moment(
    assistant_at: AssistantAt, tramite: str, moment: dt.datetime, said: str
) -> None:
    assert said in tell(assistant_at(moment), tramite, "location_hours").text


@pytest.mark.parametrize("tramite", [OCE, IMPORT])
def test_an_online_service_is_neither_open_nor_closed(assistant: Assistant, tramite: str) -> None:
    said = tell(assistant, tramite, "location_hours").text
    assert [one for one in (OPEN, CLOSED, WEEKEND) if one in said] == []
