"""Conversations: choosing among several, following up, going back, not understanding, reaching a person."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from bot.answers import Answer, Asked, Assistant, Memory, Outcome, Reply
from bot.answers.naming import display_institution
from bot.knowledge import Aspect, Catalogue, Procedure
from tests.answers.grounds import Ground, document, tokens
from tests.answers.support import (
    ADDRESS,
    ALL,
    CORRUPTION,
    EMAIL,
    ENTRY,
    EXIT,
    IMPORT,
    OCE,
    PARTNERS,
    PASSIVE,
    PASSWORD,
    PHONES,
    WITHHELD,
    asked,
)

REGIMES = (ENTRY, EXIT)
NEW = Memory()


def consult(assistant: Assistant, text: str, *aspects: str, memory: Memory = NEW) -> Reply:
    return assistant.consult(text, asked(*aspects), memory)


def told(reply: Reply | None) -> str | None:
    """The procedure that an answer is about."""
    assert reply is not None
    return reply.answer.procedure.id if reply.answer.procedure else None


@pytest.fixture
def choosing(assistant: Assistant) -> Reply:
    """A question with two procedures to choose from: the requirements of «perfeccionamiento»."""
    return consult(assistant, "requisitos del régimen de perfeccionamiento", "requirements")


# -- naming a procedure ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tramite", ALL)
def test_a_procedure_is_answered_by_its_name(
    assistant: Assistant, procedures: dict[str, Procedure], tramite: str
) -> None:
    reply = consult(assistant, f"requisitos de {procedures[tramite].name}", "requirements")
    assert (reply.answer.outcome, told(reply), reply.memory.tramite) == (Outcome.answered, tramite, tramite)


@pytest.mark.parametrize(
    ("text", "tramite"),
    [
        ("cómo saco el registro de importador", OCE),
        ("OCE exportador", OCE),
        ("q necesito pa registrarme en el ecuapass", OCE),
        ("me olvide la klabe del portal de compras publicas", PASSWORD),
        ("resetear contraseña sercop", PASSWORD),
        ("régimen 51", EXIT),
        ("quiero mandar una máquina a reparar a Colombia y que regrese", EXIT),
        ("regimen 21", ENTRY),
        ("traer materia prima para transformarla y luego exportarla", ENTRY),
        ("kiero denunsiar korupsion en un concurso publico", CORRUPTION),
        ("denuncia porque la entidad no me paga la planilla", WITHHELD),
        ("ponerme pasivo como proveedor", PASSIVE),
        ("actualizar socios de la asociación", PARTNERS),
        ("cambiar mi correo en el sercop", EMAIL),
        ("cambiar el teléfono en el sercop", PHONES),
        ("actualizar la dirección de mi negocio en compras públicas", ADDRESS),
        ("verificación de producción nacional", IMPORT),
    ],
)
def test_a_procedure_is_understood_in_everyday_words(assistant: Assistant, text: str, tramite: str) -> None:
    assert told(consult(assistant, text)) == tramite


@pytest.mark.parametrize(
    "text", ["¿cuánto cuesta?", "requisitos", "¿y dónde queda?", "q papeles necesito", "", "¿?", "👋🏽"]
)
def test_a_question_that_names_no_procedure_is_asked_back(assistant: Assistant, text: str) -> None:
    reply = consult(assistant, text, "requirements")
    assert (reply.answer.outcome, told(reply), len(reply.answer.candidates)) == (Outcome.clarify, None, 4)


@pytest.mark.parametrize(
    "text",
    [
        "cómo saco el pasaporte",
        "renovar la licencia de conducir",
        "cuánto cuesta la matrícula del carro",
        "recuperar la clave del SRI",
        "certificado de antecedentes penales",
        "requisitos para el bono de desarrollo humano",
        "importar un contenedor para la venta, régimen 10",
        "inscripción de un matrimonio en el registro civil",
    ],
)
def test_what_we_do_not_hold_is_not_found_and_never_a_look_alike(assistant: Assistant, text: str) -> None:
    reply = consult(assistant, text, "requirements")
    assert (reply.answer.outcome, reply.answer.procedure, reply.answer.sources) == (Outcome.not_found, None, ())
    assert ("https://www.gob.ec" in reply.answer.text, "Fuente: " in reply.answer.text) == (True, False)
    assert reply.memory.tramite is None


def test_no_phrase_of_a_procedure_we_do_not_hold_is_answered(assistant: Assistant, catalogue: Catalogue) -> None:
    texts = [phrase for one in catalogue.foreign() for phrase in one.phrases[:1]]
    wrong = [text for text in texts if consult(assistant, text).answer.outcome is Outcome.answered]
    assert (len(texts) > 100, wrong) == (True, [])


def test_not_found_names_what_is_near_and_offers_a_person(assistant: Assistant) -> None:
    answer = consult(assistant, "importar un contenedor para la venta, régimen 10").answer
    assert [button.intent for button in answer.buttons][-2:] == ["listar_tramites", "pedir_persona"]
    assert [one.name for one in answer.candidates if one.name.lower()[:20] not in answer.text.lower()] == []


@pytest.mark.parametrize(
    "text",
    [
        "tampoco", "siempre", "nunca", "todavía", "listo", "igual", "quizás", "claro",
    ],
)  # fmt: skip
def test_an_adverb_alone_names_no_procedure(assistant: Assistant, text: str) -> None:
    assert told(consult(assistant, text)) is None


# -- choosing ----------------------------------------------------------------------------------------------------


def test_several_that_fit_are_asked_about_with_numbers_and_buttons(choosing: Reply) -> None:
    answer = choosing.answer
    assert (answer.outcome, answer.procedure) == (Outcome.clarify, None)
    assert {one.id for one in answer.candidates} == set(REGIMES)
    assert ("\n1. " in answer.text, "\n2. " in answer.text) == (True, True)
    assert answer.buttons[-1].title == "Ninguno de estos"
    assert [one.title for one in answer.buttons if len(one.title) > 20] == []


def test_the_buttons_of_a_choice_tell_the_choices_apart(choosing: Reply) -> None:
    assert len({button.title for button in choosing.answer.buttons}) == 3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0), ("2", 1), ("el 2", 1), ("opción 1", 0), ("la opcion numero 2", 1), ("el primero", 0),
        ("la segunda", 1), ("el último", 1), ("el segundo por favor", 1), ("uno", 0), ("dos", 1), ("a", 0), ("b", 1),
    ],
)  # fmt: skip
def test_a_choice_is_made_by_its_place(assistant: Assistant, choosing: Reply, text: str, place: int) -> None:
    assert told(assistant.choose(text, choosing.memory)) == choosing.memory.candidatos[place]


@pytest.mark.parametrize(
    ("text", "tramite"),
    [
        ("el de exportación", EXIT),
        ("el de salida", EXIT),
        ("el de ingreso", ENTRY),
        ("perfeccionamiento activo", ENTRY),
        ("el pasivo", EXIT),
        ("admision temporal", ENTRY),
        ("régimen 51", EXIT),
        ("el 21", ENTRY),
    ],
)
def test_a_choice_is_made_in_words(assistant: Assistant, choosing: Reply, text: str, tramite: str) -> None:
    assert told(assistant.choose(text, choosing.memory)) == tramite


@pytest.mark.parametrize("text", ["el de exportación", "2", "el de salida"])
def test_a_choice_is_taken_even_when_it_looks_like_a_question(assistant: Assistant, choosing: Reply, text: str) -> None:
    assert told(assistant.consult(text, Asked(), choosing.memory)) in REGIMES


def test_after_a_choice_the_question_that_waited_is_answered(assistant: Assistant, choosing: Reply) -> None:
    reply = assistant.choose("el de ingreso", choosing.memory)
    assert (reply.answer.aspects[0], reply.memory.candidatos) == (Aspect.requirements, ())


@pytest.mark.parametrize("text", ["ninguno", "ninguno de esos", "ninguna", "no, ninguno"])
def test_none_of_them_asks_for_other_words(assistant: Assistant, choosing: Reply, text: str) -> None:
    reply = assistant.choose(text, choosing.memory)
    assert (reply.answer.outcome, reply.memory.candidatos) == (Outcome.clarify, ())
    assert "pedir_persona" in [button.intent for button in reply.answer.buttons]


@pytest.mark.parametrize("text", ["9", "el quinto", "mmm", "el azul"])
def test_a_choice_that_is_none_of_them_is_asked_again(assistant: Assistant, choosing: Reply, text: str) -> None:
    reply = assistant.choose(text, choosing.memory)
    assert (reply.answer.outcome, reply.memory.candidatos) == (Outcome.clarify, choosing.memory.candidatos)


def test_a_choice_without_candidates_is_not_understood(assistant: Assistant) -> None:
    assert assistant.choose("2", Memory()).answer.outcome is Outcome.not_understood


def test_yes_to_one_candidate_is_taken(assistant: Assistant) -> None:
    reply = assistant.confirm(Memory(candidatos=(OCE,), consulta="costo", aspectos=("cost",)))
    assert (told(reply), reply.answer.aspects[0]) == (OCE, Aspect.cost)


def test_yes_to_several_is_asked_again(assistant: Assistant, choosing: Reply) -> None:
    assert assistant.confirm(choosing.memory).answer == choosing.answer


def test_yes_to_nothing_asks_which(assistant: Assistant) -> None:
    assert assistant.confirm(Memory()).answer.outcome is Outcome.smalltalk


def test_no_declines_what_was_offered(assistant: Assistant, choosing: Reply) -> None:
    refused = assistant.refuse(choosing.memory)
    assert (refused.answer.outcome, refused.memory.candidatos) == (Outcome.clarify, ())
    assert assistant.refuse(Memory()).answer.outcome is Outcome.smalltalk


def test_a_candidate_that_left_the_catalogue_is_no_choice(assistant: Assistant) -> None:
    reply = assistant.choose("el primero", Memory(candidatos=("ya-no-existe", OCE), aspectos=("cost",)))
    assert told(reply) == OCE


@pytest.mark.parametrize("tramite", ["no-existe", "", "../etc/passwd", "🙂"])
def test_a_tap_on_an_unknown_procedure_is_asked_back(assistant: Assistant, tramite: str) -> None:
    reply = assistant.consult("", asked("cost"), Memory(), tramite=tramite)
    assert (reply.answer.outcome, told(reply)) == (Outcome.clarify, None)


# -- following up ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tramite", ALL)
@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("¿y cuánto cuesta?", "cost"),
        ("y los requisitos", "requirements"),
        ("¿cuánto se demora?", "processing_time"),
        ("a qué correo escribo", "contact"),
        ("dónde queda", "location_hours"),
    ],
)
def test_a_follow_up_keeps_the_procedure(assistant: Assistant, tramite: str, text: str, aspect: str) -> None:
    reply = consult(assistant, text, aspect, memory=Memory(tramite=tramite))
    assert (told(reply), reply.answer.aspects[0]) == (tramite, Aspect(aspect))


@pytest.mark.parametrize("current", [OCE, PASSWORD, ENTRY, WITHHELD])
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("¿y los requisitos del régimen 51?", EXIT),
        ("ahora quiero saber de la reprogramación de procesos", "sercop-reprogramacion-procesos"),
        ("y para aumentar códigos CPC", "sercop-incremento-cpcs"),
    ],
)
def test_a_new_name_switches_the_procedure(assistant: Assistant, current: str, text: str, named: str) -> None:
    reply = consult(assistant, text, "requirements", memory=Memory(tramite=current))
    assert (told(reply), reply.memory.tramite_anterior) == (named, current)


def test_a_foreign_name_is_not_answered_with_the_procedure_under_discussion(assistant: Assistant) -> None:
    reply = consult(assistant, "¿y cómo saco el pasaporte?", "steps", memory=Memory(tramite=OCE))
    assert (reply.answer.outcome, told(reply)) == (Outcome.not_found, None)


def test_going_back_returns_to_the_procedure_before(assistant: Assistant) -> None:
    memory = consult(assistant, "registro OCE", "cost").memory
    memory = consult(assistant, "régimen 51", "cost", memory=memory).memory
    back = assistant.back("volvamos al anterior", asked("cost"), memory)
    again = assistant.back("volver", Asked(), back.memory)
    assert (told(back), back.answer.aspects[0], told(again)) == (OCE, Aspect.cost, EXIT)


def test_going_back_from_the_first_procedure_is_said_to_be_impossible(assistant: Assistant) -> None:
    reply = assistant.back("volver", Asked(), Memory(tramite=OCE))
    assert (reply.answer.outcome, reply.memory.tramite) == (Outcome.help, OCE)


def test_an_elliptical_question_asks_the_same_of_another(assistant: Assistant) -> None:
    first = consult(assistant, "costo del registro OCE", "cost")
    second = assistant.consult("¿y el régimen 51?", asked("description", confidence=0.3), first.memory)
    assert (told(second), second.answer.aspects[0]) == (EXIT, Aspect.cost)


@pytest.mark.parametrize(
    ("first", "aspects", "text", "tramite"),
    [
        ("requisitos y costo del registro OCE", ("requirements", "cost"), "¿y para el régimen 51?", EXIT),
        ("teléfono del régimen 21", ("contact",), "¿y el del régimen 51?", EXIT),
        ("¿cuánto se demora el reseteo de clave?", ("processing_time",), "y el cambio de correo electrónico", EMAIL),
        ("pasos del régimen 51", ("steps",), "¿y del registro OCE?", OCE),
    ],
)
@pytest.mark.parametrize("understood", [Asked(), asked("description", confidence=0.9), asked("detail", confidence=0.3)])
def test_an_elliptical_question_keeps_every_aspect(
    assistant: Assistant, first: str, aspects: tuple[str, ...], text: str, tramite: str, understood: Asked
) -> None:
    before = consult(assistant, first, *aspects)
    after = assistant.consult(text, understood, before.memory)
    assert (told(after), after.memory.aspectos) == (tramite, aspects)
    assert [one for one in aspects if Aspect(one) not in after.answer.aspects] == []


@pytest.mark.parametrize(("text", "aspect"), [("¿y el costo del régimen 51?", "cost"), ("y los pasos de ese", "steps")])
def test_an_elliptical_question_with_an_aspect_of_its_own_asks_that(
    assistant: Assistant, text: str, aspect: str
) -> None:
    before = consult(assistant, "requisitos del registro OCE", "requirements")
    assert consult(assistant, text, aspect, memory=before.memory).memory.aspectos == (aspect,)


def test_a_question_that_is_not_elliptical_does_not_ask_the_same_again(assistant: Assistant) -> None:
    before = consult(assistant, "costo del registro OCE", "cost")
    after = assistant.consult("explíqueme el régimen 51", asked("description", confidence=0.9), before.memory)
    assert (told(after), after.memory.aspectos) == (EXIT, ("description",))


# -- the other one -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["¿y la otra?", "la otra", "¿y el otro?", "y el otro régimen"])
@pytest.mark.parametrize(("first", "other"), [("el de salida", ENTRY), ("el de ingreso", EXIT)])
def test_the_other_is_the_one_not_chosen_and_the_question_goes_on(
    assistant: Assistant, choosing: Reply, first: str, other: str, text: str
) -> None:
    chosen = assistant.choose(first, choosing.memory)
    reply = assistant.consult(text, Asked(), chosen.memory)
    assert (told(reply), reply.answer.aspects[0]) == (other, Aspect.requirements)


def test_the_other_may_be_asked_something_else(assistant: Assistant, choosing: Reply) -> None:
    chosen = assistant.choose("el de salida", choosing.memory)
    reply = consult(assistant, "¿y cuánto cuesta el otro?", "cost", memory=chosen.memory)
    assert (told(reply), reply.answer.aspects[0]) == (ENTRY, Aspect.cost)


def test_the_other_goes_to_and_fro(assistant: Assistant, choosing: Reply) -> None:
    chosen = assistant.choose("el de salida", choosing.memory)
    there = assistant.consult("¿y la otra?", Asked(), chosen.memory)
    back = assistant.consult("¿y la otra?", Asked(), there.memory)
    assert (told(there), told(back)) == (ENTRY, EXIT)


def test_without_a_choice_the_other_is_the_one_before(assistant: Assistant) -> None:
    memory = consult(assistant, "costo del registro OCE", "cost").memory
    memory = consult(assistant, "costo del régimen 51", "cost", memory=memory).memory
    assert told(assistant.consult("¿y el otro?", Asked(), memory)) == OCE


@pytest.mark.parametrize(
    "memory", [Memory(), Memory(tramite=OCE), Memory(tramite=OCE, alternativas=(OCE, ENTRY, EXIT))],
    ids=["nothing", "one", "two others"],
)  # fmt: skip
def test_no_other_or_more_than_one_is_not_guessed(assistant: Assistant, memory: Memory) -> None:
    reply = assistant.consult("¿y la otra?", Asked(), memory)
    assert told(reply) in (None, memory.tramite)


@pytest.mark.parametrize("act", ["choose", "correct"])
def test_the_other_is_known_whatever_the_message_was_understood_as(
    assistant: Assistant, choosing: Reply, act: str
) -> None:
    memory = assistant.choose("el de salida", choosing.memory).memory
    acts = {
        "choose": lambda: assistant.choose("la otra", memory),
        "correct": lambda: assistant.correct("no, la otra", Asked(), memory),
    }
    assert told(acts[act]()) == ENTRY


def test_another_month_goes_on_with_the_statistics(assistant: Assistant) -> None:
    first = consult(assistant, "atenciones del registro OCE en 2023", "statistics")
    second = assistant.consult("¿y en 2024?", asked("description", confidence=0.3), first.memory)
    assert (told(second), "Todo 2024: " in second.answer.text) == (OCE, True)


def test_a_correction_that_names_another_is_followed(assistant: Assistant) -> None:
    reply = assistant.correct("no, el régimen 51", asked("cost"), Memory(tramite=ENTRY))
    assert (told(reply), reply.memory.tramite_anterior) == (EXIT, ENTRY)


def test_a_correction_that_names_nothing_asks_for_other_words(assistant: Assistant) -> None:
    reply = assistant.correct("no, eso no", Asked(), Memory(tramite=ENTRY))
    assert (reply.answer.outcome, reply.memory.tramite, reply.memory.tramite_anterior) == (Outcome.clarify, None, ENTRY)


def test_declining_twice_still_knows_what_was_discussed(assistant: Assistant) -> None:
    once = assistant.correct("no, eso no", Asked(), Memory(tramite=ENTRY))
    twice = assistant.correct("no es eso", Asked(), once.memory)
    assert told(assistant.back("volver", Asked(), twice.memory)) == ENTRY


def test_what_is_not_about_the_procedure_is_no_mention_of_it(assistant: Assistant) -> None:
    memory = Memory(tramite=OCE)
    assert (assistant.mentions("y el certificado digital", memory), assistant.mentions("qué lindo día", memory)) == (
        True,
        False,
    )


def test_more_of_nothing_is_not_understood(assistant: Assistant) -> None:
    assert assistant.more(Memory()).answer.outcome is Outcome.not_understood
    assert assistant.more(Memory(tramite=OCE)).answer.outcome is Outcome.help


# -- documents by their number -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["¿qué dice la SENAE-DGN-2099-0001-RE?", "la senae dgn 2099 0001 re"])
@pytest.mark.parametrize("memory", [Memory(), Memory(tramite=ENTRY)], ids=["new", "on"])
def test_a_document_that_no_ficha_cites_is_said_so(assistant: Assistant, text: str, memory: Memory) -> None:
    reply = consult(assistant, text, "legal_basis", memory=memory)
    assert (reply.answer.outcome, told(reply), reply.memory.tramite) == (Outcome.not_found, None, memory.tramite)
    assert "SENAE-DGN-2099-0001-RE" in reply.answer.text


@pytest.mark.parametrize("number", ["SENAE-SENAE-2025-0049-RE", "SENAE-DGN-2013-0338-RE", "SENAE-SENAE-2024-0106-RE"])
@pytest.mark.parametrize("memory", [Memory(), Memory(tramite=ENTRY)], ids=["new", "on"])
def test_a_document_that_a_ficha_cites_is_told_alone(assistant: Assistant, number: str, memory: Memory) -> None:
    reply = consult(assistant, f"¿qué es la {number.lower()}?", "legal_basis", memory=memory)
    cited = [line for line in reply.answer.text.splitlines() if "-RE" in line]
    assert (told(reply), len(cited), [line for line in cited if number not in line]) == (ENTRY, 1, [])


# -- the ladder --------------------------------------------------------------------------------------------------


def climb(assistant: Assistant, times: int) -> list[Answer]:
    memory, answers = Memory(), []
    for _ in range(times):
        reply = assistant.reception.not_understood(memory)
        answers.append(reply.answer)
        memory = reply.memory
    return answers


def test_the_first_two_rungs_are_different_and_the_third_is_a_person(assistant: Assistant) -> None:
    first, second, third = climb(assistant, 3)
    assert len({first.text, second.text, third.text}) == 3
    assert ("mesadeservicios@aduana.gob.ec" in third.text, third.buttons[0].intent) == (True, "pedir_persona")


def test_every_rung_offers_a_way_out(assistant: Assistant) -> None:
    assert [answer.text for answer in climb(assistant, 5) if len(answer.buttons) < 2] == []


def test_the_same_sentence_is_never_said_twice_running(assistant: Assistant) -> None:
    answers = climb(assistant, 6)
    assert [one.text for one, following in pairwise(answers) if one.text == following.text] == []


def disappointed(assistant: Assistant, times: int) -> list[Answer]:
    memory, answers = Memory(tramite=OCE), []
    for _ in range(times):
        reply = assistant.reception.disappoint("out_of_scope", Outcome.out_of_scope, memory)
        answers.append(reply.answer)
        memory = reply.memory
    assert (memory.tramite, memory.fallos) == (OCE, times)
    return answers


def test_what_helps_nobody_is_put_otherwise_and_then_people_are_named(assistant: Assistant) -> None:
    answers = disappointed(assistant, 5)
    assert [one.text for one, following in pairwise(answers) if one.text == following.text] == []
    assert ["mesadeservicios@aduana.gob.ec" in one.text for one in answers] == [False, False, True, True, True]


def test_an_answer_ends_the_climb(assistant: Assistant) -> None:
    failed = assistant.reception.not_understood(assistant.reception.not_understood(Memory()).memory).memory
    assert (failed.fallos, consult(assistant, "costo del registro OCE", "cost", memory=failed).memory.fallos) == (2, 0)


def test_not_understanding_keeps_the_procedure(assistant: Assistant) -> None:
    assert assistant.reception.not_understood(Memory(tramite=OCE)).memory.tramite == OCE


# -- the catalogue, terms, people --------------------------------------------------------------------------------


def test_the_list_names_all_procedures_by_institution(assistant: Assistant) -> None:
    answer = assistant.reception.list_procedures("qué trámites hay", Memory()).answer
    assert answer.text.count("\n14. ") + answer.text.count("\n11. ") + answer.text.count("\n3. ") >= 2
    assert (answer.outcome, answer.text.count(". ") >= 14) == (Outcome.help, True)


@pytest.mark.parametrize(
    ("text", "here", "elsewhere"), [("trámites de la aduana", "OCE", "CPC"), ("del sercop", "CPC", "OCE")]
)
def test_the_list_of_an_institution_has_only_its_own(
    assistant: Assistant, text: str, here: str, elsewhere: str
) -> None:
    said = assistant.reception.list_procedures(text, Memory()).answer.text
    assert (here in said, elsewhere in said) == (True, False)


def test_every_term_of_the_glossary_is_explained(assistant: Assistant, catalogue: Catalogue) -> None:
    missing = []
    for term in catalogue.terms():
        reply = assistant.reception.define(f"¿qué es {term.term}?", Memory())
        if reply is None or reply.answer.outcome is not Outcome.answered:
            missing.append(term.term)
    assert (missing, len(catalogue.terms()) > 10) == ([], True)


def test_what_a_document_explains_is_in_that_document(assistant: Assistant, catalogue: Catalogue) -> None:
    sources = {one.source.document for one in catalogue.procedures()}
    invented = [
        (term.term, token)
        for term in catalogue.terms()
        if term.source in sources
        for kind, token in tokens(f"{term.explanation} {_beyond_a_site(term.link)}")
        if not Ground(document(term.source)).states(kind, token)
    ]
    assert invented == []


def _beyond_a_site(link: str | None) -> str:
    """``link`` unless it is the public site of an institution, which no document need give."""
    return "" if link is None or re.fullmatch(r"https://[\w.-]+\.gob\.ec/", link) else link


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("¿qué es el RUC?", "Registro Único de Contribuyentes"),
        ("q es quipux", "Quipux"),
        ("qué significa COPCI", "Código Orgánico de la Producción"),
    ],
)
@pytest.mark.parametrize("tramite", [None, PASSWORD])
def test_a_word_is_explained_and_the_procedure_under_discussion_kept(
    assistant: Assistant, text: str, explanation: str, tramite: str | None
) -> None:
    reply = consult(assistant, text, "description", memory=Memory(tramite=tramite))
    assert (reply.answer.outcome, told(reply), explanation in reply.answer.text) == (Outcome.answered, None, True)
    assert (reply.answer.aspects, reply.memory.tramite) == ((Aspect.description,), tramite)


def test_a_word_that_another_aspect_is_asked_of_is_not_explained(assistant: Assistant) -> None:
    reply = consult(assistant, "¿cuánto cuesta el registro OCE?", "cost")
    assert (told(reply), reply.answer.aspects[0]) == (OCE, Aspect.cost)


def test_a_word_from_a_document_names_that_document(assistant: Assistant) -> None:
    reply = assistant.reception.define("¿qué es el RUC?", Memory())
    assert reply and reply.answer.text.split("\n\n")[-1].startswith("Fuente: Aprobación de registro como OCE")


@pytest.mark.parametrize("text", ["qué es un unicornio", "", "¿qué es?"])
def test_what_is_no_term_is_not_explained(assistant: Assistant, text: str) -> None:
    assert assistant.reception.define(text, Memory()) is None


def test_vpn_is_no_network(assistant: Assistant) -> None:
    reply = assistant.reception.define("¿qué es la VPN?", Memory())
    assert reply and "Verificación de Producción Nacional" in reply.answer.text


@pytest.mark.parametrize(
    ("text", "contact"), [("teléfono de la aduana", "1800-238262"), ("contacto del SERCOP", "bit.ly/WebChatSercop")]
)
def test_the_contact_of_an_institution_is_given(assistant: Assistant, text: str, contact: str) -> None:
    reply = assistant.reception.institution(text, Memory())
    assert reply and contact in reply.answer.text


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("teléfono de la aduana", "1800-238262"),
        ("deme el número de la SENAE", "mesadeservicios@aduana.gob.ec"),
        ("¿cómo contacto al sercop?", "bit.ly/WebChatSercop"),
    ],
)
def test_the_contact_of_an_institution_needs_no_procedure(assistant: Assistant, text: str, contact: str) -> None:
    answer = consult(assistant, text, "contact").answer
    assert (answer.outcome, answer.procedure, answer.aspects) == (Outcome.answered, None, (Aspect.contact,))
    assert (contact in answer.text, answer.text.startswith("Contacto del ")) == (True, True)


def test_the_contact_of_a_procedure_under_discussion_is_its_own(assistant: Assistant) -> None:
    reply = consult(assistant, "¿a qué teléfono llamo?", "contact", memory=Memory(tramite=IMPORT))
    assert (told(reply), "02 2440050" in reply.answer.text) == (IMPORT, True)


@pytest.mark.parametrize("text", ["teléfono", "aduana y sercop", "el SRI"])
def test_no_institution_or_two_are_no_contact(assistant: Assistant, text: str) -> None:
    assert assistant.reception.institution(text, Memory()) is None


def test_a_person_is_that_of_the_procedure_under_discussion(assistant: Assistant) -> None:
    reply = assistant.reception.person("quiero hablar con alguien", Memory(tramite=IMPORT))
    assert (reply.answer.outcome, "produccion.nacional@sercop.gob.ec" in reply.answer.text) == (Outcome.handoff, True)
    assert "aduana" not in reply.answer.text


def test_without_a_procedure_the_people_of_every_institution_are_given(
    assistant: Assistant, catalogue: Catalogue
) -> None:
    said = assistant.reception.person("asesor", Memory()).answer.text
    names = [display_institution(one.institution.name) for one in catalogue.procedures()]
    assert [name for name in names if name not in said] == []


def test_an_institution_named_wins_over_the_procedure_under_discussion(assistant: Assistant) -> None:
    said = assistant.reception.person("una persona de la aduana", Memory(tramite=IMPORT)).answer.text
    assert ("1800-238262" in said, "02 2440050" in said) == (True, False)


def test_the_state_of_a_case_is_never_invented(assistant: Assistant) -> None:
    answer = assistant.reception.case_status("¿cómo va mi trámite 028-2025-40-00123456?", Memory()).answer
    assert (answer.outcome, "no voy a inventarlo" in answer.text) == (Outcome.case_status, True)
    assert "028" not in answer.text


def test_a_ficha_that_tells_how_to_look_up_a_case_is_quoted(assistant: Assistant) -> None:
    answer = assistant.reception.case_status(
        "¿dónde consulto el resultado de mi solicitud de registro?", Memory(tramite=OCE)
    ).answer
    assert (answer.outcome, "3.2.6" in answer.text) == (Outcome.case_status, True)


# -- what people may send ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a" * 1000, "ñandú " * 166, "{tramite}", "**x**", '"; DROP TABLE', "\u202e", "1" * 999]
)
@pytest.mark.parametrize(
    "memory", [Memory(), Memory(tramite=OCE), Memory(candidatos=REGIMES)], ids=["new", "on", "open"]
)
def test_any_text_gets_an_answer(assistant: Assistant, text: str, memory: Memory) -> None:
    answers = [
        assistant.consult(text, asked("cost"), memory).answer,
        assistant.choose(text, memory).answer,
        assistant.correct(text, Asked(), memory).answer,
        assistant.reception.case_status(text, memory).answer,
        assistant.reception.person(text, memory).answer,
        assistant.reception.list_procedures(text, memory).answer,
    ]
    assert [one for one in answers if not one.text.strip() or not one.buttons] == []


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    answers = {consult(assistant, "requisitos del régimen 21", "requirements").answer.json() for _ in range(3)}
    assert len(answers) == 1


# -- an open question --------------------------------------------------------------------------------------------


def test_what_follows_an_open_question_is_understood_together_with_it(assistant: Assistant) -> None:
    first = consult(assistant, "trámite de mercancías en régimen de perfeccionamiento")
    second = assistant.consult("las voy a ingresar para transformarlas", Asked(), first.memory)
    assert (first.answer.outcome, told(second)) == (Outcome.clarify, ENTRY)


def test_what_is_not_held_is_not_understood_with_an_open_question(assistant: Assistant) -> None:
    first = consult(assistant, "trámite de mercancías en régimen de perfeccionamiento")
    assert told(assistant.consult("¿y el pasaporte?", Asked(), first.memory)) is None


def test_the_runners_up_are_remembered_for_the_other_one(assistant: Assistant) -> None:
    reply = consult(assistant, "denunciar que me retienen los pagos")
    other = assistant.correct("no, la otra", Asked(), reply.memory)
    assert told(reply) == WITHHELD
    assert told(other) == CORRUPTION or other.answer.outcome is Outcome.clarify


def test_the_first_thing_asked_about_comes_back(assistant: Assistant) -> None:
    memory = Memory(tramite=PASSWORD, tramite_anterior=EMAIL, conversados=(EMAIL, OCE))
    assert told(assistant.consult("y lo primero que le pregunté, ¿qué es?", Asked(), memory)) == OCE


@pytest.mark.parametrize("text", ["repita lo del costo", "otra vez el precio"])
def test_what_is_asked_again_is_of_the_procedure_under_discussion(assistant: Assistant, text: str) -> None:
    reply = assistant.again(text, asked("cost"), Memory(tramite=OCE))
    assert reply and (told(reply), "cost" in reply.answer.aspects) == (OCE, True)


def test_without_an_aspect_nothing_in_particular_is_asked_again(assistant: Assistant) -> None:
    assert assistant.again("repita", Asked(), Memory(tramite=OCE)) is None
