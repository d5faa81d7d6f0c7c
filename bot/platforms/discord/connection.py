"""The connection to Discord: one logged-in client for all that this process says there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import structlog

from bot.platforms.discord import hosts
from bot.platforms.discord.budgets import Budgets
from bot.ports import DiscordOptions, Operator

log = structlog.get_logger()

Connector = Callable[[], aiohttp.BaseConnector]
"""Makes what requests go out through; a client closes its own."""

_LOGIN_SECONDS = 30.0
_LONGEST_PAUSE = 60.0


class NotReady(Exception):
    """Discord cannot be reached just now; it is tried all the time."""


class TokenRefused(NotReady):
    """Discord does not accept the bot's token: nothing works until the operator sets another."""


def rest_client(**rest: Any) -> discord.Client:
    """Return a client for who only speaks: it never opens a gateway."""
    # The library warns of a client without this one, though it matters to a gateway alone.
    return discord.Client(intents=discord.Intents(guilds=True), **rest)


def modest(connector: Connector | None) -> dict[str, Any]:
    """Return what keeps a client from pinging anyone and from remembering what we never read."""
    return {
        "connector": None if connector is None else connector(),
        "allowed_mentions": discord.AllowedMentions.none(),
        "max_messages": None,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "chunk_guilds_at_startup": False,
    }


class Connection:
    """One client of Discord, logged in over REST in the background; who needs it waits for ``ready``.

    ``connector`` returns what a client's requests go out by, a new one for each. ``patience`` is how many seconds
    ``ready`` waits, ``pause`` the first one between two tries to log in.
    """

    def __init__(
        self,
        options: DiscordOptions,
        operator: Operator,
        *,
        connector: Connector | None = None,
        patience: float = 10.0,
        pause: float = 1.0,
    ) -> None:
        self._options = options
        self._operator = operator
        self._connector = connector
        self.budgets = Budgets()
        self._patience = patience
        self._pause = pause
        self._client: discord.Client | None = None
        self._refused = False
        self._settled = asyncio.Event()
        self._login: asyncio.Task[None] | None = None
        if options.api_url or options.gateway_url:
            hosts.move(options.api_url, options.gateway_url)

    async def login_soon(self) -> None:
        """Begin to log in, in the background, and keep trying until it works or the token is refused."""
        if self._login is None:
            self._login = asyncio.get_running_loop().create_task(self._keep_logging_in())

    async def ready(self) -> discord.Client:
        """Return the client once it is logged in.

        Raise NotReady where that takes too long, TokenRefused where it will never be.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._settled.wait()
        except TimeoutError:
            raise NotReady from None
        if self._refused:
            raise TokenRefused
        if self._client is None or self._client.is_closed():
            raise NotReady
        return self._client

    async def close(self) -> None:
        """Close the client, or stop trying to log in; ``login_soon`` begins anew."""
        self._settled.clear()
        login, self._login = self._login, None
        if login is not None:
            login.cancel()
            await asyncio.gather(login, return_exceptions=True)
        client, self._client = self._client, None
        if client is not None:
            await _close(client)

    async def _keep_logging_in(self) -> None:
        pause = self._pause
        while True:
            client = rest_client(**modest(self._connector), http_trace=self.budgets.trace())
            try:
                async with asyncio.timeout(_LOGIN_SECONDS):
                    await client.login(self._options.token)
            except discord.LoginFailure:
                await _close(client)
                self._refused = True
                self._operator("discord_token", {})
                self._settled.set()
                return
            except asyncio.CancelledError:
                await _close(client)
                raise
            except Exception as error:  # noqa: BLE001 -- a proxy in between may answer with anything
                await _close(client)
                log.warning("discord_login_failed", error=type(error).__name__, pause=pause)
            else:
                self._refused = False
                self._client = client
                self._settled.set()
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _close(client: discord.Client) -> None:
    try:
        await client.close()
    except Exception as error:  # noqa: BLE001 -- what cannot be closed is let go
        log.info("discord_close_failed", error=type(error).__name__)
