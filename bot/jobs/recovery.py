"""After a crash: every job that is not told yet is told, whatever DBOS remembers of it. Our own tables are the truth.

=============================  =====================================  ==========================================
DBOS knows of the job          it means                               so
=============================  =====================================  ==========================================
nothing                        released, its starter died             begin it
ENQUEUED, DELAYED              on the queue                           leave it to a worker
PENDING, of a living worker    being told                             leave it
PENDING, of a dead worker      cut off                                put it back on the queue: kept steps stay
PENDING, of this worker, but   its task is gone                       the same, once it was seen so twice
not told here
SUCCESS, ERROR, CANCELLED,     DBOS will never go on                  tell it anew under the next id, after a
MAX_RECOVERY_ATTEMPTS_…                                               pause that doubles
=============================  =====================================  ==========================================
"""

from __future__ import annotations

import time
from collections.abc import Collection

import structlog

from bot.jobs.faults import point
from bot.jobs.kit import Kit
from bot.jobs.traces import Known, Stories, Trace
from storage import jobs

log = structlog.get_logger()

_LONGEST_PAUSE = 600.0
_MOST_DOUBLINGS = 7


class Recovery:
    """Looks at every job that is not told yet, and at who is telling it."""

    def __init__(self, kit: Kit, stories: Stories) -> None:
        self._kit = kit
        self._stories = stories
        self._lost: set[str] = set()
        self._due: dict[str, float] = {}

    async def sweep(self, living: Collection[str] | None) -> int:
        """See that each of them is told; return how many were taken up.

        ``living`` are the workers that may be at it still, this one among them; None where that is not known now.
        """
        async with self._kit.studio.database.read() as tx:
            left = [job.id for job in await jobs.unfinished(tx) if job.id not in self._kit.live]
        traces = await self._stories.traces(left) if left else {}
        anew = [(job_id, tellings) for job_id in left if (tellings := self._anew(traces.get(job_id))) is not None]
        cut_off = self._cut_off([trace for trace in traces.values() if trace.known is Known.BEGUN], living)
        if cut_off:
            log.warning("stories_resumed", count=len(cut_off))
            point("before:resume")
            await self._stories.resume(cut_off)
            point("after:resume")
        for job_id, tellings in anew:
            log.warning("story_begun_anew", job=job_id, tellings=tellings)
            await self._stories.begin(job_id, tellings)
        known = {trace.workflow_id for trace in traces.values()}
        self._due = {workflow_id: due for workflow_id, due in self._due.items() if workflow_id in known}
        return len(anew) + len(cut_off)

    def _anew(self, trace: Trace | None) -> int | None:
        """Return as which telling a story must be begun, None where it must not, or not yet."""
        if trace is None:
            return 0
        if trace.known is not Known.OVER:
            return None
        pause = min(self._kit.pace.again * 2 ** min(trace.tellings, _MOST_DOUBLINGS), _LONGEST_PAUSE)
        due = self._due.setdefault(trace.workflow_id, time.monotonic() + pause)
        return trace.tellings + 1 if time.monotonic() >= due else None

    def _cut_off(self, begun: list[Trace], living: Collection[str] | None) -> list[str]:
        """Return the workflows that nobody is at any more."""
        mine = {trace.workflow_id for trace in begun if trace.worker_id == self._kit.worker_id}
        # Seen once it may be just about to begin, or just over.
        lost, self._lost = mine & self._lost, mine
        dead = set() if living is None else {trace.workflow_id for trace in begun if trace.worker_id not in living}
        return sorted(lost | dead)
