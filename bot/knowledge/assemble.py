"""From what the readers found to the records: identifiers, institutions, sources, names that people use."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from bot.knowledge.curated import Curated, Entry
from bot.knowledge.readers import Draft, Reading
from bot.knowledge.record import (
    Defect,
    Foreign,
    Institution,
    Prerequisite,
    Procedure,
    Requirement,
    Source,
    Term,
    Words,
)
from bot.text import fold, slug, spoken_stems, stem, stems, words

#: Share of a requirement's content words that a procedure's name must hold to be proposed as its prerequisite.
PROPOSAL_SHARE = 0.75
#: Share of that name that the requirement must say: a long name holds the words of many things.
_NAME_SHARE = 0.3
_PROPOSAL_WORDS, _MOST_PROPOSED = 3, 2
#: A phrase of fewer words is too short to say that a procedure is held.
_HELD_WORDS = 2
_ACRONYM = re.compile(r"\(([A-ZÁÉÍÓÚÑ][\w.-]{1,30})\)\s*$")
_PAGE = re.compile(r"https?://(?:www\.)?gob\.ec/([^/?#\s]+)/tramites/([^/?#\s]+)/?(?:[?#]\S*)?", re.IGNORECASE)
_TRIAL = re.compile(
    r"^(?:tramites?|fichas?|servicios?) (?:de )?(?:prueba|test|demo)s?\b|^(?:prueba|test|demo)s?(?: \d+)?$"
)


def assemble(readings: Iterable[tuple[Reading, Entry | None]], curated: Curated) -> tuple[Procedure, ...]:
    """The records in order of id. SourceError when two documents give the same id, or an editors' file names none."""
    assembly = Assembly(curated)
    for reading, entry in readings:
        assembly.add(reading, entry)
    return assembly.records()


class Assembly:
    """Collects records one reading after the other.

    A document that is one ficha, or a table of them, wins over the same procedure in a collection; of two fichas of a
    collection the newer one wins. ``defects`` tells what was left out.
    """

    def __init__(self, curated: Curated) -> None:
        self.defects: list[Defect] = []
        self._curated = curated
        self._documents: dict[str, Procedure] = {}
        self._collected: dict[str, tuple[Procedure, int]] = {}

    def add(self, reading: Reading, entry: Entry | None) -> None:
        """SourceError when another document has the same procedure."""
        for draft in reading.drafts:
            record = _record(reading, draft, entry, self._curated)
            if reading.document.record is not None:
                self._collect(record, draft.line)
            elif record.id in self._documents:
                other = self._documents[record.id].source.document
                raise reading.document.error(f"el trámite «{record.id}» ya está en {other}", draft.line)
            else:
                self._documents[record.id] = record

    def records(self, *, partial: bool = False) -> tuple[Procedure, ...]:
        """All records in order of id.

        An id in an editors' file that none has is a SourceError; of a ``partial`` catalogue, a defect.
        """
        addresses = {address(one.source.url): one for one in self._documents.values() if address(one.source.url)}
        records = dict(self._documents)
        for record, line in self._collected.values():
            better = records.get(record.id) or addresses.get(address(record.source.url))
            if better is None:
                records[record.id] = record
            else:
                text = f"«{record.name}» ya está en {better.source.document}, que se usa en su lugar."
                self._report("ficha-en-otro-documento", record, line, text)
        for error in self._curated.unknown_ids(set(records)):
            if not partial:
                raise error
            defect = Defect(
                code="id-sin-tramite", document=error.path.name, line=error.line, message=f"{error.message}."
            )
            self.defects.append(defect)
        return tuple(records[key] for key in sorted(records))

    def _collect(self, record: Procedure, line: int) -> None:
        if is_trial(record.name):
            self._report("ficha-de-prueba", record, line, f"«{record.name}» es una ficha de prueba: se deja fuera.")
            return
        other, place = self._collected.setdefault(record.id, (record, line))
        if other is record or _same(record, other):
            return
        if _updated(record) > _updated(other):
            self._collected[record.id] = (record, line)
            other, place, line = record, line, place
        text = f"«{record.name}» está otra vez, con otro texto, en la ficha {place} de {other.source.document}"
        self._report("ficha-repetida", record, line, f"{text}: se usa la más reciente.")

    def _report(self, code: str, record: Procedure, line: int, message: str) -> None:
        self.defects.append(Defect(code=code, document=record.source.document, line=line, message=message))


def is_trial(name: str) -> bool:
    """Whether ``name`` is that of a ficha that somebody made to try the system.

    >>> is_trial("Trámite de prueba 2"), is_trial("Prueba de ADN")
    (True, False)
    """
    return _TRIAL.search(fold(name)) is not None


def _updated(record: Procedure) -> dt.date:
    return record.source.updated_on or dt.date.min


def _same(one: Procedure, other: Procedure) -> bool:
    """Whether two records say the same, wherever they stand."""
    return one.copy(update={"source": other.source, "passages": ()}) == other.copy(update={"passages": ()}) and [
        (passage.heading, passage.text) for passage in one.passages
    ] == [(passage.heading, passage.text) for passage in other.passages]


def _record(reading: Reading, draft: Draft, entry: Entry | None, curated: Curated) -> Procedure:
    page = address(draft.url or (entry.url if entry else None))
    institution = _institution(reading, draft, entry, curated)
    identifier = "-".join(page) if page else f"{institution.id}-{slug(draft.name) or '-'.join(words(draft.name))}"
    naming = curated.namings.get(identifier)
    return Procedure(
        id=identifier,
        name=draft.name,
        aliases=tuple(dict.fromkeys((*(naming.aliases if naming else ()), *draft.aliases))),
        situations=naming.situations if naming else (),
        institution=institution,
        source=_source(reading, draft, entry),
        **draft.values,
    )


def address(url: str | None) -> tuple[str, str] | None:
    """The institution's acronym and the page's name in a gob.ec address; None for any other.

    >>> address("https://www.gob.ec/mag/tramites/registro-cultivares")
    ('mag', 'registro-cultivares')
    """
    found = _PAGE.fullmatch(unquote(url)) if url else None
    if found is None:
        return None
    siglas, page = (re.sub(r"[^a-z0-9]+", "-", fold(part)).strip("-") for part in found.groups())
    return (siglas, page) if siglas and page else None


def _source(reading: Reading, draft: Draft, entry: Entry | None) -> Source:
    """A document's title and address are the index's; in a collection they are the ficha's own."""
    name = reading.document.path.name
    received = (entry.received_on if entry else None) or draft.received_on
    if entry is None or reading.document.record is not None:
        return Source(document=name, title=draft.name, url=draft.url, updated_on=draft.updated_on, received_on=received)
    return Source(
        document=name,
        title=entry.title,
        url=entry.url or draft.url,
        updated_on=draft.updated_on,
        received_on=received,
    )


def _institution(reading: Reading, draft: Draft, entry: Entry | None, curated: Curated) -> Institution:
    """The one that the document names or its address tells, else the index, else the only known one whose acronym the
    document uses.
    """
    page = address(draft.url)
    named = draft.institution or (entry.institution if entry else None)
    if named or page:
        found = _named_institution(named, page[0] if page else None, curated)
        return found if found.website else found.copy(update={"website": draft.website})
    text = fold("\n".join(reading.document.lines))
    used = [known for known in curated.institutions if fold(known.acronym) in text]
    if len(used) != 1:
        message = "no dice de qué institución es; indíquela en indice.yml («institucion»)"
        raise reading.document.error(message, draft.line)
    return used[0]


def _named_institution(named: str | None, siglas: str | None, curated: Curated) -> Institution:
    """The editors' institution, or one made of its «Name (ACRONYM)» and the ``siglas`` of its pages."""
    written = _ACRONYM.search(named) if named else None
    shown = named[: written.start()].strip() if named and written else named
    for known in filter(None, (siglas, shown, written[1] if written else None)):
        if found := curated.institution(known):
            return found
    short = siglas.upper() if siglas and not written else acronym(named or "")
    return Institution(id=siglas or slug(short), name=shown or short, acronym=short)


def acronym(name: str) -> str:
    """The acronym in «Name (ACRONYM)», else the initials.

    >>> acronym("Agencia de Pruebas (APRU)"), acronym("Agencia de Pruebas")
    ('APRU', 'AP')
    """
    written = _ACRONYM.search(name)
    return written[1] if written else "".join(word[0] for word in slug(name).split("-") if word).upper()


def propose(
    records: tuple[Procedure, ...], curated: tuple[Prerequisite, ...], terms: tuple[Term, ...]
) -> Iterator[Prerequisite]:
    """Prerequisites that the requirements' texts suggest and that nobody has written in enlaces.yml.

    A requirement suggests a procedure when its name, its acronyms written out, holds nearly all of its words.
    """
    known = {(entry.procedure, entry.requires) for entry in curated}
    names = {record.id: set(stems(f"{record.name} {_written_out(record.name, terms)}")) for record in records}
    holders: dict[str, list[str]] = defaultdict(list)
    for identifier, name in names.items():
        for root in name:
            holders[root].append(identifier)
    by_id = {record.id: record for record in records}
    for record in records:
        for requirement in record.requirements:
            for other in _asked_for(requirement, names, holders):
                if other != record.id and (record.id, other) not in known:
                    known.add((record.id, other))
                    found = {"procedure": record.id, "name": by_id[other].name, "requires": other}
                    yield Prerequisite(**found, text=requirement.text, proposed=True)


def _written_out(name: str, terms: tuple[Term, ...]) -> str:
    used = set(words(name))
    return " ".join(term.term for term in terms if term.acronym and set(words(term.acronym)) <= used)


def _asked_for(requirement: Requirement, names: dict[str, set[str]], holders: dict[str, list[str]]) -> list[str]:
    """The procedures whose names hold nearly all the words of ``requirement``, in order of id.

    A request («Solicitud de …») is a paper of the procedure itself, not another procedure; and what fits many
    procedures asks for none of them.
    """
    asked = set(stems(requirement.text))
    if len(asked) < _PROPOSAL_WORDS or "solicitud" in words(requirement.text)[:3]:
        return []
    # A name that holds nearly all words holds one of the rarest: the others need not be looked at.
    rarest = sorted(asked, key=lambda stem: (len(holders.get(stem, ())), stem))
    spare = len(asked) - math.ceil(PROPOSAL_SHARE * len(asked))
    near = {other for stem in rarest[: spare + 1] for other in holders.get(stem, ())}
    found = sorted(other for other in near if _is_named(asked, names[other]))
    return found if len(found) <= _MOST_PROPOSED else []


def _is_named(asked: set[str], name: set[str]) -> bool:
    both = len(asked & name)
    return both / len(asked) >= PROPOSAL_SHARE and both / len(name) >= _NAME_SHARE


def not_held(foreign: Iterable[Foreign], procedures: Iterable[Procedure], vocabulary: Words) -> Iterator[Foreign]:
    """``foreign`` without the phrases whose words the name of one of ``procedures`` has: the catalogue holds those.

    Procedures that have aliases are left out: their editors have seen to it.
    """
    names = [spoken_stems(f"{one.name} {one.institution.name}") for one in procedures if not one.aliases]
    asking = {stem(word) for word in vocabulary.empty}

    def is_held(phrase: str) -> bool:
        said = spoken_stems(phrase) - asking
        return len(said) >= _HELD_WORDS and any(said <= name for name in names)

    for one in foreign:
        phrases = tuple(phrase for phrase in one.phrases if not is_held(phrase))
        if phrases and not is_held(one.name):
            yield one.copy(update={"phrases": phrases})
