"""The parts that all layouts share, on the spellings that fichas use."""

from __future__ import annotations

import doctest
import importlib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import Catalogue, markup
from bot.knowledge.document import Document
from bot.knowledge.readers.account import Account
from bot.knowledge.readers.costs import cost
from bot.knowledge.readers.durations import duration
from bot.knowledge.readers.ficha import read_ficha
from bot.knowledge.readers.items import Item, item_of
from bot.knowledge.readers.legal import legal_basis
from bot.knowledge.readers.places import opening_hours
from bot.knowledge.readers.procedure_table import channels, presented
from bot.knowledge.readers.steps import procedure
from bot.knowledge.record import Procedure, Requirement
from bot.text import words
from tests.knowledge.conftest import FICHA

DOCTESTED = ("markup", "readers.costs", "readers.durations", "readers.places", "readers.procedure_table")


@pytest.mark.parametrize("name", DOCTESTED)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"bot.knowledge.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("text", "free", "amounts"),
    [
        ("El trámite no tiene costo", True, []),
        ("Los trámites aduaneros no tienen costo.", True, []),
        ("Trámite gratuito", True, []),
        ("4,24 USD incluye IVA", False, ["4.24"]),
        ("37,6778 USD No graba IVA", False, ["37.6778"]),
        ("$ 9,9 dólares", False, ["9.9"]),
        ("USD 9.9", False, ["9.9"]),
        ("USD 1.234,50 por contenedor y USD 20 por copia", False, ["1234.50", "20"]),
        ("$10.000 al año", False, ["10000"]),
        ("Ver tarifario", None, []),
    ],
)
def test_costs_as_fichas_write_them(text: str, free: bool | None, amounts: list[str]) -> None:
    found = cost(text)
    assert found.text == text
    assert found.free is free
    assert [amount.value for amount in found.amounts] == [Decimal(amount) for amount in amounts]
    assert {amount.currency for amount in found.amounts} <= {"USD"}


def test_what_is_paid_to_others_is_listed_without_its_article() -> None:
    text = "No tiene costo, pero se pagan servicios tales como el transporte, la custodia y las copias, entre otros."
    assert cost(text).third_party == ("transporte", "custodia", "copias")


@pytest.mark.parametrize(
    ("text", "days", "intervals"),
    [
        ("Horario de atención 08h00 – 17h00", (), [("08:00", "17:00")]),
        ("Lunes a viernes de 8h00 a 16h30", (1, 2, 3, 4, 5), [("08:00", "16:30")]),
        ("De lunes a viernes, 08:00 - 17:00", (1, 2, 3, 4, 5), [("08:00", "17:00")]),
        ("Lunes a viernes 08H00 a 12H30 y 13H30 a 17H00", (1, 2, 3, 4, 5), [("08:00", "12:30"), ("13:30", "17:00")]),
        ("Sábados de 09:00 a 13:00", (6,), [("09:00", "13:00")]),
        ("LUN-VIE 08:00 - 17:00", (1, 2, 3, 4, 5), [("08:00", "17:00")]),
        ("Martes y jueves 8h a 12h", (2, 4), [("08:00", "12:00")]),
    ],
)
def test_hours_as_fichas_write_them(text: str, days: tuple[int, ...], intervals: list[tuple[str, str]]) -> None:
    hours = opening_hours(text)
    assert hours is not None
    assert (hours.days, list(hours.intervals), hours.always) == (days, intervals, False)


@pytest.mark.parametrize(
    "text", ["Cuenca", "Previa cita", "99h99 a 77h00", "Resolución 2025-08 a 2026", "8 a 12 personas"]
)
def test_what_states_no_hours_gives_none(text: str) -> None:
    assert opening_hours(text) is None


def test_every_day_round_the_clock() -> None:
    hours = opening_hours("En línea, las 24 horas del día, los 7 días de la semana")
    assert hours is not None
    assert (hours.kind, hours.always, hours.days) == ("online", True, (1, 2, 3, 4, 5, 6, 7))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Inmediato", "PT0S"),
        ("inmediata.", "PT0S"),
        ("72 horas", "PT72H"),
        ("15 minutos", "PT15M"),
        ("3 días", "P3D"),
        ("2 semanas", "P2W"),
        ("1 mes", "P1M"),
        ("5 días laborables", None),
        ("De 3 a 5 días", None),
        ("Variable", None),
    ],
)
def test_processing_times(text: str, iso: str | None) -> None:
    assert duration(text).iso8601 == iso
    assert duration(text).text == text


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Chat en línea Trámite Rápido", ("Chat en línea", "Trámite Rápido")),
        ("Trámite Rápido", ("Trámite Rápido",)),
        ("Chat en línea, Correo electrónico", ("Chat en línea", "Correo electrónico")),
        ("Ventanilla", ("Ventanilla",)),
        ("", ()),
    ],
)
def test_two_channels_in_a_cell_come_apart(cell: str, expected: tuple[str, ...]) -> None:
    assert channels(cell, {"Trámite Rápido", "Correo electrónico", cell} - {""}) == expected


def test_a_procedure_that_asks_for_nothing_has_no_requirements() -> None:
    assert presented("Ingresar al enlace bit.ly/ResetClaveSercop y llenar la información solicitada.") == ()


def items(*lines: str) -> tuple[Item, ...]:
    return tuple(item_of(number, line, Account()) for number, line in enumerate(lines, 1))


@pytest.mark.parametrize("style", ["{}. {}", "{}.- {}", "{}) {}", "{}- {}"])
def test_numbers_are_recognised_in_every_style(style: str) -> None:
    found = procedure(items("Así:", *(style.format(n, text) for n, text in enumerate(("Ir", "Pagar"), 1))))
    assert [(step.number, step.text) for step in found.steps] == [("1", "Ir"), ("2", "Pagar")]
    assert found.intro == "Así:"


def test_sub_steps_stand_under_their_step() -> None:
    found = procedure(items("1. Ir", "1.1 Entrar", "• Con cédula", "1.2 Salir", "2. Pagar"))
    first, second = found.steps
    assert [(step.number, len(step.items)) for step in first.items] == [("1.1", 1), ("1.2", 0)]
    assert (second.number, second.items) == ("2", ())


def test_paragraphs_without_a_list_are_steps() -> None:
    assert [step.text for step in procedure(items("Ir a la oficina.", "Pagar.")).steps] == [
        "Ir a la oficina.",
        "Pagar.",
    ]


def test_a_number_inside_a_sentence_starts_no_list() -> None:
    assert items("2025. Art. 3")[0].kind == "paragraph"
    assert items("1.1.2 Formulario")[0].kind == "paragraph"
    assert items("4.24 USD")[0].kind == "paragraph"


def test_a_legal_entry_cut_in_two_is_one_and_a_repeated_one_is_one() -> None:
    found = legal_basis(
        items(
            "- Resolución Nro. SENAE-DGN-2015-0001-RE NORMAS DE",
            "ADUANA. Art. 3.",
            "- Ley X. Art. 1.",
            "- Ley X. Art. 1.",
        )
    )
    assert [(law.number, law.title, law.articles) for law in found] == [
        ("SENAE-DGN-2015-0001-RE", "NORMAS DE ADUANA", "3"),
        (None, "Ley X", "1"),
    ]


def record(text: str) -> dict[str, object]:
    document = Document(Path("ficha.txt"), tuple(text.split("\n")), "")
    return read_ficha(document, "tab_table", cells=True).drafts[0].values


def test_lettered_requirements_nest_under_a_colon() -> None:
    text = FICHA.replace("- Un papel.", "1. Los papeles:\na) Uno\nb) Dos\n2. Otro")
    papers, other = record(text)["requirements"]  # type: ignore[misc]
    assert isinstance(papers, Requirement)
    assert [item.text for item in papers.items] == ["Uno", "Dos"]
    assert (other.text, other.items) == ("Otro", ())


@pytest.mark.parametrize("void", ["No aplica", "no aplica.", "No disponible", "N/A"])
def test_a_requirement_that_says_there_is_none_is_none(void: str) -> None:
    assert "requirements" not in record(FICHA.replace("Un papel.", void))


def test_sentences_on_lines_of_their_own_are_requirements_of_their_own() -> None:
    found = record(FICHA.replace("- Un papel.", "Un papel.\nOtro papel,\ncon firma."))["requirements"]
    assert [one.text for one in found] == ["Un papel.", "Otro papel, con firma."]  # type: ignore[attr-defined]


def test_a_sentence_under_a_step_belongs_to_it() -> None:
    found = record(FICHA.replace("1. Presentar el papel.", "1. Presentar el papel.\nEsperar.\n2. Salir."))["steps"]
    assert [one.text for one in found] == ["Presentar el papel. Esperar.", "Salir."]  # type: ignore[attr-defined]


def test_what_is_neither_place_nor_hours_is_kept_as_a_note() -> None:
    text = FICHA.replace("Base Legal", "¿Dónde y cuál es el horario de atención?\n\nLlame antes de ir.\n\nBase Legal")
    assert record(text)["location_notes"] == ("Llame antes de ir.",)


def test_validity_and_processing_time_are_read_where_a_ficha_has_them() -> None:
    title = "¿Cuál es la vigencia de lo emitido al completar el trámite?"
    text = FICHA.replace("Base Legal", f"Tiempo estimado\t3 días\n{title}\tUn año\nBase Legal")
    values = record(text)
    assert values["validity"] == "Un año"
    assert values["processing_time"] == duration("3 días")


def test_the_record_survives_its_round_trip(catalogue: Catalogue) -> None:
    for procedure_record in catalogue.procedures():
        assert Procedure.parse_raw(procedure_record.json()) == procedure_record


@given(st.lists(st.sampled_from(["uno", "dos", " ", "<p>", "</p>", "<li>", "<b>", "</b>", "<hr/>", "• ", "<", ">"])))
def test_the_blocks_of_a_cell_have_all_its_words(parts: list[str]) -> None:
    cell = "".join(parts)
    assert words(" ".join(markup.plain(block) for block in markup.blocks(cell))) == words(markup.plain(cell))


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<p>Uno</p><p>Dos</p>", "Uno Dos"),
        ("de<b>cla</b>ración", "declaración"),
        ("a &amp;lt;p&amp;gt; b", "a b"),
        ("[texto](#)", "texto"),
        ("[www.a.gob.ec](http://www.a.gob.ec)", "www.a.gob.ec"),
        ("[la guía](http://www.a.gob.ec)", "la guía (http://www.a.gob.ec)"),
        ("[a@b.ec](mailto:a@b.ec)", "a@b.ec"),
        ("**Nota:** x", "Nota: x"),
    ],
)
def test_markup_leaves_only_what_people_read(raw: str, plain: str) -> None:
    assert markup.plain(raw) == plain


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("bit.ly/Chat", "https://bit.ly/Chat"),
        ("http://a.ec/T%25C3%258DT", "http://a.ec/T%C3%8DT"),
        ("http://a.ec/100%25", "http://a.ec/100%25"),
        ("http://a.ec/T%C3%8DT", "http://a.ec/T%C3%8DT"),
        ("http://a.ec/%25FF", "http://a.ec/%25FF"),
        ("http://a.ec/%25C3%8D", "http://a.ec/%25C3%8D"),
    ],
)
def test_an_address_is_decoded_only_when_that_loses_nothing(address: str, absolute: str) -> None:
    assert markup.absolute(address) == absolute
