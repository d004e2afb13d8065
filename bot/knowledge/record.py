"""The record of one procedure, in the terms of CPSV-AP 3.2 (the EU's vocabulary for public services).

Absent is absent: a field that the source does not state is ``None`` or empty, never guessed. Every model is
immutable, compares by value and survives ``Model.parse_raw(record.json())``.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Literal

from pydantic import BaseModel


class Aspect(str, Enum):
    """What can be asked about a procedure: one name from database column to code to JSON."""

    description = "description"
    audience = "audience"
    output = "output"
    requirements = "requirements"
    steps = "steps"
    channels = "channels"
    cost = "cost"
    location_hours = "location_hours"
    processing_time = "processing_time"
    validity = "validity"
    legal_basis = "legal_basis"
    contact = "contact"
    statistics = "statistics"
    detail = "detail"


class _Model(BaseModel):
    class Config:
        frozen = True
        extra = "forbid"


class Link(_Model):
    """An address that the source gives. ``title`` is the text it stands on, or the address itself."""

    title: str
    url: str


class ContactPoint(_Model):
    """Who answers the public: unit, e-mail addresses, telephone numbers as written, chats and portals as ``links``."""

    unit: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class Institution(_Model):
    """The competent authority (cv:hasCompetentAuthority).

    ``contact`` answers when a ficha states none; ``documents`` are the sources that state it.
    """

    id: str
    name: str
    acronym: str
    nicknames: tuple[str, ...] = ()
    website: str | None = None
    contact: ContactPoint | None = None
    documents: tuple[str, ...] = ()


class Audience(_Model):
    """Whom the procedure is for. ``kinds`` come from gob.ec's closed list, e.g. «Persona Jurídica - Privada»."""

    text: str
    kinds: tuple[str, ...] = ()


class Output(_Model):
    """What one obtains (cv:produces). ``kinds`` are the «Tipo de Resultado», ``items`` the «Resultado a obtener»."""

    kinds: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


class Requirement(_Model):
    """One thing to have or to present. ``notes`` and ``items`` (sub-requirements) are in the source's order."""

    text: str
    kind: Literal["general", "specific"] = "general"
    notes: tuple[str, ...] = ()
    items: tuple[Requirement, ...] = ()
    links: tuple[Link, ...] = ()


class Step(_Model):
    """One step. ``number`` as people count it: "1", "1.1"; bullets under a step have an empty number."""

    number: str
    text: str
    items: tuple[Step, ...] = ()
    links: tuple[Link, ...] = ()


class Section(_Model):
    """A titled list or paragraph inside a field that is not that field's main list.

    ``aspect`` is the field it stands in: the reasons for rejection stand in ``steps``.
    """

    aspect: Aspect
    title: str
    items: tuple[Step, ...]


class Amount(_Model):
    """A price: ``value`` in units of ``currency`` (ISO 4217) for ``concept``."""

    value: Decimal
    currency: str = "USD"
    concept: str = ""


class Cost(_Model):
    """What the institution charges, and what must be paid to others.

    ``free`` is None when the source does not say. ``third_party`` are concepts ("transporte"), as written.
    """

    text: str
    free: bool | None = None
    amounts: tuple[Amount, ...] = ()
    third_party: tuple[str, ...] = ()


class Location(_Model):
    """A place or address of attention. ``kind`` tells an office from an online service."""

    name: str
    kind: Literal["online", "office"]
    url: str | None = None
    address: str | None = None


class OpeningHours(_Model):
    """Hours of one ``kind`` of attention.

    ``always`` is round the clock. ``intervals`` are ("08:00", "17:00") in ``time_zone``; ``days`` are ISO weekdays,
    1 Monday to 7 Sunday, empty when the source names none.
    """

    kind: Literal["online", "office"]
    text: str
    always: bool = False
    days: tuple[int, ...] = ()
    intervals: tuple[tuple[str, str], ...] = ()
    time_zone: str = "America/Guayaquil"


class Duration(_Model):
    """A processing time as written, and in ISO 8601 ("PT72H", "PT0S" for «Inmediato») where it can be read."""

    text: str
    iso8601: str | None = None


class LegalResource(_Model):
    """One legal entry (cv:hasLegalResource), e.g. Resolución · SENAE-SENAE-2022-0062-RE · title · «TODO»."""

    text: str
    type: str
    number: str | None = None
    title: str = ""
    articles: str | None = None
    url: str | None = None


class MonthlyStatistic(_Model):
    """One month of the «Transparencia» table: complaints and people served, counts."""

    year: int
    month: int
    complaints: int
    served: int


class Source(_Model):
    """Where the record comes from. ``document`` is the file's name in knowledge/fuentes."""

    document: str
    title: str
    url: str | None = None
    updated_on: dt.date | None = None
    received_on: dt.date | None = None


class Term(_Model):
    """One entry of the glossary: a system or a word of the fichas, explained. ``source`` says who explains it so.

    ``others`` are more names that people give it; ``institution`` is whose it is, as people read it.
    """

    term: str
    acronym: str | None = None
    others: tuple[str, ...] = ()
    institution: str | None = None
    explanation: str
    source: str
    link: str | None = None


class Words(_Model):
    """Everyday words that help to find a procedure: ``empty`` are words of asking, each of ``synonyms`` a group of
    words that may stand for one another. ``details`` are points people ask about that a source may leave out.
    ``everyday`` are words and phrases that people say, with the words that documents write for them. ``facets`` are
    what tells look-alikes apart: facet, value, and the words that state it; ``places`` are provinces with their
    cantons, ``entities`` institutions by id with what people call them.
    """

    empty: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    everyday: tuple[tuple[str, tuple[str, ...]], ...] = ()
    facets: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    places: tuple[tuple[str, tuple[str, ...]], ...] = ()
    entities: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Foreign(_Model):
    """A procedure that people ask for and the catalogue does not hold, with what they call it."""

    name: str
    phrases: tuple[str, ...] = ()


class Prerequisite(_Model):
    """What must be done before a procedure. ``requires`` is the id of another procedure of the catalogue, or None
    when it is obtained elsewhere, at ``institution``. ``text`` is the requirement that asks for it, as written.
    ``proposed`` ones were found by the builder and confirmed by nobody.
    """

    procedure: str
    name: str
    requires: str | None = None
    institution: str | None = None
    text: str
    proposed: bool = False


class Defect(_Model):
    """Something wrong in a source document, with a stable code and a sentence in Spanish. ``line`` counts from 1."""

    code: str
    document: str
    line: int
    message: str


class Refusal(_Model):
    """A ficha of a collection that could not be read. ``line`` is its line, or its place in the list, from 1."""

    document: str
    line: int
    reason: str


class Passage(_Model):
    """One paragraph, list item or table cell of the source, as people read it.

    ``heading`` is the path of headings over it, outermost first. ``lines`` are the first and last line of the
    document, counted from 1.
    """

    aspect: Aspect
    heading: tuple[str, ...]
    text: str
    lines: tuple[int, int]


class Procedure(_Model):
    """One procedure (cpsv:PublicService)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    institution: Institution
    description: str | None = None
    audience: Audience | None = None
    output: Output | None = None
    requirements: tuple[Requirement, ...] = ()
    steps: tuple[Step, ...] = ()
    steps_intro: str | None = None
    sections: tuple[Section, ...] = ()
    channels: tuple[str, ...] = ()
    cost: Cost | None = None
    locations: tuple[Location, ...] = ()
    opening_hours: tuple[OpeningHours, ...] = ()
    location_notes: tuple[str, ...] = ()
    processing_time: Duration | None = None
    validity: str | None = None
    legal_basis: tuple[LegalResource, ...] = ()
    contact: ContactPoint | None = None
    statistics: tuple[MonthlyStatistic, ...] = ()
    passages: tuple[Passage, ...] = ()
    source: Source


Requirement.update_forward_refs()
Step.update_forward_refs()
