"""What a source document says, read without any of the code under test, and what an answer says beyond it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import unquote

from ruamel.yaml import YAML

from bot.knowledge import Procedure
from tests.answers.support import LINK, ROOT

SOURCES = ROOT / "knowledge" / "fuentes"
MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"

_MARKUP = "p|b|br|hr|ul|ol|li|div|span|strong|em"

#: What must not be invented, most telling first: what one pattern takes the next does not see.
TOKENS = {
    "correo": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "dirección web": r"(?:https?://|www\.)[^\s<>«»\"]+|\b(?:[a-z0-9-]+\.)+(?:ec|ly|com|org)\b(?:/[^\s<>«»\"]*)?",
    "norma": r"\b[A-ZÁÉÍÓÚ]{2,}(?:-[A-Z0-9]+){2,}",
    "teléfono": r"\b1[78]00[- ]?\d{3}[- ]?\d{3}\b|\(?\b0\d\)?[- ]\d{6,8}\b|\b09\d{8}\b",
    "fecha": rf"\b\d{{1,2}} de (?:{'|'.join(MONTHS)})(?: de \d{{4}})?|\b\d+[-/]\d\d[-/]\d+\b",
    "número": r"\d+(?:[.,:h]\d+)*",
}


@cache
def document(name: str) -> str:
    return (SOURCES / name).read_text(encoding="utf-8")


@cache
def received() -> dict[str, str]:
    """The day each document was received, as the index of sources writes it."""
    index = YAML(typ="safe", pure=True).load((SOURCES / "indice.yml").read_text(encoding="utf-8"))
    return {entry["documento"]: str(entry["recibido"]) for entry in index}


@cache
def said_by(procedure: Procedure) -> Ground:
    """The source of ``procedure``: its document or, in a table of many procedures, its own row."""
    text = document(procedure.source.document)
    rows = [line for line in text.splitlines() if line.startswith(f"{procedure.name}\t")]
    return Ground(rows[0] if rows else text)


@dataclass(frozen=True)
class Ground:
    """A text that answers may rely on."""

    text: str

    @cached_property
    def plain(self) -> str:
        """The text without mark-up, entities and double encoding, on one line."""
        decoded = unquote(unquote(html.unescape(html.unescape(self.text))))
        return " ".join(_folded(re.sub(rf"</?(?:{_MARKUP})\b[^<>]*>", " ", decoded)).replace("*", "").split())

    @cached_property
    def tight(self) -> str:
        return self.plain.replace(" ", "")

    @cached_property
    def numbers(self) -> set[str]:
        return set(re.findall(TOKENS["número"], self.plain))

    @cached_property
    def months(self) -> dict[tuple[int, int], tuple[int, int]]:
        """(year, month) → (complaints, people served): the rows of the table of statistics."""
        rows = re.findall(r"^\s*(20\d\d)\s+(\d\d)\s+(\d+)\s+(\d+)\s*$", self.text, re.MULTILINE)
        return {(int(year), int(month)): (int(complaints), int(served)) for year, month, complaints, served in rows}

    def states(self, kind: str, token: str) -> bool:
        if kind == "número":
            return token in self.numbers
        if kind == "dirección web":
            return _address(token) in self.tight
        return _folded(token).replace(" ", "") in self.tight

    def states_month(self, year: int, month: int, served: int, complaints: int) -> bool:
        return self.months.get((year, month)) == (complaints, served)

    def sums(self, chosen: Iterable[tuple[int, int]]) -> tuple[int, int]:
        """People served and complaints in all of ``chosen``."""
        rows = [self.months[one] for one in chosen]
        return sum(served for _, served in rows), sum(complaints for complaints, _ in rows)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("–", "-").replace("\u00ad", "")).casefold()


def _address(token: str) -> str:
    bare = re.sub(r"^https?://", "", unquote(unquote(token))).rstrip("/.,;:)")
    return _folded(bare).replace(" ", "")


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """(kind, token) of everything in ``text`` that could be invented."""
    rest = text
    for kind, pattern in TOKENS.items():
        for found in re.findall(pattern, rest):
            yield kind, found.rstrip(".,;:)") if kind == "dirección web" else found
        rest = re.sub(pattern, " ", rest)


def ungrounded(text: str, procedure: Procedure) -> list[str]:
    """What ``text``, an answer about ``procedure``, says that no source states: «kind: token», in order."""
    ground = said_by(procedure)
    contact = Ground("\n".join([ground.text, *map(document, procedure.institution.documents)]))
    missing: list[str] = []
    for paragraph in LINK.sub(r"\1 \2", text).replace("\\", "").split("\n\n"):
        asks = paragraph.startswith("Para confirmarlo, pregunte a ")
        trusted = contact if asks else ground
        rest = _without_figures(_without_source(_unnumbered(paragraph), procedure), ground, procedure)
        missing += [f"{kind}: {token}" for kind, token in tokens(rest) if not trusted.states(kind, token)]
    return missing


def _unnumbered(paragraph: str) -> str:
    """``paragraph`` without the numbers that only count its lines: 1, 2, 3 … or, on a later page, 11, 12 …"""
    last: dict[int, int] = {}

    def counted(match: re.Match[str]) -> str:
        indent, number = len(match[1]), int(match[2])
        if number not in (last.get(indent, -1) + 1, 1, *range(11, 100, 10)):
            return match[0]
        for deeper in [one for one in last if one > indent]:
            del last[deeper]
        last[indent] = number
        return ""

    return re.sub(r"^( *)(\d+)\. ", counted, paragraph, flags=re.MULTILINE)


def _without_source(paragraph: str, procedure: Procedure) -> str:
    """``paragraph`` without the day on which its document was received, when that is the right one."""
    year, month, day = (int(part) for part in received()[procedure.source.document].split("-"))
    return paragraph.removesuffix(f", documento recibido el {day} de {MONTHS[month - 1]} de {year}.")


def _without_figures(paragraph: str, ground: Ground, procedure: Procedure) -> str:
    """``paragraph`` without counts, months and sums that the source confirms."""
    entries = len(procedure.legal_basis)
    paragraph = paragraph.removeprefix(f"La ficha cita {entries} normas. Estas son las {min(entries, 10)} primeras")
    paragraph = re.sub(r"La ficha no indica cifras de [^.]+\.", "", paragraph)
    for pattern, confirms in ((_ONE, _is_month), (_YEAR, _is_year), (_SPAN, _is_span)):
        paragraph = re.sub(
            pattern, lambda m, ok=confirms: "" if ok(m, ground) else m[0], paragraph, flags=re.IGNORECASE
        )
    return paragraph


_COUNTS = r"(?P<served>\d+) atenciones(?:,| y) (?P<complaints>\d+) quejas"
_ONE = rf"{_MONTH} de (?P<year>\d{{4}}): {_COUNTS}"
_YEAR = rf"Todo (?P<year>\d{{4}}): {_COUNTS}"
_SPAN = rf"De {_MONTH} de (?P<year>\d{{4}}) a (?P<until>\w+) de (?P<last>\d{{4}}): {_COUNTS}"


def _is_month(match: re.Match[str], ground: Ground) -> bool:
    year, month = int(match["year"]), MONTHS.index(match["month"].lower()) + 1
    return ground.states_month(year, month, int(match["served"]), int(match["complaints"]))


def _is_year(match: re.Match[str], ground: Ground) -> bool:
    chosen = [one for one in ground.months if one[0] == int(match["year"])]
    return bool(chosen) and ground.sums(chosen) == (int(match["served"]), int(match["complaints"]))


def _is_span(match: re.Match[str], ground: Ground) -> bool:
    first = (int(match["year"]), MONTHS.index(match["month"].lower()) + 1)
    last = (int(match["last"]), MONTHS.index(match["until"]) + 1)
    ends = (first, last) == (min(ground.months), max(ground.months))
    return ends and ground.sums(ground.months) == (int(match["served"]), int(match["complaints"]))
