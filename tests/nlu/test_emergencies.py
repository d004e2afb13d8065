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
PHRASES: list[str] = [*CONFIGURED["phrases"], *CONFIGURED["people"]]


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
    [
        "",
        "¿?",
        "quiero resetear la clave",
        "la garantía de incendio",
        "incendio de mi mercadería en la bodega, ¿qué declaro?",
        "permiso de bomberos",
        "me robaron la clave",
        "me robaron la cédula ayer",
        "el auxiliar de aduana",
        "curso de primeros auxilios",
        "mi vaca está enferma y quiero un examen de sangre",
        "registro de armas",
        "quiero denunciar un asalto de la semana pasada",
    ],
)
def test_anything_else_keeps_what_it_was_understood_as(detector: EmergencyDetector, text: str) -> None:
    assert intent_of(detector, text) == "saludar"


@pytest.mark.parametrize(
    "text",
    [
        "mi vaca se está muriendo, ¿quién la examina?",
        "el cultivo de banano se está muriendo",
        "se está ahogando mi siembra de arroz por la lluvia",
        "mi perro no respira bien, busco al veterinario municipal",
        "mi negocio se está muriendo y quiero cerrar el RUC",
    ],
)
def test_what_befalls_animals_crops_or_businesses_is_left_to_the_classifier(
    detector: EmergencyDetector, text: str
) -> None:
    assert intent_of(detector, text) == "saludar"


@pytest.mark.parametrize(
    "text",
    [
        "¿a quién aviso si hay un incendio en mi bodega?",
        "qué pide el plan de contingencia cuando hay heridos",
        "me están robando la marca, ¿cómo la registro?",
        "me están violando mis derechos como usuario",
        "auxilio para funerales del IESS",
        "vivo en el Perpetuo Socorro",
        "requisitos de la eutanasia: quiero morir en mi casa",
    ],
)
def test_what_is_supposed_or_says_another_thing_with_the_same_words_is_left_to_the_classifier(
    detector: EmergencyDetector, text: str
) -> None:
    assert intent_of(detector, text) == "saludar"


@pytest.mark.parametrize(
    "text",
    [
        "sí, me están robando ahora",
        "Sí me están robando",
        "si hay un incendio no sé, ¡hay un incendio aquí!",
        "hay un incendio y mis vacas están adentro",
        "mi hija no puede respirar",
    ],
)
def test_what_happens_now_is_heard_among_such_words(detector: EmergencyDetector, text: str) -> None:
    assert intent_of(detector, text) == "emergencia"


def test_no_question_of_the_training_data_is_taken_for_an_emergency(detector: EmergencyDetector) -> None:
    others = [one for one in examples() if one.intent != "emergencia"]
    wrong = [one.text for one in others if intent_of(detector, one.text) == "emergencia"]
    assert (len(others) > 1_000, wrong) == (True, [])


@pytest.mark.parametrize(("sure", "heard"), [(0.49, "consultar_tramite"), (0.5, "emergencia")])
def test_an_emergency_that_the_classifier_doubts_gives_way_to_its_next_guess(
    detector: EmergencyDetector, sure: float, heard: str
) -> None:
    ranking = [{"name": "emergencia", "confidence": sure}, {"name": "consultar_tramite", "confidence": 0.3}]
    (said,) = detector.process([message("mi gallo está enfermo", intent=ranking[0], intent_ranking=ranking)])
    assert said.get("intent")["name"] == heard


def test_an_emergency_without_another_guess_stays_one(detector: EmergencyDetector) -> None:
    only = {"name": "emergencia", "confidence": 0.1}
    (said,) = detector.process([message("mi gallo está enfermo", intent=only)])
    assert said.get("intent") == only


def test_an_emergency_is_certain_and_known_to_the_domain(detector: EmergencyDetector) -> None:
    (heard,) = detector.process([message("auxilio")])
    assert (heard.get("intent"), "emergencia" in domain("intents")) == ({"name": "emergencia", "confidence": 1.0}, True)


def test_a_message_without_a_text_is_no_emergency(detector: EmergencyDetector) -> None:
    (heard,) = detector.process([message("", intent={"name": "saludar"})])
    assert heard.get("intent") == {"name": "saludar"}


def test_every_phrase_is_there_once_and_has_words() -> None:
    spoken = [normalise(phrase) for phrase in PHRASES]
    assert (len(set(spoken)), all(spoken), len(spoken) > 80) == (len(spoken), True, True)


def test_without_phrases_nothing_is_an_emergency(storage: LocalModelStorage, context: ExecutionContext) -> None:
    none = EmergencyDetector.create(EmergencyDetector.get_default_config(), storage, Resource("x"), context)
    assert intent_of(none, "auxilio") == "saludar"
