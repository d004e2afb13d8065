"""What is not about a procedure: greetings, help, thanks, opinions, emergencies, and what was not understood."""

from __future__ import annotations

from abc import abstractmethod

from rasa_sdk import Tracker

from bot.actions.base import Request, VentanillaAction, mentions
from bot.answers import Assistant, Memory, Outcome, Reply
from bot.answers.thresholds import DOUBTFUL


class _Says(VentanillaAction):
    """Says a fixed sentence: ``phrase`` names the response, ``outcome`` what kind of answer it is."""

    outcome = Outcome.smalltalk

    @property
    @abstractmethod
    def phrase(self) -> str:
        """The response without its «utter_», which names the action too."""

    def name(self) -> str:
        return f"action_{self.phrase}"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        if request.confidence < DOUBTFUL and request.asked.surely and memory.tramite:
            return assistant.consult(request.text, request.asked, memory)
        return assistant.picked(request.text, memory) or self.said(assistant, memory)

    def said(self, assistant: Assistant, memory: Memory) -> Reply:
        """The sentence itself."""
        return assistant.reception.say(self.phrase, self.outcome, memory)


class ActionSaludar(_Says):
    phrase = "saludar"


class ActionDespedir(_Says):
    phrase = "despedir"


class ActionAgradecer(_Says):
    phrase = "agradecer"


class ActionPreguntarIdentidad(_Says):
    phrase = "preguntar_identidad"


class ActionPedirAyuda(_Says):
    phrase = "pedir_ayuda"
    outcome = Outcome.help


class ActionOpinarBien(_Says):
    phrase = "opinar_bien"
    outcome = Outcome.feedback


class _Disappoints(_Says):
    """Says what helps nobody: not the same twice running, and people to ask from the third time on."""

    def said(self, assistant: Assistant, memory: Memory) -> Reply:
        return assistant.reception.disappoint(self.phrase, self.outcome, memory)


class ActionOpinarMal(_Disappoints):
    phrase = "opinar_mal"
    outcome = Outcome.feedback


class ActionEmergencia(_Says):
    phrase = "emergencia"
    outcome = Outcome.emergency


class ActionSalir(_Says):
    phrase = "salir"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.reception.say(self.phrase, self.outcome, memory.about_nothing())


class ActionAfirmar(VentanillaAction):
    """«Sí»: to the candidate that was offered, if one was."""

    def name(self) -> str:
        return "action_afirmar"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.confirm(memory, request.text)


class ActionNegar(VentanillaAction):
    """«No»: none of the candidates that were offered, if any were."""

    def name(self) -> str:
        return "action_negar"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return assistant.refuse(memory, request.text)


class ActionOutOfScope(_Disappoints):
    """Says what this assistant is for, unless the message surely names a procedure of ours."""

    phrase = "out_of_scope"
    outcome = Outcome.out_of_scope

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        if mentions(assistant, request, memory) or assistant.only_asks(request.text, request.asked, memory):
            return assistant.consult(request.text, request.asked, memory)
        return super().reply(assistant, request, memory, tracker)


class ActionPedirIlicito(_Disappoints):
    """Refuses to help to do wrong, whatever procedure the message names, unless it may be an honest question."""

    phrase = "pedir_ilicito"
    outcome = Outcome.out_of_scope

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        if request.confidence < DOUBTFUL and mentions(assistant, request, memory):
            return assistant.consult(request.text, request.asked, memory)
        return self.said(assistant, memory)


class ActionNoEntendi(VentanillaAction):
    """Climbs the ladder: other words, what I can do, a person."""

    def name(self) -> str:
        return "action_no_entendi"

    def reply(self, assistant: Assistant, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        if mentions(assistant, request, memory) or (request.asked.surely and memory.tramite):
            return assistant.consult(request.text, request.asked, memory)
        return assistant.picked(request.text, memory) or assistant.reception.not_understood(memory)
