"""What the gateway and the engine agree on, though neither imports the other."""

from __future__ import annotations

#: Carries the secret that the two share.
SECRET_HEADER = "X-Ventanilla-Secret"
#: Characters of a message, once cleaned.
MAX_TEXT = 1_000
