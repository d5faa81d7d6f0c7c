"""What is tidied up now and then: bytes that nothing needs, calls that no platform sends again, old notes and posts.

Of the library: codes and visits that have ended, and shares of long ago.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog

from commands.studio import Studio
from domain.errors import EaselError
from storage import inbox, links, notes, orphans, posts, shares, visits

log = structlog.get_logger()

EVERY = 3600.0
"""Seconds between two rounds."""


async def _nothing() -> None:
    """Do nothing."""


_YOUNG = 24 * 3600.0
# Bytes are kept before the row that needs them: what is younger may be about to be needed.


async def keep_house(studio: Studio, tending: Callable[[], Awaitable[None]] = _nothing) -> None:
    """Tidy up for ever, the first time a while after the start; ``tending`` is done each time too."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await tidy(studio)
            await tending()
        except EaselError as error:
            log.warning("housekeeping_failed", code=error.code, detail=error.detail)
        except Exception:
            log.exception("housekeeping_failed")


async def tidy(studio: Studio, *, younger_than: float = _YOUNG) -> None:
    """Tidy up once, leaving bytes alone that are ``younger_than`` seconds."""

    async def known(digests: Sequence[str]) -> Collection[str]:
        async with studio.database.read() as tx:
            return await orphans.known(tx, digests)

    async with studio.database.begin() as tx:
        await inbox.forget(tx, studio.clock())
        await notes.forget(tx, studio.clock())
        await posts.forget(tx, studio.clock())
        await links.forget(tx, studio.clock())
        await shares.forget(tx, studio.clock())
        await visits.forget(tx, studio.clock())
    swept = await studio.assets.sweep(known, older_than=younger_than)
    if swept:
        log.info("orphans_swept", count=len(swept))
