"""What an operator does to a job that does not go on."""

from __future__ import annotations

from enum import Enum

from bot.jobs.calls import priced
from bot.jobs.faults import point
from bot.jobs.kit import Kit
from bot.jobs.settle import used
from domain.job import OPEN, JobState
from storage import jobs, outputs
from storage.jobs import Ending

REASON = "operator_refused"


class Mended(Enum):
    """What came of it."""

    UNKNOWN = "unknown"
    OVER = "over"
    QUEUED = "queued"
    AT_WORK = "at_work"
    BEGUN = "begun"
    REFUSED = "refused"


async def refuse(kit: Kit, job_id: str, incident: str) -> Mended:
    """Refuse a waiting or running job and close its reservation; what its calls may have cost is taken.

    Whoever tells a running one stops its calls within a second, and tells the person.
    """
    now = kit.studio.clock()
    point("before:end")
    async with kit.studio.database.begin() as tx:
        job = await jobs.get(tx, job_id)
        if job is None:
            return Mended.UNKNOWN
        if job.state not in OPEN:
            return Mended.OVER
        if job.state is JobState.RUNNING:
            await jobs.ask_cancel(tx, job_id, now=now)
        calls = await outputs.of_job(tx, job_id)
        taken, dollars = used(job, calls, begun=priced(kit.studio.catalog.get(job.model)))
        ended = await jobs.end(tx, job_id, Ending(JobState.REFUSED, REASON, {}, incident, taken, dollars), now=now)
    point("after:end")
    return Mended.REFUSED if ended else Mended.OVER
