"""Looking at what is new in the library, so that it is found by its colours and by what looks like it.

It is gentle: one picture at a time, in the worker, with as much rest as work, so that who waits for the worker waits
for one look at most.
"""

from __future__ import annotations

import asyncio
import contextlib
import time

import structlog

from commands.studio import Studio
from domain.errors import AskError, EaselError, EngineError, NotFound, StorageError
from domain.search import Look
from engines.images.look import look
from storage import shelf

log = structlog.get_logger()

EVERY = 20.0
"""Seconds after which it looks for new pictures though nothing has woken it: commits of other processes do not."""

_CALM = 1.0
# Commits come in crowds.
_AT_ONCE = 16
_SECONDS = 30.0


async def shelve(studio: Studio) -> None:
    """Look at pictures that nobody has looked at, for ever; woken by commits."""
    woken = asyncio.Event()

    def wake(_seq: int) -> None:
        woken.set()

    studio.database.after_commit.append(wake)
    try:
        while True:
            try:
                while await look_at_some(studio):
                    pass
            except EaselError as error:
                log.warning("shelving_failed", code=error.code, detail=error.detail)
            except Exception:
                log.exception("shelving_failed")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await woken.wait()
            await asyncio.sleep(_CALM)
            woken.clear()
    finally:
        studio.database.after_commit.remove(wake)


async def look_at_some(studio: Studio) -> int:
    """Look at the oldest few that nobody has looked at, one after the other; return how many there were.

    Raise StorageError where pictures cannot be read now. One that is gone or cannot be decoded counts as looked at.
    """
    async with studio.database.read() as tx:
        waiting = await shelf.unexamined(tx, limit=_AT_ONCE)
    for picture_id, digest in waiting:
        began = time.monotonic()
        seen = await _look(studio, digest)
        async with studio.database.begin() as tx:
            await shelf.examined(tx, picture_id, seen)
        await asyncio.sleep(time.monotonic() - began)
    return len(waiting)


async def _look(studio: Studio, digest: str) -> Look:
    async with studio.taking:
        try:
            data = await studio.assets.get(digest)
        except NotFound:
            return Look(0)
        except StorageError as error:
            if error.code != "asset_damaged":
                raise
            return Look(0)
        try:
            return await studio.worker.run(look, data, seconds=_SECONDS)
        except (EngineError, AskError) as error:
            log.info("picture_unreadable", code=error.code)
            return Look(len(data))
