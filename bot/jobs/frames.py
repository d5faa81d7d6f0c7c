"""Partial frames on their way to the person: the latest wins, and none is worth waiting for."""

from __future__ import annotations

import asyncio
from time import perf_counter

import structlog

from bot.jobs.faults import point
from bot.jobs.kit import Kit
from bot.jobs.told import making_card, target_of
from domain.job import Job
from domain.picture import Picture
from engines.base import Partial

log = structlog.get_logger()


class Frames:
    """Shows how a job forms. A frame that comes while another is on its way takes the place of one that waits."""

    def __init__(self, kit: Kit, job: Job, base: Picture | None) -> None:
        self._kit = kit
        self._job = job
        self._base = base
        self._waiting: tuple[int, bytes, float] | None = None
        self._news = asyncio.Event()
        self._shown = 0
        self._done = 0

    def taker(self, index: int) -> Partial:
        """Return what takes the frames of one engine call; it never waits."""

        async def take(data: bytes) -> None:
            self._waiting = index, data, perf_counter()
            self._news.set()

        return take

    def one_done(self) -> None:
        """Say that one more call of the job came to its end."""
        self._done += 1
        if self._done < self._job.count:
            self._news.set()

    async def run(self) -> None:
        """Show news as they come, at most one a while, until cancelled."""
        await self._show("make", None)
        while True:
            await asyncio.sleep(self._kit.pace.frames)
            await self._news.wait()
            self._news.clear()
            frame, self._waiting = self._waiting, None
            await self._show("some" if self._done else "forming", frame)

    async def _show(self, stage: str, frame: tuple[int, bytes, float] | None) -> None:
        job, outcome = self._job, "failed"
        try:
            preview = None
            if frame is not None:
                index, data, _ = frame
                point("before:preview")
                await self._kit.studio.assets.put_preview(job.id, index, data)
                point("after:preview")
                self._shown += 1
                preview = f"{index}-{self._shown}"
            card = making_card(self._kit, job, self._base, stage=stage, preview=preview, done=self._done)
            await self._kit.outbounds[job.person.team.platform].progress(target_of(job), card)
            outcome = "ok"
            point("after:progress")
        except Exception as error:  # noqa: BLE001 -- a frame is not worth a job
            log.info("frame_not_shown", job=job.id, error=type(error).__name__)
        if frame is not None:
            self._kit.watch.framed(job.person.team.platform, outcome, perf_counter() - frame[2])
