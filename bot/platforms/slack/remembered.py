"""What was asked of Slack, remembered for a while; many who ask at once ask once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by key, each good for some seconds; of more than ``most`` the one longest unused is forgotten."""

    def __init__(self, now: Callable[[], float], *, seconds: float | Callable[[V], float], most: int) -> None:
        self._now = now
        self._seconds = seconds
        self._most = most
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._asking: dict[K, asyncio.Task[V]] = {}

    def get(self, key: K) -> V | None:
        """Return what is remembered and still good."""
        found = self._kept.get(key)
        if found is None or self._now() >= found[0]:
            return None
        self._kept.move_to_end(key)
        return found[1]

    def keep(self, key: K, value: V) -> None:
        """Remember a value, in place of what was there."""
        seconds = self._seconds(value) if callable(self._seconds) else self._seconds
        self._kept[key] = self._now() + seconds, value
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, key: K) -> None:
        """Drop a value; whoever wants it asks again."""
        self._kept.pop(key, None)

    async def close(self) -> None:
        """Give up asking."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def of(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        """Return what is remembered, else what ``ask`` returns; raise what it raises, to all who wait for it."""
        found = self.get(key)
        if found is not None:
            return found
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.ensure_future(self._asked(key, ask))
            task.add_done_callback(_seen)
        # One of those who wait may go away; the others must not lose their answer by that.
        return await asyncio.shield(task)

    async def _asked(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        try:
            value = await ask()
        finally:
            self._asking.pop(key, None)
        self.keep(key, value)
        return value


def _seen(task: asyncio.Task[V]) -> None:
    """Take note of a failure that nobody waits for any more."""
    if not task.cancelled():
        task.exception()
