"""The fake's time, which tests can move on, and ids that carry it."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000


class Clock:
    """Real time plus what a test added to it."""

    def __init__(self) -> None:
        self._added = 0.0

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time() + self._added

    def advance(self, seconds: float) -> None:
        """Move time on."""
        self._added += seconds

    def stamp(self, at: float | None = None) -> str:
        """Return a moment in Discord's notation, now where none is given."""
        return datetime.fromtimestamp(self.now() if at is None else at, UTC).isoformat()


class Ids:
    """Snowflakes: each greater than the last, with the time in it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._counter = itertools.count()

    def new(self) -> int:
        """Return an id that was never given before."""
        made = (int(self._clock.now() * 1000) - EPOCH_MS << 22) | (next(self._counter) & 0xFFF)
        self._last = max(made, self._last + 1)
        return self._last


def born(snowflake: int) -> float:
    """Return when an id was made, in seconds since 1970."""
    return ((snowflake >> 22) + EPOCH_MS) / 1000
