"""Who may import whom. Each package is kept small by what it must not know."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FOUNDATIONS = {"text", "identity", "features", "errors", "settings", "protocol"}
#: Frameworks that must stay on their side of the house; any other library may be used anywhere.
FRAMEWORKS = {"rasa", "rasa_sdk", "tensorflow", "starlette", "uvicorn", "telegram", "aiohttp"}
#: Package → what it may import: packages of ours, and frameworks.
MAY_IMPORT = {
    "errors": set(),
    "text": set(),
    "identity": set(),
    "features": {"text"},
    "protocol": set(),
    "settings": {"errors"},
    "knowledge": {"text", "identity", "features", "errors"},  # given its paths, it needs no settings
    "conversations": FOUNDATIONS,
    "answers": FOUNDATIONS | {"knowledge"},
    "nlu": FOUNDATIONS | {"knowledge", "rasa"},
    "actions": FOUNDATIONS | {"knowledge", "conversations", "answers", "rasa_sdk"},
    "engine": FOUNDATIONS | {"answers", "actions", "nlu", "rasa", "rasa_sdk", "aiohttp"},
    "channels": FOUNDATIONS | {"conversations", "answers", "knowledge", "starlette", "telegram"},
    "gateway": FOUNDATIONS | {"channels", "conversations", "answers", "knowledge", "starlette"},
}
#: The command line assembles everything, but only inside a command: loading Rasa takes seconds.
ASSEMBLERS = {"cli", "commands"}


def packages() -> set[str]:
    return {path.stem for path in (ROOT / "bot").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}


def imports(tree: ast.AST) -> Iterator[str]:
    """The modules that ``tree`` imports by absolute name, e.g. ``bot.text`` for ``from bot import text`` too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute, so that this table can be read from them"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "bot" else [module]


def concerned(module: str) -> str:
    """``bot.text.fold`` → ``text``, ``rasa.core`` → ``rasa``."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "bot" else first


def modules(package: str) -> list[Path]:
    return [path for path in [ROOT / f"bot/{package}.py"] if path.exists()] or sorted(
        (ROOT / "bot" / package).rglob("*.py")
    )


def test_every_package_is_in_the_table() -> None:
    assert packages() - {"__init__"} == MAY_IMPORT.keys() | ASSEMBLERS


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_it_may_know(package: str) -> None:
    ours_and_frameworks = packages() | FRAMEWORKS
    found = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in modules(package)
        for module in imports(ast.parse(path.read_text(encoding="utf-8")))
        if concerned(module) in ours_and_frameworks - MAY_IMPORT[package] - {package}
    ]
    assert found == []


def loaded_by(*modules: str) -> set[str]:
    """The frameworks that a fresh Python holds after importing ``modules``, by whatever way they came in."""
    program = f"import {', '.join(modules)}, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return FRAMEWORKS & set(done.stdout.split())


def test_the_command_line_loads_frameworks_only_inside_a_command() -> None:
    commands = [f"bot.commands.{path.stem}" for path in modules("commands") if path.stem != "__init__"]
    assert loaded_by("bot.cli", *commands) == set()


def test_the_gateway_holds_nothing_of_rasa() -> None:
    assert loaded_by("bot.gateway") & {"rasa", "rasa_sdk", "tensorflow"} == set()


def test_the_engine_holds_nothing_of_the_gateway() -> None:
    assert loaded_by("bot.engine.main", "bot.engine.engine") & {"starlette", "uvicorn", "telegram"} == set()
