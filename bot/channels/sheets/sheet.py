"""What stands on a checklist, whatever it is printed as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.answers.guides import Mark, Saved, fingerprint
from bot.answers.guides.checklist import key
from bot.answers.naming import date_in_words, display_name, institution_title
from bot.knowledge import Procedure
from bot.knowledge.record import Requirement, Source

#: What people read for each answer.
LABELS: Mapping[str, str] = {
    Mark.tengo.value: "Ya lo tengo",
    Mark.falta.value: "Me falta",
    Mark.no_aplica.value: "No aplica en mi caso",
}
TITLE = "Lista de requisitos"
NOTHING = "La ficha no indica una lista de requisitos para este trámite."
SPECIFIC = "Requisito específico: puede que no aplique en su caso."
CHANGED = "La ficha cambió después de guardar esta lista. Lo que cambió está sin marcar."
ADVICE = "Antes de pagar o viajar, confirme con la institución."


@dataclass(frozen=True)
class Line:
    """One requirement: its number from 1, its text, what belongs to it, addresses, and the answer given if any."""

    number: int
    text: str
    details: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    mark: Mark | None = None

    @property
    def label(self) -> str:
        """The answer in words; empty without one."""
        return LABELS[self.mark.value] if self.mark else ""


@dataclass(frozen=True)
class Sheet:
    """A checklist. ``remarks`` stand over the lines, ``footer`` under them."""

    name: str
    institution: str
    source: Source
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


def sheet_of(procedure: Procedure, public_url: str, *, saved: Saved | None = None, code: str | None = None) -> Sheet:
    """The checklist of ``procedure``; with ``saved``, the one that was kept under ``code``."""
    marks = saved.marks if saved else {}
    changed = saved is not None and saved.ficha != fingerprint(procedure)
    lines = tuple(_line(number, one, marks) for number, one in enumerate(procedure.requirements, 1))
    remarks = (_count(lines) if saved else "", CHANGED if changed else "", "" if lines else NOTHING)
    return Sheet(
        name=display_name(procedure.name),
        institution=institution_title(procedure.institution),
        source=procedure.source,
        lines=lines,
        remarks=tuple(one for one in remarks if one),
        footer=tuple(_footer(procedure, public_url.rstrip("/"), code)),
    )


def _line(number: int, requirement: Requirement, marks: Mapping[str, str]) -> Line:
    mark = marks.get(key(requirement))
    return Line(
        number=number,
        text=requirement.text,
        details=tuple(_details(requirement)),
        links=tuple(_hidden_links(requirement)),
        mark=Mark(mark) if mark in LABELS else None,
    )


def _details(requirement: Requirement) -> Iterator[str]:
    if requirement.kind == "specific":
        yield SPECIFIC
    yield from (f"Nota: {note}" for note in requirement.notes)
    yield from (f"– {item.text}" for item in requirement.items)


def _hidden_links(requirement: Requirement) -> Iterator[str]:
    """The addresses that the text itself does not show."""
    all_links = (*requirement.links, *(link for item in requirement.items for link in item.links))
    shown = " ".join((requirement.text, *(item.text for item in requirement.items)))
    yield from dict.fromkeys(link.url for link in all_links if link.url not in shown)


def _count(lines: tuple[Line, ...]) -> str:
    needed = [one for one in lines if one.mark is not Mark.no_aplica]
    return f"Tengo {sum(one.mark is Mark.tengo for one in needed)} de {len(needed)} requisitos."


def _footer(procedure: Procedure, public_url: str, code: str | None) -> Iterator[str]:
    source = procedure.source
    document = display_name(source.title)
    if source.updated_on:
        yield f"Fuente: «{document}», ficha actualizada el {date_in_words(source.updated_on)}."
    elif source.received_on:
        yield f"Fuente: «{document}», documento recibido el {date_in_words(source.received_on)}."
    else:
        yield f"Fuente: «{document}»; el documento no indica su fecha."
    yield f"La ficha completa: {public_url}/tramites/{procedure.id}"
    if code:
        yield f"Para seguir con esta lista, escriba en la conversación: mi lista {code}"
    yield ADVICE
