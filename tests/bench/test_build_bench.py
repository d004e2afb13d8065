"""The benchmark of building counts what a process took, and nothing of one that failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.build import BuildFailed, cost, run


def test_the_time_of_a_process_and_of_the_processor_are_counted() -> None:
    slept = cost("time.sleep(0.5)")

    assert slept.cpu_s < 0.5 <= slept.seconds


def test_the_most_memory_is_counted_also_when_it_was_given_back() -> None:
    small, large = cost("pass"), cost("held = b'x' * 200 * 1024**2; del held")

    assert 190 <= large.peak_mb - small.peak_mb <= 230


def test_a_process_that_fails_has_no_figures() -> None:
    with pytest.raises(BuildFailed, match="no se pudo"):
        cost("raise SystemExit('no se pudo')")


@pytest.mark.slow
def test_a_run_builds_as_many_procedures_as_it_says(tmp_path: Path) -> None:
    result = run(tmp_path / "new" / "build.json", count=60, say=lambda _: None)

    assert json.loads((tmp_path / "new" / "build.json").read_text("utf-8")) == result
    assert result["procedures"] == 60
    assert result["build"]["procedures_per_s"] == pytest.approx(60 / result["build"]["seconds"], abs=0.1)
    assert result["base_mb"] > 0.5
