"""A thread with an event loop of its own, so that what blocks there does not block the caller."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """Runs coroutines one loop away. A daemon: a coroutine that never returns does not keep the process alive."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    async def run(self, work: Coroutine[Any, Any, T], *, timeout: float | None = None) -> T:
        """What ``work`` returns. Raises asyncio.TimeoutError, and cancels it, after ``timeout`` seconds."""
        future = asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
        return await asyncio.wait_for(future, timeout)

    def stop(self, *, timeout: float) -> None:
        """Cancel what is under way and end the thread, waiting at most ``timeout`` seconds for what does not await."""
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop)
        self._thread.join(timeout)

    async def _finish(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._loop.stop()
