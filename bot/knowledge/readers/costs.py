"""«¿Cuál es el costo del trámite?»: what the institution charges, and what is paid to others."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.knowledge.record import Amount, Cost
from bot.text import fold

_FREE = re.compile(r"\bno tienen? (?:ningun )?costo\b|\bsin costo\b|\bgratuit[oa]s?\b|\bno genera costo\b")
_NUMBER = r"\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,6})?|\d{1,12}(?:[.,]\d{1,6})?"
_AMOUNT = re.compile(
    rf"(?:(?:USD|US\$|\$)\s*(?P<after>{_NUMBER}))|(?:(?<![\d.,])(?P<before>{_NUMBER})\s*(?:USD|d[oó]lares|\$))",
    re.IGNORECASE,
)
_TO_OTHERS = (
    re.compile(r"tales como\s+(?P<list>.+?)(?:,?\s+(?:entre otros\b.*)|\.|$)", re.IGNORECASE | re.DOTALL),
    re.compile(r"valores de adquisici[oó]n de\s+(?P<list>.+?)(?:\s+seg[uú]n\b|\.|$)", re.IGNORECASE | re.DOTALL),
)
_ARTICLE = re.compile(r"^(?:el|la|los|las)\s+", re.IGNORECASE)
_SEPARATOR = re.compile(r",\s*|\s+[ye]\s+")


def cost(text: str) -> Cost:
    """The cost that ``text`` states; ``free`` stays None when it says neither "no tiene costo" nor an amount."""
    amounts = tuple(_amount(match) for match in _AMOUNT.finditer(text))
    free = False if amounts else (True if _FREE.search(fold(text)) else None)
    return Cost(text=text, free=free, amounts=amounts, third_party=_third_party(text))


def _amount(match: re.Match[str]) -> Amount:
    return Amount(value=_decimal(match["after"] or match["before"]))


def _decimal(written: str) -> Decimal:
    """«1.234,50» and «37,6778» as Ecuadorian fichas write them; «9.9» is nine dollars ninety.

    >>> _decimal("1.234,50"), _decimal("9.9")
    (Decimal('1234.50'), Decimal('9.9'))
    """
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        written = written.replace(".", "")
    return Decimal(written.replace(",", "."))


def _third_party(text: str) -> tuple[str, ...]:
    lists = (match["list"] for pattern in _TO_OTHERS for match in pattern.finditer(text))
    concepts = (_ARTICLE.sub("", concept.strip()) for group in lists for concept in _SEPARATOR.split(group))
    return tuple(dict.fromkeys(concept for concept in concepts if concept))
