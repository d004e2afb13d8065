"""The quality report: what is wrong in the source documents, with its line, a code and a sentence for editors.

A rule is a generator of (line, sentence); its code is its key in :data:`RULES`. Nothing here changes what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.knowledge.check import contents, layout, links
from bot.knowledge.check.looking import Finding
from bot.knowledge.readers import Reading
from bot.knowledge.record import Defect

__all__ = ["RULES", "Checks", "defects"]

Rule = Callable[[Reading], Iterator[Finding]]

RULES: dict[str, Rule] = {
    "encabezado-sin-marca": layout.unmarked_heading,
    "rotulo-partido": layout.broken_heading,
    "nombre-partido": layout.broken_name,
    "html-residual": layout.html,
    "html-sin-cerrar": layout.unclosed_html,
    "vinetas-pegadas": layout.glued_bullets,
    "resultados-pegados": layout.glued_results,
    "numeracion-reiniciada": layout.restarted_numbering,
    "filas-separadas": layout.separated_rows,
    "tabla-cortada": layout.cut_table,
    "enlace-vacio": links.empty_links,
    "direccion-doble-codificada": links.twice_encoded,
    "enlace-corto": links.short_links,
    "direccion-de-otro-sitio": links.other_host,
    "nombre-y-direccion-discrepan": links.name_unlike_address,
    "campo-vacio": contents.empty_fields,
    "campo-sin-contenido": contents.void_fields,
    "entrada-fuera-de-lugar": contents.misplaced_entries,
    "lista-fuera-de-lugar": contents.other_lists,
    "entrada-cortada": contents.cut_entries,
    "articulo-repetido": contents.repeated_article,
    "palabras-repetidas": contents.repeated_words,
    "mes-repetido": contents.repeated_months,
    "mes-atipico": contents.odd_months,
    "requisito-repetido": contents.repeated_requirements,
    "titulo-y-resultado-discrepan": contents.title_against_result,
    "nota-de-redaccion": contents.notes_of_drafting,
    "texto-de-ejemplo": contents.placeholders,
    "instruccion-caducada": contents.stale_instructions,
    "canales-en-una-celda": contents.joined_channels,
}


def defects(readings: Iterable[Reading]) -> Iterator[Defect]:
    """The defects of each document in order of line, then those between documents."""
    checks = Checks()
    for reading in readings:
        checks.add(reading)
    yield from checks.defects()


class Checks:
    """Checks readings one after the other; those of a collection are looked at and let go."""

    def __init__(self) -> None:
        self._found: list[Defect] = []
        self._kept: list[Reading] = []

    def add(self, reading: Reading) -> None:
        self._found.extend(_defects_of(reading))
        if reading.document.record is None:
            self._kept.append(reading)

    def defects(self) -> list[Defect]:
        """Those found, then those between documents."""
        return [*self._found, *links.different_addresses(tuple(self._kept))]


def _defects_of(reading: Reading) -> Iterator[Defect]:
    document = reading.document
    found = [(line, code, text) for code, rule in RULES.items() for line, text in rule(reading)]
    for line, code, text in sorted(found):
        yield Defect(code=code, document=document.path.name, line=document.place(line), message=text)
