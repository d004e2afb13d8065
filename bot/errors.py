"""The errors of Ventanilla.

::

    VentanillaError
     ├── SettingsError       a setting is missing or has an unusable value
     ├── SourceError         a source document cannot be read as what it claims to be
     ├── KnowledgeError      the built knowledge base is missing, damaged or of another version
     ├── ProcedureNotFound   no procedure has that id
     ├── ListsUnavailable    saved lists cannot be written or read now
     ├── SyncError           the national catalogue could not be copied; the last copy stays
     │    ├── CatalogueFault      … for now: its server fails, blocks, or does not answer
     │    └── AnswerRefused       … because an answer is not what was asked for
     └── EngineError         the engine did not answer
          ├── EngineTimeout      … within the deadline
          └── EngineUnavailable  … because it cannot be reached or refuses
"""

from __future__ import annotations

from pathlib import Path


class VentanillaError(Exception):
    """The root: anything Ventanilla itself raises. Its text says what to do, in Spanish for operators and editors."""


class SettingsError(VentanillaError):
    """Raised when a setting is missing or cannot be read as its type."""


class SourceError(VentanillaError):
    """Raised when a source document cannot be read; names the file and, where there is one, the line."""

    def __init__(self, message: str, *, path: Path | str, line: int | None = None) -> None:
        self.path, self.line, self.message = Path(path), line, message
        place = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{place}: {message}")


class KnowledgeError(VentanillaError):
    """Raised when the knowledge base file is missing, damaged, or was built by another version."""


class ProcedureNotFound(VentanillaError):
    """Raised when a procedure is asked for by an id that the catalogue does not hold."""


class ListsUnavailable(VentanillaError):
    """Raised when the store of saved lists cannot be written or read."""


class SyncError(VentanillaError):
    """Raised when the national catalogue could not be copied. The last good copy stays as it was."""


class CatalogueFault(SyncError):
    """Raised when the catalogue's server fails, blocks or does not answer; asking again later may help.

    ``retry_after`` is the wait in seconds that the server asked for, if it did.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class AnswerRefused(SyncError):
    """Raised when an answer of the catalogue's server is not what was asked for; asking again does not help."""


class EngineError(VentanillaError):
    """Raised when the engine did not answer a message."""


class EngineTimeout(EngineError):
    """Raised when the engine did not answer within the message's deadline."""


class EngineUnavailable(EngineError):
    """Raised when the engine cannot be reached, or is starting or stopping."""
