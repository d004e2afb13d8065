"""Builds knowledge.db from source documents and the editors' files: read everything, then replace the file at once.

The same input gives the same bytes, so the content hash tells two bases apart. A build that fails, or is killed, leaves
the old file as it was. A ficha of a collection that cannot be read is refused and the others are built; a document or a
file that cannot be read is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import SourceError
from bot.knowledge.assemble import Assembly, not_held, propose
from bot.knowledge.base import Base, SourceFile
from bot.knowledge.check import Checks
from bot.knowledge.curated import Curated, Entry, read_curated, read_index
from bot.knowledge.readers import SUFFIXES, Draft, Reading, expected, gobec_api, holds_records, readings
from bot.knowledge.record import Refusal
from bot.knowledge.writing import FORMAT, write

__all__ = ["FORMAT", "Built", "build", "gather", "silent"]

MAX_DOCUMENTS = 20_000

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Built:
    """``content_hash`` is the same for the same input; ``procedures`` and ``documents`` are counts."""

    path: Path
    content_hash: str
    procedures: int
    documents: int
    defects: int
    refused: tuple[Refusal, ...] = ()


def silent(_step: str, _done: int, _total: int) -> None:
    """Shows no progress."""


def build(sources: Iterable[Path], out: Path, curated: Path, progress: Progress = silent) -> Built:
    """Build ``out`` from files or folders; a SourceError leaves it alone. ``progress`` is told (step, done, total)."""
    base = gather(sources, curated, progress)
    progress("Escribiendo", 0, 1)
    content_hash = write(out, base)
    progress("Escribiendo", 1, 1)
    return Built(out, content_hash, len(base.records), len(base.sources), len(base.defects), base.refused)


def gather(sources: Iterable[Path], curated: Path, progress: Progress = silent) -> Base:
    """Read and check everything, writing nothing."""
    edited = read_curated(curated)
    sources = tuple(sources)
    gathered = _Gathered(edited, partial=_is_partial(sources, curated))
    documents = list(_documents(sources))
    total, done = sum(expected(path) for path, _ in documents), 0
    for path, entry in documents:
        for _ in gathered.read(path, entry):
            done = min(done + 1, total)
            progress("Leyendo", done, total)
    progress("Relacionando", 0, 1)
    base = gathered.base()
    progress("Relacionando", 1, 1)
    return base


def _is_partial(sources: tuple[Path, ...], curated: Path) -> bool:
    """Whether the editors' own documents are left out: then their files may name procedures that are not there."""
    own = (curated / "fuentes").resolve()
    return own.is_dir() and own not in {source.resolve() for source in sources}


class _Gathered:
    """What has been read so far. Of a collection's fichas only records and defects are kept, to bound the memory."""

    def __init__(self, curated: Curated, *, partial: bool) -> None:
        self._curated, self._partial = curated, partial
        self._assembly = Assembly(curated)
        self._checks = Checks()
        self._kept: list[Reading] = []
        self._sources: dict[str, SourceFile] = {}
        self._refused: list[Refusal] = []

    def read(self, path: Path, entry: Entry | None) -> Iterator[None]:
        """Read the fichas of ``path`` one after the other, a step each."""
        if path.name in self._sources:
            raise SourceError("hay otro documento con el mismo nombre", path=path)
        for reading in readings(path):
            refusal = reading if isinstance(reading, SourceError) else self._add(reading, entry)
            if refusal is not None:
                self._refused.append(Refusal(document=path.name, line=refusal.line or 1, reason=refusal.message))
            yield
        if path.name not in self._sources:
            first = next(one for one in self._refused if one.document == path.name)
            raise SourceError(f"ninguna de sus fichas se puede leer: {first.reason}", path=path, line=first.line)

    def _add(self, reading: Reading, entry: Entry | None) -> SourceError | None:
        """Why a ficha of a collection cannot be one of the records; of a document it is raised."""
        try:
            self._assembly.add(reading, entry)
        except SourceError as refusal:
            if reading.document.record is None:
                raise
            return refusal
        self._sources.setdefault(reading.document.path.name, _source(reading, entry))
        self._checks.add(reading)
        if not holds_records(reading.document.path):
            self._kept.append(reading)
        return None

    def base(self) -> Base:
        records = self._assembly.records(partial=self._partial)
        links = self._curated.links({record.id for record in records})
        return Base(
            records=records,
            readings=tuple(self._kept),
            sources=tuple(self._sources.values()),
            prerequisites=(*links, *propose(records, links, self._curated.terms)),
            defects=(*self._checks.defects(), *self._assembly.defects),
            refused=tuple(self._refused),
            curated=replace(
                self._curated, foreign=tuple(not_held(self._curated.foreign, records, self._curated.words))
            ),
        )


def _source(reading: Reading, entry: Entry | None) -> SourceFile:
    """A file of one ficha has that ficha's name as its title, unless the index gives it one."""
    document = reading.document
    alone = document.record is None or reading.layout == gobec_api.NAME
    title = reading.drafts[0].name if alone else document.path.name
    if entry is None:
        draft = reading.drafts[0] if alone else Draft(title, 1, None)
        return SourceFile(document.path.name, title, reading.layout, document.sha256, draft.url, draft.received_on)
    return SourceFile(
        document.path.name, entry.title, reading.layout, document.sha256, entry.url, received_on=entry.received_on
    )


def _documents(sources: Iterable[Path]) -> Iterator[tuple[Path, Entry | None]]:
    """The documents of files and folders, each once; a folder gives its documents in order of name."""
    seen: set[Path] = set()
    for source in sources:
        if not source.exists():
            raise SourceError("no existe", path=source)
        folder = source if source.is_dir() else source.parent
        index = read_index(folder)
        paths = _in_folder(folder, index) if source.is_dir() else [source]
        for path in paths:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path, index.get(path.name)


def _in_folder(folder: Path, index: dict[str, Entry]) -> list[Path]:
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES)
    for name in index.keys() - {path.name for path in paths}:
        raise SourceError(f"nombra «{name}», que no está en la carpeta", path=folder / "indice.yml")
    if not paths:
        raise SourceError(f"la carpeta no tiene documentos ({', '.join(sorted(SUFFIXES))})", path=folder)
    if len(paths) > MAX_DOCUMENTS:
        raise SourceError(f"la carpeta tiene más de {MAX_DOCUMENTS} documentos", path=folder)
    return paths
