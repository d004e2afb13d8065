"""Every aspect of every procedure: what the record states is told whole; what it does not state is said so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answers import Answer, Assistant, Button, Outcome
from bot.answers.aspects import body, bullets, legal_entry, numbered, plain, with_links
from bot.answers.naming import LABELS, NAMED, display_name
from bot.answers.render_text import render_text
from bot.knowledge import Aspect, Institution, Procedure
from bot.knowledge.record import (
    Amount,
    ContactPoint,
    Cost,
    LegalResource,
    Link,
    Location,
    Requirement,
    Section,
    Source,
    Step,
)
from tests.answers.support import ALL, ASPECTS, ENTRY, EXIT, IMPORT, OCE, PASSWORD, WITHHELD, squeezed, tell

#: What each of the records from a whole ficha states; the rows of SERCOP's table state less.
FICHAS = {
    tramite: {aspect for aspect in ASPECTS if aspect not in (Aspect.processing_time, Aspect.validity)}
    for tramite in (IMPORT, OCE, EXIT, ENTRY)
}
ROWS = {Aspect.steps, Aspect.channels}


def facts(procedure: Procedure, aspect: Aspect) -> Iterator[str]:
    """The texts in which the record holds an aspect."""
    value = getattr(procedure, {"location_hours": "locations"}.get(aspect.value, aspect.value))
    if aspect is Aspect.legal_basis:
        yield from (one.text for one in value[:10] if len(value) <= 10)
    elif aspect is Aspect.statistics:
        last = max(value, key=lambda one: (one.year, one.month))
        yield f"{last.served} atenciones, {last.complaints} quejas"
    elif aspect is Aspect.location_hours:
        yield from (text for one in value for text in (one.name, one.address) if text)
        yield from (one.text for one in procedure.opening_hours)
    else:
        yield from texts(value)


def texts(value: object) -> Iterator[str]:
    """Every text in a field that people are to read; keys of closed lists and hidden addresses left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif isinstance(value, (Requirement, Step)):
        yield from (value.text, *getattr(value, "notes", ()))
        yield from texts(value.items)
    elif isinstance(value, ContactPoint):
        yield from (text for text in (value.unit, *value.emails, *value.phones) if text)
    elif value is not None:
        yield from (text for name in ("text", "kinds", "items") for text in texts(getattr(value, name, None)))


def contact_of(procedure: Procedure) -> str:
    """A way to ask that the answer must give when the record is silent."""
    contact = procedure.contact or procedure.institution.contact
    assert contact is not None
    return next(iter((*contact.emails, *contact.phones, *(link.url for link in contact.links))))


# -- fourteen procedures, thirteen aspects -----------------------------------------------------------------------


@pytest.mark.parametrize("aspect", ASPECTS, ids=lambda aspect: aspect.value)
@pytest.mark.parametrize("tramite", ALL)
def test_an_aspect_is_told_whole_or_said_to_be_missing(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str, aspect: Aspect
) -> None:
    procedure, answer = procedures[tramite], tell(assistant, tramite, aspect)
    said = squeezed(answer.text)
    if body(procedure, aspect):
        expected = [f"**{LABELS[aspect]}**", *facts(procedure, aspect)]
    else:
        expected = [f"La ficha no indica {NAMED[aspect]}", contact_of(procedure)]
    assert [fact for fact in expected if squeezed(fact) not in said] == []
    assert ("La ficha no indica" in answer.text) == (
        not body(procedure, aspect) or aspect_hides_hours(procedure, aspect)
    )


def aspect_hides_hours(procedure: Procedure, aspect: Aspect) -> bool:
    """A place without its hours: the answer says that these are missing."""
    return aspect is Aspect.location_hours and not procedure.opening_hours


@pytest.mark.parametrize("aspect", ASPECTS, ids=lambda aspect: aspect.value)
@pytest.mark.parametrize("tramite", ALL)
def test_an_answer_about_an_aspect_has_its_form(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str, aspect: Aspect
) -> None:
    procedure, answer = procedures[tramite], tell(assistant, tramite, aspect)
    assert answer.outcome is Outcome.answered
    assert (answer.procedure and answer.procedure.id, answer.aspects[0]) == (tramite, aspect)
    assert answer.text.startswith(f"**{plain(display_name(procedure.name))}**\n\n")
    assert Answer.parse_obj(answer.as_json()) == answer


@pytest.mark.parametrize("aspect", ASPECTS, ids=lambda aspect: aspect.value)
@pytest.mark.parametrize("tramite", ALL)
def test_an_answer_ends_with_its_source_and_the_date_of_it(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str, aspect: Aspect
) -> None:
    source, answer = procedures[tramite].source, tell(assistant, tramite, aspect)
    last = answer.text.split("\n\n")[-1]
    assert last.startswith("Fuente: ") and f"({procedures[tramite].institution.acronym})" in last
    assert (plain(source.title) in last, last.endswith(" de noviembre de 2026.")) == (True, True)
    assert [one.title for one in answer.sources] == [source.title]


@pytest.mark.parametrize("aspect", [None, *ASPECTS], ids=str)
@pytest.mark.parametrize("tramite", ALL)
def test_buttons_are_short_offer_what_is_stated_and_not_what_was_said(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str, aspect: Aspect | None
) -> None:
    answer = tell(assistant, tramite, *([aspect] if aspect else []))
    offered = [Aspect(one.entities["aspecto"]) for one in answer.buttons if "aspecto" in one.entities]
    assert [one.title for one in answer.buttons if not 0 < len(one.title) <= 20] == []
    assert [one for one in offered if one in answer.aspects or not body(procedures[tramite], one)] == []
    assert len({one.title for one in answer.buttons}) == len(answer.buttons)


def test_what_the_fichas_state_is_what_was_read_in_them(procedures: dict[str, Procedure]) -> None:
    stated = {one: {aspect for aspect in ASPECTS if body(procedures[one], aspect)} for one in FICHAS}
    assert stated == FICHAS


@pytest.mark.parametrize("tramite", [one for one in ALL if one not in FICHAS])
def test_a_row_of_the_table_states_its_procedure_and_channel(procedures: dict[str, Procedure], tramite: str) -> None:
    assert {aspect for aspect in ROWS if not body(procedures[tramite], aspect)} == set()


@pytest.mark.parametrize("tramite", ALL)
def test_an_answer_reads_well_as_plain_text(assistant: Assistant, tramite: str) -> None:
    lines = [render_text(tell(assistant, tramite, aspect).text) for aspect in ASPECTS]
    assert [one for one in lines if "**" in one or "None" in one or "()" in one] == []


# -- two at once, an overview ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tramite", "first", "second"),
    [
        (OCE, Aspect.requirements, Aspect.cost),
        (OCE, Aspect.cost, Aspect.requirements),
        (ENTRY, Aspect.legal_basis, Aspect.contact),
        (EXIT, Aspect.steps, Aspect.location_hours),
        (IMPORT, Aspect.validity, Aspect.cost),
        (IMPORT, Aspect.statistics, Aspect.processing_time),
        (PASSWORD, Aspect.processing_time, Aspect.channels),
        (WITHHELD, Aspect.contact, Aspect.requirements),
    ],
    ids=str,
)
def test_two_aspects_are_told_in_the_order_asked(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str, first: Aspect, second: Aspect
) -> None:
    answer = tell(assistant, tramite, first, second)
    places = [answer.text.index(mark_of(procedures[tramite], aspect)) for aspect in (first, second)]
    named = [aspect for aspect in answer.aspects if aspect in (first, second)]
    assert (places == sorted(places), named) == (True, [first, second])


def mark_of(procedure: Procedure, aspect: Aspect) -> str:
    return f"**{LABELS[aspect]}**" if body(procedure, aspect) else f"La ficha no indica {NAMED[aspect]}"


@pytest.mark.parametrize("tramite", ALL)
def test_nothing_asked_is_an_overview_of_what_most_people_ask(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str
) -> None:
    procedure, answer = procedures[tramite], tell(assistant, tramite)
    expected = [one for one in (Aspect.requirements, Aspect.cost, Aspect.processing_time) if body(procedure, one)]
    assert [one for one in expected if f"**{LABELS[one]}**" not in answer.text] == []
    assert answer.aspects[0] is (Aspect.description if procedure.description else Aspect.steps)


@pytest.mark.parametrize("tramite", [one for one in ALL if one not in FICHAS])
@pytest.mark.parametrize("aspect", ASPECTS, ids=lambda aspect: aspect.value)
def test_a_short_record_is_told_whole_whatever_is_asked(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str, aspect: Aspect
) -> None:
    stated = {one for one in ASPECTS if body(procedures[tramite], one)} - {Aspect.contact}
    assert stated - set(tell(assistant, tramite, aspect).aspects) == set()


# -- the facts people rely on ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tramite", "aspect", "fact"),
    [
        (OCE, "cost", "No tiene costo"),
        (OCE, "cost", "firma electrónica (Token)"),
        (OCE, "requirements", "Registro Único de Contribuyentes"),
        (OCE, "location_hours", "24 horas del día, los 7 días de la semana"),
        (OCE, "contact", "1800-238262"),
        (OCE, "steps", "Nuevo Registro"),
        (ENTRY, "cost", "honorarios del agente de aduana"),
        (ENTRY, "steps", "DAE 40"),
        (ENTRY, "location_hours", "Huaquillas"),
        (ENTRY, "audience", "Persona Jurídica - Privada"),
        (EXIT, "requirements", "Factura preliminar"),
        (EXIT, "location_hours", "08h00 – 17h00"),
        (IMPORT, "contact", "02 2440050"),
        (IMPORT, "contact", "produccion.nacional@sercop.gob.ec"),
        (IMPORT, "legal_basis", "RE-SERCOP-2023-0134"),
        (IMPORT, "channels", "www.gestiondocumental.gob.ec"),
        (PASSWORD, "processing_time", "Inmediato"),
        (PASSWORD, "steps", "bit.ly/ResetClaveSercop"),
        (WITHHELD, "requirements", "Factura"),
        (WITHHELD, "contact", "alerta@sercop.gob.ec"),
    ],
)
def test_the_answer_has_the_fact(assistant: Assistant, tramite: str, aspect: str, fact: str) -> None:
    assert fact in tell(assistant, tramite, aspect).text


def test_third_party_costs_stand_beside_free_of_charge(assistant: Assistant) -> None:
    said = tell(assistant, ENTRY, "cost").text
    assert said.index("No tiene costo") < said.index("Lo que se paga a otros")


# -- records of our own ------------------------------------------------------------------------------------------


def make(**fields: object) -> Procedure:
    institution = Institution(id="i", name="INSTITUTO DE PRUEBA", acronym="IP")
    given = {"id": "ip-x", "name": "Permiso", "institution": institution, "source": Source(document="x.txt", title="X")}
    return Procedure(**{**given, **fields})


@pytest.mark.parametrize("aspect", ASPECTS, ids=lambda aspect: aspect.value)
def test_an_empty_record_states_nothing(aspect: Aspect) -> None:
    assert not body(make(), aspect)


def test_a_requirement_is_numbered_with_its_notes_items_and_hidden_addresses() -> None:
    link = Link(title="aquí", url="https://example.org/formulario")
    one = Requirement(text="Un formulario", notes=("Firmado",), items=(Requirement(text="Copia"),), links=(link,))
    text = body(make(requirements=(one, Requirement(text="Otro", kind="specific"))), Aspect.requirements)
    assert text == (
        "1. Un formulario https://example.org/formulario\n   **Nota:** Firmado\n   - Copia\n\n"
        "**Requisitos específicos**\n\n1. Otro"
    )


def test_steps_keep_their_own_numbers_and_bullets() -> None:
    step = Step(number="2", text="Entrar", items=(Step(number="2.1", text="Firmar"), Step(number="", text="Esperar")))
    assert body(make(steps=(step,), steps_intro="Así:"), Aspect.steps) == (
        "Así:\n\n2. Entrar\n   - 2.1 Firmar\n   - Esperar"
    )


def test_a_section_is_told_with_the_field_it_stands_in() -> None:
    section = Section(aspect=Aspect.steps, title="Motivos de rechazo:", items=(Step(number="1", text="Firma"),))
    record = make(sections=(section,))
    assert (body(record, Aspect.steps), body(record, Aspect.channels)) == ("**Motivos de rechazo**\n\n1. Firma", None)


@pytest.mark.parametrize(
    ("free", "starts"), [(True, "**No tiene costo.**"), (False, "Diez dólares"), (None, "Diez dólares")], ids=str
)
def test_only_what_is_free_is_said_to_be_free(free: bool | None, starts: str) -> None:
    cost = Cost(text="Diez dólares", free=free, amounts=(Amount(value="10.00"),))
    assert (body(make(cost=cost), Aspect.cost) or "").startswith(starts)


def test_a_place_shows_its_address_once() -> None:
    place = Location(name="Quito", kind="office", url="https://example.org/quito", address="https://example.org/quito")
    assert (body(make(locations=(place,)), Aspect.location_hours) or "").count("https://example.org/quito") == 1


def test_a_norm_is_told_with_its_address() -> None:
    assert legal_entry(LegalResource(text="Ley 1", type="Ley", url="https://example.org/l")) == (
        "Ley 1 https://example.org/l"
    )


def test_an_address_that_the_text_shows_is_not_repeated() -> None:
    link = Link(title="example.org", url="http://example.org/")
    assert with_links("Vaya a example.org", [link]) == "Vaya a [example.org](http://example.org/)"


def test_an_address_that_the_text_shows_in_full_is_left_as_it_is() -> None:
    link = Link(title="http://example.org/", url="http://example.org/")
    assert with_links("Vaya a http://example.org/", [link]) == "Vaya a http://example.org/"


def test_a_title_that_the_text_shows_twice_is_a_link_once() -> None:
    link = Link(title="portal", url="http://example.org/")
    assert with_links("El portal: portal", [link]) == "El [portal](http://example.org/): portal"


def test_a_title_inside_a_word_is_not_shown_there() -> None:
    link = Link(title="aquí", url="http://example.org/")
    assert with_links("Aquíles firma aquí", [link]) == "Aquíles firma [aquí](http://example.org/)"
    assert with_links("Vaya a zaquíz", [link]) == "Vaya a zaquíz http://example.org/"


@pytest.mark.parametrize("written", ["5 * 3 * 2", "**negrita**", "[x](https://example.org)", "a\\b"])
def test_the_signs_of_a_source_are_no_mark_up(written: str) -> None:
    assert render_text(plain(written)) == written


def test_lists_begin_where_they_are_told_to() -> None:
    assert (bullets(["a", "b"]), numbered(["a", "b"], start=11)) == ("- a\n- b", "11. a\n12. b")


def test_a_button_carries_only_what_tapping_it_means() -> None:
    assert Button(title="Costo", intent="consultar_tramite").entities == {}
