"""Which sets of questions there are, and which knowledge each is asked over: ``bench/preguntas/conjuntos.yml``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bench.questions import QuestionError
from bench.synthetic import REAL

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = ROOT / "bench/preguntas/conjuntos.yml"
RESULTS = ROOT / "bench/results"
SEEDS = ROOT / "knowledge/fuentes"
#: What a set is for: the figures that are published, or choosing thresholds and aliases.
USES = ("medir", "elegir")
_REQUIRED = {"nombre", "carpeta", "fuentes", "uso", "para"}
_KNOWN = _REQUIRED | {"externas"}


@dataclass(frozen=True)
class QuestionSet:
    """Questions in ``path``, a file or a folder, asked over the knowledge that is built from ``sources``.

    ``external`` are sources that are not in the repository. Without sources, the base already built is asked.
    ``record`` is where the last run is kept; None when there is no place for it.
    """

    name: str
    path: Path
    sources: tuple[Path, ...] = ()
    external: tuple[Path, ...] = ()
    use: str = ""
    record: Path | None = None

    @property
    def all_sources(self) -> tuple[Path, ...]:
        return (*self.sources, *self.external)

    @property
    def absent(self) -> tuple[Path, ...]:
        """The external sources that are not on this machine: without them the set cannot be asked."""
        return tuple(path for path in self.external if not path.exists())


def read_sets(manifest: Path = MANIFEST) -> list[QuestionSet]:
    """The sets of the manifest, whose paths start at the project; a QuestionError names the line of a bad one."""
    try:
        rows = YAML(typ="rt").load(manifest.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise QuestionError(f"{manifest}: YAML mal escrito: {error}") from error
    if not isinstance(rows, list):
        raise QuestionError(f"{manifest}:1: se esperaba una lista de conjuntos")
    sets = [_set(row, f"{manifest}:{rows.lc.item(number)[0] + 1}") for number, row in enumerate(rows)]  # type: ignore[attr-defined]
    _refuse_repeated(manifest, "nombre", [one.name for one in sets])
    _refuse_repeated(manifest, "carpeta", [str(one.path) for one in sets])
    return sets


def _refuse_repeated(manifest: Path, key: str, found: list[str]) -> None:
    repeated = sorted({one for one in found if found.count(one) > 1})
    if repeated:
        raise QuestionError(f"{manifest}: «{key}» repetido: {', '.join(repeated)}")


def _set(row: Any, place: str) -> QuestionSet:
    if not isinstance(row, dict):
        raise QuestionError(f"{place}: se esperaba «clave: valor»")
    wrong = sorted({*(_REQUIRED - row.keys()), *(row.keys() - _KNOWN)})
    if wrong:
        raise QuestionError(f"{place}: claves que faltan o no se conocen: {', '.join(wrong)}")
    if row["uso"] not in USES:
        raise QuestionError(f"{place}: «uso» es {' o '.join(USES)}, no «{row['uso']}»")
    found = QuestionSet(
        name=row["nombre"],
        path=ROOT / row["carpeta"],
        sources=tuple(ROOT / source for source in row["fuentes"]),
        external=tuple(ROOT / source for source in row.get("externas", ())),
        use=row["uso"],
        record=RESULTS / f"eval-{row['nombre']}.json",
    )
    for path in (found.path, *found.sources):
        if not path.exists():
            raise QuestionError(f"{place}: no existe {path}")
    return found


def set_of(path: Path, sets: list[QuestionSet]) -> QuestionSet:
    """The set that ``path`` is; or ``path`` alone, over the sources of the set that it is a part of, if any."""
    wanted = path.resolve()
    for one in sets:
        if wanted == one.path.resolve():
            return one
        if one.path.resolve() in wanted.parents:
            return replace(one, name=f"{one.name}/{path.stem}", path=path, record=None)
    return QuestionSet(path.stem, path)


def sources_at_hand() -> list[Path]:
    """The documents of the repository, and the fichas for measuring where this machine has them."""
    return [SEEDS, *([REAL] if REAL.is_file() else [])]
