"""Real discord.py led to the fake: its class attributes moved for the length of a test and put back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import discord
import yarl

__all__ = ["INTENTS", "PLAIN_INTENTS", "discord", "discord_hosts", "quick_options"]

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)
PLAIN_INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


@contextlib.contextmanager
def discord_hosts(fake: Any | None = None) -> Iterator[None]:
    """Lead discord.py to the fake; on leaving, put back what stood there, whoever moved it meanwhile."""
    route, socket, asset = discord.http.Route, discord.gateway.DiscordWebSocket, discord.Asset
    before = (route.BASE, socket.DEFAULT_GATEWAY, asset.BASE)
    if fake is not None:
        route.BASE, socket.DEFAULT_GATEWAY = fake.api_url, yarl.URL(fake.gateway_url)
        asset.BASE = fake.cdn_url
    try:
        yield
    finally:
        route.BASE, socket.DEFAULT_GATEWAY, asset.BASE = before


def quick_options(intents: discord.Intents = INTENTS) -> dict[str, Any]:
    """Return a client's options that keep it small and quick to be ready."""
    return {
        "intents": intents,
        "chunk_guilds_at_startup": False,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "max_messages": None,
        "guild_ready_timeout": 0.05,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
