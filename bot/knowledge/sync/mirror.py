"""The copy of the catalogue: a folder with one JSON document a procedure, and beside them what is not for building.

::

    catalogo/
      tramite-1203.json     a procedure, its institution, regulations and months, as received
      retirados/            the documents of procedures that the catalogue no longer lists
      .nuevos/              what a running copy has made ready
      .sincronizacion.db    answers received, hashes, validators (store.py)

New documents are made ready completely before the first one is put in its place; each takes its place in one step, and
doing it again does no harm, so that publishing which was killed is simply done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import AnswerRefused

RETIRED = "retirados"
_STAGE = ".nuevos"


@dataclass(frozen=True)
class Copy:
    """What there is of one procedure. ``digest`` leaves out the day on which it was received."""

    name: str
    institution: str
    digest: str
    received: str


class Mirror:
    """``Mirror(folder)``; ids are digits (``api.identifier``), so that they are safe in a file's name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stage = folder / _STAGE

    def copies(self) -> dict[str, Copy]:
        """The documents by id. One that cannot be read counts as different from any other."""
        paths = sorted(self.folder.glob("tramite-*.json"))
        return {path.stem.removeprefix("tramite-"): _copy(path) for path in paths}

    def document(self, procedure: str) -> dict[str, Any]:
        """The document of ``procedure``; empty when there is none that can be read."""
        return _read(self._path(procedure))

    def regulation(self, procedure: str, wanted: str) -> dict[str, Any] | None:
        """The regulation ``wanted`` as the document of ``procedure`` has it."""
        rows = self.document(procedure).get("regulaciones")
        for row in rows if isinstance(rows, list) else ():
            law = row.get("regulacion") if isinstance(row, dict) else None
            if isinstance(law, dict) and str(law.get("regulacion_id")) == wanted:
                return law
        return None

    def clear(self) -> None:
        """Nothing is ready any more."""
        shutil.rmtree(self._stage, ignore_errors=True)
        self._stage.mkdir(parents=True)

    def stage(self, procedure: str, document: dict[str, Any]) -> None:
        """Make the new ``document`` ready. AnswerRefused when it cannot be written as text."""
        try:
            data = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8")
        except (UnicodeEncodeError, RecursionError) as error:
            raise AnswerRefused("sus datos no se pueden escribir en un archivo") from error
        with (self._stage / self._path(procedure).name).open("wb") as file:
            file.write(data + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def publish(self, put: list[str], retire: list[str]) -> Iterator[None]:
        """Put what is ready in its place and set ``retire`` aside, a step at a time."""
        retired = self.folder / RETIRED
        retired.mkdir(exist_ok=True)
        for procedure in put:
            name = self._path(procedure).name
            _move(self._stage / name, self.folder / name)
            (retired / name).unlink(missing_ok=True)
            yield
        for procedure in retire:
            name = self._path(procedure).name
            _move(self.folder / name, retired / name)
            yield
        for folder in (self.folder, retired):
            _sync(folder)
        shutil.rmtree(self._stage, ignore_errors=True)

    def _path(self, procedure: str) -> Path:
        return self.folder / f"tramite-{procedure}.json"


def digest(document: dict[str, Any]) -> str:
    """A hash of ``document`` without the day on which it was received."""
    said = {key: value for key, value in document.items() if key != "recibido"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _copy(path: Path) -> Copy:
    document = _read(path)
    procedure, institution = document.get("tramite"), document.get("institucion")
    name = procedure.get("nombre") if isinstance(procedure, dict) else None
    of = institution.get("institucion_id") if isinstance(institution, dict) else None
    return Copy(str(name or path.stem), str(of or ""), digest(document), str(document.get("recibido", "")))


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _move(source: Path, target: Path) -> None:
    """Nothing when it was moved already."""
    if source.exists():
        os.replace(source, target)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
