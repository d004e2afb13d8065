"""The made-up fichas that measure what a national catalogue costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import synthetic
from bot.knowledge import Catalogue
from bot.knowledge.build import build

ROOT = Path(__file__).parents[2]
SOURCES, CURATED = ROOT / "knowledge/fuentes", ROOT / "knowledge"


def written(path: Path, count: int) -> Path:
    done = CliRunner().invoke(synthetic.main, ["--count", str(count), "--out", str(path)])
    assert done.exit_code == 0, done.output
    return path


def test_the_same_seed_gives_the_same_fichas_and_another_seed_others() -> None:
    assert list(synthetic.fichas(20, seed=1)) == list(synthetic.fichas(20, seed=1))
    assert list(synthetic.fichas(20, seed=1)) != list(synthetic.fichas(20, seed=2))


@pytest.mark.parametrize("real", [True, False])
def test_they_are_fichas_that_a_build_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real: bool) -> None:
    """With real fichas at hand, and without: then they are varied from the project's documents."""
    if not real:
        monkeypatch.setattr(synthetic, "REAL", tmp_path / "falta.jsonl")
    path = written(tmp_path / "f.jsonl", 60)
    built = build([SOURCES, path], tmp_path / "k.db", CURATED)
    assert built.refused == ()
    assert 55 + 14 <= built.procedures <= 60 + 14


def test_each_has_an_address_of_its_own(tmp_path: Path) -> None:
    fichas = [json.loads(line) for line in written(tmp_path / "f.jsonl", 300).read_text("utf-8").splitlines()]
    assert len({one["URL_Fuente"] for one in fichas}) == 300


@pytest.mark.slow
def test_two_thousand_are_built_and_opened_and_searched(tmp_path: Path) -> None:
    built = build([SOURCES, written(tmp_path / "f.jsonl", 2_000)], tmp_path / "k.db", CURATED)
    catalogue = Catalogue(built.path)
    name = next(one.name for one in catalogue.procedures() if not one.aliases)
    assert len(catalogue.procedures()) == built.procedures
    assert name in [match.procedure.name for match in catalogue.search(name)]
