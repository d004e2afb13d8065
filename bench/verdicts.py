"""Whether one turn is all that was expected of it, and what kind of turn it is; ``bench/README.md`` says more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.questions import Expectation, Question, normalise, states
from bot.answers import Outcome

#: How many procedures named in an answer count for hit@5.
CHOICES = 5
#: «La ficha no indica …», «… no lo indica».
_NOT_STATED = re.compile(r"\bno (?:lo |la |los |las |se )?indican?\b")
#: Values that do harm when they are wrong. Counts and list numbers are the bot's own to say.
_VALUES = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b1800[- ]?\d{6}\b|\(?\b0\d\)?[ -]?\d{7,8}\b"
    r"|\b[a-z]+(?:-[a-z]+)+-\d{4}-\d+(?:-re)?\b"
    r"|(?:\busd|\$) ?\d+(?:[.,]\d+)*|\b\d+(?:[.,]\d+)* (?:dolares|usd|%)"
    r"|\b\d+ (?:minutos?|horas?|dias?|semanas?|mes|meses|anos?)\b"
)
_REFUSALS = frozenset({Outcome.not_found.value, Outcome.out_of_scope.value})
_GIVES_UP = _REFUSALS | {Outcome.not_understood.value}


@dataclass(frozen=True)
class Verdict:
    """What was wrong with one turn: (kind, detail) pairs, none when it is right."""

    question: Question
    turn: int
    answer: Mapping[str, Any]
    failures: tuple[tuple[str, str], ...]
    ungrounded: tuple[str, ...] = ()

    @property
    def expectation(self) -> Expectation:
        return self.question.expect[self.turn]

    @property
    def right(self) -> bool:
        return not self.failures

    @property
    def outcome(self) -> str | None:
        return self.answer.get("outcome")

    @property
    def told(self) -> str | None:
        """The procedure that the answer is about."""
        return (self.answer.get("procedure") or {}).get("id")

    @property
    def answered(self) -> bool:
        return self.outcome == Outcome.answered.value

    # -- what kind of turn it is --------------------------------------------------------------------------------------

    @property
    def names_procedure(self) -> bool:
        """Expects one procedure, or one of several, and would not do without."""
        return bool(self.expectation.procedures) and "" not in (self.expectation.procedures or ())

    @property
    def ambiguous(self) -> bool:
        """Nothing but asking back is right."""
        return self.expectation.outcomes == (Outcome.clarify.value,)

    @property
    def unambiguous(self) -> bool:
        """Names a procedure, and asking back is not right."""
        return self.names_procedure and Outcome.clarify.value not in self.expectation.outcomes

    @property
    def beyond_us(self) -> bool:
        """To be refused: nothing of ours answers it."""
        return not self.names_procedure and bool(_REFUSALS & set(self.expectation.outcomes))

    @property
    def not_held(self) -> bool:
        """Asks for a procedure that the catalogue does not hold."""
        if self.names_procedure or self.question.style == "fuera_de_alcance":
            return False
        first = self.expectation.outcomes[0] == Outcome.not_found.value
        return self.question.style == "no_tenemos" or (self.beyond_us and first)

    @property
    def off_topic(self) -> bool:
        """Is no business of ours at all, or an attack."""
        if self.names_procedure or self.not_held:
            return False
        return self.question.style == "fuera_de_alcance" or self.beyond_us

    # -- what became of it --------------------------------------------------------------------------------------------

    @property
    def hit1(self) -> bool:
        """Told the procedure, or offered it first when asking back."""
        first = self._offered[0] if self.asked_back and self._offered else None
        return (self.told or first) in (self.expectation.procedures or ())

    @property
    def hit5(self) -> bool:
        """Told the procedure, or named it among the first: as a choice, or as near to what is not held."""
        named = [one for one in (self.told, *self._offered) if one][:CHOICES]
        return bool(set(named) & set(self.expectation.procedures or ()))

    @property
    def _offered(self) -> list[str]:
        return [str(candidate.get("id")) for candidate in self.answer.get("candidates", ())]

    @property
    def unanswered(self) -> bool:
        """Has no usable answer: none at all, one to something else, or that the engine could not."""
        return self.outcome == Outcome.unavailable.value or "missing" in dict(self.failures)

    @property
    def asked_back(self) -> bool:
        return self.outcome == Outcome.clarify.value

    @property
    def refused(self) -> bool:
        """Turned away a question on a procedure that is held."""
        expected = set(self.expectation.outcomes)
        return self.names_procedure and self.outcome in _GIVES_UP - expected

    @property
    def invented(self) -> bool:
        """Claims a value where the ficha states none."""
        kinds = {kind for kind, _ in self.failures}
        return self.expectation.not_stated and self.answered and bool(kinds & {"not_stated", "absent"})

    @property
    def over_answered(self) -> bool:
        """Says much that was not asked: a dump of the whole ficha would meet any list of facts."""
        asked = max(1, len(self.expectation.aspects))
        return self.answered and len(self.answer.get("aspects", ())) > asked + 2

    @property
    def look_alike(self) -> bool:
        """Answers about one procedure when asked for another that is not held, or for nothing of ours."""
        allowed = self.expectation.procedures or ()
        return (self.not_held or self.off_topic) and self.told is not None and self.told not in allowed


def judge(question: Question, answers: Sequence[Mapping[str, Any]] | None, corpus: str = "") -> list[Verdict]:
    """One verdict for each expected turn. ``corpus`` is the normalised text of the sources, empty when not checked."""
    if answers is None:
        return _missing(question, "sin respuesta")
    if len(answers) != len(question.turns):
        return _missing(question, f"{len(answers)} turnos en vez de {len(question.turns)}")
    return [_judge_turn(question, index, answer, corpus) for index, answer in enumerate(answers)]


def _missing(question: Question, detail: str) -> list[Verdict]:
    return [Verdict(question, index, {}, (("missing", detail),)) for index in range(len(question.turns))]


def _judge_turn(question: Question, index: int, answer: Mapping[str, Any], corpus: str) -> Verdict:
    if normalise(str(answer.get("user"))) != normalise(question.turns[index]):
        return Verdict(question, index, answer, (("missing", "la respuesta es a otro texto"),))
    failures = tuple(_failures(question.expect[index], answer))
    return Verdict(question, index, answer, failures, tuple(_ungrounded(answer, corpus)))


def _failures(expected: Expectation, answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    text = message_text(answer)
    if answer.get("outcome") not in expected.outcomes:
        yield "outcome", f"{answer.get('outcome')} en vez de {' o '.join(expected.outcomes)}"
    procedure = (answer.get("procedure") or {}).get("id", "")
    if expected.procedures is not None and procedure not in expected.procedures:
        yield "procedure", procedure or "ninguno"
    for entry in expected.aspects:
        if not set(entry) & set(answer.get("aspects", ())):
            yield "aspects", " o ".join(entry)
    for entry in expected.facts:
        if not any(states(text, fact) for fact in entry):
            yield "facts", " o ".join(entry)
    for fact in expected.absent:
        if states(text, fact):
            yield "absent", fact
    offered = {candidate.get("id") for candidate in answer.get("candidates", ())}
    for candidate in expected.candidates:
        if candidate not in offered:
            yield "candidates", candidate
    if expected.not_stated and not _NOT_STATED.search(normalise(text)):
        yield "not_stated", "no dice que la ficha no lo indica"


def message_text(answer: Mapping[str, Any]) -> str:
    """What a person reads in one turn: the texts of its messages."""
    return "\n".join(str(message.get("text") or "") for message in answer.get("messages", ()))


def _ungrounded(answer: Mapping[str, Any], corpus: str) -> Iterator[str]:
    if not corpus or answer.get("outcome") != Outcome.answered.value:
        return
    for value in _VALUES.findall(normalise(message_text(answer))):
        if value not in corpus:
            yield value
