"""What a ficha says in passing of an aspect that it has no field for: «en un plazo máximo de 10 días», under the steps.

The fichas of gob.ec have no field for how long a procedure takes. A sentence that gives a duration, in words that speak
of waiting and not of something else, is quoted; nothing is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.knowledge import Aspect, Procedure
from bot.text import fold

#: Sentences quoted at the most, and characters of one.
_MOST, _LONGEST = 2, 400
_NUMBER = r"(?:\d+|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|quince|veinte|treinta|cuarenta|sesenta)"
_UNIT = r"(?:minutos?|horas?|dias?|semanas?|mes|meses|anos?)"
_DURATION = re.compile(rf"\b{_NUMBER}(?: ?\([^)]{{1,15}}\))? ?{_UNIT}\b")
_MONEY = re.compile(r"(?:\busd|\$) ?\d|\b\d+(?:[.,]\d+)* ?(?:usd|dolares)\b")
#: A sentence ends where the next begins.
_BORDER = re.compile(r"(?<=[.;])\s+(?=[A-ZÁÉÍÓÚÑ¿])|\n+")
#: Laws speak of other durations and amounts.
_ELSEWHERE = frozenset({Aspect.legal_basis, Aspect.statistics, Aspect.contact})


@dataclass(frozen=True)
class _Kind:
    """The value a sentence must have, the words that show what it is a value of, and those that show another."""

    value: re.Pattern[str]
    shown_by: re.Pattern[str]
    unless: re.Pattern[str] = re.compile(r"(?!)")


_KINDS: Mapping[Aspect, _Kind] = {
    Aspect.processing_time: _Kind(
        _DURATION,
        re.compile(
            r"\b(?:plazo|termino|tiempo|demor\w+|tard\w+|respuesta|respond\w+|contest\w+|entreg\w+|resolv\w+|resuelv\w+"
            r"|despach\w+|maximo|dentro de|emit\w+|emision|finaliz\w+|recib\w+|obten\w+|habiles|laborables|atend\w+)\b"
        ),
        re.compile(r"\b(?:vigen\w+|valid\w+|caduc\w+|horario|lunes|anticipacion|antelacion|subsan\w+|ultim\w+|edad)\b"),
    ),
    Aspect.validity: _Kind(_DURATION, re.compile(r"\b(?:vigen\w+|valide\w+|valido|valida|caduc\w+|expir\w+)\b")),
    Aspect.cost: _Kind(_MONEY, re.compile(r"\b(?:cost\w+|valor\w*|pag\w+|tarifa|tasa|cancel\w+|usd|dolares)\b")),
}


def in_passing(procedure: Procedure, aspect: Aspect) -> Iterator[tuple[str, str]]:
    """The sentences of the ficha that speak of ``aspect`` in passing, each with the heading over it."""
    kind = _KINDS.get(aspect)
    said: set[str] = set()
    for passage in procedure.passages if kind else ():
        if passage.aspect in _ELSEWHERE:
            continue
        for sentence in _BORDER.split(passage.text):
            if kind and len(said) < _MOST and sentence not in said and _speaks_of(kind, sentence):
                said.add(sentence)
                yield passage.heading[-1], sentence.strip()


def _speaks_of(kind: _Kind, sentence: str) -> bool:
    folded = fold(sentence)
    if len(sentence) > _LONGEST or not kind.value.search(folded):
        return False
    return bool(kind.shown_by.search(folded)) and not kind.unless.search(folded)
