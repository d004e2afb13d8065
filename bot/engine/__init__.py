"""The engine: starts Rasa with our actions in process, our tracker store and one private channel.

``Engine`` answers messages in this process; ``bot.engine.main.run`` serves it. Rasa is imported with the first use of
``Engine``, after what keeps it small and silent is set; ``quiet.quiet()`` also sets up logging.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.engine import lean, quiet

if TYPE_CHECKING:
    from bot.engine.engine import IN_MEMORY, Engine

__all__ = ["IN_MEMORY", "Engine", "quiet"]


def __getattr__(name: str) -> Any:
    if name not in ("Engine", "IN_MEMORY"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    quiet.environment()
    lean.postpone_tensorflow()
    from bot.engine import engine

    return getattr(engine, name)
