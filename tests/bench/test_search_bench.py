"""The benchmark of the search measures what it says: the same texts for everyone, distinct procedures, true hits."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bench.search import Contender, Ours, Reference, finds, run
from bench.variations import variations
from bench.wording import KINDS, LONG, REMAINS, exact, long, mixed, nonsense, part, plural, sms, typo, worded
from bot.knowledge import Catalogue, Procedure
from bot.text import words


@pytest.fixture(scope="module")
def real(catalogue: Catalogue) -> list[Procedure]:
    return catalogue.procedures()


@pytest.fixture
def chance() -> random.Random:
    return random.Random(3)


def named(one: Procedure, name: str) -> Procedure:
    return one.copy(update={"name": name})


# -- variations --------------------------------------------------------------------------------------------------------


def test_variations_are_as_many_as_asked_for_and_all_different(real: list[Procedure]) -> None:
    found = variations(real, 500)

    assert (len(found), len({one.id for one in found}), len({one.name for one in found})) == (500, 500, 500)


def test_variations_begin_with_the_real_ones(real: list[Procedure]) -> None:
    assert variations(real, 20)[: len(real)] == real


def test_variations_are_the_same_each_time(real: list[Procedure]) -> None:
    assert variations(real, 100) == variations(real, 100)


def test_a_variation_keeps_the_text_and_has_a_title_of_its_own(real: list[Procedure]) -> None:
    one, *_, varied = variations(real[:1], 2)

    assert (varied.passages, varied.name != one.name, "cantón" in varied.name) == (one.passages, True, True)


@pytest.mark.parametrize("real_ones", [0, 1])
def test_more_variations_than_there_are_is_an_error(real: list[Procedure], real_ones: int) -> None:
    with pytest.raises(ValueError, match="variations"):
        variations([named(one, "ABC") for one in real[:real_ones]], 1_000)


# -- wording -----------------------------------------------------------------------------------------------------------


def test_a_part_is_60_percent_of_the_words_in_their_order(real: list[Procedure], chance: random.Random) -> None:
    assert part(named(real[0], "uno dos tres cuatro cinco"), chance).split() == sorted(
        part(named(real[0], "uno dos tres cuatro cinco"), random.Random(3)).split(),
        key="uno dos tres cuatro cinco".split().index,
    )
    assert len(part(named(real[0], "uno dos tres cuatro cinco"), chance).split()) == 3


@pytest.mark.parametrize(
    ("title", "flipped"),
    [
        ("registro de semillas", "registros de semilla"),
        ("Autorización de importaciones", "autorizaciones de importacion"),
        ("clave del portal", "claves del portales"),
    ],
)
def test_a_plural_flip_changes_the_number_of_each_word(
    real: list[Procedure], chance: random.Random, title: str, flipped: str
) -> None:
    assert plural(named(real[0], title), chance) == flipped


@pytest.mark.parametrize("seed", range(20))
def test_a_typo_leaves_all_words_but_at_most_one(real: list[Procedure], seed: int) -> None:
    title = "autorizacion de importacion de semillas"
    said = typo(named(real[0], title), random.Random(seed)).split()

    assert len(said) == 5
    assert sum(one != other for one, other in zip(said, title.split())) <= 1


def test_texts_are_as_long_as_a_channel_lets_through(real: list[Procedure], chance: random.Random) -> None:
    assert {len(long(one, chance)) for one in real} == {LONG}


def test_nonsense_has_no_word_of_the_procedure(real: list[Procedure], chance: random.Random) -> None:
    assert set(nonsense(real[0], chance).split()) & set(words(real[0].name)) == set()


def test_a_text_message_drops_articles_and_shortens(real: list[Procedure], chance: random.Random) -> None:
    assert sms(named(real[0], "de la con"), chance) == "q nesesito pa"


@pytest.mark.parametrize("kind", [*KINDS, *REMAINS])
def test_texts_are_the_same_each_time(real: list[Procedure], kind: str) -> None:
    wording = {**KINDS, **REMAINS}[kind]

    assert worded(real, wording) == worded(real, wording)


def test_a_mixed_text_is_no_title(real: list[Procedure], chance: random.Random) -> None:
    assert mixed(real[0], chance) != exact(real[0], chance)


# -- contenders --------------------------------------------------------------------------------------------------------


class Fixed(Contender):
    """Finds the same procedures whatever is asked."""

    name = "fixed"

    def __init__(self, *ids: str) -> None:
        self._ids = list(ids)

    def find(self, text: str) -> list[str]:
        return self._ids


def test_hits_are_counted_first_and_among_five(real: list[Procedure]) -> None:
    two = real[:2]

    assert finds(Fixed(two[0].id, two[1].id), two)["part"] == {"hit1": 0.5, "hit5": 1.0}
    assert finds(Fixed(), two)["part"] == {"hit1": 0.0, "hit5": 0.0}


def test_both_find_a_title_said_whole(real: list[Procedure], catalogue: Catalogue) -> None:
    ours, reference = Ours(real, catalogue.words(), catalogue.foreign()), Reference(real)

    assert [one.find(real[0].name)[0] for one in (ours, reference)] == [real[0].id] * 2


@pytest.mark.parametrize("text", ["", "¿?", 'a"b', "x AND", "de la"])
def test_the_reference_takes_any_text(real: list[Procedure], text: str) -> None:
    assert isinstance(Reference(real).find(text), list)


def test_a_run_writes_speed_and_hits_of_both_for_each_size(catalogue: Catalogue, tmp_path: Path) -> None:
    result = run(catalogue, tmp_path / "new" / "search.json", sizes=[14, 30], say=lambda _: None)

    assert json.loads((tmp_path / "new" / "search.json").read_text("utf-8")) == result
    assert {"14", "30"} < result.keys()
    assert set(result["30"]["found"]) == set(result["30"]["speed"]) == {"ours", "fts5"}
    assert set(result["30"]["speed"]["ours"]) == {*KINDS, "all"}
    assert set(result["30"]["speed"]["ours"]["all"]) == {"p50_ms", "p95_ms", "max_ms"}
    assert result["30"]["found"]["ours"]["typo"]["hit5"] > 0.8
