"""The guides' decisions: what a message does to the guide that goes on, and how it goes on after something else.

Every method returns a :class:`Reply`, or None when the message is not the guide's.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answers.answer import Answer, Outcome
from bot.answers.composer import Composer
from bot.answers.guides import state
from bot.answers.guides.explain import Desk
from bot.answers.guides.hearing import (
    OUTSIDE,
    Heard,
    Move,
    Tap,
    asks_for_paper,
    asks_to_wait,
    asks_what_it_is,
    is_question,
    is_sure,
    kind_in,
    move_of,
)
from bot.answers.guides.marking import marks_in, named, names_something
from bot.answers.guides.route import Route, fingerprint
from bot.answers.guides.shelf import Shelf, code_in
from bot.answers.guides.speech import GO_ON
from bot.answers.guides.state import Frame, Kind, Mark
from bot.answers.guides.walk import Walk
from bot.answers.library import Library
from bot.answers.memory import Memory
from bot.answers.phrases import Phrases
from bot.answers.reply import ALL, HELP, PERSON, Reply
from bot.errors import ListsUnavailable
from bot.knowledge import Procedure

#: What is answered to what makes no sense.
_LOST_TOO = frozenset({Outcome.clarify, Outcome.not_found, Outcome.out_of_scope})
#: Buttons of an answer that stay beside those of the guide.
_BESIDE = 2


class Guides:
    """``Guides(library, phrases, composer, shelf)``: the guides of every conversation; what each remembers is given."""

    def __init__(self, library: Library, phrases: Phrases, composer: Composer, shelf: Shelf) -> None:
        self._library, self._say, self._shelf = library, phrases, shelf
        self._walk = Walk(Desk(library, composer, phrases), shelf)

    # -- beginning and coming back -----------------------------------------------------------------------------------

    def start(self, kind: Kind, procedure: Procedure, memory: Memory) -> Reply:
        """The first message of a guide, or where it stopped when it was begun before."""
        return self._walk.start(kind, procedure, memory)

    def begin(self, kind: Kind, found: Reply, memory: Memory) -> Reply:
        """The guide of the procedure that ``found`` answers about; what it asks first when it does not know which."""
        named = self._library.get(found.answer.procedure.id if found.answer.procedure else None)
        if named and found.answer.outcome is Outcome.answered:
            return self._walk.start(kind, named, memory)
        waits = kind.value if found.memory.candidatos else None
        return Reply(found.answer, replace(found.memory, guias=memory.guias, guia_pedida=waits))

    def resume(self, heard: Heard, memory: Memory) -> Reply:
        """The guide left last goes on, or that of the kind which is asked for."""
        stack = state.frames(memory)
        called = kind_in(heard.text)
        stack = tuple(one for one in stack if one.kind is called) or stack
        stack = tuple(one for one in stack if self._library.get(one.tramite))
        discussed = self._library.get(memory.tramite)
        if asks_for_paper(heard.text) and stack:
            return self._walk.moved(stack[-1], self._walk.route(stack[-1]), Move.descargar, memory)
        if asks_for_paper(heard.text) and discussed:
            return self._walk.blank(discussed, memory)
        if stack:
            return self._walk.resumed(stack[-1], memory)
        answer = Answer(outcome=Outcome.help, text=self._say("guia_nada_a_medias"), buttons=(ALL, HELP))
        return Reply(answer, replace(memory.settled(), guias=()))

    def _by_code(self, code: str, memory: Memory) -> Reply:
        """The list that was kept under ``code``; one answer for every code that is none."""
        try:
            saved = self._shelf.get(code)
        except ListsUnavailable:
            return self._without_guide("guia_no_se_puede_buscar", Outcome.unavailable, memory)
        if saved is None or self._library.get(saved.tramite) is None:
            return self._without_guide("guia_codigo_desconocido", Outcome.help, memory)
        known = {key: Mark(mark) for key, mark in saved.marks.items()}
        frame = Frame(Kind.lista, saved.tramite, marks=known, code=code, ficha=saved.ficha)
        return self._walk.resumed(replace(frame, at=self._walk.route(frame).next_open(0, known) or 0), memory)

    # -- a message ---------------------------------------------------------------------------------------------------

    def take(self, heard: Heard, memory: Memory) -> Reply | None:
        """The guide's reply to ``heard``; None when it is answered as everywhere."""
        tap = Tap.of(heard)
        if tap:
            return self._tapped(tap, memory)
        code = code_in(heard.text)
        if code:
            return self._by_code(code, memory)
        going = self._walk.going(state.frames(memory))
        if going is None or (heard.intent in OUTSIDE and not asks_to_wait(heard.text)):
            return None
        if heard.intent.startswith("iniciar_") and kind_in(heard.text):
            return None
        if heard.intent == "continuar_guia" and kind_in(heard.text) not in (None, going[0].kind):
            return self.resume(heard, memory)
        if memory.candidatos and heard.intent in ("afirmar", "negar", "elegir_opcion"):
            return None
        return self._answered(*going, heard, memory)

    def _answered(self, frame: Frame, route: Route, heard: Heard, memory: Memory) -> Reply | None:
        move = move_of(heard, route.kind, paging=memory.pagina is not None)
        if move and is_sure(move, heard.text):
            return self._walk.moved(frame, route, move, memory)
        if not is_question(heard.text):
            marks = marks_in(heard.text, route, route.at(frame.at), frame.marks)
            if marks:
                return self._walk.mark(frame, route, marks, memory)
        if route.options and asks_what_it_is(heard.text):
            return self._asked_what_it_is(frame, route, heard.text, memory)
        if move:
            return self._walk.moved(frame, route, move, memory)
        return self._walk.doubt(frame, route, memory) if heard.intent == "responder_requisito" else None

    def _asked_what_it_is(self, frame: Frame, route: Route, text: str, memory: Memory) -> Reply | None:
        """Explains the requirement that ``text`` names, else the one under discussion; None for any other word."""
        at = named(text, route.stops)
        if at is None and names_something(text):
            return None
        return self._walk.explain(frame, route, route.at(frame.at) if at is None else at, memory)

    def _tapped(self, tap: Tap, memory: Memory) -> Reply:
        """What a button does: to its own guide, which comes back for it."""
        procedure = self._library.get(tap.tramite)
        if procedure is None:
            return self._without_guide("guia_ya_no_esta", Outcome.help, memory)
        frame = state.found(state.frames(memory), tap.kind, tap.tramite)
        if frame is None and tap.act is not Move.ir:
            return self._walk.start(tap.kind, procedure, memory)
        frame = frame or Frame(tap.kind, tap.tramite, ficha=fingerprint(procedure))
        route = self._walk.route(frame)
        if not route.stops:
            return self._walk.start(tap.kind, procedure, memory)
        at = tap.stop if tap.stop is not None else frame.at
        if isinstance(tap.act, Mark) and tap.act in {option.mark for option in route.options}:
            at = route.at(at)
            return self._walk.mark(replace(frame, at=at), route, {at: tap.act}, memory)
        if tap.act is Move.ir or isinstance(tap.act, Mark):
            return self._walk.go(frame, route, at, memory)
        return self._walk.moved(replace(frame, at=route.at(at)), route, tap.act, memory)

    # -- after something else ----------------------------------------------------------------------------------------

    def around(self, reply: Reply, heard: Heard, before: Memory) -> Reply:
        """``reply``, which was made without the guides, with the guide that goes on after it."""
        if reply.answer.outcome is Outcome.guide:
            return reply
        waits = reply.memory.guia_pedida if reply.memory.candidatos else None
        reply = Reply(reply.answer, replace(reply.memory, guias=before.guias, guia_pedida=waits))
        asked = self._waited_for(reply.answer, before)
        if asked:
            return asked
        going = self._walk.going(state.frames(before))
        return self._interrupted(reply, *going, heard, before) if going else reply

    def _waited_for(self, answer: Answer, before: Memory) -> Reply | None:
        """The guide that waited for a choice which ``answer`` has now made."""
        chosen = answer.procedure.id if answer.procedure else None
        procedure = self._library.get(chosen if chosen in before.candidatos else None)
        if before.guia_pedida is None or procedure is None:
            return None
        return self._walk.start(Kind(before.guia_pedida), procedure, before)

    def _interrupted(self, reply: Reply, frame: Frame, route: Route, heard: Heard, before: Memory) -> Reply:
        answer = reply.answer
        if self._is_lost(answer, heard):
            return self._walk.doubt(frame, route, before)
        if answer.outcome is Outcome.emergency:
            return Reply(answer, self._put_aside(reply.memory))
        if answer.outcome is Outcome.clarify:
            return reply
        elsewhere = answer.procedure is not None and answer.procedure.id != frame.tramite
        if elsewhere and answer.outcome is Outcome.answered:
            return self._switched(reply, route)
        return self._going_on_after(reply, frame, route, heard)

    def _is_lost(self, answer: Answer, heard: Heard) -> bool:
        """Whether nothing in the message was understood: not even a word of it, or no kind of request."""
        if answer.outcome is Outcome.not_understood:
            return True
        strange = not any(term.known or term.empty for term in self._library.search.terms(heard.text))
        unsure = heard.intent == "nlu_fallback" or (strange and not is_question(heard.text))
        return bool(heard.text) and unsure and answer.outcome in _LOST_TOO

    def _switched(self, reply: Reply, route: Route) -> Reply:
        """Another procedure is under discussion now: the guide steps aside, and says how to come back."""
        note = self._say("guia_en_pausa", guia=self._walk.speech.name(route))
        buttons = (GO_ON, *reply.answer.buttons)
        answer = reply.answer.copy(update={"text": f"{reply.answer.text}\n\n{note}", "buttons": buttons})
        return Reply(answer, self._put_aside(reply.memory))

    def _going_on_after(self, reply: Reply, frame: Frame, route: Route, heard: Heard) -> Reply:
        """The answer, what it answered on the way, and where the guide goes on."""
        marks = marks_in(heard.text, route, route.at(frame.at), frame.marks) if route.options else {}
        if marks:
            frame, _ = self._walk.saved(frame, route.keys_of(marks))
            frame = replace(frame, at=route.next_open(route.at(frame.at), frame.marks) or route.at(frame.at))
        frame = replace(frame, away=True, doubts=0)
        said = self._walk.speech.noted(route, marks) if marks else ""
        parts = [reply.answer.text, said, self._walk.speech.where(frame, route)]
        own = self._walk.speech.buttons(frame, route)
        beside = [one for one in reply.answer.buttons if not one.intent.startswith("iniciar_")][:_BESIDE]
        update = {
            "text": "\n\n".join(part for part in parts if part),
            "buttons": (*own[:-1], *beside, own[-1]),
        }
        after = replace(reply.memory, candidatos=(), tramite=frame.tramite)
        return Reply(reply.answer.copy(update=update), self._walk.on_top(frame, after))

    # -- parts -------------------------------------------------------------------------------------------------------

    def _without_guide(self, phrase: str, outcome: Outcome, memory: Memory) -> Reply:
        return Reply(Answer(outcome=outcome, text=self._say(phrase), buttons=(ALL, PERSON)), memory.settled())

    @staticmethod
    def _put_aside(memory: Memory) -> Memory:
        return state.keeping(memory, state.all_paused(state.frames(memory)))
