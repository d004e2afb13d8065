"""Which requirements a message says are had or missing: «ya tengo el ruc y la firma, la factura todavía no»."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.answers.guides.hearing import asks_what_it_is, is_long, is_question
from bot.answers.guides.route import Route, Stop
from bot.answers.guides.state import Kind, Mark
from bot.answers.guides.wordings import ANSWERING, SAID, WONDERING
from bot.text import normalise, spoken_stems

_CLAUSES = re.compile(r"[,;.\n]|\b(?:pero|y|e|ni|aunque|mientras)\b|(?=\b(?:menos|excepto|salvo)\b)", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!?\n])\s+|(?=¿)")
_ALL = re.compile(r"\b(todos?|todas?|todito)\b")
_NONE = re.compile(r"\b(nada|ninguno|ninguna)\b(?! de (eso|ese))")
_NUMBER = re.compile(r"^(el|la|los|las|numero|requisito|del|al)*\s*(\d{1,2})$")
_ALSO = re.compile(r"\btambien\b")
_EXCEPT = frozenset({"menos", "excepto", "salvo"})
_CONTRARY = {
    Mark.tengo: Mark.falta,
    Mark.falta: Mark.tengo,
    Mark.no_aplica: Mark.tengo,
    Mark.paga: Mark.no_paga,
    Mark.no_paga: Mark.paga,
}
#: The share of a clause's words that a requirement must have to be the one it speaks of.
_SPEAKS_OF = 0.5


def marks_in(text: str, route: Route, at: int, marked: Mapping[str, Mark]) -> dict[int, Mark]:
    """What ``text`` answers, by stop; empty when it answers none. Questions in it are left out.

    Words that fit no stop speak of the stop ``at``; «todo» speaks of those that are not ``marked``.
    """
    told = " ".join(one for one in _SENTENCES.split(text) if not is_question(one))
    if route.kind not in SAID or not told or is_long(told) or asks_what_it_is(told):
        return {}
    clauses = [clause for clause in map(normalise, _CLAUSES.split(told)) if clause and clause not in _EXCEPT]
    if clauses in (["si"], ["no"]):
        return {}
    found: dict[int, Mark] = {}
    for clause, mark, here in _with_marks(clauses, route.kind, list(marked.values())[-1:]):
        stops = _meant(clause, route, at, marked)
        found.update(dict.fromkeys([at] if stops is None and here else stops or [], mark))
    return found


def named(text: str, stops: Sequence[Stop]) -> int | None:
    """The stop whose words ``text`` has, better than any other's; None when it names none."""
    scores = _scores(spoken_stems(text) - ANSWERING, stops)
    best = max(scores, default=0.0)
    return scores.index(best) if best >= _SPEAKS_OF and scores.count(best) == 1 else None


def names_something(text: str) -> bool:
    """Whether ``text`` has words besides those of answering: «no sé qué es el CPC», rather than «no sé qué es»."""
    return bool(spoken_stems(text) - ANSWERING - WONDERING)


def _with_marks(clauses: Sequence[str], kind: Kind, before: Sequence[Mark]) -> Iterator[tuple[str, Mark, bool]]:
    """Each clause with the answer it gives, and whether it may speak of the stop under discussion without naming it.

    The answer is its own, else that of the one before, else of the next that has one.

    «Menos la carta» gives the contrary of the one before; «la carta también» the last answer of ``before``. Both
    speak of what they name, or of nothing.
    """
    own = [_mark(clause, kind) for clause in clauses]
    last = next((mark for mark in own if mark), None)
    if last is None and before and any(_ALSO.search(clause) for clause in clauses):
        last = before[-1]
    for clause, mark in zip(clauses, own):
        first = clause.split()[0]
        if last and mark is None and first in _EXCEPT:
            yield clause.removeprefix(first), _CONTRARY[last], False
            continue
        last = mark or last
        if last:
            yield clause, last, mark is not None or not _ALSO.search(clause)


def _mark(clause: str, kind: Kind) -> Mark | None:
    return next((mark for mark, pattern in SAID[kind] if pattern.search(clause)), None)


def _meant(clause: str, route: Route, at: int, marked: Mapping[str, Mark]) -> list[int] | None:
    """The stops that ``clause`` speaks of; None when it names none."""
    content = spoken_stems(clause) - ANSWERING
    if not content and (_ALL.search(clause) or _NONE.search(clause)):
        return [one for one, stop in enumerate(route.stops) if stop.key not in marked]
    numbers = [int(one) for one in content if one.isdigit()]
    if numbers and len(numbers) == len(content):
        return [one - 1 for one in numbers if 0 < one <= len(route.stops)]
    scores = _scores(content, route.stops)
    best = max(scores, default=0.0)
    tied = [one for one, score in enumerate(scores) if score == best and score >= _SPEAKS_OF]
    if not tied:
        return None
    return [at] if at in tied else tied[:1]


def _scores(content: set[str], stops: Sequence[Stop]) -> list[float]:
    """For each stop the share of ``content`` that it has; a word that many stops have weighs less."""
    bags = [spoken_stems(stop.text) for stop in stops]
    counts = Counter(one for bag in bags for one in bag)
    weights = {one: math.log(1 + len(stops) / counts[one]) if counts[one] else math.log(2) for one in content}
    total = sum(weights.values())
    return [sum(weights[one] for one in content & bag) / total if total else 0.0 for bag in bags]
