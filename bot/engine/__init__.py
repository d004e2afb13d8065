"""The engine: starts Rasa with our actions in process, our tracker store and one private channel.

Import ``quiet`` first and call it: TensorFlow reads its environment when rasa is imported, which
``bot.engine.engine`` does.
"""

from bot.engine.quiet import quiet

__all__ = ["quiet"]
