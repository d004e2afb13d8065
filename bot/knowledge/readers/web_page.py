"""Pages of gob.ec saved from the browser: headings over paragraphs and lists, some of them dropped.

The page's first title may be an alias of the procedure; its own address tells which title is the official one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from bot.errors import SourceError
from bot.knowledge import markup
from bot.knowledge.document import Document
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.ficha import Reading
from bot.knowledge.readers.page_text import MAX_BYTES, SUFFIXES, Page, PageLine, read_page
from bot.knowledge.readers.sections import OPENERS, TITLE_OF, Part, bare, merged, reading_of, says_something
from bot.text import fold, slug

__all__ = ["NAME", "SUFFIXES", "read"]

NAME = "web_page"
#: Headings that only a page has, folded → field.
_OPENERS = OPENERS | {
    "nombre tramite": "name",
    "nombre del tramite": "name",
    "institucion": "institution",
    "institucion responsable": "institution",
    "descripcion": "description",
}
#: Labels that stand first in a field: where its heading was dropped, they open it.
_LABELS = {
    "requisitos obligatorios": "requirements",
    "requisitos especiales": "requirements",
    "dirigido a": "audience",
    "contacto": "contact",
    "email": "contact",
}
_UPDATED = "fecha de ultima actualizacion"
_ACRONYM = re.compile(r"[^.]{6,120}\([A-ZÁÉÍÓÚÑ][\w.-]{1,30}\)")
#: Without two of these it is the page of something else.
_EXPECTED = frozenset({"audience", "requirements", "steps", "cost", "location_hours", "legal_basis", "contact"})
_FEWEST = 2


def read(path: Path) -> Reading:
    """The ficha on the page at ``path``. SourceError when it is no such page, or not one of a procedure."""
    data = _bytes(path)
    page = read_page(data, path)
    title = _title(page)
    above = (PageLine(1, title, "name"), PageLine(1, page.url, "url"))
    lines = (*(line for line in above if line.text), *page.lines)
    texts, places = tuple(one.text for one in lines), tuple(one.place for one in lines)
    document = Document(path, texts, hashlib.sha256(data).hexdigest(), places=places)
    account = Account()
    parts = list(_parts(lines, account))
    if len(_EXPECTED & {part.key for part in parts if part.lines}) < _FEWEST:
        raise document.error("no parece la página de un trámite: le faltan los títulos («¿Qué necesito…?», …)", 1)
    aliases = _aliases(parts)
    return reading_of(document, NAME, merged(parts, account), account, aliases)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"no se puede leer: {error.strerror}", path=path) from error


def _title(page: Page) -> str:
    """The browser's title where it, and not the first title on the page, is the name that the page's address has."""
    title = page.title.split(" | ")[0].strip()
    heading = next((one.text for one in page.lines if one.tag == "h1"), "")
    own = page.url.rstrip("/").rsplit("/", 1)[-1]
    return title if title and slug(title) == own and slug(heading) != own else ""


def _parts(lines: tuple[PageLine, ...], account: Account) -> Iterator[Part]:
    """The parts in order: those of one line, and those that a heading or a label opens. The others are description."""
    part = Part("description", TITLE_OF["description"])
    named = False
    for number, line in enumerate(lines, 1):
        alone = _alone(line, part.key, named=named)
        opened = None if alone else _opened(line.text, part.key)
        if not says_something(number, line.text, account):
            continue
        if alone:
            named = named or line.tag == "h1"
            yield Part(alone, line.text, [(number, line.text)])
        elif opened:
            yield part
            part = _part(opened, number, line.text, account)
        else:
            part.lines.append((number, line.text))
    yield part


def _part(key: str, number: int, text: str, account: Account) -> Part:
    """The part that ``text`` opens. A heading is not said again; a label belongs to the part."""
    part = Part(key, TITLE_OF.get(key, text.rstrip(": ")))
    if bare(text) in _OPENERS:
        account.decoration(number, "title", text)
    else:
        part.lines.append((number, text))
    return part


def _alone(line: PageLine, inside: str, *, named: bool) -> str | None:
    """What a line says by itself: the page's title or address, its institution, its date; None when it does not."""
    if line.tag in ("url", "name"):
        return line.tag
    if line.tag == "h1" and not named:
        return "heading"
    if fold(line.text).startswith(f"{_UPDATED}:") and line.text[-1:].isdigit():
        return "updated_on"
    return "institution" if inside == "description" and _ACRONYM.fullmatch(line.text) else None


def _opened(text: str, inside: str) -> str | None:
    """The field that ``text`` opens, by its heading or by a label that stands first in it."""
    label, colon, _ = fold(markup.plain(text[:40])).partition(":")
    found = _OPENERS.get(bare(text)) or (_LABELS.get(label) if colon else None)
    return None if found == inside else found


def _aliases(parts: list[Part]) -> tuple[str, ...]:
    """The first title of the page, when another one is its name; without another it becomes the name itself."""
    headings = [part for part in parts if part.key == "heading"]
    named = any(part.key == "name" and part.lines for part in parts)
    for part in headings:
        part.key = "alias" if named else "name"
    official = " ".join(text for part in parts if part.key == "name" for _, text in part.lines)
    said = (markup.plain(text) for part in headings for _, text in part.lines)
    return tuple(text for text in said if named and fold(text) != fold(official))
