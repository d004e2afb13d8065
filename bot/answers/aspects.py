"""What is said about each aspect of a procedure: one function an aspect, from the record to Markdown.

Each takes the record and returns its text, or None when the record does not state that aspect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from bot.answers import figures
from bot.answers.naming import month_name
from bot.knowledge import Aspect, Procedure
from bot.knowledge.record import Cost, LegalResource, Link, Location, OpeningHours, Requirement, Section, Step

Body = Callable[[Procedure], "str | None"]


def body(procedure: Procedure, aspect: Aspect) -> str | None:
    """What the record states about ``aspect``, as Markdown; None when it states nothing."""
    return _BODIES[aspect](procedure)


def plain(text: str) -> str:
    """A source's text with the signs escaped that Markdown would take for its own."""
    return text.replace("\\", "\\\\").replace("*", "\\*").replace("](", "]\\(")


def bullets(lines: Iterable[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def numbered(lines: Iterable[str], *, start: int = 1) -> str:
    """A numbered Markdown list."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start))


def _paragraphs(*parts: str | None) -> str | None:
    return "\n\n".join(part for part in parts if part) or None


def _description(procedure: Procedure) -> str | None:
    return procedure.description and plain(procedure.description)


def _audience(procedure: Procedure) -> str | None:
    audience = procedure.audience
    if audience is None:
        return None
    kinds = f"**Dirigido a:** {', '.join(audience.kinds)}." if audience.kinds else None
    return _paragraphs(plain(audience.text), kinds)


def _output(procedure: Procedure) -> str | None:
    output = procedure.output
    if output is None:
        return None
    kinds = f"**Tipo de resultado:** {', '.join(output.kinds)}." if output.kinds else None
    return _paragraphs(bullets(map(plain, output.items)), kinds)


def _requirements(procedure: Procedure) -> str | None:
    general = [one for one in procedure.requirements if one.kind == "general"]
    specific = [one for one in procedure.requirements if one.kind == "specific"]
    parts = [
        _requirement_list(general),
        "**Requisitos específicos**" if specific else None,
        _requirement_list(specific),
    ]
    return _paragraphs(*parts, *_sections(procedure, Aspect.requirements))


def _requirement_list(requirements: Sequence[Requirement]) -> str | None:
    return numbered(_requirement(one) for one in requirements) or None


def _requirement(requirement: Requirement) -> str:
    lines = [with_links(requirement.text, requirement.links)]
    lines += [f"   **Nota:** {plain(note)}" for note in requirement.notes]
    lines += [f"   - {with_links(item.text, item.links)}" for item in requirement.items]
    return "\n".join(lines)


def with_links(text: str, links: Iterable[Link]) -> str:
    """``text`` with its addresses as links, followed by those that it stands for and does not show."""
    shown = plain(text)
    for link in links:
        title = plain(link.title)
        whole = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)")
        if title and not title.startswith("http") and whole.search(shown):
            before, after = whole.split(shown, maxsplit=1)
            shown = f"{before}[{title}]({link.url}){after}"
        elif link.url not in shown:
            shown = f"{shown} {link.url}"
    return shown


def _steps(procedure: Procedure) -> str | None:
    if not procedure.steps:
        return _paragraphs(*_sections(procedure, Aspect.steps))
    intro = procedure.steps_intro and plain(procedure.steps_intro)
    return _paragraphs(
        intro, "\n".join(step_lines(step) for step in procedure.steps), *_sections(procedure, Aspect.steps)
    )


def walked(procedure: Procedure) -> Sequence[Step]:
    """The steps that are walked one by one: those inside of an only step that has some."""
    steps = procedure.steps
    if len(steps) == 1 and len(steps[0].items) > 1:
        first = steps[0].copy(update={"items": ()})
        return (first, *steps[0].items)
    return steps


def step_lines(step: Step, indent: str = "") -> str:
    """A step with its number and, indented, its sub-steps."""
    text = with_links(step.text, step.links)
    single = f"{indent}- {text}"
    own = f"{indent}{step.number}. {text}" if step.number.isdigit() else f"{indent}- {step.number} {text}"
    return "\n".join([own if step.number else single, *(step_lines(item, indent + "   ") for item in step.items)])


def section(part: Section) -> str:
    """A titled list of the ficha: the reasons for rejection, the compensations."""
    title = part.title.rstrip(":. ")
    return f"**{plain(title)}**\n\n" + "\n".join(map(step_lines, part.items))


def _sections(procedure: Procedure, aspect: Aspect) -> list[str]:
    return [section(part) for part in procedure.sections if part.aspect is aspect]


def _channels(procedure: Procedure) -> str | None:
    return _paragraphs(bullets(map(plain, procedure.channels)), *_sections(procedure, Aspect.channels))


def _cost(procedure: Procedure) -> str | None:
    cost = procedure.cost
    if cost is None:
        return None
    first = "**No tiene costo.**" if cost.free and not cost.text.lower().endswith("no tiene costo") else None
    return _paragraphs(first, plain(cost.text), _third_party(cost))


def _third_party(cost: Cost) -> str | None:
    if not cost.third_party:
        return None
    return f"Lo que se paga a otros: {', '.join(map(plain, cost.third_party))}."


def _location_hours(procedure: Procedure) -> str | None:
    online = [place for place in procedure.locations if place.kind == "online"]
    offices = [place for place in procedure.locations if place.kind == "office"]
    hours = procedure.opening_hours
    return _paragraphs(
        bullets([*map(location, online), *_hours(hours, "online")]),
        "**Lugares de atención**" if offices else None,
        bullets(map(location, offices)),
        bullets(_hours(hours, "office")),
        *map(plain, procedure.location_notes),
        *_sections(procedure, Aspect.location_hours),
    )


def location(place: Location) -> str:
    """A place in one line: name, address, link."""
    url = None if place.url and place.url.removeprefix("mailto:") in (place.address or place.name) else place.url
    return ": ".join(plain(part) for part in (place.name, place.address, url) if part)


def _hours(hours: Iterable[OpeningHours], kind: str) -> list[str]:
    return [plain(one.text) for one in hours if one.kind == kind]


def _processing_time(procedure: Procedure) -> str | None:
    time = procedure.processing_time
    return None if time is None else f"**{plain(time.text)}**."


def _validity(procedure: Procedure) -> str | None:
    return procedure.validity and plain(procedure.validity)


def _legal_basis(procedure: Procedure) -> str | None:
    return bullets(legal_entry(one) for one in procedure.legal_basis) or None


def legal_entry(one: LegalResource) -> str:
    """One legal entry as the ficha writes it, with its address where it has one."""
    return f"{plain(one.text)} {one.url or ''}".strip()


def _contact(procedure: Procedure) -> str | None:
    contact = procedure.contact
    if contact is None:
        return None
    return bullets(
        line
        for line in (
            contact.unit and f"Dependencia: {plain(contact.unit)}",
            contact.emails and f"Correo electrónico: {', '.join(contact.emails)}",
            contact.phones and f"Teléfono: {', '.join(contact.phones)}",
        )
        if line
    )


def _statistics(procedure: Procedure) -> str | None:
    if not procedure.statistics:
        return None
    months = sorted(procedure.statistics, key=lambda one: (one.year, one.month), reverse=True)
    recent = bullets(statistic_line(one.year, one.month, one.served, one.complaints) for one in months[:6])
    return _paragraphs(figures.summary(procedure.statistics), "Los últimos meses:", recent)


def statistic_line(year: int, month: int | None, served: int, complaints: int) -> str:
    """One month, or one year when ``month`` is None, in words."""
    when = f"{month_name(month)} de {year}" if month else f"Todo {year}"
    return f"{when[:1].upper()}{when[1:]}: {served} atenciones, {complaints} quejas"


_BODIES: dict[Aspect, Body] = {
    Aspect.description: _description,
    Aspect.audience: _audience,
    Aspect.output: _output,
    Aspect.requirements: _requirements,
    Aspect.steps: _steps,
    Aspect.channels: _channels,
    Aspect.cost: _cost,
    Aspect.location_hours: _location_hours,
    Aspect.processing_time: _processing_time,
    Aspect.validity: _validity,
    Aspect.legal_basis: _legal_basis,
    Aspect.contact: _contact,
    Aspect.statistics: _statistics,
    Aspect.detail: lambda procedure: None,
}
