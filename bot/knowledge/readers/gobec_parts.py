"""What the catalogue's API gives beside a procedure: its regulations and its months of transparency."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.readers import html_lines
from bot.knowledge.readers.fields import Labelled
from bot.knowledge.readers.gobec_sheet import Object, Sheet
from bot.knowledge.readers.items import Item, Piece
from bot.knowledge.readers.legal import legal_basis
from bot.knowledge.readers.mending import Line
from bot.knowledge.readers.statistics import month_of
from bot.knowledge.record import LegalResource, MonthlyStatistic

#: Keys of a regulation that make its entry, and those that say nothing to people; the others become notes.
_ENTRY = frozenset("regulacion nombre tipo registro_oficial_numero articulos url".split())
_PUBLISHED = " (Registro Oficial "
_SILENT = frozenset("regulacion_id tramite_id tramite_nombre archivo modificado".split())


def laws(sheet: Sheet) -> tuple[LegalResource, ...]:
    """The legal entries in the source's order, each once; what else is said of them stands in notes."""
    found: dict[LegalResource, None] = {}
    for one in sheet.objects("regulaciones"):
        law = {**sheet.part(one, "vinculo"), **sheet.part(one, "regulacion")}
        text = _entry(sheet, law)
        if text:
            sheet.add("legal_basis", text)
            found.setdefault(_resource(sheet, law, len(sheet.lines)))
            for note in _notes(sheet, law, text):
                sheet.add("legal_basis", note, note=True)
    return tuple(found)


def law_items(lines: list[Line], notes: set[int]) -> Iterator[Labelled]:
    for number, text in lines:
        yield Labelled(_item(number, text), "note" if number in notes else "")


def _item(number: int, text: str) -> Item:
    return Item("bullet", "", (Piece(number, text),))


def _entry(sheet: Sheet, law: Object) -> str:
    """«Ley de Faros (Registro Oficial 812) - Art(s). 3»; empty when the regulation could not be had."""
    title = _unquoted(sheet.word(law, "regulacion") or sheet.word(law, "nombre"))
    gazette, articles = sheet.word(law, "registro_oficial_numero"), sheet.word(law, "articulos")
    published = f"{_PUBLISHED}{gazette.removeprefix('Registro Oficial ')})" if gazette else ""
    return f"{title}{published}{f' - Art(s). {articles}' if articles else ''}" if title else ""


def _unquoted(title: str) -> str:
    """Many titles stand in quotation marks."""
    return title[1:-1].strip() if len(title) > 1 and title[0] == title[-1] == '"' else title


def _resource(sheet: Sheet, law: Object, line: int) -> LegalResource:
    (read,) = legal_basis((_item(line, sheet.lines[line - 1]),))
    address = law.get("url")
    stated = {
        "title": read.title.partition(_PUBLISHED)[0],
        "type": sheet.word(law, "tipo"),
        "url": html_lines.target(address) if isinstance(address, str) else "",
    }
    return read.copy(update={key: value for key, value in stated.items() if value})


def _notes(sheet: Sheet, law: Object, entry: str) -> Iterator[str]:
    """What is said of the law besides, unless its description only repeats its title."""
    for name in law:
        if name == "descripcion":
            yield from (text for text in sheet.seen(law, name) if text.strip(". ") not in entry)
        elif name not in _ENTRY and name not in _SILENT:
            yield from sheet.under_its_name(law, name)


def months(sheet: Sheet) -> tuple[MonthlyStatistic, ...]:
    """The months in the source's order, each once, as it stands first. What is no month stands among the details."""
    found: dict[tuple[int, int], MonthlyStatistic] = {}
    for one in sheet.objects("transparencia"):
        text = "\t".join(sheet.word(one, name) for name in ("ano", "mes", "quejas", "atenciones"))
        row = month_of(text)
        if row is None:
            sheet.add("detail", f"Transparencia: {text}")
        elif (row.year, row.month) in found:
            sheet.lines.append(text)
            sheet.account.decoration(len(sheet.lines), "repeated", text)
        else:
            sheet.use("statistics", text)
            found[row.year, row.month] = row
    return tuple(found.values())
