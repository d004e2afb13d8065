"""From a record to an answer: what is said and which buttons are offered.

``Assistant`` decides, ``Resolver`` finds which procedure is meant, ``Composer`` writes about it, ``Reception`` says the
rest. Nothing here knows a channel or Rasa. Facts come from the record only; fixed sentences from ``data/responses``.
"""

from bot.answers.answer import Answer, Button, Outcome, ProcedureRef, SourceRef
from bot.answers.assistant import Assistant
from bot.answers.library import Library
from bot.answers.memory import Asked, Memory
from bot.answers.phrases import Phrases
from bot.answers.reply import Reply

__all__ = [
    "Answer",
    "Asked",
    "Assistant",
    "Button",
    "Library",
    "Memory",
    "Outcome",
    "Phrases",
    "ProcedureRef",
    "Reply",
    "SourceRef",
]
