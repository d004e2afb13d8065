"""What the classifiers learn from: enough of it, each message once, with one meaning."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.tokens import ScalarToken

from bot.knowledge import Aspect
from bot.text import fold, normalise
from tests.contract.project import ROOT, domain, examples, read, yaml_files

#: A linear model reaches 95 % with about fifty varied examples of a class.
ENOUGH = 60
ENOUGH_OUT_OF_SCOPE = 300
#: What YAML 1.1 takes for a truth value and 1.2, which Rasa reads, for a word.
AMBIGUOUS = {"yes", "no", "on", "off", "y", "n"}


@pytest.mark.parametrize("intent", domain("intents"))
def test_an_intent_has_enough_examples(intent: str) -> None:
    asked = ENOUGH_OUT_OF_SCOPE if intent == "out_of_scope" else ENOUGH
    assert Counter(example.intent for example in examples())[intent] >= asked


@pytest.mark.parametrize("aspect", [aspect.value for aspect in Aspect])
def test_an_aspect_has_enough_examples(aspect: str) -> None:
    assert Counter(name for example in examples() for name in example.aspects or ())[aspect] >= ENOUGH


def test_examples_are_labelled_with_aspects_that_exist() -> None:
    assert {name for example in examples() for name in example.aspects or ()} - set(Aspect.__members__) == set()


def test_questions_about_procedures_say_which_aspects_they_ask_and_no_others_do() -> None:
    labelled = {example.intent for example in examples() if example.aspects is not None}
    unlabelled = {example.intent for example in examples() if example.aspects is None}
    assert (labelled, labelled & unlabelled) == ({"consultar_tramite"}, set())


def test_a_message_stands_once_and_in_one_intent() -> None:
    places = defaultdict(list)
    for example in examples():
        places[fold(example.text)].append(f"{example.file}: {example.text}")
    assert [place for place in places.values() if len(place) > 1] == []


def test_every_message_leaves_something_to_learn_from() -> None:
    assert [example for example in examples() if not normalise(example.text)] == []


def test_a_training_file_holds_one_skill() -> None:
    mixed = {file: {block["intent"] for block in read(file)["nlu"]} for file in yaml_files("data/nlu")}
    assert {file: intents for file, intents in mixed.items() if len(intents) > 1} == {}


@pytest.mark.parametrize("file", [*yaml_files("data", "knowledge"), "domain.yml", "config.yml"])
def test_no_word_of_a_yaml_file_could_be_read_as_a_truth_value(file: str) -> None:
    assert [
        f"line {token.start_mark.line + 1}: {token.value}"
        for token in YAML(typ="safe", pure=True).scan((ROOT / file).read_text(encoding="utf-8"))
        if isinstance(token, ScalarToken) and token.plain and token.value.lower() in AMBIGUOUS
    ] == []
