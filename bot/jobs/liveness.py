"""Who is alive: this worker says so again and again, and judges others only while it is steady itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.jobs.kit import Kit
from storage import workers

log = structlog.get_logger()

_SWEEP = "sweep"


class Liveness:
    """The beats of one worker among several.

    A worker that could not beat for a while, because the database was away or itself was stalled, knows nothing of
    the others' silence in that time: it calls nobody dead before it has been steady for as long as silence lasts.
    """

    def __init__(self, kit: Kit, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._kit = kit
        self._monotonic = monotonic
        self._steady_since: float | None = None
        self._last: float | None = None

    async def beat(self) -> None:
        """Say that this worker lives. Raise StorageBusy where that cannot be said."""
        await self._say()
        now = self._monotonic()
        if self._last is None or now - self._last > self._kit.pace.silence / 2:
            self._steady_since = now
        self._last = now

    async def alive(self) -> set[str] | None:
        """Return the living workers, None where this worker may not judge or another is judging at the moment."""
        pace, now = self._kit.pace, self._kit.studio.clock()
        if not self.steady():
            return None
        silence = timedelta(seconds=pace.silence)
        async with self._kit.studio.database.begin() as tx:
            # One at a time: what one has just resumed, another must not take from who took it over.
            if not await workers.take_lease(tx, _SWEEP, self._kit.worker_id, now, seconds=2 * pace.sweep):
                return None
            living = await workers.alive(tx, now, silence=silence)
            dead = await workers.bury(tx, now, silence=silence)
            for each in dead:
                # What it held is free: nobody waits for a lease of the dead.
                await workers.leave(tx, each)
        for each in dead:
            log.warning("worker_silent", worker=each)
        return living | {self._kit.worker_id}

    def steady(self) -> bool:
        """Return whether this worker has been beating without a gap for as long as silence lasts."""
        if self._steady_since is None or self._last is None:
            return False
        now = self._monotonic()
        silence = self._kit.pace.silence
        return now - self._last <= silence / 2 and now - self._steady_since >= silence

    async def leave(self) -> None:
        """Say that this worker stops, so that others need not wait for its silence."""
        async with self._kit.studio.database.begin() as tx:
            await workers.leave(tx, self._kit.worker_id)

    async def _say(self) -> None:
        async with self._kit.studio.database.begin() as tx:
            await workers.beat(tx, self._kit.worker_id, self._kit.studio.clock())
