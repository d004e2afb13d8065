"""``ventanilla bench``: how right and how fast the answers are, written as JSON."""

from __future__ import annotations

import json
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


@bench.command(help="Responde las preguntas de evaluación y las califica (vea también `ventanilla eval`).")
@click.option("--questions", type=click.Path(path_type=Path, exists=True), default=_QUESTIONS, show_default=True)
@click.option("--worst", default=10, show_default=True, help="Casos fallidos que se muestran.")
@_JSON
def accuracy(questions: Path, worst: int, out: Path) -> None:
    """Score the bot's answers over the built knowledge; the published figures come from here."""
    from bench.report import render
    from bench.sets import QuestionSet
    from bot import settings
    from bot.commands.evaluate import answered, unusable

    with unusable():
        report, _ = answered(QuestionSet(questions.stem, questions, (_SOURCES,)), settings.current().knowledge)
    click.echo(render(report, worst))
    # The answers' texts would be most of the file; the ids are enough to ask again.
    report["wrong"] = [{key: case[key] for key in ("id", "turn", "failures")} for case in report["wrong"]]
    del report["right"]
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
