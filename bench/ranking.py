"""Learns what the search's evidence is worth: ``python -m bench.ranking --knowledge DB``.

Two catalogues are asked the validation questions: the project's own, and the same with the dev fichas. First the
weights that put the right procedure before the others are learnt, pair by pair; then the scale on which their sum is
how likely the first one is right, and not a neighbour of one that is not held. The questions about those are put only
to the catalogue that they were written for: another may hold them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bench.questions import Question, read_questions
from bot.answers import Outcome
from bot.knowledge import Catalogue, Search
from bot.knowledge.evidence import ORDER, PLAUSIBILITY, SURENESS, Evidence, select

Array = npt.NDArray[np.float64]
VALIDATION = (Path("bench/preguntas/validacion"), Path("bench/preguntas/catalogo_validacion"))
#: Rivals that each right procedure is compared with.
_RIVALS = 12
_FOLDS = 5
#: Questions about nothing that is held: told from those about what another catalogue may hold.
NOT_HELD = "no_tenemos"
STRANGERS = (NOT_HELD, "fuera_de_alcance", "charla")
#: What a message counts that is no question on a procedure: the classifier turns most of them away.
_OFF_TOPIC = 0.3


@dataclass(frozen=True)
class Case:
    """A question over one catalogue: what speaks for its candidates, and which of them are right."""

    world: int
    ambiguous: bool
    off_topic: bool
    right: npt.NDArray[np.bool_]
    evidence: Evidence

    @property
    def held(self) -> bool:
        return bool(self.right.any())


def cases(world: int, search: Search, ids: Sequence[str], questions: Iterable[Question]) -> Iterator[Case]:
    """The questions about procedures, and what conversations begin with, with the evidence that ``search`` has."""
    for question in questions:
        expected = question.expect[0]
        wanted = {one for one in (*(expected.procedures or ()), *expected.candidates) if one}
        if not wanted and question.style not in STRANGERS:
            continue
        if wanted and not wanted & set(ids):
            continue
        found = search.evidence(question.turns[0])
        if len(found.entries):
            ambiguous = expected.outcomes == (Outcome.clarify.value,)
            off_topic = not wanted and question.style != NOT_HELD
            yield Case(world, ambiguous, off_topic, np.array([ids[one] in wanted for one in found.entries]), found)


def learn_order(asked: Sequence[Case]) -> Array:
    """The weights that put right before wrong, in the order of ``ORDER``."""
    rows, weights = [], []
    for case in asked:
        if case.held and not case.ambiguous:
            columns = select(case.evidence.columns, list(ORDER))
            right, wrong = columns[case.right][:1], columns[~case.right][:_RIVALS]
            rows += list(right - wrong)
            weights += [1 / max(1, len(wrong))] * len(wrong)
    pairs = np.array(rows)
    targets = np.r_[np.ones(len(pairs)), np.zeros(len(pairs))]
    model = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000)
    model.fit(np.vstack([pairs, -pairs]), targets, sample_weight=np.r_[weights, weights])
    return np.asarray(model.coef_[0])


def sums(case: Case, order: Array) -> Array:
    return np.asarray(select(case.evidence.columns, list(ORDER)) @ order)


def doubts(case: Case, order: Array, names: Sequence[str]) -> tuple[Array, bool]:
    """What the columns ``names`` say of the first candidate, and whether it is right."""
    total = sums(case, order)
    best = int(np.argmax(total))
    return select(case.evidence.doubts(total), names)[best], bool(case.right[best])


def learn_likely(
    asked: Sequence[Case], order: Array, names: Sequence[str], *, alone: bool = True
) -> tuple[Array, float]:
    """The weights of the columns ``names``, and the bias, of how likely the first candidate is right; with ``alone``,
    right and the only one."""
    known = [case for case in asked if len(case.right)]
    found = [doubts(case, order, names) for case in known]
    right = [right and not (alone and case.ambiguous) for case, (_, right) in zip(known, found)]
    weights = [_OFF_TOPIC if case.off_topic else 1.0 for case in known]
    rows = np.array([row for row, _ in found])
    model = LogisticRegression(C=10.0, max_iter=5000).fit(rows, right, sample_weight=weights)
    return np.asarray(model.coef_[0]), float(model.intercept_[0])


def hits(asked: Iterable[Case], order: Array) -> Array:
    """Of the questions whose procedure is held: how many, right at the first place, among the first four."""
    counts = np.zeros(3)
    for case in asked:
        if case.held and not case.ambiguous:
            ranked = case.right[np.argsort(-sums(case, order), kind="stable")]
            counts += np.array([1, ranked[0], ranked[:4].any()], dtype=float)
    return counts


def _clear(asked: Iterable[Case]) -> list[Case]:
    """Those that only one procedure fits."""
    return [case for case in asked if not case.ambiguous]


def report(asked: Sequence[Case]) -> None:
    """By catalogue, on questions that the weights were not learnt from: right first, among four, and how sure."""
    folds = np.random.default_rng(0).integers(_FOLDS, size=len(asked))
    learnt = []
    for fold in range(_FOLDS):
        rest = [case for case, one in zip(asked, folds) if one != fold]
        order = learn_order(rest)
        learnt.append((order, *learn_likely(rest, order, list(SURENESS))))
    for world in sorted({case.world for case in asked}):
        counts, table = np.zeros(3), np.zeros((len(_LEVELS), 3))
        for fold, (order, weights, bias) in enumerate(learnt):
            mine = [case for case, one in zip(asked, folds) if one == fold and case.world == world]
            counts += hits(mine, order)
            table += [[*_told(mine, order, weights, bias, level)] for level in _LEVELS]
        print(f"catálogo {world}: {counts[1]:.0f} primeros y {counts[2]:.0f} entre cuatro, de {counts[0]:.0f}")
        for level, (right, wrong, strangers) in zip(_LEVELS, table):
            print(f"  {level:.1f}: {right:.0f} bien, {wrong:.0f} mal, {strangers:.0f} ajenas")


_LEVELS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def _told(asked: Sequence[Case], order: Array, weights: Array, bias: float, level: float) -> Iterator[int]:
    """How many are answered at ``level``: rightly, wrongly, and of those that are not held."""
    groups = (
        [case for case in _clear(asked) if case.held],
        [case for case in asked if not case.held and not case.off_topic],
    )
    told = []
    for group in groups:
        found = [doubts(case, order, list(SURENESS)) for case in group if len(case.right)]
        told.append([right for row, right in found if row @ weights + bias >= np.log(level / (1 - level))])
    yield from (sum(told[0]), len(told[0]) - sum(told[0]), len(told[1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--knowledge", type=Path, nargs="+", required=True, help="Bases: one for each set of questions."
    )
    sets = [list(read_questions(path)) for path in VALIDATION]
    asked: list[Case] = []
    for world, path in enumerate(parser.parse_args().knowledge):
        catalogue = Catalogue(path)
        search = catalogue.searcher
        ids = sorted(one.id for one in catalogue.procedures())
        for number, questions in enumerate(sets):
            put = (one for one in questions if number == world or one.style != NOT_HELD)
            asked += cases(world, search, ids, put)
    report(asked)
    order = learn_order(asked)
    sure, bias = learn_likely(asked, order, list(SURENESS))
    plausible, doubt = learn_likely(asked, order, list(PLAUSIBILITY), alone=False)
    tables = (("ORDER", ORDER, order), ("SURENESS", SURENESS, sure), ("PLAUSIBILITY", PLAUSIBILITY, plausible))
    for title, names, learnt in tables:
        print(title, *(f'    "{name}": {weight:.2f},' for name, weight in zip(names, learnt)), sep="\n")
    print(f"DOUBT = {doubt:.2f}\nBIAS = {bias:.2f}")


if __name__ == "__main__":
    main()
