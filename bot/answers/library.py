"""What the assistant can look things up in: the catalogue's procedures, institutions and words, and its search."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answers.glossary import Glossary
from bot.answers.thresholds import APART, FAR, NAMED, SURELY
from bot.knowledge import Catalogue, Institution, Procedure
from bot.knowledge.record import Prerequisite
from bot.text import STOP_WORDS, fold, spaced


class Library:
    """``Library(catalogue).called("qué es el régimen 51")``: everything is read once, at the start."""

    def __init__(self, catalogue: Catalogue) -> None:
        procedures = catalogue.procedures()
        self.procedures: Mapping[str, Procedure] = {one.id: one for one in procedures}
        self.institutions: Mapping[str, Institution] = {one.institution.id: one.institution for one in procedures}
        self.glossary = Glossary(catalogue.terms())
        self.search = catalogue.searcher
        self._needs: dict[str, list[Prerequisite]] = {}
        for need in catalogue.prerequisites():
            self._needs.setdefault(need.procedure, []).append(need)

    def get(self, procedure: str | None) -> Procedure | None:
        """The procedure with that id; None without one, also for an id that left the catalogue."""
        return self.procedures.get(procedure or "")

    def needs(self, procedure: str) -> list[Prerequisite]:
        """What must be done before the procedure with that id, what editors confirmed first."""
        return self._needs.get(procedure, [])

    def called(self, text: str) -> Procedure | None:
        """The procedure whose name ``text`` has, if any."""
        found = self.search.find(text, limit=1)
        return found[0].procedure if found and found[0].called >= NAMED else None

    def surely(self, text: str) -> Procedure | None:
        """The procedure that ``text`` can only be about, if any."""
        found = self.search.find(text, limit=2)
        if not found or found[0].score < SURELY:
            return None
        rivals = [one for one in found[1:] if one.strength >= found[0].strength - FAR]
        return None if any(found[0].advantage(one) <= APART for one in rivals) else found[0].procedure

    def institutions_in(self, text: str) -> list[Institution]:
        """The institutions that ``text`` names by name, acronym or nickname."""
        said = spaced(text)
        return [one for one in self.institutions.values() if any(spaced(name) in said for name in _names(one))]

    def only_an_institution(self, text: str) -> Institution | None:
        """The institution that ``text`` names, when it names one and nothing else of substance."""
        named = self.institutions_in(text)
        if len(named) != 1:
            return None
        own = {term.stem for name in _names(named[0]) for term in self.search.terms(name)}
        return named[0] if all(term.stem in own for term in self.search.subject(text)) else None

    def most_asked(self, limit: int = 4) -> list[Procedure]:
        """The procedures that most people were served in, in the last month of their statistics."""
        return sorted(self.procedures.values(), key=lambda one: -_served_last(one))[:limit]


def _served_last(procedure: Procedure) -> int:
    return max(((one.year, one.month, one.served) for one in procedure.statistics), default=(0, 0, 0))[2]


def _names(institution: Institution) -> list[str]:
    """What it is called; an acronym that is a common word («UNA») names nothing."""
    names = (institution.acronym, institution.name, *institution.nicknames)
    return [name for name in names if fold(name) not in STOP_WORDS]
