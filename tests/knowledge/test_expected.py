"""Every field of every procedure against what its document says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.knowledge import Catalogue

EXPECTED = Path(__file__).parent / "expected"
FIELDS = (
    "name institution description audience output requirements steps steps_intro sections channels cost locations "
    "opening_hours location_notes processing_time validity legal_basis contact statistics"
).split()


def expected() -> dict[str, tuple[str, dict[str, Any]]]:
    """The expected records by id, each with the name of its document."""
    yaml = YAML(typ="safe")
    files = sorted(EXPECTED.glob("*.yml"))
    return {key: (file.stem, record) for file in files for key, record in yaml.load(file.read_text("utf-8")).items()}


RECORDS = expected()


def stated(value: Any) -> Any:
    """``value`` without what is empty, and with lists for tuples: as a person writes it."""
    if isinstance(value, dict):
        kept = {key: stated(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in (None, "", [], False)}
    return [stated(part) for part in value] if isinstance(value, (list, tuple)) else value


def actual(catalogue: Catalogue, procedure: str) -> dict[str, Any]:
    record = stated(catalogue.get(procedure).dict())
    record["institution"] = record["institution"]["id"]
    months = record.pop("statistics", [])
    record["statistics"] = [f"{m['year']}-{m['month']:02} {m.get('complaints', 0)} {m['served']}" for m in months]
    return record


def test_the_expected_values_are_of_the_fourteen_procedures(catalogue: Catalogue) -> None:
    assert sorted(RECORDS) == [record.id for record in catalogue.procedures()]
    assert len(RECORDS) == 14


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("procedure", RECORDS)
def test_a_field_says_what_the_document_says(catalogue: Catalogue, procedure: str, field: str) -> None:
    wanted = RECORDS[procedure][1].get(field)
    if field == "statistics":
        wanted = wanted.split(", ") if wanted else []
    assert (actual(catalogue, procedure).get(field) or None) == (wanted or None)


@pytest.mark.parametrize("procedure", RECORDS)
def test_the_source_is_named_with_the_day_it_was_received(catalogue: Catalogue, procedure: str) -> None:
    source = catalogue.get(procedure).source
    assert Path(source.document).stem == RECORDS[procedure][0]
    assert str(source.received_on) == "2026-11-20"


@pytest.mark.parametrize("procedure", RECORDS)
def test_no_expected_field_is_left_uncompared(procedure: str) -> None:
    assert set(RECORDS[procedure][1]) <= set(FIELDS)
