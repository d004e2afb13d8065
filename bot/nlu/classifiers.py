"""Linear classifiers of messages: the kind of request (one label) and the aspects asked about (any number).

Word and character TF-IDF with a logistic regression: on this project's data as accurate as DIET at a hundredth of its
training time and none of its memory (docs/adr/0003-linear-classifiers.md has the comparison).
"""

from __future__ import annotations

import re
import re
from typing import Any, Iterable

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import MultiLabelBinarizer

from bot.text import normalise, sound

ASPECTS = "aspects"
_RANKING_LENGTH = 5
_BORDER = re.compile(r"[,;:.?¿!¡\n]|\b[yY]\b")
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


def _features() -> FeatureUnion:
    """Words in ones and twos catch phrases; characters inside words catch misspellings."""
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, token_pattern=r"\S+", lowercase=False)),
            ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=False)),
        ]
    )


class _LinearClassifier(GraphComponent):
    """What the two classifiers share: features, and a life in Rasa's model storage."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = storage
        self._resource = resource
        self.model: Pipeline | None = None

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> _LinearClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> _LinearClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._read(str(folder))
        return component

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(self._parts(), f"{folder}/classifier.skops")

    def _read(self, folder: str) -> None:
        # skops refuses any type but scikit-learn's, numpy's and these.
        self._restore(skops.io.load(f"{folder}/classifier.skops", trusted=_TRUSTED))

    def _parts(self) -> dict[str, Any]:
        return {"model": self.model}

    def _restore(self, parts: dict[str, Any]) -> None:
        self.model = parts["model"]

    def _probabilities_of(self, texts: Iterable[str]) -> np.ndarray:
        """One row a text, one column a label."""
        assert self.model is not None, "process() comes after train() or load()"
        return np.asarray(self.model.predict_proba([_as_heard(text) for text in texts]))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RequestClassifier(_LinearClassifier, IntentClassifier):
    """The kind of request: sets ``intent`` and ``intent_ranking``."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 20.0}

    def train(self, training_data: TrainingData) -> Resource:
        examples = training_data.intent_examples
        # liblinear is exact, deterministic and quick on a few thousand sparse rows.
        classifier = LogisticRegression(C=self._config["C"], solver="liblinear", class_weight="balanced")
        self.model = Pipeline([("features", _features()), ("classifier", classifier)])
        self.model.fit([_as_heard(example.get(TEXT)) for example in examples], [e.get(INTENT) for e in examples])
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        if not messages:
            return messages
        assert self.model is not None
        rows = self._probabilities_of(message.get(TEXT) or "" for message in messages)
        for message, row in zip(messages, rows):
            order = np.argsort(-row)[:_RANKING_LENGTH]
            ranking = [{"name": str(self.model.classes_[i]), "confidence": float(row[i])} for i in order]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AspectClassifier(_LinearClassifier):
    """The aspects a message asks about, in the order asked: sets ``aspects`` to names with confidences.

    Learns from the examples whose block in data/nlu carries ``metadata: {aspects: […]}``.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 30.0, "threshold": 0.35, "clause_threshold": 0.6, "clause_floor": 0.1, "floor": 0.15}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self.labels: list[str] = []

    def train(self, training_data: TrainingData) -> Resource:
        labelled = [(e.get(TEXT), _aspects(e)) for e in training_data.intent_examples if _aspects(e) is not None]
        binarizer = MultiLabelBinarizer()
        targets = binarizer.fit_transform([aspects for _, aspects in labelled])
        self.labels = [str(label) for label in binarizer.classes_]
        one = LogisticRegression(C=self._config["C"], solver="liblinear", class_weight="balanced")
        self.model = Pipeline([("features", _features()), ("classifier", OneVsRestClassifier(one))])
        self.model.fit([_as_heard(text) for text, _ in labelled], targets)
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        if not messages:
            return messages
        for message in messages:
            aspects = [{"name": self.labels[i], "confidence": p} for i, p in self._asked(message.get(TEXT) or "")]
            message.set(ASPECTS, aspects, add_to_output=True)
        return messages

    def _asked(self, text: str) -> list[tuple[int, float]]:
        """Labels with their probability, in the order asked.

        Above the threshold in the whole text, or clearly asked in one of its clauses; failing both, the best label of
        the whole if it is above the floor.
        """
        whole, *clauses = self._probabilities_of([text, *_clauses(text)])
        best = np.max(clauses, axis=0) if clauses else np.zeros_like(whole)
        asked = [i for i, p in enumerate(whole) if p >= self._config["threshold"] or self._in_a_clause(p, best[i])]
        top = int(np.argmax(whole))
        if not asked and whole[top] >= self._config["floor"]:
            asked = [top]
        if clauses:
            asked.sort(key=lambda i: int(np.argmax([clause[i] for clause in clauses])))
        return [(i, float(max(whole[i], best[i]))) for i in asked]

    def _in_a_clause(self, whole: float, clause: float) -> bool:
        """Whether a clause clearly asks for a label that the whole text does not exclude."""
        return clause >= self._config["clause_threshold"] and whole >= self._config["clause_floor"]

    def _parts(self) -> dict[str, Any]:
        return {"model": self.model, "labels": self.labels}

    def _restore(self, parts: dict[str, Any]) -> None:
        self.model, self.labels = parts["model"], parts["labels"]


def _as_heard(text: str) -> str:
    """``text`` normalised and spelt as it sounds: «klabe» and «clave» are one word."""
    return " ".join(map(sound, normalise(text).split()))


def _clauses(text: str) -> list[str]:
    """The parts of ``text`` between punctuation and «y»; empty when there is only one."""
    parts = [part for part in _BORDER.split(text) if normalise(part)]
    return parts if len(parts) > 1 else []


def _aspects(example: Message) -> list[str] | None:
    """The aspects that a training example is labelled with; None when it is not about a procedure."""
    metadata = example.get(METADATA) or {}
    return (metadata.get(METADATA_INTENT) or {}).get(ASPECTS)
