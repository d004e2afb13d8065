"""Defects of markup and layout: what was lost or left over when the document was copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.knowledge import markup
from bot.knowledge.check.looking import Finding, below, items_of, lines
from bot.knowledge.readers import Reading
from bot.knowledge.readers.statistics import is_header, month_of
from bot.text import fold


def unmarked_heading(reading: Reading) -> Iterator[Finding]:
    if reading.layout == "markdown":
        for source in reading.fields.values():
            if not reading.document.lines[source.line - 1].lstrip().startswith(("#", "<b>", "**")):
                yield source.line, f"«{source.heading}» perdió su marca de encabezado («##»)."


def broken_heading(reading: Reading) -> Iterator[Finding]:
    for source in reading.fields.values():
        if source.size > 1:
            yield source.line, f"El rótulo «{source.heading}» está partido en {source.size} líneas."


def broken_name(reading: Reading) -> Iterator[Finding]:
    name = reading.fields.get("name")
    if name and len(name.items) > 1:
        yield name.items[1].item.lines[0], "El nombre del trámite sigue en esta línea, después de una línea en blanco."


def html(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        names = sorted(markup.tag_names(line))
        if names:
            yield number, f"Quedan etiquetas HTML en el texto: {', '.join(f'<{name}>' for name in names)}."


def unclosed_html(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        for name in markup.unclosed(line):
            yield number, f"La etiqueta <{name}> se abre y no se cierra."


def glued_bullets(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        glued = re.findall(r"(\w{1,40})•\s?(\w{1,40})", line)
        if glued:
            pairs = ", ".join(f"«{before}• {after}»" for before, after in glued)
            yield number, f"Hay viñetas pegadas al texto anterior: {pairs}."


def glued_results(reading: Reading) -> Iterator[Finding]:
    for item in items_of(reading, "output"):
        if re.search(r"\s[-–]\s+[A-ZÁÉÍÓÚÑ]", item.text) and "Persona" not in item.text:
            yield item.lines[0], "Varios resultados están en una sola viñeta, separados por guiones."


_NUMBERED = re.compile(r"\s*(\d{1,2})(?:[.)]-?|-)\s+\S")


def restarted_numbering(reading: Reading) -> Iterator[Finding]:
    """A number that does not go on, without a sentence ending in a colon that opens a new list."""
    if reading.layout in (
        "scraped",
        "web_page",
    ):  # numbers stand on lines of their own there
        return
    for source in reading.fields.values():
        last, opener = 0, ""
        for number, line in below(reading, source):
            match = _NUMBERED.match(line)
            if match:
                value = int(match[1])
                if last and value != last + 1 and (not opener or opener.startswith("nota")):
                    yield number, f"La numeración vuelve a {value} después de {last}."
                last, opener = value, ""
            elif markup.plain(line).endswith(":"):
                opener = fold(markup.plain(line))


def separated_rows(reading: Reading) -> Iterator[Finding]:
    if reading.layout == "pdf_text":
        rows = [n for n, line in lines(reading) if month_of(line)]
        if any(later - earlier == 2 for earlier, later in pairwise(rows)):
            yield rows[0], "Las filas de la tabla de atenciones están separadas por líneas en blanco."


def cut_table(reading: Reading) -> Iterator[Finding]:
    headers = [number for number, line in lines(reading) if is_header(line)]
    for number in headers[1:]:
        yield number, "Los títulos de la tabla de atenciones se repiten y la cortan."
