"""A token bucket for pictures a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

_WHOLE = 1 - 1e-6
"""One place, forgiving the rounding of a sleep that was exactly long enough."""


class Bucket:
    """Lets ``per_minute`` calls begin in a minute, in the order they came; full at first."""

    def __init__(
        self, per_minute: int, monotonic: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._most = float(per_minute)
        self._left = float(per_minute)
        self._seconds = 60 / per_minute
        self._monotonic = monotonic
        self._sleep = sleep
        self._filled_at = monotonic()
        self._line = asyncio.Lock()

    async def take(self) -> None:
        """Wait for a place and take it; a caller cancelled while waiting takes none."""
        async with self._line:
            self._fill()
            while self._left < _WHOLE:
                await self._sleep((1 - self._left) * self._seconds)
                self._fill()
            self._left -= 1

    @property
    def left(self) -> float:
        """Return the share of the minute's pictures that is left."""
        self._fill()
        return self._left / self._most

    def _fill(self) -> None:
        now = self._monotonic()
        self._left = min(self._most, self._left + (now - self._filled_at) / self._seconds)
        self._filled_at = now
