"""What is written about Ventanilla is true: commands, targets, links and figures exist as they are named."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
DECISIONS = sorted(ROOT.glob("docs/adr/[0-9]*.md"))
#: Places on the web, in the page itself, or in a mail program.
ELSEWHERE = re.compile(r"^(?:https?:|mailto:|#)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def commands(group: click.Command = main, prefix: str = "ventanilla") -> Iterator[str]:
    """Every command as it is typed, e.g. ``ventanilla kb build``."""
    if not isinstance(group, click.Group):
        yield prefix
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from commands(command, f"{prefix} {name}")


def test_every_command_is_in_the_readme() -> None:
    assert [command for command in commands() if command not in text_of(ROOT / "README.md")] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_commands_that_a_document_names_exist(path: Path) -> None:
    named = set(re.findall(r"(?:`|bin/)ventanilla ([a-z]+)", text_of(path)))
    assert named - COMMANDS.keys() == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_make_targets_that_a_document_names_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.M))
    named = set(re.findall(r"(?:^|`|«)make ([a-z]+(?:-[a-z]+)*)", text_of(path), re.M))
    assert named - targets == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", text_of(path))
    local = [link.partition("#")[0] for link in links if not ELSEWHERE.match(link)]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_every_decision_is_numbered_once_and_says_so() -> None:
    headings = {path.name: text_of(path).splitlines()[0] for path in DECISIONS}
    assert [name for name, heading in headings.items() if not heading.startswith(f"# {int(name[:4])}. ")] == []
    assert len({name[:4] for name in headings}) == len(headings)


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_is_short_and_gives_context_and_consequences(path: Path) -> None:
    lines = text_of(path).splitlines()
    assert len(lines) <= 60
    assert [heading for heading in lines if heading.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
    ]


def test_the_readme_is_read_in_one_go() -> None:
    assert len(text_of(ROOT / "README.md").splitlines()) <= 150


def test_the_figures_in_documents_are_those_that_were_measured() -> None:
    check = [sys.executable, ROOT / "scripts/results", "--check"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_make_explains_every_target_that_people_call() -> None:
    makefile = text_of(ROOT / "Makefile")
    phony = set(re.findall(r"^\.PHONY: ([a-z-]+)", makefile, re.M))
    explained = set(re.findall(r"^([a-z-]+):[^#\n]*## ", makefile, re.M))
    assert phony - explained == {"model"}
