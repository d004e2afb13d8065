"""Every action sends one answer, sets only slots that exist, and obeys what a button carried."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from bot import actions
from bot.actions.base import Request
from bot.answers import Memory, Outcome
from bot.answers.phrases import PhraseNotFound
from bot.errors import KnowledgeError
from tests.actions.conftest import ACTIONS, DOMAIN, Run, tracker
from tests.answers.support import ALL, EMAIL, ENTRY, EXIT, OCE, PASSWORD, PHONES
from tests.contract.project import domain, read

REGIMES = (ENTRY, EXIT)
MEMORIES = {
    "new": Memory(),
    "on": Memory(tramite=OCE, tramite_anterior=ENTRY),
    "open": Memory(candidatos=REGIMES, consulta="requisitos", aspectos=("requirements",)),
    "long": Memory(tramite=ENTRY, pagina=("legal_basis", 10)),
    "failing": Memory(fallos=2),
    "gone": Memory(tramite="ya-no-existe", tramite_anterior="tampoco-existe"),
}


# -- all of them -------------------------------------------------------------------------------------------------


def test_the_actions_are_those_of_the_domain() -> None:
    assert set(ACTIONS) == set(domain("actions"))


def test_what_the_package_exports_is_sorted_and_concrete() -> None:
    assert actions.__all__ == sorted(actions.__all__)
    assert [name for name in actions.__all__ if inspect.isabstract(getattr(actions, name))] == []


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES.keys())
@pytest.mark.parametrize("text", ["", "¿cuánto cuesta el registro OCE?", "persona", "👋🏽"], ids=ascii)
@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_sends_one_answer_and_sets_only_known_slots(run: Run, name: str, text: str, memory: Memory) -> None:
    said = run(name, text, memory=memory)
    assert [one for one in ("text", "image", "attachment", "template", "response") if said.messages[0].get(one)] == []
    assert set(said.slots) == set(read("domain.yml")["slots"])
    assert (bool(said.answer.text.strip()), len(said.answer.text) > 20) == (True, True)
    assert [one.title for one in said.answer.buttons if len(one.title) > 20] == []


@pytest.mark.parametrize("name", ["action_saludar", "action_consultar_tramite", "action_no_entendi", "action_afirmar"])
def test_candidates_that_left_the_catalogue_do_not_stop_the_conversation(run: Run, name: str) -> None:
    assert run(name, "hola", memory=Memory(candidatos=("ya-no-existe",))).answer.text


@pytest.mark.parametrize("name", ACTIONS)
def test_what_an_action_sets_is_json_that_a_memory_reads(run: Run, name: str) -> None:
    said = run(name, "requisitos del régimen de perfeccionamiento", aspects=["requirements"])
    assert Memory.from_slots(json.loads(json.dumps(said.slots))).slots() == said.slots


@pytest.mark.parametrize("name", ACTIONS)
def test_what_a_button_means_is_in_the_domain(run: Run, name: str) -> None:
    buttons = [one for memory in MEMORIES.values() for one in run(name, "costo", memory=memory).answer.buttons]
    intents, entities = set(domain("intents")), set(domain("entities"))
    assert [one for one in buttons if one.intent not in intents or set(one.entities) - entities] == []


@pytest.mark.parametrize("name", ACTIONS)
def test_a_message_without_anything_understood_is_answered(name: str) -> None:
    heard = tracker()
    heard.latest_message = {}
    dispatcher = CollectingDispatcher()
    ACTIONS[name].run(dispatcher, heard, DOMAIN)
    assert len(dispatcher.messages) == 1


def test_an_action_sets_only_what_changed() -> None:
    events = ACTIONS["action_saludar"].run(CollectingDispatcher(), tracker("hola", memory=Memory(tramite=OCE)), DOMAIN)
    assert events == []


def test_a_sentence_that_is_missing_is_an_error_and_not_silence() -> None:
    with pytest.raises(PhraseNotFound, match="utter_saludar"):
        ACTIONS["action_saludar"].run(CollectingDispatcher(), tracker("hola"), {"responses": {}})


def test_without_a_knowledge_base_an_action_fails_with_what_to_do(tmp_path: Any) -> None:
    from bot import settings

    settings.use(settings.Settings(knowledge=tmp_path / "no-hay.db"))
    with pytest.raises(KnowledgeError, match="ventanilla kb build"):
        ACTIONS["action_saludar"].run(CollectingDispatcher(), tracker("hola"), DOMAIN)


# -- what each says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("action_saludar", Outcome.smalltalk),
        ("action_despedir", Outcome.smalltalk),
        ("action_agradecer", Outcome.smalltalk),
        ("action_preguntar_identidad", Outcome.smalltalk),
        ("action_salir", Outcome.smalltalk),
        ("action_pedir_ayuda", Outcome.help),
        ("action_listar_tramites", Outcome.help),
        ("action_opinar_bien", Outcome.feedback),
        ("action_opinar_mal", Outcome.feedback),
        ("action_emergencia", Outcome.emergency),
        ("action_pedir_ilicito", Outcome.out_of_scope),
        ("action_out_of_scope", Outcome.out_of_scope),
        ("action_no_entendi", Outcome.not_understood),
        ("action_pedir_persona", Outcome.handoff),
        ("action_consultar_estado_caso", Outcome.case_status),
        ("action_consultar_tramite", Outcome.clarify),
        ("action_afirmar", Outcome.smalltalk),
        ("action_negar", Outcome.smalltalk),
        ("action_elegir_opcion", Outcome.not_understood),
        ("action_ver_mas", Outcome.not_understood),
        ("action_volver", Outcome.help),
        ("action_repetir", Outcome.help),
        ("action_corregir", Outcome.clarify),
        ("action_preguntar_termino", Outcome.clarify),
        ("action_iniciar_lista", Outcome.clarify),
        ("action_iniciar_pasos", Outcome.clarify),
        ("action_iniciar_costos", Outcome.clarify),
        ("action_iniciar_previos", Outcome.clarify),
        ("action_continuar_guia", Outcome.help),
        ("action_responder_requisito", Outcome.help),
    ],
)
def test_an_empty_message_in_a_new_conversation_has_its_outcome(run: Run, name: str, outcome: Outcome) -> None:
    assert run(name).answer.outcome is outcome


def test_each_action_has_a_line_in_the_table_above() -> None:
    (mark,) = test_an_empty_message_in_a_new_conversation_has_its_outcome.pytestmark
    assert {name for name, _ in mark.args[1]} == set(ACTIONS)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("action_emergencia", "911"),
        ("action_preguntar_identidad", "asistente automático"),
        ("action_saludar", "asistente automático"),
        ("action_pedir_persona", "1800-238262"),
    ],
)
def test_what_must_be_said_is_said(run: Run, name: str, word: str) -> None:
    assert word in run(name).answer.text


def test_leaving_forgets_everything(run: Run) -> None:
    said = run("action_salir", "salir", memory=MEMORIES["open"])
    assert Memory.from_slots(said.slots) == Memory()


def test_a_term_is_explained(run: Run) -> None:
    assert "Clasificador Central de Productos" in run("action_preguntar_termino", "¿qué es el CPC?").answer.text


def test_a_word_that_is_no_term_is_asked_of_the_catalogue(run: Run) -> None:
    said = run("action_preguntar_termino", "¿qué es el reseteo de clave?")
    assert said.procedure == PASSWORD


# -- buttons -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tramite", ALL)
def test_a_tap_on_a_procedure_and_an_aspect_is_obeyed(run: Run, tramite: str) -> None:
    said = run("action_consultar_tramite", entities={"tramite": tramite, "aspecto": "steps"})
    assert (said.procedure, said.answer.aspects[0].value, said.slots["tramite"]) == (tramite, "steps", tramite)


def test_a_tap_wins_over_what_the_text_seems_to_ask(run: Run) -> None:
    given = {"entities": {"tramite": EMAIL, "aspecto": "processing_time"}, "aspects": ["cost"]}
    said = run("action_consultar_tramite", "costo del registro OCE", **given)
    assert (said.procedure, said.answer.aspects[0].value) == (EMAIL, "processing_time")


def test_a_tap_may_carry_two_aspects(run: Run) -> None:
    said = run("action_consultar_tramite", entities={"tramite": OCE, "aspecto": "cost,contact"})
    assert [one.value for one in said.answer.aspects[:2]] == ["cost", "contact"]


def test_a_tap_on_a_choice_answers_the_question_that_waited(run: Run) -> None:
    said = run("action_consultar_tramite", memory=MEMORIES["open"], entities={"tramite": EXIT})
    assert (said.procedure, said.answer.aspects[0].value, said.slots["candidatos"]) == (EXIT, "requirements", [])


@pytest.mark.parametrize("tramite", ["ya-no-existe", "", "' OR 1=1", "🙂"], ids=ascii)
def test_a_tap_on_a_procedure_that_is_gone_is_asked_back(run: Run, tramite: str) -> None:
    said = run("action_consultar_tramite", entities={"tramite": tramite, "aspecto": "cost"})
    assert (said.answer.outcome, said.procedure, said.slots["tramite"]) == (Outcome.clarify, None, None)


@pytest.mark.parametrize("aspecto", ["precio", "", "cost;drop", "cost,precio"])
def test_an_aspect_that_does_not_exist_is_left_out(run: Run, aspecto: str) -> None:
    said = run("action_consultar_tramite", entities={"tramite": OCE, "aspecto": aspecto})
    assert (said.answer.outcome, said.procedure) == (Outcome.answered, OCE)


@pytest.mark.parametrize("entities", [{"opcion": "ninguno"}, {"opcion": "2"}], ids=str)
def test_a_tap_on_an_option_is_obeyed(run: Run, entities: dict[str, str]) -> None:
    said = run("action_elegir_opcion", memory=MEMORIES["open"], entities=entities)
    assert (said.procedure, said.slots["candidatos"]) == (EXIT if entities["opcion"] == "2" else None, [])


# -- going on ----------------------------------------------------------------------------------------------------


def bot_event(answer: dict[str, Any] | None) -> dict[str, Any]:
    return {"event": "bot", "text": None, "data": {"custom": answer} if answer else {}}


def test_repeating_says_the_same(run: Run) -> None:
    first = run("action_consultar_tramite", "costo del registro OCE", aspects=["cost"])
    events = [bot_event(None), bot_event(first.answer.as_json()), {"event": "user", "text": "repite"}]
    memory = Memory.from_slots(first.slots)
    again = run("action_repetir", "repite", memory=memory, events=events)
    assert (again.answer, again.slots) == (first.answer, first.slots)


def test_repeating_keeps_a_choice_open(run: Run) -> None:
    first = run("action_consultar_tramite", "requisitos del régimen de perfeccionamiento", aspects=["requirements"])
    memory = Memory.from_slots(first.slots)
    again = run("action_repetir", memory=memory, events=[bot_event(first.answer.as_json())])
    assert run("action_elegir_opcion", "1", memory=Memory.from_slots(again.slots)).procedure in REGIMES


@pytest.mark.parametrize(
    "events", [[], [{"event": "user", "text": "x"}], [bot_event(None)]], ids=["none", "user", "bot"]
)
def test_there_may_be_nothing_to_repeat(run: Run, events: list[dict[str, Any]]) -> None:
    assert run("action_repetir", events=events).answer.outcome is Outcome.help


def test_a_conversation_goes_on_through_the_slots(run: Run) -> None:
    asked = run("action_consultar_tramite", "cómo cambio mi correo en el sercop", aspects=["steps"])
    other = run(
        "action_consultar_tramite",
        "ahora quiero cambiar el teléfono en el sercop",
        memory=Memory.from_slots(asked.slots),
    )
    back = run("action_volver", "volver", memory=Memory.from_slots(other.slots))
    assert (asked.procedure, other.procedure, back.procedure) == (EMAIL, PHONES, EMAIL)


def test_see_more_goes_on_with_the_norms(run: Run) -> None:
    first = run("action_consultar_tramite", entities={"tramite": ENTRY, "aspecto": "legal_basis"})
    second = run("action_ver_mas", "ver más", memory=Memory.from_slots(first.slots))
    assert ("\n1. " in first.answer.text, "\n11. " in second.answer.text) == (True, True)


@pytest.mark.parametrize("name", ["action_no_entendi", "action_out_of_scope"])
def test_what_surely_names_a_procedure_is_answered_after_all(run: Run, name: str) -> None:
    assert run(name, "reseteo de clave del portal de compras públicas").procedure == PASSWORD


@pytest.mark.parametrize("name", ["action_agradecer", "action_saludar", "action_no_entendi", "action_out_of_scope"])
def test_a_choice_is_taken_whatever_the_message_was_understood_as(run: Run, name: str) -> None:
    assert run(name, "el de exportación", memory=MEMORIES["open"]).procedure == EXIT


def test_doubtful_small_talk_with_a_clear_aspect_is_a_question_on_the_procedure(run: Run) -> None:
    memory = Memory(tramite=OCE)
    doubtful = ACTIONS["action_opinar_mal"]
    heard = tracker("qué caro, cuánto cuesta", memory=memory, aspects=["cost"])
    heard.latest_message["intent"]["confidence"] = 0.2
    dispatcher = CollectingDispatcher()
    doubtful.run(dispatcher, heard, DOMAIN)
    assert dispatcher.messages[0]["custom"]["aspects"][:1] == ["cost"]


# -- the request -------------------------------------------------------------------------------------------------


def test_a_request_is_what_was_understood() -> None:
    request = Request.of(tracker("hola", aspects=["cost", "steps"], entities={"opcion": "2"}, confidence=0.7))
    assert (request.text, request.confidence, dict(request.entities)) == ("hola", 0.7, {"opcion": "2"})
    assert ([one.value for one in request.asked.aspects], request.asked.confidence) == (["cost", "steps"], 0.7)


def test_a_button_is_certain_of_its_aspect() -> None:
    request = Request.of(tracker("x", aspects=["steps"], entities={"aspecto": "cost"}, confidence=0.1))
    assert ([one.value for one in request.asked.aspects], request.asked.surely) == (["cost"], True)


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_actions_mirror_their_class(action: Action) -> None:
    words = action.name().split("_")[1:]
    assert type(action).__name__ == "Action" + "".join(word.capitalize() for word in words)


# -- what is refused ---------------------------------------------------------------------------------------------


def test_help_to_do_wrong_is_refused_whatever_it_names(run: Run) -> None:
    said = run("action_pedir_ilicito", "reseteo de clave del portal de compras públicas de mi exjefe", confidence=0.9)
    assert (said.answer.outcome, said.procedure) == (Outcome.out_of_scope, None)
    assert "puede ser delito" in said.answer.text


def test_what_may_as_well_be_honest_is_answered(run: Run) -> None:
    said = run("action_pedir_ilicito", "reseteo de clave del portal de compras públicas", confidence=0.4)
    assert said.procedure == PASSWORD


def test_a_question_that_sounds_off_topic_and_names_nothing_is_turned_away(run: Run) -> None:
    likely = {"consultar_tramite": 0.4, "out_of_scope": 0.5}
    said = run("action_consultar_tramite", "cuántos goles hizo el nueve", likely=likely)
    assert said.answer.outcome is Outcome.out_of_scope


def test_one_that_names_something_is_answered_although_it_sounds_so(run: Run) -> None:
    likely = {"consultar_tramite": 0.4, "out_of_scope": 0.5}
    said = run("action_consultar_tramite", "reseteo de clave del portal de compras públicas", likely=likely)
    assert said.procedure == PASSWORD


# -- again -------------------------------------------------------------------------------------------------------


def test_what_is_named_is_said_again(run: Run) -> None:
    said = run("action_repetir", "repita el precio", memory=Memory(tramite=OCE), aspects=["cost"])
    assert (said.procedure, "cost" in said.answer.aspects) == (OCE, True)


def test_leaving_forgets_what_is_open_and_not_what_was_discussed(run: Run) -> None:
    memory = Memory(tramite=OCE, conversados=(ENTRY,), candidatos=(ENTRY, OCE), consulta="x")
    slots = run("action_salir", "salir", memory=memory).slots
    assert (slots["tramite"], slots["conversados"], slots["candidatos"], slots["consulta"]) == (OCE, [ENTRY], [], None)
