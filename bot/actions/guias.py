"""The guides: beginning one, coming back to one, answering inside one. bot.answers.guides decides what they say."""

from __future__ import annotations

import re
from abc import abstractmethod

from rasa_sdk import Tracker

from bot.actions.base import AnsweringAction, Counter, Request
from bot.answers import Asked, Memory, Reply
from bot.answers.guides import Kind
from bot.knowledge import Aspect
from bot.text import normalise

#: Words that ask for a guide, and say nothing of the procedure.
_GUIDE_WORDS = re.compile(
    r"\b(lista|listado|check ?list|gu[ií]a|gu[ií][ae]me|acomp[aá][nñ]eme|paso a paso|pasito a pasito|paso por paso|"
    r"(de )?un[oa] (por|en|a) un[oa]|revis\w+|marc\w+|verific\w+|repas\w+|cheque\w+|lleve\w*|ll[eé]v\w+|ay[uú]deme|"
    r"arm(ar|e|emos)|empecemos|comencemos|vamos|hagamos|costos?|gastos?|presupuesto|cuentas?|antes|previos?|"
    r"previamente|empezar|comenzar|iniciar|descarg\w+|imprim\w+)\b",
    re.IGNORECASE,
)


#: What a wish for each guide has a word of; without any, a message that looks like one is a plain question.
_MEANT = {
    Kind.lista: re.compile(
        r"\b(?:list\w+|check|chec\w+|chequ\w+|requisit\w+|rekisit\w+|papel\w*|document\w+|falta\w*|marc\w+|tengo|tenemos|cumpl\w+|complet\w+)"
    ),
    Kind.pasos: re.compile(r"\b(?:pas(?:o|os|ito|itos)|gui\w+|acompan\w+|llev\w+|juntos|partes|tutorial|diciend\w+)\b"),
    Kind.costos: re.compile(r"\b(?:[ck]ost\w+|gast\w+|presupuest\w+|cuentas?|sum\w+|pag\w+|calcul\w+)"),
    Kind.previos: re.compile(
        r"\b(?:antes|previ\w+|pr?er+eq\w+|primer\w*|orden|cadena|depende|otr[oa]s?|hech[oa]s?|tramites|parto|arranco)\b"
    ),
}


class _Begins(AnsweringAction):
    """Begins a guide: of the procedure that is named, or of the one under discussion."""

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """What the guide leads through, which names the action too."""

    aspect = Aspect.requirements

    def name(self) -> str:
        return f"action_iniciar_{self.kind.value}"

    def answered(self, counter: Counter, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        tramite = request.entities.get("tramite")
        if request.text and not tramite and not _MEANT[self.kind].search(normalise(request.text)):
            return counter.assistant.consult(request.text, request.asked, memory)
        subject = _GUIDE_WORDS.sub(" ", request.text)
        found = counter.assistant.consult(subject, Asked((self.aspect,)), memory, tramite=tramite)
        return counter.guides.begin(self.kind, found, memory)


class ActionIniciarLista(_Begins):
    """Begins the checklist of requirements."""

    kind = Kind.lista


class ActionIniciarPasos(_Begins):
    """Begins the steps, one by one."""

    kind = Kind.pasos
    aspect = Aspect.steps


class ActionIniciarCostos(_Begins):
    """Begins the guide of what is paid, and to whom."""

    kind = Kind.costos
    aspect = Aspect.cost


class ActionIniciarPrevios(_Begins):
    """Begins with what must be done before."""

    kind = Kind.previos


class ActionContinuarGuia(AnsweringAction):
    """Comes back to a guide that was left."""

    def name(self) -> str:
        return "action_continuar_guia"

    def answered(self, counter: Counter, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        return counter.guides.resume(request.heard, memory)


class ActionResponderRequisito(AnsweringAction):
    """An answer to a requirement when no guide goes on: the one left last comes back for it, if there is one."""

    def name(self) -> str:
        return "action_responder_requisito"

    def answered(self, counter: Counter, request: Request, memory: Memory, tracker: Tracker) -> Reply:
        if memory.tramite and request.asked.surely and not memory.guias:
            return counter.assistant.consult(request.text, request.asked, memory)
        return counter.assistant.picked(request.text, memory) or counter.guides.resume(request.heard, memory)
