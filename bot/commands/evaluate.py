"""``ventanilla eval``: asks sets of questions as people would, scores the answers, compares with the last run."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bench.sets import QuestionSet

CURATED = Path("knowledge")
_path = click.Path(path_type=Path, exists=True)
_file = click.Path(path_type=Path, dir_okay=False)


class Unusable(click.ClickException):
    """Raised when a file of questions, sets or a record cannot be used; 1 is a run that is worse than recorded."""

    exit_code = 2


@click.command("eval", help="Hace las preguntas de RUTA… (o de los conjuntos que miden), y dice qué empeoró.")
@click.argument("paths", nargs=-1, type=_path, metavar="[RUTA]…")
@click.option("--knowledge", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Base ya construida.")
@click.option("--from", "sources", multiple=True, type=_path, help="Fuentes con que se construye; puede repetirse.")
@click.option("--against", type=_file, help="Corrida con que se compara (la del conjunto).")
@click.option("--tolerance", type=click.FloatRange(0, 1), help="Cuánto puede bajar una cifra, de 0 a 1 (0,005).")
@click.option("--record", is_flag=True, help="Registra esta corrida en lugar de la anterior.")
@click.option("--json", "out", type=_file, help="Todas las cifras y los casos fallidos.")
@click.option("--worst", default=10, show_default=True, type=click.IntRange(0), help="Casos fallidos que se muestran.")
def eval(
    paths: Sequence[Path],
    knowledge: Path | None,
    sources: Sequence[Path],
    against: Path | None,
    tolerance: float | None,
    record: bool,
    out: Path | None,
    worst: int,
) -> None:
    """Ends with 1 when a set is worse than recorded, or nothing was asked; with 2 when a file cannot be used."""
    from bench.record import TOLERANCE

    if knowledge and sources:
        raise click.UsageError("Dé --knowledge o --from, y no los dos.")
    with unusable():
        chosen = [_over(one, knowledge, sources) for one in _chosen(paths)]
        _check_reference(chosen, against, record)
        runs = _Runs(knowledge, against, TOLERANCE if tolerance is None else tolerance, record, worst)
        reports = {one.name: report for one in chosen if (report := runs.run(one))}
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(reports, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    _finish(reports)


def _chosen(paths: Sequence[Path]) -> list[QuestionSet]:
    from bench.sets import read_sets, set_of

    sets = read_sets()
    return [set_of(path, sets) for path in paths] or [one for one in sets if one.use == "medir"]


def _over(one: QuestionSet, knowledge: Path | None, sources: Sequence[Path]) -> QuestionSet:
    """The set over the sources given instead of its own; what a base given as a file was built from is not known."""
    return replace(one, sources=tuple(sources), external=()) if knowledge or sources else one


def _check_reference(chosen: Sequence[QuestionSet], against: Path | None, record: bool) -> None:
    if against and len(chosen) > 1:
        raise click.UsageError("Con --against, dé un solo conjunto.")
    nowhere = [one.name for one in chosen if not (against or one.record)]
    if record and nowhere:
        raise click.UsageError(f"Diga con --against dónde se registra {', '.join(nowhere)}.")


class _Runs:
    """Runs of several sets; ``run`` prints what it found and returns it."""

    def __init__(
        self, knowledge: Path | None, against: Path | None, tolerance: float, record: bool, worst: int
    ) -> None:
        self._knowledge, self._against = knowledge, against
        self._tolerance, self._record, self._worst = tolerance, record, worst

    def run(self, one: QuestionSet) -> dict[str, Any] | None:
        """The report of a set with its ``comparison``; None when its sources are not on this machine."""
        from bench.report import render

        if one.absent:
            click.echo(f"══ {one.name}: se omite, porque en esta máquina no está {', '.join(map(str, one.absent))}")
            return None
        click.echo(f"══ {one.name}")
        report, version = answered(one, self._knowledge)
        click.echo(render(report, self._worst))
        comparison = self._compared(one, version, report)
        return {**report, "knowledge": version, "comparison": comparison}

    def _compared(self, one: QuestionSet, version: str, report: dict[str, Any]) -> dict[str, Any] | None:
        from dataclasses import asdict

        from bench.record import compare, read_record, record, render, write_record

        path = self._against or one.record
        if path is None or not (path.exists() or self._record or one.use == "medir"):
            click.echo("\nsin corrida registrada: no se compara")
            return None
        found = record(one.name, version, report)
        if self._record and not path.exists():
            write_record(path, found)
            click.echo(f"\nprimera corrida registrada: {path}")
            return None
        comparison = compare(read_record(path), found, self._tolerance)
        click.echo(f"\n{render(comparison)}")
        if self._record:
            write_record(path, found)
            click.echo(f"corrida registrada: {path}")
        return {**asdict(comparison), "regressed": comparison.regressed and not self._record}


def answered(one: QuestionSet, knowledge: Path | None = None) -> tuple[dict[str, Any], str]:
    """The report of a set, and the version of the knowledge that it was asked over: ``knowledge``, or a new build."""
    from bench.accuracy import score
    from bench.questions import batch_lines, read_questions
    from bot import settings
    from bot.commands.ask import answer_file
    from bot.knowledge import Catalogue
    from bot.knowledge.build import build

    with tempfile.TemporaryDirectory(prefix="ventanilla-eval-") as folder:
        asked, said, base = (Path(folder, name) for name in ("preguntas.jsonl", "respuestas.jsonl", "knowledge.db"))
        asked.write_text("\n".join(batch_lines(read_questions(one.path))) + "\n", encoding="utf-8")
        if knowledge is None and one.all_sources:
            knowledge = build(one.all_sources, base, CURATED).path
        knowledge = knowledge or settings.current().knowledge
        asyncio.run(answer_file(asked, said, knowledge=knowledge, progress=sys.stderr.isatty()))
        return score(one.path, said, *one.all_sources), Catalogue(knowledge).version


def _finish(reports: dict[str, dict[str, Any]]) -> None:
    if not reports:
        raise click.ClickException("No se hizo ninguna pregunta.")
    worse = [name for name, report in reports.items() if (report["comparison"] or {}).get("regressed")]
    if worse:
        raise click.ClickException(f"Empeoró: {', '.join(worse)}.")


@contextmanager
def unusable() -> Iterator[None]:
    """A file of questions, records or sets that cannot be used, as one line and exit status 2."""
    from bench.questions import QuestionError

    try:
        yield
    except QuestionError as error:
        raise Unusable(str(error)) from error
