"""The first thing said to a call."""

from __future__ import annotations

import contextlib

from bot.platforms.discord.desk import ANSWER, Desk
from bot.platforms.discord.rest import Archived, Draft, PlaceClosed, Refusal, Sent, Unfit
from bot.platforms.discord.where import Where
from bot.ports import Post
from domain.card import Card, CardKind


class Answers:
    """Says the first card of a call, once; what a job has said since is left alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def say(self, where: Where, card: Card) -> None:
        """Say it. Where the place is gone for good, it is let go."""
        post = await self._desk.posts.find(where.event, ANSWER)
        if post is not None and post.final:
            return
        if card.private and where.how in {"slash", "press", "hook"}:
            await self._alone(where, card)
        elif post is not None:
            await self._again(where, card, post)
        elif where.fills:
            await self._fill(where, card)
        else:
            await self._post(where, card)

    async def begun(self, where: Where) -> bool:
        """Return whether the answer began a thread, for which a Discord thread can be opened now."""
        if not where.opens_thread:
            return False
        post = await self._desk.posts.find(where.event, ANSWER)
        return post is not None and not post.final and post.thread == post.message_id

    async def _alone(self, where: Where, card: Card) -> None:
        """Tell the asker alone. Where that is too late, everyone may read why something was refused, and no more."""
        # The placeholder is public, and what stands in a public place cannot be made private.
        alive = where.how == "press" or (self._desk.hooked(where) and await self._desk.drop(where))
        if alive and await self._desk.aside(where, card):
            return
        if card.kind is CardKind.REFUSAL and not where.only_hook:
            await self._post(where, card, mention=True)
        else:
            self._desk.lost(where, "private answer")

    async def _again(self, where: Where, card: Card, post: Post) -> None:
        try:
            await self._desk.fitting(
                where, card, lambda draft: self._desk.change(where, post, draft), notes=self._desk.signed(where, card)
            )
        except Unfit:
            raise
        except Refusal:
            self._desk.lost(where, "answer")
        await self._tidy(where)

    async def _fill(self, where: Where, card: Card) -> None:
        """Make the deferred response the answer, or post one where it is gone."""
        desk = self._desk
        if desk.hooked(where):

            async def send(draft: Draft) -> str:
                return await desk.rest.hook_edit(where.app, where.token, draft)

            try:
                message = await desk.fitting(where, card, send, boxed=where.how == "whisper")
            except Unfit:
                raise
            except Refusal:
                desk.unhook(where)
            else:
                await self._keep(where, card, where.channel, message)
                return
        if where.only_hook:
            desk.lost(where, "answer")
            return
        post = await desk.posts.find(where.event, ANSWER)
        if post is None or not post.final:
            await self._post(where, card, mention=True)

    async def _post(self, where: Where, card: Card, *, mention: bool = False) -> None:
        desk = self._desk
        for channel in where.channels:
            reply = where.reply if channel == where.channel else ""

            async def send(draft: Draft, channel: str = channel, reply: str = reply) -> Sent:
                return await desk.rest.post(channel, draft, nonce=where.nonce(ANSWER), reply=reply)

            try:
                sent = await desk.fitting(where, card, send, mention=mention, notes=desk.signed(where, card))
            except (PlaceClosed, Archived):
                continue
            await self._keep(where, card, channel, sent.message_id)
            await self._tidy(where)
            return
        await self._tidy(where)
        if where.how not in {"slash", "press"} or not await desk.aside(where, card):
            desk.lost(where, "answer")

    async def _keep(self, where: Where, card: Card, channel: str, message: str) -> None:
        """Remember the answer, and that it holds the thread that the call began, if it began one."""
        desk = self._desk
        thread = where.thread
        if thread is None:
            await desk.posts.bind(where.team, where.event, message)
            thread = message if await desk.posts.thread(where.team, message) is not None else None
        await desk.keep(where, ANSWER, channel, message, thread=thread, card=card)
        if card.kind is not CardKind.PROGRESS:
            return
        now = await desk.posts.find(where.event, ANSWER)
        if now is not None and now.final and now.message_id != message:
            # A job that waited in vain for this answer has spoken elsewhere meanwhile.
            with contextlib.suppress(Refusal):
                await desk.rest.delete(channel, message)

    async def _tidy(self, where: Where) -> None:
        """Take away the placeholder of a command that was answered by a message of its own."""
        if where.how == "slash" and not where.fills and self._desk.hooked(where):
            await self._desk.drop(where)
