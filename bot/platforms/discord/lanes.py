"""Lanes: progress on its way. One edit at a time in a bucket of Discord's, the newest frame of each message only."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

log = structlog.get_logger()

Frame = TypeVar("Frame")

_REMEMBERED = 2_000


@dataclass(slots=True)
class _Lane(Generic[Frame]):
    waiting: OrderedDict[str, Frame] = field(default_factory=OrderedDict)
    flying: str | None = None
    landed: asyncio.Event = field(default_factory=asyncio.Event)


class Lanes(Generic[Frame]):
    """Shows frames by ``show``, which must end in bounded time. Messages that share a bucket take turns.

    ``gap`` is the pause in seconds between two edits of one bucket, so that it always has room for an ending, ``lead``
    how long the first frame waits: what ends sooner is not held up by one.
    """

    def __init__(
        self,
        show: Callable[[Frame], Awaitable[None]],
        *,
        gap: float = 1.5,
        lead: float = 0.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._show = show
        self._gap = gap
        self._lead = lead
        self._sleep = sleep
        self._lanes: dict[str, _Lane[Frame]] = {}
        self._pumps: set[asyncio.Task[None]] = set()
        self._closed: OrderedDict[str, None] = OrderedDict()

    def offer(self, message: str, bucket: str, frame: Frame) -> None:
        """Hand over a frame of a message; it takes the place of one that still waits. A closed message takes none."""
        if message in self._closed:
            return
        lane = self._lanes.get(bucket)
        if lane is None:
            lane = self._lanes[bucket] = _Lane()
            pump = asyncio.get_running_loop().create_task(self._pump(bucket, lane))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)
        lane.waiting[message] = frame

    def refuse(self, message: str) -> None:
        """Take no more frames of a message."""
        self._closed[message] = None
        self._closed.move_to_end(message)
        while len(self._closed) > _REMEMBERED:
            self._closed.popitem(last=False)
        for lane in self._lanes.values():
            lane.waiting.pop(message, None)

    async def close(self, message: str) -> None:
        """Take no more frames of a message, and return once none of them is on its way."""
        self.refuse(message)
        for lane in list(self._lanes.values()):
            while lane.flying == message:
                await lane.landed.wait()

    async def stop(self) -> None:
        """Drop everything."""
        pumps = list(self._pumps)
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        self._lanes.clear()

    async def _pump(self, bucket: str, lane: _Lane[Frame]) -> None:
        try:
            if self._lead:
                await self._sleep(self._lead)
            while lane.waiting:
                message, frame = lane.waiting.popitem(last=False)
                lane.flying = message
                lane.landed.clear()
                try:
                    await self._show(frame)
                except Exception as error:  # noqa: BLE001 -- a frame is not worth anything; the next one comes soon
                    log.info("discord_frame_lost", error=type(error).__name__)
                finally:
                    lane.flying = None
                    lane.landed.set()
                await self._sleep(self._gap)
        finally:
            if self._lanes.get(bucket) is lane:
                del self._lanes[bucket]
