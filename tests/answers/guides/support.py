"""A shelf in memory, a conversation with the guides, and procedures made by hand."""

from __future__ import annotations

from typing import Any

from bot.answers import Answer, Button, Library, Memory, Outcome, ProcedureRef, Reply
from bot.answers.guides import Frame, Guides, Heard, Kind, Mark, Saved
from bot.answers.guides.state import active, frames
from bot.errors import ListsUnavailable
from bot.knowledge import Procedure
from bot.knowledge.record import Institution, Source


class MemoryShelf:
    """Lists that end with the test. ``fails`` is a database that does not answer."""

    def __init__(self) -> None:
        self.lists: dict[str, Saved] = {}
        self.fails = False

    def put(self, code: str, saved: Saved) -> None:
        self._answer()
        self.lists[code] = saved

    def get(self, code: str) -> Saved | None:
        self._answer()
        return self.lists.get(code)

    def _answer(self) -> None:
        if self.fails:
            raise ListsUnavailable("no responde")


class Talk:
    """Somebody in front of the guides. What the guides do not take is answered by ``elsewhere``."""

    def __init__(self, guides: Guides, library: Library) -> None:
        self.guides, self.library, self.memory = guides, library, Memory()
        self.answer = Answer(outcome=Outcome.smalltalk, text="")

    def start(self, kind: str, tramite: str) -> Talk:
        return self._told(self.guides.start(Kind(kind), self.library.procedures[tramite], self.memory))

    def say(self, text: str, intent: str = "", *, elsewhere: Reply | None = None) -> Talk:
        heard = Heard(text, intent)
        taken = self.guides.take(heard, self.memory)
        other = elsewhere or Reply(Answer(outcome=Outcome.answered, text="Otra cosa."), self.memory.settled())
        return self._told(taken or self.guides.around(other, heard, self.memory))

    def tap(self, title: str) -> Talk:
        return self.press(next(one for one in self.answer.buttons if one.title == title))

    def press(self, button: Button) -> Talk:
        heard = Heard("", button.intent, button.entities)
        taken = self.guides.take(heard, self.memory)
        assert taken, f"the guides left «{button.title}» to others"
        return self._told(taken)

    def takes(self, text: str, intent: str = "") -> bool:
        """Whether the guide takes the message."""
        return self.guides.take(Heard(text, intent), self.memory) is not None

    @property
    def frame(self) -> Frame | None:
        """The guide that goes on."""
        return active(frames(self.memory))

    @property
    def going_on(self) -> Frame:
        assert self.frame, "no guide goes on"
        return self.frame

    @property
    def marks(self) -> list[Mark]:
        return list(self.going_on.marks.values())

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def titles(self) -> list[str]:
        return [button.title for button in self.answer.buttons]

    def _told(self, reply: Reply) -> Talk:
        self.answer, self.memory = reply
        return self


def about(tramite: str, text: str = "De otro trámite.", outcome: Outcome = Outcome.answered) -> Reply:
    """An answer about a procedure, made without the guides."""
    named = ProcedureRef(id=tramite, name=tramite, institution="X", url="/x")
    return Reply(Answer(outcome=outcome, text=text, procedure=named), Memory(tramite))


def procedure(id: str = "x", **fields: Any) -> Procedure:
    """A procedure of which only ``fields`` are known."""
    institution = Institution(id="x", name="SERVICIO DE PRUEBAS", acronym="SEP")
    source = Source(document="x.txt", title="Ficha de prueba")
    return Procedure(**{"id": id, "name": f"Trámite {id}", "institution": institution, "source": source, **fields})
