"""Questions about procedures, and moving among them."""

from __future__ import annotations

from rasa_sdk import Tracker

from bot.actions.base import REFUSED, Request, VentanillaAction, mentions
from bot.answers import Answer, Asked, Assistant, Memory, Outcome, Reply
from bot.answers.thresholds import DOUBTFULLY_OURS
from bot.knowledge import Aspect


class ActionConsultarTramite(VentanillaAction):
    """Answers a question about a procedure, asks which one, or says that we do not hold it."""

    def name(self) -> str:
        return "action_consultar_tramite"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        tapped = request.entities.get("tramite")
        begins = not (tapped or memory.tramite or memory.consulta)
        refused = sum(map(request.sounds_like, REFUSED)) >= DOUBTFULLY_OURS
        if begins and refused and not mentions(assistant, request, memory):
            return assistant.reception.disappoint("out_of_scope", Outcome.out_of_scope, memory)
        return assistant.consult(request.text, request.asked, memory, tramite=tapped)


class ActionElegirOpcion(VentanillaAction):
    """Takes a choice among the candidates that were offered."""

    def name(self) -> str:
        return "action_elegir_opcion"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.choose(request.entities.get("opcion", request.text), memory)


class ActionPreguntarTermino(VentanillaAction):
    """Explains a word of the glossary; a procedure called by that word is described instead."""

    def name(self) -> str:
        return "action_preguntar_termino"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        asked = request.asked if request.asked.aspects else Asked((Aspect.description,))
        return assistant.reception.define(request.text, memory) or assistant.consult(request.text, asked, memory)


class ActionListarTramites(VentanillaAction):
    """Lists the procedures of the catalogue."""

    def name(self) -> str:
        return "action_listar_tramites"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.reception.list_procedures(request.text, memory)


class ActionConsultarEstadoCaso(VentanillaAction):
    """Says how the state of a case is found out; a ficha that explains it is quoted."""

    def name(self) -> str:
        return "action_consultar_estado_caso"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.reception.case_status(request.text, memory)


class ActionPedirPersona(VentanillaAction):
    """Gives the contact of people who answer."""

    def name(self) -> str:
        return "action_pedir_persona"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.reception.person(request.text, memory)


class ActionVolver(VentanillaAction):
    """Goes back to the procedure discussed before."""

    def name(self) -> str:
        return "action_volver"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.back(request.text, request.asked, memory)


class ActionVerMas(VentanillaAction):
    """Shows the next page of a long answer."""

    def name(self) -> str:
        return "action_ver_mas"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.more(memory)


class ActionCorregir(VentanillaAction):
    """Takes back a procedure that was understood wrongly."""

    def name(self) -> str:
        return "action_corregir"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.correct(request.text, request.asked, memory)


class ActionRepetir(VentanillaAction):
    """Says the last answer again, as it was, or what was asked for of it: «repita el precio»."""

    def name(self) -> str:
        return "action_repetir"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        told = assistant.again(request.text, request.asked, memory)
        if told:
            return told
        said = (event["data"].get("custom") for event in reversed(tracker.events) if event.get("event") == "bot")
        last = next((custom for custom in said if custom), None)
        if last is None:
            return assistant.reception.say("nada_que_repetir", Outcome.help, memory)
        return Reply(Answer.parse_obj(last), memory)
