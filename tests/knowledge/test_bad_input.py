"""What is not a ficha gets a clear error with file and line, in bounded time and memory."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from bot.errors import SourceError
from bot.knowledge.build import build
from bot.knowledge.check import defects
from bot.knowledge.document import MAX_BYTES, MAX_LINE, read_document
from bot.knowledge.readers import Reading, read
from tests.knowledge.conftest import DOCUMENTS, FICHA

#: Every refusal here takes well under this, in seconds; unbounded reading takes minutes.
LIMIT = 5.0

BAD = [
    ("an empty file", b"", r":1: el documento está vacío"),
    ("a file of blanks", b"\n \n\t\n", r":1: el documento está vacío"),
    ("UTF-16", FICHA.encode("utf-16"), r":1: está en UTF-16"),
    ("UTF-16 without a mark", FICHA.encode("utf-16-le"), r":1: no es un documento de texto \(tiene bytes nulos\)"),
    ("a byte order mark", b"\xef\xbb\xbf" + FICHA.encode(), r":1: empieza con una marca de orden de bytes \(BOM\)"),
    ("Latin-1", FICHA.encode("latin-1"), r":1: no está en UTF-8"),
    ("Latin-1 further down", FICHA.encode()[:400] + b"\n\xe1\n", r":\d\d: no está en UTF-8"),
    ("a character cut in half", FICHA.encode().split("ó".encode())[0] + b"\xc3", r":1: no está en UTF-8"),
    ("null bytes", FICHA.encode() + b"\x00", r":\d\d: no es un documento de texto"),
    ("control characters", FICHA.encode() + b"\x1b[31m", r":\d\d: tiene caracteres de control"),
    ("a PDF", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", r":2: no está en UTF-8"),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00", r": no es un documento de texto|:\d: no es"),
    ("other text", b"Lista de compras\nPan\n", r":1: no tiene ninguno de los formatos conocidos"),
    ("HTML", b"<html><body>hola</body></html>", r":1: no tiene ninguno de los formatos conocidos"),
    ("one very long line", FICHA.encode() + b"x" * (MAX_LINE + 1), r":\d\d: la línea pasa de"),
    ("50 MB", b"x\n" * 25_000_000, r": pasa de 1 MB: no es una ficha"),
    ("too many lines", b"\n" * 30_000 + FICHA.encode(), r":20001: tiene más de 20000 líneas"),
    ("20,000 nested tags", FICHA.replace("Sirve", "<b>" * 20_000).encode(), r":5: hay más de 40 etiquetas HTML"),
    ("20,000 nested tags in lines", FICHA.replace("Un papel", "<i>\n" * 10_000).encode(), r":\d\d: hay más de 40 etiq"),
    ("a title alone", FICHA[:110].encode(), r":\d: falta «Descripción»: la ficha parece cortada"),
    ("two fichas", (FICHA + FICHA[FICHA.index("Nombre") :]).encode(), r":\d\d: «Nombre Trámite» aparece otra vez"),
    ("a cut row", FICHA[:-3].encode(), r":\d\d: la fila de la tabla de atenciones está cortada"),
    ("a month that does not exist", FICHA.replace("\t03\t", "\t13\t").encode(), r":\d\d: el mes de la fila no existe"),
    ("a table that is gone", FICHA.split("Año")[0].encode(), r":\d\d: «Transparencia» no tiene su tabla"),
    ("a name that is gone", FICHA.replace("PERMISO DE PRUEBA", "").encode(), r":3: «Nombre Trámite» está vacío"),
    (
        "a row without columns",
        b"TR\xc3\x81MITE\tPROCEDIMIENTO\tCANAL\tTIEMPO ESTIMADO\nUno\tDos\n",
        r":2: la fila tiene 2 col",
    ),
    (
        "a table without rows",
        b"TR\xc3\x81MITE\tPROCEDIMIENTO\tCANAL\tTIEMPO ESTIMADO\n",
        r":2: la tabla no tiene filas",
    ),
]


@pytest.mark.parametrize(("data", "message"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_input_is_refused_with_file_and_line_and_leaves_the_old_base(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path, out = tmp_path / "mala.txt", tmp_path / "knowledge.db"
    path.write_bytes(data)
    out.write_bytes(b"the old base")
    start = time.monotonic()
    with pytest.raises(SourceError, match=r"mala\.txt" + message):
        build([path], out, tmp_path)
    assert time.monotonic() - start < LIMIT
    assert out.read_bytes() == b"the old base"


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_a_document_cut_before_its_table_is_refused(tmp_path: Path, path: Path) -> None:
    """Wherever the cut is: in a ficha before the statistics, in a table inside a row."""
    data = path.read_bytes()
    ficha = b"Transparencia" in data
    start, end = (0, data.find(b"Mes")) if ficha else (data.rindex(b"\n") + 2, data.rindex(b"\t"))
    cut = tmp_path / "cortada.txt"
    for position in range(start, end, max(1, (end - start) // 40)):
        cut.write_bytes(data[:position])
        with pytest.raises(SourceError, match=r"cortada\.txt:\d+: "):
            read(read_document(cut))


def reading(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "ficha.txt"
    path.write_text(text, encoding="utf-8")
    return read(read_document(path))


@pytest.mark.parametrize(
    "debris",
    ["(" * 90_000, "[" * 90_000, "<a " * 30_000, "a.b-" * 22_000, "1" * 90_000, "1.1 " * 22_000, ", " * 45_000,
     "• " * 40_000, "a@" * 45_000, "a" * 90_000, "A/" * 45_000, "Art. " * 18_000, "**" * 45_000, "%25C3" * 18_000,
     "&amp;" * 18_000, "08h00 - " * 11_000, " " * 90_000, "tales como " * 8_000, "<!--" * 22_000, "www." * 22_000],
    ids=lambda text: text[:12].strip() or "blanks",
)  # fmt: skip
def test_lines_of_debris_are_read_in_bounded_time(tmp_path: Path, debris: str) -> None:
    text = FICHA
    for place in ("Sirve para probar", "El trámite no tiene costo", "Un papel", "Presencial", "Ley de Prueba"):
        text = text.replace(place, f"x {debris} y")
    start = time.monotonic()
    read_it = reading(tmp_path, text)
    list(defects([read_it]))
    assert read_it.account.lost(read_it.document.lines) == {}
    assert time.monotonic() - start < LIMIT


def test_the_largest_document_is_read_in_bounded_memory(tmp_path: Path) -> None:
    items = "- Un papel más, con su copia, en https://a.gob.ec/papel.\n"
    count = min(15_000, (MAX_BYTES - len(FICHA) * 2) // len(items.encode()))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    record = reading(tmp_path, FICHA.replace("- Un papel.\n", items * count)).drafts[0]
    assert len(record.values["requirements"]) == count
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000, "kB more than before"
