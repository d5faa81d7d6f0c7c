"""Discord, as the wiring has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import aiohttp

from bot.chats.line import Tools
from bot.platforms.discord import hosts
from bot.platforms.discord.connection import Connection, Connector
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.fetch import DiscordFetch
from bot.platforms.discord.outbound import DiscordOutbound
from bot.platforms.discord.rooms import Rooms
from bot.ports import DiscordOptions, Dispatch, Operator
from commands.suggest import suggest
from commands.table import SPECS
from commands.words import languages, saying
from domain.people import Person, Place, Platform


class DiscordLine:
    """Implements Line."""

    platform = Platform.DISCORD

    def __init__(self, options: DiscordOptions, operator: Operator, connector: Connector | None = None) -> None:
        self._options = options
        self._connector = connector
        self._connection = Connection(options, operator, connector=connector)
        self._outbound: DiscordOutbound | None = None
        self._rooms = Rooms(self._connection)
        self.fetch = DiscordFetch(hosts.of_files(options.api_url), self._session)

    async def open(self) -> None:
        """Begin to log in."""
        await self._connection.login_soon()

    async def close(self) -> None:
        """Drop the frames that are on their way, and log out."""
        if self._outbound is not None:
            await self._outbound.close()
        await self._connection.close()

    def budgets(self) -> Mapping[str, float]:
        """Return the share left of each kind of request, as Discord's last answers said."""
        return self._connection.budgets.left()

    async def room(self, person: Person, asked: str) -> Place:
        """Return the channel that a person means and may speak in. Raise NotFound or NotAllowed."""
        return await self._rooms.find(person, asked)

    def outbound(self, tools: Tools) -> DiscordOutbound:
        """Return what speaks on Discord, over REST alone."""
        self._outbound = DiscordOutbound(
            self._connection,
            posts=tools.posts,
            notes=tools.notes,
            pictures=tools.pictures,
            saying=saying,
            vault=tools.vault,
            clock=tools.studio.clock,
        )
        return self._outbound

    def listener(self, tools: Tools, dispatch: Dispatch) -> DiscordFace:
        """Return what hears Discord by its gateway."""
        return DiscordFace(
            self._connection,
            self._options,
            dispatch=dispatch,
            posts=tools.posts,
            notes=tools.notes,
            vault=tools.vault,
            specs=SPECS,
            suggest=partial(suggest, tools.studio),
            saying=saying,
            languages=languages(),
            operator=tools.operator,
            clock=tools.studio.clock,
            connector=self._connector,
            acknowledged=partial(tools.watch.acknowledged, self.platform),
        )

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=None if self._connector is None else self._connector())
