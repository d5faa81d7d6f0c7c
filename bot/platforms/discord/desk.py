"""What answers and endings have in common: drafting a card, changing what was said, remembering it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TypeVar

import structlog

from bot.platforms.discord.draw import draw
from bot.platforms.discord.files import pack, preview
from bot.platforms.discord.rest import Draft, HookDead, MessageGone, PlaceClosed, Refusal, Rest, Unfit
from bot.platforms.discord.where import Where
from bot.ports import Notes, Pictures, Post, Posts, Say, Saying
from domain.card import Card, CardKind
from domain.clock import Clock

log = structlog.get_logger()
T = TypeVar("T")

ANSWER, ASIDE, THREAD, RESULT = "answer", "aside", "thread", "result"
"""What a message is in the answer of an event: its first, one to the asker alone, a Discord thread, the result."""

_LESS = 4
_HELD = 16
_REMEMBERED = 1_000


class Desk:
    """Drafts cards for a place, changes messages by whichever way reaches them, and keeps which is which."""

    def __init__(
        self, rest: Rest, *, posts: Posts, notes: Notes, pictures: Pictures, saying: Saying, clock: Clock
    ) -> None:
        self.rest = rest
        self.posts = posts
        self.notes = notes
        self.pictures = pictures
        self.clock = clock
        self._saying = saying
        # So many deliveries at most hold their pictures in memory at one time.
        self._room = asyncio.Semaphore(_HELD)
        # A webhook that says 404 must not be asked again and again.
        self._unhooked: OrderedDict[str, None] = OrderedDict()

    def say(self, where: Where) -> Say:
        """Return what speaks the asker's language."""
        return self._saying(where.locale)

    def hooked(self, where: Where, *, seconds: float = 5.0) -> bool:
        """Return whether the interaction's own webhook works, for that many seconds at least."""
        return where.event not in self._unhooked and where.hooked(self.clock(), seconds=seconds)

    def unhook(self, where: Where) -> None:
        """Remember that the interaction's webhook does not reach the message."""
        self._unhooked[where.event] = None
        while len(self._unhooked) > _REMEMBERED:
            self._unhooked.popitem(last=False)

    async def fitting(
        self,
        where: Where,
        card: Card,
        send: Callable[[Draft], Awaitable[T]],
        *,
        boxed: bool = False,
        mention: bool = False,
        notes: Sequence[str] = (),
        buttons: bool = True,
        bare: bool = True,
    ) -> T:
        """Send a card with its files; where they are not taken with smaller ones, at last with none and words why.

        Unless it may be ``bare``, a place where no files are allowed is closed to it. Raise what ``send`` raises where not even that is taken.
        """
        say = self.say(where)
        with_files = bool(card.pictures or card.file)
        tries = [(where.limit, True), (where.limit // _LESS, True), (0, False)] if where.may_attach else [(0, False)]
        async with self._room if with_files else nullcontext():
            while True:
                limit, attach = tries.pop(0)
                packed = await pack(self.pictures, card, say, limit=limit, attach=attach)
                ping = where.user if mention else ""
                words = (*packed.notes, *notes)
                drawn = draw(card, say, boxed=boxed, mention=ping, notes=words, buttons=buttons, link=packed.link)
                try:
                    return await send(Draft(drawn, packed.files, ping))
                except Unfit:
                    if not (with_files and tries):
                        raise
                except PlaceClosed as error:
                    # It may be the files alone that are not allowed.
                    if not (bare and error.denied and packed.files):
                        raise
                    tries = tries[-1:]

    async def change(self, where: Where, post: Post, draft: Draft, *, seconds: float = 5.0) -> None:
        """Make a message that was said what the draft says. Raise Refusal where no way reaches it."""
        if where.fills and self.hooked(where, seconds=seconds):
            try:
                await self.rest.hook_edit(where.app, where.token, draft, post.message_id)
            except (HookDead, MessageGone):
                self.unhook(where)
            else:
                return
        if where.only_hook:
            raise HookDead
        await self.rest.edit(post.channel_id, post.message_id, draft)

    async def frame(self, where: Where, card: Card) -> Draft:
        """Return a progress card as a message: with its partial frame, else with the files it has already."""
        say = self.say(where)
        attached = await preview(self.pictures, card, say) if where.may_attach else None
        drawn = draw(card, say, notes=self.signed(where, card))
        return Draft(drawn, None if attached is None else (attached,))

    def signed(self, where: Where, card: Card) -> tuple[str, ...]:
        """Return who asked, as a note to what does not say so itself: neither a refusal nor the end of a job."""
        if card.kind is CardKind.REFUSAL or not where.unsigned:
            return ()
        return (self.say(where)("chat.asked_by", person=where.name),)

    async def aside(self, where: Where, card: Card) -> bool:
        """Tell the asker alone; False where that cannot be done any more."""
        if not where.hooked(self.clock()):
            return False
        said = await self.posts.find(where.event, ASIDE)

        async def send(draft: Draft) -> str:
            if said is not None:
                return await self.rest.hook_edit(where.app, where.token, draft, said.message_id)
            return await self.rest.hook_send(where.app, where.token, draft)

        try:
            message = await self.fitting(where, card, send, boxed=True)
        except MessageGone:
            # The asker has put it away.
            return True
        except HookDead:
            return False
        if said is None:
            await self.keep(where, ASIDE, where.channel, message, thread=where.thread, card=card)
        return True

    async def drop(self, where: Where, post: Post | None = None) -> bool:
        """Delete the deferred response, or what took its place; False where the webhook works no more."""
        try:
            await self.rest.hook_delete(where.app, where.token, "" if post is None else post.message_id)
        except HookDead:
            self.unhook(where)
            return False
        except Refusal:
            if post is not None:
                with contextlib.suppress(Refusal):
                    await self.rest.delete(post.channel_id, post.message_id)
        return True

    async def keep(
        self,
        where: Where,
        role: str,
        channel: str,
        message: str,
        *,
        thread: str | None,
        card: Card | None = None,
        final: bool = False,
    ) -> Post:
        """Remember a message by what it is in the answer of its event."""
        pictures = tuple(shown.picture_id for shown in card.pictures) if card is not None else ()
        post = Post(where.team, channel, message, where.event, role, thread, pictures, final)
        await self.posts.keep(post)
        return post

    async def end(self, post: Post, card: Card | None = None) -> None:
        """Remember that a message has become what it stays."""
        pictures = tuple(shown.picture_id for shown in card.pictures) if card is not None else ()
        await self.posts.keep(replace(post, pictures=pictures, final=True))

    def lost(self, where: Where, what: str) -> None:
        """Log that nobody can be told: the place is gone, and what was made stays in the library."""
        log.warning("discord_not_told", what=what, team=where.team, channel=where.channel, how=where.how)
