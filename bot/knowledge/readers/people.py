"""Whom a procedure is for, what they obtain, and who answers them."""

from __future__ import annotations

import re

from bot.knowledge import markup
from bot.knowledge.readers.fields import Field
from bot.knowledge.record import Audience, ContactPoint, Output

_AND_ITEM = re.compile(r"\s+[-–]\s+(?=[A-ZÁÉÍÓÚÑ])")
_NEXT_VALUE = re.compile(r",\s*(?=[A-ZÁÉÍÓÚÑ])")
#: Between two numbers; what has fewer than six digits is another extension of the same one.
_PHONES = re.compile(r"\s*(?:;|/|,|\by\b)\s*(?=[(+]?\d[\d\s()+-]{5})")


def audience(source: Field) -> Audience | None:
    kinds = " ".join(item.text for item in source.with_role("kinds"))
    text = "\n\n".join(item.text for item in source.with_role(""))
    if not (kinds or text):
        return None
    return Audience(text=text, kinds=_listed(kinds))


def output(source: Field) -> Output | None:
    """Items glued by dashes come apart: «A - B - C» is three results."""
    kinds = " ".join(item.text for item in source.with_role("kinds"))
    items = [part for item in source.with_role("items", "") for part in _AND_ITEM.split(item.text)]
    if not (kinds or items):
        return None
    return Output(kinds=_listed(kinds), items=tuple(items))


def _listed(text: str) -> tuple[str, ...]:
    """Values start with a capital: «Registro, certificaciones o constancias» is one."""
    parts = (part.strip() for part in _NEXT_VALUE.split(text.rstrip(". ")))
    return tuple(part for part in parts if part)


def contact(source: Field) -> ContactPoint | None:
    unit = " ".join(item.text for item in source.with_role("unit", "")) or None
    emails = markup.emails(" ".join(item.text for item in source.with_role("email")))
    phones = [phone for item in source.with_role("phone") for phone in _PHONES.split(item.text)]
    if not (unit or emails or phones):
        return None
    return ContactPoint(unit=unit, emails=emails, phones=tuple(phone.strip() for phone in phones if phone.strip()))
