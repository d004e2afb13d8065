"""What was said: the transcript of each conversation, kept so that it survives a restart and can be erased.

Knows neither procedures nor answers: an answer is stored as the JSON its channel hands over.
"""

from bot.conversations.database import connect
from bot.conversations.transcript import Transcript, Turn

__all__ = ["Transcript", "Turn", "connect"]
