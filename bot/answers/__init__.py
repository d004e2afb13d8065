"""From a record to an answer: what is said and which buttons are offered.

Nothing here knows a channel or Rasa. Facts come from the record only; fixed sentences come from ``data/responses``.
"""

from bot.answers.answer import Answer, Button, Outcome, ProcedureRef, SourceRef

__all__ = ["Answer", "Button", "Outcome", "ProcedureRef", "SourceRef"]
