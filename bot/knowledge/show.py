"""A procedure's record as plain text, for `ventanilla kb show`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.knowledge.catalogue import Catalogue
from bot.knowledge.record import (
    ContactPoint,
    LegalResource,
    Location,
    Prerequisite,
    Procedure,
    Requirement,
    Source,
    Step,
)


def listing(catalogue: Catalogue) -> str:
    """A line for each procedure: its id and its name."""
    return "\n".join(f"{identifier}\n    {name}" for identifier, name in catalogue.names().items())


def sheet(catalogue: Catalogue, procedure: str) -> str:
    """All that is known of one procedure. ProcedureNotFound when there is none with that id."""
    return sheet_of(catalogue.get(procedure), catalogue.prerequisites(procedure))


def sheet_of(record: Procedure, prerequisites: Iterable[Prerequisite] = ()) -> str:
    """``record`` field by field, and what must be done before it."""
    parts = [f"{record.name}\n{record.id}", *_parts(record), *_prerequisites(prerequisites)]
    return "\n\n".join(part for part in parts if part)


def _parts(record: Procedure) -> Iterator[str]:
    yield _block("Institución", [f"{record.institution.name} ({record.institution.acronym})"])
    yield _block("Descripción", [record.description])
    if record.audience:
        yield _block("Dirigido a", [record.audience.text, "; ".join(record.audience.kinds)])
    if record.output:
        yield _block("Resultado", [*record.output.kinds, *(f"- {item}" for item in record.output.items)])
    yield _block("Requisitos", _requirements(record.requirements, 0))
    yield _block("Pasos", [record.steps_intro, *_steps(record.steps, 0)])
    for section in record.sections:
        yield _block(section.title, _steps(section.items, 0))
    yield _block("Canales", record.channels)
    yield _block("Costo", [record.cost.text] if record.cost else [])
    yield _block("Lugares", [_place(place) for place in record.locations])
    yield _block("Horario", [hours.text for hours in record.opening_hours])
    yield _block("Además", record.location_notes)
    yield _block("Tiempo estimado", [record.processing_time.text] if record.processing_time else [])
    yield _block("Vigencia", [record.validity])
    yield _block("Base legal", [_legal(entry) for entry in record.legal_basis])
    yield _block("Contacto", _contact(record.contact))
    yield _block("Atenciones", _months(record))
    yield _block("Nombres que usa la gente", [*record.aliases, *record.situations])
    yield _block("Fuente", [_source(record.source), record.source.url])


def _block(title: str, lines: Iterable[str | None]) -> str:
    shown = [line for line in lines if line]
    return "\n".join([f"{title}:", *(f"  {line}" for line in shown)]) if shown else ""


def _requirements(requirements: Iterable[Requirement], level: int) -> Iterator[str]:
    for requirement in requirements:
        kind = "(específico) " if requirement.kind == "specific" else ""
        yield f"{'  ' * level}- {kind}{requirement.text}"
        yield from (f"{'  ' * level}  Nota: {note}" for note in requirement.notes)
        yield from _requirements(requirement.items, level + 1)


def _steps(steps: Iterable[Step], level: int) -> Iterator[str]:
    for step in steps:
        yield f"{'  ' * level}{step.number or '-'} {step.text}"
        yield from _steps(step.items, level + 1)


def _months(record: Procedure) -> list[str]:
    return [
        f"{month.year}-{month.month:02}  {month.served} (quejas: {month.complaints})" for month in record.statistics
    ]


def _source(source: Source) -> str:
    received = f", recibido el {source.received_on}" if source.received_on else ""
    updated = f", actualizado el {source.updated_on}" if source.updated_on else ""
    return f"{source.document}: {source.title}{updated}{received}"


def _place(place: Location) -> str:
    address = place.address if place.address and place.address not in place.name else None
    named = f"- {place.name}: {address}" if address else f"- {place.name}"
    return named if not place.url or place.url.startswith("mailto:") else f"{named} {place.url}"


def _legal(entry: LegalResource) -> str:
    return f"- {entry.text} {entry.url or ''}".rstrip()


def _contact(contact: ContactPoint | None) -> list[str | None]:
    return [contact.unit, *contact.emails, *contact.phones] if contact else []


def _prerequisites(entries: Iterable[Prerequisite]) -> Iterator[str]:
    lines = [
        f"- {entry.name} ({entry.requires or entry.institution}){' — propuesto' if entry.proposed else ''}"
        for entry in entries
    ]
    yield _block("Antes hace falta", lines)
