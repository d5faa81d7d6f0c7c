"""The step that makes: all calls of a job at once, each written down for itself, so that a crash repeats what is missing."""

from __future__ import annotations

import asyncio

from bot.jobs.calls import call
from bot.jobs.frames import Frames
from bot.jobs.kit import Kit
from bot.jobs.patience import patiently
from commands.submit import base_of
from domain.job import Job, JobState
from domain.picture import Picture
from storage import jobs


async def make(kit: Kit, job_id: str) -> None:
    """Make what is not made yet, until all calls came to an end or the job is stopped."""
    job, base = await patiently(lambda: _read(kit, job_id))
    if job is None or job.state is not JobState.RUNNING or job.cancel_asked:
        return
    await kit.live.unless_stopped(job_id, _all(kit, job, base))


async def _all(kit: Kit, job: Job, base: Picture | None) -> None:
    frames = Frames(kit, job, base)
    async with asyncio.TaskGroup() as group:
        showing = group.create_task(frames.run())
        await asyncio.wait([group.create_task(call(kit, job, index, frames)) for index in range(job.count)])
        showing.cancel()


async def _read(kit: Kit, job_id: str) -> tuple[Job | None, Picture | None]:
    async with kit.studio.database.read() as tx:
        job = await jobs.get(tx, job_id)
        return job, None if job is None else await base_of(tx, job)
