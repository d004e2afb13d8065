"""From a record to an answer: what is said and which buttons are offered.

``Assistant`` decides, ``Resolver`` finds which procedure is meant, ``Composer`` writes. Nothing here knows a channel or
Rasa. Facts come from the record only; fixed sentences come from ``data/responses``.
"""

from bot.answers.answer import Answer, Button, Outcome, ProcedureRef, SourceRef
from bot.answers.assistant import Assistant, Reply
from bot.answers.memory import Asked, Memory
from bot.answers.phrases import Phrases

__all__ = [
    "Answer",
    "Asked",
    "Assistant",
    "Button",
    "Memory",
    "Outcome",
    "Phrases",
    "ProcedureRef",
    "Reply",
    "SourceRef",
]
