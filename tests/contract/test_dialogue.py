"""Domain, rules, stories and actions name the same things."""

from __future__ import annotations

from dataclasses import fields

from bot import actions, identity
from bot.answers import Memory
from tests.contract.project import FALLBACK, domain, examples, read, rules, yaml_files

#: Sent by a button or read from the text by an action, rather than found by a pattern.
FROM_BUTTONS = {"tramite", "aspecto", "opcion"}


def action_names() -> list[str]:
    return [getattr(actions, name)().name() for name in actions.__all__]


def steps_of_stories() -> list[dict[str, str]]:
    stories = [story for file in yaml_files("data/stories") for story in read(file)["stories"]]
    return [step for story in stories for step in story["steps"]]


def test_every_action_has_a_class_and_every_class_an_action() -> None:
    assert sorted(action_names()) == sorted(domain("actions"))


def test_an_action_is_named_after_its_class() -> None:
    named = {name: getattr(actions, name)().name().replace("_", "") for name in actions.__all__}
    assert named == {name: name.lower() for name in actions.__all__}


def test_every_intent_has_one_rule_and_every_rule_an_intent() -> None:
    assert sorted(intent for intent, _ in rules()) == sorted([*domain("intents"), FALLBACK])


def test_every_action_is_reached_by_a_rule() -> None:
    assert {action for _, action in rules()} == set(domain("actions"))


def test_a_rule_leads_to_the_action_of_the_same_name() -> None:
    expected = {intent: f"action_{intent}" for intent in domain("intents")}
    assert dict(rules()) == {**expected, FALLBACK: "action_no_entendi"}


def test_stories_speak_of_intents_and_actions_that_exist() -> None:
    said = {(kind, name) for step in steps_of_stories() for kind, name in step.items()}
    known = {*(("intent", one) for one in domain("intents")), *(("action", one) for one in domain("actions"))}
    assert said - known == set()


def test_every_intent_has_training_messages_and_no_other_has() -> None:
    assert {example.intent for example in examples()} == set(domain("intents"))


def test_every_slot_is_a_field_of_the_memory_and_back() -> None:
    assert domain("slots") == [field.name for field in fields(Memory)]


def test_slots_are_set_by_actions_alone() -> None:
    slots = read("domain.yml")["slots"].values()
    assert [slot["mappings"] for slot in slots] == [[{"type": "custom"}]] * len(slots)
    assert not any(slot["influence_conversation"] for slot in slots)


def test_entities_are_the_identifiers_and_what_buttons_send() -> None:
    assert set(domain("entities")) == FROM_BUTTONS | {kind.name for kind in identity.KINDS}
