"""Bodies of every kind: JSON that may be believed, or one of the two errors."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import AnswerRefused, CatalogueFault
from bot.knowledge.sync.api import identifier
from bot.knowledge.sync.body import parsed

VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abñ"), inner, max_size=4),
    max_leaves=12,
)


@given(VALUE)
def test_json_is_read_as_it_is(value: object) -> None:
    assert parsed(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=60) | st.text('[]{}",:0eE+-.\\ntu<\ufeff ', max_size=60).map(str.encode))
def test_any_bytes_are_json_or_one_of_two_errors(data: bytes) -> None:
    try:
        value = parsed(data)
    except (AnswerRefused, CatalogueFault):
        return
    assert json.loads(data) == value


def test_a_mark_of_byte_order_is_no_part_of_the_data() -> None:
    assert parsed(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize("data", [b"NaN", b"[Infinity]", b"1" * 5000, b"[1", b"{'a': 1}", b""])
def test_what_is_no_json_may_be_better_next_time(data: bytes) -> None:
    with pytest.raises(CatalogueFault):
        parsed(data)


@pytest.mark.parametrize(("depth", "fits"), [(16, True), (17, False), (900, False), (200_000, False)])
def test_values_nest_sixteen_deep_and_no_more(depth: int, fits: bool) -> None:
    data = b"[" * depth + b"]" * depth
    if fits:
        assert json.dumps(parsed(data)).encode() == data
    else:
        with pytest.raises(AnswerRefused, match="más de 16 niveles"):
            parsed(data)


@pytest.mark.parametrize(("value", "expected"), [("7", "7"), (7, "7"), ("123456789012", "123456789012")])
def test_an_identifier_is_a_number_in_digits(value: object, expected: str) -> None:
    assert identifier(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "07",
        "-7",
        "7 ",
        "7\n",
        "٧",
        "1e3",
        "7.0",
        "1234567890123",
        "../7",
        "7/../8",
        "7?x",
        7.0,
        True,
        None,
        [7],
    ],
)
def test_nothing_else_is_an_identifier(value: object) -> None:
    with pytest.raises(AnswerRefused, match="no es un número"):
        identifier(value)
