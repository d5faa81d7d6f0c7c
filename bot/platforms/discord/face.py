"""The Discord face: listens at the gateway, and whatever happens there, begins again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import discord
import structlog
from aiohttp import web

from bot.platforms.discord.catchup import catch_up
from bot.platforms.discord.client import GatewayClient
from bot.platforms.discord.commands import Languages, payload
from bot.platforms.discord.connection import Connection, Connector, NotReady, TokenRefused
from bot.platforms.discord.core import Core
from bot.platforms.discord.interactions import ENGLISH, Interactions
from bot.platforms.discord.messages import Messages
from bot.platforms.discord.reactions import Reactions
from bot.platforms.discord.sync import sync
from bot.ports import DiscordOptions, Dispatch, Notes, Operator, Posts, Saying, Suggest, Vault
from bot.ports.watch import Acknowledged
from domain.clock import Clock
from domain.command import CommandSpec

log = structlog.get_logger()

# Who identifies a thousand times in a day has its token taken away: what breaks at every start is tried ever more rarely.
_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
_SETTLED = 600.0
_FINISH_SECONDS = 5.0
_BAD_TOKEN = 4004
_LOGIN_SECONDS = 60.0
_USUAL = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
_Chore = Callable[[GatewayClient], Awaitable[None]]


class DiscordFace:
    """Hears what is said on Discord, for as long as it is started. It never raises, and never ends by itself.

    ``connection`` is what answers go out by; it is asked only whether the token works. The gateway has a client of its
    own, a new one after each failure, so that none of them cuts off an answer. ``pauses`` are the seconds between tries,
    ``ready_seconds`` how long guilds may take to arrive one after the other before a session counts as ready.
    """

    def __init__(
        self,
        connection: Connection,
        options: DiscordOptions,
        *,
        dispatch: Dispatch,
        posts: Posts,
        notes: Notes,
        vault: Vault,
        specs: Sequence[CommandSpec],
        suggest: Suggest,
        saying: Saying,
        languages: Languages,
        operator: Operator,
        clock: Clock,
        connector: Connector | None = None,
        acknowledged: Acknowledged = lambda _kind, _seconds: None,
        pauses: Sequence[float] = _PAUSES,
        ready_seconds: float = 2.0,
    ) -> None:
        by_name = {spec.name: spec for spec in specs}
        core = Core(dispatch, posts, notes, vault, by_name, suggest, saying, clock, acknowledged)
        self._core = core
        self._connection = connection
        self._options = options
        self._operator = operator
        self._connector = connector
        self._pauses = tuple(pauses)
        self._ready_seconds = ready_seconds
        self._commands = payload(specs, languages, saying(ENGLISH))
        self._interactions = Interactions(core)
        self._messages = Messages(core)
        self._reactions = Reactions(core)
        self._content = True
        self._wrong: str | None = "Discord: connecting"
        self._client: GatewayClient | None = None
        self._life: asyncio.Task[None] | None = None
        self._chores: dict[str, asyncio.Task[None]] = {}
        self._wanted: set[str] = set()
        self._synced = False

    async def start(self) -> None:
        """Begin to listen, in the background."""
        if self._life is None:
            self._life = asyncio.get_running_loop().create_task(self._live())

    async def close(self) -> None:
        """Finish what is being taken in, and stop listening."""
        life, self._life = self._life, None
        if life is None:
            return
        if self._client is not None:
            await self._client.finish(_FINISH_SECONDS)
        tasks = [life, *self._chores.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._chores.clear()
        self._wrong = "Discord: not listening"

    def attach(self, app: web.Application) -> None:
        """Add nothing: Discord is heard by its gateway alone."""

    def healthy(self) -> str | None:
        """Return None while Discord is heard, else what is wrong."""
        if self._wrong is None and self._client is not None and not self._client.hears:
            return "Discord: connecting again"
        return self._wrong

    async def _live(self) -> None:
        loop, failures = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            try:
                again = await self._listen()
            except _USUAL as error:
                log.warning("discord_gateway_lost", error=type(error).__name__)
                again = True
            except Exception:
                # An event that discord.py cannot read ends all its connections.
                log.exception("discord_gateway_broken")
                again = True
            if not again:
                return
            if loop.time() - began > _SETTLED:
                failures = 0
            self._wrong = "Discord: connecting again"
            await asyncio.sleep(self._pauses[min(failures, len(self._pauses) - 1)])
            failures += 1

    async def _listen(self) -> bool:
        """Listen for one life of the gateway; return whether there is to be another."""
        try:
            await self._connection.ready()
        except TokenRefused:
            # The connection has told the operator.
            self._wrong = "Discord: the token is refused"
            return False
        except NotReady:
            return True
        client = self._client = GatewayClient(
            self._interactions,
            self._messages,
            self._reactions,
            content=self._content,
            arrived=self._arrived,
            gateway_url=self._options.gateway_url,
            connector=self._connector,
            ready_seconds=self._ready_seconds,
        )
        try:
            async with asyncio.timeout(_LOGIN_SECONDS):
                await client.login(self._options.token)
            if self._content and not _may_read(client.application_flags):
                self._without_content()
                return True
            await client.connect()
        except discord.LoginFailure:
            return self._refused()
        except discord.PrivilegedIntentsRequired:
            self._without_content()
        except discord.ConnectionClosed as error:
            if error.code == _BAD_TOKEN:
                return self._refused()
            raise
        finally:
            await _closed(client)
        return True

    def _refused(self) -> bool:
        self._wrong = "Discord: the token is refused"
        self._operator("discord_token", {})
        return False

    def _without_content(self) -> None:
        """Go on without reading messages that neither mention nor answer us, and tell the operator, once."""
        if self._content:
            self._content = False
            self._operator("discord_intent", {})

    def _arrived(self) -> None:
        """Begin what a new session wants: register the commands, and look for what was missed."""
        client = self._client
        if client is None or self._life is None:
            return
        self._wrong = None
        log.info("discord_ready", guilds=len(client.guilds), shards=client.shard_count, content=self._content)
        self._do("register", self._register)
        self._do("catch_up", self._catch_up)

    async def _register(self, client: GatewayClient) -> None:
        if not self._synced:
            self._synced = await sync(client, self._commands, self._core.notes, self._core.clock)

    async def _catch_up(self, client: GatewayClient) -> None:
        await catch_up(client, self._core.posts, self._messages, self._core.clock())

    def _do(self, name: str, chore: _Chore) -> None:
        """Have a chore done in the background; asked for while it is being done, it is done once more."""
        self._wanted.add(name)
        if name not in self._chores:
            self._chores[name] = asyncio.get_running_loop().create_task(self._done(name, chore))

    async def _done(self, name: str, chore: _Chore) -> None:
        try:
            while name in self._wanted and (client := self._client) is not None:
                self._wanted.discard(name)
                await _tried(name, chore, client)
        finally:
            self._chores.pop(name, None)


def _may_read(flags: discord.ApplicationFlags) -> bool:
    return flags.gateway_message_content or flags.gateway_message_content_limited


async def _tried(name: str, chore: _Chore, client: GatewayClient) -> None:
    try:
        await chore(client)
    except _USUAL as error:
        log.warning("discord_chore_failed", chore=name, error=type(error).__name__)
    except Exception:
        # Where the client has gone, the next one does it.
        if not client.is_closed():
            log.exception("discord_chore_failed", chore=name)


async def _closed(client: GatewayClient) -> None:
    try:
        await client.close()
    except Exception as error:  # noqa: BLE001 -- what cannot be closed is let go
        log.info("discord_close_failed", error=type(error).__name__)
