"""One message at a time per conversation, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class ConversationLocks:
    """A fair lock for each conversation that is busy; forgotten when nobody holds or awaits it.

    Rasa's lock store polls once a second; asyncio's lock wakes the next in line at once.
    """

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """Wait for one's turn in ``conversation`` and hold it for the body."""
        self._users[conversation] += 1
        try:
            async with self._locks.setdefault(conversation, asyncio.Lock()):
                yield
        finally:
            self._leave(conversation)

    def _leave(self, conversation: str) -> None:
        self._users[conversation] -= 1
        if not self._users[conversation]:
            del self._users[conversation], self._locks[conversation]
