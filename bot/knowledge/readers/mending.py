"""Text that lost its line breaks, or got too many, when a page was copied: put back without losing a character.

:func:`unglued` breaks lines where two paragraphs were glued; :func:`groups` joins the lines of one paragraph that a
link or a bold word had cut. Neither adds nor removes anything but white space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from bot.text import fold

Line = tuple[int, str]

#: Where a sentence or an article number meets the capital of the next paragraph: «semillas.Los», «6,8,33La Ley».
_GLUE = re.compile(
    r"(?<=[a-záéíóúñ0-9).][.;:])(?=[A-ZÁÉÍÓÚÑ¿«“][a-záéíóúñ]{2})"
    r"|(?<=[a-záéíóúñ0-9)»”])(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{1,20}[ \n.,:])"
    r"|(?<=[a-záéíóúñ\d][.;:\"”»])(?=[A-ZÁÉÍÓÚÑ]{4,} )|(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ]{4,} )"
    r"|(?<=[\w.;:\"”»)])(?=(?:Acuerdo|C[oó]digo|Constituci[oó]n|Decisi[oó]n|Decreto|Estatuto|Instructivo|Ley|Norma|"
    r"Ordenanza|Reforma|Reglamento|Resoluci[oó]n)\b)"
    r"|(?<=[\d,])(?=Art\. ?\d)"
)
#: The same before a law that is named by its number: «Todos362 Expídase», «control.362 Expídase».
_GLUED_NUMBER = re.compile(r"(?<=[a-záéíóúñ.])(?=\d{1,4} [A-ZÁÉÍÓÚÑ][a-záéíóúñ])")
_SENTENCE = re.compile(r"(?<=[a-záéíóúñ)][.:])(?=[A-ZÁÉÍÓÚÑ¿][a-záéíóúñ]|\d\. )")
_ARTICLES = re.compile(r" ?- ?Art\(s\)\.")
_LABELS = re.compile(r"(?<=\S)(?=Requisitos (?:Obligatorios|Especiales|Opcionales|Generales|Espec[ií]ficos):)")
_BARE_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})?\s?(?:\.-|[.)-])?|[a-z]\)|[A-Z]\.")
_CLOSING = tuple(".,;:)»”")
_OPEN_WORDS = frozenset("a al con de del e el en la las lo los o para por que su sus un una y".split())
_LINK_LABEL = re.compile(r"(?:link|enlace)\b.{0,30}:(?:\s*https?://\S+)?", re.IGNORECASE)
_ENDS_IN_LINK = re.compile(r"\b(?:link|enlace)\b[^:]{0,20}:$", re.IGNORECASE)
_LONGEST_LABEL = 30
#: «física o digital», after a semicolon that ends nothing.
_LONGEST_REST = 30
_OPEN_PARENTHESIS = re.compile(r"\([^()]{0,60}$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def unglued_sentences(text: str) -> str:
    """``text`` with a line break where a sentence is glued to the one before.

    >>> unglued_sentences("Análisis de semillas.Los análisis permiten evaluar.")
    'Análisis de semillas.\\nLos análisis permiten evaluar.'
    """
    return _SENTENCE.sub("\n", text)


def unglued_labels(text: str) -> str:
    """``text`` with «Requisitos Especiales:» at the start of a line."""
    return _LABELS.sub("\n", text)


def unglued_laws(text: str) -> str:
    """``text`` with a line for each legal entry («Title - Art(s). Articles») and for what is said of it.

    >>> print(unglued_laws("Ley A - Art(s). TodosLey B - Art(s). 1 y 2Dice algo."))
    Ley A - Art(s). Todos
    Ley B - Art(s). 1 y 2
    Dice algo.
    """
    marks = [match.end() for match in _ARTICLES.finditer(text)]
    bounds = [*marks[1:], len(text)]
    breaks: set[int] = set()
    for number, (start, end) in enumerate(zip(marks, bounds)):
        last = number == len(marks) - 1
        breaks |= _breaks(text, start, end, last=last)
    cuts = [0, *sorted(breaks), len(text)]
    return "\n".join(text[start:end] for start, end in pairwise(cuts))


def _breaks(text: str, start: int, end: int, *, last: bool) -> set[int]:
    """After the articles, and before the title of the next entry (``last``: there is none)."""
    found = [m.start() for pattern in (_GLUE, _GLUED_NUMBER) for m in pattern.finditer(text, start, end)]
    found = sorted(at for at in found if at > start)
    if not found:
        return set()
    return {found[0]} if last else {found[0], found[-1]}


def groups(lines: Iterable[Line], joins: Callable[[str, str], bool]) -> Iterator[list[Line]]:
    """The lines of each paragraph. ``joins`` tells whether a line goes on with the text before it."""
    group: list[Line] = []
    for number, text in lines:
        if group and not joins(" ".join(part for _, part in group), text):
            yield group
            group = []
        group.append((number, text))
    if group:
        yield group


def continues(before: str, line: str) -> bool:
    """Whether ``line`` is the rest of the sentence ``before``, cut where the page had a link or a bold word."""
    if line.startswith((*_CLOSING, "(")) or before.endswith(("(", ",", "www.")) or _BARE_NUMBER.fullmatch(before):
        return True
    if _ENDS_IN_LINK.search(before) or is_open(before):
        return True
    if _ADDRESS.fullmatch(line) or _LINK_LABEL.fullmatch(line):
        return not before.startswith("Requisitos")
    return _goes_on(before, line)


def is_open(text: str) -> bool:
    """Whether ``text`` ends shortly after a parenthesis that is not closed, whatever the next line looks like."""
    return _OPEN_PARENTHESIS.search(text) is not None


def _goes_on(before: str, line: str) -> bool:
    if before.endswith(";") and line[:1].islower() and len(line) <= _LONGEST_REST:
        return True
    if before.endswith((".", ";", ":")) or _BARE_NUMBER.match(line[:3]):
        return False
    return line[:1].islower() or fold(before.rsplit(maxsplit=1)[-1]) in _OPEN_WORDS


def labels(before: str, line: str) -> bool:
    """Whether ``before`` is a short label that ``line`` gives the value of: «Dirección:»."""
    longest = 2 * _LONGEST_LABEL if "horario" in fold(before) else _LONGEST_LABEL
    return continues(before, line) or (len(before) <= longest and before.endswith(":"))


def prices(before: str, line: str) -> bool:
    """Whether ``line`` goes on with a price: «44.74», «USD incluido IVA»."""
    return continues(before, line) or (before[-1:].isdigit() and fold(line[:7]).startswith(("usd", "dolares")))
