"""How far a job is, on its way to Slack: the native status of its thread, and the one message edited seldom."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.draw import Drawn
from bot.platforms.slack.errors import PASSING, Denied, Revoked, SlackError, Unsure
from bot.platforms.slack.where import Where
from bot.ports import Post, Posts
from domain.card import Card

log = structlog.get_logger()

_GAP, _A_JOB = 3.0, 2.0
"""Seconds between two edits of a message, at least; and how much longer each job of the workspace makes that."""
_REFRESH = 90.0
"""Slack takes a status away after two minutes."""
_STATUS_GAP = 10.0
_STEP = 15.0
"""Seconds after which a message that has not changed says how long it has been at it."""
_IDLE = 900.0
_KEEP_EDITS, _KEEP_STATUS = 4.0, 2.0
"""How many calls are left to those who end a job."""
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Frame:
    """What a running job says: a few words for the status, and how to draw its ``card``, once that is to be sent.

    It is drawn with the seconds that it has stood there already, none while it is new.
    """

    status: str
    draw: Callable[[Post, int], Awaitable[Drawn]]
    card: Card | None = None


@dataclass(slots=True)
class _Lane:
    where: Where
    frame: Frame | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    task: asyncio.Task[None] | None = None
    quiet: bool = False
    status: str = ""
    status_at: float = 0.0
    root: str = ""
    text: str = ""
    began: float = 0.0


class Lanes:
    """Shows the newest frame of each job, as often as the workspace's budget bears and no oftener."""

    def __init__(self, api: SlackApi, posts: Posts) -> None:
        self._api = api
        self._posts = posts
        self._lanes: dict[str, _Lane] = {}
        self._closed: OrderedDict[str, None] = OrderedDict()
        self._mute: set[str] = set()

    def offer(self, where: Where, frame: Frame) -> None:
        """Take a job's newest frame; the one that waits is dropped. A closed job's are dropped too."""
        if where.event in self._closed:
            return
        lane = self._lanes.get(where.event)
        if lane is None:
            lane = self._lanes[where.event] = _Lane(where, began=self._api.watch.now())
            lane.task = asyncio.get_running_loop().create_task(self._run(lane))
        lane.frame = frame
        lane.news.set()

    def newest(self, event: str) -> Card | None:
        """Return the card of a job's newest frame, None where there is none."""
        lane = self._lanes.get(event)
        return lane.frame.card if lane is not None and lane.frame is not None else None

    def spoke(self, event: str, drawn: Drawn) -> None:
        """Take note of what a job's message says, since it was said by another way."""
        lane = self._lanes.get(event)
        if lane is not None:
            lane.text = _seen(drawn)

    async def close(self, event: str) -> str:
        """Take no more frames of a job, and return once none is on its way: the thread whose status is set, if any."""
        self._shut(event)
        lane = self._lanes.get(event)
        if lane is None or lane.task is None:
            return ""
        async with lane.turn:
            lane.task.cancel()
        await asyncio.gather(lane.task, return_exceptions=True)
        return lane.root if lane.status else ""

    async def stop(self) -> None:
        """Drop everything."""
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _shut(self, event: str) -> None:
        self._closed[event] = None
        while len(self._closed) > _REMEMBERED:
            self._closed.popitem(last=False)

    async def _run(self, lane: _Lane) -> None:
        now = self._api.watch.now
        try:
            spoken = now()
            while now() - spoken < _IDLE:
                if await self._news(lane):
                    spoken = now()
                async with lane.turn:
                    more = await self._show(lane, first=True)
                await self._api.watch.sleep(self._gap(lane.where.team) if more else 0)
                async with lane.turn:
                    if not more or not await self._show(lane, first=False):
                        self._shut(lane.where.event)
                        return
        except Exception as error:  # noqa: BLE001 -- a frame is not worth anything
            log.info("slack_progress_lost", event_id=lane.where.event, error=type(error).__name__)
        finally:
            if self._lanes.get(lane.where.event) is lane:
                del self._lanes[lane.where.event]

    async def _news(self, lane: _Lane) -> bool:
        """Wait for a frame, or until what stands there must be said anew; return whether it is a frame."""
        if not lane.news.is_set():
            waits = [asyncio.ensure_future(lane.news.wait()), asyncio.ensure_future(_slept(self._api, _STEP))]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in waits:
                    each.cancel()
                await asyncio.gather(*waits, return_exceptions=True)
        found = lane.news.is_set()
        lane.news.clear()
        return found

    async def _show(self, lane: _Lane, *, first: bool) -> bool:
        """Show the lane's frame: its status at once, then its message. Return whether more may be shown."""
        frame = lane.frame
        if frame is None:
            return True
        post = await self._posts.find(lane.where.event, "answer")
        if post is None:
            # It is still being said; the next frame finds it.
            return True
        if post.final:
            return False
        try:
            if first:
                await self._set_status(lane, post, frame)
            else:
                await self._edit(lane, post, frame)
        except PASSING:
            return True
        except SlackError as error:
            log.info("slack_progress_ends", event_id=lane.where.event, error=error.code)
            return False
        return True

    async def _set_status(self, lane: _Lane, post: Post, frame: Frame) -> None:
        now, team = self._api.watch.now(), lane.where.team
        age = now - lane.status_at
        fresh = bool(lane.status) and (age < _STATUS_GAP or (frame.status == lane.status and age < _REFRESH - 1))
        if team in self._mute or lane.quiet or fresh or not frame.status:
            return
        root = lane.where.root or post.message_id
        try:
            said = await self._api.spare(
                team,
                "assistant.threads.setStatus",
                keep=_KEEP_STATUS,
                channel_id=post.channel_id,
                thread_ts=root,
                status=frame.status,
            )
        except Unsure:
            said = True
        except Revoked:
            raise
        except SlackError as error:
            # Some workspaces, and some threads, know no status: the message says it too.
            log.info("slack_no_status", team=team, error=error.code)
            lane.quiet = True
            if isinstance(error, Denied):
                self._mute.add(team)
            return
        if said:
            lane.status, lane.status_at, lane.root = frame.status, now, root

    async def _edit(self, lane: _Lane, post: Post, frame: Frame) -> None:
        if not post.message_id:
            # It is only said where the job takes a while.
            return
        elapsed = int(self._api.watch.now() - lane.began)
        drawn = await frame.draw(post, elapsed - elapsed % int(_STEP))
        seen = _seen(drawn)
        if seen == lane.text:
            return
        if await self._api.spare(
            lane.where.team,
            "chat.update",
            keep=_KEEP_EDITS,
            channel=post.channel_id,
            ts=post.message_id,
            **drawn.payload,
        ):
            lane.text = seen
        else:
            # Once there is room again.
            lane.news.set()

    def _gap(self, team: str) -> float:
        jobs = sum(lane.where.team == team for lane in self._lanes.values())
        return max(_GAP, jobs * _A_JOB)


def _seen(drawn: Drawn) -> str:
    return f"{drawn.text}{[each for each in drawn.blocks if each['type'] == 'image']}"


async def _slept(api: SlackApi, seconds: float) -> None:
    await api.watch.sleep(seconds)
