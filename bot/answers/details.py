"""A detail of a ficha that is no aspect of its own: the passages that state it, and the points it never mentions."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.aspects import plain
from bot.answers.memory import Asked
from bot.answers.thresholds import NEARLY, STATED
from bot.knowledge import Aspect, Excerpt, Passages, Procedure, Search
from bot.knowledge.lexicon import Term
from bot.text import normalise, stem

#: In a text of more words than this, people tell a story: what it mentions is not what it asks.
_ONE_SENTENCE = 20


class Details:
    """``Details(search).untold(procedure, asked, question, told)``: what a question asks beyond what is told."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._passages: dict[str, Passages] = {}
        self._named: dict[str, tuple[frozenset[str], frozenset[str], list[frozenset[str]]]] = {}

    def passages(self, procedure: Procedure) -> Passages:
        """The index of the procedure's passages, made at first use."""
        if procedure.id not in self._passages:
            self._passages[procedure.id] = Passages(procedure, self._search)
        return self._passages[procedure.id]

    def excerpts(self, procedure: Procedure, question: str) -> list[Excerpt]:
        """The excerpts that state what ``question`` asks, best first; empty when none does."""
        subject = self._search.subject(question)
        if subject and not self.passages(procedure).states(subject):
            return []
        found = self.passages(procedure).find(question, naming=self._naming(procedure, question))
        rest = self.beyond_its_name(procedure, question)
        return [
            one
            for one in found
            if one.score >= max(STATED, NEARLY * found[0].score) or (one.score >= STATED and _headed(one, rest))
        ]

    def untold(self, procedure: Procedure, asked: Asked, question: str, told: str) -> list[Excerpt]:
        """The excerpts that answer ``question`` beyond what is already ``told``."""
        found = [one for one in self.excerpts(procedure, question) if not _contains(told, one)]
        if Aspect.detail in asked.aspects:
            return found
        missing = self._missing(procedure, question, told)
        return [one for one in found if _covers(one, missing)][:1]

    def beyond_its_name(self, procedure: Procedure, question: str) -> list[Term]:
        """What ``question`` speaks of besides the procedure and its institution."""
        naming = self._naming(procedure, question)
        return [term for term in self._search.subject(question) if not naming & term.stems]

    def numbers(self, question: str) -> list[Term]:
        """The numbers that ``question`` has: years, parts of a document's number."""
        return [term for term in self._search.terms(question) if term.word.isdigit()]

    def never_mentioned(self, procedure: Procedure, question: str) -> list[str]:
        """The points that ``question`` asks about and the ficha never mentions: «tarjeta», «descuento»."""
        if len(question.split()) > _ONE_SENTENCE:
            return []
        naming = self._naming(procedure, question)
        points = [term for term in self._search.details(question) if not naming & term.stems]
        return [term.word for term in points if not self.passages(procedure).states([term])]

    def _missing(self, procedure: Procedure, question: str, told: str) -> list[Term]:
        """What ``question`` speaks of that the ficha has and ``told`` lacks."""
        said = _stems_of(told)
        rest = [term for term in self.beyond_its_name(procedure, question) if not term.word.isdigit()]
        return [term for term in rest if not said & term.stems and self.passages(procedure).states([term])]

    def _naming(self, procedure: Procedure, question: str) -> frozenset[str]:
        """The stems that name the procedure: of the aliases that ``question`` has whole, else of its name."""
        name, institution, aliases = self._names(procedure)
        said = {term.stem for term in self._search.terms(question)}
        whole = [alias for alias in aliases if alias <= said]
        return institution.union(*whole) if whole else institution | name

    def _names(self, procedure: Procedure) -> tuple[frozenset[str], frozenset[str], list[frozenset[str]]]:
        """The stems of the procedure's name, of its institution's names together, and of each alias."""
        if procedure.id not in self._named:
            one = procedure.institution
            institution = " ".join((one.name, one.acronym, *one.nicknames))
            aliases = [self._stems(alias) for alias in procedure.aliases]
            self._named[procedure.id] = self._stems(procedure.name), self._stems(institution), aliases
        return self._named[procedure.id]

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(term.stem for term in self._search.terms(text))


def _covers(excerpt: Excerpt, terms: Sequence[Term]) -> bool:
    """Whether the excerpt has at least half of ``terms``, by weight."""
    said = _stems_of(" ".join((*excerpt.heading, *(passage.text for passage in excerpt.passages))))
    covered = sum(term.weight for term in terms if said & term.stems)
    return bool(terms) and covered >= sum(term.weight for term in terms) / 2


def _headed(excerpt: Excerpt, terms: Sequence[Term]) -> bool:
    """Whether the heading right over the excerpt speaks of one of ``terms``."""
    said = _stems_of(excerpt.heading[-1])
    return any(said & term.stems for term in terms)


def _contains(told: str, excerpt: Excerpt) -> bool:
    return all(plain(passage.text) in told for passage in excerpt.passages)


def _stems_of(text: str) -> set[str]:
    return {stem(word) for word in normalise(text).split()}
