"""Trains the model when it is missing or older than what it is made from."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bot.errors import EngineError

#: What a model is made from, relative to the project's folder.
SOURCES = ("config.yml", "domain.yml", "data", "bot/nlu", "bot/features.py", "bot/identity.py", "bot/text.py")


def fingerprint(project: Path) -> str:
    """A hash of the content of all the sources and of the version of Rasa, in hexadecimal."""
    digest = hashlib.sha256(f"rasa {version('rasa')}\n".encode())
    for path in sorted(_files(project)):
        digest.update(f"{path.relative_to(project).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(project: Path) -> Iterator[Path]:
    for source in (project / name for name in SOURCES):
        if source.is_file():
            yield source
        yield from (path for path in source.rglob("*") if path.is_file() and path.suffix in {".py", ".yml"})


def is_stale(model: Path, project: Path) -> bool:
    """Whether ``model`` is missing or was made from other sources than those in ``project``."""
    return not model.is_file() or _recorded(model) != fingerprint(project)


def _recorded(model: Path) -> str:
    try:
        return str(json.loads(_record(model).read_text(encoding="utf-8"))["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # unknown is stale


def _record(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def train(model: Path, project: Path) -> None:
    """Train on the sources in ``project`` and replace ``model`` at once. Raises EngineError if Rasa does not train.

    The working directory is ``project`` meanwhile, where ``config.yml`` finds its components.
    """
    made_from = fingerprint(project)
    model.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".entrenando-") as draft:
        trained = _train(project, Path(draft).resolve())
        # First the record goes: if this stops between the two, the model counts as stale.
        _record(model).unlink(missing_ok=True)
        os.replace(trained, model)
    _record(model).write_text(json.dumps({"fingerprint": made_from}), encoding="utf-8")


def _train(project: Path, out: Path) -> Path:
    from rasa.model_training import train as rasa_train
    from rasa.shared.exceptions import RasaException

    before = Path.cwd()
    os.chdir(project)
    try:
        # Forced: Rasa's own cache looks at a component's class but not at the functions which that class calls.
        result = rasa_train(
            "domain.yml", "config.yml", ["data"], output=str(out), force_training=True, fixed_model_name="ventanilla"
        )
    except RasaException as error:
        raise EngineError(f"Rasa no pudo entrenar: {error}") from error
    finally:
        os.chdir(before)
    if result.code or result.model is None:
        raise EngineError("Rasa no pudo entrenar; revise los mensajes anteriores")
    return Path(result.model)
