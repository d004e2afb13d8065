"""Saved lists on SQLite and on PostgreSQL: kept by code, readable by nobody else, gone when nobody uses them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import SavedLists, connect
from bot.errors import ListsUnavailable

CODE, OTHER = "7KX4M-Q29TB", "3FHT9-W8ZPK"
CONTENT = {"tramite": "x", "ficha": "h", "marks": {"a1": "tengo"}}


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url)
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS saved_list")
    engine.dispose()


@pytest.fixture
def lists(database: Engine) -> SavedLists:
    lists = SavedLists(database)
    lists.create()
    return lists


def aged(database: Engine, days: int) -> None:
    then = dt.datetime.now(dt.timezone.utc).replace(tzinfo=None) - dt.timedelta(days=days)
    with database.begin() as connection:
        connection.execute(sa.text("UPDATE saved_list SET saved_at = :then"), {"then": then})


def rows(database: Engine) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text("SELECT * FROM saved_list"))]


def test_a_list_is_found_by_its_code_alone(lists: SavedLists) -> None:
    lists.put(CODE, CONTENT)
    assert (lists.get(CODE), lists.get(OTHER)) == (CONTENT, None)


def test_what_is_put_again_replaces(lists: SavedLists, database: Engine) -> None:
    lists.put(CODE, CONTENT)
    lists.put(CODE, {**CONTENT, "marks": {}})
    assert (lists.get(CODE), len(rows(database))) == ({**CONTENT, "marks": {}}, 1)


def test_the_table_holds_no_code(lists: SavedLists, database: Engine) -> None:
    lists.put(CODE, CONTENT)
    assert CODE not in str(rows(database))


def test_a_list_survives_the_process(lists: SavedLists, database_url: str) -> None:
    lists.put(CODE, CONTENT)
    other = SavedLists(connect(database_url))
    assert other.get(CODE) == CONTENT
    other.close()


@pytest.mark.parametrize(("days", "found"), [(179, CONTENT), (181, None)])
def test_a_list_is_kept_for_half_a_year(lists: SavedLists, database: Engine, days: int, found: object) -> None:
    lists.put(CODE, CONTENT)
    aged(database, days)
    assert lists.get(CODE) == found


def test_old_lists_are_deleted_when_another_is_made(lists: SavedLists, database: Engine) -> None:
    lists.put(CODE, CONTENT)
    aged(database, 181)
    lists.put(OTHER, CONTENT)
    assert (len(rows(database)), lists.get(OTHER)) == (1, CONTENT)


def test_an_old_list_that_is_changed_lives_on(lists: SavedLists, database: Engine) -> None:
    lists.put(CODE, CONTENT)
    aged(database, 170)
    lists.put(CODE, CONTENT)
    aged(database, 100)
    assert lists.get(CODE) == CONTENT


def test_making_the_table_twice_keeps_what_is_in_it(lists: SavedLists) -> None:
    lists.put(CODE, CONTENT)
    lists.create()
    assert lists.get(CODE) == CONTENT


def test_several_processes_may_begin_at_once(database: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: SavedLists(database).create(), range(8)))
    assert rows(database) == []


def test_the_same_new_code_twice_at_once_is_one_list(lists: SavedLists, database: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: lists.put(CODE, CONTENT), range(8)))
    assert len(rows(database)) == 1


@pytest.mark.parametrize("use", [lambda lists: lists.get(CODE), lambda lists: lists.put(CODE, CONTENT)])
def test_without_its_table_the_store_says_so(database: Engine, use: object) -> None:
    assert callable(use)
    with pytest.raises(ListsUnavailable):
        use(SavedLists(database))


def test_a_database_that_cannot_be_reached_is_an_error_of_ours() -> None:
    lists = SavedLists(connect("postgresql+psycopg2://nadie@127.0.0.1:1/nada"))
    with pytest.raises(ListsUnavailable):
        lists.create()
