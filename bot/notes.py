"""What chat platforms remember for some days, in Easel's storage."""

from __future__ import annotations

from domain.clock import Clock
from storage import notes
from storage.database import Database


class ChatNotes:
    """Implements the port Notes, for every chat platform and every process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def read(self, key: str) -> str | None:
        """Return what is noted."""
        async with self._database.read() as tx:
            return await notes.read(tx, key)

    async def write(self, key: str, text: str) -> None:
        """Note it, in place of what was there; before other writers, since somebody may wait for what it opens."""
        async with self._database.begin(urgent=True) as tx:
            await notes.write(tx, key, text, self._clock())

    async def once(self, key: str) -> bool:
        """Return True to the first who asks, False to all others, of every process."""
        async with self._database.begin() as tx:
            return await notes.once(tx, key, self._clock())
