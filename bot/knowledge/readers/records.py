"""Files of scraped fichas: one JSON object a line (``.jsonl``), or one object or a list of them (``.json``).

An object that cannot be read is refused alone, with its place and the reason; what is no JSON at all is an error.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import SourceError

SUFFIXES = frozenset({".json", ".jsonl"})
#: The national catalogue, some 5,000 fichas, has about 30 MB.
MAX_BYTES = 200_000_000
#: The longest of the fichas seen has 45 kB.
MAX_RECORD = 1_000_000
_BAD_STARTS = {b"\xff\xfe": "está en UTF-16", b"\xfe\xff": "está en UTF-16", b"\xef\xbb\xbf": "empieza con un BOM"}


class _NoRecord(ValueError):
    """Raised for JSON that no ficha can be made of; says why in Spanish."""


@dataclass(frozen=True)
class Record:
    """One object of a file. ``number`` is its line in a ``.jsonl``, its place in the list otherwise, from 1."""

    path: Path
    number: int
    values: dict[str, Any]

    def refusal(self, reason: str) -> SourceError:
        return SourceError(reason, path=self.path, line=self.number)


def read_records(path: Path) -> Iterator[Record | SourceError]:
    """The objects of ``path``, or why each cannot be one. SourceError when nothing in the file can be read."""
    found = 0
    for one in _lines(path) if path.suffix.lower() == ".jsonl" else _whole(path):
        found += isinstance(one, Record)
        yield one
    if not found:
        raise SourceError("no tiene ninguna ficha que se pueda leer", path=path, line=1)


def digest(path: Path) -> str:
    """The SHA-256 of the file's bytes."""
    hashed = hashlib.sha256()
    with _opened(path) as file:
        while block := file.read(1 << 20):
            hashed.update(block)
    return hashed.hexdigest()


def lines_of(path: Path) -> int:
    """How many lines of the file say something."""
    with _opened(path) as file:
        return sum(bool(line.strip()) for line in file)


def _opened(path: Path) -> Any:
    try:
        size = path.stat().st_size
        file = path.open("rb")
    except OSError as error:
        raise SourceError(f"no se puede leer: {error.strerror}", path=path) from error
    if size > MAX_BYTES:
        file.close()
        raise SourceError(f"pasa de {MAX_BYTES // 1_000_000} MB", path=path)
    return file


def _lines(path: Path) -> Iterator[Record | SourceError]:
    with _opened(path) as file:
        for number, line in enumerate(file, 1):
            if number == 1:
                _check_start(line, path)
            if line.strip():
                yield _record(path, number, line)


def _whole(path: Path) -> Iterator[Record | SourceError]:
    with _opened(path) as file:
        data = file.read()
    _check_start(data, path)
    try:
        content = _parsed(data)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise SourceError(f"no es JSON: {_problem(error)}", path=path, line=line) from error
    for number, value in enumerate(content if isinstance(content, list) else [content], 1):
        yield _checked(path, number, value)


def _check_start(data: bytes, path: Path) -> None:
    for start, problem in _BAD_STARTS.items():
        if data.startswith(start):
            raise SourceError(f"{problem}; guárdelo en UTF-8 sin BOM", path=path, line=1)


def _record(path: Path, number: int, line: bytes) -> Record | SourceError:
    if len(line) > MAX_RECORD:
        return SourceError(f"la ficha pasa de {MAX_RECORD // 1_000_000} MB", path=path, line=number)
    try:
        return _checked(path, number, _parsed(line))
    except ValueError as error:
        return SourceError(f"no es JSON: {_problem(error)}", path=path, line=number)


def _parsed(data: bytes) -> Any:
    """ValueError for what is no JSON, whatever is wrong with it."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object)
    except RecursionError as error:
        raise _NoRecord("hay demasiados niveles") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise _NoRecord("una clave está dos veces")
    return values


def _problem(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "no está en UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"está mal escrito en la columna {error.colno}"
    return str(error) if isinstance(error, _NoRecord) else "tiene un número demasiado largo"


def _checked(path: Path, number: int, value: Any) -> Record | SourceError:
    if isinstance(value, dict):
        return Record(path, number, value)
    return SourceError("no es una ficha: se esperaba un objeto con «Nombre_Tramite»", path=path, line=number)
