"""What is said besides the answers about one procedure: lists, words explained, people to ask, fixed sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Button, Outcome, SourceRef
from bot.answers.aspects import numbered, plain
from bot.answers.composer import Composer, contact_words, reference, where_to_ask
from bot.answers.glossary import asks_where
from bot.answers.library import Library
from bot.answers.memory import Asked, Memory
from bot.answers.naming import display_name, institution_title
from bot.answers.phrases import Phrases
from bot.answers.reply import ALL, HELP, PERSON, Reply
from bot.knowledge import Aspect, Institution, Term

#: Words explained in one answer.
_MOST_TERMS = 3
#: Sentences of the ladder: the first two once each, then the others in turn, so that none is said twice running.
_RUNGS = 4


class Reception:
    """Every method returns a :class:`Reply`, or None when it has nothing to say to a text."""

    def __init__(self, library: Library, phrases: Phrases, composer: Composer) -> None:
        self._library = library
        self._say = phrases
        self._composer = composer

    def say(self, phrase: str, outcome: Outcome, memory: Memory, *, buttons: Sequence[Button] = (ALL, PERSON)) -> Reply:
        """A fixed sentence."""
        return Reply(Answer(outcome=outcome, text=self._say(phrase), buttons=tuple(buttons)), memory)

    def disappoint(self, phrase: str, outcome: Outcome, memory: Memory) -> Reply:
        """A sentence that helps nobody: put otherwise the second time, with people to ask from the third on."""
        parts = [self._say(phrase, variant=memory.fallos), *(self._contacts() if memory.fallos > 1 else ())]
        answer = Answer(outcome=outcome, text="\n\n".join(parts), buttons=(ALL, PERSON))
        return Reply(answer, replace(memory, fallos=memory.fallos + 1))

    def not_understood(self, memory: Memory) -> Reply:
        """The ladder: other words please; what I can do; then people to ask."""
        rung = memory.fallos if memory.fallos < _RUNGS else _RUNGS - 2 + memory.fallos % 2
        buttons = ((ALL, HELP), (ALL, PERSON), (PERSON, ALL))[min(rung, 2)]
        parts = [self._say("no_entendi", variant=rung), *(self._contacts() if rung > 1 else ())]
        answer = Answer(outcome=Outcome.not_understood, text="\n\n".join(parts), buttons=buttons)
        return Reply(answer, replace(memory, fallos=memory.fallos + 1))

    def list_procedures(self, text: str, memory: Memory) -> Reply:
        """The procedures, by institution; only of those institutions that ``text`` names."""
        named = self._library.institutions_in(text) or self._library.institutions.values()
        parts = [f"**{institution_title(one)}**\n\n{self._names_of(one)}" for one in named]
        answer = Answer(outcome=Outcome.help, text="\n\n".join([self._say("lista"), *parts]), buttons=(HELP, PERSON))
        return Reply(answer, memory.settled())

    def define(self, text: str, memory: Memory, *, alone: bool = True) -> Reply | None:
        """The meaning of the glossary's words that ``text`` asks; None when it asks of none, or of more than them.

        With ``alone``, a word that stands alone asks its meaning.
        """
        asked = self._asked(text, alone=alone)
        if not asked:
            return None
        documents = [one for one in map(self._document_of, asked) if one]
        answer = Answer(
            outcome=Outcome.answered,
            text="\n\n".join([*map(self._explained, asked), self._source_of(documents)]),
            aspects=(Aspect.description,),
            buttons=(ALL,),
            sources=tuple(dict.fromkeys(documents)),
        )
        called = self._library.called(text)
        after = memory.about(called.id) if called else memory.settled()
        return Reply(answer, replace(after, aspectos=(Aspect.description.value,)))

    def whereabouts(self, text: str, memory: Memory) -> Reply | None:
        """What a system is and where it is entered, when ``text`` asks that; None when it does not, or nobody says."""
        asked = self._asked(text, alone=False)
        known = asks_where(text) and all(term.link for term in asked)
        return self.define(text, memory, alone=False) if known else None

    def institution(self, text: str, memory: Memory) -> Reply | None:
        """The contact of the institution that ``text`` names and asks nothing else about; None without one."""
        named = self._library.only_an_institution(text)
        if named is None or named.contact is None:
            return None
        contact = contact_words(named.contact)
        said = self._say("contacto_institucion", institucion=institution_title(named), contacto=contact)
        answer = Answer(outcome=Outcome.answered, text=said, aspects=(Aspect.contact,), buttons=(ALL,))
        return Reply(answer, memory.settled())

    def cited_nowhere(self, numbers: Sequence[str], memory: Memory) -> Reply | None:
        """That no ficha cites a document, of ``numbers``; None when one does."""
        entries = [entry.text.upper() for one in self._library.procedures.values() for entry in one.legal_basis]
        if any(number in entry for number in numbers for entry in entries):
            return None
        said = self._say("norma_no_citada", numero=plain(numbers[0]))
        return Reply(Answer(outcome=Outcome.not_found, text=said, buttons=(ALL, PERSON)), memory.settled())

    def person(self, text: str, memory: Memory) -> Reply:
        """How to reach a person: the contact of the procedure under discussion, or of every institution."""
        procedure = self._library.get(memory.tramite)
        named = self._library.institutions_in(text)
        lines = [self._composer.contact_line(procedure)] if procedure and not named else self._contacts(named)
        answer = Answer(outcome=Outcome.handoff, text="\n\n".join([self._say("persona"), *lines]), buttons=(ALL,))
        return Reply(answer, memory.settled())

    def case_status(self, text: str, memory: Memory) -> Reply:
        """How a case's state is found out: what the ficha of the procedure says of it, and whom to ask."""
        procedure = self._library.surely(text) or self._library.get(memory.tramite)
        if procedure is None:
            lines = [self._say("estado_caso"), *self._contacts()]
            answer = Answer(outcome=Outcome.case_status, text="\n\n".join(lines), buttons=(PERSON, ALL))
            return Reply(answer, memory.settled())
        if self._composer.details.excerpts(procedure, text):
            told = self._composer.about(procedure, Asked((Aspect.detail,)), text)
            text_ = f"{self._say('estado_caso_ficha')}\n\n{told.text}"
            answer = told.copy(update={"text": text_, "outcome": Outcome.case_status})
        else:
            text_ = f"{self._say('estado_caso')}\n\n{self._composer.contact_line(procedure)}"
            named = reference(procedure)
            answer = Answer(outcome=Outcome.case_status, text=text_, procedure=named, buttons=(PERSON,))
        return Reply(answer, memory.about(procedure.id))

    def _asked(self, text: str, *, alone: bool) -> list[Term]:
        subject = [term.word for term in self._library.search.subject(text)]
        return self._library.glossary.asked(text, subject, alone=alone)[:_MOST_TERMS]

    def _explained(self, term: Term) -> str:
        """The paragraphs on ``term``: what it is, whose it is, where it is found."""
        title = f"{term.term} ({term.acronym})" if term.acronym else term.term
        parts = [f"**{plain(title)}**: {plain(term.explanation)}"]
        if term.institution:
            parts.append(self._say("termino_institucion", institucion=plain(term.institution)))
        if term.link:
            parts.append(self._say("termino_enlace", enlace=term.link))
        return "\n\n".join(parts)

    def _document_of(self, term: Term) -> SourceRef | None:
        """The document in which ``term`` is explained; None when we explain it ourselves."""
        found = (one for one in self._library.procedures.values() if one.source.document == term.source)
        procedure = next(found, None)
        return SourceRef(title=procedure.source.title, url=reference(procedure).url) if procedure else None

    def _source_of(self, documents: Sequence[SourceRef]) -> str:
        """The line that names the documents; without any, that the explanation is general."""
        if not documents:
            return self._say("fuente_general")
        titles = "; ".join(dict.fromkeys(plain(one.title) for one in documents))
        return self._say("fuente_termino", documento=titles)

    def _names_of(self, institution: Institution) -> str:
        own = (one for one in self._library.procedures.values() if one.institution.id == institution.id)
        return numbered(plain(display_name(one.name)) for one in own)

    def _contacts(self, institutions: Sequence[Institution] = ()) -> list[str]:
        return [_contact_of(one) for one in institutions or self._library.institutions.values()]


def _contact_of(institution: Institution) -> str:
    return f"**{institution_title(institution)}**: {where_to_ask(institution)}"
