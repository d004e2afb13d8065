"""Records are read back as they were written, without validating them again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.knowledge import Catalogue, Procedure
from bot.knowledge.assemble import assemble
from bot.knowledge.curated import Curated
from bot.knowledge.loading import load
from bot.knowledge.readers import readings
from bot.knowledge.record import Amount, Cost, Institution, Requirement, Source
from tests.knowledge.scraped import REAL, needs_real

INSTITUTION = Institution(id="apa", name="Agencia de Pruebas", acronym="APA")


def record(**values: object) -> Procedure:
    source = Source(document="f.jsonl", title="Prueba", updated_on=dt.date(2025, 6, 16))
    return Procedure(id="apa-x", name="Prueba", institution=INSTITUTION, source=source, **values)


def test_every_record_of_the_catalogue_is_read_as_pydantic_reads_it(catalogue: Catalogue) -> None:
    rows = catalogue.query("SELECT record FROM procedure")
    assert [load(Procedure, row["record"]) for row in rows] == [Procedure.parse_raw(row["record"]) for row in rows]


@needs_real
def test_the_real_fichas_are_read_as_pydantic_reads_them() -> None:
    found = [(one, None) for one in readings(REAL) if not isinstance(one, SourceError)]
    for one in assemble(found, Curated(Path("knowledge"))):
        assert load(Procedure, one.json()) == Procedure.parse_raw(one.json()) == one


def test_types_that_json_does_not_have_come_back() -> None:
    price = Cost(text="9,9 USD", free=False, amounts=(Amount(value=Decimal("37.6778")),))
    nested = (Requirement(text="a", items=(Requirement(text="b", kind="specific"),)),)
    loaded = load(Procedure, record(cost=price, requirements=nested).json())
    assert loaded == record(cost=price, requirements=nested)
    assert (type(loaded.source.updated_on), type(loaded.cost.amounts[0].value)) == (dt.date, Decimal)  # type: ignore[union-attr]


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.text(max_size=120), max_size=4), cents=st.integers(0, 10**8))
def test_any_text_and_price_survive(texts: list[str], cents: int) -> None:
    cost = Cost(text="x", amounts=(Amount(value=Decimal(cents) / 100),))
    made = record(channels=tuple(texts), cost=cost)
    assert load(Procedure, made.json()) == made


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"id": 3}', "null"])
def test_what_no_build_wrote_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        load(Procedure, text)
