"""Conversations with the guides: each test is something that happens to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers import Answer, Library, Memory, Outcome, Reply
from bot.answers.aspects import plain
from bot.answers.guides import Guides, Heard, Kind, Mark, Saved, fingerprint
from bot.answers.guides.state import frames
from tests.answers.guides.support import MemoryShelf, Talk, about
from tests.answers.support import ALL, ENTRY, EXIT, IMPORT, OCE, PASSWORD, WITHHELD


def not_understood() -> Reply:
    return Reply(Answer(outcome=Outcome.not_understood, text="No le entendí."), Memory(fallos=1))


# -- the first message and the last ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*Kind])
@pytest.mark.parametrize("tramite", ALL)
def test_a_guide_begins_with_its_procedure_and_its_source(talk: Talk, kind: Kind, tramite: str) -> None:
    talk.start(kind.value, tramite)
    assert (talk.answer.outcome, talk.answer.procedure and talk.answer.procedure.id) == (Outcome.guide, tramite)
    assert talk.answer.text.count("Fuente: ") == 1
    assert [one.title for one in talk.answer.sources] == [talk.library.procedures[tramite].source.title]
    assert [title for title in talk.titles if len(title) > 20] == []


@pytest.mark.parametrize("kind", [*Kind])
@pytest.mark.parametrize("tramite", [OCE, EXIT, ENTRY, IMPORT, WITHHELD])
def test_going_through_a_guide_ends_with_its_source(talk: Talk, kind: Kind, tramite: str) -> None:
    talk.start(kind.value, tramite)
    for _ in range(20):
        if talk.frame:
            talk.say("siguiente")
    assert (talk.frame, talk.answer.outcome, "Fuente: " in talk.text) == (None, Outcome.guide, True)
    assert len(talk.answer.sources) == 1


def test_the_first_message_of_a_list_gives_its_code_and_its_paper(talk: Talk, shelf: MemoryShelf) -> None:
    talk.start("lista", OCE)
    (code,) = shelf.lists
    assert f"mi lista **{code}**" in talk.text
    assert talk.answer.document == f"/tramites/{OCE}/requisitos.pdf"


def test_the_last_message_of_a_list_leads_to_what_was_answered(talk: Talk, shelf: MemoryShelf) -> None:
    talk.start("lista", OCE).say("tengo todo")
    (code,) = shelf.lists
    assert (talk.frame, talk.answer.document) == (None, f"/listas/{code}.pdf")


def test_a_ficha_without_requirements_begins_no_list(talk: Talk, shelf: MemoryShelf) -> None:
    talk.start("lista", PASSWORD)
    assert (talk.frame, shelf.lists, "Paso a paso" in talk.titles) == (None, {}, True)


# -- answering -------------------------------------------------------------------------------------------------------


def test_each_answer_goes_to_the_next_requirement(talk: Talk) -> None:
    talk.start("lista", OCE).tap("Ya lo tengo").say("todavía no").say("no aplica")
    assert (talk.marks, talk.going_on.at) == ([Mark.tengo, Mark.falta, Mark.no_aplica], 3)
    assert "**Requisito 4 de 5**" in talk.text


@pytest.mark.parametrize(("intent", "mark"), [("afirmar", Mark.tengo), ("negar", Mark.falta)])
def test_yes_and_no_belong_to_the_guide(talk: Talk, intent: str, mark: Mark) -> None:
    assert talk.start("lista", OCE).say({"afirmar": "sí", "negar": "no"}[intent], intent).marks == [mark]


def test_two_answered_at_once_are_both_noted(talk: Talk) -> None:
    talk.start("lista", OCE).say("ya tengo el ruc y la firma")
    assert (talk.marks, talk.going_on.at) == ([Mark.tengo, Mark.tengo], 2)
    assert talk.text.count(": ya lo tiene") == 2


def test_what_two_requirements_ask_is_answered_once(talk: Talk) -> None:
    talk.start("lista", EXIT).say("ya lo tengo")
    assert (len(talk.marks), "También cuenta para el requisito 7 de 9" in talk.text) == (2, True)


def test_an_old_button_answers_its_own_requirement(talk: Talk) -> None:
    talk.start("lista", OCE)
    first = next(one for one in talk.answer.buttons if one.title == "Me falta")
    talk.say("ya lo tengo").say("ya lo tengo").press(first)
    assert (talk.marks[0], talk.going_on.at) == (Mark.falta, 2)


def test_an_answer_can_be_changed_by_going_back(talk: Talk) -> None:
    talk.start("lista", OCE).say("ya lo tengo").say("atrás")
    assert "Antes me dijo: ya lo tiene." in talk.text
    assert talk.say("no, no lo tengo").marks == [Mark.falta]


def test_a_requirement_that_is_not_known_is_explained_and_asked_again(talk: Talk) -> None:
    talk.start("lista", OCE).say("ni idea qué es eso")
    assert ("Servicio de Rentas Internas" in talk.text, talk.text.endswith("¿Ya lo tiene?")) == (True, True)
    assert (talk.marks, talk.going_on.at) == ([], 0)


def test_another_requirement_can_be_asked_about(talk: Talk) -> None:
    talk.start("lista", OCE).say("no sé qué es la firma electrónica")
    assert talk.text.startswith("**Requisito 2 de 5")


def test_a_word_that_is_no_requirement_is_left_to_the_glossary(talk: Talk) -> None:
    assert not talk.start("lista", OCE).takes("¿qué es el CPC?", "preguntar_termino")


def test_skipped_requirements_are_named_at_the_end(talk: Talk) -> None:
    talk.start("lista", WITHHELD)
    for _ in range(4):
        talk.say("siguiente", "ver_mas")
    assert "Queda sin responder:\n\n1. El código del proceso" in talk.text


# -- moving ----------------------------------------------------------------------------------------------------------


def test_steps_go_on_and_back_and_are_repeated(talk: Talk) -> None:
    talk.start("pasos", EXIT).say("siguiente").say("siguiente").say("atrás")
    second = talk.text
    assert second.startswith("**Paso 2 de 4**")
    assert talk.say("repita").text == second


def test_there_is_nothing_before_the_first_step(talk: Talk) -> None:
    talk.start("pasos", EXIT).say("atrás")
    assert talk.text.startswith("No hay nada antes: este es el paso 1 de 4.")


def test_buttons_of_steps_move(talk: Talk) -> None:
    talk.start("pasos", EXIT).tap("Siguiente").tap("Siguiente").tap("Atrás")
    assert talk.going_on.at == 1


def test_an_old_button_of_steps_leads_to_its_own_step(talk: Talk) -> None:
    talk.start("pasos", EXIT)
    to_the_second = next(one for one in talk.answer.buttons if one.title == "Siguiente")
    talk.say("siguiente").say("siguiente").press(to_the_second)
    assert talk.going_on.at == 1


def test_a_button_of_steps_that_are_over_opens_its_step_again(talk: Talk) -> None:
    talk.start("pasos", EXIT)
    to_the_second = next(one for one in talk.answer.buttons if one.title == "Siguiente")
    for _ in range(4):
        talk.say("siguiente")
    assert talk.frame is None
    assert talk.press(to_the_second).text.startswith("**Paso 2 de 4**")


# -- leaving and coming back -----------------------------------------------------------------------------------------


def test_leaving_says_how_to_come_back(talk: Talk, shelf: MemoryShelf) -> None:
    talk.start("lista", OCE).say("ya lo tengo").say("salir", "salir")
    (code,) = shelf.lists
    assert (talk.frame, "diga «sigamos»" in talk.text, code in talk.text) == (None, True, True)


def test_coming_back_goes_on_where_it_stopped(talk: Talk, guides: Guides) -> None:
    talk.start("lista", OCE).say("ya lo tengo").say("salir")
    reply = guides.resume(Heard("sigamos", "continuar_guia"), talk.memory)
    assert "**Requisito 2 de 5**" in reply.answer.text
    assert reply.memory.tramite == OCE


def test_my_list_is_the_list_and_not_the_steps_left_later(talk: Talk, guides: Guides) -> None:
    talk.start("lista", OCE).say("salir")
    talk.start("pasos", EXIT).say("salir")
    reply = guides.resume(Heard("mi lista"), talk.memory)
    assert reply.answer.procedure and reply.answer.procedure.id == OCE


def test_without_anything_begun_there_is_nothing_to_come_back_to(guides: Guides) -> None:
    assert guides.resume(Heard("sigamos"), Memory()).answer.outcome is Outcome.help


def test_nothing_belongs_to_a_guide_that_was_left(talk: Talk) -> None:
    talk.start("lista", OCE).say("salir")
    assert [text for text in ("sí", "siguiente", "atrás", "ya lo tengo") if talk.takes(text, "afirmar")] == []


def test_a_finished_list_begins_again_with_what_was_missing(talk: Talk, guides: Guides) -> None:
    talk.start("lista", OCE).say("tengo el ruc").say("me falta la firma").say("tengo todo")
    reply = guides.resume(Heard("mi lista"), talk.memory)
    assert ("**Tiene 4 de 5 requisitos.**" in reply.answer.text, "**Requisito 2 de 5**" in reply.answer.text) == (
        True,
        True,
    )


@pytest.mark.parametrize("intent", ["pedir_persona", "emergencia"])
def test_a_person_and_an_emergency_go_before_any_guide(talk: Talk, intent: str) -> None:
    assert not talk.start("lista", OCE).takes("necesito ayuda ya", intent)


def test_after_an_emergency_no_requirement_is_asked_for(talk: Talk) -> None:
    told = Reply(Answer(outcome=Outcome.emergency, text="Llame al 911."), Memory())
    talk.start("lista", OCE).say("auxilio", "emergencia", elsewhere=told)
    assert (talk.text, talk.frame) == ("Llame al 911.", None)


def test_a_moment_is_given(talk: Talk) -> None:
    talk.start("lista", OCE).say("ya lo tengo").say("espere un momento", "emergencia")
    assert (talk.text.startswith("Con calma."), talk.going_on.at, talk.marks) == (True, 1, [Mark.tengo])


def test_what_asks_for_help_is_never_taken_for_waiting(talk: Talk) -> None:
    assert not talk.start("lista", OCE).takes("espere, me están robando", "emergencia")


def test_how_far_one_is_can_be_asked(talk: Talk) -> None:
    talk.start("lista", OCE).say("ya lo tengo").say("me falta").say("qué me falta", "negar")
    assert ("Le falta:\n\n1. Adquirir" in talk.text, "**Requisito 3 de 5**" in talk.text) == (True, True)


def test_one_guide_is_changed_for_another_that_was_begun(talk: Talk) -> None:
    talk.start("lista", OCE).say("ya lo tengo").start("pasos", OCE).say("volvamos a la lista", "continuar_guia")
    assert (talk.going_on.kind, talk.going_on.at) == (Kind.lista, 1)


def test_a_wish_for_another_guide_is_left_to_its_action(talk: Talk) -> None:
    assert not talk.start("lista", OCE).takes("mejor paso a paso", "iniciar_pasos")


def test_the_procedure_of_a_requirement_is_entered_in_words(talk: Talk) -> None:
    assert talk.start("lista", EXIT).say("ver ese trámite", "afirmar").going_on.tramite == OCE


# -- something else in between ---------------------------------------------------------------------------------------


def test_a_question_is_answered_and_the_guide_goes_on(talk: Talk) -> None:
    talk.start("pasos", EXIT).say("siguiente").say("¿y cuánto cuesta?", elsewhere=about(EXIT, "No cuesta."))
    assert talk.text.startswith("No cuesta.\n\nSeguimos en el paso 2 de 4: Realizar transmisión")
    assert talk.say("sigamos", "continuar_guia").text.startswith("**Paso 2 de 4**")


def test_what_a_question_tells_on_the_way_is_noted(talk: Talk) -> None:
    talk.start("lista", OCE).say("Ya tengo el RUC. ¿Cuánto cuesta la firma?", elsewhere=about(OCE, "Depende."))
    assert (talk.marks, talk.going_on.at) == ([Mark.tengo], 1)
    assert "Depende.\n\nAnotado, requisito 1 de 5: ya lo tiene.\n\nSeguimos en el requisito 2 de 5" in talk.text


def test_another_procedure_puts_the_guide_aside_politely(talk: Talk) -> None:
    talk.start("lista", OCE).say("requisitos del régimen 51", elsewhere=about(EXIT))
    assert (talk.frame, talk.memory.tramite) == (None, EXIT)
    assert ("Dejo en pausa la lista" in talk.text, talk.titles[0]) == (True, "Seguir donde iba")


def test_a_choice_that_is_open_comes_first(talk: Talk) -> None:
    asked = Reply(Answer(outcome=Outcome.clarify, text="¿Cuál?"), Memory(candidatos=(EXIT, ENTRY)))
    talk.start("lista", OCE).say("el régimen", elsewhere=asked)
    assert (talk.text, talk.takes("no", "negar"), talk.takes("2", "elegir_opcion")) == ("¿Cuál?", False, False)


def test_nonsense_is_asked_once_more_and_then_leaving_is_offered(talk: Talk) -> None:
    talk.start("lista", OCE)
    first = talk.say("zxqwt", "nlu_fallback", elsewhere=not_understood()).answer
    second = talk.say("plk", "nlu_fallback", elsewhere=not_understood()).answer
    third = talk.say("mmm", "nlu_fallback", elsewhere=not_understood()).answer
    assert len({first.text, second.text, third.text}) == 3
    assert ("«salir»" in second.text, second.buttons[0].title, second.buttons[1].intent) == (
        True,
        "Salir",
        "pedir_persona",
    )
    assert "ya lo tengo" in first.text


def test_being_understood_again_forgets_the_doubts(talk: Talk) -> None:
    talk.start("lista", OCE).say("zxqwt", elsewhere=not_understood()).say("ya lo tengo")
    assert talk.going_on.doubts == 0


# -- a requirement that is a procedure -------------------------------------------------------------------------------


def test_a_requirement_that_is_a_procedure_is_offered_and_one_comes_back(talk: Talk) -> None:
    talk.start("lista", EXIT).tap("Ver ese trámite")
    assert (talk.going_on.tramite, talk.memory.tramite, "Al terminar volvemos" in talk.text) == (OCE, OCE, True)
    talk.say("tengo todo")
    assert (talk.going_on.tramite, talk.memory.tramite, talk.going_on.at) == (EXIT, EXIT, 0)
    assert ("Volvemos a la lista" in talk.text, "Tiene todo lo que pide" in talk.text) == (True, True)


def test_leaving_inside_leaves_both(talk: Talk) -> None:
    talk.start("lista", EXIT).tap("Ver ese trámite").say("salir")
    assert [one.paused for one in frames(talk.memory)] == [True, True]


# -- lists kept for another day --------------------------------------------------------------------------------------


def test_a_list_goes_on_in_another_conversation_by_its_code(talk: Talk, shelf: MemoryShelf) -> None:
    talk.start("lista", OCE).say("ya lo tengo")
    (code,) = shelf.lists
    other = Talk(talk.guides, talk.library).say(f"hola, mi lista {code.lower().replace('-', ' ')}")
    assert (other.going_on.at, other.marks, other.going_on.code) == (1, [Mark.tengo], code)


def test_two_conversations_with_one_list_lose_no_answer(talk: Talk, shelf: MemoryShelf) -> None:
    talk.start("lista", OCE)
    (code,) = shelf.lists
    other = Talk(talk.guides, talk.library).say(f"mi lista {code}")
    other.say("me falta el nombramiento")
    talk.say("ya tengo el ruc")
    assert sorted(shelf.lists[code].marks.values()) == ["falta", "tengo"]


def test_a_code_of_nobody_is_told_so(talk: Talk) -> None:
    talk.say("mi lista 7KX4M-Q29TB")
    assert (talk.answer.outcome, "No encuentro una lista" in talk.text) == (Outcome.help, True)


def test_a_changed_ficha_is_noticed_and_what_still_stands_is_kept(talk: Talk, shelf: MemoryShelf) -> None:
    talk.start("lista", OCE).say("ya lo tengo")
    (code,) = shelf.lists
    old = shelf.lists[code]
    shelf.lists[code] = Saved(OCE, "otra-huella", {**old.marks, "ya-no-esta": "falta"})
    other = Talk(talk.guides, talk.library).say(f"mi lista {code}")
    assert "La ficha cambió desde la última vez: 1 de los requisitos" in other.text
    assert (other.going_on.at, other.going_on.ficha) == (1, fingerprint(talk.library.procedures[OCE]))


def test_a_list_of_a_procedure_that_is_gone_is_told_so(talk: Talk, shelf: MemoryShelf) -> None:
    shelf.lists["7KX4M-Q29TB"] = Saved("ya-no-existe", "x", {})
    assert talk.say("7KX4M-Q29TB").answer.outcome is Outcome.help


def test_a_database_that_fails_is_told_and_the_guide_goes_on(talk: Talk, shelf: MemoryShelf) -> None:
    shelf.fails = True
    talk.start("lista", OCE)
    assert "no pude guardar su lista" in talk.text
    assert (talk.say("ya lo tengo").marks, talk.going_on.code) == ([Mark.tengo], None)


def test_a_list_that_could_not_be_kept_is_kept_with_the_next_answer(talk: Talk, shelf: MemoryShelf) -> None:
    shelf.fails = True
    talk.start("lista", OCE).say("ya lo tengo")
    shelf.fails = False
    talk.say("ya lo tengo")
    assert [len(saved.marks) for saved in shelf.lists.values()] == [2]


def test_a_code_cannot_be_looked_up_in_a_database_that_fails(talk: Talk, shelf: MemoryShelf) -> None:
    shelf.fails = True
    assert talk.say("mi lista 7KX4M-Q29TB").answer.outcome is Outcome.unavailable


# -- beginning -------------------------------------------------------------------------------------------------------


def test_a_guide_waits_for_the_choice_of_its_procedure(guides: Guides, talk: Talk) -> None:
    asked = Reply(Answer(outcome=Outcome.clarify, text="¿Cuál?"), Memory(candidatos=(EXIT, ENTRY)))
    waiting = guides.begin(Kind.lista, asked, Memory())
    begun = guides.around(about(EXIT), Heard("el de salida"), waiting.memory)
    assert (begun.answer.outcome, begun.memory.tramite) == (Outcome.guide, EXIT)


def test_a_guide_that_was_not_chosen_is_not_begun_later(guides: Guides) -> None:
    asked = Reply(Answer(outcome=Outcome.clarify, text="¿Cuál?"), Memory(candidatos=(EXIT, ENTRY)))
    waiting = guides.begin(Kind.lista, asked, Memory())
    other = guides.around(about(OCE), Heard("el registro OCE"), waiting.memory)
    assert (other.answer.outcome, other.memory.guia_pedida) == (Outcome.answered, None)


def test_beginning_again_goes_on(talk: Talk) -> None:
    talk.start("lista", OCE).say("ya lo tengo").say("salir").start("lista", OCE)
    assert (talk.going_on.at, len(talk.marks)) == (1, 1)


def test_a_guide_whose_procedure_is_gone_takes_nothing(talk: Talk) -> None:
    talk.start("lista", OCE)
    (frame,) = frames(talk.memory)
    gone = replace(frame, tramite="ya-no-existe").as_json()
    talk.memory = replace(talk.memory, guias=(gone,))
    assert not talk.takes("ya lo tengo")


def test_where_nothing_comes_before_the_requirements_are_told(guides: Guides, library: Library) -> None:
    alone = [one for one in library.procedures.values() if one.requirements and not library.needs(one.id)]
    told = [guides.start(Kind.previos, one, Memory()).answer.text for one in alone]
    first = [plain(one.requirements[0].text)[:30] for one in alone]
    assert alone and [text for text, requirement in zip(told, first) if requirement not in text] == []
