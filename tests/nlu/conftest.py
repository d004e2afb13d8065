"""A handful of messages to learn from, and Rasa's own storage in a folder of the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.engine import lean, quiet

quiet.environment()
lean.postpone_tensorflow()

from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402  (what is set above is read at import)
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.nlu import RequestClassifier  # noqa: E402

#: (intent, aspects or None when it is not about a procedure) → what people write.
EXAMPLES: dict[tuple[str, tuple[str, ...] | None], str] = {
    ("consultar_tramite", ("cost",)): (
        "cuánto cuesta|qué precio tiene|hay que pagar algo|es gratis|cuánto me cobran|cuál es el valor|vale plata"
    ),
    ("consultar_tramite", ("requirements",)): (
        "qué requisitos piden|qué papeles necesito|qué documentos llevo|qué me piden|cuáles son los requisitos"
    ),
    ("consultar_tramite", ("steps",)): (
        "cómo se hace|cuáles son los pasos|qué procedimiento sigo|cómo hago el trámite|explíqueme el proceso"
    ),
    ("consultar_tramite", ("contact",)): (
        "a qué teléfono llamo|cuál es el correo|con quién me comunico|deme un contacto|qué número marco"
    ),
    ("consultar_tramite", ("cost", "requirements")): "cuánto cuesta y qué papeles piden|precio y requisitos",
    ("saludar", None): "hola|buenos días|buenas tardes|qué tal|saludos|buenas noches",
    ("despedir", None): "chao|hasta luego|adiós|nos vemos|que le vaya bien",
    ("out_of_scope", None): "quién ganó el partido|cuéntame un chiste|qué clima hace|cómo cocino arroz",
}


def message(text: str, **data: Any) -> Message:
    return Message(data={"text": text, **data})


def examples() -> TrainingData:
    """The examples as Rasa reads them from files with ``metadata: {aspects: […]}``."""
    return TrainingData(
        [
            message(text, intent=intent, metadata={"intent": {"aspects": list(aspects)}} if aspects is not None else {})
            for (intent, aspects), texts in EXAMPLES.items()
            for text in texts.split("|")
        ]
    )


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage.create(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))


@pytest.fixture(scope="session")
def trained(storage: LocalModelStorage, context: ExecutionContext) -> RequestClassifier:
    classifier = RequestClassifier.create(RequestClassifier.get_default_config(), storage, Resource("request"), context)
    classifier.train(examples())
    return classifier


Understand = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def understand(trained: RequestClassifier) -> Understand:
    """What the trained classifier makes of a text."""

    def understand(text: str) -> dict[str, Any]:
        (understood,) = trained.process([message(text)])
        return understood.as_dict()

    return understand


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Rasa and what it imports warn of their own future all day; ours is watched in the other tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore"))
