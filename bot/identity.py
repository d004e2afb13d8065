"""Identifiers that people write: of persons, cases, documents. Found in any spelling, masked where they are personal.

Sources: the check digit of cédula and RUC is `python-stdnum`'s; the shapes of case numbers are those that SENAE,
SERCOP and Quipux print on their documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import luhn
from stdnum.ec import ci

_GAP = r"[\s.\-–_/]*"
#: A number may stand right behind a letter («RUC1790…»), never inside a longer number.
_BEFORE, _AFTER = r"(?<!\d)(?<!\d[.,])", r"(?!\d)"
_WORD_BEFORE, _WORD_AFTER = r"(?<![\w@.])", r"(?![\w@])"
_SEPARATED = r"[\s.\-]{0,2}\d"


@dataclass(frozen=True)
class Identifier:
    """An identifier found in a text: ``value`` in its canonical spelling, ``text[start:end]`` as it was written."""

    kind: str
    value: str
    start: int
    end: int
    personal: bool


@dataclass(frozen=True)
class _Kind:
    name: str
    pattern: re.Pattern[str]
    canonical: Callable[[re.Match[str]], str | None]
    label: str = ""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _cedula(match: re.Match[str]) -> str | None:
    digits = _digits(match[0])
    return digits if len(digits) == 10 and ci.is_valid(digits) else None


def _ruc(match: re.Match[str]) -> str | None:
    """Newer RUC numbers may fail their check digit, so only the shape is asked for: province, number, establishment."""
    digits = _digits(match[0])
    province = int(digits[:2])
    return digits if (1 <= province <= 24 or province == 30) and digits[10:] != "000" else None


def _card(match: re.Match[str]) -> str | None:
    digits = _digits(match[0])
    return digits if luhn.is_valid(digits) else None


def _joined(match: re.Match[str]) -> str:
    return "-".join(part.upper() for part in match.groups() if part)


def _kind(name: str, pattern: str, canonical: Callable[[re.Match[str]], str | None], label: str = "") -> _Kind:
    return _Kind(name, re.compile(pattern, re.IGNORECASE), canonical, label)


def _number(pattern: str) -> str:
    return f"{_BEFORE}(?:{pattern}){_AFTER}"


def _word(pattern: str) -> str:
    return f"{_WORD_BEFORE}(?:{pattern}){_WORD_AFTER}"


#: In the order they are looked for: a longer shape before one that it contains. A label makes a kind personal.
KINDS = (
    _kind("email", _word(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), lambda m: m[0].lower(), "correo"),
    _kind(
        "declaracion",
        _number(rf"(\d{{3}}){_GAP}((?:19|20)\d{{2}}){_GAP}(\d{{2}}){_GAP}(\d{{8}})"),
        _joined,
    ),
    _kind(
        "documento_quipux",
        _word(r"([a-z]{2,10})[\s\-–_]+([a-z]{2,10})[\s\-–_]+((?:19|20)\d{2})[\s\-–_]+(\d{3,6})[\s\-–_]+(of|re|o|m|c)"),
        _joined,
    ),
    _kind(
        "proceso_sercop",
        _word(r"([a-z]{2,6})[\s\-–_]+([a-z0-9]{2,12})[\s\-–_]+((?:19|20)\d{2})[\s\-–_]+(\d{2,6})"),
        _joined,
    ),
    _kind("tarjeta", _number(r"\d{4}[ .-]?\d{4}[ .-]?\d{4}[ .-]?\d{1,7}"), _card, "tarjeta"),
    _kind("ruc", _number(rf"\d{{10}}{_GAP}\d{{3}}"), _ruc, "ruc"),
    _kind("cedula", _number(r"\d{9}[\s\-]?\d|\d{2}[\s.]?\d{4}[\s.]?\d{4}"), _cedula, "cédula"),
    _kind(
        "telefono",
        _number(
            rf"\+?593[\s\-]{{0,2}}(?:\(0\)\s?)?\d(?:{_SEPARATED}){{7,8}}"
            rf"|\(?09[\s\-]?\d\)?(?:{_SEPARATED}){{7}}|\(0\d\)\s?\d(?:{_SEPARATED}){{6}}|0[2-7][\s\-]?\d(?:{_SEPARATED}){{6}}"
        ),
        lambda m: _digits(m[0]),
        "teléfono",
    ),
)


def find(text: str) -> list[Identifier]:
    """The identifiers of ``text`` from left to right; they do not overlap.

    >>> [i.value for i in find("mi dae 028 2025 40 00123456")]
    ['028-2025-40-00123456']
    """
    found: list[Identifier] = []
    for identifier in _all(text):
        if all(identifier.end <= other.start or identifier.start >= other.end for other in found):
            found.append(identifier)
    return sorted(found, key=lambda identifier: identifier.start)


def _all(text: str) -> Iterator[Identifier]:
    for kind in KINDS:
        match = kind.pattern.search(text)
        while match:
            value = kind.canonical(match)
            if value is not None:
                yield Identifier(kind.name, value, match.start(), match.end(), bool(kind.label))
            # What fails its check digit may hide the beginning of what does not.
            match = kind.pattern.search(text, match.start() + 1 if value is None else match.end())


def mask(text: str) -> str:
    """``text`` with each personal identifier replaced by its kind in brackets.

    >>> mask("mi cédula es 1710034065 y quiero saber")
    'mi cédula es [cédula] y quiero saber'
    """
    labels = {kind.name: kind.label for kind in KINDS}
    for identifier in reversed(find(text)):
        if identifier.personal:
            text = f"{text[: identifier.start]}[{labels[identifier.kind]}]{text[identifier.end :]}"
    return text
