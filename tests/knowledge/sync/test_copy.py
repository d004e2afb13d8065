"""A copy of the catalogue: complete, repeated without work, and never worse than the one before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import SyncError
from bot.knowledge.sync import Report
from tests.knowledge.sync.catalogue import FAROS, MONTHS, PROCEDURES, REGULATIONS
from tests.knowledge.sync.conftest import NEXT_MONDAY, TUESDAY, Clock, contents, documents
from tests.knowledge.sync.server import Server

Copy = Callable[..., Report]
ALL = ["1203", "1204", "2051", "2052", "3001"]


def ids(lines: list[str]) -> list[str]:
    return [line.split()[0] for line in lines]


def test_every_procedure_of_every_institution_becomes_a_document(copy: Copy, folder: Path) -> None:
    report = copy()
    assert list(documents(folder)) == [f"tramite-{number}.json" for number in ALL]
    assert (ids(report.new), report.changed, report.unchanged, report.vanished) == (ALL, [], 0, [])
    assert report.refused == []


def test_a_document_holds_what_was_received_and_what_belongs_to_it(copy: Copy, folder: Path, server: Server) -> None:
    copy()
    assert documents(folder)["tramite-1203.json"] == {
        "formato": "ventanilla/gobec-1",
        "recibido": "2025-09-15",
        "origen": f"{server.url}tramites/1203",
        "tramite": PROCEDURES[0],
        "institucion": FAROS,
        "regulaciones": [
            {"vinculo": {"tramite_id": "1203", "regulacion_id": "71"}, "regulacion": REGULATIONS[0]},
        ],
        "transparencia": [{"tramite_id": "1203", **month} for month in MONTHS["1203"]],
    }


def test_the_base_address_may_lack_its_last_slash(copy: Copy, server: Server, folder: Path) -> None:
    copy(base_url=server.url.rstrip("/"))
    assert documents(folder)["tramite-1203.json"]["origen"] == f"{server.url}tramites/1203"


def test_a_regulation_of_several_procedures_is_asked_for_once(copy: Copy, server: Server) -> None:
    copy()
    assert server.paths().count("regulaciones/71") == 1


@pytest.mark.parametrize(("institutions", "expected"), [(("4",), ALL[:2]), (("9", "12"), ALL[2:])])
def test_only_the_institutions_asked_for_are_copied(
    copy: Copy, folder: Path, institutions: tuple[str, ...], expected: list[str]
) -> None:
    copy(institutions=institutions)
    assert list(documents(folder)) == [f"tramite-{number}.json" for number in expected]


def test_a_second_copy_writes_nothing(copy: Copy, folder: Path) -> None:
    copy()
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.json")}
    report = copy()
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*.json")} == before
    assert (report.new, report.changed, report.unchanged) == ([], [], 5)


def test_a_second_copy_asks_only_for_the_lists(copy: Copy, server: Server) -> None:
    copy()
    copy()
    assert [path for path in server.paths() if "page=" not in path] == []


def test_in_another_week_what_has_no_date_of_change_is_asked_for_again(
    copy: Copy, server: Server, clock: Clock
) -> None:
    copy()
    clock.day = NEXT_MONDAY
    copy()
    asked = {path.split("/")[0] for path in server.paths() if "page=" not in path}
    assert asked == {"instituciones", "regulaciones", "tramites-regulaciones", "tramites-transparencia"}


def test_a_copy_that_asks_for_all_asks_for_each_procedure(copy: Copy, server: Server) -> None:
    copy()
    copy(ask_all=True)
    assert {f"tramites/{number}" for number in ALL} <= set(server.paths())


@pytest.mark.parametrize("validators", ["ETag", "Last-Modified"])
def test_what_the_server_says_is_the_same_is_not_sent_again(copy: Copy, server: Server, validators: str) -> None:
    server.validators = validators
    received = copy().answers["received"]
    answers = copy(ask_all=True).answers
    assert (answers["received"], answers["confirmed"]) == (0, received)


def test_a_changed_procedure_is_the_only_document_that_is_written(copy: Copy, server: Server, folder: Path) -> None:
    copy()
    before = contents(folder)
    server.catalogue.change(2052, costo="Sí", costo_detalle="USD 3,00")
    report = copy()
    after = contents(folder)
    assert [name for name in after if after[name] != before[name]] == ["tramite-2052.json"]
    assert (ids(report.changed), report.unchanged) == (["2052"], 4)


def test_a_document_keeps_the_day_on_which_it_was_received(
    copy: Copy, server: Server, clock: Clock, folder: Path
) -> None:
    copy()
    clock.day = TUESDAY
    server.catalogue.change(2052, costo="Sí")
    copy()
    received = {name: document["recibido"] for name, document in documents(folder).items()}
    assert received == dict.fromkeys(received, "2025-09-15") | {"tramite-2052.json": "2025-09-16"}


def test_a_procedure_without_a_date_of_change_is_compared_by_its_contents(
    copy: Copy, server: Server, folder: Path
) -> None:
    del server.catalogue.procedure(2052)["modificado"]
    copy()
    server.catalogue.procedure(2052)["costo"] = "Sí"
    assert ids(copy().changed) == ["2052"]
    assert documents(folder)["tramite-2052.json"]["tramite"]["costo"] == "Sí"


def test_a_procedure_that_vanished_is_reported_and_kept_aside(copy: Copy, server: Server, folder: Path) -> None:
    copy()
    before = contents(folder)
    server.catalogue.remove(1204)
    report = copy()
    assert report.vanished == ["1204 Registro de farero"]
    assert "tramite-1204.json" not in contents(folder)
    assert contents(folder / "retirados") == {"tramite-1204.json": before["tramite-1204.json"]}


def test_a_procedure_that_comes_back_is_new_and_no_longer_aside(copy: Copy, server: Server, folder: Path) -> None:
    copy()
    gone = server.catalogue.procedure(1204)
    server.catalogue.remove(1204)
    copy()
    server.catalogue.procedures.append(gone)
    assert ids(copy().new) == ["1204"]
    assert contents(folder / "retirados") == {}


def test_copying_one_institution_leaves_the_others_alone(copy: Copy, folder: Path) -> None:
    copy()
    report = copy(institutions=("9",))
    assert (len(documents(folder)), report.unchanged, report.vanished) == (5, 2, [])


def test_the_procedures_of_an_institution_that_vanished_vanish(copy: Copy, server: Server) -> None:
    copy()
    server.catalogue.institutions.pop()
    assert ids(copy().vanished) == ["3001"]


def test_a_great_many_vanished_at_once_are_believed_only_when_told_to(copy: Copy, server: Server, folder: Path) -> None:
    template = server.catalogue.procedure(2052)
    server.catalogue.procedures += [{**template, "tramite_id": str(number)} for number in range(5000, 5030)]
    copy()
    before = contents(folder)
    server.catalogue.procedures[5:] = []
    with pytest.raises(SyncError, match="Faltan 30 de 32 trámites de la institución 9: puede ser un fallo"):
        copy()
    assert contents(folder) == before
    assert len(copy(accept_vanished=True).vanished) == 30


def test_a_catalogue_without_institutions_is_not_believed(copy: Copy, server: Server, folder: Path) -> None:
    copy()
    before = contents(folder)
    server.catalogue.institutions.clear()
    with pytest.raises(SyncError, match="ninguna institución"):
        copy()
    assert contents(folder) == before


def test_a_document_that_somebody_damaged_is_written_again(copy: Copy, folder: Path) -> None:
    copy()
    before = contents(folder)
    (folder / "tramite-2051.json").write_text("[[[", encoding="utf-8")
    assert ids(copy().changed) == ["2051"]
    assert contents(folder) == before


def test_only_one_copy_at_a_time_is_made(copy: Copy, server: Server, folder: Path) -> None:
    refused = []

    def second() -> None:
        server.when_asked = lambda: None
        with pytest.raises(SyncError) as error:
            copy()
        refused.append(str(error.value))

    server.when_asked = second
    copy()
    assert refused == [f"Ya se está copiando el catálogo en {folder}."]
