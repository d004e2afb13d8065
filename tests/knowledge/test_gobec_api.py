"""Documents copied from the national catalogue's API, as records: complete, accounted for, or refused with a reason."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from bot.errors import SourceError
from bot.knowledge import markup
from bot.knowledge.build import Base, gather
from bot.knowledge.readers import Reading, readings
from bot.knowledge.readers.account import source_words
from bot.knowledge.readers.gobec_api import FORMAT
from bot.knowledge.record import (
    Amount,
    Aspect,
    Audience,
    Cost,
    Duration,
    Institution,
    LegalResource,
    Link,
    Location,
    MonthlyStatistic,
    Procedure,
    Requirement,
    Source,
    Step,
)
from tests.knowledge.conftest import CURATED, SOURCES
from tests.knowledge.sync.catalogue import INSTITUTIONS, MONTHS, PROCEDURES, REGULATIONS, TIES, Object

Write = Callable[..., Path]


def document(number: int = 1203, **fields: Any) -> Object:
    """The document of a made-up procedure; ``fields`` change the procedure itself."""
    procedure = next(one for one in PROCEDURES if one["tramite_id"] == str(number))
    regulations = {one["regulacion_id"]: one for one in REGULATIONS}
    return {
        "formato": FORMAT,
        "recibido": "2025-09-15",
        "origen": f"https://www.gob.ec/api/v1/tramites/{number}",
        "tramite": {**procedure, **fields},
        "institucion": next(one for one in INSTITUTIONS if one["institucion_id"] == procedure["institucion_id"]),
        "regulaciones": [
            {"vinculo": {"regulacion_id": tie}, "regulacion": regulations[tie]} for tie in TIES.get(str(number), [])
        ],
        "transparencia": MONTHS.get(str(number), []),
    }


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: Any, name: str = "tramite-1203.json") -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


@pytest.fixture
def record(write: Write, tmp_path: Path) -> Callable[..., Procedure]:
    """The record of a document, or of a procedure with ``fields`` changed."""

    def record(number: int = 1203, content: Object | None = None, **fields: Any) -> Procedure:
        path = write(content or document(number, **fields))
        base = gather([path], tmp_path / "sin-editores")
        assert base.refused == ()
        return base.records[0]

    return record


@pytest.fixture
def whole(write: Write, tmp_path: Path) -> Base:
    """The whole made-up catalogue."""
    for procedure in PROCEDURES:
        write(document(int(procedure["tramite_id"])), f"tramite-{procedure['tramite_id']}.json")
    return gather([tmp_path], tmp_path / "sin-editores")


def reading(path: Path) -> Reading:
    (found,) = readings(path)
    assert isinstance(found, Reading), found
    return found


def test_ids_are_the_institution_and_the_name_of_the_page(whole: Base) -> None:
    assert [one.id for one in whole.records] == [
        "agn-autorizacion-nube-baja",
        "agn-devolucion-lluvia",
        "inf-permiso-encender-faro-menor",
        "inf-registro-farero",
        "muv-prestamo-piezas-verosimiles",
    ]


EXPECTED: dict[str, Any] = {
    "name": 'Permiso para encender un faro "menor"',
    "institution": Institution(
        id="inf", name="Instituto Nacional de Faros", acronym="INF", website="https://www.inf.gob.ec"
    ),
    "description": "Autoriza encender un faro de hasta 12 metros.\n\nNo cubre la compra de lámparas.",
    "audience": Audience(
        text="Quien tenga un faro.", kinds=("Persona Jurídica - Privada", "Persona Natural - Ecuatoriana")
    ),
    "output": None,
    "requirements": (
        Requirement(text="Solicitud firmada."),
        Requirement(
            text="Plano del faro, que incluya:",
            items=(Requirement(text="Altura"), Requirement(text="Alcance de la luz")),
        ),
        Requirement(
            text="Copia de la guía de señales (https://inf.gob.ec/guia.pdf)",
            links=(Link(title="guía de señales", url="https://inf.gob.ec/guia.pdf"),),
        ),
        Requirement(
            text="Si el faro es de madera:",
            kind="specific",
            items=(Requirement(text="Informe de bomberos", kind="specific"),),
        ),
        Requirement(text="Fotografía del faro", kind="specific"),
    ),
    "steps_intro": "El permiso se pide así:",
    "steps": (
        Step(number="1", text="Ingresar al portal."),
        Step(
            number="2",
            text="Llenar el formulario:",
            items=(Step(number="2.1", text="Datos del faro."), Step(number="2.2", text="Datos del farero.")),
        ),
        Step(number="3", text="Recibir el permiso por correo."),
    ),
    "sections": (),
    "channels": ("Correo electrónico", "En línea (Sitio / Portal Web / Aplicación web)"),
    "cost": Cost(text="USD 24,50 por cada faro.", free=False, amounts=(Amount(value=Decimal("24.50")),)),
    "locations": (Location(name="Trámite en línea", kind="online", url="https://faros.inf.gob.ec/permiso"),),
    "location_notes": ("Sí se hace por completo en línea.",),
    "opening_hours": (),
    "processing_time": Duration(text="5 días", iso8601="P5D"),
    "validity": None,
    "contact": None,
    "legal_basis": (
        LegalResource(
            text='Ley Orgánica de Faros "y balizas" (Registro Oficial 812)',
            type="Ley",
            title='Ley Orgánica de Faros "y balizas"',
        ),
    ),
    "statistics": (
        MonthlyStatistic(year=2025, month=2, complaints=0, served=14),
        MonthlyStatistic(year=2025, month=1, complaints=1, served=11),
    ),
    "source": Source(
        document="tramite-1203.json",
        title='Permiso para encender un faro "menor"',
        url="https://www.gob.ec/inf/tramites/permiso-encender-faro-menor",
        updated_on=dt.date(2025, 7, 14),
        received_on=dt.date(2025, 9, 15),
    ),
}


@pytest.mark.parametrize("field", EXPECTED)
def test_each_field_says_what_the_document_says(record: Callable[..., Procedure], field: str) -> None:
    assert getattr(record(), field) == EXPECTED[field]


def test_every_field_has_an_expectation() -> None:
    assert EXPECTED.keys() | {"id", "aliases", "situations", "passages"} == Procedure.__fields__.keys()


def test_every_paragraph_is_a_passage_under_its_headings(record: Callable[..., Procedure]) -> None:
    assert [(one.aspect.value, *one.heading[1:], one.text) for one in record().passages] == [
        ("description", "Autoriza encender un faro de hasta 12 metros."),
        ("description", "No cubre la compra de lámparas."),
        ("audience", "Quien tenga un faro."),
        ("audience", "Dirigido a", "Persona Jurídica - Privada, Persona Natural - Ecuatoriana."),
        ("requirements", "Requisitos Obligatorios", "Solicitud firmada."),
        ("requirements", "Requisitos Obligatorios", "Plano del faro, que incluya:"),
        ("requirements", "Requisitos Obligatorios", "Plano del faro, que incluya", "Altura"),
        ("requirements", "Requisitos Obligatorios", "Plano del faro, que incluya", "Alcance de la luz"),
        ("requirements", "Requisitos Obligatorios", "Copia de la guía de señales (https://inf.gob.ec/guia.pdf)"),
        ("requirements", "Requisitos Especiales", "Si el faro es de madera:"),
        ("requirements", "Requisitos Especiales", "Si el faro es de madera", "Informe de bomberos"),
        ("requirements", "Requisitos Opcionales", "Fotografía del faro"),
        ("steps", "El permiso se pide así:"),
        ("steps", "El permiso se pide así", "Ingresar al portal."),
        ("steps", "El permiso se pide así", "Llenar el formulario:"),
        ("steps", "El permiso se pide así", "2 Llenar el formulario", "Datos del faro."),
        ("steps", "El permiso se pide así", "2 Llenar el formulario", "Datos del farero."),
        ("steps", "El permiso se pide así", "Recibir el permiso por correo."),
        ("channels", "Correo electrónico, En línea (Sitio / Portal Web / Aplicación web)"),
        ("processing_time", "5 días"),
        ("cost", "USD 24,50 por cada faro."),
        ("location_hours", "Trámite en línea: https://faros.inf.gob.ec/permiso"),
        ("location_hours", "Sí se hace por completo en línea."),
        ("detail", "Código: INF-001-01-01"),
        ("legal_basis", 'Ley Orgánica de Faros "y balizas" (Registro Oficial 812)'),
        ("legal_basis", "Institución emisora: Asamblea Nacional"),
    ]


NUMBERS = [int(one["tramite_id"]) for one in PROCEDURES]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_line_and_every_word_is_accounted_for(write: Write, number: int) -> None:
    read = reading(write(document(number)))
    assert read.account.lost(read.document.lines) == {}


@pytest.mark.parametrize("number", NUMBERS)
def test_every_word_of_the_document_is_on_a_line(write: Write, number: int) -> None:
    content = document(number)
    read = reading(write(content))
    shown = Counter(word for line in read.document.lines for word in source_words(line))
    silent = {"imagen_url", "institucion_url", "url", "modificado", "costo"}
    said = [value for key, value in content["tramite"].items() if key not in silent and not key.endswith("_id")]
    said += [law["regulacion"]["regulacion"] for law in content["regulaciones"]]
    said += [month[key] for month in content["transparencia"] for key in ("ano", "mes", "quejas", "atenciones")]
    assert Counter(word for value in said for word in source_words(text_of(value))) - shown == Counter()


def text_of(value: str) -> str:
    """The text of ``value`` by another way than the reader's: lxml's own, a blank for each tag."""
    text = markup.unescaped(value)
    return " ".join(html.fragment_fromstring(text, create_parent="div").itertext()) if text.strip() else ""


@pytest.mark.parametrize(
    ("flag", "detail", "text", "free"),
    [
        ("No", "", "El trámite no tiene costo.", True),
        ("Sí", "", "El trámite sí tiene costo.", False),
        ("SI", "<p>Ver tarifario</p>", "Ver tarifario", False),
        ("No", "Es gratuito", "Es gratuito", True),
        ("No", "Solo el papel", "El trámite no tiene costo.\n\nSolo el papel", True),
        ("No", "La firma vale USD 30", "El trámite no tiene costo.\n\nLa firma vale USD 30", True),
        ("Depende", "", "Costo: Depende", None),
        ("", "USD 3", "USD 3", False),
        ("", "Ver tarifario", "Ver tarifario", None),
    ],
)
def test_the_cost_is_what_flag_and_detail_say_together(
    record: Callable[..., Procedure], flag: str, detail: str, text: str, free: bool | None
) -> None:
    cost = record(costo=flag, costo_detalle=detail).cost
    assert cost and (cost.text, cost.free) == (text, free)


def test_a_procedure_that_states_nothing_has_nothing(record: Callable[..., Procedure]) -> None:
    bare = record(content={**document(3001), "tramite": {"tramite_id": "3001", "nombre": "Nada"}})
    stated = bare.dict(exclude_defaults=True, exclude_none=True)
    assert stated.keys() == {"id", "name", "institution", "source"}


@pytest.mark.parametrize("said", ["No aplica", "<p>N/A</p>", "<p>&nbsp;</p>", None, []])
def test_what_says_that_there_is_nothing_says_nothing(record: Callable[..., Procedure], said: object) -> None:
    procedure = record(requisitos_obligatorios=said, requisitos_especiales="", requisitos_opcionales="")
    assert procedure.requirements == ()


@pytest.mark.parametrize(
    "said",
    [
        "<ul><li>Presencial</li><li>Correo electrónico</li></ul>",
        "Presencial, Correo electrónico.",
        ["Presencial", "Correo electrónico"],
        "Presencial<br>Correo electrónico",
    ],
)
def test_channels_come_in_any_form(record: Callable[..., Procedure], said: object) -> None:
    assert record(canales_atencion=said).channels == ("Presencial", "Correo electrónico")


def test_a_value_without_a_field_of_its_own_is_a_detail_under_its_name(record: Callable[..., Procedure]) -> None:
    procedure = record(vigencia_detalle="<p>Un año</p>", codigo="", horario="<p>De 8 a 9</p><p>De 10 a 11</p>")
    details = [one.text for one in procedure.passages if one.aspect is Aspect.detail]
    assert details == ["Vigencia detalle: Un año", "Horario:", "De 8 a 9", "De 10 a 11"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"ano": "2025", "mes": "3", "atenciones": "7", "quejas": "0"}, (2025, 3, 0, 7)),
        ({"ano": 2025, "mes": 3, "atenciones": 7, "quejas": 1}, (2025, 3, 1, 7)),
    ],
)
def test_months_are_statistics(record: Callable[..., Procedure], row: Object, expected: tuple[int, ...]) -> None:
    (month,) = record(content={**document(), "transparencia": [row]}).statistics
    assert (month.year, month.month, month.complaints, month.served) == expected


@pytest.mark.parametrize("row", [{"ano": "2025", "mes": "13", "quejas": "0", "atenciones": "1"}, {"ano": "2025"}])
def test_a_month_that_is_none_is_no_statistic_and_still_there(record: Callable[..., Procedure], row: Object) -> None:
    procedure = record(content={**document(), "transparencia": [row]})
    assert procedure.statistics == ()
    assert [one.text[:19] for one in procedure.passages if one.aspect is Aspect.detail][1:] == ["Transparencia: 2025"]


def test_a_month_that_comes_twice_counts_once(record: Callable[..., Procedure]) -> None:
    months = [{**MONTHS["1203"][0], "atenciones": served} for served in ("14", "99")]
    assert [one.served for one in record(content={**document(), "transparencia": months}).statistics] == [14]


def law(**fields: Any) -> Object:
    return {"vinculo": {"regulacion_id": "71"}, "regulacion": {"regulacion_id": "71", **fields}}


LAWS = {
    "a title in quotation marks": (
        law(regulacion="&quot;Ley de Mares&quot;"),
        [LegalResource(text="Ley de Mares", type="Ley", title="Ley de Mares")],
    ),
    "a type and an address": (
        law(regulacion="Mares limpios", tipo="Ordenanza", url="/regulaciones/mares"),
        [
            LegalResource(
                text="Mares limpios",
                type="Ordenanza",
                title="Mares limpios",
                url="https://www.gob.ec/regulaciones/mares",
            )
        ],
    ),
    "articles of the tie": (
        {"vinculo": {"regulacion_id": "71", "articulos": "3 y 4"}, "regulacion": {"regulacion": "Ley de Mares"}},
        [LegalResource(text="Ley de Mares - Art(s). 3 y 4", type="Ley", title="Ley de Mares", articles="3 y 4")],
    ),
    "a resolution with its number": (
        law(regulacion="Resolución Nro. INF-DG-2022-0062-RE Faros menores", tipo="Resolución"),
        [
            LegalResource(
                text="Resolución Nro. INF-DG-2022-0062-RE Faros menores",
                type="Resolución",
                number="INF-DG-2022-0062-RE",
                title="Faros menores",
            )
        ],
    ),
    "one that could not be had": ({"vinculo": {"regulacion_id": "71"}, "regulacion": None}, []),
    "one that only the tie names": (
        {"vinculo": {"regulacion_id": "71", "regulacion": "Ley de Mares"}, "regulacion": None},
        [LegalResource(text="Ley de Mares", type="Ley", title="Ley de Mares")],
    ),
}


@pytest.mark.parametrize(("one", "expected"), LAWS.values(), ids=LAWS.keys())
def test_regulations_are_the_legal_basis(
    record: Callable[..., Procedure], one: Object, expected: list[LegalResource]
) -> None:
    assert list(record(content={**document(), "regulaciones": [one]}).legal_basis) == expected


def test_a_regulation_that_comes_twice_is_one(record: Callable[..., Procedure]) -> None:
    assert (
        len(
            record(
                content={**document(), "regulaciones": [law(regulacion="Ley A"), law(regulacion="Ley A")]}
            ).legal_basis
        )
        == 1
    )


def test_parts_that_could_not_be_had_are_absent(record: Callable[..., Procedure]) -> None:
    procedure = record(content={**document(), "regulaciones": None, "transparencia": None})
    assert (procedure.legal_basis, procedure.statistics) == ((), ())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<time datetime="2025-06-16T08:00:00-05:00">16/06/2025</time>', dt.date(2025, 6, 16)),
        ('<time datetime="2025-13-40T08:00:00-05:00">', None),
        ("ayer", None),
        (7, None),
        (None, None),
    ],
)
def test_the_date_of_change_is_the_source_s(
    record: Callable[..., Procedure], written: object, expected: dt.date | None
) -> None:
    assert record(modificado=written).source.updated_on == expected


BROKEN = {
    "a name that is gone": ({"nombre": "  "}, "no tiene nombre («nombre»)"),
    "a name that is an object": ({"nombre": {"es": "x"}}, "«nombre» no es un texto"),
    "steps that are true": ({"procedimiento": True}, "«procedimiento» no es un texto"),
    "requirements in objects": ({"requisitos_obligatorios": [{"a": 1}]}, "«requisitos_obligatorios» no es un texto"),
    "60 nested tags": ({"descripcion": "<b>" * 60}, "hay más de 40 etiquetas HTML una dentro de otra"),
    "60 nested tags, encoded": ({"descripcion": "&lt;b&gt;" * 60}, "hay más de 40 etiquetas HTML una dentro de otra"),
    "30,000 paragraphs": ({"descripcion": "<p>x</p>" * 30_000}, "tiene más de 20000 líneas"),
}


@pytest.mark.parametrize(("fields", "why"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_procedure_is_refused_with_the_reason(write: Write, fields: Object, why: str) -> None:
    (refusal,) = readings(write(document(**fields)))
    assert isinstance(refusal, SourceError)
    assert refusal.message == why


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("tramite", None, "«tramite» no es un objeto"),
        ("institucion", [], "«institucion» no es un objeto"),
        ("regulaciones", {}, "«regulaciones» no es una lista de objetos"),
        ("transparencia", ["x"], "«transparencia» no es una lista de objetos"),
        ("regulaciones", [{"vinculo": "x"}], "«vinculo» no es un objeto"),
        ("regulaciones", [{"regulacion": [1]}], "«regulacion» no es un objeto"),
    ],
)
def test_a_broken_document_is_refused_with_the_reason(write: Write, key: str, value: object, why: str) -> None:
    (refusal,) = readings(write({**document(), key: value}))
    assert isinstance(refusal, SourceError)
    assert refusal.message == why


@pytest.mark.parametrize("content", ['{"formato": "ven', "", "[]", "\u0000"])
def test_a_damaged_file_of_the_copy_is_refused_and_the_others_are_built(
    write: Write, tmp_path: Path, content: str
) -> None:
    write(document(1204), "tramite-1204.json")
    write(content, "tramite-7.json")
    base = gather([tmp_path], tmp_path / "sin-editores")
    assert [one.id for one in base.records] == ["inf-registro-farero"]
    assert [one.document for one in base.refused] == ["tramite-7.json"]


def test_a_broken_procedure_does_not_keep_the_others_out(write: Write, tmp_path: Path) -> None:
    write(document(nombre=""), "tramite-1203.json")
    write(document(1204), "tramite-1204.json")
    base = gather([SOURCES, tmp_path], CURATED)
    assert "inf-registro-farero" in [one.id for one in base.records]
    assert [(one.document, one.reason) for one in base.refused] == [("tramite-1203.json", "no tiene nombre («nombre»)")]


def test_two_documents_of_one_page_are_one_procedure(write: Write, tmp_path: Path) -> None:
    later = '<time datetime="2025-08-01T00:00:00-05:00">'
    write(document(1204), "tramite-1204.json")
    write(document(1204, modificado=later, descripcion="Otra."), "tramite-9.json")
    (record,) = gather([tmp_path], tmp_path / "sin-editores").records
    assert (record.description, record.source.document) == ("Otra.", "tramite-9.json")


def test_a_source_is_named_after_its_procedure(whole: Base) -> None:
    source = next(one for one in whole.sources if one.document == "tramite-2052.json")
    assert (source.title, source.layout, source.received_on) == (
        "Devolución de lluvia",
        "gobec_api",
        dt.date(2025, 9, 15),
    )
    assert source.url == "https://www.gob.ec/agn/tramites/devolucion-lluvia"


SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
MARKUP = st.lists(
    st.sampled_from(
        "<p> </p> <ol> </ol> <ul> <li> </li> <br> <table> <tr> <td> Nota: 1. 2.- a) • Uno dos: Dos. <b>".split()
    ),
    max_size=30,
).map(" ".join)
KEYS = st.sampled_from([*PROCEDURES[0], "vigencia", "otro_dato"])
ANYTHING = st.recursive(
    SCALAR | MARKUP, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(KEYS, MARKUP | ANYTHING, max_size=8))
def test_whatever_the_values_the_document_is_accounted_for_or_refused(write: Write, fields: Object) -> None:
    (read,) = readings(write(document(**fields)))
    if isinstance(read, Reading):
        assert read.account.lost(read.document.lines) == {}
    else:
        assert read.message


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(["tramite", "institucion", "regulaciones", "transparencia", "recibido"]),
    ANYTHING
    | st.lists(st.dictionaries(st.sampled_from(["vinculo", "regulacion", "ano", "mes"]), ANYTHING, max_size=3)),
)
def test_whatever_the_parts_the_document_is_read_or_refused(write: Write, key: str, value: object) -> None:
    (read,) = readings(write({**document(), key: value}))
    assert isinstance(read, (Reading, SourceError))
