"""What is said in a channel unasked: one message for each key, by the bot's token."""

from __future__ import annotations

import structlog

from bot.platforms.discord.desk import ANSWER, Desk
from bot.platforms.discord.rest import Archived, Draft, PlaceClosed, Refusal, Sent
from bot.platforms.discord.where import Where
from domain.card import Card
from domain.errors import NotAllowed, NotFound

log = structlog.get_logger()


class Announcements:
    """Says news, once, however often and by however many processes it is told to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def say(self, where: Where, card: Card) -> None:
        """Say it. Raise NotFound where the channel is gone, NotAllowed where Easel may not speak or show pictures there."""
        desk = self._desk
        if await desk.posts.find(where.event, ANSWER) is not None:
            return
        denied = False
        for channel in where.channels:
            try:
                message = await self._said(where, card, channel)
            except Archived:
                continue
            except PlaceClosed as closed:
                denied = denied or closed.denied
                continue
            await desk.keep(where, ANSWER, channel, message, thread=where.thread, card=card, final=True)
            return
        raise NotAllowed("channel_closed_easel", channel=where.parent) if denied else NotFound("channel_unknown")

    async def _said(self, where: Where, card: Card, channel: str) -> str:
        """Return the message that says it in a channel: one that was posted before, or a new one."""
        desk = self._desk
        before = await self._before(where, card, channel)
        if before is not None:
            return before
        # Not every thread of Easel's is one of Discord's: then its root stands in the channel.
        reply = where.thread if where.thread is not None and channel != where.thread else ""

        async def send(draft: Draft) -> Sent:
            return await desk.rest.post(channel, draft, nonce=where.nonce(ANSWER), reply=reply)

        sent = await desk.fitting(where, card, send, bare=not card.pictures)
        return sent.message_id

    async def _before(self, where: Where, card: Card, channel: str) -> str | None:
        """Return what an earlier try posted and did not live to keep: a message of ours that shows it and answers nothing.

        Discord knows a nonce again for some minutes only.
        """
        desk = self._desk
        if await desk.notes.once(f"discord:{where.event}"):
            return None
        try:
            found = await desk.rest.find(channel, {shown.picture_id for shown in card.pictures})
        except Refusal:
            return None
        if found is None or await desk.posts.at(where.team, channel, found[0]) is not None:
            return None
        return found[0]
