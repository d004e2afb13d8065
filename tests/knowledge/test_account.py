"""No line and no word of a source is lost: each is in a named field of the record, or is known decoration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from bot.knowledge.build import Base
from bot.knowledge.readers import Account, Reading
from bot.knowledge.readers.account import source_words
from bot.knowledge.record import Procedure, Requirement, Step
from tests.knowledge.conftest import DOCUMENTS

#: The words that decoration may have; the marks of lists and repeated rows are compared by form below.
TITLES = set(
    """informacion de tramite tramites en linea nombre institucion descripcion a quien esta dirigido que obtendre si
    completo satisfactoriamente el necesito para hacer como hago canales atencion cual es costo del donde y horario
    base legal contacto ciudadana transparencia""".split()
)
LABELS = set(
    """dirigido a tipo de resultado obtener requisitos generales especificos nota atencion virtual lugares y horarios
    para tramite en linea con componente presencial funcionario dependencia correo electronico telefono""".split()
)
HEADERS = set("ano mes volumen de quejas atenciones tramite procedimiento canal tiempo estimado".split())


@pytest.fixture(params=[path.name for path in DOCUMENTS])
def reading(request: pytest.FixtureRequest, base: Base) -> Reading:
    return next(one for one in base.readings if one.document.path.name == request.param)


@pytest.fixture
def records(reading: Reading, base: Base) -> list[Procedure]:
    return [one for one in base.records if one.source.document == reading.document.path.name]


def test_every_line_and_every_word_is_accounted_for(reading: Reading) -> None:
    assert reading.account.lost(reading.document.lines) == {}


def test_nothing_is_accounted_that_the_line_does_not_have(reading: Reading) -> None:
    """A word of a line is used by one field or one decoration, not by two."""
    used: dict[int, Counter[str]] = {}
    for use in reading.account.uses:
        used.setdefault(use.line, Counter()).update(source_words(use.text))
    lines = {n: Counter(source_words(reading.document.lines[n - 1])) for n in used}
    assert {n: words - lines[n] for n, words in used.items() if words - lines[n]} == {}


def test_every_word_that_a_field_used_is_in_that_field(reading: Reading, records: list[Procedure]) -> None:
    lost = {}
    for name, words in reading.account.fields().items():
        said = Counter(word for record in records for text in texts(record, name) for word in source_words(text))
        if words - said:
            lost[name] = words - said
    assert lost == {}


def test_decoration_is_only_what_is_known_to_say_nothing(reading: Reading) -> None:
    known = {"title": TITLES, "label": LABELS, "table header": HEADERS, "blank": set(), "tags": set()}
    strange = [
        use
        for use in reading.account.uses
        if use.decoration in known and not set(source_words(use.text)) <= known[use.decoration]
    ]
    assert strange == []


def test_marks_are_numbers_and_bullets(reading: Reading) -> None:
    marks = {use.text.strip() for use in reading.account.uses if use.decoration == "mark"}
    assert [mark for mark in marks if len(mark) > 3 or any(c.isalpha() for c in mark)] == []


def test_the_only_other_words_left_out_are_those_reported_as_defects(base: Base) -> None:
    left_out = [
        (use.decoration, use.text.strip())
        for reading in base.readings
        for use in reading.account.uses
        if use.decoration in ("note of drafting", "repeated", "void")
    ]
    assert sorted(left_out) == [
        ("note of drafting", "(indicar si hay horarios extendidos como en frontera o sala de arribo)"),
        ("repeated", "2023\t02\t0\t33"),
        ("repeated", "Art."),
        ("repeated", "Art."),
        ("repeated", "Art."),
    ]


def test_a_forgotten_line_and_a_forgotten_word_are_noticed() -> None:
    account = Account()
    account.use(1, "uno", "steps")
    assert account.lost(("uno dos", "tres", "")) == {1: ["dos"], 2: ["tres"], 3: []}


def texts(record: Procedure, name: str) -> Iterator[str]:
    """What the record says in the fields that ``name`` of the account stands for, each text once."""
    if name in ("name", "description"):
        yield getattr(record, name)
    elif name == "institution":
        yield record.institution.name
    elif name == "channels":
        yield from record.channels
    elif name == "audience" and record.audience:
        yield from (record.audience.text, *record.audience.kinds)
    elif name == "output" and record.output:
        yield from (*record.output.kinds, *record.output.items)
    elif name == "requirements":
        yield from requirement_texts(record.requirements)
    elif name == "steps":
        yield record.steps_intro or ""
        yield from step_texts(record.steps)
        for section in record.sections:
            yield section.title
            yield from step_texts(section.items)
    elif name == "cost" and record.cost:
        yield record.cost.text
    elif name == "location_hours":
        yield from (f"{place.name} {place.address or place.url}" for place in record.locations)
        yield from (*(hours.text for hours in record.opening_hours), *record.location_notes)
    elif name == "processing_time" and record.processing_time:
        yield record.processing_time.text
    elif name == "legal_basis":
        yield from (f"{entry.text} {entry.url or ''}" for entry in record.legal_basis)
    elif name == "contact" and record.contact:
        yield from (record.contact.unit or "", *record.contact.emails, *record.contact.phones)
    elif name == "statistics":
        yield from (f"{m.year} {m.month} {m.complaints} {m.served}" for m in record.statistics)


def requirement_texts(requirements: Iterable[Requirement]) -> Iterator[str]:
    for requirement in requirements:
        yield from (requirement.text, *requirement.notes)
        yield from requirement_texts(requirement.items)


def step_texts(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield step.text
        yield from step_texts(step.items)


def test_the_documents_are_those_received(base: Base) -> None:
    assert [reading.document.path.name for reading in base.readings] == [path.name for path in DOCUMENTS]
