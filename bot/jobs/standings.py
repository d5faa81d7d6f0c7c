"""Where the waiting jobs stand, told to who waits when it changes."""

from __future__ import annotations

import structlog

from bot.jobs.kit import Kit
from bot.jobs.told import target_of
from commands import cards
from commands.submit import base_of
from commands.words import saying
from domain.job import Job, JobState, Standing
from domain.picture import Picture
from storage import jobs, queue
from storage.database import Tx

log = structlog.get_logger()

MOST_TOLD = 20
"""How many are told in one pass: the first in line, who wait the least, come first."""
_USUAL_SECONDS = 30


class Standings:
    """Remembers what each waiting job was told last."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._told: dict[str, int] = {}

    async def update(self) -> int:
        """Tell the jobs whose place changed since they were told; return how many were told now."""
        async with self._kit.studio.database.read() as tx:
            places = _places(await queue.waiting(tx))
            # A job not seen before was told its place when it was accepted.
            known = {job_id: self._told.get(job_id, place) for job_id, (_, place) in places.items()}
            moved = [job_id for job_id, (_, place) in places.items() if place != known[job_id]][:MOST_TOLD]
            news = [await self._news(tx, job_id, *places[job_id]) for job_id in moved]
        self._told = known | {job_id: places[job_id][1] for job_id in moved}
        for each in news:
            if each is not None:
                await self._tell(*each)
        return len(moved)

    async def _news(self, tx: Tx, job_id: str, engine: str, place: int) -> tuple[Job, Standing, Picture | None] | None:
        job = await jobs.get(tx, job_id)
        if job is None or job.state is not JobState.WAITING:
            return None
        model = self._kit.studio.catalog.get(job.model)
        usual = await queue.usual(tx, engine, _USUAL_SECONDS if model is None else model.seconds)
        seconds = round((place / self._kit.studio.caps.of(engine) + 1) * usual)
        return job, Standing(place, seconds), await base_of(tx, job)

    async def _tell(self, job: Job, standing: Standing, base: Picture | None) -> None:
        card = cards.waiting(saying(job.locale), job, standing, base)
        try:
            await self._kit.outbounds[job.person.team.platform].progress(target_of(job), card)
        except Exception as error:  # noqa: BLE001 -- a place in line is not worth a pass
            log.info("standing_not_told", job=job.id, error=type(error).__name__)


def _places(waiting: list[tuple[str, str]]) -> dict[str, tuple[str, int]]:
    """Return each waiting job's engine, and how many jobs of that engine run before it."""
    before: dict[str, int] = {}
    places: dict[str, tuple[str, int]] = {}
    for job_id, engine in waiting:
        places[job_id] = engine, before.get(engine, 0)
        before[engine] = before.get(engine, 0) + 1
    return places
