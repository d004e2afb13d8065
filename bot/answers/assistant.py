"""The dialogue's decisions: what is answered to a message, given what the conversation remembers.

Actions call it; it knows neither Rasa nor a channel. Every method returns a :class:`Reply`: the answer and the memory
after it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Outcome
from bot.answers.aspects import numbered, plain
from bot.answers.composer import PAGE, Clock, Composer, choice_buttons, documents_cited, reference
from bot.answers.focus import period
from bot.answers.library import Library
from bot.answers.memory import NOTHING, Asked, Memory
from bot.answers.naming import display_name, distinctions
from bot.answers.phrases import Phrases
from bot.answers.reception import Reception
from bot.answers.reply import ALL, NONE_OF_THESE, PERSON, Reply
from bot.answers.resolver import Kind, Resolver, Subject, declines
from bot.answers.thresholds import CERTAIN, DOUBTFULLY_OURS, NAMED, SURE
from bot.knowledge import Aspect, Procedure
from bot.text import fold, words

#: What the classifier makes of a question that names no aspect.
_VAGUE = frozenset({Aspect.description, Aspect.detail})
#: A text of at most this many words may only point at another procedure.
_SHORT = 6
#: How a text goes back, «volviendo a lo de la patente», and the words that only say so.
_GOES_BACK = re.compile(
    r"\b(?:volv|vuelv|regres|retom)\w* (?:a|al|con|lo)\b|^(?:el|la|lo|al) (?:de antes|anterior)\b"
    r"|\b(?:lo|el|la) primer[oa] que\b|\bes[eoa] no,? (?:el|la|lo) anterior\b"
)
_GOING_BACK = re.compile(r"(?:volv|vuelv|regres|retom|anterior|antes|atras|primer|pregunt)\w*$")
_FIRST = re.compile(r"\bprimer[oa]\b")
#: How a text goes on from the one before: «¿y para el régimen 51?».
_GOES_ON = frozenset({"para", "de", "del", "los", "las"})


def local_now() -> dt.datetime:
    """The present moment with a time zone."""
    return dt.datetime.now(dt.timezone.utc)


class Assistant:
    """``Assistant(library, phrases).consult("cuánto cuesta", Asked((Aspect.cost,)), Memory(tramite="…"))``."""

    def __init__(self, library: Library, phrases: Phrases, *, clock: Clock = local_now) -> None:
        self._library = library
        self._say = phrases
        self._composer = Composer(library.search, phrases, clock)
        self._resolver = Resolver(library.search, self._composer.details.passages)
        self.reception = Reception(library, phrases, self._composer)

    @property
    def composer(self) -> Composer:
        """Who writes the answers about a procedure; the guides share it."""
        return self._composer

    # -- asking about a procedure ---------------------------------------------------------------------------------

    def consult(self, text: str, asked: Asked, memory: Memory, *, tramite: str | None = None) -> Reply:
        """The answer to a question; ``tramite`` is given when a button chose the procedure."""
        tapped = self._library.get(tramite)
        if tapped:
            return self._tell(tapped, asked or _pending(memory), memory.consulta or "", memory)
        if goes_back(text) and memory.conversados:
            return self.back(text, asked, memory)
        if declines(text) and len(words(text)) <= _SHORT:
            return self.none_of_them(memory)
        pointed = self.picked(text, memory, asked) or self._pointed_at(text, asked, memory)
        return pointed or self._besides(text, asked, memory) or self._resolved(text, asked, memory)

    def _pointed_at(self, text: str, asked: Asked, memory: Memory) -> Reply | None:
        """The answer about «la otra»: the other procedure of the last choice, or the one before."""
        said = words(text)
        if len(said) > _SHORT or not {"otro", "otra"} & set(said):
            return None
        rest = [one for one in memory.alternativas if one != memory.tramite] or [memory.tramite_anterior or ""]
        other = self._library.get(rest[0]) if len(rest) == 1 else None
        if other is None:
            return None
        return self._tell(other, asked if asked.surely else _pending(memory), text, memory)

    def _besides(self, text: str, asked: Asked, memory: Memory) -> Reply | None:
        """A word explained, or an institution's contact, when no procedure is asked about."""
        # A word alone («el aforo») may also name what goes on from the question before.
        alone = asked.aspects == (Aspect.description,)
        called = self._library.called(text)
        if called:
            defined = self.reception.whereabouts(text, memory)
        else:
            defined = self.reception.define(text, memory, alone=alone)
        if defined:
            return defined
        if asked.aspects == (Aspect.contact,) and not memory.tramite:
            return self.reception.institution(text, memory)
        cited = documents_cited(text)
        return self.reception.cited_nowhere(cited, memory) if cited else None

    def _resolved(self, text: str, asked: Asked, memory: Memory) -> Reply:
        """The answer to a question whose procedure is found in the catalogue, or is the one under discussion."""
        current = self._under_discussion(text, memory)
        subject = self._resolver.resolve(text, asked, current=current, discussed=memory.conversados)
        if memory.consulta and subject.kind in (Kind.several, Kind.not_ours):
            subject = self._with_the_open_question(text, asked, memory) or subject
        meant = [one.id for one in subject.procedures]
        asked = self._understood(text, asked, memory, switches=meant != [memory.tramite])
        if subject.kind is Kind.one:
            told = self._tell(subject.procedures[0], asked, text, memory)
            others = self._resolver.runners_up(text, subject.procedures[0]) if meant != [memory.tramite] else ()
            return told._replace(memory=replace(told.memory, alternativas=others or told.memory.alternativas))
        if subject.kind is Kind.several:
            return self._ask(subject.procedures, asked, text, memory)
        if subject.kind is Kind.unnamed:
            return self._which(asked or _pending(memory), text, memory)
        if current and Aspect.detail in asked.aspects:
            return self._tell(current, Asked((Aspect.detail,)), text, memory)
        return self._not_found(subject.procedures, memory)

    def _with_the_open_question(self, text: str, asked: Asked, memory: Memory) -> Subject | None:
        """What ``text`` means together with the question that was asked back about; None when that is no clearer."""
        if self._library.search.strangeness(text) >= NAMED:
            return None
        both = self._resolver.resolve(f"{memory.consulta} {text}", asked)
        offered = [one for one in both.procedures if one.id in memory.candidatos]
        if both.kind is Kind.several and len(offered) == 1:
            return Subject(Kind.one, tuple(offered))
        return both if both.kind is Kind.one else None

    def _under_discussion(self, text: str, memory: Memory) -> Procedure | None:
        """The procedure that ``text`` may go on about: not one of another institution than it names."""
        current = self._library.get(memory.tramite)
        named = self._library.institutions_in(text)
        return None if current and named and current.institution not in named else current

    def _understood(self, text: str, asked: Asked, memory: Memory, *, switches: bool) -> Asked:
        """What is asked for, given the question before: «¿y el régimen 51?» asks the same again."""
        before = _pending(memory)
        if _elliptical(text) and _same_again(text, asked, before, switches=switches):
            return before
        if not switches and not asked.surely and self._library.search.subject(text):
            return Asked((*asked.aspects, Aspect.detail))
        return asked

    def mentions(self, text: str, memory: Memory, confidence: float = 0.0) -> bool:
        """Whether ``text`` speaks of a procedure, of what the one under discussion contains, or answers the open
        question. ``confidence`` is how likely it sounds like a question on a procedure, from 0 to 1."""
        current = self._library.get(memory.tramite)
        if current is not None and self._goes_on(text, current):
            return True
        if memory.consulta and self._with_the_open_question(text, NOTHING, memory):
            return True
        foreign = confidence >= DOUBTFULLY_OURS and self._library.search.strangeness(text) >= NAMED
        return foreign or self._library.ours(text, confidence)

    def _goes_on(self, text: str, current: Procedure) -> bool:
        """Whether ``text`` has words of ``current``, or of another in its place: «¿y el de nosema?»."""
        if self._resolver.speaks_of(text, current):
            return True
        return _elliptical(text) and self._resolver.instead(text, current) is not None

    def only_asks(self, text: str, asked: Asked, memory: Memory) -> bool:
        """Whether ``text`` only asks for an aspect of what is under discussion: «¿precio?»."""
        return bool(asked and memory.tramite and not self._library.search.subject(text))

    # -- choosing ----------------------------------------------------------------------------------------------------

    def picked(self, text: str, memory: Memory, asked: Asked = NOTHING) -> Reply | None:
        """The answer about the candidate that ``text`` chooses in words or by number; None when it chooses none."""
        choices = self._choices(memory) or self._spurned(text, memory)
        chosen = self._resolver.choose(text, choices, before=memory.consulta or "")
        named = self._library.surely(text)
        if chosen is None or (named and named not in choices):
            return None
        return self._tell(chosen, _pending(memory) or asked, memory.consulta or text, memory)

    def _spurned(self, text: str, memory: Memory) -> list[Procedure]:
        """The other choices offered before, when ``text`` starts as who goes back to them: «no, el de camarón»."""
        if words(text)[:1] != ["no"] or len(words(text)) > _SHORT:
            return []
        found = (self._library.get(one) for one in memory.alternativas if one != memory.tramite)
        return [one for one in found if one]

    def choose(self, text: str, memory: Memory) -> Reply:
        """The reply to a choice among the open candidates."""
        choices = self._choices(memory)
        if not choices and self._names_something(text, memory):
            return self.consult(text, NOTHING, memory)
        if not choices:
            return self._pointed_at(text, NOTHING, memory) or self.reception.not_understood(memory)
        if declines(text):
            return self.none_of_them(memory)
        return self.picked(text, memory) or self._ask(choices, _pending(memory), memory.consulta or "", memory)

    def _names_something(self, text: str, memory: Memory) -> bool:
        """Whether ``text``, which chooses nothing, has words to search by, or goes on: «¿y el de salida?»."""
        current = self._library.get(memory.tramite)
        known = any(term.known and not term.word.isdigit() for term in self._library.search.subject(text))
        return known or (current is not None and self._goes_on(text, current))

    def confirm(self, memory: Memory, text: str = "") -> Reply:
        """The reply to «sí»: the only candidate, the one that ``text`` also names («sí, tengo RUC»), or a question."""
        choices = self._choices(memory)
        named = self.picked(text, memory) if self._library.search.subject(text) else None
        if named:
            return named
        if len(choices) == 1:
            return self._tell(choices[0], _pending(memory), memory.consulta or "", memory)
        if choices:
            return self._ask(choices, _pending(memory), memory.consulta or "", memory)
        return self.reception.say("si_que_mas", Outcome.smalltalk, memory)

    def refuse(self, memory: Memory, text: str = "") -> Reply:
        """The reply to «no»: the one that ``text`` names instead, none of the candidates, or the end of the matter."""
        named = self.picked(text, memory) if self._library.search.subject(text) else None
        if named:
            return named
        if memory.candidatos:
            return self.none_of_them(memory)
        return self.reception.say("no_que_mas", Outcome.smalltalk, memory)

    def none_of_them(self, memory: Memory) -> Reply:
        """Asks for other words after the choices were declined."""
        answer = Answer(outcome=Outcome.clarify, text=self._say("ninguno"), buttons=(ALL, PERSON))
        previous = memory.tramite or memory.tramite_anterior
        after = replace(memory.settled(), tramite=None, tramite_anterior=previous, consulta=memory.consulta)
        return Reply(answer, after)

    # -- moving among procedures ---------------------------------------------------------------------------------------

    def correct(self, text: str, asked: Asked, memory: Memory) -> Reply:
        """«No, el otro»: another procedure named now, or the other one of a choice, or a question which."""
        asked = asked if _names_an_aspect(asked) else _pending(memory) or asked
        pointed = self._pointed_at(text, asked, memory)
        if pointed:
            return pointed
        picked = self.picked(text, memory, asked)
        if picked:
            return picked
        current = self._library.get(memory.tramite)
        instead = self._resolver.instead(text, current, memory.conversados) if current else None
        if instead and instead.kind is Kind.one:
            return self._tell(instead.procedures[0], asked, text, memory)
        found = self._library.search.find(text, limit=1)
        meant = self._library.surely(text) or (
            found[0].procedure if found and found[0].known and found[0].score >= SURE else None
        )
        if meant and meant.id != memory.tramite:
            return self._tell(meant, asked, text, memory)
        others = instead.procedures if instead else self._spurned(text, memory)
        return self._ask(others, asked, memory.consulta or text, memory) if others else self.none_of_them(memory)

    def back(self, text: str, asked: Asked, memory: Memory) -> Reply:
        """The procedure that was under discussion before this one, and what ``text`` asks of it."""
        talked = [one for one in map(self._library.get, (*memory.conversados, memory.tramite)) if one]
        named = " ".join(word for word in words(text) if not _GOING_BACK.match(word))
        first = [self._library.get(memory.conversados[-1])] if memory.conversados and _FIRST.search(fold(text)) else []
        previous = self._resolver.recall(named, talked) or next(
            filter(None, (*first, self._library.get(memory.tramite_anterior))), None
        )
        if previous is None:
            return self.reception.say("sin_anterior", Outcome.help, memory)
        return self._tell(previous, asked if asked.confidence >= CERTAIN else NOTHING, text, memory)

    def again(self, text: str, asked: Asked, memory: Memory) -> Reply | None:
        """What was asked to be said again of the procedure under discussion; None when no aspect of it was."""
        if goes_back(text) and memory.conversados:
            return self.back(text, asked, memory)
        procedure = self._library.get(memory.tramite)
        return self._tell(procedure, asked, text, memory) if procedure and asked.surely else None

    def more(self, memory: Memory) -> Reply:
        """The next page of a long answer."""
        procedure = self._library.get(memory.tramite)
        if procedure is None:
            return self.reception.not_understood(memory)
        if memory.pagina is None or memory.pagina[1] >= len(procedure.legal_basis):
            return self.reception.say("no_hay_mas", Outcome.help, memory)
        aspect, start = memory.pagina[0], int(memory.pagina[1])
        return Reply(self._composer.entries(procedure, start), replace(memory, pagina=(aspect, start + PAGE)))

    # -- parts -------------------------------------------------------------------------------------------------------

    def _tell(self, procedure: Procedure, asked: Asked, text: str, memory: Memory) -> Reply:
        answer = self._composer.about(procedure, asked, text, goes_on=procedure.id == memory.tramite)
        after = replace(memory.about(procedure.id), aspectos=tuple(one.value for one in asked.aspects))
        if Aspect.legal_basis in asked.aspects:
            shown = 0 if self._composer.narrowed_legal(procedure, text) else PAGE
            after = replace(after, pagina=(Aspect.legal_basis.value, shown))
        return Reply(answer, after)

    def _ask(self, choices: Sequence[Procedure], asked: Asked, text: str, memory: Memory) -> Reply:
        phrase = "se_refiere_a_este" if len(choices) == 1 else "se_refiere_a"
        return self._offer(phrase, choices, asked, text, memory)

    def _which(self, asked: Asked, text: str, memory: Memory) -> Reply:
        """Asks which procedure is meant: among those already offered, or any."""
        offered = self._choices(memory)
        if offered and self._resolver.leads(offered[0], memory.consulta or ""):
            return self._tell(offered[0], asked, text, memory)
        if offered:
            return self._ask(offered, asked, memory.consulta or text, memory)
        return self._offer("que_tramite", self._library.most_asked(), asked, text, memory)

    def _offer(self, phrase: str, choices: Sequence[Procedure], asked: Asked, text: str, memory: Memory) -> Reply:
        named = (f"{plain(display_name(one.name))} ({one.institution.acronym})" for one in choices)
        apart = distinctions(choices)
        lines = numbered(f"**{plain(what)}**: {name}" if what else name for what, name in zip(apart, named))
        answer = Answer(
            outcome=Outcome.clarify,
            text=f"{self._say(phrase)}\n\n{lines}",
            candidates=tuple(map(reference, choices)),
            buttons=(*choice_buttons(choices, asked.aspects), NONE_OF_THESE),
        )
        return Reply(answer, _waiting(memory, choices, asked, text))

    def _not_found(self, near: Sequence[Procedure], memory: Memory) -> Reply:
        lines = numbered(plain(display_name(one.name)) for one in near)
        parts = [self._say("no_encontrado"), f"{self._say('cercanos')}\n\n{lines}" if near else ""]
        answer = Answer(
            outcome=Outcome.not_found,
            text="\n\n".join(part for part in parts if part),
            candidates=tuple(map(reference, near)),
            buttons=(*choice_buttons(near, ()), ALL, PERSON),
        )
        return Reply(answer, _waiting(memory, near, NOTHING, ""))

    def _choices(self, memory: Memory) -> list[Procedure]:
        return [one for one in map(self._library.get, memory.candidatos) if one]


def goes_back(text: str) -> bool:
    """Whether ``text`` goes back to what was discussed before: «volvamos al anterior», «lo primero que le pregunté»."""
    return bool(_GOES_BACK.search(fold(text)))


def _names_an_aspect(asked: Asked) -> bool:
    return asked.surely and bool(set(asked.aspects) - _VAGUE)


def _same_again(text: str, asked: Asked, before: Asked, *, switches: bool) -> bool:
    """Whether an elliptical ``text`` names no aspect of its own but a procedure or a month for the question before."""
    if Aspect.statistics in before.aspects and period(text) != (None, None):
        return True
    return switches and bool(before) and not _names_an_aspect(asked)


def _elliptical(text: str) -> bool:
    """Whether ``text`` goes on from the question before: «¿y el régimen 51?»."""
    said = words(text)
    return said[:1] == ["y"] and (len(said) <= _SHORT or said[1] in _GOES_ON)


def _pending(memory: Memory) -> Asked:
    """What the question before asked for."""
    return Asked(tuple(Aspect(name) for name in memory.aspectos))


def _waiting(memory: Memory, choices: Sequence[Procedure], asked: Asked, text: str) -> Memory:
    return replace(
        memory,
        candidatos=tuple(one.id for one in choices),
        aspectos=tuple(one.value for one in asked.aspects),
        consulta=text,
        pagina=None,
        fallos=0,
    )
