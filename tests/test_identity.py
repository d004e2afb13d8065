"""Identifiers: found in any spelling, and no digit of a personal one survives the mask."""

from __future__ import annotations

import doctest
import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.ec import ci

from bot import identity
from bot.identity import find, mask

# -- makers of valid identifiers -----------------------------------------------------------------------------------


@st.composite
def cedulas(draw: st.DrawFn) -> str:
    """Ten digits with the check digit that makes them valid."""
    province = draw(st.integers(1, 24))
    body = f"{province:02d}{draw(st.integers(0, 5))}{draw(st.integers(0, 999_999)):06d}"
    return next(body + str(digit) for digit in range(10) if ci.is_valid(body + str(digit)))


@st.composite
def rucs(draw: st.DrawFn) -> str:
    """Thirteen digits: province, number (its check digit may be wrong in newer ones), establishment."""
    return f"{draw(st.integers(1, 24)):02d}{draw(st.integers(0, 99_999_999)):08d}{draw(st.integers(1, 999)):03d}"


@st.composite
def cards(draw: st.DrawFn) -> str:
    body = f"4{draw(st.integers(0, 99_999_999_999_999)):014d}"
    return body + luhn.calc_check_digit(body)


def phones() -> st.SearchStrategy[str]:
    return st.integers(0, 99_999_999).map(lambda number: f"09{number:08d}")


def emails() -> st.SearchStrategy[str]:
    name = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
    return st.builds("{}.{}@{}.example.ec".format, name, name, st.text("abcdefghij", min_size=1, max_size=8))


#: What may stand around an identifier: a blank or a sign, then any text without digits or at-signs.
AROUND = st.text(st.characters(blacklist_categories=("Cs", "N"), blacklist_characters="@"), max_size=30)
BORDERS = st.sampled_from(["", " ", "\n", "(", ": ", "¿", ", ", "«"])


@st.composite
def planted(draw: st.DrawFn, secret: str) -> str:
    before, after = draw(AROUND), draw(AROUND)
    return f"{before} {draw(BORDERS)}{secret}{draw(st.sampled_from(['', ' ', '?', ')', ',', '»']))} {after}"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in find(text)]


# -- spellings -----------------------------------------------------------------------------------------------------


def test_the_examples_of_the_module_are_true() -> None:
    result = doctest.testmod(identity)
    assert (result.failed, result.attempted > 1) == (0, True)


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("1710034065", "cedula", "1710034065"),
        ("171003406-5", "cedula", "1710034065"),
        ("17.1003.4065", "cedula", "1710034065"),
        ("1790011674001", "ruc", "1790011674001"),
        ("1790011674-001", "ruc", "1790011674001"),
        ("1790011674 001", "ruc", "1790011674001"),
        ("0991234567", "telefono", "0991234567"),
        ("099 123 4567", "telefono", "0991234567"),
        ("+593 99 123 4567", "telefono", "593991234567"),
        ("02 2440050", "telefono", "022440050"),
        ("(05) 3703800", "telefono", "053703800"),
        ("Persona.Ejemplo@Correo.Example", "email", "persona.ejemplo@correo.example"),
        ("4111 1111 1111 1111", "tarjeta", "4111111111111111"),
        ("4111-1111-1111-1111", "tarjeta", "4111111111111111"),
        ("4111111111111111", "tarjeta", "4111111111111111"),
        ("028-2025-40-00123456", "declaracion", "028-2025-40-00123456"),
        ("028 2025 40 00123456", "declaracion", "028-2025-40-00123456"),
        ("02820254000123456", "declaracion", "028-2025-40-00123456"),
        ("028/2025/40/00123456", "declaracion", "028-2025-40-00123456"),
        ("VPN-SERCOP-2026-0001", "proceso_sercop", "VPN-SERCOP-2026-0001"),
        ("vpn sercop 2026 0001", "proceso_sercop", "VPN-SERCOP-2026-0001"),
        ("vpn_sercop_2026_0001", "proceso_sercop", "VPN-SERCOP-2026-0001"),
        ("SERCOP-CGAJ-2021-0089-M", "documento_quipux", "SERCOP-CGAJ-2021-0089-M"),
        ("sercop cgaj 2021 0089 m", "documento_quipux", "SERCOP-CGAJ-2021-0089-M"),
        ("SENAE-SENAE-2025-0111-RE", "documento_quipux", "SENAE-SENAE-2025-0111-RE"),
        ("senae – senae – 2025 – 0111 – of", "documento_quipux", "SENAE-SENAE-2025-0111-OF"),
    ],
)
def test_an_identifier_is_found_in_any_spelling(written: str, kind: str, value: str) -> None:
    assert kinds(f"mi número es {written}, ayúdeme") == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "son 12345 dólares",
        "1710034064",  # a wrong check digit
        "9910034065",  # no such province
        "el 20 de noviembre de 2026",
        "régimen 51, artículo 116",
        "1800-238262",
        "a las 08h00 – 17h00",
        "4111111111111112",  # a wrong check digit
        "2510034065001",  # a province that does not exist
        "arroba @ suelta",
        "",
    ],
)
def test_what_is_no_identifier_is_left_alone(text: str) -> None:
    assert (find(text), mask(text)) == ([], text)


def test_several_are_found_from_left_to_right_and_do_not_overlap() -> None:
    text = "soy 1710034065, correo yo@correo.example, trámite vpn sercop 2026 0001 y dae 028-2025-40-00123456"
    found = find(text)
    assert [one.kind for one in found] == ["cedula", "email", "proceso_sercop", "declaracion"]
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_an_identifier_knows_where_it_stands() -> None:
    text = "la dae 028 2025 40 00123456 por favor"
    (one,) = find(text)
    assert (text[one.start : one.end], one.personal) == ("028 2025 40 00123456", False)


# -- the mask ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case", ["028-2025-40-00123456", "VPN-SERCOP-2026-0001", "SERCOP-CGAJ-2021-0089-M", "SENAE-SENAE-2025-0111-RE"]
)
def test_numbers_of_cases_are_not_masked(case: str) -> None:
    assert mask(f"¿cómo va {case}?") == f"¿cómo va {case}?"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mi cédula: 1710034065.", "mi cédula: [cédula]."),
        ("ruc 1790011674001", "ruc [ruc]"),
        ("llame al 0991234567", "llame al [teléfono]"),
        ("escriba a yo@correo.example hoy", "escriba a [correo] hoy"),
        ("tarjeta 4111 1111 1111 1111 visa", "tarjeta [tarjeta] visa"),
        ("1710034065 y 0991234567", "[cédula] y [teléfono]"),
    ],
)
def test_a_mask_says_what_it_hides(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.data(), st.one_of(cedulas(), rucs(), cards(), phones()))
def test_no_digit_of_a_personal_number_survives_the_mask(data: st.DataObject, secret: str) -> None:
    assert re.search(r"\d", mask(data.draw(planted(secret)))) is None


@given(st.data(), emails())
def test_no_e_mail_address_survives_the_mask(data: st.DataObject, secret: str) -> None:
    name, _, domain = secret.partition("@")
    hidden = mask(data.draw(planted(secret)))
    assert (name in hidden and "@" in hidden, domain in hidden) == (False, False)


@given(st.data(), cedulas(), st.sampled_from(["{0}-{1}", "{0} {1}", "{0}{1}"]))
def test_a_cedula_is_masked_however_its_check_digit_is_set_apart(data: st.DataObject, cedula: str, form: str) -> None:
    assert re.search(r"\d", mask(data.draw(planted(form.format(cedula[:9], cedula[9]))))) is None


@given(st.lists(st.one_of(cedulas(), rucs(), cards(), phones(), emails(), AROUND), max_size=5))
def test_masking_twice_is_masking_once(parts: list[str]) -> None:
    once = mask(" ".join(parts))
    assert mask(once) == once


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@given(st.data(), cedulas())
def test_what_is_not_personal_stays_as_it_was(data: st.DataObject, cedula: str) -> None:
    text = data.draw(planted(cedula))
    assume(len(find(text)) == 1)
    before, _, after = text.partition(cedula)
    assert mask(text) == f"{before}[cédula]{after}"


# -- what escapes the mask -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["CI1710034065", "C.I.1710034065", "cédula:1710034065", "#1710034065", "«1710034065»"])
def test_a_cedula_is_masked_right_after_its_label(text: str) -> None:
    assert re.search(r"\d", mask(text)) is None


@pytest.mark.parametrize("text", ["RUC1790011674001", "cel0991234567", "0991234567gracias", "tarjeta4111111111111111"])
def test_a_number_glued_to_a_word_is_masked(text: str) -> None:
    assert re.search(r"\d", mask(text)) is None


@pytest.mark.parametrize(
    ("text", "secret"),
    [("pedido 123456789 1710034065", "1710034065"), ("código 1234 4111 1111 1111 1111", "1111 1111 1111")],
)
def test_a_number_before_it_does_not_hide_an_identifier(text: str, secret: str) -> None:
    assert secret not in mask(text)


def test_a_longer_number_is_not_taken_for_a_cedula() -> None:
    assert find("guía 1710034065123456") == []


@pytest.mark.parametrize(
    "text", ["099.123.4567", "(099) 123 4567", "09-9123-4567", "+593 (0) 99 123 4567", "4111.1111.1111.1111"]
)
def test_a_number_is_masked_however_it_is_grouped(text: str) -> None:
    assert mask(text) in ("[teléfono]", "[tarjeta]")
