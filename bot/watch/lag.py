"""How late the event loop wakes: whoever waits for anything waits as long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

EVERY = 0.25
"""Seconds between two looks: often enough to meet a stall, and a thousandth of a processor."""


async def watch_lag(note: Callable[[float], None], *, every: float = EVERY) -> None:
    """Tell ``note``, for ever, how many seconds later than asked for the loop woke up."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every
        await asyncio.sleep(every)
        note(max(0.0, loop.time() - due))
