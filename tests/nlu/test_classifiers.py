"""The classifier learns from a handful of messages, keeps what it learnt, and finds every aspect asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import RequestClassifier
from bot.text import normalise
from tests.contract.project import FALLBACK
from tests.nlu.conftest import EXAMPLES, Understand, examples, message

INTENTS = {intent for intent, _ in EXAMPLES}
ASPECTS = {aspect for _, aspects in EXAMPLES for aspect in aspects or ()}


def aspects(understood: dict[str, Any]) -> list[str]:
    return [one["name"] for one in understood.get("aspects", ())]


def rounded(understood: dict[str, Any]) -> dict[str, Any]:
    """What was understood, with confidences to three places: weights are stored in half their length."""
    names = ("intent_ranking", "aspects")
    return {name: [(one["name"], round(one["confidence"], 3)) for one in understood.get(name, ())] for name in names}


# -- what it says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("¿cuánto cuesta esto?", "consultar_tramite"),
        ("q papeles nesesito", "consultar_tramite"),
        ("HOLA", "saludar"),
        ("holaaaa", "saludar"),
        ("buenas", "saludar"),
        ("chao, hasta luego", "despedir"),
        ("¿quién ganó el partido de ayer?", "out_of_scope"),
    ],
)
def test_the_kind_of_request_is_found(understand: Understand, text: str, intent: str) -> None:
    assert understand(text)["intent"]["name"] == intent


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("¿cuánto cuesta?", "cost"),
        ("KUANTO KUESTA", "cost"),
        ("qué rekisitos piden", "requirements"),
        ("cuales son los pazos", "steps"),
        ("¿a qué telefono llamo?", "contact"),
    ],
)
def test_the_aspect_is_found_in_any_spelling(understand: Understand, text: str, aspect: str) -> None:
    assert aspects(understand(text)) == [aspect]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("¿cuánto cuesta y qué requisitos piden?", "cost", "requirements"),
        ("¿qué requisitos piden y cuánto cuesta?", "requirements", "cost"),
        ("cuáles son los pasos, a qué teléfono llamo", "steps", "contact"),
        ("a qué teléfono llamo; cuáles son los pasos", "contact", "steps"),
        ("deme un contacto. cuánto me cobran?", "contact", "cost"),
    ],
)
def test_two_aspects_are_found_in_the_order_asked(understand: Understand, text: str, first: str, second: str) -> None:
    found = aspects(understand(text))
    assert (len(found), [one for one in found if one in (first, second)]) == (2, [first, second])


@pytest.mark.parametrize("text", ["hola", "chao", "¿qué requisitos piden?"])
def test_confidences_are_probabilities(understand: Understand, text: str) -> None:
    understood = understand(text)
    confidences = [one["confidence"] for one in (*understood["intent_ranking"], *understood["aspects"])]
    assert all(0 <= one <= 1 for one in confidences)


def test_the_ranking_comes_best_first_and_starts_with_the_intent(understand: Understand) -> None:
    understood = understand("cuánto cuesta")
    confidences = [one["confidence"] for one in understood["intent_ranking"]]
    assert (confidences, understood["intent_ranking"][0]) == (sorted(confidences, reverse=True), understood["intent"])
    assert {one["name"] for one in understood["intent_ranking"]} <= INTENTS


def test_each_message_of_a_batch_is_understood_by_itself(trained: RequestClassifier, understand: Understand) -> None:
    texts = ["hola", "cuánto cuesta", "chao"]
    together = [one.as_dict() for one in trained.process([message(text) for text in texts])]
    assert together == [understand(text) for text in texts]


def test_no_messages_are_no_work(trained: RequestClassifier) -> None:
    assert trained.process([]) == []


# -- what people may send ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", " ", "¿?", "👋🏽", ",;:.", "y", "y y y", "\n\n", "ñ" * 1000, "cuánto cuesta " * 5000, "a," * 2000, "\u202e"],
    ids=lambda text: ascii(text[:12]),
)
def test_any_text_is_given_an_intent(understand: Understand, text: str) -> None:
    understood = understand(text)
    assert (understood["intent"]["name"] in INTENTS | {FALLBACK}, set(aspects(understood)) <= ASPECTS) == (True, True)


@pytest.mark.parametrize("text", ["", " ", "¿?", ",;:.", "\n\n", "\u202e", "🙂"], ids=ascii)
def test_signs_alone_say_nothing(understand: Understand, text: str) -> None:
    understood = understand(text)
    assert (understood["intent"], aspects(understood)) == ({"name": FALLBACK, "confidence": 1.0}, [])


def test_a_message_without_a_text_is_understood_as_an_empty_one(
    trained: RequestClassifier, understand: Understand
) -> None:
    (understood,) = trained.process([Message(data={})])
    assert understood.get("intent") == understand("")["intent"]


@settings(deadline=None, max_examples=50)
@given(text=st.text(max_size=300))
def test_any_text_at_all_is_given_an_intent(understand: Understand, text: str) -> None:
    said_something = bool(normalise(text))
    assert (understand(text)["intent"]["name"] in INTENTS) == said_something


# -- training and storage ----------------------------------------------------------------------------------------


def test_what_was_learnt_survives_the_storage(
    trained: RequestClassifier, understand: Understand, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    again = RequestClassifier.load(RequestClassifier.get_default_config(), storage, Resource("request"), context)
    texts = [text for texts in EXAMPLES.values() for text in texts.split("|")] + ["kuanto kuesta, y los pasos", ""]
    remembered = [one.as_dict() for one in again.process([message(text) for text in texts])]
    assert [rounded(one) for one in remembered] == [rounded(understand(text)) for text in texts]


def test_training_twice_learns_the_same(
    understand: Understand, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    other = RequestClassifier.create(RequestClassifier.get_default_config(), storage, Resource("other"), context)
    other.train(examples())
    (understood,) = other.process([message("qué papeles necesito")])
    assert understood.as_dict() == understand("qué papeles necesito")


def test_training_returns_the_resource_it_wrote(storage: LocalModelStorage, context: ExecutionContext) -> None:
    classifier = RequestClassifier.create(RequestClassifier.get_default_config(), storage, Resource("named"), context)
    resource = classifier.train(examples())
    with storage.read_from(resource) as folder:
        assert (resource.name, [path.name for path in Path(folder).iterdir() if path.stat().st_size]) == (
            "named",
            ["classifier.skops"],
        )


def test_what_was_never_trained_cannot_be_loaded(storage: LocalModelStorage, context: ExecutionContext) -> None:
    with pytest.raises(ValueError, match="never"):
        RequestClassifier.load({}, storage, Resource("never"), context)


@pytest.mark.parametrize("threshold", [0.0, 1.1])
def test_a_configured_threshold_is_obeyed(
    storage: LocalModelStorage, context: ExecutionContext, threshold: float
) -> None:
    nothing_else = {"clause_threshold": 1.1, "floor": 1.1}
    config = {**RequestClassifier.get_default_config(), **nothing_else, "threshold": threshold}
    strict = RequestClassifier.load(config, storage, Resource("request"), context)
    (understood,) = strict.process([message("cuánto cuesta")])
    assert {one["name"] for one in understood.get("aspects")} == (ASPECTS if threshold == 0 else set())


# -- stories -----------------------------------------------------------------------------------------------------


@pytest.fixture
def guided(tmp_path: Path) -> Understand:
    """A classifier that hears «chao» (for want of a guide) behind a story."""
    settings_ = {"stories": ["consultar_tramite"], "clause_intents": ["despedir"], "clause_intent_threshold": 0.5}
    storage = LocalModelStorage(tmp_path)
    classifier = RequestClassifier({**RequestClassifier.get_default_config(), **settings_}, storage, Resource("x"))
    classifier.train(examples())
    return lambda text: classifier.process([message(text)])[0].as_dict()


def kind(understood: dict[str, Any]) -> str:
    return str(understood["intent"]["name"])


def test_what_a_story_ends_with_is_heard(guided: Understand, understand: Understand) -> None:
    text = "cuánto cuesta y qué papeles piden, qué requisitos necesito, hasta luego"
    assert (kind(understand(text)), kind(guided(text))) == ("consultar_tramite", "despedir")


def test_only_stories_are_looked_into(guided: Understand) -> None:
    assert kind(guided("buenos días, qué tal, saludos, hola, chao")) == "saludar"


def test_without_parts_there_is_nothing_to_look_into(guided: Understand) -> None:
    assert kind(guided("cuánto cuesta")) == "consultar_tramite"
