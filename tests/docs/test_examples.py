"""What the README says that people may ask is answered as it says. Needs the trained model: «make test» sees to it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
OCE = "senae-aprobacion-registro-oce-importador-exportador-sistema-informatico-ecuapass"
RESETEO = "sercop-reseteo-clave"
REGIMEN_51 = (
    "senae-autorizacion-salida-mercancias-acogidas-regimen-exportacion-temporal-perfeccionamiento-pasivo-compensaciones"
)
#: What each row of the table promises, in its order: outcome, procedure, aspects that must be there.
PROMISED = [
    ("answered", OCE, {"requirements"}),
    ("answered", RESETEO, {"cost", "processing_time"}),
    ("answered", REGIMEN_51, set[str]()),
    ("answered", REGIMEN_51, {"location_hours"}),
    ("answered", OCE, {"detail"}),
    ("clarify", None, set[str]()),
    ("guide", OCE, set[str]()),
    ("guide", OCE, set[str]()),
    ("answered", None, set[str]()),
    ("not_found", None, set[str]()),
    ("handoff", None, set[str]()),
]


def examples() -> list[str]:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What to ask")[2].partition("\n## ")[0]
    rows: list[str] = re.findall(r"^\| (.+?) \| .+ \|$", section, re.M)
    return rows[1:]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, knowledge_path: Path) -> list[dict[str, Any]]:
    """One conversation that asks all the examples in turn, as a reader would try them."""
    folder = tmp_path_factory.mktemp("readme")
    batch, out = folder / "in.jsonl", folder / "out.jsonl"
    batch.write_text(json.dumps({"id": "readme", "turns": examples()}), encoding="utf-8")
    command = [
        Path(sys.executable).with_name("ventanilla"),
        "ask",
        "--batch",
        batch,
        "--out",
        out,
        "--knowledge",
        knowledge_path,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    turns: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))["turns"]
    return turns


def test_the_readme_gives_as_many_examples_as_are_tested() -> None:
    assert len(examples()) == len(PROMISED)


@pytest.mark.slow
@pytest.mark.parametrize("row", range(len(PROMISED)), ids=lambda row: examples()[row])
def test_an_example_is_answered_as_the_readme_says(row: int, answers: list[dict[str, Any]]) -> None:
    outcome, procedure, aspects = PROMISED[row]
    answer = answers[row]
    assert (answer["outcome"], (answer["procedure"] or {}).get("id")) == (outcome, procedure)
    assert set(answer["aspects"]) >= aspects
