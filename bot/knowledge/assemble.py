"""From what the readers found to the records: identifiers, institutions, sources, names that people use."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from bot.knowledge.curated import Curated, Entry
from bot.knowledge.readers import Draft, Reading
from bot.knowledge.record import Institution, Prerequisite, Procedure, Requirement, Source, Term
from bot.text import fold, slug, stems, words

#: Share of a requirement's content words that a procedure's name must hold to be proposed as its prerequisite.
PROPOSAL_SHARE = 0.75
_PROPOSAL_WORDS = 3
_ACRONYM = re.compile(r"\(([A-ZÁÉÍÓÚÑ]{2,10})\)\s*$")


def assemble(readings: Iterable[tuple[Reading, Entry | None]], curated: Curated) -> tuple[Procedure, ...]:
    """The records in order of id. SourceError when two documents give the same id, or an editors' file names none."""
    records: dict[str, Procedure] = {}
    for reading, entry in readings:
        for draft in reading.drafts:
            record = _record(reading, draft, entry, curated)
            if record.id in records:
                other = records[record.id].source.document
                message = f"el trámite «{record.id}» ya está en {other}"
                raise reading.document.error(message, draft.line)
            records[record.id] = record
    curated.check_ids(set(records))
    return tuple(records[key] for key in sorted(records))


def _record(reading: Reading, draft: Draft, entry: Entry | None, curated: Curated) -> Procedure:
    institution = _institution(reading, draft, entry, curated)
    identifier = f"{institution.id}-{slug(draft.name)}"
    naming = curated.namings.get(identifier)
    return Procedure(
        id=identifier,
        name=draft.name,
        aliases=naming.aliases if naming else (),
        situations=naming.situations if naming else (),
        institution=institution,
        source=_source(reading, draft, entry),
        **draft.values,
    )


def _source(reading: Reading, draft: Draft, entry: Entry | None) -> Source:
    name = reading.document.path.name
    if entry is None:
        return Source(document=name, title=draft.name)
    return Source(document=name, title=entry.title, url=entry.url, received_on=entry.received_on)


def _institution(reading: Reading, draft: Draft, entry: Entry | None, curated: Curated) -> Institution:
    """The one that the document names, else the index, else the only known one whose acronym the document uses."""
    named = draft.institution or (entry.institution if entry else None)
    if named:
        return curated.institution(named) or _unknown_institution(named)
    text = fold("\n".join(reading.document.lines))
    used = [known for known in curated.institutions if fold(known.acronym) in text]
    if len(used) != 1:
        message = "no dice de qué institución es; indíquela en indice.yml («institucion»)"
        raise reading.document.error(message, draft.line)
    return used[0]


def _unknown_institution(name: str) -> Institution:
    """An institution that instituciones.yml does not have: its acronym is in its name, or made of its initials."""
    written = _ACRONYM.search(name)
    shown = name[: written.start()].strip() if written else name
    acronym = written[1] if written else "".join(word[0] for word in slug(shown).split("-") if word).upper()
    return Institution(id=slug(acronym), name=shown, acronym=acronym)


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
        for stem in name:
            holders[stem].append(identifier)
    by_id = {record.id: record for record in records}
    for record in records:
        for requirement in record.requirements:
            for other in _asked_for(requirement, holders):
                if other != record.id and (record.id, other) not in known:
                    known.add((record.id, other))
                    found = {"procedure": record.id, "name": by_id[other].name, "requires": other}
                    yield Prerequisite(**found, text=requirement.text, proposed=True)


def _written_out(name: str, terms: tuple[Term, ...]) -> str:
    used = set(words(name))
    return " ".join(term.term for term in terms if term.acronym and set(words(term.acronym)) <= used)


def _asked_for(requirement: Requirement, holders: dict[str, list[str]]) -> list[str]:
    """A request («Solicitud de …») is a paper of the procedure itself, not another procedure."""
    asked = set(stems(requirement.text))
    if len(asked) < _PROPOSAL_WORDS or words(requirement.text)[:1] == ["solicitud"]:
        return []
    held = Counter(other for stem in asked for other in holders.get(stem, ()))
    return [other for other, count in held.items() if count / len(asked) >= PROPOSAL_SHARE]
