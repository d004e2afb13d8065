"""What was said: the transcript of each conversation, kept so that it survives a restart and can be erased; and the
lists that people save to go on with another day.

Knows neither procedures nor answers: an answer is stored as the JSON its channel hands over.
"""

from bot.conversations.database import connect
from bot.conversations.saved_lists import SavedLists
from bot.conversations.transcript import Transcript, Turn

__all__ = ["SavedLists", "Transcript", "Turn", "connect"]
