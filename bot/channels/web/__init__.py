"""The web pages: the conversation, the procedures, health. They work without JavaScript and ask nothing of others.

Addresses are in Spanish, because people read and share them.
"""

from bot.channels.web.conversation import ConversationPages
from bot.channels.web.errors import ErrorPages
from bot.channels.web.health import HealthPages
from bot.channels.web.pages import Pages
from bot.channels.web.procedures import Library, ProcedurePages

__all__ = ["ConversationPages", "ErrorPages", "HealthPages", "Library", "Pages", "ProcedurePages"]
