"""The search's index survives being stored, byte by byte, and a damaged one is refused."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import Catalogue, Foreign, Institution, Procedure, Search, Words
from bot.knowledge.index import Index
from bot.knowledge.record import Source
from bot.knowledge.stored import dump, load

PIECES = sorted(dump(Index.of([], Words(), ())))
QUESTIONS = ("clave del portal", "permizo de peska", "régimen 51", "vacas", "sacar el pasaporte", "", "zxqwtrplk")


@pytest.fixture(scope="module")
def pieces(catalogue: Catalogue) -> Mapping[str, bytes]:
    """The index of the project's own knowledge base, in pieces."""
    return dump(Index.of(catalogue.procedures(), catalogue.words(), catalogue.foreign()))


def make(name: str) -> Procedure:
    institution = Institution(id="i", name="Instituto", acronym="I")
    return Procedure(id=name, name=name, institution=institution, source=Source(document="x.txt", title=name))


def search(catalogue: Catalogue, index: Index) -> Search:
    return Search(index, catalogue.words(), catalogue.get)


# -- there and back ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_loaded_index_finds_the_same(catalogue: Catalogue, pieces: Mapping[str, bytes], text: str) -> None:
    made = Index.of(catalogue.procedures(), catalogue.words(), catalogue.foreign())
    assert search(catalogue, load(pieces)).find(text, limit=40) == search(catalogue, made).find(text, limit=40)


def test_every_name_finds_the_same_in_a_loaded_index(catalogue: Catalogue, pieces: Mapping[str, bytes]) -> None:
    loaded = search(catalogue, load(pieces))
    made = search(catalogue, Index.of(catalogue.procedures(), catalogue.words(), catalogue.foreign()))
    names = catalogue.names().values()
    assert [name for name in names if loaded.find(name, limit=40) != made.find(name, limit=40)] == []


def test_the_same_index_gives_the_same_bytes(catalogue: Catalogue, pieces: Mapping[str, bytes]) -> None:
    assert dump(Index.of(catalogue.procedures(), catalogue.words(), catalogue.foreign())) == pieces


def test_the_order_of_the_records_changes_no_byte() -> None:
    one, other = make("Permiso de pesca"), make("Permiso de caza")
    assert dump(Index.of([one, other], Words(), ())) == dump(Index.of([other, one], Words(), ()))


def test_a_loaded_index_is_taken_to_the_same_pieces(pieces: Mapping[str, bytes]) -> None:
    assert dump(load(pieces)) == pieces


@pytest.mark.parametrize(
    ("procedures", "foreign"),
    [
        ([], []),
        ([make("Permiso de pesca")], []),
        ([], [Foreign(name="Pasaporte", phrases=("sacar el pasaporte",))]),
        ([make("")], []),
    ],
    ids=["nothing", "one of ours", "only others", "no words"],
)
def test_small_catalogues_survive_too(procedures: list[Procedure], foreign: list[Foreign]) -> None:
    pieces = dump(Index.of(procedures, Words(), foreign))
    assert dump(load(pieces)) == pieces


def test_what_names_state_survives() -> None:
    words = Words(facets=(("persona", "natural", ("natural",)),))
    index = Index.of([make("Licencia para persona natural")], words, ())
    assert load(dump(index)).stated == index.stated


# -- damage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece", PIECES)
def test_a_missing_piece_is_an_error(pieces: Mapping[str, bytes], piece: str) -> None:
    with pytest.raises(KeyError, match=piece):
        load({name: data for name, data in pieces.items() if name != piece})


@pytest.mark.parametrize("damage", [b"", b"x", b"\x93NUMPY", b"{"], ids=["empty", "text", "only a head", "cut off"])
@pytest.mark.parametrize("piece", PIECES)
def test_a_broken_piece_is_an_error(pieces: Mapping[str, bytes], piece: str, damage: bytes) -> None:
    with pytest.raises((KeyError, ValueError)):
        load({**pieces, piece: damage})


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_cut_in_half_is_an_error(pieces: Mapping[str, bytes], piece: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        load({**pieces, piece: pieces[piece][: len(pieces[piece]) // 2]})


@pytest.mark.parametrize("key", ["ids", "size", "roots", "unknown", "spelling", "stated"])
def test_a_plain_piece_without_one_of_its_keys_is_an_error(pieces: Mapping[str, bytes], key: str) -> None:
    plain = {name: value for name, value in json.loads(pieces["plain"]).items() if name != key}
    with pytest.raises(KeyError, match=key):
        load({**pieces, "plain": json.dumps(plain).encode()})


# -- in the knowledge base ---------------------------------------------------------------------------------------


@pytest.fixture
def copy(knowledge_path: Path, tmp_path: Path) -> Path:
    """A copy of the knowledge base to damage."""
    return Path(shutil.copy(knowledge_path, tmp_path / "knowledge.db"))


def damage(path: Path, sql: str, *parameters: object) -> Catalogue:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql, parameters)
    return Catalogue(path)


def test_the_knowledge_base_holds_the_pieces(catalogue: Catalogue, pieces: Mapping[str, bytes]) -> None:
    stored = {row["piece"]: row["bytes"] for row in catalogue.query("SELECT piece, bytes FROM search_index")}
    assert stored.keys() == pieces.keys()


@pytest.mark.parametrize("piece", ["plain", "weights", "words.columns", "likeness.rarity"])
def test_a_damaged_piece_is_told_when_something_is_looked_for(copy: Path, piece: str) -> None:
    catalogue = damage(copy, "UPDATE search_index SET bytes = ? WHERE piece = ?", b"\x00\x01", piece)
    with pytest.raises(KnowledgeError, match=r"dañada; constrúyala con `ventanilla kb build`"):
        catalogue.search("clave")


def test_a_lost_piece_is_told_too(copy: Path) -> None:
    catalogue = damage(copy, "DELETE FROM search_index WHERE piece = 'weights'")
    with pytest.raises(KnowledgeError, match="dañada"):
        catalogue.search("clave")


def test_a_lost_table_is_told_too(copy: Path) -> None:
    catalogue = damage(copy, "DROP TABLE search_index")
    with pytest.raises(KnowledgeError, match="dañada"):
        catalogue.search("clave")


def test_what_is_not_damaged_is_still_read(copy: Path) -> None:
    catalogue = damage(copy, "DELETE FROM search_index")
    assert len(catalogue.procedures()) == 14
