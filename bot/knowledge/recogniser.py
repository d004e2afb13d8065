"""How much a whole text sounds like what people say of each procedure.

The search compares words one by one; this one weighs them together, having seen every alias, situation and passage of
the procedures for which the editors wrote any. The others, of which only the source's text is known, stand for «none of
these» by their names. It is fitted when a knowledge base is opened, in about a second, so that adding a procedure needs
no training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.features import Features
from bot.knowledge.record import Foreign, Procedure

#: Names of procedures without aliases that it has seen, at the most.
_MOST_OTHERS = 2000


class Recogniser:
    """``Recogniser(…).shares("se me olvidó la clave")``: by procedure id, None for all others and what is not held.

    ``words_of`` gives the words of a text that may say what it is about; ``others`` are the names of the procedures for
    which nobody wrote anything.
    """

    def __init__(
        self,
        curated: Sequence[Procedure],
        foreign: Sequence[Foreign],
        words_of: Callable[[str], str],
        *,
        others: Sequence[str] = (),
    ) -> None:
        spoken = [(one.id, text) for one in curated for text in _texts(one)]
        spoken += [("", text) for one in foreign for text in (one.name, *one.phrases)]
        spoken += [("", name) for name in others[:: len(others) // _MOST_OTHERS + 1]]
        self._features = Features(words=(1, 2), characters=(3, 5), words_of=words_of)
        rows = self._features.fit([text for _, text in spoken])
        # One against the rest, by liblinear: deterministic, and quick on a few thousand sparse rows.
        model = LogisticRegression(C=20.0, solver="liblinear", random_state=0)
        model.fit(rows, [label for label, _ in spoken])
        self.labels = [str(label) or None for label in model.classes_]
        self._weights, self._bias = model.coef_.T.astype(np.float32), model.intercept_

    def shares(self, text: str) -> dict[str | None, float]:
        """The share of each procedure, summing to 1."""
        columns, values = self._features.of(text)
        likely = 1.0 / (1.0 + np.exp(-(values @ self._weights[columns] + self._bias)))
        return dict(zip(self.labels, (likely / likely.sum()).tolist()))


def _texts(procedure: Procedure) -> list[str]:
    passages = {passage.text: None for passage in procedure.passages}
    return [procedure.name, *procedure.aliases, *procedure.situations, *passages]
