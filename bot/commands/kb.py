"""`ventanilla kb`: build the knowledge base, look into it, report what is wrong in its sources, export it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.commands.kb_add import CURATED, SOURCES, add

_from = click.option(
    "--from",
    "sources",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Archivo o carpeta de fuentes; puede repetirse. Por defecto, knowledge/fuentes.",
)
_curated = click.option(
    "--curated",
    default=CURATED,
    show_default=True,
    type=click.Path(path_type=Path),
    help="Carpeta de alias.yml, glosario.yml, enlaces.yml e instituciones.yml.",
)
_base = click.option(
    "--knowledge", type=click.Path(path_type=Path), help="Base que se consulta; por defecto, la construida."
)


@click.group()
def kb() -> None:
    """La base de conocimiento: construir, agregar, consultar, revisar y exportar."""


kb.add_command(add)


@kb.command()
@_from
@_curated
@click.option("--out", type=click.Path(path_type=Path), help="Archivo que se escribe; por defecto, el de los ajustes.")
def build(sources: tuple[Path, ...], curated: Path, out: Path | None) -> None:
    """Construye la base a partir de las fuentes; si algo falla, queda la anterior."""
    from bot.knowledge.build import build as build_base

    with _errors(), _progress() as progress:
        built = build_base(sources or (SOURCES,), out or _default_base(), curated, progress)
    click.echo(f"{built.path}: {built.procedures} trámites de {built.documents} documentos ({built.content_hash[:12]})")
    for refusal in built.refused:
        click.echo(f"{refusal.document}:{refusal.line}: no se pudo leer: {refusal.reason}", err=True)
    if built.refused:
        click.echo(f"Quedaron fuera {len(built.refused)} fichas que no se pudieron leer; las demás están.", err=True)
    if built.defects:
        click.echo(
            f"Las fuentes tienen {built.defects} observaciones, que no impiden usarlas: vea `ventanilla kb check`."
        )


@kb.command()
@click.argument("procedure", required=False)
@click.option("--json", "as_json", is_flag=True, help="El registro completo, en JSON.")
@_base
def show(procedure: str | None, as_json: bool, knowledge: Path | None) -> None:
    """Muestra un trámite por su id; sin id, la lista de todos."""
    from bot.knowledge.show import listing, sheet

    with _errors():
        catalogue = _catalogue(knowledge)
        if procedure is None:
            click.echo(listing(catalogue))
        elif as_json:
            click.echo(catalogue.get(procedure).json(ensure_ascii=False, indent=2))
        else:
            click.echo(sheet(catalogue, procedure))


@kb.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 50), help="Cuántos trámites.")
@_base
def search(text: tuple[str, ...], limit: int, knowledge: Path | None) -> None:
    """Busca el trámite del que habla un texto."""
    from bot.answers.thresholds import POSSIBLE

    with _errors():
        found = _catalogue(knowledge).search(" ".join(text), limit=limit)
    if not found:
        raise click.ClickException("Ningún trámite se parece a ese texto.")
    if found[0].plausible < POSSIBLE:
        click.echo("Ninguno parece ser el trámite del que habla el texto; estos son los más cercanos:", err=True)
    for match in found:
        click.echo(f"{match.score:4.2f}  {match.id}\n      {match.procedure.name}")


@kb.command()
@_from
@_curated
@click.option("--strict", is_flag=True, help="Termina con error si hay defectos.")
def check(sources: tuple[Path, ...], curated: Path, strict: bool) -> None:
    """Informa los defectos de las fuentes: documento, línea, código y qué pasa."""
    from bot.knowledge.build import gather

    with _errors():
        base = gather(sources or (SOURCES,), curated)
    for defect in base.defects:
        click.echo(f"{defect.document}:{defect.line}: {defect.code}: {defect.message}")
    click.echo(f"{len(base.defects)} defectos en {len(base.sources)} documentos", err=True)
    if strict and base.defects:
        raise SystemExit(1)


@kb.command()
@click.option("--institution", "institutions", multiple=True, type=click.IntRange(1), help="Id en gob.ec; repetible.")
@click.option("--base-url", help="Dirección de la API; por defecto, la de los ajustes.")
@click.option("--out", type=click.Path(path_type=Path), help="Carpeta de la copia; por defecto, la de los ajustes.")
@click.option("--ask-all", is_flag=True, help="Pregunta también por lo que no parece haber cambiado.")
@click.option("--accept-vanished", is_flag=True, help="Cree que faltan muchos trámites, si faltan.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Archivo para el informe completo.")
@click.option("--strict", is_flag=True, help="Termina con error si algo se rechazó.")
def sync(
    institutions: tuple[int, ...],
    base_url: str | None,
    out: Path | None,
    ask_all: bool,
    accept_vanished: bool,
    json_path: Path | None,
    strict: bool,
) -> None:
    """Copia el catálogo nacional de gob.ec, entero o por instituciones; si algo falla, queda la copia anterior."""
    import json

    from bot import settings
    from bot.knowledge.sync import Limits, Order, synchronise

    chosen = settings.current()
    order = Order(
        folder=out or chosen.catalogue,
        base_url=base_url or chosen.catalogue_url,
        institutions=tuple(dict.fromkeys(map(str, institutions))),
        ask_all=ask_all,
        accept_vanished=accept_vanished,
    )
    with _errors(), _progress() as progress:
        limits = Limits(rate=chosen.catalogue_rate, timeout=chosen.catalogue_timeout)
        report = synchronise(order, limits, progress=progress)
    click.echo("\n".join(report.lines()))
    if json_path:
        json_path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if strict and report.refused:
        raise SystemExit(1)


@kb.command()
@click.option("--out", type=click.Path(path_type=Path), help="Archivo JSON-LD; sin él, a la salida.")
@_base
def export(out: Path | None, knowledge: Path | None) -> None:
    """Exporta los trámites en JSON-LD con los términos de CPSV-AP."""
    import json

    from bot.knowledge.export import graph

    with _errors():
        text = json.dumps(graph(_catalogue(knowledge)), ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        click.echo(f"{out}: exportado")


def _default_base() -> Path:
    from bot import settings

    return settings.current().knowledge


def _catalogue(path: Path | None) -> Any:
    from bot.knowledge import Catalogue

    return Catalogue(path or _default_base())


@contextmanager
def _errors() -> Iterator[None]:
    """What Ventanilla raises, as one line on the error output and exit status 1."""
    from bot.errors import VentanillaError

    try:
        yield
    except VentanillaError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar a step on the error output."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done)

        yield show
