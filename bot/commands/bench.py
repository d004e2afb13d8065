"""``ventanilla bench``: how right and how fast the answers are, and what thousands of procedures cost, as JSON."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

_JSON = click.option(
    "--json", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Las cifras."
)
_QUESTIONS = Path("bench/preguntas/evaluacion")
_SOURCES = Path("knowledge/fuentes")
_CURATED = Path("knowledge")


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


@bench.command(help="Compara la búsqueda con FTS5 entre miles de trámites: cuánto tarda y cuánto acierta.")
@click.option("--size", "sizes", multiple=True, type=click.IntRange(20), help="Cuántos trámites (5.000 y 100.000).")
@_JSON
def search(sizes: tuple[int, ...], out: Path) -> None:
    """Pair the search with SQLite's own in one run, over variations of the sources at hand."""
    from bench.search import SIZES, run
    from bench.sets import sources_at_hand
    from bot.knowledge import Catalogue
    from bot.knowledge.build import build as build_base

    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        base = build_base(sources_at_hand(), Path(folder, "knowledge.db"), _CURATED).path
        result = run(Catalogue(base), out, sizes=sizes or SIZES, say=click.echo)
    click.echo(json.dumps(result, indent=2))


@bench.command(help="Construye una base de miles de trámites inventados: cuánto tarda y cuánta memoria ocupa.")
@click.option("--count", default=5_000, show_default=True, type=click.IntRange(1), help="Cuántos trámites.")
@_JSON
def build(count: int, out: Path) -> None:
    """Measure `ventanilla kb build` in a process of its own."""
    from bench.build import run

    click.echo(json.dumps(run(out, count=count, say=click.echo), indent=2))
