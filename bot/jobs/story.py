"""The story of a job, from released to told: its steps in their order.

A step carries ids and never bytes. Each looks at the job's row first and changes it by a legal move or not at all, so
it may be repeated at any point: by DBOS after a crash, or under a new workflow where DBOS knows no way on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from bot.jobs.deliver import deliver, done
from bot.jobs.faults import point
from bot.jobs.kit import Kit
from bot.jobs.make import make
from bot.jobs.moderate import moderate
from bot.jobs.settle import fail, settle

log = structlog.get_logger()

Step = Callable[..., Awaitable[None]]
"""Runs one step durably: ``step(function, job_id, *more)``; its name is the function's."""


async def tell(kit: Kit, step: Step, job_id: str) -> None:
    """Make what a job asks for, or refuse it, and tell the person; whatever happens, something is told."""
    with kit.live.telling(job_id):
        try:
            await step(moderate, job_id)
            await step(make, job_id)
            point("after:making")
            await step(settle, job_id)
        except Exception:
            incident = kit.studio.new_id()
            log.exception("job_unexpected", job=job_id, incident=incident)
            await step(fail, job_id, incident)
        # Its place at the engine is free from here on.
        kit.live.kick()
        point("after:settling")
        await step(deliver, job_id)
        point("after:delivering")
        await step(done, job_id)
        log.info("job_done", job=job_id)
