"""Long and narrowed answers: pages of norms, months and years of statistics, one office among many, a quoted detail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answers import Answer, Assistant, Memory, Outcome
from bot.answers.aspects import legal_entry, statistic_line
from bot.answers.composer import Composer
from bot.answers.focus import of_period, period
from bot.knowledge import Aspect, Procedure
from bot.knowledge.record import MonthlyStatistic
from tests.answers.support import ALL, ENTRY, EXIT, IMPORT, OCE, asked, squeezed, tapped, tell

MORE = "Ver más normas"


def pages(assistant: Assistant, question: str = "") -> Iterator[Answer]:
    """The answer about the 43 norms, and what «ver más» brings until there is no more."""
    reply = tapped(assistant, ENTRY, "legal_basis", question=question)
    yield reply.answer
    while any(button.intent == "ver_mas" for button in reply.answer.buttons):
        reply = assistant.more(reply.memory)
        yield reply.answer


# -- norms -------------------------------------------------------------------------------------------------------


def test_the_long_legal_basis_has_forty_three_entries(procedures: dict[str, Procedure]) -> None:
    assert len(procedures[ENTRY].legal_basis) == 43


def test_see_more_reaches_every_norm_exactly_once(assistant: Assistant, procedures: dict[str, Procedure]) -> None:
    shown = [
        line.split(". ", 1)[1]
        for page in pages(assistant)
        for line in page.text.splitlines()
        if line.partition(". ")[0].isdigit()
    ]
    assert sorted(shown) == sorted(map(legal_entry, procedures[ENTRY].legal_basis))


def test_the_norms_are_numbered_through_all_pages(assistant: Assistant) -> None:
    lines = [line for page in pages(assistant) for line in page.text.splitlines()]
    numbers = [int(line.partition(". ")[0]) for line in lines if line.partition(". ")[0].isdigit()]
    assert numbers == list(range(1, 44))


def test_laws_and_codes_come_before_resolutions(assistant: Assistant) -> None:
    first = next(pages(assistant)).text
    assert first.index("1. CÓDIGO ORGÁNICO") < first.index("2. REGLAMENTO") < first.index("3. Resolución")


def test_the_last_page_offers_no_more_and_more_of_it_is_the_end(assistant: Assistant) -> None:
    reply = tapped(assistant, ENTRY, "legal_basis")
    for _ in range(4):
        reply = assistant.more(reply.memory)
    end = assistant.more(reply.memory).answer
    assert (MORE in [one.title for one in reply.answer.buttons], end.text) == (
        False,
        "Eso era todo lo que dice la ficha. ¿Quiere saber algo más?",
    )


def test_every_page_ends_with_its_source(assistant: Assistant) -> None:
    assert [page.text for page in pages(assistant) if not page.text.split("\n\n")[-1].startswith("Fuente: ")] == []


@pytest.mark.parametrize("tramite", [one for one in ALL if one != ENTRY])
def test_a_short_legal_basis_is_told_at_once(assistant: Assistant, tramite: str) -> None:
    assert MORE not in [one.title for one in tell(assistant, tramite, "legal_basis").buttons]


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("¿qué resolución trata de la cesión de titularidad?", "SENAE-SENAE-2025-0049-RE"),
        ("norma sobre alertas de vencimiento", "SENAE-SENAE-2024-0106-RE"),
        ("la resolución 0338 de aprovisionamiento", "SENAE-DGN-2013-0338-RE"),
        ("instructivo para consultar existencias de insumos", "SENAE-ISEE-2-2-016-V3"),
        ("manual para la regularización de inventarios", "SENAE-MEE-2-2-029-V3"),
        ("instructivo de anexo compensatorio", "ANEXO COMPENSATORIO"),
    ],
)
def test_norms_on_a_matter_are_told_first(assistant: Assistant, question: str, number: str) -> None:
    assert number in tell(assistant, ENTRY, "legal_basis", question=question).text


def test_see_more_after_norms_on_a_matter_leaves_none_out(
    assistant: Assistant, procedures: dict[str, Procedure]
) -> None:
    said = "\n".join(page.text for page in pages(assistant, "norma sobre alertas de vencimiento"))
    assert [one.text for one in procedures[ENTRY].legal_basis if legal_entry(one) not in said] == []


# -- statistics --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tramite", [IMPORT, OCE, EXIT, ENTRY])
def test_every_month_of_the_record_can_be_asked_for(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str
) -> None:
    names = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
    wrong = []
    for one in procedures[tramite].statistics[::7]:
        said = tell(
            assistant, tramite, "statistics", question=f"atenciones en {names[one.month - 1]} de {one.year}"
        ).text
        line = f"{names[one.month - 1].capitalize()} de {one.year}: {one.served} atenciones, {one.complaints} quejas"
        if line not in said or said.count(" atenciones, ") != 1:
            wrong.append(line)
    assert wrong == []


@pytest.mark.parametrize(
    ("tramite", "year"),
    [(IMPORT, 2023), (IMPORT, 2025), (OCE, 2021), (OCE, 2024), (EXIT, 2022), (ENTRY, 2020), (ENTRY, 2025)],
)
def test_a_year_is_the_sum_of_its_months(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str, year: int
) -> None:
    months = [one for one in procedures[tramite].statistics if one.year == year]
    served, complaints = sum(one.served for one in months), sum(one.complaints for one in months)
    said = tell(assistant, tramite, "statistics", question=f"¿cuántas atenciones hubo en {year}?").text
    assert f"**Todo {year}: {served} atenciones, {complaints} quejas**" in said
    assert said.count(f" de {year}: ") == len(months)


@pytest.mark.parametrize("tramite", [IMPORT, OCE, EXIT, ENTRY])
def test_the_whole_is_the_sum_of_all_months(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str
) -> None:
    months = procedures[tramite].statistics
    served, complaints = sum(one.served for one in months), sum(one.complaints for one in months)
    assert f": {served} atenciones y {complaints} quejas." in tell(assistant, tramite, "statistics").text


@pytest.mark.parametrize(
    ("question", "when"),
    [
        ("atenciones de 2015", "2015"),
        ("quejas en diciembre de 2026", "diciembre de 2026"),
        ("enero del 2031", "enero de 2031"),
    ],
)
def test_an_absent_month_is_said_to_be_absent(assistant: Assistant, question: str, when: str) -> None:
    said = tell(assistant, OCE, "statistics", question=question).text
    assert (f"La ficha no indica cifras de {when}." in said, " atenciones" in said) == (True, False)


def test_a_month_without_a_year_is_told_for_each_year(assistant: Assistant, procedures: dict[str, Procedure]) -> None:
    junes = [one for one in procedures[OCE].statistics if one.month == 6]
    assert tell(assistant, OCE, "statistics", question="¿y en junio?").text.count("Junio de ") == len(junes)


def test_a_year_that_has_not_ended_says_up_to_when(assistant: Assistant, procedures: dict[str, Procedure]) -> None:
    said = tell(assistant, OCE, "statistics", question="atenciones en 2026").text
    assert said.count(" de 2026: ") == len([one for one in procedures[OCE].statistics if one.year == 2026]) == 2


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("en junio del 2024", (2024, 6)),
        ("SETIEMBRE 2023", (2023, 9)),
        ("de feb de 2022", (2022, 2)),
        ("todo el 2021", (2021, None)),
        ("¿y en diciembre?", (None, 12)),
        ("la resolución 0102", (None, None)),
        ("¿cuántas personas?", (None, None)),
        ("año 1999", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_question_names_a_period(question: str, found: tuple[int | None, int | None]) -> None:
    assert period(question) == found


def test_months_of_a_period_come_latest_first() -> None:
    months = [MonthlyStatistic(year=y, month=m, served=1, complaints=0) for y, m in ((2024, 1), (2025, 1), (2024, 2))]
    assert [(one.year, one.month) for one in of_period(months, 2024, None)] == [(2024, 2), (2024, 1)]


@pytest.mark.parametrize(
    ("month", "line"), [(3, "Marzo de 2025: 5 atenciones, 1 quejas"), (None, "Todo 2025: 5 atenciones, 1 quejas")]
)
def test_a_line_of_statistics_names_its_period(month: int | None, line: str) -> None:
    assert statistic_line(2025, month, 5, 1) == line


# -- places ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("city", ["Manta", "Huaquillas", "Tulcán", "Quito", "tulcan", "MANTA"])
def test_the_office_asked_for_comes_first_and_the_others_stay(assistant: Assistant, city: str) -> None:
    said = tell(assistant, ENTRY, "location_hours", question=f"¿dónde queda la oficina de {city}?").text
    first = said.split("**Dónde y horario**\n\n")[1].splitlines()
    assert (city.lower()[:4] in first[0].lower(), first[1]) == (True, "")
    assert [place for place in ("Cuenca", "Esmeraldas", "Latacunga") if place not in said] == []


def test_hours_that_are_missing_beside_a_place_are_said_to_be_missing(assistant: Assistant) -> None:
    said = tell(assistant, IMPORT, "location_hours").text
    assert ("La ficha no indica el horario de atención." in said, "portal.compraspublicas" in said) == (True, True)


# -- details -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tramite", "question", "fact"),
    [
        (OCE, "¿por qué rechazan el registro?", "Estado diferente a activo en la Superintendencia"),
        (OCE, "motivos de rechazo y qué hago en cada uno", "puede usar referencias"),
        (OCE, "dónde veo si aprobaron la solicitud, resultado", "3.2.6"),
        (OCE, "¿quién puede hacer la solicitud, el representante legal?", "representante legal"),
        (ENTRY, "¿qué compensación usa la DAE 40?", "Exportación a consumo: DAE 40"),
        (ENTRY, "con qué se compensa la nacionalización", "DAI 10"),
        (ENTRY, "quién transmite la declaración", "agente de aduana"),
        (EXIT, "¿qué pongo en Régimen sujeto al trámite?", "Régimen sujeto al trámite"),
        (EXIT, "¿quién suscribe el acto administrativo?", "Director Distrital"),
        (IMPORT, "¿a quién se dirige el oficio?", "máxima autoridad"),
        (IMPORT, "informe técnico de repuestos, partes y piezas", "informe técnico"),
    ],
)  # fmt: skip
def test_a_detail_is_answered_by_the_passage_that_states_it(
    assistant: Assistant, tramite: str, question: str, fact: str
) -> None:
    answer = tell(assistant, tramite, "detail", question=question)
    assert (squeezed(fact) in squeezed(answer.text), Aspect.detail in answer.aspects) == (True, True)


def test_naming_the_procedure_does_not_hide_the_detail(assistant: Assistant) -> None:
    question = "en el régimen 21, ¿qué compensación usa la DAE 40?"
    assert "Exportación a consumo: DAE 40" in tell(assistant, ENTRY, "detail", question=question).text


@pytest.mark.parametrize("tramite", [IMPORT, OCE, EXIT, ENTRY])
@pytest.mark.parametrize("question", ["zxqwtrplk", "¿y el frigorífico?"])
def test_a_detail_that_no_passage_states_is_said_to_be_missing(
    assistant: Assistant, tramite: str, question: str
) -> None:
    said = tell(assistant, tramite, "detail", question=question).text
    assert ("La ficha no indica eso." in said, "pregunte a " in said) == (True, True)


@pytest.mark.parametrize(
    ("tramite", "question"),
    [
        pytest.param(ENTRY, "¿aceptan mascotas?", marks=pytest.mark.xfail(reason="«ACEPTACIÓN» has the same stem")),
        (OCE, "¿puedo pagar en bitcoin?"),
        (IMPORT, "¿puedo pagar en bitcoin?"),
    ],
)
def test_a_passage_without_the_subject_of_the_question_is_not_quoted(
    assistant: Assistant, tramite: str, question: str
) -> None:
    assert "La ficha no indica eso." in tell(assistant, tramite, "detail", question=question).text


@pytest.mark.parametrize(
    ("tramite", "question", "aspect", "point"),
    [
        (OCE, "¿puedo pagar con tarjeta el registro de importador?", "cost", "tarjeta"),
        (OCE, "cuánto cuesta el registro OCE, ¿hay descuento para artesanos?", "cost", "descuento"),
        (EXIT, "¿cuánto cuesta el régimen 51 y aceptan tarjetas?", "cost", "tarjetas"),
    ],
)
def test_a_point_that_the_ficha_never_mentions_is_said_to_be_missing(
    assistant: Assistant, tramite: str, question: str, aspect: str, point: str
) -> None:
    answer = tell(assistant, tramite, aspect, question=question)
    assert f"Sobre «{point}» la ficha no indica nada." in answer.text
    assert (answer.outcome, answer.aspects[0]) == (Outcome.answered, Aspect(aspect))


def test_a_point_that_the_ficha_mentions_is_not_said_to_be_missing(
    assistant: Assistant, composer: Composer, procedures: dict[str, Procedure]
) -> None:
    question = "¿cuánto cuesta la firma electrónica del registro OCE?"
    assert composer.details.never_mentioned(procedures[OCE], question) == []
    assert "la ficha no indica nada" not in tell(assistant, OCE, "cost", question=question).text


def test_a_story_is_not_searched_for_points(composer: Composer, procedures: dict[str, Procedure]) -> None:
    story = (
        "le cuento que ayer pagué con tarjeta en el supermercado y me acordé de que tengo que hacer esto del registro"
    )
    points = [composer.details.never_mentioned(procedures[OCE], text) for text in ("pago con tarjeta", f"{story} ya")]
    assert points == [["tarjeta"], []]


def test_a_detail_beside_an_aspect_does_not_repeat_it(assistant: Assistant) -> None:
    said = tell(assistant, OCE, "steps", "detail", question="pasos y por qué rechazan").text
    assert said.count("Dirección no valida: En el campo") == 1


def test_a_question_that_surely_asks_one_aspect_is_not_buried_in_quotations(assistant: Assistant) -> None:
    said = tell(assistant, OCE, "cost", question="¿cuánto cuesta?").text
    assert "La ficha dice, en" not in said


def test_the_waiting_question_narrows_the_answer_that_follows_a_choice(assistant: Assistant) -> None:
    waiting = Memory(consulta="¿cuántas atenciones hubo en 2023?")
    answer = assistant.consult("", asked("statistics"), waiting, tramite=OCE).answer
    assert "**Todo 2023: " in answer.text
