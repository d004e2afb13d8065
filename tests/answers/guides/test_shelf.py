"""Codes of lists: unguessable, never a word, never taken for something personal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.guides.shelf import code_in, new_code
from bot.identity import mask

CODES = st.builds(new_code)


@given(CODES)
def test_a_code_is_found_however_it_is_written(code: str) -> None:
    ways = (code, code.lower(), code.replace("-", " "), code.replace("-", ""), f"mi lista: {code}.")
    assert [code_in(way) for way in ways] == [code] * 5


@given(CODES)
def test_a_code_is_no_personal_identifier(code: str) -> None:
    assert mask(f"mi lista {code}") == f"mi lista {code}"


@given(CODES)
def test_a_code_has_no_sign_that_is_misread(code: str) -> None:
    assert not set(code) & set("01AEIOULÑ")


@pytest.mark.parametrize(
    "text", ["mi lista de requisitos", "transporte", "VPN-SERCOP-2026-0001", "1800-238262", "028-2025-40-00123456",
             "BCDFG-HJKMN", "23456-78923", "7KX4M", "x7KX4M-Q29TBx", ""]
)  # fmt: skip
def test_other_words_are_no_codes(text: str) -> None:
    assert code_in(text) is None


@given(st.text())
def test_any_text_may_be_searched(text: str) -> None:
    found = code_in(text)
    assert found is None or re.fullmatch(r"\w{5}-\w{5}", found)


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000
