"""Ten thousand broken fichas: each is read whole, or refused with its file and line. Nothing else happens."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.knowledge import markup
from bot.knowledge.assemble import assemble
from bot.knowledge.check import defects
from bot.knowledge.curated import Curated, Entry, read_curated
from bot.knowledge.document import Document, read_document
from bot.knowledge.readers import Reading, account, read
from bot.knowledge.record import Procedure
from bot.text import fold
from tests.knowledge.conftest import CURATED
from tests.knowledge.mutations import ORIGINALS, mutated

PATH = Path("rota.txt")
SEEDS = st.integers(min_value=0, max_value=2**48)
INSTITUTIONS = Curated(CURATED, institutions=read_curated(CURATED).institutions)
ENTRY = Entry("rota.txt", "Rota", institution="sercop", received_on=date(2026, 1, 2))
#: From one line to its words, with nothing else to look at.
OF_ONE_LINE = (fold, markup.plain, account.source_words)


@pytest.fixture(scope="module", autouse=True)
def lines_are_remembered() -> Iterator[None]:
    """Most lines come back unbroken in thousands of fichas; what each is as plain text is worked out once."""
    with pytest.MonkeyPatch.context() as patch:
        for function in OF_ONE_LINE:
            remembering = lru_cache(maxsize=20_000)(function)
            for module in [one for name, one in sys.modules.items() if name.startswith("bot.")]:
                if vars(module).get(function.__name__) is function:
                    patch.setattr(module, function.__name__, remembering)
        yield


def read_or_refused(seed: int) -> Reading | None:
    lines = tuple(mutated(seed).split("\n"))
    try:
        return read(Document(PATH, lines, sha256=""))
    except SourceError as refusal:
        check_refusal(refusal, len(lines))
        return None


def check_refusal(refusal: SourceError, lines: int) -> None:
    assert refusal.path == PATH
    assert refusal.line is not None
    assert 1 <= refusal.line <= lines
    assert refusal.message


def check_broken_ficha(seed: int) -> None:
    reading = read_or_refused(seed)
    if reading is not None:
        assert reading.account.lost(reading.document.lines) == {}
        for draft in reading.drafts:
            assert draft.name
            assert 1 <= draft.line <= len(reading.document.lines)


@pytest.mark.parametrize("part", range(10))
def test_a_broken_ficha_loses_no_line_or_is_refused_with_its_line(part: int) -> None:
    @settings(
        max_examples=1_000, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(seed=SEEDS)
    def check(seed: int) -> None:
        check_broken_ficha(seed * 10 + part)

    check()


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(seed=SEEDS)
def test_a_broken_ficha_makes_a_record_that_survives_its_round_trip(seed: int) -> None:
    reading = read_or_refused(seed)
    if reading is not None:
        try:
            records = assemble([(reading, ENTRY)], INSTITUTIONS)
        except SourceError as refusal:
            check_refusal(refusal, len(reading.document.lines))
            return
        for record in records:
            assert Procedure.parse_raw(record.json()) == record
            for passage in record.passages:
                assert 1 <= passage.lines[0] <= passage.lines[1] <= len(reading.document.lines)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(seed=SEEDS)
def test_the_defects_of_a_broken_ficha_stand_on_its_lines(seed: int) -> None:
    reading = read_or_refused(seed)
    if reading is not None:
        for defect in defects([reading]):
            assert 1 <= defect.line <= len(reading.document.lines)
            assert defect.message.endswith((".", ")")), defect.message


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(data=st.binary(max_size=300), position=st.integers(min_value=0, max_value=5_000), number=st.integers(0, 4))
def test_bytes_written_into_a_ficha_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, position: int, number: int
) -> None:
    path = tmp_path_factory.mktemp("rotas") / "rota.txt"
    whole = ORIGINALS[number].encode()
    path.write_bytes(whole[:position] + data + whole[position:])
    with suppress(SourceError):
        reading = read(read_document(path))
        assert reading.account.lost(reading.document.lines) == {}


def test_most_of_the_broken_fichas_differ_and_many_are_still_read() -> None:
    """The edits are neither so light that nothing breaks nor so heavy that nothing is left to read."""
    read_ones = sum(read_or_refused(seed) is not None for seed in range(300))
    assert len({mutated(seed) for seed in range(300)}) > 290
    assert 60 <= read_ones <= 240
