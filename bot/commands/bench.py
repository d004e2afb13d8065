"""``ventanilla bench``: how right and how fast the answers are, written as JSON."""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path

import click

_JSON = click.option(
    "--json", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Las cifras."
)
_QUESTIONS = Path("bench/preguntas/evaluacion")
_SOURCES = Path("knowledge/fuentes")


@click.group(help="Mide la exactitud y la velocidad.")
def bench() -> None:
    """Benchmarks are not tests: they report and assert nothing."""


@bench.command(help="Responde las preguntas de evaluación y las califica.")
@click.option("--questions", type=click.Path(path_type=Path, exists=True), default=_QUESTIONS, show_default=True)
@click.option("--worst", default=10, show_default=True, help="Casos fallidos que se muestran.")
@_JSON
def accuracy(questions: Path, worst: int, out: Path) -> None:
    """Score the bot's answers to the project's own questions."""
    from bench.accuracy import render, score
    from bench.questions import batch_lines, read_questions
    from bot.commands.ask import answer_file

    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        asked, answered = Path(folder, "preguntas.jsonl"), Path(folder, "respuestas.jsonl")
        asked.write_text("\n".join(batch_lines(read_questions(questions))) + "\n", encoding="utf-8")
        asyncio.run(answer_file(asked, answered, progress=True))
        report = score(questions, answered, _SOURCES)
    click.echo(render(report, worst))
    # The answers' texts would be most of the file; the ids are enough to ask again.
    report["wrong"] = [{key: case[key] for key in ("id", "turn", "failures")} for case in report["wrong"]]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@bench.command(help="Compara con Rasa tal como viene: el mismo modelo y los mismos mensajes, por HTTP.")
@_JSON
def speed(out: Path) -> None:
    """Pair Ventanilla with stock Rasa in one run."""
    from bench.speed import run
    from bot import settings

    chosen = settings.current()
    result = run(chosen.model.absolute(), chosen.knowledge.absolute(), out, say=click.echo)
    click.echo(json.dumps(result, indent=2))
