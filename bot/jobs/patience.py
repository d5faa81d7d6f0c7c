"""Waiting for what is away for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from domain.errors import StorageBusy

T = TypeVar("T")
log = structlog.get_logger()

_FIRST = 0.2
_LONGEST = 5.0


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Return what the work returns, trying again for as long as the database or the bucket is away.

    The work is repeated whole, so it must be idempotent. It ends only by cancelling where the storage never returns.
    """
    pause = _FIRST
    while True:
        try:
            return await work()
        except StorageBusy as error:
            log.warning("storage_away", detail=error.detail, pause=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST)
