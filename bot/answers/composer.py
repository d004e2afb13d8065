"""From a procedure and what is asked about it to an :class:`Answer`, with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from bot import identity
from bot.answers import aspects, figures, focus, hours
from bot.answers.answer import Answer, Button, Outcome, ProcedureRef, SourceRef
from bot.answers.details import Details
from bot.answers.in_passing import in_passing
from bot.answers.memory import Asked
from bot.answers.naming import (
    LABELS,
    NAMED,
    choice_labels,
    date_in_words,
    display_name,
    institution_title,
    month_name,
)
from bot.answers.phrases import Phrases
from bot.knowledge import Aspect, Excerpt, Institution, Procedure, Search
from bot.knowledge.record import ContactPoint, LegalResource

Clock = Callable[[], dt.datetime]

#: Legal entries shown at a time.
PAGE = 10
#: Where a source that leaves one field empty says something near it.
_RELATED: dict[Aspect, tuple[Aspect, ...]] = {
    Aspect.requirements: (Aspect.steps,),
    Aspect.location_hours: (Aspect.channels, Aspect.steps),
    Aspect.contact: (Aspect.steps,),
    Aspect.description: (Aspect.steps,),
    Aspect.channels: (Aspect.steps,),
    Aspect.output: (Aspect.steps,),
    Aspect.audience: (Aspect.steps,),
}
#: What an overview tells: what it is, or how it is done when the source does not describe it; then these.
_FIRST = (Aspect.description, Aspect.steps)
_OVERVIEW = (Aspect.requirements, Aspect.channels, Aspect.processing_time, Aspect.cost)
#: What is offered after an answer, in this order.
_OFFERED = (
    (Aspect.requirements, "Requisitos"),
    (Aspect.steps, "Pasos"),
    (Aspect.cost, "Costo"),
    (Aspect.location_hours, "Dónde y horario"),
    (Aspect.processing_time, "Tiempo"),
    (Aspect.contact, "Contacto"),
)
_CONSULT = "consultar_tramite"
#: A record without description whose steps take no more characters than this is told whole.
_SHORT = 400


class Part(NamedTuple):
    """A piece of an answer, and the aspects that it tells."""

    aspects: tuple[Aspect, ...]
    text: str
    stated: bool = True


class Composer:
    """Writes answers. ``clock`` tells the present moment, with its time zone."""

    def __init__(self, search: Search, phrases: Phrases, clock: Clock) -> None:
        self._say = phrases
        self._clock = clock
        self.details = Details(search)

    # -- one procedure -----------------------------------------------------------------------------------------------

    def about(self, procedure: Procedure, asked: Asked, question: str, *, goes_on: bool = False) -> Answer:
        """The answer to ``question``, which asks for ``asked`` of ``procedure``; an overview when it asks for none.

        A short record is told whole, unless the conversation ``goes_on`` about it.
        """
        # Places are told with their channels.
        covered = {Aspect.detail} | ({Aspect.channels} if Aspect.location_hours in asked.aspects else set())
        named = [aspect for aspect in asked.aspects if aspect not in covered]
        parts = [self.part(procedure, aspect, question) for aspect in named] if asked else _overview(procedure)
        whole = _is_short(procedure) and not goes_on
        parts += self._details(procedure, asked, question, parts, quote=not (whole and parts))
        parts = parts or [self._not_stated(procedure, Aspect.detail)]
        if whole:
            told = {aspect for part in parts for aspect in part.aspects}
            parts += [part for part in _overview(procedure) if not told & set(part.aspects)]
        if not all(part.stated for part in parts):
            parts.append(Part((), self.contact_line(procedure)))
        return self._answer(procedure, parts)

    def part(self, procedure: Procedure, aspect: Aspect, question: str) -> Part:
        """What is said about one aspect, under its label; that the ficha does not indicate it, when it does not."""
        stated = aspects.body(procedure, aspect)
        if stated is None:
            return self._not_stated(procedure, aspect)
        if aspect is Aspect.legal_basis:
            stated = self._legal(procedure, question)
        if aspect is Aspect.statistics:
            stated = self._statistics(procedure, question) or stated
        if aspect is Aspect.location_hours:
            return self._places(procedure, question, stated)
        return _labelled(aspect, stated)

    def _details(
        self, procedure: Procedure, asked: Asked, question: str, parts: Sequence[Part], *, quote: bool
    ) -> list[Part]:
        """What ``question`` asks beyond what ``parts`` tell: passages, and points that the ficha never mentions."""
        told = "\n\n".join(part.text for part in parts)
        found = self.details.untold(procedure, asked, question, told) if quote else []
        more = [self._excerpt(procedure, one, question) for one in found]
        points = self.details.never_mentioned(procedure, question) if parts or more else []
        if points:
            named = ", ".join(f"«{aspects.plain(point)}»" for point in points)
            more.append(Part((), self._say("nada_sobre", palabras=named)))
        return more

    def _excerpt(self, procedure: Procedure, excerpt: Excerpt, question: str) -> Part:
        """What an excerpt says; a requirement is told among the others, with its notes."""
        if excerpt.aspect is Aspect.requirements:
            return Part((Aspect.detail, Aspect.requirements), self.part(procedure, excerpt.aspect, question).text)
        heading = aspects.plain(excerpt.heading[-1].rstrip(":. "))
        lines = [aspects.plain(passage.text) for passage in excerpt.passages]
        text = lines[0] if len(lines) == 1 else aspects.bullets(lines)
        return Part((Aspect.detail, excerpt.aspect), f"{self._say('detalle', titulo=heading)}\n\n{text}")

    # -- aspects that a question may narrow ----------------------------------------------------------------------------

    def narrowed_legal(self, procedure: Procedure, question: str) -> list[LegalResource]:
        """The legal entries that ``question`` singles out; empty when it asks for them all, or there are few."""
        entries = procedure.legal_basis
        if len(entries) <= PAGE:
            return []
        cited = documents_cited(question)
        if cited:
            return [one for one in entries if any(number in one.text.upper() for number in cited)]
        asked = [*self.details.beyond_its_name(procedure, question), *self.details.numbers(question)]
        return focus.narrowed(entries, [one.text for one in entries], asked)[:PAGE]

    def entries(self, procedure: Procedure, start: int) -> Answer:
        """Legal entries from number ``start`` (from 0) on, one page of them."""
        page = _principal_first(procedure.legal_basis)[start : start + PAGE]
        lines = aspects.numbered(map(aspects.legal_entry, page), start=start + 1)
        return self._answer(procedure, [_labelled(Aspect.legal_basis, lines)], shown=start + PAGE)

    def _legal(self, procedure: Procedure, question: str) -> str:
        chosen = self.narrowed_legal(procedure, question)
        if chosen:
            return f"{self._say('normas_que_tratan')}\n\n{aspects.bullets(map(aspects.legal_entry, chosen))}"
        total = len(procedure.legal_basis)
        lines = aspects.numbered(map(aspects.legal_entry, _principal_first(procedure.legal_basis)[:PAGE]))
        return (
            lines if total <= PAGE else f"{self._say('normas_principales', cuantas=total, mostradas=PAGE)}\n\n{lines}"
        )

    def _statistics(self, procedure: Procedure, question: str) -> str | None:
        """The months that ``question`` names; None when it names none."""
        year, month = focus.period(question)
        if year is None and month is None:
            return None
        chosen = focus.of_period(procedure.statistics, year, month)
        if not chosen:
            when = " de ".join(str(part) for part in (month and month_name(month), year) if part)
            return self._say("sin_estadisticas", periodo=when)
        lines = [aspects.statistic_line(one.year, one.month, one.served, one.complaints) for one in chosen]
        if year is not None and month is None:
            served, complaints = sum(one.served for one in chosen), sum(one.complaints for one in chosen)
            lines.insert(0, f"**{aspects.statistic_line(year, None, served, complaints)}**")
        return aspects.bullets(lines)

    def _places(self, procedure: Procedure, question: str, stated: str) -> Part:
        """Places and hours, those that ``question`` names first; the channels; whether it is open now."""
        offices = [place for place in procedure.locations if place.kind == "office"]
        asked = self.details.beyond_its_name(procedure, question)
        chosen = focus.narrowed(offices, [place.name for place in offices], asked)
        first = aspects.bullets(map(aspects.location, chosen)) if len(chosen) < len(offices) else ""
        channels = aspects.body(procedure, Aspect.channels)
        through = _labelled(Aspect.channels, channels).text if channels else ""
        hidden = "" if procedure.opening_hours else self._say("no_indicado", dato="el horario de atención")
        now = hours.status(procedure.opening_hours, self._clock(), self._say)
        text = "\n\n".join(part for part in (first, stated, through, hidden, now) if part)
        told = (Aspect.location_hours, Aspect.channels) if channels else (Aspect.location_hours,)
        return Part(told, _labelled(Aspect.location_hours, text).text)

    # -- what the source does not state --------------------------------------------------------------------------------

    def _not_stated(self, procedure: Procedure, aspect: Aspect) -> Part:
        passing = list(in_passing(procedure, aspect))
        if passing:
            return self._in_passing(aspect, passing)
        lines, told = [self._say("no_indicado", dato=NAMED[aspect])], [aspect]
        for related in _RELATED.get(aspect, ()):
            text = aspects.body(procedure, related)
            if text:
                lines.append(f"{self._say('lo_que_dice', campo=LABELS[related])}\n\n{text}")
                told.append(related)
        return Part(tuple(told), "\n\n".join(lines), stated=False)

    def _in_passing(self, aspect: Aspect, said: Sequence[tuple[str, str]]) -> Part:
        """What the ficha says of ``aspect`` under other headings, sentence by sentence."""
        lines = [f"- «{aspects.plain(heading.rstrip(':. '))}»: {aspects.plain(sentence)}" for heading, sentence in said]
        text = self._say("de_paso", dato=NAMED[aspect])
        return Part((aspect, Aspect.detail), f"{text}\n\n" + "\n".join(lines))

    def contact_line(self, procedure: Procedure) -> str:
        """Whom to ask: the procedure's own contact, else its institution's."""
        where = where_to_ask(procedure.institution, procedure.contact)
        if not where:
            return self._say("pregunte_en", institucion=institution_title(procedure.institution))
        return self._say("pregunte_a", institucion=procedure.institution.acronym, contacto=where)

    # -- putting together ----------------------------------------------------------------------------------------------

    def _answer(self, procedure: Procedure, parts: Sequence[Part], *, shown: int = PAGE) -> Answer:
        told = tuple(dict.fromkeys(aspect for part in parts for aspect in part.aspects))
        title = f"**{aspects.plain(display_name(procedure.name))}**"
        named = reference(procedure)
        drawn = Aspect.statistics in told and procedure.statistics
        return Answer(
            image=f"/tramites/{procedure.id}/estadisticas.png" if drawn else None,
            image_alt=figures.described(procedure.statistics) if drawn else "",
            outcome=Outcome.answered,
            text="\n\n".join([title, *(part.text for part in parts), self.source_line(procedure)]),
            procedure=named,
            aspects=told,
            buttons=tuple(_buttons(procedure, told, shown)),
            sources=(SourceRef(title=procedure.source.title, url=named.url),),
        )

    def source_line(self, procedure: Procedure) -> str:
        """Institution, document and date of what was said."""
        source = procedure.source
        institution = institution_title(procedure.institution)
        document = aspects.plain(display_name(source.title))
        if source.updated_on:
            date = date_in_words(source.updated_on)
            return self._say("fuente_actualizada", institucion=institution, documento=document, fecha=date)
        if source.received_on:
            date = date_in_words(source.received_on)
            return self._say("fuente_recibida", institucion=institution, documento=document, fecha=date)
        return self._say("fuente_sin_fecha", institucion=institution, documento=document)


def documents_cited(text: str) -> list[str]:
    """The numbers of documents that ``text`` cites, as the sources write them: SENAE-DGN-2015-0957-RE."""
    return [one.value for one in identity.find(text) if one.kind == "documento_quipux"]


def contact_words(contact: ContactPoint) -> str:
    """A contact in one line: unit, e-mail, telephone, addresses."""
    addresses = [f"{link.title}: {link.url}" for link in contact.links]
    return " · ".join(part for part in (contact.unit, *contact.emails, *contact.phones, *addresses) if part)


def where_to_ask(institution: Institution, contact: ContactPoint | None = None) -> str:
    """``contact`` in words; without one the institution's own, else its web address; empty without any."""
    contact = contact or institution.contact
    return contact_words(contact) if contact else institution.website or ""


def reference(procedure: Procedure) -> ProcedureRef:
    """How an answer names ``procedure``: with its source's address, or the path of its page here."""
    return ProcedureRef(
        id=procedure.id,
        name=procedure.name,
        institution=procedure.institution.name,
        url=procedure.source.url or f"/tramites/{procedure.id}",
    )


def choice_buttons(choices: Sequence[Procedure], asked: Sequence[Aspect]) -> list[Button]:
    """A button for each of ``choices``, which keeps what was asked."""
    labels = choice_labels(choices)
    aspect = {"aspecto": ",".join(one.value for one in asked)} if asked else {}
    return [
        Button(title=label, intent=_CONSULT, entities={"tramite": one.id, **aspect})
        for label, one in zip(labels, choices, strict=True)
    ]


def _overview(procedure: Procedure) -> list[Part]:
    """What it is, or how it is done; then what most people ask first."""
    first = next((aspect for aspect in _FIRST if aspects.body(procedure, aspect)), None)
    told = [(aspect, aspects.body(procedure, aspect)) for aspect in (first, *_OVERVIEW) if aspect]
    return [_labelled(aspect, text) for aspect, text in told if text]


def _labelled(aspect: Aspect, text: str) -> Part:
    return Part((aspect,), f"**{LABELS[aspect]}**\n\n{text}")


def _buttons(procedure: Procedure, told: Sequence[Aspect], shown: int) -> Iterable[Button]:
    if Aspect.legal_basis in told and len(procedure.legal_basis) > shown:
        yield Button(title="Ver más normas", intent="ver_mas")
    yield from _guide(procedure, told)
    for aspect, title in _OFFERED:
        if aspect not in told and aspects.body(procedure, aspect):
            yield Button(title=title, intent=_CONSULT, entities={"tramite": procedure.id, "aspecto": aspect.value})


def _guide(procedure: Procedure, told: Sequence[Aspect]) -> Iterator[Button]:
    """The button of one guide, where what was told is long enough to go through it piece by piece."""
    about = {"tramite": procedure.id}
    if Aspect.requirements in told and len(procedure.requirements) > 1:
        yield Button(title="Hacer mi lista", intent="iniciar_lista", entities=about)
    elif Aspect.steps in told and len(aspects.walked(procedure)) > 1:
        yield Button(title="Paso a paso", intent="iniciar_pasos", entities=about)


def _is_short(procedure: Procedure) -> bool:
    return procedure.description is None and len(aspects.body(procedure, Aspect.steps) or "") <= _SHORT


def _principal_first(entries: Sequence[LegalResource]) -> list[LegalResource]:
    """Laws and codes, then regulations, then resolutions; each in the source's order."""
    return sorted(entries, key=lambda one: bool(one.number and one.type.lower().startswith("resoluc")))
