"""Registering the commands: only where they changed, and by one process, since Discord counts."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence

import aiohttp
import discord
import structlog

from bot.platforms.discord.commands import Payload
from bot.ports import Notes
from domain.clock import Clock

log = structlog.get_logger()

_LEASE = 60
_LOOK_AGAIN = 5.0
_TRIES = 24
_FINAL = range(400, 429)


async def sync(client: discord.Client, commands: Sequence[Payload], notes: Notes, clock: Clock) -> bool:
    """Register the commands with Discord where these are not the ones registered last; return whether they are now.

    Of processes that find a change at the same time one registers; should it fail, another, or it again, does a minute
    later. What Discord refuses is not sent again.
    """
    application = client.application_id
    if application is None:
        return False
    key, wanted = f"discord:commands:{application}", digest(application, commands)
    for _ in range(_TRIES):
        if await notes.read(key) == wanted:
            return True
        minute = int(clock().timestamp()) // _LEASE
        if await notes.once(f"{key}:{wanted}:{minute}"):
            try:
                await client.http.bulk_upsert_global_commands(application, list(commands))
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                status = getattr(error, "status", None)
                log.warning("discord_commands_not_registered", error=type(error).__name__, status=status)
                if isinstance(error, discord.HTTPException) and error.status in _FINAL:
                    return False
            else:
                await notes.write(key, wanted)
                log.info("discord_commands_registered", count=len(commands))
                return True
        await asyncio.sleep(_LOOK_AGAIN)
    return False


def digest(application: int, commands: Sequence[Payload]) -> str:
    """Return what tells one set of commands from another: our own, since Discord's copy has more in it."""
    text = json.dumps([application, commands], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
