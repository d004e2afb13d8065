"""An answer: structured, channel-neutral data. Channels turn it into their own format; nobody parses it back."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from pydantic import BaseModel

from bot.knowledge import Aspect


class Outcome(str, Enum):
    """What kind of answer this is: a closed list shared by actions, metrics, console and tests."""

    answered = "answered"
    clarify = "clarify"
    not_found = "not_found"
    out_of_scope = "out_of_scope"
    not_understood = "not_understood"
    smalltalk = "smalltalk"
    help = "help"
    guide = "guide"
    case_status = "case_status"
    handoff = "handoff"
    emergency = "emergency"
    feedback = "feedback"
    unavailable = "unavailable"


class _Model(BaseModel):
    class Config:
        frozen = True
        extra = "forbid"


class ProcedureRef(_Model):
    """A procedure as an answer names it. ``url`` is the source's address, or Ventanilla's own page of it."""

    id: str
    name: str
    institution: str
    url: str


class SourceRef(_Model):
    """A source that an answer relies on, with its address."""

    title: str
    url: str


class Button(_Model):
    """A quick reply: at most 20 characters of ``title``; ``intent`` and ``entities`` are what tapping it means."""

    title: str
    intent: str
    entities: dict[str, str] = {}


class Answer(_Model):
    """One message of the assistant. ``text`` uses a small Markdown subset: paragraphs, **bold**, lists, links.

    ``image`` and ``document`` are addresses, of this site when they begin with «/»; ``image_alt`` says what it shows.
    """

    outcome: Outcome
    text: str
    procedure: ProcedureRef | None = None
    aspects: tuple[Aspect, ...] = ()
    candidates: tuple[ProcedureRef, ...] = ()
    buttons: tuple[Button, ...] = ()
    image: str | None = None
    image_alt: str = ""
    document: str | None = None
    sources: tuple[SourceRef, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types, from which ``Answer.parse_obj`` makes an equal answer."""
        plain: dict[str, Any] = json.loads(self.json())
        return plain
