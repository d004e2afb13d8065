"""Broken scraped fichas: each is read without losing a word, or refused with its place. Nothing else happens."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.knowledge.assemble import assemble
from bot.knowledge.check import defects
from bot.knowledge.curated import Curated
from bot.knowledge.readers import Reading, readings, scraped
from bot.knowledge.readers.records import Record
from bot.knowledge.record import Procedure
from bot.text import clean
from tests.knowledge.mutations import DEBRIS, EDITS
from tests.knowledge.scraped import FICHA, REAL, ficha, write
from tests.knowledge.test_scraped import SWALLOWED

SEEDS = st.integers(min_value=0, max_value=2**48)
CURATED = Curated(Path("knowledge"))
ORIGINALS: tuple[dict[str, Any], ...] = (FICHA, ficha(Costo=SWALLOWED), ficha(Base_Legal=SWALLOWED))
HEADINGS = (
    "Base Legal",
    "Canales de atención:",
    "Dirigido a:",
    "Contacto:",
    "- Art(s). 3",
    "Lugar:",
    "1",
    "2025-01",
    "#",
)
VALUES = (None, "", "No disponible", 3, 2.5, True, [], ["a", "b"], {"a": 1}, "\ud800", "\x00", "a" * 5_000)
FOREVER = settings(
    max_examples=1_500, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def real() -> tuple[dict[str, Any], ...]:
    """Some of the real fichas, the longest left out, where they are at hand."""
    if not REAL.is_file():
        return ()
    lines = REAL.read_text(encoding="utf-8").splitlines()[::6]
    return tuple(json.loads(line) for line in lines if len(line) < 8_000)


ALL = (*ORIGINALS * 5, *real())


def mutated(seed: int) -> dict[str, Any]:
    rng = random.Random(seed)
    values = dict(rng.choice(ALL))
    for _ in range(rng.randint(1, 6)):
        key = rng.choice(list(values) or ["x"])
        if rng.random() < 0.15:
            values[key] = rng.choice(VALUES)
        elif rng.random() < 0.1:
            values.pop(key, None)
        elif isinstance(values.get(key), str):
            lines = values[key].split("\n")
            rng.choice(EDITS)(rng, lines)
            if rng.random() < 0.3:
                lines.insert(rng.randrange(len(lines) + 1), rng.choice((*HEADINGS, *DEBRIS)))
            values[key] = "\n".join(lines)
    return values


def read_or_refused(values: dict[str, Any]) -> Reading | None:
    try:
        return scraped.read(Record(Path("rota.jsonl"), 3, values))
    except SourceError as refusal:
        check_refusal(refusal)
        return None


def check_refusal(refusal: SourceError) -> None:
    assert (refusal.path, refusal.line) == (Path("rota.jsonl"), 3)
    assert refusal.message


def squeezed(values: dict[str, Any]) -> str:
    """What the values say, in any order and without white space."""
    texts = (value if isinstance(value, list) else [value] for value in values.values())
    return "".join(
        sorted("".join(clean(str(one)) for text in texts for one in text if one is not None).replace(" ", ""))
    )


@FOREVER
@given(seed=SEEDS)
def test_a_broken_ficha_loses_no_word_or_is_refused_with_its_place(seed: int) -> None:
    values = mutated(seed)
    reading = read_or_refused(values)
    if reading is not None:
        assert reading.account.lost(reading.document.lines) == {}
        said = "".join(sorted("".join("".join(line.split()) for line in reading.document.lines)))
        assert said == "".join(squeezed(values).split())


@settings(FOREVER, max_examples=300)
@given(seed=SEEDS)
def test_a_broken_ficha_makes_a_record_that_survives_its_round_trip(seed: int) -> None:
    reading = read_or_refused(mutated(seed))
    if reading is not None:
        for record in assemble([(reading, None)], CURATED):
            assert Procedure.parse_raw(record.json()) == record
            assert {passage.lines for passage in record.passages} <= {(3, 3)}


@settings(FOREVER, max_examples=300)
@given(seed=SEEDS)
def test_the_defects_of_a_broken_ficha_stand_at_its_place(seed: int) -> None:
    reading = read_or_refused(mutated(seed))
    if reading is not None:
        assert {defect.line for defect in defects([reading])} <= {3}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(FOREVER, max_examples=400)
@given(values=st.dictionaries(st.sampled_from([*FICHA, "Otra", ""]), JSON | st.sampled_from(DEBRIS), max_size=8))
def test_any_object_is_read_or_refused(values: dict[str, Any]) -> None:
    reading = read_or_refused({**values, "Nombre_Tramite": values.get("Nombre_Tramite", "Permiso")})
    if reading is not None:
        assert reading.account.lost(reading.document.lines) == {}


@settings(FOREVER, max_examples=200)
@given(data=st.binary(max_size=60), position=st.integers(0, 900))
def test_bytes_written_into_a_file_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, position: int
) -> None:
    path = write(tmp_path_factory.mktemp("rotas") / "rota.jsonl", ficha(), ficha())
    whole = path.read_bytes()
    path.write_bytes(whole[:position] + data + whole[position:])
    with suppress(SourceError):
        found = list(readings(path))
        assert found
        assert all(one.path == path for one in found if isinstance(one, SourceError))


def test_most_of_the_broken_fichas_differ_and_many_are_still_read() -> None:
    found = [mutated(seed) for seed in range(300)]
    assert len({json.dumps(one) for one in found}) > 290
    assert 100 <= sum(read_or_refused(one) is not None for one in found) <= 295
