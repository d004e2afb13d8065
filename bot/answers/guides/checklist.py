"""The checklist: a procedure's requirements one by one, and what is missing at the end."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answers.aspects import bullets, numbered, plain, with_links
from bot.answers.composer import reference
from bot.answers.guides.chain import alike, need_of
from bot.answers.guides.explain import Desk, where_from
from bot.answers.guides.route import Marks, Option, Route, Stop, key_of, one_line
from bot.answers.guides.state import Kind, Mark
from bot.answers.naming import display_name
from bot.knowledge import Aspect, Procedure
from bot.knowledge.record import Requirement

OPTIONS = (Option(Mark.tengo, "Ya lo tengo"), Option(Mark.falta, "Me falta"), Option(Mark.no_aplica, "No aplica"))


def checklist(procedure: Procedure, desk: Desk) -> Route:
    """The route through the requirements of ``procedure``; without stops when the ficha lists none."""
    stops = requirement_stops(procedure, desk)
    return Route(
        kind=Kind.lista,
        procedure=procedure,
        aspects=(Aspect.requirements,),
        noun="Requisito",
        opening=_opening(procedure, len(stops), desk),
        stops=stops,
        closing=lambda marks: _closing(procedure, stops, marks, desk),
        question=desk.say("guia_lista_pregunta"),
        options=OPTIONS,
    )


def requirement_stops(procedure: Procedure, desk: Desk) -> tuple[Stop, ...]:
    """A stop for each requirement, in the ficha's order."""
    return tuple(_stop(one, procedure, desk) for one in procedure.requirements)


def key(requirement: Requirement) -> str:
    """The key of the requirement's stop: another text is another requirement."""
    return key_of(" ".join((requirement.text, *requirement.notes, *(item.text for item in requirement.items))))


def _stop(requirement: Requirement, procedure: Procedure, desk: Desk) -> Stop:
    need = need_of(requirement.text, procedure, desk.library)
    held = desk.library.get(need.requires) if need else None
    specific = desk.say("guia_especifico") if requirement.kind == "specific" else ""
    parts = [specific, *_text(requirement), where_from(need, desk) if need and held else ""]
    twins = (one for one in procedure.requirements if one is not requirement and alike(one.text, requirement.text))
    return Stop(
        key=key(requirement),
        title=plain(one_line(requirement.text)),
        subject=" ".join((requirement.text, *(item.text for item in requirement.items))),
        text="\n\n".join(part for part in parts if part),
        leads_to=held.id if held else None,
        twins=frozenset(map(key, twins)),
    )


def _text(requirement: Requirement) -> Iterator[str]:
    yield with_links(requirement.text, requirement.links)
    yield from (f"**Nota:** {plain(note)}" for note in requirement.notes)
    yield bullets(with_links(item.text, item.links) for item in requirement.items)


def _opening(procedure: Procedure, count: int, desk: Desk) -> str:
    name = plain(display_name(procedure.name))
    if count == 0:
        return desk.say("guia_lista_vacia", tramite=name)
    if count == 1:
        return desk.say("guia_lista_uno", tramite=name)
    return desk.say("guia_lista_inicio", tramite=name, cuantos=count)


def _closing(procedure: Procedure, stops: tuple[Stop, ...], marks: Marks, desk: Desk) -> str:
    """How many are had, which are missing and how each is obtained, which were left open."""
    needed = [one for one in stops if marks.get(one.key) is not Mark.no_aplica]
    had = sum(marks.get(one.key) is Mark.tengo for one in needed)
    missing = [one for one in needed if marks.get(one.key) is Mark.falta]
    left = [one for one in needed if one.key not in marks]
    apart = [one for one in stops if marks.get(one.key) is Mark.no_aplica]
    parts = [
        _count(had, len(needed), desk) if marks else "",
        _listed(desk.say("guia_lista_falta"), [_how(one, procedure, desk) for one in missing]),
        _listed(desk.say("guia_lista_sin_responder"), [one.title for one in left]),
        _listed(desk.say("guia_lista_no_aplica"), [one.title for one in apart]),
    ]
    return "\n\n".join(part for part in parts if part)


def _count(had: int, total: int, desk: Desk) -> str:
    if had == total:
        return desk.say("guia_lista_completa")
    return desk.say("guia_lista_cuenta", tiene=had, total=total)


def _listed(title: str, lines: list[str]) -> str:
    return f"{title}\n\n{numbered(lines)}" if lines else ""


def _how(stop: Stop, procedure: Procedure, desk: Desk) -> str:
    """A missing requirement, and how it is obtained."""
    requirement = next(one for one in procedure.requirements if key(one) == stop.key)
    need = need_of(requirement.text, procedure, desk.library)
    held = desk.library.get(need.requires) if need else None
    if need and held:
        return f"{stop.title}. {where_from(need, desk)} {_page(held)}"
    return f"{with_links(requirement.text, requirement.links)} {where_from(need, desk) if need else ''}".strip()


def _page(procedure: Procedure) -> str:
    return f"[Ver su ficha]({reference(procedure).url})"
