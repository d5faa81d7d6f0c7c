"""Which jobs this process is at, and how one of them is stopped."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any


class Live:
    """The jobs whose story this process is telling. Belongs to one event loop.

    A story can be told twice at once for a moment, when this process was taken for dead and woke up again.
    """

    def __init__(self) -> None:
        self._tasks: dict[str, set[asyncio.Task[Any]]] = {}
        self._stops: dict[str, asyncio.Event] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self._closed = False
        self.tellers: Counter[str] = Counter()
        self.kick: Callable[[], None] = lambda: None

    @contextmanager
    def telling(self, job_id: str) -> Iterator[None]:
        """Hold that the current task tells the story of a job. Raise CancelledError once the process is closing."""
        task = asyncio.current_task()
        if self._closed or task is None:
            # What is not begun is begun by the next process.
            raise asyncio.CancelledError
        self._tasks.setdefault(job_id, set()).add(task)
        self._stops.setdefault(job_id, asyncio.Event())
        self._empty.clear()
        try:
            yield
        finally:
            self._tasks[job_id].discard(task)
            if not self._tasks[job_id]:
                del self._tasks[job_id], self._stops[job_id]
            if not self._tasks:
                self._empty.set()

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._tasks

    @property
    def jobs(self) -> frozenset[str]:
        """Return the ids of the jobs that are told now."""
        return frozenset(self._tasks)

    def stop(self, job_id: str) -> None:
        """Stop the engine calls of a job that is told here; what follows in its story goes on."""
        if job_id in self._stops:
            self._stops[job_id].set()

    async def unless_stopped(self, job_id: str, work: Coroutine[Any, Any, None]) -> bool:
        """Do the work of a story being told and return True, or cut it off once it is stopped and return False."""
        stop = self._stops[job_id]
        loop = asyncio.get_running_loop()
        working, stopping = loop.create_task(work), loop.create_task(stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
                return True
            return False
        finally:
            working.cancel()
            stopping.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

    async def close(self, *, seconds: float) -> None:
        """Let no new story begin, wait for those being told, and break off what is left after ``seconds``."""
        self._closed = True
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            left = [task for tasks in self._tasks.values() for task in tasks]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
