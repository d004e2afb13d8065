"""What the assistant can look things up in: the catalogue's procedures, institutions and words, and its search."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.answers.glossary import Glossary
from bot.answers.thresholds import MEANS, NAMED, OURS, SOUNDS, SURELY
from bot.knowledge import Catalogue, Institution, Procedure
from bot.knowledge.record import Prerequisite
from bot.text import STOP_WORDS, fold, spaced

#: No certainty is nearer to 0 or 1 than this; and how likely a message is of a kind that is not among the likeliest.
_LEAST, _UNHEARD = 1e-4, 0.02


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
        found = self.search.find(text, limit=1)
        return found[0].procedure if found and found[0].score >= SURELY else None

    def ours(self, text: str, confidence: float) -> bool:
        """Whether ``text`` is a question on one of our procedures, given how likely it sounds like one, from 0 to 1,
        and how likely it means one that we hold."""
        plausible = max((one.plausible for one in self.search.find(text, limit=4)), default=0.0)
        return SOUNDS * _log_odds(max(confidence, _UNHEARD)) + MEANS * _log_odds(plausible) + OURS >= 0

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


def _log_odds(share: float) -> float:
    clipped = min(max(share, _LEAST), 1 - _LEAST)
    return math.log(clipped / (1 - clipped))


def _served_last(procedure: Procedure) -> int:
    return max(((one.year, one.month, one.served) for one in procedure.statistics), default=(0, 0, 0))[2]


def _names(institution: Institution) -> list[str]:
    """What it is called; an acronym that is a common word («UNA») names nothing."""
    names = (institution.acronym, institution.name, *institution.nicknames)
    return [name for name in names if fold(name) not in STOP_WORDS]
