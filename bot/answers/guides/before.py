"""Before you start: what must be done before a procedure, in order, and what each of those is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.aspects import numbered, plain
from bot.answers.guides.chain import Link, chain
from bot.answers.guides.explain import Desk, where_from, words_explained
from bot.answers.guides.route import Route, Stop, key_of
from bot.answers.guides.state import Kind
from bot.answers.naming import display_name
from bot.knowledge import Aspect, Procedure


def before_you_start(procedure: Procedure, desk: Desk) -> Route:
    """The route through the prerequisites of ``procedure``; without stops when none is known."""
    links = chain(procedure, desk.library)
    return Route(
        kind=Kind.previos,
        procedure=procedure,
        aspects=(Aspect.requirements,),
        noun="Previo",
        opening=_opening(procedure, links, desk),
        stops=tuple(_stop(one, procedure, desk) for one in links),
        closing=lambda _: _closing(links, procedure, desk),
    )


def _stop(link: Link, procedure: Procedure, desk: Desk) -> Stop:
    name = plain(link.need.name)
    asked = link.needed_by is not procedure
    what = _what_it_is(link, desk)
    parts = [
        "" if what.startswith(f"**{name}") else f"**{name}**",
        desk.say("guia_previo_lo_pide", tramite=plain(display_name(link.needed_by.name))) if asked else "",
        what,
        where_from(link.need, desk),
        "" if link.procedure else desk.say("guia_previo_sin_ficha"),
    ]
    return Stop(
        key=key_of(f"{link.needed_by.id} {link.need.name}"),
        title=name,
        text="\n\n".join(part for part in parts if part),
        leads_to=link.procedure.id if link.procedure else None,
    )


def _what_it_is(link: Link, desk: Desk) -> str:
    """The ficha's own description when we hold it, else the glossary's, else what asks for it."""
    if link.procedure and link.procedure.description:
        return plain(link.procedure.description)
    return words_explained(link.need.text, desk) or plain(link.need.text)


def _opening(procedure: Procedure, links: Sequence[Link], desk: Desk) -> str:
    name = plain(display_name(procedure.name))
    if not links:
        also = f" {desk.say('guia_previos_requisitos')}" if procedure.requirements else ""
        return desk.say("guia_previos_vacia", tramite=name) + also
    listed = numbered(plain(one.need.name) for one in links)
    return f"{desk.say('guia_previos_inicio', tramite=name)}\n\n{listed}"


def _closing(links: Sequence[Link], procedure: Procedure, desk: Desk) -> str:
    if len(links) < 2:
        return ""
    listed = numbered([*(plain(one.need.name) for one in links), f"**{plain(display_name(procedure.name))}**"])
    return f"{desk.say('guia_previos_fin')}\n\n{listed}"
