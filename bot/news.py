"""What waits to be said in channels unasked: shares, decisions, posts in the showcase, warnings. Each is said once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from bot.ports import News, Outbound
from commands import cards
from commands.approval import DECIDED
from commands.keeping import WARNING, warned_of
from commands.share import SHARED
from commands.studio import Studio
from commands.words import saying
from domain.errors import EaselError, NotAllowed, NotFound, StorageError
from domain.library import Entry
from domain.people import Platform, Viewer
from storage import inbox, retention, search, shares, workers
from storage.shares import MOST_TRIES, Share
from storage.threads import PENDING

log = structlog.get_logger()

_AT_ONCE = 500
_IN_THREAD = (DECIDED, WARNING)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often it looks for news and how patient it is, in seconds; the pauses between tries of one grow."""

    every: float = 10.0
    tell: float = 45.0
    first: float = 2.0
    longest: float = 900.0
    lease: float = 60.0
    ending: float = 5.0


class Newsroom:
    """Tells what waits to be told, in the background; of several processes one at a time for each team.

    What cannot be told is tried again, ever more seldom, and at last given up, with a word to who shared it.
    """

    def __init__(
        self, studio: Studio, outbounds: Mapping[Platform, Outbound], holder: str, pace: Pace | None = None
    ) -> None:
        self._studio = studio
        self._outbounds = outbounds
        self._holder = holder
        self._pace = pace or Pace()
        self._kicked = asyncio.Event()
        self._not_before: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def kick(self) -> None:
        """Look soon for what waits."""
        self._kicked.set()

    async def close(self) -> None:
        """Stop; what is not told yet is told by who comes next."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=self._pace.ending)

    async def _run(self) -> None:
        while True:
            self._kicked.clear()
            try:
                await self.tell()
            except StorageError as error:
                log.warning("news_failed", code=error.code, detail=error.detail)
            except Exception:
                log.exception("news_failed")
            await self._pause()

    async def _pause(self) -> None:
        now = asyncio.get_running_loop().time()
        soonest = min(self._not_before.values(), default=now + self._pace.every)
        try:
            async with asyncio.timeout(min(self._pace.every, max(0.05, soonest - now))):
                await self._kicked.wait()
        except TimeoutError:
            return

    async def tell(self) -> None:
        """Tell once what waits and whose time has come."""
        async with self._studio.database.read() as tx:
            waiting = await shares.untold(tx, limit=_AT_ONCE)
        now = asyncio.get_running_loop().time()
        known = {each.id for each in waiting}
        self._not_before = {key: at for key, at in self._not_before.items() if key in known}
        teams: dict[str, list[Share]] = defaultdict(list)
        for each in waiting:
            if self._not_before.get(each.id, 0.0) <= now:
                teams[each.team.id].append(each)
        told = await asyncio.gather(*(self._tell_team(*each) for each in teams.items()), return_exceptions=True)
        for error in told:
            if isinstance(error, BaseException):
                log.warning("news_of_team_failed", error=type(error).__name__)

    async def _tell_team(self, team_id: str, waiting: Sequence[Share]) -> None:
        name = f"news:{team_id}"
        for share in waiting:
            # Taken anew for each, since telling one may take its time.
            async with self._studio.database.begin() as tx:
                if not await workers.take_lease(tx, name, self._holder, self._studio.clock(), seconds=self._pace.lease):
                    return
            await self._tell(share)
        async with self._studio.database.begin() as tx:
            await workers.drop_lease(tx, name, self._holder)

    async def _tell(self, share: Share) -> None:
        async with self._studio.database.read() as tx:
            entry = await search.entry(tx, Viewer(share.team.id, "", share.channel_id), share.picture_id)
        if entry is None:
            # Deleted, or it flows no more.
            await self._end(share, "gone")
            return
        try:
            async with asyncio.timeout(self._pace.tell):
                await self._outbounds[share.team.platform].announce(self._news(share, entry))
        except (NotFound, NotAllowed) as error:
            log.info("news_refused", key=share.id, code=error.code)
            await self._end(share, "failed")
        except Exception as error:  # noqa: BLE001 -- the next try, or nobody, tells it
            await self._failed(share, error)
        else:
            await self._told(share)

    def _news(self, share: Share, entry: Entry) -> News:
        inside = share.id.startswith(_IN_THREAD) and not entry.platform_thread_id.startswith(PENDING)
        thread = entry.platform_thread_id if inside else None
        return News(share.id, share.team, share.channel_id, share.card, share.locale, thread)

    async def _told(self, share: Share) -> None:
        now = self._studio.clock()
        warned = warned_of(share.id)
        async with self._studio.database.begin() as tx:
            await shares.told(tx, share.id)
            if warned is not None:
                thread_id, before = warned
                drafts = await retention.of_thread(tx, thread_id, datetime.fromtimestamp(before, UTC))
                await retention.warned(tx, drafts, now)
        self._not_before.pop(share.id, None)
        log.info("news_told", key=share.id, platform=share.team.platform.value)

    async def _failed(self, share: Share, error: Exception) -> None:
        code = error.code if isinstance(error, EaselError) else type(error).__name__
        async with self._studio.database.begin() as tx:
            tries = await shares.failed(tx, share.id)
        log.warning("news_not_told", key=share.id, tries=tries, error=code)
        if tries >= MOST_TRIES:
            await self._end(share, "lost")
            return
        pause = min(self._pace.longest, self._pace.first * 2 ** (tries - 1))
        self._not_before[share.id] = asyncio.get_running_loop().time() + pause

    async def _end(self, share: Share, why: str) -> None:
        """Give a share up; who shared it is told where they asked for it."""
        async with self._studio.database.begin() as tx:
            await shares.told(tx, share.id)
        self._not_before.pop(share.id, None)
        log.warning("news_given_up", key=share.id, why=why)
        if not share.id.startswith(SHARED):
            return
        async with self._studio.database.read() as tx:
            call = await inbox.get(tx, share.id.removeprefix(SHARED))
        if call is None:
            return
        version = share.card.pictures[0].version if share.card.pictures else 1
        text = saying(share.locale)(f"share.{why}", person=call.person.name, version=version)
        card = cards.answer(text, private=False)
        place = call.place
        sorry = News(f"un{share.id}", share.team, place.channel_id, card, share.locale, place.thread_id)
        try:
            async with asyncio.timeout(self._pace.tell):
                await self._outbounds[share.team.platform].announce(sorry)
        except Exception as error:  # noqa: BLE001 -- there is nobody left to tell
            log.warning("news_end_not_told", key=share.id, error=type(error).__name__)
