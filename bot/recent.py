"""The workspace's latest messages, read from storage once for all pages that are open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from storage.messages import KeptMessage

Read = Callable[[int, int], Awaitable[list[KeptMessage]]]
"""Reads what changed after a ``seq``, in its order, so many at most."""

_KEPT = 1_000
_BATCH = 200


class Recent:
    """What changed of late, in the order of ``seq``. A page that is further behind reads for itself."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._messages: dict[str, KeptMessage] = {}
        self._from: int | None = None
        self._to = 0
        self._reading = asyncio.Lock()

    async def since(self, after: int, newest: int) -> list[KeptMessage] | None:
        """Return what changed after ``after`` as far as ``newest``; None where that is longer ago than is kept."""
        if self._from is None or self._to < newest:
            async with self._reading:
                # Whoever held the lock before may have read it all.
                await self._catch_up(newest)
        if self._from is None or after < self._from:
            return None
        return [message for message in self._messages.values() if message.seq > after]

    async def _catch_up(self, newest: int) -> None:
        if self._from is None:
            self._from = self._to = newest
        while self._to < newest:
            fresh = await self._read(self._to, _BATCH)
            if not fresh:
                # What was the newest is gone, or changed once more since.
                self._to = newest
                return
            for message in fresh:
                # Only how it is now: what was said and then taken back is not kept here.
                self._messages.pop(message.id, None)
                self._messages[message.id] = message
            while len(self._messages) > _KEPT:
                self._from = self._messages.pop(next(iter(self._messages))).seq
            self._to = max(self._to, fresh[-1].seq)
