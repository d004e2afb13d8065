"""Step by step: how a procedure is done, one step a message."""

from __future__ import annotations

from bot.answers.aspects import bullets, plain, step_lines, walked, with_links
from bot.answers.guides.explain import Desk
from bot.answers.guides.route import Route, Stop, key_of, one_line
from bot.answers.guides.state import Kind
from bot.answers.naming import display_name
from bot.knowledge import Aspect, Procedure
from bot.knowledge.record import Step


def step_by_step(procedure: Procedure, desk: Desk) -> Route:
    """The route through the steps of ``procedure``; without stops when the ficha states none."""
    stops = tuple(map(_stop, walked(procedure)))
    return Route(
        kind=Kind.pasos,
        procedure=procedure,
        aspects=(Aspect.steps,),
        noun="Paso",
        opening=_opening(procedure, len(stops), desk),
        stops=stops,
        closing=lambda _: _closing(procedure, len(stops), desk),
    )


def _stop(step: Step) -> Stop:
    inside = "\n".join(map(step_lines, step.items))
    text = "\n\n".join(part for part in (with_links(step.text, step.links), inside) if part)
    return Stop(key=key_of(f"{step.number} {step.text}"), title=plain(one_line(step.text)), text=text)


def _opening(procedure: Procedure, count: int, desk: Desk) -> str:
    name = plain(display_name(procedure.name))
    if count == 0:
        return desk.say("guia_pasos_vacia", tramite=name)
    said = desk.say("guia_pasos_uno", tramite=name) if count == 1 else _several(name, count, desk)
    intro = procedure.steps_intro and plain(procedure.steps_intro)
    return f"{said}\n\n{intro}" if intro else said


def _several(name: str, count: int, desk: Desk) -> str:
    return desk.say("guia_pasos_inicio", tramite=name, cuantos=count)


def _closing(procedure: Procedure, count: int, desk: Desk) -> str:
    """That it was all, how long it takes, and what else the ficha says there."""
    parts = [desk.say("guia_pasos_fin")] if count > 1 else []
    if procedure.processing_time:
        parts.append(desk.say("guia_pasos_tiempo", tiempo=plain(procedure.processing_time.text)))
    titles = [plain(part.title.rstrip(":. ")) for part in procedure.sections if part.aspect is Aspect.steps]
    if titles:
        parts.append(f"{desk.say('guia_pasos_ademas')}\n\n{bullets(titles)}")
    return "\n\n".join(parts)
