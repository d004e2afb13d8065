"""What may be tracked: nothing of one machine, no registry, no secret; and a lock that can be trusted."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import tomli

ROOT = Path(__file__).parents[2]
SUFFIXES = {
    "",
    ".py",
    ".md",
    ".yml",
    ".yaml",
    ".toml",
    ".txt",
    ".json",
    ".jsonl",
    ".cfg",
    ".html",
    ".css",
    ".js",
    ".svg",
}
#: Split, so that this file does not find itself.
FORBIDDEN = {
    "a folder of one machine": r"(?<![\w.:/-])/(?:ho" + r"me|ro" + r"ot|Us" + r"ers|wo" + r"rk)/\w",
    "a package registry": r"(?:py" + r"pi\.org|pythonho" + r"sted\.org|registry\.(?:np" + r"mjs|yarn" + r"pkg)\.\w+)",
    "an index setting": r"--(?:extra-)?index-u" + r"rl[ =]|--find-li" + r"nks[ =]|--trusted-h" + r"ost",
    "a Telegram token": r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE K" + r"EY-----",
    "an access key": r"\b(?:AK" + r"IA[0-9A-Z]{16}|gh" + r"[pousr]_\w{36}|s" + r"k-[A-Za-z0-9]{32,})\b",
}
#: Where a module and its distribution have different names.
DISTRIBUTIONS = {
    "bs4": "beautifulsoup4",
    "fpdf": "fpdf2",
    "markdown_it": "markdown-it-py",
    "ruamel": "ruamel-yaml",
    "sklearn": "scikit-learn",
    "stdnum": "python-stdnum",
    "telegram": "python-telegram-bot",
}
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s\\;]+)")


def tracked() -> list[Path]:
    """Files that git tracks, or would at the next «git add»."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    paths = [ROOT / name for name in names]
    return [path for path in paths if path.suffix in SUFFIXES and path.is_file()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def lock(name: str) -> dict[str, str]:
    """Package → version of a lock file."""
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return dict(match.groups() for line in lines if (match := REQUIREMENT.match(line)))  # type: ignore[misc]


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_a_lock_holds_pinned_packages_and_their_hashes_and_nothing_else(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    hashes = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
    assert [line for line in lines if not (REQUIREMENT.match(line) or hashes.match(line))] == []
    assert all(hashes.match(after) for line, after in pairwise(lines) if REQUIREMENT.match(line))


def test_what_runs_in_production_is_what_is_tested() -> None:
    assert lock("run.txt").items() <= lock("dev.txt").items()


def declared() -> set[str]:
    project = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {normal(re.split(r"[\[=<>; ]", one)[0]) for one in project["dependencies"]}


def normal(name: str) -> str:
    """The name of a distribution as the registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def third_parties(folder: str) -> set[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {module.split(".")[0] for module in modules} - set(sys.stdlib_module_names) - {"bot", "bench"}


def test_every_library_that_is_imported_is_declared() -> None:
    assert {
        module for module in third_parties("bot") if DISTRIBUTIONS.get(module, normal(module)) not in declared()
    } == set()


def test_every_declared_package_is_locked() -> None:
    assert declared() - {normal(name) for name in lock("run.txt")} == set()
