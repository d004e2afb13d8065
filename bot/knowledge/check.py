"""The quality report: what is wrong in the source documents, with its line, a code and a sentence for editors.

A rule is a generator of (line, sentence); its code is the key of its table. Nothing here changes what is read.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from statistics import median
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from bot.knowledge import markup
from bot.knowledge.readers import Reading
from bot.knowledge.readers.fields import Field
from bot.knowledge.readers.items import Item
from bot.knowledge.readers.legal import continues
from bot.knowledge.readers.statistics import is_header, month_of
from bot.knowledge.record import Defect, Location, MonthlyStatistic
from bot.text import fold, slug, stems, words

Finding = tuple[int, str]
Rule = Callable[[Reading], Iterator[Finding]]


def defects(readings: Iterable[Reading]) -> Iterator[Defect]:
    """The defects of each document in order of line, then those between documents."""
    known = tuple(readings)
    for reading in known:
        found = [(line, code, text) for code, rule in RULES.items() for line, text in rule(reading)]
        for line, code, text in sorted(found):
            yield Defect(code=code, document=reading.document.path.name, line=line, message=text)
    yield from _different_addresses(known)


# -- markup and layout ------------------------------------------------------------------------------------------------


def _unmarked_heading(reading: Reading) -> Iterator[Finding]:
    if reading.layout == "markdown":
        for source in reading.fields.values():
            if not reading.document.lines[source.line - 1].lstrip().startswith(("#", "<b>", "**")):
                yield source.line, f"«{source.heading}» perdió su marca de encabezado («##»)."


def _broken_heading(reading: Reading) -> Iterator[Finding]:
    for source in reading.fields.values():
        if source.size > 1:
            yield source.line, f"El rótulo «{source.heading}» está partido en {source.size} líneas."


def _broken_name(reading: Reading) -> Iterator[Finding]:
    name = reading.fields.get("name")
    if name and len(name.items) > 1:
        yield name.items[1].item.lines[0], "El nombre del trámite sigue en esta línea, después de una línea en blanco."


def _html(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        names = sorted(markup.tag_names(line))
        if names:
            yield number, f"Quedan etiquetas HTML en el texto: {', '.join(f'<{name}>' for name in names)}."


def _unclosed_html(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        for name in markup.unclosed(line):
            yield number, f"La etiqueta <{name}> se abre y no se cierra."


def _glued_bullets(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        glued = re.findall(r"(\w{1,40})•\s?(\w{1,40})", line)
        if glued:
            pairs = ", ".join(f"«{before}• {after}»" for before, after in glued)
            yield number, f"Hay viñetas pegadas al texto anterior: {pairs}."


def _glued_results(reading: Reading) -> Iterator[Finding]:
    for item in _items(reading, "output"):
        if re.search(r"\s[-–]\s+[A-ZÁÉÍÓÚÑ]", item.text) and "Persona" not in item.text:
            yield item.lines[0], "Varios resultados están en una sola viñeta, separados por guiones."


_NUMBERED = re.compile(r"\s*(\d{1,2})(?:[.)]-?|-)\s+\S")


def _restarted_numbering(reading: Reading) -> Iterator[Finding]:
    """A number that does not go on, without a sentence ending in a colon that opens a new list."""
    for source in reading.fields.values():
        last, opener = 0, ""
        for number, line in _below(reading, source):
            match = _NUMBERED.match(line)
            if match:
                value = int(match[1])
                if last and value != last + 1 and (not opener or opener.startswith("nota")):
                    yield number, f"La numeración vuelve a {value} después de {last}."
                last, opener = value, ""
            elif markup.plain(line).endswith(":"):
                opener = fold(markup.plain(line))


def _separated_rows(reading: Reading) -> Iterator[Finding]:
    if reading.layout == "pdf_text":
        rows = [n for n, line in _lines(reading) if month_of(line)]
        if any(later - earlier == 2 for earlier, later in pairwise(rows)):
            yield rows[0], "Las filas de la tabla de atenciones están separadas por líneas en blanco."


def _cut_table(reading: Reading) -> Iterator[Finding]:
    headers = [number for number, line in _lines(reading) if is_header(line)]
    for number in headers[1:]:
        yield number, "Los títulos de la tabla de atenciones se repiten y la cortan."


# -- links ------------------------------------------------------------------------------------------------------------


def _empty_links(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        if "](#)" in line:
            yield number, "El enlace no lleva a ninguna parte («#»)."


def _twice_encoded(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        if any(markup.is_encoded_twice(address) for address in re.findall(r"https?://\S+", line)):
            yield number, "La dirección está codificada dos veces («%25C3…»); se muestra decodificada una vez."


_SHORTENERS = re.compile(r"\b(?:bit\.ly|goo\.gl|tinyurl\.com|t\.co|ow\.ly|cutt\.ly|acortar\.link)/\S+", re.IGNORECASE)


def _short_links(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        for address in _SHORTENERS.findall(line):
            yield number, f"«{address.rstrip('.,')}» es un enlace acortado: no deja ver a dónde lleva."


def _other_host(reading: Reading) -> Iterator[Finding]:
    """A system named by two addresses in one document: the one used less often."""
    hosts = [(n, _host(link.url)) for n, line in _lines(reading) for link in markup.links(line)]
    systems: dict[str, Counter[str]] = defaultdict(Counter)
    for _, host in hosts:
        systems[host.split(".")[0]][host] += 1
    for number, host in hosts:
        usual, uses = systems[host.split(".")[0]].most_common(1)[0]
        if systems[host.split(".")[0]][host] < uses:
            yield number, f"«{host}» no es la dirección que usa el resto del documento («{usual}»)."


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def _name_unlike_address(reading: Reading) -> Iterator[Finding]:
    for place, line in _places(reading):
        named = slug(place.name).split("-")
        for word in urlsplit(place.url or "").path.strip("/").split("-"):
            near = [other for other in named if len(other) > 4 and len(word) > 4 and other != word]
            for other in near:
                if word not in named and OSA.distance(other, word) <= 2:
                    yield line, f"«{place.name}» no coincide con su dirección («{word}»)."


def _different_addresses(readings: tuple[Reading, ...]) -> Iterator[Defect]:
    """Offices of one institution with the same name and an address that is not the usual one in the documents."""
    found: dict[tuple[str, str], list[tuple[str, int, Location]]] = defaultdict(list)
    for reading in readings:
        for place, line in _places(reading):
            if place.kind == "office":
                key = (fold(reading.drafts[0].institution or ""), slug(place.name))
                found[key].append((reading.document.path.name, line, place))
    for entries in found.values():
        yield from _unusual(entries)


def _unusual(entries: list[tuple[str, int, Location]]) -> Iterator[Defect]:
    uses = Counter(place.url for _, _, place in entries)
    for document, line, place in entries:
        other = next((entry for entry in entries if entry[2].url != place.url), None)
        if other and uses[place.url] <= uses[other[2].url]:
            text = f"«{place.name}» tiene aquí {place.url} y en {other[0]}:{other[1]} {other[2].url}."
            yield Defect(code="direccion-discordante", document=document, line=line, message=text)


# -- contents ---------------------------------------------------------------------------------------------------------


def _empty_fields(reading: Reading) -> Iterator[Finding]:
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


def _void_fields(reading: Reading) -> Iterator[Finding]:
    for use in reading.account.uses:
        if use.decoration == "void":
            yield use.line, f"El campo solo dice «{markup.plain(use.text)}»."


def _misplaced_entries(reading: Reading) -> Iterator[Finding]:
    for item in _items(reading, "legal_basis"):
        if _is_moved(reading, "legal_basis", item.lines[0]):
            yield item.lines[0], "Una entrada de «Base Legal» está dentro de «Transparencia»."


def _is_moved(reading: Reading, key: str, line: int) -> bool:
    table = reading.fields.get("statistics")
    return key == "legal_basis" and table is not None and line > table.line


def _other_lists(reading: Reading) -> Iterator[Finding]:
    titles = {section.title for draft in reading.drafts for section in draft.values.get("sections", ())}
    for item in _items(reading, "steps"):
        if item.text.rstrip(": ") in titles:
            yield item.lines[0], f"«{_short(item.text)}» no es un paso y está dentro de «¿Cómo hago el trámite?»."


def _cut_entries(reading: Reading) -> Iterator[Finding]:
    items = _items(reading, "legal_basis")
    for previous, item in pairwise(items):
        if continues(previous, item):
            yield item.lines[0], "La entrada de «Base Legal» de arriba está cortada y sigue en esta línea."


def _repeated_article(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        if re.search(r"\bArt\.\s*Art\.", line):
            yield number, "«Art.» está dos veces seguidas."


def _repeated_words(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        for match in re.finditer(r"\b([^\W\d_]{2,30}(?: [^\W\d_]{2,30})?) \1\b", markup.plain(line), re.IGNORECASE):
            yield number, f"«{match[1]}» está dos veces seguidas."


def _repeated_months(reading: Reading) -> Iterator[Finding]:
    first: dict[tuple[int, int], tuple[int, MonthlyStatistic]] = {}
    for number, line in _lines(reading):
        row = month_of(line)
        if row is None:
            continue
        earlier = first.setdefault((row.year, row.month), (number, row))
        if earlier[0] != number:
            same = "iguales" if earlier[1] == row else "con valores distintos; se usa la primera"
            yield number, f"El mes {row.year}-{row.month:02} ya está en la línea {earlier[0]} ({same})."


def _odd_months(reading: Reading) -> Iterator[Finding]:
    """A month with less than a tenth of the usual number of people served."""
    rows = [(number, row) for number, line in _lines(reading) if (row := month_of(line))]
    usual = median(row.served for _, row in rows) if rows else 0
    for number, row in rows:
        if row.served * 10 < usual:
            yield number, f"El mes {row.year}-{row.month:02} tiene {row.served} atenciones; lo usual son {usual:.0f}."


def _repeated_requirements(reading: Reading) -> Iterator[Finding]:
    items = _items(reading, "requirements")[:_COMPARED]
    for position, item in enumerate(items):
        for earlier in items[:position]:
            if _alike(item.text, earlier.text):
                yield item.lines[0], f"El requisito ya está en la línea {earlier.lines[0]}."


#: Each requirement is compared with all those before it.
_COMPARED = 100


def _alike(one: str, other: str) -> bool:
    first, second = set(stems(one)), set(stems(other))
    return bool(first and second) and len(first & second) / len(first | second) >= 0.8


_OPPOSITES = (("salida", "ingreso"), ("importacion", "exportacion"), ("activacion", "desactivacion"))


def _title_against_result(reading: Reading) -> Iterator[Finding]:
    for draft in reading.drafts:
        title = words(draft.name)[:4]
        for item in _items(reading, "output"):
            start = words(item.text)[:4]
            for one, other in (*_OPPOSITES, *((b, a) for a, b in _OPPOSITES)):
                if one in title and other in start and one not in start:
                    yield item.lines[0], f"El título dice «{one}» y el resultado dice «{other}»."


def _notes_of_drafting(reading: Reading) -> Iterator[Finding]:
    for use in reading.account.uses:
        if use.decoration == "note of drafting":
            yield use.line, f"Quedó una nota de redacción, que no se muestra: {use.text.strip()}"


def _placeholders(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        for match in re.finditer(r"\(ejemplo\)|\b[A-ZÁÉÍÓÚ]{4,}(?:/ ?[A-ZÁÉÍÓÚ]{4,}){2,}", line):
            yield number, f"Es un texto de ejemplo o por completar: «{match[0]}»."


_RETIRED = {
    "flash player": "Adobe lo retiró el 31 de diciembre de 2020",
    "internet explorer": "Microsoft lo retiró el 15 de junio de 2022",
}


def _stale_instructions(reading: Reading) -> Iterator[Finding]:
    for number, line in _lines(reading):
        for name, reason in _RETIRED.items():
            if name in line.casefold():
                yield number, f"La instrucción nombra {name.title()}: {reason}."


def _joined_channels(reading: Reading) -> Iterator[Finding]:
    if reading.layout == "procedure_table":
        for draft in reading.drafts:
            names = draft.values.get("channels", ())
            if len(names) > 1:
                yield draft.line, f"Hay {len(names)} canales en una celda: {'; '.join(names)}."


RULES: dict[str, Rule] = {
    "encabezado-sin-marca": _unmarked_heading,
    "rotulo-partido": _broken_heading,
    "nombre-partido": _broken_name,
    "html-residual": _html,
    "html-sin-cerrar": _unclosed_html,
    "vinetas-pegadas": _glued_bullets,
    "resultados-pegados": _glued_results,
    "numeracion-reiniciada": _restarted_numbering,
    "filas-separadas": _separated_rows,
    "tabla-cortada": _cut_table,
    "enlace-vacio": _empty_links,
    "direccion-doble-codificada": _twice_encoded,
    "enlace-corto": _short_links,
    "direccion-de-otro-sitio": _other_host,
    "nombre-y-direccion-discrepan": _name_unlike_address,
    "campo-vacio": _empty_fields,
    "campo-sin-contenido": _void_fields,
    "entrada-fuera-de-lugar": _misplaced_entries,
    "lista-fuera-de-lugar": _other_lists,
    "entrada-cortada": _cut_entries,
    "articulo-repetido": _repeated_article,
    "palabras-repetidas": _repeated_words,
    "mes-repetido": _repeated_months,
    "mes-atipico": _odd_months,
    "requisito-repetido": _repeated_requirements,
    "titulo-y-resultado-discrepan": _title_against_result,
    "nota-de-redaccion": _notes_of_drafting,
    "texto-de-ejemplo": _placeholders,
    "instruccion-caducada": _stale_instructions,
    "canales-en-una-celda": _joined_channels,
}


# -- what the rules look at -------------------------------------------------------------------------------------------


def _lines(reading: Reading) -> Iterator[tuple[int, str]]:
    return enumerate(reading.document.lines, 1)


def _items(reading: Reading, key: str) -> tuple[Item, ...]:
    source = reading.fields.get(key)
    return source.plain_items() if source else ()


def _below(reading: Reading, source: Field) -> Iterator[tuple[int, str]]:
    """The lines under a field's heading."""
    later = [other.line for other in reading.fields.values() if other.line > source.line]
    end = min(later, default=len(reading.document.lines) + 1)
    for number in range(source.line + source.size, end):
        yield number, reading.document.lines[number - 1]


def _places(reading: Reading) -> Iterator[tuple[Location, int]]:
    lines = {item.text: item.lines[0] for item in _items(reading, "location_hours")}
    for draft in reading.drafts:
        for place in draft.values.get("locations", ()):
            line = lines.get(f"{place.name} {place.url}") or lines.get(f"{place.name}: {place.url}")
            if line:
                yield place, line


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
