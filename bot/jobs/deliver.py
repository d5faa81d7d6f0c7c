"""The last steps: the person is told the end, and that they were is noted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.jobs.faults import point
from bot.jobs.kit import Kit
from bot.jobs.told import end_card, target_of
from domain.errors import EaselError, StorageError
from domain.job import Job, JobState
from domain.people import Platform
from storage import jobs, workers

log = structlog.get_logger()

_LEASE_PAUSE = 0.5
_UNTOLD = frozenset({JobState.MADE, JobState.REFUSED, JobState.CANCELLED})


async def deliver(kit: Kit, job_id: str) -> None:
    """Show the end of a job where it was asked for; raise where that must be tried again.

    Repeating it shows the same card in the same place.
    """
    async with kit.studio.database.read() as tx:
        job = await jobs.get(tx, job_id)
        if job is None or job.told or job.state not in _UNTOLD:
            return
        card = await end_card(kit, tx, job)
    async with _sole_teller(kit, job):
        point("before:deliver")
        async with asyncio.timeout(kit.pace.tell):
            await kit.outbounds[job.person.team.platform].deliver(target_of(job), card)
        point("after:deliver")
    kit.watch.ended(job, max(0.0, (kit.studio.clock() - job.created_at).total_seconds()))
    log.info("job_told", job=job_id, state=job.state, charged=job.charged)


async def done(kit: Kit, job_id: str) -> None:
    """Note that the end was told, and drop what was only for the meantime."""
    point("before:told")
    async with kit.studio.database.begin() as tx:
        await jobs.delivered(tx, job_id, now=kit.studio.clock())
    point("after:told")
    try:
        await kit.studio.assets.drop_previews(job_id)
    except EaselError as error:
        # The sweep of old files finds them.
        log.info("previews_left", job=job_id, code=error.code)


@asynccontextmanager
async def _sole_teller(kit: Kit, job: Job) -> AsyncIterator[None]:
    """Hold the team's lease, so that one process alone spends its rate budget; the browser workspace has none.

    On SQLite there is one process.
    """
    team = job.person.team
    if team.platform is Platform.BROWSER or kit.studio.database.is_sqlite:
        yield
        return
    name = f"tell:{team.id}"
    # Counted before it is held, so that nobody here who ends at this moment lets it go.
    kit.live.tellers[name] += 1
    try:
        while not await _take(kit, name):
            await kit.pace.sleep(_LEASE_PAUSE)
        yield
    finally:
        kit.live.tellers[name] -= 1
        if not kit.live.tellers[name]:
            del kit.live.tellers[name]
            await _drop(kit, name)


async def _take(kit: Kit, name: str) -> bool:
    point("before:lease")
    async with kit.studio.database.begin() as tx:
        taken = await workers.take_lease(tx, name, kit.worker_id, kit.studio.clock(), seconds=kit.pace.lease)
    point("after:lease")
    return taken


async def _drop(kit: Kit, name: str) -> None:
    try:
        async with kit.studio.database.begin() as tx:
            await workers.drop_lease(tx, name, kit.worker_id)
    except StorageError:
        log.info("lease_left", lease=name)
