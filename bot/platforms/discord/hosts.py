"""Where Discord is: other hosts than its own, for REST proxies and compatible servers, and whose files are read."""

from __future__ import annotations

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

CDN = frozenset({"cdn.discordapp.com", "media.discordapp.net"})


def move(api_url: str, gateway_url: str) -> None:
    """Point discord.py at other hosts, for the whole process; an empty one stays where it is.

    ``api_url`` ends with the version of the API (``/api/v10``). discord.py has no public way to do this.
    """
    if api_url:
        Route.BASE = api_url.rstrip("/")
        discord.Asset.BASE = str(yarl.URL(api_url).origin())
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def of_files(api_url: str) -> frozenset[str]:
    """Return the hosts whose attachments are read: Discord's own, and ``host:port`` of a moved API."""
    return CDN | {f"{moved.host}:{moved.port}" for moved in [yarl.URL(api_url)] if moved.host}
