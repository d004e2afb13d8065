"""The guides' decisions: what a message does to the guide that goes on, and how it goes on after something else.

Every method returns a :class:`Reply`, or None when the message is not the guide's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.answers.answer import Answer, Outcome
from bot.answers.composer import Composer
from bot.answers.guides import state
from bot.answers.guides.before import before_you_start
from bot.answers.guides.checklist import checklist
from bot.answers.guides.costs import cost_guide
from bot.answers.guides.explain import Desk, explained
from bot.answers.guides.hearing import (
    OUTSIDE,
    Heard,
    Move,
    Tap,
    asks_what_it_is,
    is_question,
    move_of,
)
from bot.answers.guides.marking import marks_in, named, names_something
from bot.answers.guides.route import Route, fingerprint
from bot.answers.guides.shelf import Saved, Shelf, code_in, new_code
from bot.answers.guides.speech import GO_ON, LEAVE, Speech
from bot.answers.guides.state import Frame, Kind, Mark
from bot.answers.guides.steps import step_by_step
from bot.answers.library import Library
from bot.answers.memory import Memory
from bot.answers.phrases import Phrases
from bot.answers.reply import ALL, HELP, PERSON, Reply
from bot.errors import ListsUnavailable
from bot.knowledge import Procedure
from bot.text import words

_ROUTES: Mapping[Kind, Callable[[Procedure, Desk], Route]] = {
    Kind.lista: checklist,
    Kind.pasos: step_by_step,
    Kind.costos: cost_guide,
    Kind.previos: before_you_start,
}
#: What is answered to what makes no sense.
_LOST_TOO = frozenset({Outcome.clarify, Outcome.not_found, Outcome.out_of_scope})
#: Buttons of an answer that stay beside those of the guide.
_BESIDE = 2


class Guides:
    """``Guides(library, phrases, composer, shelf)``: the guides of every conversation; what each remembers is given."""

    def __init__(self, library: Library, phrases: Phrases, composer: Composer, shelf: Shelf) -> None:
        self._library, self._say, self._shelf = library, phrases, shelf
        self._desk = Desk(library, composer, phrases)
        self._speech = Speech(self._desk)

    # -- beginning and coming back -----------------------------------------------------------------------------------

    def start(self, kind: Kind, procedure: Procedure, memory: Memory, note: str = "") -> Reply:
        """The first message of a guide, or where it stopped when it was begun before."""
        begun = state.found(state.frames(memory), kind, procedure.id)
        if begun:
            return self._resumed(begun, memory)
        route = _ROUTES[kind](procedure, self._desk)
        frame = Frame(kind, procedure.id, ficha=fingerprint(procedure))
        if not route.stops:
            return self._nothing_to_walk(route, memory)
        frame, kept = self._saved(frame)
        answer = self._speech.stop(frame, route, note, route.opening, kept, sourced=True)
        return Reply(answer, self._going_on(frame, memory))

    def begin(self, kind: Kind, found: Reply, memory: Memory) -> Reply:
        """The guide of the procedure that ``found`` answers about; what it asks first when it does not know which."""
        named = self._library.get(found.answer.procedure.id if found.answer.procedure else None)
        if named and found.answer.outcome is Outcome.answered:
            return self.start(kind, named, memory)
        waits = kind.value if found.memory.candidatos else None
        return Reply(found.answer, replace(found.memory, guias=memory.guias, guia_pedida=waits))

    def resume(self, heard: Heard, memory: Memory) -> Reply:
        """The guide left last goes on; a list, when one is asked for."""
        stack = state.frames(memory)
        if {"lista", "listado", "listita"} & set(words(heard.text)):
            stack = tuple(one for one in stack if one.kind is Kind.lista) or stack
        stack = tuple(one for one in stack if self._library.get(one.tramite))
        if stack:
            return self._resumed(stack[-1], memory)
        answer = Answer(outcome=Outcome.help, text=self._say("guia_nada_a_medias"), buttons=(ALL, HELP))
        return Reply(answer, replace(memory.settled(), guias=()))

    def _resumed(self, frame: Frame, memory: Memory) -> Reply:
        route = self._route(frame)
        changed = self._change(frame, route)
        frame = replace(frame, ficha=fingerprint(route.procedure), at=route.at(frame.at), doubts=0, away=False)
        if changed and frame.code:
            frame, _ = self._saved(frame)
        note = self._say("guia_retomamos", guia=self._speech.name(route))
        if route.options and route.next_open(0, frame.marks) is None:
            return self._seen_again(frame, route, memory, note, changed)
        answer = self._speech.stop(frame, route, note, changed, sourced=True)
        return Reply(answer, self._going_on(frame, memory))

    def _seen_again(self, frame: Frame, route: Route, memory: Memory, *notes: str) -> Reply:
        """A list that was answered to its end: what came of it, and again from what was missing."""
        missing = [at for at, stop in enumerate(route.stops) if frame.marks[stop.key] is Mark.falta]
        if not missing:
            return self._end(frame, route, memory, *notes)
        frame = replace(frame, at=missing[0])
        told = [*notes, route.closing(frame.marks)]
        return Reply(self._speech.stop(frame, route, *told, sourced=True), self._going_on(frame, memory))

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
        return self._resumed(replace(frame, at=self._route(frame).next_open(0, known) or 0), memory)

    # -- a message ---------------------------------------------------------------------------------------------------

    def take(self, heard: Heard, memory: Memory) -> Reply | None:
        """The guide's reply to ``heard``; None when it is answered as everywhere."""
        tap = Tap.of(heard)
        if tap:
            return self._tapped(tap, memory)
        code = code_in(heard.text)
        if code:
            return self._by_code(code, memory)
        frame = state.active(state.frames(memory))
        if frame is None or self._library.get(frame.tramite) is None or heard.intent in OUTSIDE:
            return None
        if memory.candidatos and heard.intent in ("afirmar", "negar", "elegir_opcion"):
            return None
        return self._answered(frame, self._route(frame), heard, memory)

    def _answered(self, frame: Frame, route: Route, heard: Heard, memory: Memory) -> Reply | None:
        if not is_question(heard.text):
            marks = marks_in(heard.text, route, route.at(frame.at), frame.marks)
            if marks:
                return self._mark(frame, route, marks, memory)
        if route.options and asks_what_it_is(heard.text):
            return self._asked_what_it_is(frame, route, heard.text, memory)
        move = move_of(heard, route.kind, paging=memory.pagina is not None)
        if move:
            return self._moved(frame, route, move, memory)
        return self._doubt(frame, route, memory) if heard.intent == "responder_requisito" else None

    def _asked_what_it_is(self, frame: Frame, route: Route, text: str, memory: Memory) -> Reply | None:
        """Explains the requirement that ``text`` names, else the one under discussion; None for any other word."""
        at = named(text, route.stops)
        if at is None and names_something(text):
            return None
        return self._explain(frame, route, route.at(frame.at) if at is None else at, memory)

    def _tapped(self, tap: Tap, memory: Memory) -> Reply:
        """What a button does: to its own guide, which comes back for it."""
        procedure = self._library.get(tap.tramite)
        if procedure is None:
            return self._without_guide("guia_ya_no_esta", Outcome.help, memory)
        frame = state.found(state.frames(memory), tap.kind, tap.tramite)
        if frame is None:
            return self.start(tap.kind, procedure, memory)
        route = self._route(frame)
        at = tap.stop if tap.stop is not None else frame.at
        if isinstance(tap.act, Mark):
            at = route.at(at)
            return self._mark(replace(frame, at=at), route, {at: tap.act}, memory)
        if tap.act is Move.ir:
            return self._go(frame, route, at, memory)
        return self._moved(replace(frame, at=route.at(at)), route, tap.act, memory)

    # -- what a message does -----------------------------------------------------------------------------------------

    def _mark(self, frame: Frame, route: Route, marks: dict[int, Mark], memory: Memory) -> Reply:
        """Notes answers and goes to the first stop without one; after the last, to the end."""
        noted = {key: mark for at, mark in marks.items() for key in (route.stops[at].key, *route.stops[at].twins)}
        frame, failed = self._saved(frame.marked(noted), tell=False)
        said = self._speech.noted(route, marks)
        at = route.next_open(route.at(frame.at), frame.marks)
        if at is None:
            return self._end(frame, route, memory, said, failed)
        frame = replace(frame, at=at)
        return Reply(self._speech.stop(frame, route, said, failed), self._going_on(frame, memory))

    def _moved(self, frame: Frame, route: Route, move: Move, memory: Memory) -> Reply:
        if move is Move.salir:
            return self._left(frame, route, memory)
        if route.options and move in (Move.si, Move.no):
            mark = route.options[0 if move is Move.si else 1].mark
            return self._mark(frame, route, {route.at(frame.at): mark}, memory)
        if move is Move.explicar:
            return self._explain(frame, route, route.at(frame.at), memory)
        inside = self._library.get(route.stops[route.at(frame.at)].leads_to)
        if move is Move.entrar and inside:
            note = self._say("guia_entramos", guia=self._speech.name(route))
            return self.start(Kind.lista, inside, self._going_on(frame, memory), note)
        onwards = {Move.siguiente: 1, Move.si: 1, Move.atras: -1}
        if move is Move.seguir and not route.options and not frame.away:
            return self._go(frame, route, frame.at + 1, memory)
        return self._go(frame, route, frame.at + onwards.get(move, 0), memory)

    def _go(self, frame: Frame, route: Route, at: int, memory: Memory) -> Reply:
        """To the stop ``at``, from 0; past the last one is the end, before the first there is none."""
        frame = replace(frame, doubts=0, away=False)
        if at >= len(route.stops):
            return self._end(frame, route, memory)
        note = self._say("guia_es_el_primero", lugar=route.place(0).lower()) if at < 0 else ""
        frame = replace(frame, at=max(0, at))
        return Reply(self._speech.stop(frame, route, note), self._going_on(frame, memory))

    def _explain(self, frame: Frame, route: Route, at: int, memory: Memory) -> Reply:
        """What a stop is; then the question again."""
        frame = replace(frame, at=at, doubts=0, away=False)
        stop = route.stops[at]
        told = explained(stop.text, route.procedure, self._desk)
        parts = [f"**{route.place(at)}: {stop.title}**", told, route.question]
        return Reply(
            self._speech.answer(route, parts, self._speech.buttons(frame, route)), self._going_on(frame, memory)
        )

    def _doubt(self, frame: Frame, route: Route, memory: Memory) -> Reply:
        """Asks once more; from the second time on it offers to leave, in other words each time."""
        phrase = self._say("guia_duda", variant=frame.doubts if frame.doubts < 2 else 1 + frame.doubts % 2)
        buttons = self._speech.buttons(frame, route)
        if frame.doubts:
            buttons = (LEAVE, PERSON, *(one for one in buttons if one != LEAVE))
        frame = replace(frame, doubts=frame.doubts + 1)
        parts = [phrase, self._speech.where(frame, route), self._speech.hint(route)]
        return Reply(self._speech.answer(route, parts, buttons), self._going_on(frame, memory))

    def _left(self, frame: Frame, route: Route, memory: Memory) -> Reply:
        """Every guide is put aside, and it is said how to come back."""
        parts = [self._say("guia_salida", guia=self._speech.name(route)), self._speech.kept(frame)]
        paper = self._speech.paper(frame, route)
        answer = self._speech.answer(route, parts, (GO_ON, ALL, PERSON), document=paper)
        stack = state.all_paused(state.on_top(state.frames(memory), frame))
        return Reply(answer, state.keeping(memory.settled(), stack))

    def _end(self, frame: Frame, route: Route, memory: Memory, *before: str) -> Reply:
        """The last message; a guide that was left for this one goes on in it."""
        frame = replace(frame, at=0, doubts=0, away=False)
        stack = state.finished(state.frames(memory), frame)
        under = state.active(stack)
        if under is None or self._library.get(under.tramite) is None:
            answer = self._speech.end(frame, route, *before)
            return Reply(answer, state.keeping(memory.about(route.procedure.id), stack))
        outer = self._route(under)
        back = self._say("guia_volvemos", guia=self._speech.name(outer))
        told = [*before, route.closing(frame.marks), self._speech.kept(frame), self._speech.source(route), back]
        answer = self._speech.stop(under, outer, *told, sources=self._speech.sources(route))
        return Reply(answer, state.keeping(memory.about(outer.procedure.id), stack))

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
        stack = state.frames(before)
        frame = state.active(stack)
        if frame is None or self._library.get(frame.tramite) is None:
            return reply
        return self._interrupted(reply, frame, heard, before)

    def _waited_for(self, answer: Answer, before: Memory) -> Reply | None:
        """The guide that waited for a choice which ``answer`` has now made."""
        chosen = answer.procedure.id if answer.procedure else None
        procedure = self._library.get(chosen if chosen in before.candidatos else None)
        return self.start(Kind(before.guia_pedida), procedure, before) if before.guia_pedida and procedure else None

    def _interrupted(self, reply: Reply, frame: Frame, heard: Heard, before: Memory) -> Reply:
        answer, route = reply.answer, self._route(frame)
        if self._is_lost(answer, heard):
            return self._doubt(frame, route, before)
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
        note = self._say("guia_en_pausa", guia=self._speech.name(route))
        buttons = (GO_ON, *reply.answer.buttons)
        answer = reply.answer.copy(update={"text": f"{reply.answer.text}\n\n{note}", "buttons": buttons})
        return Reply(answer, self._put_aside(reply.memory))

    def _going_on_after(self, reply: Reply, frame: Frame, route: Route, heard: Heard) -> Reply:
        """The answer, what it answered on the way, and where the guide goes on."""
        marks = marks_in(heard.text, route, route.at(frame.at), frame.marks) if route.options else {}
        noted = {key: mark for at, mark in marks.items() for key in (route.stops[at].key, *route.stops[at].twins)}
        if marks:
            frame, _ = self._saved(frame.marked(noted), tell=False)
            frame = replace(frame, at=route.next_open(route.at(frame.at), frame.marks) or route.at(frame.at))
        frame = replace(frame, away=True, doubts=0)
        said = self._speech.noted(route, marks) if marks else ""
        parts = [reply.answer.text, said, self._speech.where(frame, route)]
        beside = [one for one in reply.answer.buttons if not one.intent.startswith("iniciar_")][:_BESIDE]
        update = {
            "text": "\n\n".join(part for part in parts if part),
            "buttons": (*self._speech.buttons(frame, route), *beside),
        }
        after = replace(reply.memory, candidatos=(), tramite=frame.tramite)
        return Reply(reply.answer.copy(update=update), self._on_top(frame, after))

    # -- parts -------------------------------------------------------------------------------------------------------

    def _route(self, frame: Frame) -> Route:
        """The route of a guide whose procedure is in the catalogue."""
        return _ROUTES[frame.kind](self._library.procedures[frame.tramite], self._desk)

    def _nothing_to_walk(self, route: Route, memory: Memory) -> Reply:
        """That the ficha has nothing to go through one by one, and what it does have."""
        parts = [route.opening, route.closing({}) if route.kind is Kind.costos else "", self._speech.source(route)]
        buttons = tuple(self._speech.afterwards(route))
        answer = self._speech.answer(route, parts, buttons, sources=self._speech.sources(route))
        return Reply(answer, replace(memory.about(route.procedure.id), guias=memory.guias))

    def _without_guide(self, phrase: str, outcome: Outcome, memory: Memory) -> Reply:
        return Reply(Answer(outcome=outcome, text=self._say(phrase), buttons=(ALL, PERSON)), memory.settled())

    def _going_on(self, frame: Frame, memory: Memory) -> Memory:
        """The memory while ``frame`` goes on."""
        return self._on_top(frame, replace(memory.about(frame.tramite), guias=memory.guias))

    @staticmethod
    def _on_top(frame: Frame, memory: Memory) -> Memory:
        return state.keeping(memory, state.on_top(state.frames(memory), frame))

    @staticmethod
    def _put_aside(memory: Memory) -> Memory:
        return state.keeping(memory, state.all_paused(state.frames(memory)))

    def _saved(self, frame: Frame, *, tell: bool = True) -> tuple[Frame, str]:
        """``frame`` once it is kept, and what is said of that: how to find it, or that it could not be kept."""
        if frame.kind is not Kind.lista:
            return frame, ""
        code = frame.code or new_code()
        marks = {key: mark.value for key, mark in frame.marks.items()}
        try:
            self._shelf.put(code, Saved(frame.tramite, frame.ficha, marks))
        except ListsUnavailable:
            return frame, self._say("guia_no_guardada")
        frame = replace(frame, code=code)
        return frame, self._speech.kept(frame) if tell else ""

    def _change(self, frame: Frame, route: Route) -> str:
        """That the ficha is another since the list was begun, and how many answers were to what it no longer says."""
        if frame.ficha == fingerprint(route.procedure):
            return ""
        gone = len(frame.marks.keys() - {stop.key for stop in route.stops})
        return self._say("guia_ficha_cambio_respuestas", cuantas=gone) if gone else self._say("guia_ficha_cambio")
