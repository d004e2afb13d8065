"""The curves behind the thresholds: ``python -m bench.thresholds --json OUT``.

Two questions are put to the validation set, without Rasa in between: which procedure is meant, for several values of
each number of ``bot/answers/thresholds``; and which aspects are asked, for several values of the settings in
``config.yml``, with a classifier trained on data/nlu as it stands.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ruamel.yaml import YAML
from sklearn.linear_model import LogisticRegression

from bench.classifiers import examples
from bench.questions import Question, read_questions
from bot.answers import Asked, resolver
from bot.answers.library import Library
from bot.answers.resolver import Kind, Resolver
from bot.features import Features
from bot.knowledge import Aspect, Catalogue, Passages, Procedure
from bot.text import clauses

Array = npt.NDArray[np.float64]
_VALIDATION = Path("bench/preguntas/validacion")
_KNOWLEDGE = Path("var/knowledge.db")
_CONFIG = Path("config.yml")
#: Values tried for each threshold of the resolver, the chosen one among them.
LINKING: Mapping[str, Sequence[float]] = {
    "SURE": (0.4, 0.5, 0.65, 0.75, 0.85),
    "SURER": (0.5, 0.6, 0.7, 0.75, 0.85),
    "POSSIBLE": (0.1, 0.15, 0.2, 0.25, 0.35),
    "CHOICE": (2.0, 4.5, 6.0, 8.0),
    "ALONE": (0.9, 0.95, 1.0),
    "PASSAGE": (0.5, 0.6, 0.7, 0.8),
}
#: The same for the settings of the aspect classifier.
ASPECTS: Mapping[str, Sequence[float]] = {
    "threshold": (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6),
    "clause_threshold": (0.4, 0.5, 0.6, 0.7, 0.9, 1.1),
    "clause_floor": (0.03, 0.1, 0.2),
    "floor": (0.1, 0.15, 0.25, 0.35),
}


@dataclass(frozen=True)
class Case:
    """A single question: its text, style, the procedures that are right (none: not held), the aspects it asks."""

    text: str
    style: str
    procedures: frozenset[str]
    aspects: tuple[frozenset[str], ...]


def cases(questions: Iterable[Question]) -> Iterator[Case]:
    """The questions of one turn that are about procedures."""
    for question in questions:
        if len(question.turns) == 1 and question.style not in ("charla", "fuera_de_alcance"):
            wanted = question.expect[0]
            procedures = frozenset(one for one in wanted.procedures or () if one)
            aspects = tuple(frozenset(entry) for entry in wanted.aspects)
            yield Case(question.turns[0], question.style, procedures, aspects)


def linking(library: Library, asked: Sequence[Case]) -> dict[str, Any]:
    """For each threshold and value: shares linked rightly, asked when ambiguous, refused when not held."""
    passages: dict[str, Passages] = {}

    def index(procedure: Procedure) -> Passages:
        return passages.setdefault(procedure.id, Passages(procedure, library.search))

    chosen = {name: getattr(resolver, name) for name in LINKING}
    judge = Resolver(library.search, index)
    curves = {}
    for name, values in LINKING.items():
        curves[name] = {"chosen": chosen[name], "curve": [_linked(judge, asked, name, value) for value in values]}
        setattr(resolver, name, chosen[name])
    return curves


def _linked(judge: Resolver, asked: Sequence[Case], name: str, value: float) -> dict[str, float]:
    setattr(resolver, name, value)
    rows: dict[str, list[bool]] = {"linked": [], "clarified": [], "refused": [], "misled": []}
    for case in asked:
        subject = judge.resolve(case.text, _asked(case))
        one = subject.procedures[0].id if subject.kind is Kind.one else None
        if case.procedures:
            rows["linked"].append(one in case.procedures)
        elif case.style == "ambigua":
            rows["clarified"].append(one is None)
        else:
            rows["refused"].append(one is None)
        rows["misled"].append(one is not None and one not in case.procedures)
    return {"value": value, **{key: round(sum(row) / len(row), 4) for key, row in rows.items()}}


def _asked(case: Case) -> Asked:
    if case.style == "detalle":
        return Asked((Aspect.detail,))
    return Asked(tuple(Aspect(sorted(entry)[0]) for entry in case.aspects))


def aspects(asked: Sequence[Case], chosen: Mapping[str, float]) -> dict[str, Any]:
    """For each setting and value, the others as ``chosen``: share of questions with all aspects found, and no other."""
    model = _Aspects()
    labelled = [case for case in asked if case.aspects]
    scored = [(case, model.rows(case.text)) for case in labelled]
    return {
        name: {
            "chosen": chosen[name],
            "curve": [_found(model, scored, {**chosen, name: value}, value) for value in values],
        }
        for name, values in ASPECTS.items()
    }


def _found(
    model: _Aspects, scored: Sequence[tuple[Case, Array]], settings: Mapping[str, float], value: float
) -> dict[str, float]:
    found = [(case, model.asked(rows, settings)) for case, rows in scored]
    right = [all(entry & names for entry in case.aspects) for case, names in found]
    exact = [ok and len(names) <= len(case.aspects) for ok, (case, names) in zip(right, found, strict=True)]
    return {"value": value, "found": round(float(np.mean(right)), 4), "exact": round(float(np.mean(exact)), 4)}


class _Aspects:
    """The aspect half of ``bot.nlu.RequestClassifier``, without Rasa's storage."""

    def __init__(self) -> None:
        labelled = [(text, labels) for text, _, labels in examples() if labels is not None]
        self._features = Features()
        rows = self._features.fit([text for text, _ in labelled])
        self.labels = sorted({label for _, labels in labelled for label in labels})
        fitted = [self._fit(rows, [label in labels for _, labels in labelled]) for label in self.labels]
        self._weights = np.stack([weights for weights, _ in fitted], axis=1)
        self._bias = np.array([bias for _, bias in fitted])

    def _fit(self, rows: Any, targets: Sequence[bool]) -> tuple[Array, float]:
        model = LogisticRegression(C=20.0, solver="liblinear", class_weight="balanced").fit(rows, targets)
        return model.coef_[0], float(model.intercept_[0])

    def rows(self, text: str) -> Array:
        """Probabilities: the whole text first, then its clauses."""
        return np.array([self._probabilities(part) for part in (text, *clauses(text))])

    def _probabilities(self, text: str) -> Array:
        columns, values = self._features.of(text)
        return np.asarray(1.0 / (1.0 + np.exp(-(values @ self._weights[columns] + self._bias))))

    def asked(self, rows: Array, settings: Mapping[str, float]) -> set[str]:
        whole, parts = rows[0], rows[1:]
        best = parts.max(axis=0) if len(parts) else np.zeros_like(whole)
        clear = (best >= settings["clause_threshold"]) & (whole >= settings["clause_floor"])
        names = {self.labels[i] for i in np.flatnonzero((whole >= settings["threshold"]) | clear)}
        top = int(np.argmax(whole))
        return names or ({self.labels[top]} if whole[top] >= settings["floor"] else set())


def _configured() -> dict[str, float]:
    """The settings of the classifier in ``config.yml``."""
    pipeline = YAML(typ="safe").load(_CONFIG)["pipeline"]
    settings = next(one for one in pipeline if one["name"] == "bot.nlu.RequestClassifier")
    return {name: settings[name] for name in ASPECTS}


def main() -> None:
    """Write the curves and show them."""
    parser = argparse.ArgumentParser(prog="python -m bench.thresholds", description="Curvas de los umbrales.")
    parser.add_argument("--json", type=Path, required=True, help="las curvas")
    parser.add_argument("--questions", type=Path, default=_VALIDATION, help="preguntas de validación")
    options = parser.parse_args()
    asked = list(cases(read_questions(options.questions)))
    curves = {"linking": linking(Library(Catalogue(_KNOWLEDGE)), asked), "aspects": aspects(asked, _configured())}
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(curves, indent=1) + "\n", encoding="utf-8")
    for part in curves.values():
        for name, curve in part.items():
            print(name, f"(elegido {curve['chosen']})", *curve["curve"], sep="\n   ")


if __name__ == "__main__":
    main()
