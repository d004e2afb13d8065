"""Learns when a text leaves the procedure under discussion: ``python -m bench.following --knowledge DB…``.

Every turn of the dialogues for validation that expects a procedure, after one that expected a procedure, is an
example: the one expected is to be likelier than every other that the search takes into consideration. Turns that go
back by saying so («volvamos al anterior») are none, nor are those of the guides.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bench.areas import examples, heard
from bench.questions import Question, read_questions
from bench.ranking import VALIDATION
from bot.answers import Outcome
from bot.answers.assistant import goes_back
from bot.knowledge import Catalogue
from bot.knowledge.following import WEIGHTS, Following

Array = npt.NDArray[np.float64]
#: «La otra» is told by what was offered.
_POINTS = re.compile(r"\botr[oa]\b")
_FOLDS = 6
#: What an example that leaves the procedure under discussion counts against one that stays, which are more.
_LEAVES = 3.0


@dataclass(frozen=True)
class Turn:
    """A turn that follows on the procedure ``current``: what it says, which are right, and what was discussed."""

    question: str
    text: str
    current: str
    right: frozenset[str]
    discussed: tuple[str, ...]

    @property
    def leaves(self) -> bool:
        return self.current not in self.right


@dataclass(frozen=True)
class Case:
    """A turn with what the search has for it."""

    turn: Turn
    found: Following

    @property
    def rows(self) -> Array:
        return np.stack([self.found.columns[name] for name in WEIGHTS], axis=1)

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        return np.array([one in self.turn.right for one in self.found.ids])


def turns(questions: Iterable[Question]) -> Iterator[Turn]:
    """The turns to learn from; what was under discussion is what the turns before were expected to be about."""
    for question in questions:
        current, is_open = "", False
        discussed: tuple[str, ...] = ()
        for text, expected in zip(question.turns, question.expect):
            right = frozenset(one for one in expected.procedures or () if one)
            told = Outcome.answered.value in expected.outcomes
            if right and current and not is_open and told and not goes_back(text) and not _POINTS.search(text):
                yield Turn(question.id, text, current, right, discussed)
            if right:
                after = current if current in right else min(right)
                if current and after != current:
                    discussed = tuple(dict.fromkeys((current, *discussed)))
                current, is_open = after, False
            elif Outcome.clarify.value in expected.outcomes:
                is_open = True


def cases(path: Path, found: Sequence[Turn]) -> list[Case]:
    """The turns on procedures that the base at ``path`` holds."""
    catalogue = Catalogue(path)
    names = {one.id: one.name for one in catalogue.procedures()}
    held = [one for one in found if {one.current, *one.right, *one.discussed} <= names.keys()]
    asked = [
        max((sure for _, sure in aspects), default=0.0) for aspects in heard(examples(), [one.text for one in held])
    ]
    search = catalogue.searcher
    return [
        Case(one, search.following(one.text, one.current, names[one.current], discussed=one.discussed, asks=sure))
        for one, sure in zip(held, asked)
    ]


def learn(asked: Sequence[Case]) -> Array:
    """The weights that make the right one likelier than the others, in the order of ``WEIGHTS``."""
    rows, weights = [], []
    for case in asked:
        right = case.right
        if not right.any() or right.all():
            continue
        rivals = case.rows[~right]
        rows += list(case.rows[right][0] - rivals)
        # To stay is as good a rival as all the others together.
        weights += list((_LEAVES if case.turn.leaves else 1.0) * (3.0 / len(rivals) + (rivals[:, 0] > 0)))
    pairs = np.array(rows)
    targets = np.r_[np.ones(len(pairs)), np.zeros(len(pairs))]
    model = LogisticRegression(C=2.0, fit_intercept=False, max_iter=5000)
    model.fit(np.vstack([pairs, -pairs]), targets, sample_weight=np.r_[weights, weights])
    return np.asarray(model.coef_[0])


def report(asked: Sequence[Case]) -> None:
    """How many turns are right, by weights learnt from other dialogues; and which are not."""
    questions = sorted({case.turn.question for case in asked})
    fold = {one: number % _FOLDS for number, one in enumerate(np.random.default_rng(0).permutation(questions))}
    right, every = np.zeros(2, dtype=int), np.zeros(2, dtype=int)
    for number in range(_FOLDS):
        weights = learn([case for case in asked if fold[case.turn.question] != number])
        for case in (case for case in asked if fold[case.turn.question] == number):
            best = int(np.argmax(case.rows @ weights))
            every[int(case.turn.leaves)] += 1
            right[int(case.turn.leaves)] += case.right[best]
            if not case.right[best]:
                print(f"  {case.turn.text!r}: {case.found.ids[best]}, y no {min(case.turn.right)}")
    print(f"se quedan: {right[0]} de {every[0]}; pasan a otro: {right[1]} de {every[1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, nargs="+", required=True, help="Bases over which it is learnt.")
    found = list(turns(question for path in VALIDATION for question in read_questions(path)))
    asked = [case for path in parser.parse_args().knowledge for case in cases(path, found)]
    report(asked)
    print("WEIGHTS", *(f'    "{name}": {weight:.2f},' for name, weight in zip(WEIGHTS, learn(asked))), sep="\n")


if __name__ == "__main__":
    main()
