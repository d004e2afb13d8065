"""What a catalogue of thousands costs: seconds and memory of `ventanilla kb build`, and of opening what it built."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.sets import ROOT, SEEDS
from bench.synthetic import REAL, fichas

COUNT = 5_000
_BUILD = "from bot.cli import main; main()"
_OPEN = (
    "import sys; from pathlib import Path; from bot.knowledge import Catalogue; "
    "print(len(Catalogue(Path(sys.argv[1])).procedures()))"
)
#: The process says itself how much it held: what the system counts for a child begins with the memory of its parent.
_LEAVES_STATUS = (
    "import atexit, pathlib, time; atexit.register(lambda: pathlib.Path({path!r}).write_text("
    "pathlib.Path('/proc/self/status').read_text() + f'CPU {{time.process_time()}}')); "
)

Say = Callable[[str], None]


class BuildFailed(Exception):
    """Raised when a measured process fails: its figures would mean nothing."""


@dataclass(frozen=True)
class Cost:
    """Of one process: ``seconds`` from start to end, those of a processor in it, and the most memory that it held."""

    seconds: float
    cpu_s: float
    peak_mb: int


def run(out: Path, *, count: int = COUNT, say: Say = print) -> dict[str, Any]:
    """Measure, write ``out`` and return what was written; bench/README.md says what the keys mean."""
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        source, base = Path(folder, "fichas.jsonl"), Path(folder, "knowledge.db")
        say(f"{count:,} fichas …")
        source.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in fichas(count)), "utf-8")
        say("construir …")
        built = cost(_BUILD, "kb", "build", "--from", f"{SEEDS}", "--from", f"{source}", "--out", f"{base}")
        say("abrir …")
        opened = cost(_OPEN, f"{base}")
        sizes = {"source_mb": _mb(source), "base_mb": _mb(base)}
    result = {
        "procedures": count,
        "varied_from": "fichas" if REAL.is_file() else "knowledge/fuentes",
        "build": {**asdict(built), "procedures_per_s": round(count / built.seconds, 1)},
        "open": asdict(opened),
        **sizes,
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)},
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


def cost(program: str, *arguments: str) -> Cost:
    """What a Python process that runs ``program`` costs, in the project's folder; BuildFailed when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        status = Path(folder, "status")
        command = [sys.executable, "-c", _LEAVES_STATUS.format(path=f"{status}") + program, *arguments]
        began = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
        if done.returncode:
            raise BuildFailed((done.stdout + done.stderr)[-2000:])
        told = dict(line.split()[:2] for line in status.read_text("ascii").splitlines() if len(line.split()) > 1)
    return Cost(round(seconds, 1), round(float(told["CPU"]), 1), round(int(told["VmHWM:"]) / 1024))


def _mb(path: Path) -> float:
    return round(path.stat().st_size / 1024**2, 1)
