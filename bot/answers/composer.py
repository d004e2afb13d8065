"""From a procedure and what is asked about it to an :class:`Answer`, with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bot.answers import aspects, focus, hours
from bot.answers.answer import Answer, Button, Outcome, ProcedureRef, SourceRef
from bot.answers.memory import Asked
from bot.answers.naming import LABELS, NAMED, date_in_words, display_institution, display_name, month_name, short_label
from bot.answers.phrases import Phrases
from bot.knowledge import Aspect, Excerpt, Passages, Procedure, Search
from bot.knowledge.record import ContactPoint, LegalResource
from bot.knowledge.search import Term
from bot.text import normalise, stem

Clock = Callable[[], dt.datetime]

#: A detail is quoted when an excerpt has at least this share of the question's words (docs/adr/0004).
STATED = 0.2
#: Excerpts nearly as good as the best one are quoted too.
_NEARLY = 0.8
_PAGE = 10
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
#: An overview tells the first of the first two that is stated, and all of the others.
_OVERVIEW = (
    Aspect.description,
    Aspect.steps,
    Aspect.requirements,
    Aspect.channels,
    Aspect.processing_time,
    Aspect.cost,
)
#: What is offered after an answer, in this order.
_OFFERED = (
    (Aspect.requirements, "Requisitos"),
    (Aspect.steps, "Pasos"),
    (Aspect.cost, "Costo"),
    (Aspect.location_hours, "Dónde y horario"),
    (Aspect.processing_time, "Tiempo"),
    (Aspect.contact, "Contacto"),
)
CONSULT = "consultar_tramite"


#: In a text of more words than this, people tell a story: what it mentions is not what it asks.
_ONE_SENTENCE = 20
#: A record whose steps take no more characters than this is told whole.
_SHORT = 400


class Part(NamedTuple):
    """A piece of an answer, and the aspects that it tells."""

    aspects: tuple[Aspect, ...]
    text: str


class Composer:
    """Writes answers. ``clock`` tells the present moment, with its time zone."""

    def __init__(self, search: Search, phrases: Phrases, clock: Clock) -> None:
        self._search = search
        self._say = phrases
        self._clock = clock
        self._passages: dict[str, Passages] = {}

    # -- one procedure ----------------------------------------------------------------------------------------------

    def about(self, procedure: Procedure, asked: Asked, question: str) -> Answer:
        """The answer to ``question``, which asks for ``asked`` of ``procedure``; an overview when it asks for none."""
        named = [aspect for aspect in asked.aspects if aspect is not Aspect.detail]
        parts = [self.part(procedure, aspect, question) for aspect in named] if asked else self._overview(procedure)
        quoted = self._details(procedure, asked, question, "\n\n".join(part.text for part in parts))
        parts += [self._excerpt(procedure, one, question) for one in quoted]
        absent = self._absent(procedure, question) if parts else []
        if absent:
            points = aspects.plain(", ".join(f"«{term.word}»" for term in absent))
            parts.append(Part((), self._say("nada_sobre", palabras=points)))
        if not parts:
            parts = [self._not_stated(procedure, Aspect.detail)]
        if _is_short(procedure):
            told = [aspect for part in parts for aspect in part.aspects]
            parts += [part for part in self._overview(procedure) if not set(part.aspects) & set(told)]
        return self._answer(procedure, parts)

    def part(self, procedure: Procedure, aspect: Aspect, question: str) -> Part:
        """What is said about one aspect, under its label; that the ficha does not indicate it, when it does not."""
        narrow = {
            Aspect.legal_basis: self._legal,
            Aspect.statistics: self._statistics,
            Aspect.location_hours: self._places,
        }
        stated = aspects.body(procedure, aspect)
        if stated is None:
            return self._not_stated(procedure, aspect)
        text = narrow[aspect](procedure, question) if aspect in narrow else stated
        told = (aspect, Aspect.channels) if aspect is Aspect.location_hours and procedure.channels else (aspect,)
        return Part(told, f"**{LABELS[aspect]}**\n\n{text}")

    def entries(self, procedure: Procedure, start: int) -> Answer:
        """Legal entries from number ``start`` (from 0) on, one page of them."""
        ordered = _principal_first(procedure.legal_basis)
        page = ordered[start : start + _PAGE]
        lines = aspects.numbered(map(aspects.legal_entry, page), start=start + 1)
        part = Part((Aspect.legal_basis,), f"**{LABELS[Aspect.legal_basis]}**\n\n{lines}")
        return self._answer(procedure, [part], start + _PAGE)

    def passages(self, procedure: Procedure) -> Passages:
        """The index of the procedure's passages, made at first use."""
        if procedure.id not in self._passages:
            self._passages[procedure.id] = Passages(procedure, self._search)
        return self._passages[procedure.id]

    def excerpts(self, procedure: Procedure, question: str) -> list[Excerpt]:
        """The excerpts that state what ``question`` asks, best first; empty when none does."""
        found = self.passages(procedure).find(question, naming=self._naming(procedure, question))
        return [one for one in found if one.score >= max(STATED, _NEARLY * found[0].score)]

    def _details(self, procedure: Procedure, asked: Asked, question: str, told: str) -> list[Excerpt]:
        """The excerpts that answer ``question`` beyond what is already ``told``."""
        if _is_short(procedure) and told:
            return []
        found = [one for one in self.excerpts(procedure, question) if not _contains(told, one)]
        if Aspect.detail in asked.aspects:
            return found
        missing = self._untold(procedure, question, told)
        return [one for one in found if _covers(one, missing)][:1]

    def _untold(self, procedure: Procedure, question: str, told: str) -> list[Term]:
        """What ``question`` speaks of that the ficha has and ``told`` lacks."""
        said = _stems_of(told)
        rest = self._beyond_its_name(procedure, question)
        return [term for term in rest if not said & term.stems and self.passages(procedure).states([term])]

    def _absent(self, procedure: Procedure, question: str) -> list[Term]:
        """The points that ``question`` asks about and the ficha never mentions: «tarjeta», «descuento»."""
        if len(question.split()) > _ONE_SENTENCE:
            return []
        naming = self._naming(procedure, question)
        asked = [term for term in self._search.details(question) if not naming & term.stems]
        return [term for term in asked if not self.passages(procedure).states([term])]

    def _beyond_its_name(self, procedure: Procedure, question: str) -> list[Term]:
        """What ``question`` speaks of besides the procedure and its institution."""
        naming = self._naming(procedure, question)
        return [term for term in self._search.subject(question) if not naming & term.stems]

    def _naming(self, procedure: Procedure, question: str) -> frozenset[str]:
        """The stems with which ``question`` names the procedure: an alias it has whole, else the name; the institution."""
        said = {term.stem for term in self._search.terms(question)}
        institution = procedure.institution
        whole = [alias for alias in procedure.aliases if {one.stem for one in self._search.terms(alias)} <= said]
        names = [*(whole or [procedure.name]), institution.name, institution.acronym, *institution.nicknames]
        return frozenset(term.stem for name in names for term in self._search.terms(name))

    def _excerpt(self, procedure: Procedure, excerpt: Excerpt, question: str) -> Part:
        """What an excerpt says; a requirement is told among the others, with its notes."""
        whole = self.part(procedure, excerpt.aspect, question) if excerpt.aspect is Aspect.requirements else None
        return Part((Aspect.detail, excerpt.aspect), whole.text if whole else self._quoted(excerpt))

    def _quoted(self, excerpt: Excerpt) -> str:
        heading = excerpt.heading[-1].rstrip(":. ")
        lines = [aspects.plain(passage.text) for passage in excerpt.passages]
        text = lines[0] if len(lines) == 1 else aspects.bullets(lines)
        return f"{self._say('detalle', titulo=aspects.plain(heading))}\n\n{text}"

    def _overview(self, procedure: Procedure) -> list[Part]:
        """What it is, or how it is done when the source does not describe it; then what most people ask first."""
        stated = [(aspect, text) for aspect in _OVERVIEW if (text := aspects.body(procedure, aspect))]
        if stated[:2] and stated[0][0] is Aspect.description:
            stated = [one for one in stated if one[0] is not Aspect.steps]
        return [Part((aspect,), f"**{LABELS[aspect]}**\n\n{text}") for aspect, text in stated]

    # -- aspects that a question may narrow ---------------------------------------------------------------------------

    def _legal(self, procedure: Procedure, question: str) -> str:
        entries = procedure.legal_basis
        if len(entries) <= _PAGE:
            return aspects.numbered(map(aspects.legal_entry, _principal_first(entries)))
        numbers = [term for term in self._search.terms(question) if term.word.isdigit()]
        asked = [*self._beyond_its_name(procedure, question), *numbers]
        chosen = focus.narrowed(entries, [one.text for one in entries], asked)
        if chosen:
            return f"{self._say('normas_que_tratan')}\n\n{aspects.bullets(map(aspects.legal_entry, chosen[:_PAGE]))}"
        lines = aspects.numbered(map(aspects.legal_entry, _principal_first(entries)[:_PAGE]))
        return f"{self._say('normas_principales', cuantas=len(entries), mostradas=_PAGE)}\n\n{lines}"

    def _statistics(self, procedure: Procedure, question: str) -> str:
        year, month = focus.period(question)
        if year is None and month is None:
            return aspects.body(procedure, Aspect.statistics) or ""
        chosen = focus.of_period(procedure.statistics, year, month)
        if not chosen:
            when = " de ".join(str(part) for part in (month and month_name(month), year) if part)
            return self._say("sin_estadisticas", periodo=when)
        lines = [aspects.statistic_line(one.year, one.month, one.served, one.complaints) for one in chosen]
        if year is not None and month is None:
            total = (sum(one.served for one in chosen), sum(one.complaints for one in chosen))
            lines.insert(0, f"**{aspects.statistic_line(year, None, *total)}**")
        return aspects.bullets(lines)

    def _places(self, procedure: Procedure, question: str) -> str:
        offices = [place for place in procedure.locations if place.kind == "office"]
        chosen = focus.narrowed(offices, [place.name for place in offices], self._beyond_its_name(procedure, question))
        whole = aspects.body(procedure, Aspect.location_hours) or ""
        channels = aspects.body(procedure, Aspect.channels)
        through = f"**{LABELS[Aspect.channels]}**\n\n{channels}" if channels else ""
        hidden = "" if procedure.opening_hours else self._say("no_indicado", dato="el horario de atención")
        now = hours.status(procedure.opening_hours, self._clock(), self._say)
        first = aspects.bullets(map(aspects.location, chosen)) if len(chosen) < len(offices) else ""
        return "\n\n".join(part for part in (first, whole, through, hidden, now) if part)

    # -- what the source does not state -------------------------------------------------------------------------------

    def _not_stated(self, procedure: Procedure, aspect: Aspect) -> Part:
        lines, told = [self._say("no_indicado", dato=NAMED[aspect])], [aspect]
        for related in _RELATED.get(aspect, ()):
            text = aspects.body(procedure, related)
            if text:
                lines.append(f"{self._say('lo_que_dice', campo=LABELS[related])}\n\n{text}")
                told.append(related)
        lines.append(self.contact_line(procedure))
        return Part(tuple(told), "\n\n".join(lines))

    def contact_line(self, procedure: Procedure) -> str:
        """Whom to ask: the procedure's own contact, else its institution's."""
        contact = procedure.contact or procedure.institution.contact
        where = contact_words(contact) if contact else procedure.institution.website or ""
        return self._say("pregunte_a", institucion=procedure.institution.acronym, contacto=where)

    # -- putting together ---------------------------------------------------------------------------------------------

    def _answer(self, procedure: Procedure, parts: Sequence[Part], shown: int = _PAGE) -> Answer:
        told = tuple(dict.fromkeys(aspect for part in parts for aspect in part.aspects))
        title = f"**{aspects.plain(display_name(procedure.name))}**"
        return Answer(
            outcome=Outcome.answered,
            text="\n\n".join([title, *(part.text for part in parts), self.source_line(procedure)]),
            procedure=reference(procedure),
            aspects=told,
            buttons=tuple(self._buttons(procedure, told, shown)),
            sources=(SourceRef(title=procedure.source.title, url=reference(procedure).url),),
        )

    def _buttons(self, procedure: Procedure, asked: Sequence[Aspect], shown: int) -> Iterable[Button]:
        if Aspect.legal_basis in asked and len(procedure.legal_basis) > shown:
            yield Button(title="Ver más normas", intent="ver_mas")
        for aspect, title in _OFFERED:
            if aspect not in asked and aspects.body(procedure, aspect):
                yield Button(title=title, intent=CONSULT, entities={"tramite": procedure.id, "aspecto": aspect.value})

    def source_line(self, procedure: Procedure) -> str:
        """Institution, document and date of what was said."""
        source = procedure.source
        name = "fuente_actualizada" if source.updated_on else "fuente_recibida"
        date = source.updated_on or source.received_on
        institution = f"{display_institution(procedure.institution.name)} ({procedure.institution.acronym})"
        return self._say(
            name,
            institucion=institution,
            documento=aspects.plain(source.title),
            fecha=date_in_words(date) if date else "sin fecha",
        )


def _covers(excerpt: Excerpt, terms: Sequence[Term]) -> bool:
    """Whether the excerpt has at least half of ``terms``, by weight."""
    said = _stems_of(" ".join((*excerpt.heading, *(passage.text for passage in excerpt.passages))))
    covered = sum(term.weight for term in terms if said & term.stems)
    return bool(terms) and covered >= sum(term.weight for term in terms) / 2


def _stems_of(text: str) -> set[str]:
    return {stem(word) for word in normalise(text).split()}


def _is_short(procedure: Procedure) -> bool:
    return procedure.description is None and len(aspects.body(procedure, Aspect.steps) or "") <= _SHORT


def contact_words(contact: ContactPoint) -> str:
    """A contact in one line: unit, e-mail, telephone, addresses."""
    addresses = [f"{link.title}: {link.url}" for link in contact.links]
    return " · ".join(part for part in (contact.unit, *contact.emails, *contact.phones, *addresses) if part)


def reference(procedure: Procedure) -> ProcedureRef:
    """How an answer names ``procedure``: with its source's address, or the path of its page here."""
    return ProcedureRef(
        id=procedure.id,
        name=procedure.name,
        institution=procedure.institution.name,
        url=procedure.source.url or f"/tramites/{procedure.id}",
    )


def choice_button(procedure: Procedure, asked: Sequence[Aspect]) -> Button:
    """The button that chooses ``procedure`` and keeps what was asked."""
    entities = {"tramite": procedure.id} | ({"aspecto": ",".join(a.value for a in asked)} if asked else {})
    return Button(title=short_label(procedure), intent=CONSULT, entities=entities)


def _principal_first(entries: Sequence[LegalResource]) -> list[LegalResource]:
    """Laws and codes, then regulations, then resolutions; each in the source's order."""
    return sorted(entries, key=lambda one: bool(one.number and one.type.lower().startswith("resoluc")))


def _contains(told: str, excerpt: Excerpt) -> bool:
    return all(aspects.plain(passage.text) in told for passage in excerpt.passages)
