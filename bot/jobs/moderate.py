"""The first step: what a team wants judged is judged before anything is made."""

from __future__ import annotations

import structlog

from bot.jobs.calls import inputs_of
from bot.jobs.faults import point
from bot.jobs.kit import Kit
from bot.jobs.patience import patiently
from domain.errors import Busy, EngineError, NotFound, Refused
from domain.job import Job, JobState
from domain.operation import brief_of, sources_of
from engines.base import Moderator
from storage import jobs, outputs, people
from storage.jobs import Ending

log = structlog.get_logger()

_FIRST_PAUSE = 1.0


async def moderate(kit: Kit, job_id: str) -> None:
    """Refuse the job where its team has words judged and they are flagged, or nobody can judge them.

    It fails closed: a team that wants its words judged would rather wait. Nothing is charged.
    """
    job, wanted, begun = await patiently(lambda: _read(kit, job_id))
    if job is None or job.state is not JobState.RUNNING or begun:
        return
    kit.watch.waited(job)
    if not wanted or kit.moderator is None:
        return
    moderator = kit.moderator
    verdicts: list[Ending] = []

    async def judge() -> None:
        verdicts.extend(await _judged(kit, moderator, job))

    if job.cancel_asked or not await kit.live.unless_stopped(job_id, judge()):
        return
    for ending in verdicts:
        point("before:end")
        async with kit.studio.database.begin() as tx:
            await jobs.end(tx, job_id, ending, now=kit.studio.clock())
        point("after:end")


async def _judged(kit: Kit, moderator: Moderator, job: Job) -> list[Ending]:
    left, pause, tries = kit.pace.busy, _FIRST_PAUSE, kit.pace.busy_tries
    while True:
        try:
            inputs = await patiently(lambda: inputs_of(kit, job, sources_of(job.operation)))
            point("before:moderate")
            await moderator.check(brief_of(job.operation), inputs)
            point("after:moderate")
        except Refused as error:
            return [Ending(JobState.REFUSED, error.code, error.params)]
        except NotFound as error:
            return [Ending(JobState.REFUSED, error.code, error.params)]
        except Busy as error:
            asked = pause if error.retry_after is None else error.retry_after
            tries -= 1
            if tries <= 0 or asked > left:
                return [_unavailable(job, error)]
        except EngineError as error:
            return [_unavailable(job, error)]
        else:
            return []
        left, pause = left - asked, pause * 2
        await kit.pace.sleep(asked)


def _unavailable(job: Job, error: EngineError) -> Ending:
    log.error("moderation_unavailable", job=job.id, code=error.code, detail=error.detail)
    return Ending(JobState.REFUSED, "moderation_unavailable", {})


async def _read(kit: Kit, job_id: str) -> tuple[Job | None, bool, bool]:
    """Return the job, whether its team wants it judged, and whether it was judged and begun before."""
    async with kit.studio.database.read() as tx:
        job = await jobs.get(tx, job_id)
        if job is None:
            return None, False, False
        settings = await people.team_settings(tx, job.person.team.id)
        begun = bool(await outputs.of_job(tx, job_id))
    wanted = kit.studio.defaults.moderation if settings.moderation is None else settings.moderation
    return job, wanted, begun
