"""``ventanilla ask`` and ``ventanilla chat``: the engine in this process, without a server."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import settings
from bot.answers import Answer, Outcome
from bot.answers.render_text import render_attachments, render_text
from bot.engine.quiet import quiet
from bot.errors import EngineError, EngineTimeout, VentanillaError

if TYPE_CHECKING:
    from bot.engine.engine import Engine

_knowledge = click.option("--knowledge", type=click.Path(path_type=Path), help="Base de conocimiento (la construida).")
_model = click.option("--model", type=click.Path(path_type=Path), help="Modelo de Rasa (el entrenado).")


@click.command(help="Responde TEXTO, o cada línea de un archivo JSONL con --batch y --out.")
@click.argument("text", required=False, metavar="TEXTO")
@click.option("--batch", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Preguntas, en JSONL.")
@click.option("--out", type=click.Path(path_type=Path), help="Dónde escribir las respuestas, en JSONL.")
@_knowledge
@_model
def ask(text: str | None, batch: Path | None, out: Path | None, knowledge: Path | None, model: Path | None) -> None:
    """One question on the terminal, or a file of them."""
    if (batch is None) == (text is None):
        raise click.UsageError("Dé un TEXTO o un archivo con --batch, y no los dos.")
    if batch is not None:
        if out is None:
            raise click.UsageError("Con --batch hace falta --out.")
        asyncio.run(answer_file(batch, out, knowledge=knowledge, model=model, progress=sys.stderr.isatty()))
        return
    asyncio.run(_ask_once(text or "", knowledge, model))


@click.command(help="Conversa en la terminal; termina con Ctrl-D.")
@_knowledge
@_model
def chat(knowledge: Path | None, model: Path | None) -> None:
    """A conversation on the terminal."""
    asyncio.run(_chat(knowledge, model))


async def answer_file(
    batch: Path, out: Path, *, knowledge: Path | None = None, model: Path | None = None, progress: bool = False
) -> None:
    """Answers each line of ``batch`` as a new conversation and writes ``out``; formats: docs/evaluacion.md."""
    lines = list(_questions(batch))
    with _lists_of_nobody():
        await _answer_lines(lines, out, await _engine(knowledge, model), progress=progress)


async def _answer_lines(lines: Sequence[dict[str, Any]], out: Path, engine: Engine, *, progress: bool) -> None:
    try:
        await _open(engine)
        with out.open("w", encoding="utf-8") as file, click.progressbar(length=len(lines), hidden=not progress) as bar:
            for number, line in enumerate(lines):
                turns = [await _turn(engine, f"lote-{number}", said) for said in _said(line)]
                file.write(json.dumps({"id": line.get("id"), "turns": turns}, ensure_ascii=False) + "\n")
                bar.update(1)
    finally:
        await engine.close()


def _questions(batch: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(batch.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            yield _question(line, f"{batch}:{number}")


def _question(line: str, place: str) -> dict[str, Any]:
    try:
        question = json.loads(line)
    except json.JSONDecodeError as error:
        raise VentanillaError(f"{place}: no es JSON: {error}") from error
    if not isinstance(question, dict) or not _said(question):
        raise VentanillaError(f"{place}: falta «q» con un texto, o «turns» con una lista de textos.")
    return question


def _said(question: dict[str, Any]) -> list[str]:
    turns = question.get("turns", [question.get("q")])
    return turns if isinstance(turns, list) and all(isinstance(turn, str) for turn in turns) else []


async def _open(engine: Engine) -> None:
    """Open the knowledge base, which the first message does, so that its time is not the first question's."""
    with suppress(EngineTimeout):
        await engine.probe()


async def _turn(engine: Engine, conversation: str, said: str) -> dict[str, Any]:
    start = time.perf_counter()
    try:
        answers = await engine.handle(conversation, said)
    except EngineError as error:
        # As for a person: this question has no answer, and the next one is another matter.
        answers = [Answer(outcome=Outcome.unavailable, text=str(error))]
    spent = round((time.perf_counter() - start) * 1000, 1)
    return {"user": said, **merged(answers), "ms": spent}


def merged(answers: Sequence[Answer]) -> dict[str, Any]:
    """The answers to one message as one turn of the batch format; the first decides outcome and procedure."""
    shown = [answer.as_json() for answer in answers]
    first = shown[0]
    return {
        "outcome": first["outcome"],
        "procedure": first["procedure"],
        "candidates": [one for answer in shown for one in answer["candidates"]],
        "aspects": [one for answer in shown for one in answer["aspects"]],
        "messages": [{"text": a["text"], "buttons": [{"title": b["title"]} for b in a["buttons"]]} for a in shown],
        "sources": [one for answer in shown for one in answer["sources"]],
    }


async def _ask_once(text: str, knowledge: Path | None, model: Path | None) -> None:
    with _lists_of_nobody():
        engine = await _engine(knowledge, model)
        try:
            _show(await engine.handle("pregunta", text))
        finally:
            await engine.close()


@contextmanager
def _lists_of_nobody() -> Iterator[None]:
    """Lists begun here end here: a file of test questions leaves none in the operational database."""
    before = settings.current()
    with tempfile.TemporaryDirectory(prefix="ventanilla-") as folder:
        settings.use(dataclasses.replace(before, database_url=f"sqlite:///{folder}/listas.db"))
        try:
            yield
        finally:
            settings.use(dataclasses.replace(settings.current(), database_url=before.database_url))


async def _chat(knowledge: Path | None, model: Path | None) -> None:
    click.echo("Cargando el modelo…", err=True)
    engine = await _engine(knowledge, model)
    click.echo("Escriba su pregunta; termine con Ctrl-D.", err=True)
    try:
        while True:
            _show(await engine.handle("terminal", click.prompt("usted", prompt_suffix="> ")))
    except (click.Abort, EOFError):
        click.echo()
    finally:
        await engine.close()


def _show(answers: Sequence[Answer]) -> None:
    for answer in answers:
        choices = " · ".join(f"[{button.title}]" for button in answer.buttons)
        parts = (render_text(answer.text), render_attachments(answer, settings.current().public_url), choices)
        click.echo("\n" + "\n\n".join(part for part in parts if part) + "\n")


async def _engine(knowledge: Path | None, model: Path | None) -> Engine:
    quiet()
    from bot.engine.engine import IN_MEMORY, Engine  # after quiet(): TensorFlow reads its environment once

    path = knowledge or settings.current().knowledge
    if not path.is_file():
        raise VentanillaError(f"Falta la base de conocimiento {path}; constrúyala con «ventanilla kb build».")
    return await Engine.load(model=model, knowledge=path, tracker_url=IN_MEMORY)
