"""What a conversation remembers between messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.answers.thresholds import CLEAR
from bot.knowledge import Aspect


@dataclass(frozen=True)
class Asked:
    """The aspects a message asks for, in its order; ``confidence`` is that of the most certain one, from 0 to 1."""

    aspects: tuple[Aspect, ...] = ()
    confidence: float = 1.0

    @property
    def surely(self) -> bool:
        """Whether at least one aspect is clearly asked for."""
        return bool(self.aspects) and self.confidence >= CLEAR

    def __bool__(self) -> bool:
        return bool(self.aspects)


NOTHING = Asked()
#: Procedures remembered to go back to.
_MOST_REMEMBERED = 6


@dataclass(frozen=True)
class Memory:
    """Field names are the names of Rasa's slots; values are plain JSON.

    ``tramite`` is the procedure under discussion, ``tramite_anterior`` the one before it. While a choice is open,
    ``candidatos`` are the procedures offered and ``consulta``/``aspectos`` the question that waits for it.
    ``alternativas`` are those of the last choice, for «¿y la otra?». ``pagina`` says where a long answer stopped: the
    aspect and how many entries were shown. ``guias`` are the guides begun, as JSON (:mod:`bot.answers.guides`);
    ``guia_pedida`` is the kind of guide that waits for a choice among the candidates. ``conversados`` are those that
    were under discussion, the last one first, for «volvamos al de la patente».
    """

    tramite: str | None = None
    tramite_anterior: str | None = None
    candidatos: tuple[str, ...] = ()
    consulta: str | None = None
    aspectos: tuple[str, ...] = ()
    pagina: tuple[str, int] | None = None
    fallos: int = 0
    alternativas: tuple[str, ...] = ()
    guias: tuple[Mapping[str, Any], ...] = ()
    guia_pedida: str | None = None
    conversados: tuple[str, ...] = ()

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Memory:
        """The memory that the tracker's ``slots`` hold; a slot never set has its default."""
        given = {name: slots.get(name) for name in cls.__dataclass_fields__}
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
        }
        return cls(**{name: value for name, value in known.items() if value is not None})

    def slots(self) -> dict[str, Any]:
        """The slots to set: lists instead of tuples."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def about(self, procedure_id: str) -> Memory:
        """The memory after an answer about ``procedure_id``: nothing is open, nothing has failed."""
        previous = self.tramite if self.tramite not in (None, procedure_id) else self.tramite_anterior
        talked = dict.fromkeys(one for one in (self.tramite, *self.conversados) if one and one != procedure_id)
        return Memory(
            procedure_id,
            previous,
            alternativas=self.candidatos or self.alternativas,
            conversados=tuple(talked)[:_MOST_REMEMBERED],
        )

    def about_nothing(self) -> Memory:
        """The memory after leaving: nothing is open, and what was discussed can be gone back to."""
        return Memory(self.tramite, self.tramite_anterior, conversados=self.conversados)

    def settled(self) -> Memory:
        """The memory after a reply that was understood and left the procedure as it was."""
        return replace(self, candidatos=(), consulta=None, aspectos=(), pagina=None, fallos=0)
