"""Fixed sentences: each that code names exists, none is left over, and what it leaves open is filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.contract.project import code, responses

SPEAKING = ("bot/answers", "bot/actions")
#: What a phrase is said with: ``self._say("lista")``, ``assistant.say("salir", …)``, ``phrases("…")``.
SAYERS = {"_say", "say", "phrases", "_phrases"}
#: Keywords of those that are no value of a sentence.
OWN_KEYWORDS = {"variant", "buttons"}


def sayings() -> Iterator[ast.Call]:
    for node in code(*SPEAKING):
        if isinstance(node, ast.Call) and node.args and called(node.func) in SAYERS:
            yield node


def called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def constants(node: ast.expr) -> list[str]:
    """The strings that an expression may be: a constant, or either side of a conditional."""
    if isinstance(node, ast.IfExp):
        return [*constants(node.body), *constants(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def assigned() -> Iterator[str]:
    """Names kept in something called ``phrase``."""
    for node in code(*SPEAKING):
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["phrase"]:
            yield from constants(node.value)


def named() -> set[str]:
    return {*assigned(), *(name for call in sayings() for name in constants(call.args[0]))}


def placeholders(name: str) -> set[str]:
    return {key for variation in responses()[name] for key in re.findall(r"{(\w+)}", variation["text"])}


def test_every_sentence_that_code_names_exists() -> None:
    assert {f"utter_{name}" for name in named()} - responses().keys() == set()


def test_no_sentence_is_left_over() -> None:
    mentioned = {
        node.value for node in code(*SPEAKING) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {name for name in responses() if name.removeprefix("utter_") not in mentioned} == set()


def test_what_a_sentence_leaves_open_is_filled_in_by_the_code_that_says_it() -> None:
    filled = [
        (f"utter_{name}", {keyword.arg for keyword in call.keywords} - OWN_KEYWORDS)
        for call in sayings()
        for name in constants(call.args[0])
    ]
    assert [(name, given) for name, given in filled if given != placeholders(name)] == []


def test_every_variation_has_a_text() -> None:
    assert [name for name, texts in responses().items() if not all(one.get("text", "").strip() for one in texts)] == []
