"""Slack's time in a test: it runs at a speed, stands still, or jumps."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """How long things take, in seconds of Slack's time. ``speed`` 0 freezes it: only ``advance`` moves it then."""

    speed: float = 1.0
    ack: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    trigger: float = 3.0
    processing: float = 0.2
    hook: float = 1800.0
    status: float = 120.0
    code: float = 600.0
    token: float = 43_200.0
    thread_read: float = 60.0


PATIENT = Timing(ack=60.0, trigger=60.0)
"""For conversations on a slow machine: Slack waits a minute where it waits three seconds."""


class SlackClock:
    """Monotonic seconds of Slack's time."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._start = time.monotonic()
        self._jumped = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        return (time.monotonic() - self._start) * self._speed + self._jumped

    def advance(self, seconds: float) -> None:
        """Jump ahead; whoever waits looks again."""
        self._jumped += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Return when that much of Slack's time has gone by."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left / self._speed if self._speed else None):
                    await moved.wait()
            except TimeoutError:
                continue
