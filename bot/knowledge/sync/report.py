"""What one copy of the catalogue brought, for the operator and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

#: So many lines of a kind are shown; the whole list is in the JSON report.
SHOWN = 20


@dataclass
class Report:
    """``new``, ``changed`` and ``vanished`` are lines «id name»; ``refused`` are what could not be had, and why."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    vanished: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)

    def refuse(self, what: str, why: object) -> None:
        self.refused.append((what, str(why)))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Report:
        """The report that ``as_json`` gave."""
        return cls(**{**data, "refused": [(what, why) for what, why in data["refused"]]})

    def lines(self) -> Iterator[str]:
        """For people, in Spanish."""
        yield from _listed("Nuevos", self.new)
        yield from _listed("Cambiados", self.changed)
        yield f"Sin cambios: {self.unchanged}"
        yield from _listed("Retirados del catálogo (quedan aparte, en «retirados»)", self.vanished)
        yield from _listed("Rechazados (queda lo anterior)", [f"{what}: {why}" for what, why in self.refused])
        if self.answers:
            yield (
                "Respuestas: {received} nuevas, {confirmed} confirmadas sin cambios por el servidor, {reused} que no "
                "hizo falta pedir, {resumed} de antes de una interrupción"
            ).format(**self.answers)


def _listed(title: str, rows: list[str]) -> Iterator[str]:
    yield f"{title}: {len(rows)}"
    yield from (f"  {row}" for row in rows[:SHOWN])
    if len(rows) > SHOWN:
        yield f"  … y {len(rows) - SHOWN} más"
