"""From Easel's cards to Discord, over REST alone: any process may speak, with or without a gateway."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog

from bot.platforms.discord.announce import Announcements
from bot.platforms.discord.answers import Answers
from bot.platforms.discord.calls import QUIET
from bot.platforms.discord.connection import Connection
from bot.platforms.discord.desk import ANSWER, Desk
from bot.platforms.discord.endings import Endings
from bot.platforms.discord.lanes import Lanes
from bot.platforms.discord.removal import Removal
from bot.platforms.discord.rest import Refusal, Rest
from bot.platforms.discord.where import Where, where_of, where_of_news
from bot.ports import News, Notes, Pictures, Posts, Saying, Target, Vault
from domain.call import Call
from domain.card import Card, CardKind
from domain.clock import Clock

log = structlog.get_logger()

_LEAD = 0.5
_FRAME_SECONDS = 60.0
"""A frame leaves the last of a token's life to the ending."""


@dataclass(frozen=True, slots=True)
class _Frame:
    where: Where
    card: Card


class DiscordOutbound:
    """Answers calls, shows how jobs form, and tells their end. ``gap`` is the least pause between two frames.

    One message is made for each call, and one more for a result in a new thread; which they are is kept in ``posts``,
    so that repeating, in this process or another, changes them and makes none. Within a process an answer, the frames
    and the end of one call never overtake each other.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        posts: Posts,
        notes: Notes,
        pictures: Pictures,
        saying: Saying,
        vault: Vault,
        clock: Clock,
        gap: float = 1.5,
    ) -> None:
        self._vault = vault
        rest = Rest(connection)
        self._desk = Desk(rest, posts=posts, notes=notes, pictures=pictures, saying=saying, clock=clock)
        self._removal = Removal(rest, posts, saying)
        self._answers = Answers(self._desk)
        self._endings = Endings(self._desk)
        self._announcements = Announcements(self._desk)
        self._lanes: Lanes[_Frame] = Lanes(self._show, gap=gap, lead=min(gap, _LEAD))
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, call: Call, card: Card) -> None:
        """Answer a call, to the asker alone where the card is private and Discord allows that; a reaction by nothing.

        A picture that begins a thread at once has a Discord thread where one can be.
        """
        if call.answer_to["how"] == QUIET:
            log.info("discord_not_told", what=card.kind.value, how=QUIET)
            return
        where = where_of(call.answer_to, call.person, call.place, self._vault, call.locale)
        async with self._turn(where):
            await self._answers.say(where, card)
            if card.kind is CardKind.RESULT and card.pictures and await self._answers.begun(where):
                await self._endings.tell(where, _target(call), card)

    async def progress(self, target: Target, card: Card) -> None:
        """Hand over how far a job is; returns at once, and the newest card wins."""
        try:
            where = self._where(target)
            hooked = where.fills and self._desk.hooked(where, seconds=_FRAME_SECONDS)
            # Each interaction has a budget of its own; what the bot edits itself shares its channel's.
            self._lanes.offer(where.event, f"hook:{where.event}" if hooked else where.channel, _Frame(where, card))
        except Exception as error:  # noqa: BLE001 -- promised to raise nothing
            log.warning("progress_not_shown", job=target.job_id, error=type(error).__name__)

    async def deliver(self, target: Target, card: Card) -> None:
        """Show the end of a job, after every frame of it; raises where it must be tried again."""
        where = self._where(target)
        await self._lanes.close(where.event)
        async with self._turn(where):
            await self._endings.tell(where, target, card)

    async def announce(self, news: News) -> None:
        """Say something in a channel, once by its key. Raise NotFound where that is gone, NotAllowed where it is closed."""
        where = where_of_news(news)
        async with self._turn(where):
            await self._announcements.say(where, news.card)

    async def remove(self, team_id: str, pictures: tuple[str, ...]) -> None:
        """Take deleted pictures out of every message that shows them; raises the first of what may pass, at the end."""
        failed: Exception | None = None
        for post in await self._desk.posts.showing(team_id, pictures):
            try:
                async with self._turns.setdefault(post.event, asyncio.Lock()):
                    await self._removal.take(post, pictures)
                    await self._removal.unname(post)
            except Exception as error:  # noqa: BLE001 -- the other messages are not to wait for it
                failed = failed or error
        if failed is not None:
            raise failed

    async def close(self) -> None:
        """Drop the frames that are on their way."""
        await self._lanes.stop()

    async def _show(self, frame: _Frame) -> None:
        where = frame.where
        if where.only_hook and not self._desk.hooked(where, seconds=_FRAME_SECONDS):
            return
        draft = await self._desk.frame(where, frame.card)
        # Looked at last, since it may have ended meanwhile.
        post = await self._desk.posts.find(where.event, ANSWER)
        if post is None or post.final:
            return
        try:
            await self._desk.change(where, post, draft, seconds=_FRAME_SECONDS)
        except Refusal as refusal:
            # Asking again and again for what is refused gets a bot banned.
            self._lanes.refuse(where.event)
            log.info("discord_frame_refused", why=type(refusal).__name__)

    def _where(self, target: Target) -> Where:
        return where_of(target.answer_to, target.person, target.place, self._vault, target.locale)

    def _turn(self, where: Where) -> asyncio.Lock:
        return self._turns.setdefault(where.event, asyncio.Lock())


def _target(call: Call) -> Target:
    return Target(call.id, call.id, call.person, call.place, call.answer_to, call.locale)
