"""A server that fails, blocks or lies: what is tried again, what is refused and why, and what stays."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import SyncError
from bot.knowledge.sync import Limits, Report
from tests.knowledge.sync import faults
from tests.knowledge.sync.conftest import Clock, contents, documents
from tests.knowledge.sync.faults import Act
from tests.knowledge.sync.server import Server

Copy = Callable[..., Report]

PASSING = {
    "an empty answer with status 200": faults.empty,
    "a page instead of data": faults.says("<!DOCTYPE html><title>Un momento…</title>", Content_Type="text/html"),
    "too many requests": faults.status(429),
    "an error of the server": faults.status(500),
    "a gateway without a server": faults.status(502),
    "maintenance": faults.status(503),
    "forbidden": faults.status(403),
    "a reset": faults.resets,
    "a cut body": faults.truncates,
    "a cut compressed body": faults.truncates_compressed,
    "JSON that is cut": faults.says('[{"tramite_id": "1203", "nom'),
    "damaged compression": faults.says(b"\x1f\x8b\x08\x00nada", Content_Encoding="gzip"),
}


@pytest.mark.parametrize("act", PASSING.values(), ids=PASSING.keys())
def test_what_passes_is_asked_for_again(copy: Copy, server: Server, folder: Path, act: Act) -> None:
    server.fail("tramites/1203", act, times=2)
    assert (copy().refused, len(documents(folder))) == ([], 5)
    assert server.paths().count("tramites/1203") == 3


@pytest.mark.parametrize("act", PASSING.values(), ids=PASSING.keys())
def test_what_does_not_pass_is_reported_after_six_attempts(copy: Copy, server: Server, folder: Path, act: Act) -> None:
    server.fail("tramites/1203", act)
    report = copy()
    assert [what for what, _ in report.refused] == ["tramites/1203"]
    assert (server.paths().count("tramites/1203"), len(documents(folder))) == (6, 4)


def test_silence_is_asked_again_and_then_reported(copy: Copy, server: Server) -> None:
    server.fail("tramites/1203", faults.silent(server.over))
    report = copy(limits=Limits(timeout=0.2, attempts=2))
    assert report.refused == [("tramites/1203", "no respondió a tiempo")]


LASTING = {
    "nothing there": (faults.status(404), "respondió con el estado 404"),
    "another host": (faults.redirects("https://ejemplo.invalid/x"), "redirige a otro sitio (https://ejemplo.invalid)"),
    "another port": (faults.redirects("http://127.0.0.1:9/x"), "redirige a otro sitio (http://127.0.0.1)"),
    "a file of this machine": (faults.redirects("file:///etc/passwd"), "redirige a otro sitio (file://)"),
    "a redirection in a circle": (faults.redirects("/api/v1/tramites/1203"), "redirige más de 3 veces"),
    "a number": (faults.says("7"), "se esperaba una lista de objetos"),
    "a list of texts": (faults.says('["a"]'), "se esperaba una lista de objetos"),
    "no object": (faults.says("[]"), "se esperaba un objeto y hay 0"),
    "two objects": (faults.says('[{"tramite_id": "1203"}, {"tramite_id": "4"}]'), "se esperaba un objeto y hay 2"),
    "another procedure": (faults.says('{"tramite_id": "9"}'), "se pidió el 1203 y llegó el 9"),
    "no identifier": (faults.says('{"nombre": "x"}'), "el identificador 'None' no es un número"),
    "a path as identifier": (faults.says('{"tramite_id": "../../x"}'), "el identificador '../../x' no es un número"),
    "Latin-1": (
        faults.says('{"tramite_id": "1203", "nombre": "ñandú"}'.encode("latin-1"), Content_Type="application/json"),
        "la respuesta no está en UTF-8",
    ),
    "UTF-16": (faults.says('{"tramite_id": "1203"}'.encode("utf-16")), "la respuesta no está en UTF-8"),
    "half a character": (
        faults.says('{"tramite_id": "1203", "nombre": "\\ud83d"}'),
        "un texto tiene caracteres partidos (sustitutos de UTF-16 sueltos)",
    ),
    "20 levels": (faults.says("[" * 20 + "]" * 20), "los datos tienen más de 16 niveles"),
    "100,000 levels": (faults.says("[" * 100_000), "los datos tienen más de 16 niveles"),
    "a huge body": (faults.says(b"[" + b" " * 2_000_000 + b"]"), "la respuesta pasa de 1 MB"),
    "a body without end": (faults.endless, "la respuesta pasa de 1 MB"),
    "a compressed gigabyte": (faults.bomb(1_000), "la respuesta pasa de 1 MB"),
    "compression that was not asked for": (
        faults.says(b"x", Content_Encoding="br"),
        "la respuesta está comprimida de un modo que no se pidió (br)",
    ),
    "«the same» to who had nothing": (
        faults.status(304),
        "respondió «sin cambios» (304) a quien no tenía nada",
    ),
}


@pytest.mark.parametrize(("act", "why"), LASTING.values(), ids=LASTING.keys())
def test_what_will_not_pass_is_refused_and_the_rest_is_copied(
    copy: Copy, server: Server, folder: Path, act: Act, why: str
) -> None:
    server.fail("tramites/1203", act)
    report = copy(limits=Limits(timeout=5.0, size=1_000_000))
    assert report.refused == [("tramites/1203", why)]
    assert list(documents(folder)) == [f"tramite-{number}.json" for number in (1204, 2051, 2052, 3001)]


def test_a_compressed_gigabyte_is_never_in_memory(copy: Copy, server: Server) -> None:
    copy()
    server.fail("tramites/1203", faults.bomb(1_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert copy(ask_all=True).refused == [("tramites/1203", "la respuesta pasa de 16 MB")]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_redirection_within_the_site_is_followed(copy: Copy, server: Server, folder: Path) -> None:
    server.fail("tramites/1203", faults.redirects("/api/v1/tramites/1203?v=2"), times=1)
    assert (copy().refused, len(documents(folder))) == ([], 5)


def test_a_refused_procedure_keeps_its_last_document(copy: Copy, server: Server, folder: Path) -> None:
    copy()
    before = contents(folder)
    server.catalogue.change(1203, costo="No")
    server.fail("tramites/1203", faults.says("[]"))
    report = copy()
    assert (contents(folder), report.vanished) == (before, [])


def test_an_answer_that_was_not_believed_is_asked_for_again_next_time(copy: Copy, server: Server, folder: Path) -> None:
    server.fail("tramites/1203", faults.says('{"tramite_id": "9"}'), times=1)
    copy()
    report = copy()
    assert (report.new, report.refused) == (['1203 Permiso para encender un faro "menor"'], [])


@pytest.mark.parametrize("part", ["regulaciones", "transparencia"])
def test_a_part_that_cannot_be_had_is_reported_and_stays_as_it_was(
    copy: Copy, server: Server, folder: Path, part: str
) -> None:
    copy()
    before = documents(folder)["tramite-1203.json"][part]
    server.catalogue.change(1203, codigo="otro")
    server.fail(f"tramites-{part}/1203", faults.status(404))
    report = copy()
    document = documents(folder)["tramite-1203.json"]
    assert (document["tramite"]["codigo"], document[part]) == ("otro", before)
    assert report.refused == [(f"tramites-{part}/1203", "respondió con el estado 404")]


def test_a_regulation_that_cannot_be_had_is_reported_once_and_is_empty(
    copy: Copy, server: Server, folder: Path
) -> None:
    server.fail("regulaciones/71", faults.status(404))
    assert copy().refused == [("regulaciones/71", "respondió con el estado 404")]
    assert [one["regulacion"] for one in documents(folder)["tramite-1203.json"]["regulaciones"]] == [None]


def test_a_regulation_that_cannot_be_had_stays_as_it_was(copy: Copy, server: Server, folder: Path) -> None:
    copy()
    before = contents(folder)
    server.fail("regulaciones/71", faults.status(404))
    report = copy(ask_all=True)
    assert (contents(folder), report.refused) == (before, [("regulaciones/71", "respondió con el estado 404")])


LISTS = {
    "a page that comes again": (
        "tramites?institution=4&page=1",
        faults.says('[{"tramite_id": "1203"}, {"tramite_id": "1204"}]'),
        "la página 1 repite la página 0: la lista no termina",
    ),
    "the same page for ever": (
        "tramites?institution=4&page=",
        faults.says('[{"tramite_id": "8"}]'),
        "la página 1 repite la página 0: la lista no termina",
    ),
    "another institution's procedures": (
        "tramites?institution=4&page=",
        faults.says('[{"tramite_id": "8", "institucion_id": "9"}]'),
        "la lista de la institución 4 trae trámites de la institución 9",
    ),
    "an id that is a path": (
        "tramites?institution=4&page=",
        faults.says('[{"tramite_id": "../../../tmp/x"}]'),
        "el identificador '../../../tmp/x' no es un número",
    ),
    "a text for a list": (
        "tramites?institution=4&page=",
        faults.says('"mantenimiento"'),
        "se esperaba una lista de objetos",
    ),
    "an institution that is not there": ("instituciones/4", faults.status(404), "respondió con el estado 404"),
}


@pytest.mark.parametrize(("where", "act", "why"), LISTS.values(), ids=LISTS.keys())
def test_a_list_that_is_not_one_is_refused_and_its_institution_left_as_it_was(
    copy: Copy, server: Server, folder: Path, where: str, act: Act, why: str
) -> None:
    copy()
    before = contents(folder)
    server.fail(where, act)
    report = copy(ask_all=True)
    assert (report.refused, report.vanished, report.unchanged) == ([("institución 4", why)], [], 3)
    assert contents(folder) == before


def test_a_procedure_listed_twice_is_copied_once_and_reported(copy: Copy, server: Server, folder: Path) -> None:
    server.catalogue.procedures.append(server.catalogue.procedure(1203))
    report = copy()
    assert report.refused == [("tramites/1203", "está repetido (ya en la institución 4); va una vez")]
    assert len(documents(folder)) == 5


BLOCKED = {name: act for name, act in PASSING.items() if "cut" not in name}


@pytest.mark.parametrize("act", BLOCKED.values(), ids=BLOCKED.keys())
def test_a_server_that_blocks_everything_leaves_the_last_copy_untouched(
    copy: Copy, server: Server, folder: Path, act: Act
) -> None:
    copy()
    before = contents(folder)
    server.fail("", act)
    with pytest.raises(SyncError, match="No se pudo leer la lista de instituciones"):
        copy()
    assert contents(folder) == before


def test_an_empty_catalogue_never_comes_of_a_block(copy: Copy, server: Server, folder: Path) -> None:
    server.fail("", faults.empty)
    with pytest.raises(SyncError, match=r"respondió sin contenido \(estado 200\), como hace cuando bloquea"):
        copy(institutions=("4",))
    assert documents(folder) == {}


def test_a_server_that_starts_to_fail_is_left_alone_before_long(copy: Copy, server: Server, folder: Path) -> None:
    copy()
    before = contents(folder)
    for number in (1203, 1204, 2051, 2052, 3001):
        server.catalogue.change(number, codigo="otro")
    server.fail("tramites/", faults.status(500))
    server.fail("tramites-", faults.status(500))
    server.fail("regulaciones/", faults.status(500))
    server.catalogue.procedures.append({**server.catalogue.procedure(3001), "tramite_id": "3002"})
    with pytest.raises(SyncError, match="El catálogo no responde bien: 6 peticiones seguidas"):
        copy()
    assert contents(folder) == before


def test_nothing_is_left_half_made_when_a_copy_fails(copy: Copy, server: Server, folder: Path) -> None:
    server.fail("", faults.empty)
    with pytest.raises(SyncError):
        copy()
    server.faults.clear()
    copy()
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".sincronizacion")) == [
        "retirados",
        *(f"tramite-{number}.json" for number in (1203, 1204, 2051, 2052, 3001)),
    ]


@pytest.mark.parametrize("address", ["ftp://gob.ec/", "gob.ec/api", "https://u:p@gob.ec/", "https://", "http://[::1"])
def test_an_address_that_is_none_is_refused_before_anything_is_asked(copy: Copy, server: Server, address: str) -> None:
    with pytest.raises(SyncError, match=r"no es (una|la) direcci"):
        copy(base_url=address)
    assert server.asked == []


def test_a_folder_that_cannot_be_written_is_said(copy: Copy, folder: Path) -> None:
    folder.write_text("es un archivo")
    with pytest.raises(SyncError, match="No se puede escribir en"):
        copy()


def test_a_damaged_record_of_answers_is_said(copy: Copy, folder: Path) -> None:
    folder.mkdir()
    (folder / ".sincronizacion.db").write_bytes(b"basura" * 1000)
    with pytest.raises(SyncError, match="está dañado"):
        copy()


def test_unknown_fields_are_copied_as_they_are(copy: Copy, server: Server, folder: Path) -> None:
    extra = {"nuevo": [1, {"a": None}], "<script>": "\u0000\u202e"}
    server.catalogue.procedure(3001).update(extra)
    copy()
    copied = documents(folder)["tramite-3001.json"]["tramite"]
    assert {key: copied[key] for key in extra} == extra


def test_a_compressed_answer_is_the_same_as_a_plain_one(copy: Copy, server: Server, folder: Path) -> None:
    copy()
    plain = contents(folder)
    server.compress = True
    copy(folder=folder.with_name("otra"))
    assert contents(folder.with_name("otra")) == plain


def test_a_report_survives_its_json(copy: Copy, server: Server) -> None:
    server.fail("tramites/1203", faults.status(404))
    report = copy()
    assert Report.of(json.loads(json.dumps(report.as_json()))) == report


def test_waiting_between_attempts_grows(copy: Copy, server: Server, clock: Clock) -> None:
    server.fail("tramites/1203", faults.status(500))
    copy()
    assert [wait for wait in clock.slept if wait >= 1] == [1, 2, 4, 8, 16]
