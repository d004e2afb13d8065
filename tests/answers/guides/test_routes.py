"""What each kind of guide leads through, for procedures of the sources and for made-up ones."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answers import Library
from bot.answers.glossary import Glossary
from bot.answers.guides.before import before_you_start
from bot.answers.guides.chain import chain
from bot.answers.guides.checklist import checklist
from bot.answers.guides.costs import cost_guide, money, total
from bot.answers.guides.explain import Desk, explained
from bot.answers.guides.route import Route, fingerprint, key_of, one_line
from bot.answers.guides.state import Mark
from bot.answers.guides.steps import step_by_step
from bot.knowledge import Procedure
from bot.knowledge.record import Amount, Cost, MonthlyStatistic, Prerequisite, Requirement, Step
from tests.answers.guides.support import procedure
from tests.answers.support import ALL, CPC, ENTRY, EXIT, IMPORT, OCE, PASSWORD, squeezed


class Linked:
    """A library of made-up procedures: what each needs, by its id."""

    def __init__(self, *procedures: Procedure, needs: dict[str, list[str | None]]) -> None:
        self._procedures, self._needs = {one.id: one for one in procedures}, needs
        self.glossary = Glossary([])

    def get(self, id: str | None) -> Procedure | None:
        return self._procedures.get(id or "")

    def needs(self, id: str) -> list[Prerequisite]:
        return [
            Prerequisite(procedure=id, name=f"Previo {name}", requires=name, text=f"Tener {name}")
            for name in self._needs.get(id, [])
        ]


def titles(route: Route) -> list[str]:
    return [stop.title for stop in route.stops]


# -- requirements ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tramite", ALL)
def test_a_checklist_has_every_requirement_whole(library: Library, desk: Desk, tramite: str) -> None:
    record = library.procedures[tramite]
    route = checklist(record, desk)
    for requirement, stop in zip(record.requirements, route.stops, strict=True):
        texts = [requirement.text, *requirement.notes, *(item.text for item in requirement.items)]
        assert [text for text in texts if squeezed(text) not in squeezed(stop.text)] == []


@pytest.mark.parametrize("tramite", [PASSWORD, CPC])
def test_a_ficha_without_requirements_says_so(library: Library, desk: Desk, tramite: str) -> None:
    route = checklist(library.procedures[tramite], desk)
    assert (route.stops, "no indica una lista de requisitos" in route.opening) == ((), True)


def test_a_requirement_that_is_a_procedure_leads_to_it(library: Library, desk: Desk) -> None:
    route = checklist(library.procedures[EXIT], desk)
    assert [stop.leads_to for stop in route.stops[:2]] == [OCE, None]


def test_requirements_that_ask_for_the_same_are_twins(library: Library, desk: Desk) -> None:
    stops = checklist(library.procedures[EXIT], desk).stops
    assert (stops[0].twins, stops[6].twins) == ({stops[6].key}, {stops[0].key})


def test_the_end_counts_only_what_applies(library: Library, desk: Desk) -> None:
    route = checklist(library.procedures[OCE], desk)
    marks = dict(zip((stop.key for stop in route.stops), [Mark.tengo, Mark.falta, Mark.no_aplica, Mark.tengo]))
    closing = route.closing(marks)
    assert "Tiene 2 de 4 requisitos" in closing
    assert "Le falta:\n\n1. Adquirir el Certificado Digital" in closing
    assert "se obtiene en Entidad certificadora" in closing
    assert "Queda sin responder:\n\n1. Asociar nombramiento" in closing


def test_with_everything_the_end_says_so(library: Library, desk: Desk) -> None:
    route = checklist(library.procedures[OCE], desk)
    closing = route.closing({stop.key: Mark.tengo for stop in route.stops})
    assert closing == "**Tiene todo lo que pide la ficha.**"


@pytest.mark.parametrize(
    ("tramite", "stop", "words"),
    [
        (OCE, 0, "Registro Único de Contribuyentes (RUC)"),
        (OCE, 1, "certificado digital"),
        (EXIT, 5, "Declaración aduanera"),
        (IMPORT, 0, "Verificación de Producción Nacional"),
    ],
)
def test_a_requirement_is_explained(library: Library, desk: Desk, tramite: str, stop: int, words: str) -> None:
    record = library.procedures[tramite]
    told = explained(checklist(record, desk).stops[stop].subject, record, desk)
    assert squeezed(words).lower() in squeezed(told).lower()


def test_what_nobody_explains_is_said_with_whom_to_ask(library: Library, desk: Desk) -> None:
    told = explained("Xilófono plegable", library.procedures[OCE], desk)
    assert ("no explica más" in told, "1800-238262" in told) == (True, True)


# -- steps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tramite", ALL)
def test_the_steps_are_all_there(library: Library, desk: Desk, tramite: str) -> None:
    record = library.procedures[tramite]
    told = squeezed("\n".join(stop.text for stop in step_by_step(record, desk).stops))
    lines = [step.text for step in record.steps] + [item.text for step in record.steps for item in step.items]
    assert [line for line in lines if squeezed(line) not in told] == []


def test_an_only_step_is_walked_by_its_parts(library: Library, desk: Desk) -> None:
    route = step_by_step(library.procedures[OCE], desk)
    assert (len(route.stops), route.place(1)) == (4, "Paso 2 de 4")


def test_after_the_steps_the_rest_of_the_ficha_is_named(library: Library, desk: Desk) -> None:
    assert "Tipo de compensaciones del régimen" in step_by_step(library.procedures[ENTRY], desk).closing({})


def test_a_ficha_without_steps_says_so(desk: Desk) -> None:
    assert "no indica los pasos" in step_by_step(procedure(), desk).opening


# -- costs -----------------------------------------------------------------------------------------------------------


def priced(*amounts: Amount, others: tuple[str, ...] = (), free: bool | None = False) -> Procedure:
    return procedure(cost=Cost(text="Ver tarifario", free=free, amounts=amounts, third_party=others))


COPY = Amount(value=Decimal("9.90"), concept="copia")
SEAL = Amount(value=Decimal("4.10"), concept="sello")
EUROS = Amount(value=Decimal("5"), currency="EUR", concept="envío")


def test_what_is_paid_to_others_is_asked_one_by_one_with_that_of_prerequisites(library: Library, desk: Desk) -> None:
    assert titles(cost_guide(library.procedures[ENTRY], desk)) == [
        "Transporte", "Almacenaje", "Honorarios del agente de aduana", "Firma electrónica (Token)",
    ]  # fmt: skip


def closing_of(record: Procedure, desk: Desk, *marks: Mark) -> str:
    route = cost_guide(record, desk)
    return route.closing(dict(zip((stop.key for stop in route.stops), marks)))


def test_amounts_that_apply_are_added_up(desk: Desk) -> None:
    said = closing_of(priced(COPY, SEAL), desk, Mark.paga, Mark.paga)
    assert "En total, a la institución: 14,00 dólares" in said


def test_amounts_that_do_not_apply_are_left_out(desk: Desk) -> None:
    assert "En total, a la institución: 4,10 dólares" in closing_of(priced(COPY, SEAL), desk, Mark.no_paga, Mark.paga)


@pytest.mark.parametrize(
    "amounts", [(COPY, EUROS), (COPY, Amount(value=Decimal(1))), (COPY, COPY)], ids=["currency", "concept", "same"]
)
def test_what_cannot_be_added_up_is_told_as_the_ficha_says_it(desk: Desk, amounts: tuple[Amount, ...]) -> None:
    said = closing_of(priced(*amounts), desk, Mark.paga, Mark.paga)
    assert ("No sumo" in said, "Ver tarifario" in said, "En total" in said) == (True, True, False)


def test_an_only_amount_is_the_total(desk: Desk) -> None:
    assert "En total, a la institución: 9,90 dólares" in closing_of(priced(COPY), desk)


def test_free_is_free_and_what_others_ask_stays_unsummed(library: Library, desk: Desk) -> None:
    said = closing_of(library.procedures[EXIT], desk, Mark.paga, Mark.no_paga, Mark.no_paga, Mark.no_paga)
    assert ("no le paga nada" in said, "- Transporte" in said, "Almacenaje" in said) == (True, True, False)


def test_a_silent_ficha_has_no_cost_invented(desk: Desk) -> None:
    route = cost_guide(procedure(), desk)
    assert (route.stops, "no indica" in route.opening) == ((), True)
    assert "tampoco menciona pagos a otros" in route.closing({})


def test_currencies_are_never_added() -> None:
    assert (total([COPY, EUROS]), total([]), total([COPY, SEAL])) == (None, None, Amount(value=Decimal("14.00")))


def test_money_is_written_as_in_ecuador() -> None:
    assert (money(COPY), money(EUROS)) == ("9,90 dólares (copia)", "5 EUR (envío)")


# -- before ----------------------------------------------------------------------------------------------------------


def test_the_chain_begins_with_what_needs_nothing(library: Library, desk: Desk) -> None:
    route = before_you_start(library.procedures[EXIT], desk)
    assert titles(route) == [
        "Registro Único de Contribuyentes (RUC)",
        "Firma electrónica",
        "Registro como operador de comercio exterior (OCE)",
    ]
    assert [stop.leads_to for stop in route.stops] == [None, None, OCE]
    assert ["No tengo la ficha" in stop.text for stop in route.stops] == [True, True, False]


def test_a_procedure_without_prerequisites_says_so(library: Library, desk: Desk) -> None:
    route = before_you_start(library.procedures[PASSWORD], desk)
    assert (route.stops, "No conozco ningún trámite" in route.opening) == ((), True)


def test_a_circle_is_cut() -> None:
    a, b = procedure("a"), procedure("b")
    links = chain(a, Linked(a, b, needs={"a": ["b"], "b": ["a"]}))
    assert [link.need.requires for link in links] == ["b"]


def test_what_two_need_is_done_once() -> None:
    a, b, c = procedure("a"), procedure("b"), procedure("c")
    links = chain(a, Linked(a, b, c, needs={"a": ["b", "c"], "b": ["c"]}))
    assert [link.need.requires for link in links] == ["c", "b"]


def test_a_link_to_a_procedure_that_is_gone_is_told_without_its_ficha(desk: Desk) -> None:
    a = procedure("a")
    library = Linked(a, needs={"a": ["ya-no-existe"]})
    (stop,) = before_you_start(a, Desk(library, desk.composer, desk.say)).stops
    assert (stop.leads_to, "No tengo la ficha" in stop.text) == (None, True)


# -- what they share -------------------------------------------------------------------------------------------------


def test_months_do_not_change_the_fingerprint_and_requirements_do() -> None:
    first = procedure(requirements=(Requirement(text="Uno"),))
    month = MonthlyStatistic(year=2026, month=1, complaints=0, served=1)
    same = first.copy(update={"statistics": (month,)})
    other = first.copy(update={"steps": (Step(number="1", text="Ir"),)})
    assert (fingerprint(same) == fingerprint(first), fingerprint(other) == fingerprint(first)) == (True, False)


def test_a_key_is_the_same_for_the_same_words() -> None:
    assert key_of("Copia de la cédula.") == key_of("COPIA DE LA CEDULA") != key_of("Copia del RUC")


def test_a_title_is_cut_between_words() -> None:
    assert one_line("palabra " * 30) == "palabra " * 10 + "palabra…"
