"""What kind of request a message is (one intent) and which aspects of a procedure it asks about (any number).

Both are read from one linear model over word and character TF-IDF: a logistic regression per label. On this project's
data it is as accurate as DIET at a hundredth of its training time (docs/adr/0003-linear-classifiers.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.features import Features
from bot.text import clauses, normalise

ASPECTS = "aspects"
_RANKING_LENGTH = 5
#: Signs alone («???») say nothing that a classifier could weigh.
_NOTHING_SAID = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RequestClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent``, ``intent_ranking`` and ``aspects``: names with confidences, the aspects in the order asked.

    Aspects are learnt from the examples whose block in data/nlu carries ``metadata: {aspects: […]}``.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "C": 20.0,
            "threshold": 0.35,
            "clause_threshold": 0.6,
            "clause_floor": 0.1,
            "floor": 0.15,
            "stories": (),
            "clause_intents": (),
            "clause_intent_threshold": 0.7,
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = storage
        self._resource = resource
        self._features = Features()
        self.intents: list[str] = []
        self.aspects: list[str] = []
        #: One row a feature, one column a label (intents, then aspects), and what is added to each label.
        self._weights = np.zeros((0, 0))
        self._bias = np.zeros(0)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RequestClassifier:
        return cls(config, model_storage, resource)

    # -- learning -------------------------------------------------------------------------------------------------

    def train(self, training_data: TrainingData) -> Resource:
        examples = training_data.intent_examples
        rows = self._features.fit([example.get(TEXT) for example in examples])
        asked = [_aspects(example) for example in examples]
        self.intents = sorted({example.get(INTENT) for example in examples})
        self.aspects = sorted({aspect for aspects in asked for aspect in aspects or ()})
        about = np.array([aspects is not None for aspects in asked])
        columns = [self._fit(rows, [example.get(INTENT) == intent for example in examples]) for intent in self.intents]
        for aspect in self.aspects:
            columns.append(self._fit(rows[about], [aspect in aspects for aspects in asked if aspects is not None]))
        self._weights = np.stack([weights for weights, _ in columns], axis=1)
        self._bias = np.array([bias for _, bias in columns])
        self._persist()
        return self._resource

    def _fit(self, rows: csr_matrix, targets: Sequence[bool]) -> tuple[np.ndarray, float]:
        # liblinear is exact, deterministic and quick on a few thousand sparse rows.
        model = LogisticRegression(C=self._config["C"], solver="liblinear", class_weight="balanced")
        model.fit(rows, targets)
        return model.coef_[0], float(model.intercept_[0])

    def _persist(self) -> None:
        parts = {
            "words": self._features.words,
            "characters": self._features.characters,
            "intents": self.intents,
            "aspects": self.aspects,
            "weights": self._weights.astype(np.float32),
            "bias": self._bias,
        }
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(parts, folder / "classifier.skops")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> RequestClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            # skops refuses any type but scikit-learn's, numpy's and these.
            parts = skops.io.load(folder / "classifier.skops", trusted=["scipy.sparse._csr.csr_matrix"])
        component._features.words, component._features.characters = parts["words"], parts["characters"]
        component.intents, component.aspects = parts["intents"], parts["aspects"]
        component._weights, component._bias = parts["weights"], parts["bias"]
        return component

    # -- understanding --------------------------------------------------------------------------------------------

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if not normalise(text):
                message.set(INTENT, _NOTHING_SAID, add_to_output=True)
                continue
            whole = self._probabilities(text)
            parts = [self._probabilities(part) for part in clauses(text)]
            ranking = self._in_clauses(parts, self._ranking(whole[: len(self.intents)]))
            aspects = self._asked(whole[len(self.intents) :], [part[len(self.intents) :] for part in parts])
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(ASPECTS, aspects, add_to_output=True)
        return messages

    def _probabilities(self, text: str) -> np.ndarray:
        """One value a label, intents first."""
        columns, values = self._features.of(text)
        return 1.0 / (1.0 + np.exp(-(values @ self._weights[columns] + self._bias)))

    def _ranking(self, row: np.ndarray) -> list[dict[str, Any]]:
        shares = row / row.sum()
        order = np.argsort(-shares)[:_RANKING_LENGTH]
        return [{"name": self.intents[i], "confidence": float(shares[i])} for i in order]

    def _in_clauses(self, parts: Sequence[np.ndarray], whole: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """``whole``, or the ranking of the part that asks for something which a story before or after it may hide."""
        for part in parts if whole[0]["name"] in self._config["stories"] else ():
            ranking = self._ranking(part[: len(self.intents)])
            told = ranking[0]["confidence"] >= self._config["clause_intent_threshold"]
            if told and ranking[0]["name"] in self._config["clause_intents"]:
                return ranking
        return whole

    def _asked(self, whole: np.ndarray, parts: Sequence[np.ndarray]) -> list[dict[str, Any]]:
        """The aspects asked for, in the order asked.

        Above the threshold in the whole text, or clearly asked in one of its clauses; failing both, the best one of the
        whole if it is above the floor.
        """
        best = np.max(parts, axis=0) if parts else np.zeros_like(whole)
        asked = [i for i, p in enumerate(whole) if p >= self._config["threshold"] or self._in_a_clause(p, best[i])]
        top = int(np.argmax(whole))
        if not asked and whole[top] >= self._config["floor"]:
            asked = [top]
        if parts:
            asked.sort(key=lambda i: int(np.argmax([part[i] for part in parts])))
        return [{"name": self.aspects[i], "confidence": float(max(whole[i], best[i]))} for i in asked]

    def _in_a_clause(self, whole: float, clause: float) -> bool:
        """Whether a clause clearly asks for an aspect that the whole text does not exclude."""
        return clause >= self._config["clause_threshold"] and whole >= self._config["clause_floor"]


def _aspects(example: Message) -> list[str] | None:
    """The aspects that a training example is labelled with; None when it is not about a procedure."""
    metadata = example.get(METADATA) or {}
    aspects: list[str] | None = (metadata.get(METADATA_INTENT) or {}).get(ASPECTS)
    return aspects
