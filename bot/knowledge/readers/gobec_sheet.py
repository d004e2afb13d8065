"""The sheet that a procedure of the catalogue's API makes: lines as people see them, each in a field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.knowledge import markup
from bot.knowledge.document import MAX_LINES, Document
from bot.knowledge.readers import html_lines
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.mending import Line
from bot.knowledge.readers.records import Record
from bot.text import clean

Object = dict[str, Any]

#: Names of values that are written without their accents.
_TITLES = {
    "codigo": "Código",
    "institucion_emisora": "Institución emisora",
    "registro_oficial_fecha": "Fecha del Registro Oficial",
    "suscripcion": "Suscripción",
}


@dataclass
class Sheet:
    """What of ``record`` is read so far. ``parts`` are lines by field; ``notes`` the lines that only explain one."""

    record: Record
    account: Account = field(default_factory=Account)
    lines: list[str] = field(default_factory=list)
    parts: dict[str, list[Line]] = field(default_factory=dict)
    notes: set[int] = field(default_factory=set)

    def add(self, key: str, *texts: str, note: bool = False) -> None:
        """``texts`` are the next lines of the field ``key``."""
        added = list(enumerate(texts, len(self.lines) + 1))
        self.parts.setdefault(key, []).extend(added)
        self.lines.extend(texts)
        self.notes.update(number for number, _ in added if note)

    def use(self, key: str, text: str) -> None:
        """``text`` is the next line, and all of it is ``key``."""
        self.lines.append(text)
        self.account.use(len(self.lines), text, key)

    def document(self, sha256: str) -> Document:
        if len(self.lines) > MAX_LINES:
            raise self.record.refusal(f"tiene más de {MAX_LINES} líneas")
        return Document(self.record.path, tuple(self.lines), sha256, self.record.number)

    def object(self, key: str) -> Object:
        value = self.record.values.get(key)
        if not isinstance(value, dict):
            raise self.record.refusal(f"«{key}» no es un objeto")
        return value

    def part(self, source: Object, key: str) -> Object:
        """The object under ``key`` of ``source``; empty when it was not to be had."""
        value = source.get(key)
        if value is not None and not isinstance(value, dict):
            raise self.record.refusal(f"«{key}» no es un objeto")
        return value or {}

    def objects(self, key: str) -> list[Object]:
        """The objects under ``key``; none when they were not to be had."""
        value = self.record.values.get(key)
        rows = [] if value is None else value
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise self.record.refusal(f"«{key}» no es una lista de objetos")
        return rows

    def seen(self, source: Object, name: str) -> list[str]:
        """The lines that people see of the value ``name``; a refusal when it is no text."""
        value = source.get(name)
        values = value if isinstance(value, list) else [value]
        if any(isinstance(one, (dict, list, bool)) for one in values):
            raise self.record.refusal(f"«{clean(name, limit=40)}» no es un texto")
        texts = [markup.unescaped(str(one)) for one in values if one is not None]
        if any(markup.depth(text) > markup.MAX_DEPTH for text in texts):
            raise self.record.refusal(f"hay más de {markup.MAX_DEPTH} etiquetas HTML una dentro de otra")
        return [line for text in texts for line in html_lines.lines(text)]

    def word(self, source: Object, name: str) -> str:
        """What people see of the value ``name``, on one line."""
        return markup.plain(" ".join(self.seen(source, name)))

    def under_its_name(self, source: Object, name: str) -> list[str]:
        """The lines of a value that has no field of its own, after its name."""
        texts = self.seen(source, name)
        title = _TITLES.get(name, clean(name, limit=60).replace("_", " ").capitalize())
        return [f"{title}: {texts[0]}"] if len(texts) == 1 else [f"{title}:", *texts] if texts else []
