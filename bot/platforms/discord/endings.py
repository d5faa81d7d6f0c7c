"""The end of a job: its result, or why there is none."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.platforms.discord.desk import ANSWER, ASIDE, RESULT, THREAD, Desk
from bot.platforms.discord.draw import thread_name
from bot.platforms.discord.rest import Archived, Draft, MessageGone, PlaceClosed, Refusal, Sent, Unfit
from bot.platforms.discord.where import Where
from bot.ports import Post, Target
from domain.card import Card

_WAIT_FOR_ANSWER = timedelta(seconds=20)
_REMEMBERED = 1_000
_NONCE_SECONDS = 90.0
"""From this age of a call on, a nonce may be forgotten: Discord keeps it for a few minutes."""
_OLD_SECONDS = 3_600.0
"""Messages older than that may be edited rarely, and nobody notices."""


class NotYet(Exception):
    """The first answer is still on its way from another process; the end comes after it."""


class Endings:
    """Tells the end of a job, once, however often and by however many processes it is told."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._missed: OrderedDict[str, datetime] = OrderedDict()

    async def tell(self, where: Where, target: Target, card: Card) -> None:
        """Tell it. Raise NotYet for a while where the call is not answered yet; a place gone for good is let go."""
        desk = self._desk
        post = await desk.posts.find(where.event, ANSWER)
        if post is None:
            self._wait(where)
            await self._unanswered(where, target, card)
        elif post.final:
            return
        elif not card.pictures:
            await self._refusal(where, target, card, post)
        elif where.opens_thread:
            await self._in_thread(where, target, card, post)
        else:
            await self._in_place(where, target, card, post, await self._why_no_thread(where))

    def _wait(self, where: Where) -> None:
        now = self._desk.clock()
        first = self._missed.setdefault(where.event, now)
        while len(self._missed) > _REMEMBERED:
            self._missed.popitem(last=False)
        if now - first < _WAIT_FOR_ANSWER:
            raise NotYet

    async def _in_thread(self, where: Where, target: Target, card: Card, root: Post) -> None:
        """Post the result in a thread on the answer, then show it in the answer too."""
        desk, say = self._desk, self._desk.say(where)
        thread = root.message_id
        opened = False
        if await desk.posts.find(where.event, THREAD) is None:
            try:
                opened = await desk.rest.open_thread(root.channel_id, root.message_id, thread_name(card))
            except MessageGone:
                await self._elsewhere(where, target, card, root)
                return
            except PlaceClosed as error:
                notes = await self._why_no_thread(where, denied=error.denied)
                await self._in_place(where, target, card, root, notes)
                return
            await desk.keep(where, THREAD, thread, thread, thread=thread)
        if await desk.posts.find(where.event, RESULT) is None:
            try:
                sent = await self._post(where, target, card, thread, look=not opened)
            except (PlaceClosed, Archived):
                await self._in_place(where, target, card, root, (say("chat.thread_closed"),))
                return
            await desk.keep(where, RESULT, thread, sent, thread=thread, card=card, final=True)
        words = (say("chat.refine_in_thread"),)
        try:
            await desk.fitting(where, card, lambda draft: desk.change(where, root, draft), notes=words, buttons=False)
        except Unfit:
            raise
        except Refusal:
            desk.lost(where, "picture at the head of its thread")
        await desk.end(root, card)

    async def _in_place(self, where: Where, target: Target, card: Card, post: Post, notes: Sequence[str] = ()) -> None:
        """Make the answer the ending, or post it anew where the answer cannot be changed any more."""
        desk = self._desk
        old = not where.fills and where.age(desk.clock()) > _OLD_SECONDS
        if not old:
            try:
                await desk.fitting(where, card, lambda draft: desk.change(where, post, draft), notes=notes)
            except Unfit:
                raise
            except Refusal:
                pass
            else:
                await desk.end(post, card)
                return
        if where.only_hook:
            desk.lost(where, "result")
            await desk.end(post)
            return
        await self._elsewhere(where, target, card, post, notes)

    async def _refusal(self, where: Where, target: Target, card: Card, post: Post) -> None:
        """Say why there is no result: to the asker alone where that is still possible, else in the answer."""
        desk = self._desk
        could = where.how in {"slash", "hook"} and where.fills and desk.hooked(where)
        if could and await desk.drop(where, post) and await desk.aside(where, card):
            await desk.end(post)
            return
        await self._in_place(where, target, card, post)

    async def _elsewhere(self, where: Where, target: Target, card: Card, post: Post, notes: Sequence[str] = ()) -> None:
        """Post the ending as a message of its own, as near as it is allowed; take the answer away."""
        desk = self._desk
        thread = post.thread or post.message_id
        if await desk.posts.find(where.event, RESULT) is None and not await self._anywhere(
            where, target, card, thread=thread, notes=notes, besides=post.message_id
        ):
            desk.lost(where, "result")
        with contextlib.suppress(Refusal):
            await desk.rest.delete(post.channel_id, post.message_id)
        await desk.end(post)

    async def _unanswered(self, where: Where, target: Target, card: Card) -> None:
        """Tell the end where nobody has answered: whoever comes to do so finds that it is not needed any more."""
        desk = self._desk
        event_id = where.event.rpartition(":")[2]
        if desk.hooked(where) and (where.how == "slash" or (where.how == "hook" and not card.pictures)):
            # Not edited: an answer that is on its way to it just now would take the place of the ending.
            alive = await desk.drop(where)
            if alive and not card.pictures and await desk.aside(where, card):
                await desk.keep(where, ANSWER, where.channel, event_id, thread=where.thread, final=True)
                return
        if where.only_hook:
            try:
                message = await desk.fitting(
                    where, card, lambda draft: desk.rest.hook_edit(where.app, where.token, draft)
                )
            except Unfit:
                raise
            except Refusal:
                desk.lost(where, "result")
                message = event_id
            await desk.keep(where, ANSWER, where.channel, message, thread=where.thread, card=card, final=True)
            return
        if not await self._anywhere(where, target, card, thread=where.thread, role=ANSWER):
            desk.lost(where, "result")
            await desk.keep(where, ANSWER, where.channel, event_id, thread=where.thread, final=True)

    async def _anywhere(
        self,
        where: Where,
        target: Target,
        card: Card,
        *,
        thread: str | None,
        role: str = RESULT,
        notes: Sequence[str] = (),
        besides: str = "",
    ) -> bool:
        """Post the ending in the first place that takes it, at last to the asker alone; False where none does."""
        desk = self._desk
        for channel in where.channels:
            moved = (desk.say(where)("chat.thread_closed"),) if channel != where.channel else ()
            words = (*notes, *moved)
            try:
                message = await self._post(where, target, card, channel, role=role, notes=words, besides=besides)
            except (PlaceClosed, Archived):
                continue
            if thread is None:
                await desk.posts.bind(where.team, where.event, message)
            await desk.keep(where, role, channel, message, thread=thread or message, card=card, final=True)
            return True
        if where.how in {"slash", "press"} and await desk.posts.find(where.event, ASIDE) is None:
            return await desk.aside(where, card)
        return False

    async def _post(
        self,
        where: Where,
        target: Target,
        card: Card,
        channel: str,
        *,
        role: str = RESULT,
        notes: Sequence[str] = (),
        besides: str = "",
        look: bool = True,
    ) -> str:
        """Post an ending and return its id; one that was posted before is found and made what it should be."""
        desk = self._desk
        nonce = where.nonce(role)
        found = None
        if look and where.age(desk.clock()) > _NONCE_SECONDS:
            shows = {shown.picture_id for shown in card.pictures}
            found = await desk.rest.find(channel, shows | {target.job_id}, besides=besides)
            if found is not None and found[1] & shows:
                return found[0]
        if found is None:

            async def send(draft: Draft) -> Sent:
                return await desk.rest.post(channel, draft, nonce=nonce)

            sent = await desk.fitting(where, card, send, mention=bool(where.guild), notes=notes)
            if sent.fresh:
                return sent.message_id
            message = sent.message_id
        else:
            message = found[0]
        await desk.fitting(
            where,
            card,
            lambda draft: desk.rest.edit(channel, message, draft),
            mention=bool(where.guild),
            notes=notes,
        )
        return message

    async def _why_no_thread(self, where: Where, *, denied: bool = True) -> tuple[str, ...]:
        """Return why a new picture got no thread, once for each channel and person, where somebody can change that."""
        could = where.thread is None and where.guild and not where.only_hook and where.channel == where.parent
        if not (could and denied):
            return ()
        if not await self._desk.notes.once(f"discord:no_thread:{where.channel}:{where.user}"):
            return ()
        return (self._desk.say(where)("chat.no_thread"),)
