"""``ventanilla …``: the command line. Each command lives in ``bot/commands`` and is imported when it is called."""

from __future__ import annotations

import importlib
from typing import Any

import click

from bot.errors import VentanillaError

#: Command → module of bot/commands that defines it, and what the help says.
COMMANDS = {
    "run": ("run", "Arranca el motor y la pasarela, y los vigila."),
    "engine": ("engine", "Arranca solo el motor (Rasa)."),
    "gateway": ("run", "Arranca solo la pasarela web."),
    "train": ("engine", "Entrena el modelo si falta o está desactualizado."),
    "chat": ("ask", "Conversa en la terminal."),
    "ask": ("ask", "Responde una pregunta, o un archivo de preguntas."),
    "kb": ("kb", "La base de conocimiento: build, add, sync, show, search, check, export."),
    "eval": ("evaluate", "Hace los conjuntos de preguntas y dice qué empeoró."),
    "bench": ("bench", "Mide: accuracy, speed, search, build."),
}


class _Lazy(click.Group):
    """A group that imports a command only when it is used: Rasa alone takes seconds to import."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"bot.commands.{COMMANDS[name][0]}"), name)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Órdenes"):
            formatter.write_dl([(name, help) for name, (_, help) in COMMANDS.items()])

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except VentanillaError as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=_Lazy, help="Ventanilla: el asistente de trámites del Ecuador.")
def main() -> None:
    """The entry point of the console script."""
