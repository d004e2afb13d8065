"""``ventanilla engine`` serves the dialogue engine; ``ventanilla train`` makes the model that it needs."""

from __future__ import annotations

import functools
import time
from pathlib import Path

import click

_PROJECT = Path(__file__).resolve().parents[2]


@click.command(help="Arranca el motor y atiende a la pasarela hasta recibir SIGTERM.")
def engine() -> None:
    """Serve with the process's settings."""
    from bot.engine.main import run

    # Flushed: a supervisor that reads a pipe must see the line when it is said.
    run(say=functools.partial(print, flush=True))


@click.command(help="Entrena el modelo si falta o si cambió algo de lo que está hecho.")
@click.option("--force", is_flag=True, help="Entrena aunque el modelo esté al día.")
@click.option("--model", type=click.Path(path_type=Path, dir_okay=False), help="Dónde guardarlo (el de los ajustes).")
@click.option("--project", type=click.Path(path_type=Path, exists=True, file_okay=False), default=_PROJECT, hidden=True)
def train(force: bool, model: Path | None, project: Path) -> None:
    """Train unless the model is up to date."""
    from bot import settings
    from bot.engine import training

    model = (model or settings.current().model).absolute()
    if not force and not training.is_stale(model, project):
        click.echo(f"El modelo está al día: {model}")
        return
    _train(model, project)


def _train(model: Path, project: Path) -> None:
    from bot.engine import quiet, training

    quiet.quiet()
    quiet.show_training()
    started = time.monotonic()
    click.echo("Entrenando el modelo: primero se cargan Rasa y los datos …")
    training.train(model, project)
    click.echo(f"Modelo entrenado en {time.monotonic() - started:.0f} s: {model}")
