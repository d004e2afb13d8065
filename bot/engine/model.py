"""A trained model as an engine needs it: the graph that predicts, without the one that trained it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.engine import loader
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata


def load_model(archive: Path) -> tuple[ModelMetadata, SequentialRunner]:
    """The metadata of a model and a runner of its prediction graph.

    Raises tarfile.TarError for what is no archive, RasaException for what is no model of this Rasa.
    """
    with tempfile.TemporaryDirectory() as unpacked:
        metadata, runner = loader.load_predict_graph_runner(
            Path(unpacked), archive, PredictionStorage, SequentialRunner
        )
    return metadata, runner


class PredictionStorage(LocalModelStorage):
    """Leaves the training graph unread: to resolve its validators' classes is to import TensorFlow and matplotlib."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        serialised = json.loads((directory / "metadata.json").read_text(encoding="utf-8"))
        return ModelMetadata.from_dict({**serialised, "train_schema": {"nodes": {}}})


class SequentialRunner(DaskGraphRunner):
    """Rasa plans and schedules the graph anew for each run, three times a message (0.3 ms each); this plans it once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, ...], list[str]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of ``targets``, by node name. Raises what a node raises."""
        wanted = tuple(targets or self._graph_schema.target_names)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._plan(wanted):
            needs = self._graph_schema.nodes[name].needs.values()
            done[name] = self._instantiated_nodes[name](*(done[need] for need in needs))
        return dict(done[name] for name in wanted)

    def _plan(self, targets: tuple[str, ...]) -> list[str]:
        if targets not in self._plans:
            self._plans[targets] = list(dict.fromkeys(name for target in targets for name in self._before(target)))
        return self._plans[targets]

    def _before(self, name: str) -> Iterator[str]:
        """``name`` after all it needs; placeholders of the inputs are no nodes."""
        if (node := self._graph_schema.nodes.get(name)) is not None:
            for need in node.needs.values():
                yield from self._before(need)
            yield name
