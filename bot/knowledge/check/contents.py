"""Defects of what the document says: gaps, repetitions, contradictions, leftovers of drafting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from bot.knowledge import markup
from bot.knowledge.check.looking import Finding, items_of, lines, shortened
from bot.knowledge.readers import Reading
from bot.knowledge.readers.items import Item
from bot.knowledge.readers.legal import continues
from bot.knowledge.readers.statistics import month_of
from bot.knowledge.record import MonthlyStatistic
from bot.text import stems, words


def empty_fields(reading: Reading) -> Iterator[Finding]:
    for key, source in reading.fields.items():
        # Entries that stand in the statistics table come after it: the field itself had none.
        own = [entry for entry in source.items if not _is_moved(reading, key, entry.item.lines[0])]
        if key != "statistics" and not own:
            yield source.line, f"«{source.heading}» está vacío."
    if reading.layout == "procedure_table":
        for draft in reading.drafts:
            for key, title in (("channels", "CANAL"), ("processing_time", "TIEMPO ESTIMADO")):
                if key not in draft.values:
                    yield draft.line, f"«{draft.name}» no tiene {title}."


def void_fields(reading: Reading) -> Iterator[Finding]:
    for use in reading.account.uses:
        if use.decoration == "void":
            yield use.line, f"El campo solo dice «{markup.plain(use.text)}»."


def misplaced_entries(reading: Reading) -> Iterator[Finding]:
    for item in items_of(reading, "legal_basis"):
        if _is_moved(reading, "legal_basis", item.lines[0]):
            yield item.lines[0], "Una entrada de «Base Legal» está dentro de «Transparencia»."


def _is_moved(reading: Reading, key: str, line: int) -> bool:
    table = reading.fields.get("statistics")
    return key == "legal_basis" and table is not None and line > table.line


def other_lists(reading: Reading) -> Iterator[Finding]:
    if reading.layout in ("scraped", "web_page"):  # pages title the steps of each channel
        return
    titles = {section.title for draft in reading.drafts for section in draft.values.get("sections", ())}
    for item in items_of(reading, "steps"):
        if item.text.rstrip(": ") in titles:
            yield item.lines[0], f"«{shortened(item.text)}» no es un paso y está dentro de «¿Cómo hago el trámite?»."


def cut_entries(reading: Reading) -> Iterator[Finding]:
    items = items_of(reading, "legal_basis")
    for previous, item in pairwise(items):
        if continues(previous, item):
            yield item.lines[0], "La entrada de «Base Legal» de arriba está cortada y sigue en esta línea."


def repeated_article(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        if re.search(r"\bArt\.\s*Art\.", line):
            yield number, "«Art.» está dos veces seguidas."


def repeated_words(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        for match in re.finditer(r"\b([^\W\d_]{2,30}(?: [^\W\d_]{2,30})?) \1\b", markup.plain(line), re.IGNORECASE):
            yield number, f"«{match[1]}» está dos veces seguidas."


def repeated_months(reading: Reading) -> Iterator[Finding]:
    first: dict[tuple[int, int], tuple[int, MonthlyStatistic]] = {}
    for number, line in lines(reading):
        row = month_of(line)
        if row is None:
            continue
        earlier = first.setdefault((row.year, row.month), (number, row))
        if earlier[0] != number:
            same = "iguales" if earlier[1] == row else "con valores distintos; se usa la primera"
            yield number, f"El mes {row.year}-{row.month:02} ya está en la línea {earlier[0]} ({same})."


def odd_months(reading: Reading) -> Iterator[Finding]:
    """A month with less than a tenth of the usual number of people served."""
    rows = [(number, row) for number, line in lines(reading) if (row := month_of(line))]
    usual = median(row.served for _, row in rows) if rows else 0
    for number, row in rows:
        if row.served * 10 < usual:
            yield number, f"El mes {row.year}-{row.month:02} tiene {row.served} atenciones; lo usual son {usual:.0f}."


def repeated_requirements(reading: Reading) -> Iterator[Finding]:
    items = items_of(reading, "requirements")[:_COMPARED]
    said = [set(stems(item.text)) for item in items]
    for position, item in enumerate(items):
        for before, earlier in enumerate(items[:position]):
            if _alike(said[position], said[before]):
                yield item.lines[0], _repeated(reading, item, earlier)


def _repeated(reading: Reading, item: Item, earlier: Item) -> str:
    if reading.document.record is not None:
        return f"El requisito «{shortened(item.text)}» está dos veces."
    return f"El requisito ya está en la línea {earlier.lines[0]}."


#: Each requirement is compared with all those before it.
_COMPARED = 100


def _alike(one: set[str], other: set[str]) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= 0.8


_OPPOSITES = (("salida", "ingreso"), ("importacion", "exportacion"), ("activacion", "desactivacion"))


def title_against_result(reading: Reading) -> Iterator[Finding]:
    for draft in reading.drafts:
        title = words(draft.name)[:4]
        for item in items_of(reading, "output"):
            start = words(item.text)[:4]
            for one, other in (*_OPPOSITES, *((b, a) for a, b in _OPPOSITES)):
                if one in title and other in start and one not in start:
                    yield item.lines[0], f"El título dice «{one}» y el resultado dice «{other}»."


def notes_of_drafting(reading: Reading) -> Iterator[Finding]:
    for use in reading.account.uses:
        if use.decoration == "note of drafting":
            yield use.line, f"Quedó una nota de redacción, que no se muestra: {use.text.strip()}"


def placeholders(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        for match in re.finditer(r"\(ejemplo\)|\b[A-ZÁÉÍÓÚ]{4,}(?:/ ?[A-ZÁÉÍÓÚ]{4,}){2,}", line):
            yield number, f"Es un texto de ejemplo o por completar: «{match[0]}»."


_RETIRED = {
    "flash player": "Adobe lo retiró el 31 de diciembre de 2020",
    "internet explorer": "Microsoft lo retiró el 15 de junio de 2022",
}


def stale_instructions(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        for name, reason in _RETIRED.items():
            if name in line.casefold():
                yield number, f"La instrucción nombra {name.title()}: {reason}."


def joined_channels(reading: Reading) -> Iterator[Finding]:
    if reading.layout == "procedure_table":
        for draft in reading.drafts:
            names = draft.values.get("channels", ())
            if len(names) > 1:
                yield draft.line, f"Hay {len(names)} canales en una celda: {'; '.join(names)}."
