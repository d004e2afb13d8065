"""Nothing is said about a procedure that its source does not state: every number, date, e-mail, telephone, address and
code of every answer is looked up in the document as received.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.questions import Question, read_questions
from bot.answers import Answer, Assistant, Memory, Outcome
from bot.answers.composer import Composer
from bot.knowledge import Aspect, Procedure
from tests.answers.grounds import Ground, said_by, tokens, ungrounded
from tests.answers.support import ALL, ENTRY, OCE, ROOT, asked, tell

QUESTIONS = sorted((ROOT / "bench/preguntas/validacion").glob("*.jsonl"))
#: Ways to ask for each aspect: plain, in a situation, and with a number or a year that must not come back as a fact.
PHRASINGS: dict[Aspect, tuple[str, ...]] = {
    Aspect.description: ("¿en qué consiste?", "explíqueme de qué se trata", "q es eso del 2024"),
    Aspect.audience: ("¿quién puede hacerlo?", "soy persona natural, ¿puedo?", "sirve para una empresa de 3 socios"),
    Aspect.output: ("¿qué me entregan?", "qué documento sale al final", "me dan 2 certificados?"),
    Aspect.requirements: ("¿qué requisitos piden?", "q papeles llevo", "¿me piden factura y 3 copias?"),
    Aspect.steps: ("¿cómo lo hago?", "cuál es el paso 3", "pasos en el ecuapass, opción 1.1.2"),
    Aspect.channels: ("¿por dónde se hace?", "puedo por internet o en ventanilla", "hay chat las 24 horas?"),
    Aspect.cost: ("¿cuánto cuesta?", "son 25 dólares?", "hay que pagar al agente de aduana 100 usd"),
    Aspect.location_hours: ("¿dónde y a qué hora?", "atienden en Manta a las 17h30?", "oficina de Quito el sábado"),
    Aspect.processing_time: ("¿cuánto se demora?", "¿sale en 5 días?", "en 72 horas está listo?"),
    Aspect.validity: ("¿cuánto dura?", "caduca en 2 años?", "¿hay que renovarlo cada 31 de diciembre?"),
    Aspect.legal_basis: ("¿qué ley lo regula?", "resoluciones de 2019", "la SENAE-DGN-2015-0775-RE qué dice"),
    Aspect.contact: ("¿con quién me comunico?", "deme el teléfono 1800", "el correo de la jefatura"),
    Aspect.statistics: ("¿cuántas personas lo hicieron?", "atenciones de 2024", "quejas en junio de 2023"),
    Aspect.detail: ("¿por qué me rechazan?", "para qué sirve la DAE 40", "¿quién firma el oficio en 2026?"),
}
CERTAINTIES = (1.0, 0.4)


def phrased() -> list[tuple[Aspect, str, float]]:
    return [(aspect, text, sure) for aspect, texts in PHRASINGS.items() for text in texts for sure in CERTAINTIES]


def answers_to(question: Question, assistant: Assistant) -> list[Answer]:
    """The answers to a question, or to the turns of a conversation, when its aspects are understood as expected."""
    memory, answers = Memory(), []
    for text, expectation in zip(question.turns, question.expect):
        reply = assistant.consult(text, asked(*(names[0] for names in expectation.aspects)), memory)
        answers.append(reply.answer)
        memory = reply.memory
    return answers


def test_there_are_more_than_a_thousand_questions() -> None:
    assert len(ALL) * len(phrased()) + sum(len(read_questions(path)) for path in QUESTIONS) > 1_000


@pytest.mark.parametrize("tramite", ALL)
def test_whatever_is_asked_of_a_procedure_its_source_states_what_is_said(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str
) -> None:
    invented = {
        (text, token)
        for aspect, text, sure in phrased()
        for token in ungrounded(
            tell(assistant, tramite, aspect, question=text, confidence=sure).text, procedures[tramite]
        )
    }
    assert invented == set()


@pytest.mark.parametrize("tramite", ALL)
def test_an_overview_says_what_its_source_states(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str
) -> None:
    assert ungrounded(tell(assistant, tramite).text, procedures[tramite]) == []


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_what_is_answered_to_the_validation_questions_is_in_the_source(
    assistant: Assistant, procedures: dict[str, Procedure], path: Path
) -> None:
    found = [(one.id, answer) for one in read_questions(path) for answer in answers_to(one, assistant)]
    invented = [
        (name, token)
        for name, answer in found
        if answer.outcome is Outcome.answered and answer.procedure
        for token in ungrounded(answer.text, procedures[answer.procedure.id])
    ]
    assert invented == []


def test_every_page_of_a_long_legal_basis_is_in_the_source(
    composer: Composer, procedures: dict[str, Procedure]
) -> None:
    pages = [composer.entries(procedures[ENTRY], start) for start in range(0, 43, 10)]
    assert [token for page in pages for token in ungrounded(page.text, procedures[ENTRY])] == []


@pytest.mark.parametrize(
    ("said", "invented"),
    [
        ("Se demora 15 días.", "número: 15"),
        ("Cuesta 4,24 USD.", "número: 4,24"),
        ("Llame al 1800-999999.", "teléfono: 1800-999999"),
        ("Llame al 02 3999999.", "teléfono: 02 3999999"),
        ("Escriba a nadie@aduana.gob.ec.", "correo: nadie@aduana.gob.ec"),
        ("Entre en https://www.sri.gob.ec/tramites", "dirección web: https://www.sri.gob.ec/tramites"),
        ("Entre en portal.sri.gob.ec", "dirección web: portal.sri.gob.ec"),
        ("Lo dice la SENAE-DGN-2099-0001-RE.", "norma: SENAE-DGN-2099-0001-RE"),
        ("Rige desde el 3 de mayo de 2024.", "fecha: 3 de mayo de 2024"),
        ("- Febrero de 2026: 822 atenciones, 0 quejas", "número: 822"),
        ("**Todo 2025: 99 atenciones, 0 quejas**", "número: 99"),
        ("La ficha cita 44 normas.", "número: 44"),
        ("Fuente: SENAE, «Registro», documento recibido el 1 de enero de 2020.", "fecha: 1 de enero de 2020"),
        ("8. Un paso que nadie contó", "número: 8"),
    ],
)
def test_an_invented_fact_would_be_noticed(procedures: dict[str, Procedure], said: str, invented: str) -> None:
    assert invented in ungrounded(said, procedures[OCE])


def test_a_row_of_the_table_does_not_lend_its_time_to_another(procedures: dict[str, Procedure]) -> None:
    assert ungrounded("Tiempo estimado: **72 horas**.", procedures["sercop-reseteo-clave"]) == ["número: 72"]


def test_the_statistics_of_a_source_are_read_by_the_test_itself(procedures: dict[str, Procedure]) -> None:
    read = {one: (m.complaints, m.served) for m in procedures[OCE].statistics for one in [(m.year, m.month)]}
    assert (read, len(read) > 70) == (said_by(procedures[OCE]).months, True)


def test_each_kind_of_fact_is_seen_once() -> None:
    text = "a@b.ec www.c.gob.ec AB-CD-2020-1-RE 1800-238262 3 de mayo de 2024 17h00"
    assert [kind for kind, _ in tokens(text)] == ["correo", "dirección web", "norma", "teléfono", "fecha", "número"]


def test_a_number_inside_another_is_not_stated() -> None:
    assert Ground("en 2024 y 35 casos").states("número", "24") is False
