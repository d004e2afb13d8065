"""An emergency is heard in any spelling and whatever else was understood; nothing else is taken for one."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource

from bot.nlu import EmergencyDetector
from bot.text import normalise
from tests.contract.project import domain, examples, read
from tests.nlu.conftest import message

CONFIGURED: dict[str, Any] = next(one for one in read("config.yml")["pipeline"] if "Emergency" in one["name"])
PHRASES: list[str] = CONFIGURED["phrases"]


@pytest.fixture(scope="module")
def detector(storage: LocalModelStorage, context: ExecutionContext) -> EmergencyDetector:
    """As the project configures it."""
    return EmergencyDetector.create(CONFIGURED, storage, Resource("emergencies"), context)


def intent_of(detector: EmergencyDetector, text: str) -> str:
    (heard,) = detector.process([message(text, intent={"name": "saludar", "confidence": 0.9})])
    name: str = heard.get("intent")["name"]
    return name


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("said", ["{}", "oiga, {}!!", "hola buenas. {} por favor"])
def test_an_emergency_is_heard_inside_a_message(detector: EmergencyDetector, phrase: str, said: str) -> None:
    assert intent_of(detector, said.format(phrase)) == "emergencia"


@pytest.mark.parametrize("text", ["AUXILIOOOO", "no respira", "Mi papá no respira, q hago", "ME ESTAN ROBANDO", "🆘"])
def test_an_emergency_is_heard_in_any_spelling(detector: EmergencyDetector, text: str) -> None:
    assert intent_of(detector, text) == "emergencia"


@pytest.mark.parametrize(
    "text",
    ["", "¿?", "quiero resetear la clave", "la garantía de incendio", "me robaron la clave", "el auxiliar de aduana"],
)
def test_anything_else_keeps_what_it_was_understood_as(detector: EmergencyDetector, text: str) -> None:
    assert intent_of(detector, text) == "saludar"


def test_no_question_of_the_training_data_is_taken_for_an_emergency(detector: EmergencyDetector) -> None:
    others = [one for one in examples() if one.intent != "emergencia"]
    wrong = [one.text for one in others if intent_of(detector, one.text) == "emergencia"]
    assert (len(others) > 1_000, wrong) == (True, [])


def test_an_emergency_is_certain_and_known_to_the_domain(detector: EmergencyDetector) -> None:
    (heard,) = detector.process([message("auxilio")])
    assert (heard.get("intent"), "emergencia" in domain("intents")) == ({"name": "emergencia", "confidence": 1.0}, True)


def test_a_message_without_a_text_is_no_emergency(detector: EmergencyDetector) -> None:
    (heard,) = detector.process([message("", intent={"name": "saludar"})])
    assert heard.get("intent") == {"name": "saludar"}


def test_every_phrase_is_there_once_and_has_words() -> None:
    spoken = [normalise(phrase) for phrase in PHRASES]
    assert (len(set(spoken)), all(spoken), len(spoken) > 20) == (len(spoken), True, True)


def test_without_phrases_nothing_is_an_emergency(storage: LocalModelStorage, context: ExecutionContext) -> None:
    none = EmergencyDetector.create(EmergencyDetector.get_default_config(), storage, Resource("x"), context)
    assert intent_of(none, "auxilio") == "saludar"
