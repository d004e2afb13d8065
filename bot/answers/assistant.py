"""The dialogue's decisions: what is answered to a message, given what the conversation remembers.

Actions call it; it knows neither Rasa nor a channel. Every method returns a :class:`Reply`: the answer and the memory
after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.answers.answer import Answer, Button, Outcome
from bot.answers.aspects import numbered, plain
from bot.answers.composer import Clock, Composer, choice_button, contact_words, reference
from bot.answers.focus import period
from bot.answers.memory import NOTHING, Asked, Memory
from bot.answers.naming import display_institution, display_name
from bot.answers.phrases import Phrases
from bot.answers.resolver import NAMED, SURE, Kind, Resolver, declines
from bot.knowledge import Aspect, Catalogue, Institution, Procedure, Search, Term
from bot.text import words

NONE_OF_THESE = Button(title="Ninguno de estos", intent="elegir_opcion", entities={"opcion": "ninguno"})
PERSON = Button(title="Hablar con alguien", intent="pedir_persona")
ALL = Button(title="Ver los trámites", intent="listar_tramites")
HELP = Button(title="Qué puede hacer", intent="pedir_ayuda")


#: What the classifier makes of a question that names no aspect.
_VAGUE = frozenset({Aspect.description, Aspect.detail})


#: A question on the meaning of a word has at most this many words of substance.
_ABOUT_A_WORD = 5
#: A text of at most this many words may only point at another procedure.
_SHORT = 6


class Reply(NamedTuple):
    """What to say and what to remember."""

    answer: Answer
    memory: Memory


def local_now() -> dt.datetime:
    """The present moment with a time zone."""
    return dt.datetime.now(dt.timezone.utc)


class Assistant:
    """``Assistant(catalogue, phrases).consult("cuánto cuesta", [Aspect.cost], Memory(tramite="…"))``."""

    def __init__(
        self, catalogue: Catalogue, phrases: Phrases, *, search: Search | None = None, clock: Clock = local_now
    ) -> None:
        self._procedures: Mapping[str, Procedure] = {one.id: one for one in catalogue.procedures()}
        self._institutions = {one.institution.id: one.institution for one in self._procedures.values()}
        self._terms = catalogue.terms()
        self._search = search or Search(catalogue.procedures(), catalogue.words(), catalogue.foreign(), whole=True)
        self._say = phrases
        self.composer = Composer(self._search, phrases, clock)
        self._resolver = Resolver(self._search, self.composer.passages)

    # -- asking about a procedure ---------------------------------------------------------------------------------------

    def consult(self, text: str, asked: Asked, memory: Memory, *, tramite: str | None = None) -> Reply:
        """The answer to a question; ``tramite`` is given when a button chose the procedure."""
        tapped = self._procedures.get(tramite or "")
        if tapped:
            return self._tell(tapped, asked or _pending(memory), memory.consulta or "", memory)
        chosen = self.picked(text, memory, asked)
        if chosen:
            return chosen
        current = self._procedures.get(memory.tramite or "")
        other = self._other(text, memory)
        if other:
            return self._tell(other, asked if asked.surely else _pending(memory), text, memory)
        if asked.aspects == (Aspect.description,) and not self._called(text):
            explained = self.define(text, memory)
            if explained:
                return explained
        subject = self._resolver.resolve(text, asked, current=current)
        switches = subject.procedures != (current,)
        if _elliptical(text) and _goes_on(text, asked, _pending(memory), switches=switches):
            asked = _pending(memory)
        elif not switches and not asked.surely and self._search.subject(text):
            asked = Asked((*asked.aspects, Aspect.detail))
        if subject.kind is Kind.one:
            return self._tell(subject.procedures[0], asked, text, memory)
        if subject.kind is Kind.several:
            return self._ask(subject.procedures, asked, text, memory)
        if subject.kind is Kind.unnamed:
            return self._unnamed(asked or _pending(memory), text, memory)
        if current and Aspect.detail in asked.aspects:
            return self._tell(current, Asked((Aspect.detail,)), text, memory)
        return self._not_found(subject.procedures, memory)

    def picked(self, text: str, memory: Memory, asked: Asked = NOTHING) -> Reply | None:
        """The answer about the candidate that ``text`` chooses in words or by number; None when it chooses none."""
        procedure = self._resolver.choose(text, self._choices(memory)) if memory.candidatos else None
        if procedure is None:
            return None
        return self._tell(procedure, _pending(memory) or asked, memory.consulta or text, memory)

    def mentions(self, text: str, memory: Memory) -> bool:
        """Whether ``text`` surely speaks of one of our procedures, or of what the one under discussion contains."""
        current = self._procedures.get(memory.tramite or "")
        return self._surely(text) is not None or (current is not None and self._resolver.speaks_of(text, current))

    def choose(self, text: str, memory: Memory) -> Reply:
        """The reply to a choice: among the open candidates, or else in the conversation as a whole."""
        if not memory.candidatos:
            return self.not_understood(memory)
        if declines(text):
            return self.none_of_them(memory)
        chosen = self._resolver.choose(text, self._choices(memory))
        if chosen is None:
            return self._ask(self._choices(memory), _pending(memory), memory.consulta or "", memory)
        return self._tell(chosen, _pending(memory), memory.consulta or "", memory)

    def confirm(self, memory: Memory) -> Reply:
        """The reply to «sí»: the only candidate, or a question of what it refers to."""
        if len(memory.candidatos) == 1:
            return self._tell(self._choices(memory)[0], _pending(memory), memory.consulta or "", memory)
        if memory.candidatos:
            return self._ask(self._choices(memory), _pending(memory), memory.consulta or "", memory)
        return self.say("si_que_mas", Outcome.smalltalk, memory)

    def refuse(self, memory: Memory) -> Reply:
        """The reply to «no»: none of the candidates, or the end of the matter."""
        return self.none_of_them(memory) if memory.candidatos else self.say("no_que_mas", Outcome.smalltalk, memory)

    def none_of_them(self, memory: Memory) -> Reply:
        """Asks for other words after the choices were declined."""
        answer = Answer(outcome=Outcome.clarify, text=self._say("ninguno"), buttons=(ALL, PERSON))
        return Reply(answer, replace(memory.settled(), tramite=None, tramite_anterior=memory.tramite))

    def correct(self, text: str, asked: Asked, memory: Memory) -> Reply:
        """«No, el otro»: another procedure named now, or the previous one, or a question which."""
        if not (asked.surely and set(asked.aspects) - _VAGUE):
            asked = _pending(memory) or asked
        other = self._other(text, memory)
        if other:
            return self._tell(other, asked, text, memory)
        others = self._search.find(text, limit=1)
        if others and others[0].procedure and others[0].score >= SURE and others[0].procedure.id != memory.tramite:
            return self._tell(others[0].procedure, asked, text, memory)
        return self.none_of_them(memory)

    def back(self, text: str, asked: Asked, memory: Memory) -> Reply:
        """The procedure that was under discussion before this one, and what ``text`` asks of it."""
        previous = self._procedures.get(memory.tramite_anterior or "")
        if previous is None:
            return self.say("sin_anterior", Outcome.help, memory)
        return self._tell(previous, asked, text, memory)

    def more(self, memory: Memory) -> Reply:
        """The next page of a long answer."""
        procedure = self._procedures.get(memory.tramite or "")
        if procedure is None:
            return self.not_understood(memory)
        if not memory.pagina or memory.pagina[1] >= len(procedure.legal_basis):
            return self.say("no_hay_mas", Outcome.help, memory)
        start = int(memory.pagina[1])
        following = replace(memory, pagina=(memory.pagina[0], start + 10))
        return Reply(self.composer.entries(procedure, start), following)

    # -- about the catalogue ---------------------------------------------------------------------------------------------

    def list_procedures(self, text: str, memory: Memory) -> Reply:
        """The procedures, by institution; only of those institutions that ``text`` names."""
        named = self._institutions_in(text) or list(self._institutions.values())
        parts = [f"**{_title(one)}**\n\n{self._names_of(one)}" for one in named]
        answer = Answer(outcome=Outcome.help, text="\n\n".join([self._say("lista"), *parts]), buttons=(HELP, PERSON))
        return Reply(answer, memory.settled())

    def define(self, text: str, memory: Memory) -> Reply | None:
        """The meaning of a word of the glossary that ``text`` has; None when it has none."""
        said = f" {' '.join(words(text))} "
        found = [(len(name), one) for one in self._terms for name in _names(one) if f" {name} " in said]
        if not found or len(self._search.subject(text)) > _ABOUT_A_WORD:
            return None
        term = max(found, key=lambda one: one[0])[1]
        title = f"{term.term} ({term.acronym})" if term.acronym else term.term
        parts = [f"**{plain(title)}**: {plain(term.explanation)}", term.link, self._source_of(term)]
        answer = Answer(
            outcome=Outcome.answered,
            text="\n\n".join(part for part in parts if part),
            aspects=(Aspect.description,),
            buttons=(ALL,),
        )
        called = self._called(text)
        after = memory.about(called.id) if called else memory.settled()
        return Reply(answer, replace(after, aspectos=(Aspect.description.value,)))

    def institution(self, text: str, memory: Memory) -> Reply | None:
        """The contact of the institution that ``text`` names; None when it names none, or more than one."""
        named = self._institutions_in(text)
        if len(named) != 1 or named[0].contact is None:
            return None
        contact = contact_words(named[0].contact)
        answer = Answer(
            outcome=Outcome.answered,
            text=self._say("contacto_institucion", institucion=_title(named[0]), contacto=contact),
            aspects=(Aspect.contact,),
            buttons=(ALL,),
        )
        return Reply(answer, memory.settled())

    def person(self, text: str, memory: Memory) -> Reply:
        """How to reach a person: the contact of the procedure under discussion, or of every institution."""
        procedure = self._procedures.get(memory.tramite or "")
        named = self._institutions_in(text)
        if procedure and not named:
            lines = [self.composer.contact_line(procedure)]
        else:
            lines = [self._contact_of(one) for one in named or self._institutions.values()]
        answer = Answer(outcome=Outcome.handoff, text="\n\n".join([self._say("persona"), *lines]), buttons=(ALL,))
        return Reply(answer, memory.settled())

    def case_status(self, text: str, memory: Memory) -> Reply:
        """How a case's state is found out: what the ficha of the procedure says of it, and whom to ask."""
        procedure = self._surely(text) or self._procedures.get(memory.tramite or "")
        if procedure is None:
            lines = [self._say("estado_caso"), *map(self._contact_of, self._institutions.values())]
            answer = Answer(outcome=Outcome.case_status, text="\n\n".join(lines), buttons=(PERSON, ALL))
            return Reply(answer, memory.settled())
        if self.composer.excerpts(procedure, text):
            told = self.composer.about(procedure, Asked((Aspect.detail,)), text)
            return Reply(_preceded(told, self._say("estado_caso_ficha")), memory.about(procedure.id))
        lines = [self._say("estado_caso"), self.composer.contact_line(procedure)]
        answer = Answer(
            outcome=Outcome.case_status, text="\n\n".join(lines), procedure=reference(procedure), buttons=(PERSON,)
        )
        return Reply(answer, memory.about(procedure.id))

    # -- everything else -------------------------------------------------------------------------------------------------

    def say(self, phrase: str, outcome: Outcome, memory: Memory, *, buttons: Sequence[Button] = (ALL, PERSON)) -> Reply:
        """A fixed sentence."""
        return Reply(Answer(outcome=outcome, text=self._say(phrase), buttons=tuple(buttons)), memory.settled())

    def not_understood(self, memory: Memory) -> Reply:
        """The ladder: other words please; what I can do; a person. Never the same sentence twice running."""
        rung = min(memory.fallos, 2)
        buttons = ((ALL, HELP), (ALL, PERSON), (PERSON, ALL))[rung]
        answer = Answer(outcome=Outcome.not_understood, text=self._say("no_entendi", variant=rung), buttons=buttons)
        if rung == 2:
            contacts = "\n\n".join(map(self._contact_of, self._institutions.values()))
            answer = answer.copy(update={"text": f"{answer.text}\n\n{contacts}"})
        return Reply(answer, replace(memory.settled(), fallos=memory.fallos + 1))

    def _source_of(self, term: Term) -> str | None:
        """The line that names the document in which ``term`` is explained; None when we explain it ourselves."""
        source = next((p.source for p in self._procedures.values() if p.source.document == term.source), None)
        return self._say("fuente_termino", documento=plain(source.title)) if source else None

    # -- parts -----------------------------------------------------------------------------------------------------------

    def _tell(self, procedure: Procedure, asked: Asked, text: str, memory: Memory) -> Reply:
        answer = self.composer.about(procedure, asked, text)
        after = replace(memory.about(procedure.id), aspectos=tuple(one.value for one in asked.aspects))
        if Aspect.legal_basis in asked.aspects:
            after = replace(after, pagina=(Aspect.legal_basis.value, 10))
        return Reply(answer, after)

    def _ask(self, choices: Sequence[Procedure], asked: Asked, text: str, memory: Memory) -> Reply:
        lines = numbered(f"{plain(display_name(one.name))} ({one.institution.acronym})" for one in choices)
        phrase = "se_refiere_a_este" if len(choices) == 1 else "se_refiere_a"
        answer = Answer(
            outcome=Outcome.clarify,
            text=f"{self._say(phrase)}\n\n{lines}",
            candidates=tuple(map(reference, choices)),
            buttons=(*(choice_button(one, asked.aspects) for one in choices), NONE_OF_THESE),
        )
        return Reply(answer, _waiting(memory, choices, asked, text))

    def _unnamed(self, asked: Asked, text: str, memory: Memory) -> Reply:
        if memory.candidatos:
            return self._ask(self._choices(memory), asked, text, memory)
        choices = self._most_asked()
        answer = Answer(
            outcome=Outcome.clarify,
            text=self._say("que_tramite"),
            candidates=tuple(map(reference, choices)),
            buttons=(*(choice_button(one, asked.aspects) for one in choices), ALL),
        )
        return Reply(answer, _waiting(memory, choices, asked, text))

    def _not_found(self, near: Sequence[Procedure], memory: Memory) -> Reply:
        lines = numbered(plain(display_name(one.name)) for one in near)
        parts = [self._say("no_encontrado"), f"{self._say('cercanos')}\n\n{lines}" if near else ""]
        answer = Answer(
            outcome=Outcome.not_found,
            text="\n\n".join(part for part in parts if part),
            candidates=tuple(map(reference, near)),
            buttons=(*(choice_button(one, ()) for one in near), ALL, PERSON),
        )
        return Reply(answer, _waiting(memory, near, Asked(), ""))

    def _surely(self, text: str) -> Procedure | None:
        found = self._search.find(text, limit=1)
        return found[0].procedure if found and found[0].score >= NAMED else None

    def _called(self, text: str) -> Procedure | None:
        """The procedure whose name ``text`` has, if any."""
        found = self._search.find(text, limit=1)
        return found[0].procedure if found and found[0].called >= NAMED else None

    def _other(self, text: str, memory: Memory) -> Procedure | None:
        """The other procedure of the last choice, or the one before, when ``text`` asks for «la otra»."""
        said = words(text)
        if len(said) > _SHORT or not {"otro", "otra"} & set(said):
            return None
        rest = [one for one in memory.alternativas if one != memory.tramite] or [memory.tramite_anterior or ""]
        return self._procedures.get(rest[0]) if len(rest) == 1 else None

    def _choices(self, memory: Memory) -> list[Procedure]:
        return [self._procedures[one] for one in memory.candidatos if one in self._procedures]

    def _most_asked(self) -> list[Procedure]:
        """The procedures that most people were served in the last month of their statistics."""
        served = {
            one.id: max(((s.year, s.month, s.served) for s in one.statistics), default=(0, 0, 0))[2]
            for one in self._procedures.values()
        }
        return sorted(self._procedures.values(), key=lambda one: -served[one.id])[:4]

    def _institutions_in(self, text: str) -> list[Institution]:
        said = f" {' '.join(words(text))} "
        names = {one.id: (one.acronym, one.name, *one.nicknames) for one in self._institutions.values()}
        return [
            one for key, one in self._institutions.items() if any(f" {' '.join(words(n))} " in said for n in names[key])
        ]

    def _names_of(self, institution: Institution) -> str:
        own = [one for one in self._procedures.values() if one.institution.id == institution.id]
        return numbered(plain(display_name(one.name)) for one in own)

    def _contact_of(self, institution: Institution) -> str:
        contact = contact_words(institution.contact) if institution.contact else institution.website or ""
        return f"**{_title(institution)}**: {contact}"


def _goes_on(text: str, asked: Asked, before: Asked, *, switches: bool) -> bool:
    """Whether an elliptical ``text`` names no aspect of its own but a procedure or a month for the question before."""
    if Aspect.statistics in before.aspects and period(text) != (None, None):
        return True
    return switches and bool(before) and not (asked.surely and set(asked.aspects) - _VAGUE)


def _elliptical(text: str) -> bool:
    """Whether ``text`` only changes the procedure of the question before: «¿y el régimen 51?»."""
    said = words(text)
    return said[:1] == ["y"] and (len(said) <= _SHORT or said[1:2] in (["para"], ["de"], ["del"], ["los"], ["las"]))


def _preceded(answer: Answer, sentence: str) -> Answer:
    return answer.copy(update={"text": f"{sentence}\n\n{answer.text}", "outcome": Outcome.case_status})


def _pending(memory: Memory) -> Asked:
    """What the question before asked for."""
    return Asked(tuple(Aspect(name) for name in memory.aspectos))


def _waiting(memory: Memory, choices: Sequence[Procedure], asked: Asked, text: str) -> Memory:
    waiting = tuple(one.id for one in choices)
    return replace(
        memory,
        candidatos=waiting,
        aspectos=tuple(one.value for one in asked.aspects),
        consulta=text,
        pagina=None,
        fallos=0,
    )


def _title(institution: Institution) -> str:
    return f"{display_institution(institution.name)} ({institution.acronym})"


def _names(term: Term) -> list[str]:
    """How people write ``term``: folded, with and without its acronym."""
    return [" ".join(words(name)) for name in (term.term, term.acronym) if name]
