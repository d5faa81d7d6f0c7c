"""Catching up: what people said in Easel's threads while nobody listened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiohttp
import discord
import structlog

from bot.platforms.discord.heard import hear
from bot.platforms.discord.messages import Messages
from bot.ports import Bound, Posts
from domain.people import Platform

log = structlog.get_logger()

_LOOK_BACK = timedelta(hours=12)
_MOST_THREADS = 50
_MOST_MESSAGES = 50
_PAUSE = 0.2
_CLOCKS_DIFFER = timedelta(seconds=5)
_DIRECT = f"{Platform.DISCORD}:dm:"


async def catch_up(client: discord.Client, posts: Posts, messages: Messages, now: datetime) -> int:
    """Take in what was said of late in the threads in which Easel spoke; return how many messages were read.

    A message that was heard already is claimed already, so it is not answered again. One request at a time, and a
    thread that cannot be read is left alone.
    """
    me, since, read = client.user, now - _LOOK_BACK, 0
    if me is None:
        return 0
    seen: set[int] = set()
    for bound in await posts.recent(Platform.DISCORD, since, limit=_MOST_THREADS):
        async for message in _said(client, bound, since, seen):
            heard = hear(message, me.id)
            if heard is not None:
                await messages.take(heard, hints=False)
            read += 1
        await asyncio.sleep(_PAUSE)
    log.info("discord_caught_up", messages=read)
    return read


async def _said(
    client: discord.Client, bound: Bound, since: datetime, seen: set[int]
) -> AsyncIterator[discord.Message]:
    """Yield what was said in a thread, the oldest first; where no Discord thread was made of it, in its channel."""
    guild = None if bound.team_id.startswith(_DIRECT) else int(bound.team_id.rpartition(":")[2])
    for place in (bound.channel_id,) if guild is None else (bound.thread, bound.channel_id):
        if not place.isdecimal() or int(place) in seen:
            continue
        seen.add(int(place))
        channel = client.get_channel(int(place)) or client.get_partial_messageable(int(place), guild_id=guild)
        if not isinstance(channel, discord.abc.Messageable):
            return
        # What people said in a thread of theirs before Easel came to it was not for Easel.
        began = since if bound.began is None or place != bound.thread else bound.began - _CLOCKS_DIFFER
        try:
            newest = [message async for message in channel.history(limit=_MOST_MESSAGES)]
        except discord.NotFound:
            continue
        except discord.HTTPException as error:
            log.info("discord_thread_unread", status=error.status, code=error.code)
            return
        except (aiohttp.ClientError, OSError) as error:
            log.info("discord_thread_unread", error=type(error).__name__)
            return
        for message in reversed(newest):
            if message.created_at >= max(since, began):
                yield message
        return
