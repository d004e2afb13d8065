"""A source document as received: its lines, or a clear refusal when it is not readable Spanish text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SourceError

#: The largest ficha seen has 15 kB.
MAX_BYTES = 1_000_000
MAX_LINES = 20_000
MAX_LINE = 100_000
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_TEXT_CONTROLS = frozenset("\t\x0c")


@dataclass(frozen=True)
class Document:
    """``lines`` without their ends; line ``n`` of an editor is ``lines[n - 1]``. ``sha256`` is of the file's bytes.

    A ficha among others in one file stands there as its ``record``, from 1; then ``lines`` are those of its values. The
    lines of a page's text stand at ``places``, the lines of its HTML.
    """

    path: Path
    lines: tuple[str, ...]
    sha256: str
    record: int | None = None
    places: tuple[int, ...] = ()

    def place(self, line: int) -> int:
        """Where ``line`` is in the file: the line itself, that of the HTML, or the record."""
        if self.record is not None:
            return self.record
        return self.places[line - 1] if self.places else line

    def error(self, message: str, line: int | None = None) -> SourceError:
        return SourceError(message, path=self.path, line=line if line is None else self.place(line))


def read_document(path: Path) -> Document:
    """The document at ``path``. SourceError when it is too big, empty, binary or not UTF-8 without a mark."""
    data = _read_bytes(path)
    text = _decode(data, path)
    lines = tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    _check_lines(lines, path)
    return Document(path, lines, hashlib.sha256(data).hexdigest())


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"no se puede leer: {error.strerror}", path=path) from error
    if len(data) > MAX_BYTES:
        raise SourceError(f"pasa de {MAX_BYTES // 1_000_000} MB: no es una ficha", path=path)
    return data


def _decode(data: bytes, path: Path) -> str:
    if not data.strip():
        raise SourceError("el documento está vacío", path=path, line=1)
    if data.startswith(_UTF16_MARKS):
        raise SourceError("está en UTF-16; guárdelo en UTF-8", path=path, line=1)
    if data.startswith(_UTF8_MARK):
        raise SourceError("empieza con una marca de orden de bytes (BOM); guárdelo en UTF-8 sin BOM", path=path, line=1)
    if b"\x00" in data:
        raise SourceError("no es un documento de texto (tiene bytes nulos)", path=path, line=_line_at(data, b"\x00"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError("no está en UTF-8; guárdelo en UTF-8", path=path, line=line) from error


def _line_at(data: bytes, needle: bytes) -> int:
    return data.count(b"\n", 0, data.index(needle)) + 1


def _check_lines(lines: tuple[str, ...], path: Path) -> None:
    if len(lines) > MAX_LINES:
        raise SourceError(f"tiene más de {MAX_LINES} líneas", path=path, line=MAX_LINES + 1)
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise SourceError(f"la línea pasa de {MAX_LINE} caracteres", path=path, line=number)
        if any(c < " " and c not in _TEXT_CONTROLS for c in line):
            raise SourceError("tiene caracteres de control: no es un documento de texto", path=path, line=number)
