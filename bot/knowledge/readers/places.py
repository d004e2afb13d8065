"""«¿Dónde y cuál es el horario de atención?»: places, hours, and what is neither."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from bot.knowledge import markup
from bot.knowledge.readers.fields import Field
from bot.knowledge.readers.items import Item
from bot.knowledge.record import Location, OpeningHours
from bot.text import fold

Kind = Literal["online", "office"]

_HOUR = (
    r"(?P<{0}h>\d{{1,2}})\s*(?:[:hH.]\s*(?P<{0}m>\d{{2}})|(?P<{0}x>[hH]))(?:\s*(?:a\.?m\.?|(?P<{0}p>p\.?m\.?)|hrs?\b))?"
)
_INTERVAL = re.compile(_HOUR.format("a") + r"\s*(?:[-–—]|a|hasta(?: las)?)\s*" + _HOUR.format("b"), re.IGNORECASE)
_ALWAYS = re.compile(r"\b24 horas\b|\b24h00\b|\b24/7\b")
_DAY = {"lun": 1, "mar": 2, "mie": 3, "jue": 4, "vie": 5, "sab": 6, "dom": 7}
_DAY |= {"lunes": 1, "martes": 2, "miercoles": 3, "jueves": 4, "viernes": 5, "sabado": 6, "sabados": 6}
_DAY |= {"domingo": 7, "domingos": 7}
_DAY_NAMES = "|".join(_DAY)
_DAYS = re.compile(rf"\b({_DAY_NAMES})\b(?:\s*(?:a|al|-|–|hasta)\s*\b({_DAY_NAMES})\b)?")
_EVERY_DAY = re.compile(r"\b(?:7|siete) dias\b|\btodos los dias\b")
_ONLINE = re.compile(r"\ben linea\b|\bvirtual\b|\binternet\b|\bweb\b")
_PLACE = re.compile(r"(?P<name>[^:(]{2,120}?)\s*:?\s+(?P<url>https?://\S+)")
#: Roles of entries that are an office or a part of one.
_PARTS = frozenset({"row", "place", "address"})
_ONLINE_NAME = re.compile(r"tr[aá]mite(?:\s+se realiza)? en l[ií]nea", re.IGNORECASE)


@dataclass
class Places:
    locations: list[Location] = field(default_factory=list)
    hours: list[OpeningHours] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def places(source: Field) -> Places:
    """Every place and every statement of hours; other sentences become notes, so that none is lost."""
    found = Places()
    for entry in source.items:
        if entry.role in _PARTS:
            _office(entry.item, entry.role, entry.title, found)
        else:
            _place(entry.item, entry.role, found)
    return found


def _office(item: Item, role: str, title: str, found: Places) -> None:
    """An office in parts: its name ("place"), its ``address``, or both in the cells of a "row"."""
    last = found.locations[-1] if found.locations else None
    if role == "row":
        name, *cells = [piece.text for piece in item.pieces]
        found.locations.append(Location(name=name, kind="office", address=", ".join(cells) or None))
        _hours_of(name, cells, found)
    elif role == "place":
        found.locations.append(Location(name=item.text, kind="office"))
    elif last is not None and last.kind == "office" and last.address is None and last.url is None:
        found.locations[-1] = last.copy(update={"address": item.text})
    else:
        found.locations.append(Location(name=title or "Dirección", kind="office", address=item.text))


def _hours_of(name: str, cells: list[str], found: Places) -> None:
    """The hours that a cell of a row states, once when all rows have the same, with the office's name otherwise."""
    for cell in cells:
        hours = opening_hours(cell, "office")
        if hours is not None and all(known.intervals != hours.intervals for known in found.hours):
            text = f"{name}: {cell}" if found.hours else cell
            found.hours.append(hours.copy(update={"text": text}))


def _place(item: Item, role: str, found: Places) -> None:
    hours = opening_hours(item.text, role)
    place = _PLACE.fullmatch(item.text)
    if hours is not None:
        if hours not in found.hours:
            found.hours.append(hours)
        if hours.kind == "online":
            found.locations.extend(_online_service(item))
    elif place is not None:
        found.locations.append(Location(name=place["name"], kind=_kind(role, item.text), url=place["url"]))
    elif markup.emails(item.text) and item.text.endswith(markup.emails(item.text)[-1]):
        found.locations.append(_mailbox(item.text))
    else:
        found.notes.append(item.text)


def _online_service(item: Item) -> list[Location]:
    return [Location(name="Trámite en línea", kind="online", url=link.url) for link in item.links]


def _mailbox(text: str) -> Location:
    address = markup.emails(text)[-1]
    name = text[: -len(address)].strip(" :")
    return Location(name=name or "Correo electrónico", kind="online", url=f"mailto:{address}", address=address)


def _kind(role: str, text: str) -> Kind:
    if role in ("online", "office"):
        return "online" if role == "online" else "office"
    return "online" if _ONLINE.search(fold(text)) else "office"


def opening_hours(text: str, role: str = "") -> OpeningHours | None:
    """The hours that ``text`` states; None when it states none.

    >>> opening_hours("Lunes a viernes de 08h00 a 17h00").intervals
    (('08:00', '17:00'),)
    """
    folded = fold(text)
    intervals = tuple(_interval(match) for match in _INTERVAL.finditer(text))
    # Where hours are told, round the clock is the exception: «… salvo los aeropuertos, las 24 horas».
    always = not intervals and _ALWAYS.search(folded) is not None
    if (not always and not all(intervals)) or not (always or intervals):
        return None
    kind: Kind = "online" if always and _ONLINE.search(folded) else _kind(role, text)
    days = (1, 2, 3, 4, 5, 6, 7) if _EVERY_DAY.search(folded) else _days(folded)
    return OpeningHours(kind=kind, text=text, always=always, days=days, intervals=tuple(i for i in intervals if i))


def _interval(match: re.Match[str]) -> tuple[str, str] | None:
    start, end = (_clock(match[f"{end}h"], match[f"{end}m"], match[f"{end}p"]) for end in "ab")
    return (start, end) if start and end else None


def _clock(hour: str, minute: str | None, afternoon: str | None) -> str | None:
    """«16:30 pm» is written too, and means what «4:30 pm» means."""
    if int(hour) > 24 or int(minute or 0) > 59:
        return None
    hours = int(hour) + (12 if afternoon and int(hour) < 12 else 0)
    return f"{hours:02}:{int(minute or 0):02}"


def _days(folded: str) -> tuple[int, ...]:
    found: set[int] = set()
    for first, last in _DAYS.findall(folded):
        start, end = _DAY[first], _DAY[last or first]
        found.update(range(start, end + 1) if start <= end else (start, end))
    return tuple(sorted(found))
