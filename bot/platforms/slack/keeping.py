"""Work that goes on when whoever waits for it is cut off, and that is joined by who asks for it again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Keeping:
    """Tasks by their keys, one of each at a time.

    Slack takes only so many calls a minute: with many people at once, work waits for its turn longer than anyone waits
    for it. Were it given up with them, its place in the queue would be lost, and each try would begin at the end.
    """

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def join(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Wait until the work is done that is under way under that key, else this; raise what it raises.

        Cut off, it goes on, for ``seconds`` in all.
        """
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.get_running_loop().create_task(self._bounded(work))
            task.add_done_callback(lambda done: self._over(key, done))
        await asyncio.shield(task)

    async def stop(self) -> None:
        """Give everything up."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _bounded(self, work: Callable[[], Awaitable[None]]) -> None:
        async with asyncio.timeout(self._seconds):
            await work()

    def _over(self, key: str, done: asyncio.Task[None]) -> None:
        if self._tasks.get(key) is done:
            del self._tasks[key]
        if not done.cancelled():
            # Perhaps nobody waits for it any more; who asks again finds out by trying.
            done.exception()
