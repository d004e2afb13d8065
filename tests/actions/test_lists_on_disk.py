"""The guides' shelf over the operational database."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.actions.base import ListsOnDisk
from bot.answers import Memory
from bot.answers.guides import Saved, code_in
from bot.errors import ListsUnavailable
from tests.actions.conftest import Run
from tests.answers.support import OCE

CODE, SAVED = "7KX4M-Q29TB", Saved(OCE, "h", {"a": "tengo"})


def test_what_is_put_is_found_by_another_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nueva/v.db"
    ListsOnDisk(url).put(CODE, SAVED)
    assert (ListsOnDisk(url).get(CODE), ListsOnDisk(url).get("3FHT9-W8ZPK")) == (SAVED, None)


def test_no_database_is_opened_before_a_list_is_wanted(tmp_path: Path) -> None:
    ListsOnDisk(f"sqlite:///{tmp_path}/nueva/v.db")
    assert not (tmp_path / "nueva").exists()


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("")
    with pytest.raises(ListsUnavailable):
        ListsOnDisk(f"sqlite:///{tmp_path}/archivo/v.db").get(CODE)


def test_a_failure_is_tried_again(tmp_path: Path) -> None:
    blocking = tmp_path / "archivo"
    blocking.write_text("")
    lists = ListsOnDisk(f"sqlite:///{blocking}/v.db")
    with pytest.raises(ListsUnavailable):
        lists.get(CODE)
    blocking.unlink()
    lists.put(CODE, SAVED)
    assert lists.get(CODE) == SAVED


def test_a_list_begun_by_an_action_is_found_by_its_code(run: Run) -> None:
    begun = run("action_iniciar_lista", entities={"tramite": OCE})
    code = code_in(begun.answer.text.split("mi lista **")[1])
    again = run("action_continuar_guia", f"mi lista {code}", memory=Memory())
    assert (again.procedure, again.slots["tramite"], again.slots["guias"][0]["code"]) == (OCE, OCE, code)
