"""How well requests about subjects never seen are understood: each area of life is left out of the training in turn.

::

    .venv/bin/python -m bench.areas --json bench/results/areas.json

An area is what ``metadata: {area: …}`` of a block in data/nlu says. The questions under ``bench/preguntas`` are not
touched. Off-topic areas are subjects too: what the classifier makes of them unseen is its worst case.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from bot.nlu import RequestClassifier

_DATA = Path(__file__).parents[1] / "data/nlu"
_CONFIG = Path(__file__).parents[1] / "config.yml"


@dataclass(frozen=True)
class Example:
    """A training message: its intent, its aspects (None when it is not about a procedure), its area if it has one."""

    text: str
    intent: str
    aspects: frozenset[str] | None
    area: str | None

    def message(self) -> Message:
        """As Rasa's importer hands it to a component."""
        labels = {} if self.aspects is None else {"aspects": sorted(self.aspects)}
        return Message({TEXT: self.text, INTENT: self.intent, METADATA: {METADATA_INTENT: labels}})


def examples() -> Iterator[Example]:
    """Every training message."""
    for path in sorted(_DATA.glob("*.yml")):
        for block in YAML(typ="safe").load(path)["nlu"]:
            metadata = block.get("metadata") or {}
            aspects = None if metadata.get("aspects") is None else frozenset(metadata["aspects"])
            for line in filter(None, map(str.strip, block["examples"].splitlines())):
                yield Example(line.removeprefix("- "), block["intent"], aspects, metadata.get("area"))


def understood(training: Sequence[Example], asked: Sequence[Example]) -> list[tuple[str, frozenset[str]]]:
    """(intent, aspects) of each of ``asked``, by a classifier configured as ours that learnt from ``training``."""
    found = _classified(training, [one.text for one in asked])
    return [
        (one.get(INTENT)["name"], frozenset(aspect["name"] for aspect in one.get("aspects") or ())) for one in found
    ]


def heard(training: Iterable[Example], texts: Iterable[str]) -> list[list[tuple[str, float]]]:
    """The aspects that each of ``texts`` asks for with how surely, from 0 to 1, by such a classifier."""
    found = _classified(list(training), texts)
    return [[(aspect["name"], aspect["confidence"]) for aspect in one.get("aspects") or ()] for one in found]


def _classified(training: Sequence[Example], texts: Iterable[str]) -> list[Message]:
    with tempfile.TemporaryDirectory(prefix="ventanilla-areas-") as folder:
        storage = LocalModelStorage(Path(folder))
        classifier = RequestClassifier(_configured(), storage, Resource("request"))
        classifier.train(TrainingData([one.message() for one in training]))
        return classifier.process([Message({TEXT: text}) for text in texts])


def _configured() -> dict[str, Any]:
    pipeline = YAML(typ="safe").load(_CONFIG)["pipeline"]
    settings: dict[str, Any] = next(one for one in pipeline if one["name"] == "bot.nlu.RequestClassifier")
    return settings


def judged(asked: Sequence[Example], heard: Sequence[tuple[str, frozenset[str]]]) -> dict[str, Any]:
    """Counts of one area: messages, intents right, aspects exactly right, aspects all found, and the confusions."""
    pairs = list(zip(asked, heard, strict=True))
    about = [(one.aspects, aspects) for one, (_, aspects) in pairs if one.aspects is not None]
    wrong = Counter(intent for one, (intent, _) in pairs if intent != one.intent)
    return {
        "intent": asked[0].intent,
        "messages": len(asked),
        "intents": len(asked) - wrong.total(),
        "aspects": sum(found == wanted for wanted, found in about),
        "found": sum(found >= wanted for wanted, found in about),
        "taken_for": dict(wrong.most_common(5)),
    }


def report(known: Iterable[Example]) -> dict[str, dict[str, Any]]:
    """``judged`` for each area, by a classifier that learnt from everything else."""
    known = list(known)
    rows = {}
    for area in sorted({one.area for one in known if one.area}):
        asked = [one for one in known if one.area == area]
        rows[area] = judged(asked, understood([one for one in known if one.area != area], asked))
        print(area, rows[area], flush=True)
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.areas", description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, required=True, help="the counts of each area")
    options = parser.parse_args(arguments)
    rows = report(examples())
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
