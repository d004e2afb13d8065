"""Compares classifiers of intents, and of aspects, on the training messages: five folds, the same for all.

::

    .venv/bin/python -m bench.classifiers --json bench/results/classifiers.json
    .venv/bin/python -m bench.classifiers --only diet --json bench/results/classifiers.json --folds 1  # adds to it

What it is for: choosing and justifying ``config.yml`` (docs/adr/0003-linear-classifiers.md). The questions under
``bench/preguntas`` are not touched.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from bot.engine.quiet import quiet
from bot.text import normalise

PROJECT = Path(__file__).parents[1]
FOLDS = 5
SEED = 1
EPOCHS = 10  # on what it has learnt, DIET is 98 % right after 8

#: Learns (texts, labels) and returns what predicts a label for each text.
Predict = Callable[[Sequence[str]], Sequence[str]]
Fit = Callable[[Sequence[str], Sequence[str]], Predict]


def words() -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, token_pattern=r"\S+", lowercase=False)


def characters() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=False)


def both() -> FeatureUnion:
    return FeatureUnion([("words", words()), ("characters", characters())])


def logistic(C: float) -> LogisticRegression:  # noqa: N803  (scikit-learn's name)
    return LogisticRegression(C=C, solver="liblinear", class_weight="balanced")


def linear(features: Callable[[], Any], classifier: Callable[[], Any]) -> Fit:
    """A classifier of scikit-learn over normalised text."""

    def fit(texts: Sequence[str], labels: Sequence[str]) -> Predict:
        model = Pipeline([("features", features()), ("classifier", classifier())])
        model.fit([normalise(text) for text in texts], labels)
        return lambda asked: [str(label) for label in model.predict([normalise(text) for text in asked])]

    return fit


def rasa(pipeline: Sequence[dict[str, Any]]) -> Fit:
    """A pipeline of Rasa, trained and asked as Rasa does it."""

    def fit(texts: Sequence[str], labels: Sequence[str]) -> Predict:
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu

        with tempfile.TemporaryDirectory() as folder:
            data, config = Path(folder, "nlu.yml"), Path(folder, "config.yml")
            _write(data, {"version": "3.1", "nlu": list(_blocks(texts, labels))})
            _write(config, {"recipe": "default.v1", "language": "es", "pipeline": list(pipeline), "policies": []})
            trained = train_nlu(str(config), str(data), folder, fixed_model_name="compared")
            agent = Agent.load(trained)
        return lambda asked: asyncio.run(_parse(agent, asked))

    return fit


async def _parse(agent: Any, texts: Sequence[str]) -> list[str]:
    return [str((await agent.parse_message(text))["intent"]["name"]) for text in texts]


def _blocks(texts: Sequence[str], labels: Sequence[str]) -> Iterator[dict[str, str]]:
    for label in sorted({str(label) for label in labels}):
        examples = (text for text, own in zip(texts, labels, strict=True) if own == label)
        yield {"intent": label, "examples": "".join(f"- {text}\n" for text in examples)}


def _write(path: Path, content: dict[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(content, file)


_COUNTS = (
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 2, "max_ngram": 5},
)
INTENTS: dict[str, Fit] = {
    "words, logistic regression": linear(words, lambda: logistic(20)),
    "characters, logistic regression": linear(characters, lambda: logistic(20)),
    "words and characters, logistic regression": linear(both, lambda: logistic(20)),
    "words and characters, linear SVM": linear(both, lambda: LinearSVC(C=1.0, class_weight="balanced")),
    "ventanilla in Rasa": rasa(
        [{"name": "bot.nlu.SpanishTokenizer"}, {"name": "bot.nlu.RequestClassifier", "C": 20.0}]
    ),
    "rasa LogisticRegressionClassifier": rasa([*_COUNTS, {"name": "LogisticRegressionClassifier", "max_iter": 300}]),
    f"rasa DIET, {EPOCHS} epochs": rasa(
        [*_COUNTS, {"name": "DIETClassifier", "epochs": EPOCHS, "entity_recognition": False, "random_seed": SEED}]
    ),
}
ASPECTS: dict[str, Callable[[], Any]] = {"words": words, "characters": characters, "words and characters": both}


def examples() -> Iterator[tuple[str, str, tuple[str, ...] | None]]:
    """(text, intent, aspects) of every training message."""
    for path in sorted((PROJECT / "data/nlu").glob("*.yml")):
        for block in YAML(typ="safe").load(path)["nlu"]:
            aspects = (block.get("metadata") or {}).get("aspects")
            for line in filter(None, map(str.strip, block["examples"].splitlines())):
                yield line[2:].strip(), block["intent"], None if aspects is None else tuple(aspects)


def compare_intents(fit: Fit, folds: int) -> dict[str, Any]:
    """Share right in each fold and in all, macro F1, seconds to train on four fifths, milliseconds a message."""
    texts = np.array([text for text, _, _ in examples()])
    labels = np.array([intent for _, intent, _ in examples()])
    expected, predicted, training, asking = [], [], 0.0, 0.0
    for train, test in _folds(texts, labels, folds):
        began = time.perf_counter()
        predict = fit(list(texts[train]), list(labels[train]))
        trained = time.perf_counter()
        predicted.append(np.array(predict(list(texts[test]))))
        expected.append(labels[test])
        training, asking = training + trained - began, asking + time.perf_counter() - trained
    right = [float((one == other).mean()) for one, other in zip(expected, predicted, strict=True)]
    every, guessed = np.concatenate(expected), np.concatenate(predicted)
    return {
        "accuracy": round(float((every == guessed).mean()), 4),
        "by_fold": [round(share, 4) for share in right],
        "macro_f1": round(float(f1_score(every, guessed, average="macro")), 4),
        "train_s": round(training / folds, 1),
        "message_ms": round(asking * 1000 / len(every), 2),
    }


def _folds(texts: Any, labels: Any, wanted: int) -> Iterator[tuple[Any, Any]]:
    """The first ``wanted`` of the five folds."""
    return islice(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(texts, labels), wanted)


def compare_aspects(features: Callable[[], Any], threshold: float = 0.3) -> dict[str, float]:
    """Sets of aspects that are exactly right, and micro F1; DIET and an SVM give one label only."""
    labelled = [(normalise(text), aspects) for text, _, aspects in examples() if aspects is not None]
    texts = np.array([text for text, _ in labelled])
    targets = MultiLabelBinarizer().fit_transform([aspects for _, aspects in labelled])
    found = np.zeros_like(targets)
    for train, test in KFold(FOLDS, shuffle=True, random_state=SEED).split(texts):
        model = Pipeline([("features", features()), ("classifier", OneVsRestClassifier(logistic(30)))])
        found[test] = model.fit(texts[train], targets[train]).predict_proba(texts[test]) >= threshold
    return {
        "exact": round(float((found == targets).all(axis=1).mean()), 4),
        "micro_f1": round(float(f1_score(targets, found, average="micro")), 4),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.classifiers", description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, required=True, help="figures; those already in it and not asked for stay")
    parser.add_argument("--only", default="", help="compare those whose name holds this")
    parser.add_argument("--folds", type=int, default=FOLDS, choices=range(1, FOLDS + 1), help="only the first of five")
    options = parser.parse_args(arguments)
    quiet()
    report = json.loads(options.json.read_text(encoding="utf-8")) if options.json.exists() else {}
    report["messages"] = sum(1 for _ in examples())
    for kind, name, measure in _measurements(options.only.lower(), options.folds):
        report.setdefault(kind, {})[name] = measure()
        print(f"{kind:<8} {name:<44} {report[kind][name]}", flush=True)
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _measurements(only: str, folds: int) -> Iterator[tuple[str, str, Callable[[], dict[str, Any]]]]:
    for name, fit in INTENTS.items():
        if only in name.lower():
            yield "intents", name, partial(compare_intents, fit, folds)
    for name, features in ASPECTS.items():
        if only in name.lower():
            yield "aspects", name, partial(compare_aspects, features)


if __name__ == "__main__":
    main()
