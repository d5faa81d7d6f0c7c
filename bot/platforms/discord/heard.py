"""Which messages may be for Easel, and whom they speak to: judged from the message alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import discord

_SAID = (discord.MessageType.default, discord.MessageType.reply)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that may be for Easel. ``mentioned`` only where it was typed, not where a reply pings."""

    message: discord.Message
    me: int
    mentioned: bool

    @property
    def words(self) -> str:
        """Return what was said, without speaking to Easel by name."""
        return _mention(self.me).sub(" ", self.message.content).strip()

    @property
    def answered(self) -> discord.Message | None:
        """Return the message that this one replies to, as far as Discord sent it along."""
        return _answered(self.message)

    @property
    def addressed(self) -> tuple[str, ...]:
        """Return the user ids of the people spoken to, besides Easel: those named, and who is replied to."""
        spoken_to = {str(user.id): user for user in self.message.mentions}
        answered = self.answered
        if answered is not None and not answered.author.bot:
            spoken_to[str(answered.author.id)] = answered.author
        spoken_to.pop(str(self.me), None)
        spoken_to.pop(str(self.message.author.id), None)
        return tuple(spoken_to)

    @property
    def answers_us(self) -> bool:
        """Return whether it replies to a message of Easel's."""
        return _answers(self.message, self.me)

    @property
    def alone(self) -> bool:
        """Return whether it was said to Easel alone."""
        return self.message.guild is None and getattr(self.message.channel, "guild_id", None) is None

    @property
    def unread(self) -> bool:
        """Return whether there must be more in it than Discord lets us read."""
        message = self.message
        seen = message.content or message.attachments or message.stickers or message.message_snapshots or message.poll
        return not seen


def hear(message: discord.Message, me: int) -> Heard | None:
    """Return a message that may be for Easel, None for all others: at no cost, since that is nearly all of them."""
    if message.author.bot or message.webhook_id is not None or message.type not in _SAID:
        return None
    named = any(user.id == me for user in message.mentions)
    # A thread that is not cached comes as a channel of no kind.
    inside = isinstance(message.channel, discord.Thread | discord.DMChannel | discord.PartialMessageable)
    if not (named or inside or _answers(message, me)):
        return None
    return Heard(message, me, mentioned=named and _mention(me).search(message.content) is not None)


def _answered(message: discord.Message) -> discord.Message | None:
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply:
        return None
    return reference.resolved if isinstance(reference.resolved, discord.Message) else None


def _answers(message: discord.Message, me: int) -> bool:
    answered = _answered(message)
    return answered is not None and answered.author.id == me


def _mention(me: int) -> re.Pattern[str]:
    return re.compile(rf"[ \t]*<@!?{me}>[ \t]*")
