"""Walking a guide: what each movement and each answer does to it, and what is said then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.answers.guides import state
from bot.answers.guides.before import before_you_start
from bot.answers.guides.checklist import checklist
from bot.answers.guides.costs import cost_guide
from bot.answers.guides.explain import Desk, explained
from bot.answers.guides.hearing import Move
from bot.answers.guides.route import Route, fingerprint
from bot.answers.guides.shelf import Saved, Shelf, new_code
from bot.answers.guides.speech import GO_ON, LEAVE, Speech
from bot.answers.guides.state import Frame, Kind, Mark
from bot.answers.guides.steps import step_by_step
from bot.answers.memory import Memory
from bot.answers.reply import ALL, PERSON, Reply
from bot.errors import ListsUnavailable
from bot.knowledge import Aspect, Procedure

_ROUTES: Mapping[Kind, Callable[[Procedure, Desk], Route]] = {
    Kind.lista: checklist,
    Kind.pasos: step_by_step,
    Kind.costos: cost_guide,
    Kind.previos: before_you_start,
}


class Walk:
    """Every method takes where somebody is (``frame``) and returns what is said and where they are then."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk, self._library, self._say, self._shelf = desk, desk.library, desk.say, shelf
        self.speech = Speech(desk)

    def route(self, frame: Frame) -> Route:
        """The route of a guide whose procedure is in the catalogue."""
        return _ROUTES[frame.kind](self._library.procedures[frame.tramite], self._desk)

    def going(self, stack: Sequence[Frame]) -> tuple[Frame, Route] | None:
        """The guide that goes on, unless the catalogue no longer has anything of it to go through."""
        frame = state.active(stack)
        route = self.route(frame) if frame and self._library.get(frame.tramite) else None
        return (frame, route) if frame and route and route.stops else None

    def start(self, kind: Kind, procedure: Procedure, memory: Memory, note: str = "") -> Reply:
        """The first message of a guide, or where it stopped when it was begun before."""
        begun = state.found(state.frames(memory), kind, procedure.id)
        if begun:
            return self.resumed(begun, memory)
        route = _ROUTES[kind](procedure, self._desk)
        frame = Frame(kind, procedure.id, ficha=fingerprint(procedure))
        if (len(route.stops) < 2 and not route.options) or not route.stops:
            return self._at_once(route, memory)
        frame, failed = self.saved(frame)
        kept = failed or self.speech.kept(frame)
        answer = self.speech.stop(frame, route, note, route.opening, kept, sourced=True)
        return Reply(answer, self.going_on(frame, memory))

    def resumed(self, frame: Frame, memory: Memory) -> Reply:
        route = self.route(frame)
        if not route.stops:
            return self._at_once(route, memory)
        changed = self._change(frame, route)
        frame = replace(frame, ficha=fingerprint(route.procedure), at=route.at(frame.at), doubts=0, away=False)
        frame, failed = self.saved(frame)
        note = self._say("guia_retomamos", guia=self.speech.name(route))
        if route.options and route.next_open(0, frame.marks) is None:
            return self._seen_again(frame, route, memory, note, changed, failed)
        answer = self.speech.stop(frame, route, note, changed, failed, sourced=True)
        return Reply(answer, self.going_on(frame, memory))

    def _seen_again(self, frame: Frame, route: Route, memory: Memory, *notes: str) -> Reply:
        """A list that was answered to its end: what came of it, and again from what was missing."""
        missing = [at for at, stop in enumerate(route.stops) if frame.marks[stop.key] is Mark.falta]
        if not missing:
            return self.end(frame, route, memory, *notes)
        frame = replace(frame, at=missing[0])
        told = [*notes, route.closing(frame.marks)]
        return Reply(self.speech.stop(frame, route, *told, sourced=True), self.going_on(frame, memory))

    # -- moving and answering ----------------------------------------------------------------------------------------

    def mark(self, frame: Frame, route: Route, marks: dict[int, Mark], memory: Memory) -> Reply:
        """Notes answers and goes to the first stop without one; after the last, to the end."""
        frame, failed = self.saved(frame, route.keys_of(marks))
        said = self.speech.noted(route, marks)
        at = route.next_open(route.at(frame.at), frame.marks)
        if at is None:
            return self.end(frame, route, memory, said, failed)
        frame = replace(frame, at=at)
        return Reply(self.speech.stop(frame, route, said, failed), self.going_on(frame, memory))

    def moved(self, frame: Frame, route: Route, move: Move, memory: Memory) -> Reply:
        if move is Move.salir:
            return self.leave(frame, route, memory)
        if route.options and move in (Move.si, Move.no):
            mark = route.options[0 if move is Move.si else 1].mark
            return self.mark(frame, route, {route.at(frame.at): mark}, memory)
        if move is Move.explicar:
            return self.explain(frame, route, route.at(frame.at), memory)
        if move is Move.descargar:
            return self._downloaded(frame, route, memory)
        if move in (Move.esperar, Move.resumir):
            said = self._say("guia_espera") if move is Move.esperar else self.speech.so_far(frame, route)
            return Reply(self.speech.stop(frame, route, said), self.going_on(frame, memory))
        inside = self._library.get(route.stops[route.at(frame.at)].leads_to)
        if move is Move.entrar and inside:
            note = self._say("guia_entramos", guia=self.speech.name(route))
            return self.start(Kind.lista, inside, self.going_on(frame, memory), note)
        onwards = {Move.siguiente: 1, Move.si: 1, Move.atras: -1}
        if move is Move.seguir and not route.options and not frame.away:
            return self.go(frame, route, frame.at + 1, memory)
        return self.go(frame, route, frame.at + onwards.get(move, 0), memory)

    def go(self, frame: Frame, route: Route, at: int, memory: Memory) -> Reply:
        """To the stop ``at``, from 0; past the last one is the end, before the first there is none."""
        frame = replace(frame, doubts=0, away=False)
        if at >= len(route.stops):
            return self.end(frame, route, memory)
        note = self._say("guia_es_el_primero", lugar=route.place(0).lower()) if at < 0 else ""
        frame = replace(frame, at=max(0, at))
        return Reply(self.speech.stop(frame, route, note), self.going_on(frame, memory))

    def explain(self, frame: Frame, route: Route, at: int, memory: Memory) -> Reply:
        """What a stop is; then the question again."""
        frame = replace(frame, at=at, doubts=0, away=False)
        stop = route.stops[at]
        told = explained(stop.subject, route.procedure, self._desk)
        parts = [f"**{route.place(at)}: {stop.title}**", told, route.question]
        return Reply(self.speech.answer(route, parts, self.speech.buttons(frame, route)), self.going_on(frame, memory))

    def doubt(self, frame: Frame, route: Route, memory: Memory) -> Reply:
        """Asks once more; from the second time on it offers to leave, in other words each time."""
        phrase = self._say("guia_duda", variant=frame.doubts and 2 - frame.doubts % 2)
        buttons = self.speech.buttons(frame, route)
        if frame.doubts:
            buttons = (LEAVE, PERSON, *(one for one in buttons if one != LEAVE))
        frame = replace(frame, doubts=frame.doubts + 1)
        parts = [phrase, self.speech.where(frame, route), self.speech.hint(route)]
        return Reply(self.speech.answer(route, parts, buttons), self.going_on(frame, memory))

    def leave(self, frame: Frame, route: Route, memory: Memory) -> Reply:
        """Every guide is put aside, and it is said how to come back."""
        parts = [self._say("guia_salida", guia=self.speech.name(route)), self.speech.kept(frame)]
        paper = self.speech.paper(frame, route)
        answer = self.speech.answer(route, parts, (GO_ON, ALL, PERSON), document=paper)
        stack = state.all_paused(state.on_top(state.frames(memory), frame))
        return Reply(answer, state.keeping(memory.settled(), stack))

    def _downloaded(self, frame: Frame, route: Route, memory: Memory) -> Reply:
        """The list on paper, with its answers; then where the guide goes on."""
        parts = [self._say("guia_papel"), self.speech.where(frame, route)]
        buttons = self.speech.buttons(frame, route)
        paper = self.speech.paper(frame, route) or self.speech.sheet(route.procedure)
        return Reply(self.speech.answer(route, parts, buttons, document=paper), self.going_on(frame, memory))

    def blank(self, procedure: Procedure, memory: Memory) -> Reply:
        """The requirements of ``procedure`` on paper, to be marked by hand."""
        route = checklist(procedure, self._desk)
        parts = [self._say("guia_papel"), self.speech.source(route)]
        answer = self.speech.answer(
            route, parts, tuple(self.speech.afterwards(route)), document=self.speech.sheet(procedure)
        )
        return Reply(answer, memory)

    def end(self, frame: Frame, route: Route, memory: Memory, *before: str) -> Reply:
        """The last message; a guide that was left for this one goes on in it."""
        frame = replace(frame, at=0, doubts=0, away=False)
        stack = state.finished(state.frames(memory), frame)
        going = self.going(stack)
        if going is None:
            answer = self.speech.end(frame, route, *before)
            return Reply(answer, state.keeping(memory.about(route.procedure.id), stack))
        under, outer = going
        back = self._say("guia_volvemos", guia=self.speech.name(outer))
        told = [*before, route.closing(frame.marks), self.speech.kept(frame), self.speech.source(route), back]
        answer = self.speech.stop(under, outer, *told, sources=self.speech.sources(route))
        return Reply(answer, state.keeping(memory.about(outer.procedure.id), stack))

    # -- parts -------------------------------------------------------------------------------------------------------

    def _at_once(self, route: Route, memory: Memory) -> Reply:
        """All of it, when there is nothing to go through piece by piece; whom to ask, when there is nothing at all."""
        asks = "" if route.stops else self._desk.composer.contact_line(route.procedure)
        parts = [
            route.opening,
            self._requirements(route) if route.kind is Kind.previos and not route.stops else "",
            *(stop.text for stop in route.stops),
            route.closing({}),
            asks,
            self.speech.source(route),
        ]
        buttons = tuple(self.speech.afterwards(route))
        answer = self.speech.answer(route, parts, buttons, sources=self.speech.sources(route))
        return Reply(answer, replace(memory.about(route.procedure.id), guias=memory.guias))

    def _requirements(self, route: Route) -> str:
        """What the ficha asks for: all there is to say where nothing comes before."""
        if not route.procedure.requirements:
            return ""
        return self._desk.composer.part(route.procedure, Aspect.requirements, "").text

    def going_on(self, frame: Frame, memory: Memory) -> Memory:
        """The memory while ``frame`` goes on."""
        return self.on_top(frame, replace(memory.about(frame.tramite), guias=memory.guias))

    @staticmethod
    def on_top(frame: Frame, memory: Memory) -> Memory:
        return state.keeping(memory, state.on_top(state.frames(memory), frame))

    def saved(self, frame: Frame, marks: Mapping[str, Mark] = MappingProxyType({})) -> tuple[Frame, str]:
        """``frame`` with the new ``marks``, kept if it is a list; and what is said when it could not be kept."""
        if frame.kind is not Kind.lista:
            return frame.marked(marks), ""
        try:
            return self._kept(frame, marks), ""
        except ListsUnavailable:
            return frame.marked(marks), self._say("guia_no_guardada")

    def _kept(self, frame: Frame, marks: Mapping[str, Mark]) -> Frame:
        """``frame`` as it is on the shelf now: what was answered to the same list elsewhere meanwhile is in it too."""
        there = self._shelf.get(frame.code) if frame.code else None
        others = {key: Mark(mark) for key, mark in there.marks.items()} if there else {}
        frame = replace(frame.marked({**others, **marks}), code=frame.code or new_code())
        plain = {key: mark.value for key, mark in frame.marks.items()}
        self._shelf.put(frame.code or "", Saved(frame.tramite, frame.ficha, plain))
        return frame

    def _change(self, frame: Frame, route: Route) -> str:
        """That the ficha is another since the list was begun, and how many answers were to what it no longer says."""
        if frame.ficha == fingerprint(route.procedure):
            return ""
        gone = len(frame.marks.keys() - {stop.key for stop in route.stops})
        return self._say("guia_ficha_cambio_respuestas", cuantas=gone) if gone else self._say("guia_ficha_cambio")
