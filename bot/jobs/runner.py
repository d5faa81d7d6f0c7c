"""Jobs: what the rest of Easel sees of the durable jobs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

import structlog

from bot.jobs.faults import point
from bot.jobs.kit import Kit, use
from bot.jobs.liveness import Liveness
from bot.jobs.mend import Mended, refuse
from bot.jobs.patience import patiently
from bot.jobs.recovery import Recovery
from bot.jobs.standings import Standings
from bot.jobs.traces import Known
from domain.errors import StorageError
from domain.job import Job, JobState
from storage import jobs, queue

if TYPE_CHECKING:
    from bot.jobs.dbos_app import App, Client

log = structlog.get_logger()

_CALM = 20.0
_HOUR = 3600.0
_REMEMBERED = timedelta(days=7)


class Mode(Enum):
    """What a process does for jobs: all of it, the telling alone, or only the asking."""

    RUN = "run"
    WORK = "work"
    SERVE = "serve"


class Jobs:
    """Starts what may run, in this process or by the queue, and sees that every job is told. One in a process.

    ``url`` is where the durable engine keeps its own tables: a SQLite file of its own, or the Postgres database.
    On SQLite this process must be the only one on its data folder: it takes all others for dead.
    """

    def __init__(self, kit: Kit, *, mode: Mode, url: str) -> None:
        if mode is not Mode.RUN and kit.studio.database.is_sqlite:
            raise StorageError("sqlite_alone")
        self._kit = kit
        self._mode = mode
        self._url = url
        self._app: App | None = None
        self._client: Client | None = None
        self._recovery: Recovery | None = None
        self._liveness = Liveness(kit)
        self._standings = Standings(kit)
        self._kicked = asyncio.Event()
        self._kicks = 0
        self._calm_until = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._cards_due = 0.0

    async def start(self) -> None:
        """Resume what a crash left, then start what may run; returns once this process takes part."""
        # Importing DBOS takes a third of a second, which commands that run no jobs need not wait for.
        from bot.jobs.dbos_app import App, Client  # noqa: PLC0415

        use(self._kit)
        self._kit.live.kick = self.kick
        pace, sole = self._kit.pace, self._kit.studio.database.is_sqlite
        if self._mode is Mode.SERVE:
            self._client = Client(self._url)
            await self._client.launch()
        else:
            if not sole:
                await patiently(self._liveness.beat)
            self._app = App(self._url, pace, self._kit.worker_id, queued=self._mode is Mode.WORK)
            await self._app.launch()
            self._recovery = Recovery(self._kit, self._app)
            if sole:
                await patiently(self._sweep)
            self._keep_doing("sweep", self._sweep, pace.sweep)
            self._keep_doing("forget", self._forget, _HOUR)
            self._keep_doing("heed", self._heed, pace.cancel)
            if not sole:
                self._keep_doing("beat", self._liveness.beat, pace.beat)
        self._keep_doing("release", self._release, pace.tick, self._kicked)
        self.kick()

    def kick(self) -> None:
        """Look soon for what may start; many kicks are one look."""
        self._kicks += 1
        self._calm_until = 0.0
        self._kicked.set()

    async def cancel(self, job_id: str) -> None:
        """Stop a job and see that its end is told; one that is over already is left alone.

        A waiting one ends at once. A running one is stopped at its engine at once where this process runs it, else
        within a second by the one that does; its story goes on from there, closes the ledger and tells the person.
        """
        state, job = await patiently(lambda: self._ask(job_id))
        point("after:cancel")
        if state is JobState.RUNNING:
            self._kit.live.stop(job_id)
        elif state is JobState.CANCELLED and job is not None and not job.told:
            await self._begin(job_id)
            self.kick()

    async def retry(self, job_id: str) -> Mended:
        """Have a job told that nobody tells: at once, and not when it would be its turn.

        One that is at work is left alone, since its engine would be called twice.
        """
        teller = self._app or self._client
        async with self._kit.studio.database.read() as tx:
            job = await jobs.get(tx, job_id)
        if job is None or teller is None:
            return Mended.UNKNOWN
        if job.told:
            return Mended.OVER
        if job.state is JobState.WAITING:
            self.kick()
            return Mended.QUEUED
        trace = (await teller.traces([job_id])).get(job_id)
        if job.state is JobState.RUNNING and trace is not None and trace.known is not Known.OVER:
            return Mended.AT_WORK
        await teller.begin(job_id, 0 if trace is None else trace.tellings + 1)
        log.warning("job_retried_by_operator", job=job_id, state=job.state)
        return Mended.BEGUN

    async def refuse(self, job_id: str) -> Mended:
        """Refuse a waiting or running job, free its reservation, and see that its end is told."""
        incident = self._kit.studio.new_id()
        mended = await refuse(self._kit, job_id, incident)
        if mended is Mended.REFUSED:
            log.warning("job_refused_by_operator", job=job_id, incident=incident)
            self._kit.live.stop(job_id)
            await self._begin(job_id)
            self.kick()
        return mended

    async def close(self) -> None:
        """Finish what ends soon; the rest is resumed by the next start, or by another worker at once."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await self._kit.live.close(seconds=self._kit.pace.drain)
        if self._client is not None:
            await self._client.close()
        if self._app is not None:
            await self._app.close()
            if not self._kit.studio.database.is_sqlite:
                try:
                    await self._liveness.leave()
                except StorageError as error:
                    log.warning("leaving_unsaid", detail=error.detail)
        use(None)

    async def _release(self) -> None:
        """Start what may run now, and tell the others where they stand."""
        studio, loop, kicks = self._kit.studio, asyncio.get_running_loop(), self._kicks
        if loop.time() < self._calm_until:
            return
        async with studio.database.begin() as tx:
            released = await queue.release_next(studio.database, tx, studio.caps, now=studio.clock())
            idle = not await queue.anything(tx)
            point("before:release")
        point("after:release")
        if idle and studio.database.is_sqlite and kicks == self._kicks:
            # Nobody else adds a job, and whoever does here says so.
            self._calm_until = loop.time() + _CALM
        await asyncio.gather(*(self._begin(job_id) for job_id in released))
        if loop.time() >= self._cards_due:
            self._cards_due = loop.time() + self._kit.pace.cards
            await self._standings.update()

    async def _ask(self, job_id: str) -> tuple[JobState | None, Job | None]:
        async with self._kit.studio.database.begin() as tx:
            state = await jobs.ask_cancel(tx, job_id, now=self._kit.studio.clock())
            job = await jobs.get(tx, job_id)
            point("before:cancel")
        return state, job

    async def _begin(self, job_id: str) -> None:
        teller = self._app or self._client
        if teller is None:
            return
        try:
            await teller.begin(job_id)
        except Exception:
            # Its row says that it runs: the next sweep begins it.
            log.exception("story_not_begun", job=job_id)

    async def _sweep(self) -> None:
        """Take up what nobody is telling."""
        if self._recovery is None:
            return
        sole = self._kit.studio.database.is_sqlite
        living = {self._kit.worker_id} if sole else await self._liveness.alive()
        await self._recovery.sweep(living)

    async def _forget(self) -> None:
        """Keep the durable engine's tables small."""
        if self._app is not None:
            await self._app.forget(self._kit.studio.clock() - _REMEMBERED)

    async def _heed(self) -> None:
        """Stop what was asked to stop through another process."""
        if not self._kit.live.jobs:
            return
        async with self._kit.studio.database.read() as tx:
            asked = [job.id for job in await jobs.unfinished(tx) if job.cancel_asked]
        for job_id in asked:
            self._kit.live.stop(job_id)

    def _keep_doing(
        self, name: str, work: Callable[[], Awaitable[object]], seconds: float, woken: asyncio.Event | None = None
    ) -> None:
        loop = asyncio.get_running_loop()
        self._tasks.append(loop.create_task(_again_and_again(name, work, seconds, woken or asyncio.Event())))


async def _again_and_again(
    name: str, work: Callable[[], Awaitable[object]], seconds: float, woken: asyncio.Event
) -> None:
    while True:
        # Not wait_for: on Python 3.11 it loses a cancel that comes together with a kick, and closing would never end.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await woken.wait()
        woken.clear()
        try:
            await work()
        except StorageError as error:
            log.warning("jobs_put_off", task=name, detail=error.detail)
        except Exception:
            # The next round may do better; without it every job would wait for good.
            log.exception("jobs_task_failed", task=name)
