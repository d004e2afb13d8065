"""A new source on its way into ``knowledge/fuentes``: read beside the others before anything is written."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from bot.errors import SourceError
from bot.knowledge.assemble import acronym, address
from bot.knowledge.base import Base
from bot.knowledge.build import Built, build, gather
from bot.knowledge.curated import INDEX
from bot.knowledge.readers import SUFFIXES, Draft, readings
from bot.knowledge.record import Defect, Prerequisite, Procedure, Refusal
from bot.text import slug

#: Words of the procedure's name in the name of its file.
_NAME_WORDS = 7


@dataclass(frozen=True)
class Addition:
    """What a source would add. ``name`` is its file's in the folder of sources, ``entry`` its line of the index.

    ``base`` is everything as it would be with it.
    """

    file: Path
    name: str
    entry: str
    base: Base

    @property
    def records(self) -> tuple[Procedure, ...]:
        return tuple(one for one in self.base.records if one.source.document == self.name)

    @property
    def others(self) -> tuple[Procedure, ...]:
        """The procedures that the catalogue has without it."""
        return tuple(one for one in self.base.records if one.source.document != self.name)

    @property
    def defects(self) -> tuple[Defect, ...]:
        return tuple(one for one in self.base.defects if one.document == self.name)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        return tuple(one for one in self.base.refused if one.document == self.name)

    def prerequisites(self, procedure: str) -> tuple[Prerequisite, ...]:
        return tuple(one for one in self.base.prerequisites if one.procedure == procedure)


@contextmanager
def staged(
    file: Path, sources: Path, curated: Path, institution: str | None = None, url: str | None = None
) -> Iterator[Addition]:
    """What ``file`` would add to ``sources``; nothing outlives the block. SourceError when it cannot be added.

    ``institution`` and ``url`` go into the index, for a document that does not state them.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise SourceError(f"su tipo no se lee; se leen {', '.join(sorted(SUFFIXES))}", path=file)
    with tempfile.TemporaryDirectory(prefix="ventanilla-") as folder:
        draft, count = _first(file)
        name = _name(file, draft, institution, count)
        if (sources / name).exists():
            raise SourceError(f"ya hay un documento «{name}» en {sources}", path=file)
        entry = _entry(name, draft, institution, url, count)
        stage = Path(folder)
        shutil.copyfile(file, stage / name)
        (stage / INDEX).write_text(entry, encoding="utf-8")
        addition = Addition(file, name, entry, _gathered(file, stage, sources, curated))
        if not addition.records:
            raise SourceError(_nothing(addition), path=file)
        yield addition


def _gathered(file: Path, stage: Path, sources: Path, curated: Path) -> Base:
    """Everything with the staged source; what is wrong in it is said of ``file``."""
    try:
        return gather([sources, stage], curated)
    except SourceError as error:
        if error.path.parent != stage:
            raise
        raise SourceError(error.message, path=file, line=error.line) from error


def _nothing(addition: Addition) -> str:
    """Why a source that can be read adds no procedure."""
    # Why a ficha is left out is told after what is wrong in it.
    reasons = [*(one.message for one in addition.defects), *(one.reason for one in addition.refused)]
    return f"no agrega ningún trámite: {reasons[-1] if reasons else 'no tiene fichas'}"


def accept(addition: Addition, sources: Path, curated: Path, out: Path) -> Built:
    """Put the source and its line of the index into ``sources`` and rebuild. If that fails, both are as they were."""
    target, index = sources / addition.name, sources / INDEX
    before = index.read_text(encoding="utf-8") if index.exists() else None
    try:
        shutil.copyfile(addition.file, target)
        _replace(index, f"{(before or '').rstrip()}\n{addition.entry}".lstrip("\n"))
        return build([sources], out, curated)
    except BaseException:
        target.unlink(missing_ok=True)
        _restore(index, before)
        raise


def _restore(index: Path, before: str | None) -> None:
    if before is None:
        index.unlink(missing_ok=True)
    else:
        _replace(index, before)


def _replace(path: Path, text: str) -> None:
    """Write ``path`` in one step."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def _first(file: Path) -> tuple[Draft, int]:
    """The first ficha of ``file`` that can be read, and how many there are."""
    found = list(readings(file))
    drafts = [draft for one in found if not isinstance(one, SourceError) for draft in one.drafts]
    if not drafts:
        raise next(one for one in found if isinstance(one, SourceError))
    return drafts[0], len(drafts)


def _name(file: Path, draft: Draft, institution: str | None, count: int) -> str:
    """A readable name: the institution and the procedure of one ficha; a collection keeps its own."""
    suffix = file.suffix.lower()
    if count > 1:
        return f"{slug(file.stem)}{suffix}"
    words = [institution or _siglas(draft), *slug(draft.name).split("-")[:_NAME_WORDS]]
    return f"{'-'.join(filter(None, map(slug, words)))}{suffix}"


def _siglas(draft: Draft) -> str:
    page = address(draft.url)
    return page[0] if page else acronym(draft.institution or "")


def _entry(name: str, draft: Draft, institution: str | None, url: str | None, count: int) -> str:
    """The source's line of the index, as YAML."""
    values: dict[str, object] = {"documento": name, "titulo": draft.name if count == 1 else name}
    if institution:
        values["institucion"] = institution
    if count == 1 and (url or draft.url):
        values["direccion"] = url or draft.url
    values["recibido"] = dt.datetime.now(ZoneInfo("America/Guayaquil")).date()
    text = StringIO()
    yaml = YAML()
    yaml.width = 10_000  # type: ignore[assignment] # declared as None
    yaml.dump([values], text)
    return text.getvalue()
