"""The project's files as the contract tests read them: without Rasa, and before anything merges them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
#: Said when a message means nothing that the domain knows; Rasa's own name.
FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Example:
    """A training message; ``aspects`` is None when its block is not about a procedure."""

    text: str
    intent: str
    aspects: tuple[str, ...] | None
    file: str


@cache
def read(path: str) -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(ROOT / path)
    return content


def yaml_files(*folders: str) -> list[str]:
    """Paths relative to the project, e.g. ``data/nlu/saludar.yml``."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.yml")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def domain(part: str) -> list[str]:
    """The names that a part of the domain declares, in order."""
    return list(read("domain.yml")[part])


@cache
def responses() -> dict[str, list[dict[str, Any]]]:
    files = [*yaml_files("data/responses"), "domain.yml"]
    return {name: texts for file in files for name, texts in read(file).get("responses", {}).items()}


@cache
def examples() -> tuple[Example, ...]:
    return tuple(one for file in yaml_files("data/nlu") for one in _examples(file))


def _examples(file: str) -> Iterator[Example]:
    for block in read(file)["nlu"]:
        aspects = (block.get("metadata") or {}).get("aspects")
        for line in filter(None, map(str.strip, block["examples"].splitlines())):
            assert line.startswith("- "), f"{file}: {line}"
            yield Example(line[2:].strip(), block["intent"], None if aspects is None else tuple(aspects), file)


def rules() -> list[tuple[str, str]]:
    """(intent, action) of each rule."""
    found = [rule["steps"] for file in yaml_files("data/rules") for rule in read(file)["rules"]]
    return [(steps[0]["intent"], steps[1]["action"]) for steps in found]


def code(*folders: str) -> Iterator[ast.AST]:
    """Every node of the Python files in ``folders``."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))
