"""Messages of people: what they ask of Easel, and where, by what Easel said before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog

from bot.platforms.discord.calls import answer_to_message, given_of, uploads_of
from bot.platforms.discord.core import Core
from bot.platforms.discord.heard import Heard
from bot.platforms.discord.people import Seat, is_private, seat_of_message
from bot.ports import Bound, Post
from domain.call import Call, Upload
from domain.errors import EaselError
from domain.openings import aims, begin
from domain.people import Place
from domain.wishes import WishKind, read_wish

log = structlog.get_logger()

_HELP = "help"
_TRIES = (0.2, 1.0, None)
_NO_LOCALE = "en-US"
_SECONDS = 15.0


class Messages:
    """Takes messages in, those of a channel in their order. Nothing it does raises."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def take(self, heard: Heard, *, hints: bool) -> None:
        """Have a message answered where it speaks to Easel; the same one again changes nothing.

        With ``hints`` a reply that Discord does not let us read is answered with how to be heard, once a thread.
        """
        message = heard.message
        turn = self._turns.setdefault(message.channel.id, asyncio.Lock())
        async with turn:
            call: Call | None = None
            try:
                async with asyncio.timeout(_SECONDS):
                    call = await self._call(heard, hints=hints)
                    if call is None or await self._accepted(call):
                        return
            except (TimeoutError, OSError, EaselError) as error:
                log.warning("message_failed", message_id=message.id, error=type(error).__name__)
            except Exception:
                log.exception("message_failed", message_id=message.id)
        if _awaits_answer(heard, call):
            if call is not None:
                # The claim may have come through all the same.
                self._core.dispatch.withdraw(call)
            await _say(message, self._core.saying(self._locale(heard))("discord.busy"))

    async def _call(self, heard: Heard, *, hints: bool) -> Call | None:
        """Return what a message asks, None where it is not for Easel."""
        seat, answered = seat_of_message(heard.message), heard.answered
        if not seat.guild:
            return await self._direct(heard, seat)
        team = seat.person.team.id
        if seat.thread is not None or isinstance(heard.message.channel, discord.PartialMessageable):
            bound = await self._core.posts.thread(team, seat.channel)
            if bound is not None:
                post = await self._post(heard, seat)
                return await self._reply(
                    heard, seat, _home(bound, heard.message, seat.place), bound.locale, post, hints=hints
                )
        if answered is not None and heard.answers_us:
            post = await self._post(heard, seat)
            if post is not None and (post.thread is not None or post.pictures):
                place = replace(seat.place, thread_id=post.thread)
                return await self._reply(heard, seat, place, self._locale(heard), post, hints=hints)
        return self._asked(heard, seat) if heard.mentioned else None

    async def _direct(self, heard: Heard, seat: Seat) -> Call | None:
        """Return what is said to Easel alone: about the picture replied to, else the latest; named, it begins anew."""
        post = await self._post(heard, seat)
        if post is not None and (post.thread is not None or post.pictures):
            place = replace(seat.place, thread_id=post.thread)
            return await self._reply(heard, seat, place, _NO_LOCALE, post, hints=False)
        bound = None if heard.mentioned else await self._core.posts.latest(seat.person.team.id, seat.channel)
        if bound is None:
            return self._asked(heard, seat)
        place = replace(seat.place, thread_id=bound.thread)
        specs = tuple(self._core.specs.values())
        said = begin(heard.words, specs, newest=bound.thread)
        if given_of(heard.message) or not heard.words:
            return await self._reply(heard, seat, place, bound.locale, None, hints=False)
        if aims(said, specs):
            found = await self._reply(heard, seat, place, bound.locale, None, hints=False)
            return None if found is None else replace(found, options={"direct": True})
        call = self._made(heard, seat, seat.place, said.command, bound.locale, words=said.words)
        return replace(call, options=said.options)

    async def _reply(
        self, heard: Heard, seat: Seat, place: Place, locale: str, post: Post | None, *, hints: bool
    ) -> Call | None:
        """Return a reply in an Easel thread; what cannot be read is answered with a hint, once a thread."""
        spoken_to = bool(heard.words) or heard.mentioned or heard.alone or heard.answers_us
        uploads = given_of(heard.message) if spoken_to else uploads_of(heard.message)
        if not heard.words and not uploads:
            if heard.mentioned:
                return self._made(heard, seat, place, _HELP, locale)
            if hints and heard.unread:
                await self._hint(heard.message, seat, place, locale)
            return None
        call = self._made(heard, seat, place, "reply", locale)
        pictures = () if post is None else post.pictures
        # Several of no thread of their own are a list that was shown: the words say which of them is meant.
        listed = post is not None and post.thread is None and len(pictures) > 1
        unusable = heard.alone and bool(uploads) and all(each.fault for each in uploads)
        return replace(
            call,
            words=heard.words,
            options={"direct": True} if heard.mentioned or heard.answers_us or unusable else {},
            uploads=uploads,
            replies_to=pictures[0] if pictures and not listed else None,
            shown=pictures if listed else (),
            addressed=heard.addressed,
        )

    def _asked(self, heard: Heard, seat: Seat) -> Call | None:
        """Return what is asked outside of any thread of Easel's: a picture, or a change to one that is given."""
        answered = heard.answered
        given = () if answered is None or heard.answers_us else uploads_of(answered)
        uploads = (*given, *given_of(heard.message))
        place = replace(seat.place, thread_id=seat.thread)
        if uploads:
            return self._made(heard, seat, place, "edit", self._locale(heard), words=heard.words, uploads=uploads)
        if not heard.words and not heard.message.content:
            # Nothing at all is said by a sticker, too, and to that alone there is nothing to answer.
            return None
        said = begin(heard.words, tuple(self._core.specs.values()))
        call = self._made(heard, seat, place, said.command, self._locale(heard), words=said.words)
        return replace(call, options=said.options)

    def _made(
        self, heard: Heard, seat: Seat, place: Place, command: str, locale: str, *,
        words: str = "", uploads: tuple[Upload, ...] = (),
    ) -> Call:  # fmt: skip
        return Call(
            id=f"discord:{heard.message.id}",
            person=seat.person,
            place=place,
            command=command,
            received_at=self._core.clock(),
            words=words,
            uploads=uploads,
            locale=locale,
            answer_to=answer_to_message(heard.message, seat, heard.me),
        )

    async def _post(self, heard: Heard, seat: Seat) -> Post | None:
        """Return the message of Easel's that is replied to."""
        answered = heard.answered
        if answered is None or not heard.answers_us:
            return None
        return await self._core.posts.at(seat.person.team.id, seat.channel, str(answered.id))

    async def _accepted(self, call: Call) -> bool:
        """Claim a call and have it answered, each once; False where it cannot be claimed for long."""
        dispatch = self._core.dispatch
        for pause in _TRIES:
            try:
                first = await dispatch.claim(call)
            except Exception as error:  # noqa: BLE001 -- it is tried again, then told
                log.warning("claim_failed", call_id=call.id, error=type(error).__name__)
            else:
                if first:
                    dispatch.run(call)
                return True
            if pause is not None:
                await asyncio.sleep(pause)
        return False

    async def _hint(self, message: discord.Message, seat: Seat, place: Place, locale: str) -> None:
        if await self._core.notes.once(f"discord:hint:{seat.person.team.id}:{place.thread_id}"):
            await _say(message, self._core.saying(locale)("discord.no_content", app=_called(message)))

    def _locale(self, heard: Heard) -> str:
        guild = heard.message.guild
        return _NO_LOCALE if guild is None else str(guild.preferred_locale)


def _home(bound: Bound, message: discord.Message, place: Place) -> Place:
    """Return the place of a thread: as it was when its first picture was asked for, and as private as it is now."""
    channel = (
        message.guild.get_channel(int(bound.channel_id)) if message.guild and bound.channel_id.isdecimal() else None
    )
    private = bound.private or (channel is not None and is_private(channel))
    name = place.channel_name if channel is None else channel.name
    return Place(bound.channel_id, name, private, bound.thread)


def _awaits_answer(heard: Heard, call: Call | None) -> bool:
    """Return whether somebody waits for Easel to say something: talk between people is left alone."""
    if heard.alone or heard.mentioned or heard.answers_us:
        return True
    if call is None:
        return False
    wish = read_wish(call.words, addressed=bool(call.addressed), has_upload=bool(call.uploads))
    return wish.kind not in {WishKind.TALK, WishKind.UNSURE}


def _called(message: discord.Message) -> str:
    me = message.guild.me if message.guild is not None else None
    return me.display_name if me is not None else "Easel"


async def _say(message: discord.Message, text: str) -> None:
    try:
        await message.reply(text, mention_author=False)
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        log.info("message_unanswered", message_id=message.id, error=type(error).__name__)
