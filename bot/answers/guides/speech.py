"""What a guide says: its stops, its end, where it goes on after a question. Each becomes one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers.answer import Answer, Button, Outcome, SourceRef
from bot.answers.aspects import plain
from bot.answers.composer import reference
from bot.answers.guides.explain import Desk
from bot.answers.guides.hearing import Move, Tap
from bot.answers.guides.route import Route, Stop
from bot.answers.guides.state import Frame, Kind, Mark
from bot.answers.naming import display_name
from bot.answers.reply import PERSON
from bot.knowledge import Procedure

#: What each kind of guide is called, and what can be answered at its stops: names of responses.
_NAMES = {
    Kind.lista: "guia_nombre_lista",
    Kind.pasos: "guia_nombre_pasos",
    Kind.costos: "guia_nombre_costos",
    Kind.previos: "guia_nombre_previos",
}
_HINTS = {
    Kind.lista: "guia_responda_lista",
    Kind.pasos: "guia_responda_pasos",
    Kind.costos: "guia_responda_costos",
    Kind.previos: "guia_responda_pasos",
}
_SAID = {
    Mark.tengo: "guia_dijo_tengo",
    Mark.falta: "guia_dijo_falta",
    Mark.no_aplica: "guia_dijo_no_aplica",
    Mark.paga: "guia_dijo_paga",
    Mark.no_paga: "guia_dijo_no_paga",
}
LEAVE = Button(title="Salir", intent="salir")
GO_ON = Button(title="Seguir donde iba", intent="continuar_guia")


class Speech:
    """Writes the answers of the guides."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._say = desk, desk.say

    # -- answers ---------------------------------------------------------------------------------------------------

    def stop(
        self, frame: Frame, route: Route, *before: str, sourced: bool = False, sources: Sequence[SourceRef] = ()
    ) -> Answer:
        """A stop, after what is said ``before`` it; with the source when it is the guide's first message."""
        parts = [*before, self._stop_text(frame, route), self.source(route) if sourced else ""]
        own = self.sources(route) if sourced else ()
        document = self.blank(route) if sourced else None
        return self.answer(route, parts, self.buttons(frame, route), sources=(*sources, *own), document=document)

    def end(self, frame: Frame, route: Route, *before: str, buttons: Sequence[Button] = ()) -> Answer:
        """The last message: what came of it, whom to ask, where it is kept, the source."""
        asks = self._desk.composer.contact_line(route.procedure) if route.options else ""
        parts = [*before, route.closing(frame.marks), asks, self.kept(frame), self.source(route)]
        chosen = buttons or tuple(self.afterwards(route))
        return self.answer(route, parts, chosen, sources=self.sources(route), document=self.paper(frame, route))

    def answer(
        self,
        route: Route,
        parts: Sequence[str],
        buttons: Sequence[Button],
        *,
        sources: Sequence[SourceRef] = (),
        document: str | None = None,
    ) -> Answer:
        """One message of the guide."""
        return Answer(
            outcome=Outcome.guide,
            text="\n\n".join(part for part in parts if part),
            procedure=reference(route.procedure),
            aspects=route.aspects,
            buttons=tuple(buttons),
            sources=tuple(sources),
            document=document,
        )

    # -- parts -----------------------------------------------------------------------------------------------------

    def name(self, route: Route) -> str:
        """«la lista de requisitos de …»."""
        return self._say(_NAMES[route.kind], tramite=plain(display_name(route.procedure.name)))

    def hint(self, route: Route) -> str:
        """What can be answered at a stop."""
        return self._say(_HINTS[route.kind])

    def where(self, frame: Frame, route: Route) -> str:
        """«Seguimos en el requisito 2 de 5: …», after something else was answered."""
        at = route.at(frame.at)
        place = route.place(at).lower()
        title = route.stops[at].title
        said = self._say("guia_seguimos_en", lugar=place, titulo=title if title.endswith("…") else f"{title}.")
        return f"{said} {route.question or self._say('guia_diga_siguiente')}"

    def noted(self, route: Route, marks: dict[int, Mark]) -> str:
        """What was understood, so that it can be put right."""
        if len(marks) == 1:
            ((at, mark),) = marks.items()
            also = " ".join(self._also(route, route.stops[at]))
            said = self._say("guia_anotado", lugar=route.place(at).lower(), dijo=self._say(_SAID[mark]))
            return f"{said} {also}".strip()
        lines = (f"- {route.stops[at].title}: {self._say(_SAID[mark])}" for at, mark in sorted(marks.items()))
        return "\n".join([f"{self._say('guia_anotados')}\n", *lines])

    def so_far(self, frame: Frame, route: Route) -> str:
        """What was answered until now; empty in a guide where nothing is."""
        return route.closing(frame.marks) if frame.marks else ""

    def kept(self, frame: Frame) -> str:
        """How a list is found again; empty for what is not kept."""
        return self._say("guia_lista_guardada", codigo=frame.code) if frame.code else ""

    def source(self, route: Route) -> str:
        """The line that names the source and its date."""
        return self._desk.composer.source_line(route.procedure)

    def sources(self, route: Route) -> tuple[SourceRef, ...]:
        """The source as data."""
        return (SourceRef(title=route.procedure.source.title, url=reference(route.procedure).url),)

    def sheet(self, procedure: Procedure) -> str:
        """The address of the procedure's checklist on paper, to be marked by hand."""
        return f"/tramites/{procedure.id}/requisitos.pdf"

    def blank(self, route: Route) -> str | None:
        """The same, when the guide is that checklist."""
        return self.sheet(route.procedure) if route.kind is Kind.lista else None

    def paper(self, frame: Frame, route: Route) -> str | None:
        """The address of the list with its answers; without a code, of the blank one."""
        return f"/listas/{frame.code}.pdf" if frame.code else self.blank(route)

    def buttons(self, frame: Frame, route: Route) -> tuple[Button, ...]:
        """What can be tapped at a stop. Each names its stop, so that an old button does what it says."""
        return (*self._answers(frame, route), *self._movements(frame, route), LEAVE)

    def _answers(self, frame: Frame, route: Route) -> Iterator[Button]:
        at = route.at(frame.at)
        titles: list[tuple[str, Move | Mark]] = [(one.title, one.mark) for one in route.options]
        if route.kind is Kind.lista:
            titles.insert(2, ("No sé qué es", Move.explicar))
        for title, act in titles:
            yield Button(title=title, intent="responder_requisito", entities=self._tap(route, act, at))

    def _movements(self, frame: Frame, route: Route) -> Iterator[Button]:
        at = route.at(frame.at)
        if not route.options:
            last = at == len(route.stops) - 1
            yield self._button("Terminar" if last else "Siguiente", self._tap(route, Move.ir, at + 1))
            if at:
                yield self._button("Atrás", self._tap(route, Move.ir, at - 1))
        if route.stops[at].leads_to:
            yield self._button("Ver ese trámite", self._tap(route, Move.entrar, at))

    def afterwards(self, route: Route) -> Iterator[Button]:
        """What is offered when a guide is over."""
        about = {"tramite": route.procedure.id}
        if route.kind is not Kind.lista and route.procedure.requirements:
            yield Button(title="Hacer mi lista", intent="iniciar_lista", entities=about)
        if route.kind is not Kind.pasos and route.procedure.steps:
            yield Button(title="Paso a paso", intent="iniciar_pasos", entities=about)
        if route.kind is not Kind.costos and route.procedure.cost:
            yield Button(title="Guía de costos", intent="iniciar_costos", entities=about)
        yield PERSON

    def _stop_text(self, frame: Frame, route: Route) -> str:
        at = route.at(frame.at)
        stop = route.stops[at]
        said = frame.marks.get(stop.key)
        before = self._say("guia_antes_dijo", dijo=self._say(_SAID[said])) if said else ""
        parts = (f"**{route.place(at)}**", stop.text, before, route.question)
        return "\n\n".join(part for part in parts if part)

    def _also(self, route: Route, stop: Stop) -> Iterator[str]:
        for at, other in enumerate(route.stops):
            if other.key in stop.twins:
                yield self._say("guia_anotado_tambien", lugar=route.place(at).lower())

    @staticmethod
    def _tap(route: Route, act: Move | Mark, at: int) -> dict[str, str]:
        return Tap(route.kind, route.procedure.id, act, at).entities()

    @staticmethod
    def _button(title: str, entities: dict[str, str]) -> Button:
        return Button(title=title, intent="continuar_guia", entities=entities)
