"""The fields of a ficha: where each of gob.ec's headings stands, and the items under it.

The layouts write the headings differently (a cell before a tab, a Markdown heading that may have lost its ``#``, a
label broken over several lines), so all of them are recognised in every layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.knowledge import markup
from bot.knowledge.document import Document
from bot.knowledge.readers.account import Account, Decoration
from bot.knowledge.readers.items import NO_LABELS, Item, Piece, item_of, numbered_lines
from bot.text import fold

TITLE = "informacion de tramite"
#: gob.ec's headings → the field they open.
TITLES = {
    "Nombre Trámite": "name",
    "Institución": "institution",
    "Descripción": "description",
    "¿A quién está dirigido?": "audience",
    "¿Qué obtendré si completo satisfactoriamente el trámite?": "output",
    "¿Qué necesito para hacer el trámite?": "requirements",
    "¿Cómo hago el trámite?": "steps",
    "Canales de atención": "channels",
    "¿Cuál es el costo del trámite?": "cost",
    "¿Dónde y cuál es el horario de atención?": "location_hours",
    "Tiempo estimado": "processing_time",
    "Tiempo estimado de respuesta": "processing_time",
    "¿Cuál es la vigencia de lo emitido al completar el trámite?": "validity",
    "Base Legal": "legal_basis",
    "Contacto para atención ciudadana": "contact",
    "Transparencia": "statistics",
}
#: The same as they are compared: folded, without a colon.
HEADINGS = {fold(title): key for title, key in TITLES.items()}
#: The headings whose value may follow on the same line in the PDF text.
CELL_HEADINGS = frozenset({"name", "institution", "description", "audience", "output"})
REQUIRED = ("name", "institution", "description", "requirements", "steps", "cost", "contact", "statistics")
_LONGEST = 5
#: Longer than any heading with its marks.
_WIDEST = 100

#: Labels inside a field, folded → what the items under them are. A label is followed by a colon or by nothing.
SUBLABELS = {
    "audience": {"dirigido a": "kinds"},
    "output": {"tipo de resultado": "kinds", "resultado a obtener": "items"},
    "requirements": {
        "requisitos generales": "general",
        "requisitos obligatorios": "general",
        "requisitos basicos": "general",
        "basicos": "general",
        "basico": "general",
        "requisitos especificos": "specific",
        "requisitos especiales": "specific",
        "requisitos adicionales": "specific",
        "requisitos opcionales": "specific",
        "opcionales": "specific",
        "opcional": "specific",
        "nota": "note",
    },
    "location_hours": {
        "lugares y horarios de atencion": "",
        "atencion virtual": "online",
        "para tramite en linea": "online",
        "atencion presencial": "office",
        "para tramite con componente presencial": "office",
        "lugares de atencion": "office",
    },
    "contact": {
        "funcionario/dependencia": "unit",
        "contacto": "unit",
        "correo electronico": "email",
        "email": "email",
        "telefono": "phone",
    },
}
#: Labels that say something of their own item only, not of those that follow.
_OWN_ITEM_ONLY = frozenset({"note"})
_NOTE_OF_DRAFTING = re.compile(r"\s?\((?:indicar|especificar|detallar|colocar|incluir|poner|completar)\b[^()]*\)", re.I)
_REPEATED_ARTICLE = re.compile(r"\bArt\.\s?(?=Art\.)")
_NO_REQUIREMENTS = re.compile(r"no (?:existen?|hay|tiene|aplican?|se requieren?) requisitos(?: [a-z]+)?")
_VOID = frozenset(
    {"no disponible", "no aplica", "n/a", "na", "-", "ninguno", "sin informacion", "no existe", "no aplican"}
)


@dataclass(frozen=True)
class Labelled:
    """An item and the label it stands under: its ``role`` in the field, and its ``title`` as written."""

    item: Item
    role: str = ""
    title: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a ficha: ``key`` is one of :data:`HEADINGS`, whose heading takes ``size`` lines from ``line``."""

    key: str
    heading: str
    line: int
    items: tuple[Labelled, ...]
    size: int = 1

    def with_role(self, *roles: str) -> tuple[Item, ...]:
        return tuple(entry.item for entry in self.items if entry.role in roles)

    def plain_items(self) -> tuple[Item, ...]:
        return tuple(entry.item for entry in self.items)


@dataclass(frozen=True)
class _Heading:
    key: str
    text: str
    line: int
    size: int
    value: str


def fields_of(document: Document, account: Account, *, cells: bool) -> dict[str, Field]:
    """The fields of the one ficha in ``document`` by key.

    ``cells``: values stand after a tab, in HTML; otherwise they may follow the heading after a blank, and paragraphs
    are wrapped over lines.
    """
    headings = list(_headings(document, account, cells=cells))
    _check_headings(document, headings)
    ends = [heading.line for heading in headings[1:]] + [len(document.lines) + 1]
    return {heading.key: _field(document, heading, end, account, cells=cells) for heading, end in zip(headings, ends)}


def _headings(document: Document, account: Account, *, cells: bool) -> Iterator[_Heading]:
    seen: dict[str, int] = {}
    line = 1
    while line <= len(document.lines):
        heading = _heading_at(document, line, cells=cells)
        if heading is None or heading.key in seen.keys() - {"name"}:
            # A heading's words a second time are text, as «Descripción» over a column of a list.
            if not seen:
                _account_preamble(document, line, account)
            line += 1
            continue
        if heading.key in seen:
            raise document.error(f"«{heading.text}» aparece otra vez (ya está en la línea {seen[heading.key]})", line)
        seen[heading.key] = line
        account.decoration(line, "title", heading.text if heading.size == 1 else document.lines[line - 1])
        for below in range(line + 1, line + heading.size):
            account.decoration(below, "title", document.lines[below - 1])
        yield heading
        line += heading.size


def _account_preamble(document: Document, line: int, account: Account) -> None:
    text = document.lines[line - 1]
    if not text.strip():
        account.decoration(line, "blank", text)
    elif _folded(text) == TITLE:
        account.decoration(line, "title", text)
    else:
        raise document.error("hay texto antes de «Nombre Trámite»", line)


def _heading_at(document: Document, line: int, *, cells: bool) -> _Heading | None:
    text = document.lines[line - 1]
    if not text.strip() or text[:1].isdigit():
        return None
    head, tab, value = text.partition("\t")
    key = HEADINGS.get(_folded(head)) if len(head) < _WIDEST else None
    if key is not None:
        return _Heading(key, markup.plain(head.lstrip("# ")).rstrip(": "), line, 1, value)
    return _broken_heading(document, line) or (None if cells or tab else _leading_heading(text, line))


def _broken_heading(document: Document, line: int) -> _Heading | None:
    """A heading broken over two to five consecutive lines."""
    texts: list[str] = []
    for text in document.lines[line - 1 : line - 1 + _LONGEST]:
        if not text.strip():
            return None
        texts.append(markup.plain(text[:_WIDEST]))
        joined = _folded(" ".join(texts))
        if joined in HEADINGS:
            return _Heading(HEADINGS[joined], " ".join(texts), line, len(texts), "")
        if not any(heading.startswith(joined) for heading in HEADINGS):
            return None
    return None


def _leading_heading(text: str, line: int) -> _Heading | None:
    """A heading with its value after it on the same line."""
    for label, key in HEADINGS.items():
        if key in CELL_HEADINGS and fold(text.lstrip()[: len(label) + 1]) == label + " ":
            stripped = text.strip()
            return _Heading(key, stripped[: len(label)], line, 1, stripped[len(label) + 1 :])
    return None


def _folded(text: str) -> str:
    return fold(markup.plain(text.lstrip("# "))).rstrip(": ")


def _check_headings(document: Document, headings: list[_Heading]) -> None:
    found = {heading.key for heading in headings}
    missing = [key for key in REQUIRED if key not in found]
    if missing:
        title = next(text for text, key in TITLES.items() if key == missing[0])
        raise document.error(f"falta «{title}»: la ficha parece cortada", len(document.lines))


def _field(document: Document, heading: _Heading, end: int, account: Account, *, cells: bool) -> Field:
    below = [(n, document.lines[n - 1]) for n in range(heading.line + heading.size, end)]
    if heading.key == "statistics":
        rows = (Item("paragraph", "", (Piece(n, line),)) for n, line in below if _is_text(n, line, account))
        return Field(heading.key, heading.text, heading.line, tuple(map(Labelled, rows)), heading.size)
    first = [item_of(heading.line, block, account) for block in markup.blocks(heading.value)] if cells else []
    if heading.value.strip() and not cells:
        below = [(heading.line, heading.value), *below]
    rest = numbered_lines(_unhashed(below), account, _starts(heading.key), wrapped=not cells)
    items = tuple(labelled([*first, *rest], heading.key, account))
    return Field(heading.key, heading.text, heading.line, items, heading.size)


def _is_text(number: int, line: str, account: Account) -> bool:
    if not line.strip():
        account.decoration(number, "blank", line)
    return bool(line.strip())


def _unhashed(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(number, re.sub(r"^#{1,6}\s+", "", line)) for number, line in lines]


def _starts(key: str) -> re.Pattern[str]:
    """What starts a line that never continues the one before: the labels of this field."""
    labels = "|".join(re.escape(text) for text in SUBLABELS.get(key, {}))
    return re.compile(rf"(?:{labels})\s*:") if labels else NO_LABELS


def labelled(items: Iterable[Item], key: str, account: Account) -> Iterator[Labelled]:
    """``items`` of the field ``key`` with the label that each stands under; labels and void items are accounted."""
    role = title = ""
    for item in items:
        found = _sublabel(item, key)
        if found is None:
            label_role, label_title, rest = role, title, _useful(item, key, account)
        else:
            label_role, label_title = SUBLABELS[key][found], item.text[: len(found)]
            rest = item.after(label_title, account)
            rest = _useful(rest, key, account) if rest else None
            if label_role not in _OWN_ITEM_ONLY:
                role, title = label_role, label_title
        if rest is not None:
            yield Labelled(rest, label_role, label_title)


def _sublabel(item: Item, key: str) -> str | None:
    text = fold(item.pieces[0].text[:_WIDEST])
    for label in sorted(SUBLABELS.get(key, {}), key=len, reverse=True):
        if text.startswith(label) and text[len(label) :].lstrip()[:1] in ("", ":"):
            return label
    return None


def _useful(item: Item, key: str, account: Account) -> Item | None:
    """``item`` without notes of drafting, or None when it only says that there is nothing to say."""
    if key != "cost" and is_void(item.text):
        for piece in item.pieces:
            account.decoration(piece.line, "void", piece.raw)
        return None
    pieces = (_without(_NOTE_OF_DRAFTING, "note of drafting", piece, account) for piece in item.pieces)
    if key == "legal_basis":
        pieces = (_without(_REPEATED_ARTICLE, "repeated", piece, account) for piece in pieces)
    return replace(item, pieces=tuple(pieces))


def is_void(text: str) -> bool:
    """Whether ``text`` only says that there is nothing to say: «No disponible», «No existen requisitos especiales»."""
    folded = fold(text).strip(" .")
    return folded in _VOID or _NO_REQUIREMENTS.fullmatch(folded) is not None


def _without(pattern: re.Pattern[str], kind: Decoration, piece: Piece, account: Account) -> Piece:
    rest = pattern.sub(" ", piece.raw)
    # What stood around a broken tag must not become a whole one.
    if rest == piece.raw or markup.tag_names(rest) != markup.tag_names(piece.raw):
        return piece
    for found in pattern.findall(piece.raw):
        account.decoration(piece.line, kind, found)
    return replace(piece, raw=rest)
