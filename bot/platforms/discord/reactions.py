"""Stars: a reaction to a picture of Easel's stars it, one to a person's picture saves it. Nothing is said to it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog

from bot.platforms.discord.calls import answer_to_reaction, uploads_of
from bot.platforms.discord.core import Core
from bot.platforms.discord.people import Seat, seat_of_reaction
from bot.ports import Post
from domain.call import Call, OptionValue, Upload
from domain.errors import EaselError

log = structlog.get_logger()

_STARS = {"\u2b50": "s", "\U0001f31f": "g"}
"""The emoji that are stars, and how each is noted."""
_SELECTOR = "\ufe0f"
_SECONDS = 30.0
_AT_ONCE = 4
_MOST_WAITING = 2_000
_MOST = 10
"""Pictures that a message can hold."""
_REMEMBERED = 1_000
_NO_LOCALE = "en-US"
_USUAL = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, EaselError)


def is_star(event: discord.RawReactionActionEvent) -> bool:
    """Return whether a reaction is a star, which nearly none is."""
    return event.emoji.id is None and _mark(event) is not None


@dataclass(frozen=True, slots=True)
class _Noted:
    """What a person's stars on a message were last: ``round`` counts how often that changed, ``marks`` are the stars."""

    round: int
    marks: frozenset[str]
    known: bool = True

    def text(self) -> str:
        return f"{self.round}:{''.join(sorted(self.marks))}"


class Reactions:
    """Takes stars in, a few at a time, those of one person on one message in their order. Nothing it does raises.

    Discord gives a reaction no id of its own, so what each person's stars on a message were last is noted: the same
    event again finds that it changes nothing, and a star that is set anew has an id of its own.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
        # Interactions are to be acknowledged within seconds, however many stars arrive.
        self._room = asyncio.Semaphore(_AT_ONCE)
        # All that is asked of Discord in a second is bounded, and answers come first.
        self._reading = asyncio.Semaphore(1)
        self._waiting = 0
        self._bare: OrderedDict[int, None] = OrderedDict()

    async def take(self, client: discord.Client, event: discord.RawReactionActionEvent, me: int) -> None:
        """Have a star counted, or taken back, where it is on a picture and a person's; ``me`` is the bot's user id."""
        if self._waiting >= _MOST_WAITING:
            log.warning("star_dropped", message_id=event.message_id)
            return
        turn = self._turns.setdefault((event.message_id, event.user_id), asyncio.Lock())
        self._waiting += 1
        try:
            async with turn:
                async with self._room, asyncio.timeout(_SECONDS):
                    seat = await self._take(client, event, me)
                if seat is not None:
                    async with self._reading, asyncio.timeout(_SECONDS):
                        await self._save(client, event, seat, me)
        except _USUAL as error:
            log.info("star_not_taken", message_id=event.message_id, error=type(error).__name__)
        except Exception:
            log.exception("star_failed", message_id=event.message_id)
        finally:
            self._waiting -= 1

    async def _take(self, client: discord.Client, event: discord.RawReactionActionEvent, me: int) -> Seat | None:
        """Count a star on what Easel sent; return whose star it is where it may be on what a person sent."""
        seat = seat_of_reaction(client, event)
        if seat is None:
            return None
        added = event.event_type == "REACTION_ADD"
        if added and not seat.person.name:
            user = await client.fetch_user(event.user_id)
            seat = replace(seat, person=replace(seat.person, name=user.display_name))
        if not added or event.message_author_id in {None, me}:
            post = await self._core.posts.at(seat.person.team.id, seat.channel, str(event.message_id))
            if post is not None and post.pictures:
                await self._star(client, event, seat, post)
                return None
        return seat if added and event.message_author_id != me else None

    async def _star(
        self, client: discord.Client, event: discord.RawReactionActionEvent, seat: Seat, post: Post
    ) -> None:
        """Star the pictures of a message at its first star, and take the star off with the last one."""
        key = f"{seat.person.id}|star:{event.message_id}"
        before = _noted(await self._core.notes.read(key))
        now = _after(before, event)
        if now == before:
            return
        on = bool(now.marks)
        if on != bool(before.marks) or not before.known:
            command = "star" if on else "unstar"
            event_id = f"discord:star:{event.message_id}:{event.user_id}:{now.round}:{command}"
            for index, picture in enumerate(post.pictures[:_MOST]):
                call = self._call(client, seat, f"{event_id}:{index}", command, {"target": picture})
                # Those of a thread are taken in their order.
                await self._accept(replace(call, place=replace(call.place, thread_id=post.thread or seat.thread)))
        await self._core.notes.write(key, now.text())

    async def _save(self, client: discord.Client, event: discord.RawReactionActionEvent, seat: Seat, me: int) -> None:
        """Save what a person sent; what has no picture is not looked at again."""
        if event.message_id in self._bare:
            return
        channel = client.get_partial_messageable(event.channel_id, guild_id=event.guild_id)
        message = await channel.fetch_message(event.message_id)
        given: tuple[Upload, ...] = ()
        if not message.author.bot and message.webhook_id is None and message.author.id != me:
            given = uploads_of(message)[:_MOST]
        if not given:
            self._bare[event.message_id] = None
            while len(self._bare) > _REMEMBERED:
                self._bare.popitem(last=False)
            return
        call_id = f"discord:save:{event.message_id}:{event.user_id}"
        call = self._call(client, seat, call_id, "save", author_of(message.author, seat))
        await self._accept(replace(call, uploads=given))

    async def _accept(self, call: Call) -> None:
        if await self._core.dispatch.claim(call):
            self._core.dispatch.run(call)

    def _call(
        self, client: discord.Client, seat: Seat, call_id: str, command: str, options: Mapping[str, OptionValue]
    ) -> Call:
        guild = client.get_guild(int(seat.guild)) if seat.guild else None
        return Call(
            id=call_id,
            person=seat.person,
            place=seat.place,
            command=command,
            received_at=self._core.clock(),
            options={**options, "reaction": True},
            locale=_NO_LOCALE if guild is None else str(guild.preferred_locale),
            answer_to=answer_to_reaction(seat, call_id),
        )


def author_of(author: discord.abc.User, seat: Seat) -> dict[str, OptionValue]:
    """Return who sent what somebody else saves, as options; empty where it is the same person."""
    if str(author.id) == seat.person.user_id:
        return {}
    return {"author": str(author.id), "author_name": author.display_name}


def _mark(event: discord.RawReactionActionEvent) -> str | None:
    return _STARS.get((event.emoji.name or "").removesuffix(_SELECTOR))


def _noted(text: str | None) -> _Noted:
    if text is None:
        return _Noted(0, frozenset(), known=False)
    count, _, marks = text.partition(":")
    return _Noted(int(count), frozenset(marks))


def _after(before: _Noted, event: discord.RawReactionActionEvent) -> _Noted:
    """Return what stands after an event; the same where it changes nothing, or came before."""
    mark = frozenset({_mark(event) or ""})
    marks = before.marks | mark if event.event_type == "REACTION_ADD" else before.marks - mark
    if before.known and marks == before.marks:
        return before
    return _Noted(before.round + 1, marks)
