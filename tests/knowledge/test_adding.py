"""A new source: what it would add is shown, and nothing is written before an editor agrees."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.kb import kb
from bot.errors import SourceError
from bot.knowledge import Catalogue
from bot.knowledge.adding import accept, staged
from bot.knowledge.curated import read_index
from bot.knowledge.fetching import MAX_BYTES, fetch
from tests.knowledge.conftest import CURATED, FICHA
from tests.knowledge.pages import PAGE
from tests.knowledge.scraped import ficha, write


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """The editors' files and sources, to write in."""
    return Path(shutil.copytree(CURATED, tmp_path / "knowledge"))


@pytest.fixture
def sources(curated: Path) -> Path:
    return curated / "fuentes"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "descarga.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def add(source: str | Path, curated: Path, *options: str, answer: str = "") -> Result:
    out = curated.parent / "k.db"
    arguments = [
        "add",
        str(source),
        "--curated",
        str(curated),
        "--sources",
        str(curated / "fuentes"),
        "--out",
        str(out),
    ]
    return CliRunner().invoke(kb, [*arguments, *options], input=answer)


def test_it_shows_what_was_understood_and_how_it_would_be_reached(page: Path, curated: Path) -> None:
    shown = add(page, curated, answer="n\n").stdout
    for text in (
        "apa-registro-colmenares",
        "Croquis del colmenar",
        "4,24 USD incluye IVA",
        "Lunes a viernes de 08h00 a 16h30",
        "Palabras que solo tiene su nombre: colmenares",
        "«Registro de colmenares»: lo encuentra",
        "La institución no está en",
    ):
        assert text in shown


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_without_agreement_nothing_is_written(page: Path, curated: Path, answer: str) -> None:
    before = contents(curated)
    add(page, curated, answer=answer)
    assert contents(curated) == before
    assert not (curated.parent / "k.db").exists()


@pytest.mark.parametrize(("options", "answer"), [(("--yes",), ""), ((), "y\n")])
def test_agreed_it_is_copied_indexed_and_built(
    page: Path, curated: Path, sources: Path, options: tuple[str, ...], answer: str
) -> None:
    result = add(page, curated, *options, answer=answer)
    assert result.exit_code == 0, result.output
    name = "apa-registro-colmenares.html"
    assert (sources / name).read_bytes() == page.read_bytes()
    entry = read_index(sources)[name]
    assert (entry.title, entry.url) == ("Registro de colmenares", "https://www.gob.ec/apa/tramites/registro-colmenares")
    assert entry.received_on is not None
    assert Catalogue(curated.parent / "k.db").get("apa-registro-colmenares").source.document == name


def test_the_index_keeps_its_comments_and_entries(page: Path, curated: Path, sources: Path) -> None:
    before = (sources / "indice.yml").read_text(encoding="utf-8")
    add(page, curated, "--yes")
    assert (sources / "indice.yml").read_text(encoding="utf-8").startswith(before.rstrip())


def test_a_second_time_it_is_already_there(page: Path, curated: Path) -> None:
    add(page, curated, "--yes")
    before = contents(curated)
    result = add(page, curated, "--yes")
    assert (result.exit_code, contents(curated)) == (1, before)
    assert "ya hay un documento «apa-registro-colmenares.html»" in result.stderr


def test_the_same_procedure_in_another_document_is_refused(tmp_path: Path, page: Path, curated: Path) -> None:
    add(page, curated, "--yes")
    again = write(tmp_path / "otra.json", ficha())
    result = add(again, curated, "--yes")
    assert result.exit_code == 1
    assert "ya está en apa-registro-colmenares.html" in result.stderr


def test_look_alikes_are_shown_with_what_separates_them(tmp_path: Path, curated: Path) -> None:
    other = write(tmp_path / "otra.json", ficha(Nombre_Tramite="Reprogramación de procesos de contratación"))
    shown = add(other, curated, answer="n\n").stdout
    assert "Reprogramación de procesos (SERCOP)" in shown
    assert "solo el nuevo dice: contratacion; solo el otro: nada" in shown


def test_defects_and_refusals_are_shown_with_their_line(tmp_path: Path, curated: Path) -> None:
    broken = write(tmp_path / "dos.jsonl", ficha(), "{", ficha(Nombre_Tramite="Otro", URL_Fuente="No disponible"))
    shown = add(broken, curated, answer="n\n").stdout
    assert "línea 1: campo-sin-contenido" in shown
    assert "línea 2: no se pudo leer: no es JSON" in shown


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("nota.txt", "Hola", "ninguno de los formatos conocidos"),
        ("nota.pdf", "%PDF", "su tipo no se lee"),
        ("falta.txt", None, "no se puede leer"),
        ("sin.json", '{"Nombre_Tramite": "Permiso", "URL_Fuente": "https://x.ec/a"}', "no dice de qué institución es"),
        (
            "prueba.json",
            '{"Nombre_Tramite": "Trámite de prueba", "Institucion_Responsable": "A (AB)"}',
            "ficha de prueba",
        ),
        ("corta.txt", FICHA[:200], "parece cortada"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    tmp_path: Path, curated: Path, name: str, text: str | None, reason: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = contents(curated)
    result = add(tmp_path / name, curated, "--yes")
    assert result.exit_code == 1
    assert reason in result.stderr.splitlines()[-1]
    assert contents(curated) == before


def test_an_institution_that_the_document_does_not_say_can_be_told(
    tmp_path: Path, curated: Path, sources: Path
) -> None:
    path = tmp_path / "ficha.txt"
    text = FICHA.replace("Institución\tSERVICIO NACIONAL DE ADUANA DEL ECUADOR", "Institución\t")
    path.write_text(text.replace("prueba@aduana.gob.ec", "prueba@ejemplo.ec"), encoding="utf-8")
    assert "no dice de qué institución es" in add(path, curated, "--yes").stderr
    result = add(path, curated, "--yes", "--institution", "senae")
    assert result.exit_code == 0, result.output
    assert read_index(sources)["senae-permiso-prueba.txt"].institution == "senae"


def test_a_rebuild_that_fails_leaves_everything_as_it_was(page: Path, curated: Path, sources: Path) -> None:
    before = contents(curated)
    with staged(page, sources, curated) as addition, pytest.raises(OSError, match=r"Not a directory|File exists"):
        accept(addition, sources, curated, page / "k.db")
    assert contents(curated) == before


Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, Answer]], str]]:
    """Starts a server that gives the answers by path; its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answers: dict[str, Answer]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


HTML = {"content-type": "text/html; charset=utf-8"}


def test_a_page_is_fetched_from_its_address(
    serve: Callable[[dict[str, Answer]], str], curated: Path, sources: Path
) -> None:
    address = serve({"/t": (302, {"location": "/tramite"}, b""), "/tramite": (200, HTML, PAGE.encode())})
    result = add(f"{address}/t", curated, "--yes")
    assert result.exit_code == 0, result.output
    assert (sources / "apa-registro-colmenares.html").read_bytes() == PAGE.encode()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, HTML, b"x"), "el servidor respondió 404"),
        ((200, {"content-type": "application/pdf"}, b"%PDF"), "no es una página: es «application/pdf»"),
        ((200, HTML, b""), "sin contenido"),
        ((200, HTML, b"a" * (MAX_BYTES + 1)), "pasa de 2 MB"),
        ((302, {"location": "/x"}, b""), "más de 5 veces"),
        ((302, {"location": "file:///etc/hosts"}, b""), "solo se leen direcciones http"),
    ],
)
def test_what_is_no_page_is_refused(serve: Callable[[dict[str, Answer]], str], answer: Answer, reason: str) -> None:
    address = serve({"/x": answer})
    with pytest.raises(SourceError, match=reason):
        fetch(f"{address}/x")


@pytest.mark.parametrize("address", ["file:///etc/hosts", "ftp://a.ec/x", "javascript://a", "http://", "http://[bad"])
def test_other_schemes_and_broken_addresses_are_refused(address: str, curated: Path) -> None:
    result = add(address, curated, "--yes")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_a_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(SourceError, match="no hay conexión"):
        fetch("http://127.0.0.1:9/x")
