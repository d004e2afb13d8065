"""Scraped fichas: each trap of the layout, in made-up fichas, and the real ones as a whole."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import SourceError
from bot.knowledge.readers import readings
from bot.knowledge.record import Aspect, MonthlyStatistic
from tests.knowledge.scraped import REAL, needs_real, read, values

SWALLOWED = """\
¿Dónde y cuál es el horario de atención?
Lugar: Estación Norte
Dirección: Km 3
Horario: Lunes a Viernes, 8h00-16h30
Contacto para atención ciudadana
Contacto:
Mesa de ayuda
Email:
ayuda@apa.gob.ec
Teléfono:
(02) 3987 600, ext. 3001, 3002
Base Legal
Ley de Abejas - Art(s). 1,6
La ley protege a las abejas.
Reglamento de Colmenas - Art(s). Todos
Información de Transparencia
#
Año-Mes
Volumen de Quejas
Volumen de Atenciones
1
2025-01
0
18
2
2025-02
3
7
Ir al trámite en línea
Fecha de última actualización:
2024/10/09"""


def requirements(text: str) -> list[tuple[str, str, list[str], list[str]]]:
    """Text, kind, notes and sub-items of each requirement of a ficha whose «Requisitos» is ``text``."""
    found = values(Requisitos=text).get("requirements", ())
    return [(one.text, one.kind, list(one.notes), [item.text for item in one.items]) for one in found]


def texts(text: str) -> list[str]:
    return [one for one, *_ in requirements(f"Requisitos Obligatorios:\n{text}")]


def steps(text: str) -> list[tuple[str, str, list[str]]]:
    found = values(Como_Hacer_Tramite=text)["steps"]
    return [(one.number, one.text, [item.text for item in one.items]) for one in found]


def places(text: str) -> dict[str, Any]:
    found = values(Ubicacion_Horarios=text)
    return {key: found.get(key, ()) for key in ("locations", "opening_hours", "location_notes")}


def laws(text: str) -> list[tuple[str, str | None]]:
    return [(one.title, one.articles) for one in values(Base_Legal=text).get("legal_basis", ())]


def test_a_ficha_gives_every_field() -> None:
    draft = read().drafts[0]
    assert (draft.name, draft.institution, draft.line) == (
        "Registro de colmenares",
        "Agencia de Pruebas Apícolas (APA)",
        7,
    )
    assert (draft.url, draft.updated_on) == (
        "https://www.gob.ec/apa/tramites/registro-colmenares",
        dt.date(2025, 6, 16),
    )
    assert draft.values["description"] == "Permite registrar un colmenar.\n\nEl registro es anual."
    assert draft.values["audience"].text == "A quien cría abejas."
    assert draft.values["output"].items == ("Certificado de registro del colmenar",)
    assert draft.values["cost"].amounts[0].value == Decimal("4.24")


def test_no_word_of_a_ficha_is_lost() -> None:
    reading = read(Costo=SWALLOWED)
    assert reading.account.lost(reading.document.lines) == {}


def test_passages_stand_at_the_record_and_under_the_heading_of_the_page() -> None:
    passage = next(one for one in values()["passages"] if one.aspect is Aspect.cost)
    assert passage.lines == (7, 7)
    assert passage.heading == ("¿Cuál es el costo del trámite?",)


@pytest.mark.parametrize("mark", ["{}. ", "{}.- ", "{}.-", "{}) ", "{}- "])
def test_requirements_are_items_however_they_are_numbered(mark: str) -> None:
    listed = "\n".join(f"{mark.format(n)}{text}" for n, text in enumerate(("Solicitud", "Croquis"), 1))
    assert texts(listed) == ["Solicitud", "Croquis"]


def test_letters_and_dashes_are_marks_too() -> None:
    assert texts("a) Solicitud\nb) Croquis") == ["Solicitud", "Croquis"]
    assert texts("- Solicitud\n-Croquis\n* Foto\n· Plano") == ["Solicitud", "Croquis", "Foto", "Plano"]


def test_a_number_on_a_line_of_its_own_belongs_to_the_next() -> None:
    assert texts("1. Solicitud\n2.\nCroquis") == ["Solicitud", "Croquis"]


def test_a_sentence_that_a_link_cut_is_one_requirement() -> None:
    assert texts("Formulario (\nzoo\nsanitario\n)\n.\nFoto") == ["Formulario (zoo sanitario).", "Foto"]
    assert texts("Solicitud en:\nhttps://apa.gob.ec/s\nFoto") == ["Solicitud en: https://apa.gob.ec/s", "Foto"]


@pytest.mark.parametrize(
    "void", ["No aplica", "no aplica.", "Ninguno", "No existen requisitos especiales", "No disponible"]
)
def test_what_says_that_nothing_is_required_is_no_requirement(void: str) -> None:
    assert requirements(f"Requisitos Obligatorios:\n1. Solicitud\nRequisitos Especiales:\n{void}") == [
        ("Solicitud", "general", [], [])
    ]


def test_labels_tell_the_kind_and_notes_stand_under_their_requirement() -> None:
    assert requirements(
        "Requisitos Obligatorios:Solicitud\nNota: con firma.\nRequisitos Especiales:\nRequisitos Adicionales:\nPoder"
    ) == [("Solicitud", "general", ["con firma."], []), ("Poder", "specific", [], [])]


def test_a_note_that_stands_again_without_its_label_is_no_requirement() -> None:
    assert requirements("Requisitos Obligatorios:\nSolicitud\nNota: Con firma.\nCon firma.\nNota:\nEn papel.") == [
        ("Solicitud", "general", ["Con firma.", "En papel."], [])
    ]


def test_an_open_parenthesis_goes_on_whatever_the_next_line_looks_like() -> None:
    assert texts("Llenar (RUC\n- Registro\n, Clave)\nFoto") == ["Llenar (RUC - Registro, Clave)", "Foto"]


def test_labels_glued_to_a_requirement_come_apart() -> None:
    assert requirements("Requisitos Obligatorios:\n1. SolicitudRequisitos Especiales:\n1. Poder") == [
        ("Solicitud", "general", [], []),
        ("Poder", "specific", [], []),
    ]


def test_requirements_under_a_title_are_its_items() -> None:
    found = requirements("Requisitos Obligatorios:\nPersonas naturales:\nCédula\nFoto\nPersonas jurídicas:\nRUC")
    assert found == [
        ("Personas naturales:", "general", [], ["Cédula", "Foto"]),
        ("Personas jurídicas:", "general", [], ["RUC"]),
    ]


def test_paragraphs_under_a_number_are_parts_of_that_step() -> None:
    assert steps("1. Registro\nLlenar el formulario.\nEsperar.\n2. Pago") == [
        ("1", "Registro", ["Llenar el formulario.", "Esperar."]),
        ("2", "Pago", []),
    ]


def test_steps_that_count_without_a_mark_are_numbered() -> None:
    assert steps("1 Reunir todo\n2 Entregarlo") == [("1", "Reunir todo", []), ("2", "Entregarlo", [])]


def test_each_channel_has_its_own_list_of_steps() -> None:
    found = values(Como_Hacer_Tramite="En línea:\nLlenar el formulario.\nPresencial\nIr a la oficina.\nPagar.")
    assert (found["steps_intro"], [one.text for one in found["steps"]]) == ("En línea:", ["Llenar el formulario."])
    assert [(one.title, [item.text for item in one.items]) for one in found["sections"]] == [
        ("Presencial", ["Ir a la oficina.", "Pagar."])
    ]


def test_the_channels_inside_the_steps_are_no_step_and_stand_once() -> None:
    found = values()
    assert found["channels"] == ("En línea (Sitio / Portal Web / Aplicación web)", "Presencial")
    assert [one.text for one in found["steps"]] == ["Registro", "Pago"]


def test_the_channels_inside_the_steps_are_used_where_their_own_key_is_void() -> None:
    found = values(Canales_Atencion="No disponible", Como_Hacer_Tramite="Ir.\nCanales de atención:\nPresencial.")
    assert found["channels"] == ("Presencial",)


def test_whom_it_is_for_is_the_closed_list_and_the_text_before_it() -> None:
    found = values(A_Quien_Dirigido="Dirigido a: Apicultores.\nDirigido a:\nPersona Natural - Ecuatoriana.")["audience"]
    assert (found.text, found.kinds) == ("Dirigido a: Apicultores.", ("Persona Natural - Ecuatoriana",))


@pytest.mark.parametrize(
    ("text", "amounts", "free"),
    [
        ("El trámite no tiene costo", [], True),
        ("4,24 USD incluye IVA", ["4.24"], False),
        ("37,6778 USD No graba IVA", ["37.6778"], False),
        ("2253,7825 USD", ["2253.7825"], False),
        ("$ 9,9 dólares", ["9.9"], False),
        ("USD 9.9", ["9.9"], False),
        ("44.74\nUSD incluido IVA.", ["44.74"], False),
        ("65,\n30 USD incluido IVA.", ["65.30"], False),
        ("De US$0 hasta US$3.000: US$79,56", ["0", "3000", "79.56"], False),
        ("Certificado USD 1\nEl otro certificado no tiene costo.", ["1"], False),
        ("Ver tarifario", [], None),
        ("12.58", [], None),
    ],
)
def test_a_cost_is_read_as_it_is_written(text: str, amounts: list[str], free: bool | None) -> None:
    found = values(Costo=text)["cost"]
    assert ([str(one.value) for one in found.amounts], found.free) == (
        [str(Decimal(one)) for one in amounts],
        free,
    )


def test_the_headings_swallowed_into_the_cost_open_their_own_fields() -> None:
    found = values(Costo=SWALLOWED, Ubicacion_Horarios="No disponible")
    assert "cost" not in found
    assert [(one.name, one.address) for one in found["locations"]] == [("Estación Norte", "Km 3")]
    assert found["contact"].unit == "Mesa de ayuda"
    assert found["contact"].emails == ("ayuda@apa.gob.ec",)
    assert found["contact"].phones == ("(02) 3987 600, ext. 3001, 3002",)
    assert found["statistics"] == (
        MonthlyStatistic(year=2025, month=1, complaints=0, served=18),
        MonthlyStatistic(year=2025, month=2, complaints=3, served=7),
    )


def test_what_is_swallowed_and_said_again_stands_once() -> None:
    assert len(values(Costo=SWALLOWED)["legal_basis"]) == 2


def test_the_date_of_the_key_wins_over_a_swallowed_one_and_an_impossible_one_is_none() -> None:
    assert read(Costo=SWALLOWED).drafts[0].updated_on == dt.date(2025, 6, 16)
    assert read(Costo=SWALLOWED, Fecha_Actualizacion="No disponible").drafts[0].updated_on == dt.date(2024, 10, 9)
    assert read(Fecha_Actualizacion="2025/13/45").drafts[0].updated_on is None


@pytest.mark.parametrize(
    "written",
    [
        "08:00 - 16:30",
        "08h00 a 16h30",
        "8h00-16h30",
        "08H00 A.M. a 16H30",
        "8:00 hasta las 16:30",
        "8.00 a 16.30",
        "8:00 am a 4:30 p.m.",
        "8h00 am - 16h30 pm",
    ],
)
def test_hours_are_read_in_all_their_spellings(written: str) -> None:
    assert places(f"Horario: LUN-VIE {written}")["opening_hours"][0].intervals == (("08:00", "16:30"),)


def test_an_address_below_its_label_is_one_place_with_its_lines() -> None:
    found = places("Dirección\n: Calle Larga 12\nQuito - Ecuador\nHorario:\nLunes a viernes de 08h00 a 16h30")
    assert [(one.name, one.address) for one in found["locations"]] == [("Dirección", "Calle Larga 12 Quito - Ecuador")]
    assert [one.days for one in found["opening_hours"]] == [(1, 2, 3, 4, 5)]


def test_a_table_of_offices_that_lost_its_columns_is_a_place_a_row() -> None:
    rows = "".join(f"\nDirección Distrital {name}\nCalle {name} 1\n(02) 2345-67{n}" for n, name in enumerate("ABC"))
    found = places(f"Horario: 08h00 -16h00\nDependencia\nUbicación\nTeléfonos{rows}")
    assert [(one.name, one.address) for one in found["locations"]][1] == (
        "Dirección Distrital B",
        "Calle B 1, (02) 2345-671",
    )
    assert len(found["locations"]) == 3


def test_a_row_without_a_cell_ends_where_the_next_office_begins() -> None:
    titles = "Coordinación\nDirección\nTeléfono\nCorreo electrónico"
    rows = [f"Coordinación Zonal {n}\nCalle {n}\n(02) 234-567{n}\nz{n}@apa.gob.ec" for n in (1, 2, 3)]
    found = places("\n".join((titles, *rows)).replace("(02) 234-5672\n", ""))
    assert [(one.name, one.address) for one in found["locations"]] == [
        ("Coordinación Zonal 1", "Calle 1, (02) 234-5671, z1@apa.gob.ec"),
        ("Coordinación Zonal 2", "Calle 2, z2@apa.gob.ec"),
        ("Coordinación Zonal 3", "Calle 3, (02) 234-5673, z3@apa.gob.ec"),
    ]


def test_hours_with_an_exception_are_not_round_the_clock() -> None:
    (hours,) = places("Horario: lunes a viernes de 08:00 a 17:00, salvo el aeropuerto, las 24 horas.")["opening_hours"]
    assert (hours.always, hours.intervals) == (False, (("08:00", "17:00"),))


def test_glued_legal_entries_come_apart_and_what_is_said_of_them_is_a_passage() -> None:
    assert laws(
        "Ley de Abejas. - Art(s). Art. 1,6La ley protege a las abejas.187 Expídase la Ley del Néctar - Art(s). Todos"
        "362 Expídase el Reglamento - Art(s). 58Inspección y control"
    ) == [
        ("Ley de Abejas", "Art. 1,6"),
        ("Expídase la Ley del Néctar", "Todos"),
        ("Expídase el Reglamento", "58"),
    ]
    said = [one.text for one in values()["passages"] if one.aspect is Aspect.legal_basis]
    assert "La ley protege a las abejas." in said


def test_what_is_not_available_is_absent_everywhere() -> None:
    void = dict.fromkeys(
        ("Descripcion", "Que_Obtendre", "Requisitos", "Costo", "Base_Legal", "Canales_Atencion"), "No disponible"
    )
    found = values(**void, Como_Hacer_Tramite="Ir.")
    assert found.keys() & {"description", "output", "requirements", "cost", "legal_basis", "channels"} == set()


def test_the_institution_may_be_told_by_the_address_alone() -> None:
    assert read(Institucion_Responsable="No disponible").drafts[0].institution is None


def test_a_key_that_the_layout_does_not_have_is_kept_as_a_passage() -> None:
    passage = values(Observaciones_Extra="Las abejas pican.")["passages"][-1]
    assert (passage.aspect, passage.heading, passage.text) == (
        Aspect.detail,
        ("Observaciones Extra",),
        "Las abejas pican.",
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Nombre_Tramite": ""}, "no tiene nombre"),
        ({"Nombre_Tramite": "No disponible"}, "no tiene nombre"),
        ({"URL_Fuente": "No disponible", "Institucion_Responsable": "No disponible"}, "no dice su institución"),
        ({"Costo": {"valor": 3}}, "«Costo» no es un texto"),
        ({"Costo": True}, "«Costo» no es un texto"),
        ({"Descripcion": "<p>" * 60}, "etiquetas HTML"),
        ({"Descripcion": "a\n" * 30_000}, "líneas"),
        ({"Nombre_Tramite": None}, "claves de una ficha"),
    ],
)
def test_a_ficha_that_cannot_be_read_is_refused_with_its_place(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as refusal:
        read(**changes)
    assert refusal.value.line == 7


def test_lists_and_numbers_are_read_as_text() -> None:
    assert values(Costo=12)["cost"].text == "12"
    assert values(Que_Obtendre=["Certificado", "Placa"])["output"].items == ("Certificado", "Placa")


@needs_real
def test_of_the_real_fichas_none_is_refused_and_no_word_is_lost() -> None:
    lost = {}
    for number, reading in enumerate(readings(REAL), 1):
        assert not isinstance(reading, SourceError), reading
        if found := reading.account.lost(reading.document.lines):
            lost[number] = found
    assert lost == {}
    assert number == 293


@needs_real
def test_the_real_fichas_give_the_fields_that_they_state() -> None:
    found = [reading.drafts[0].values for reading in readings(REAL) if not isinstance(reading, SourceError)]
    shares = {
        key: sum(key in one for one in found) for key in ("requirements", "steps", "channels", "cost", "opening_hours")
    }
    assert {key for key, count in shares.items() if count < 0.85 * len(found)} == set(), shares
