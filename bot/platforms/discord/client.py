"""The gateway client: what Discord tells us, and how it is handed on. It remembers next to nothing."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog
import yarl

from bot.platforms.discord.calls import data_of
from bot.platforms.discord.components import TEMPLATE, EaselButton
from bot.platforms.discord.connection import Connector, modest
from bot.platforms.discord.heard import hear
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.messages import Messages
from bot.platforms.discord.reactions import Reactions, is_star

log = structlog.get_logger()


def intents(*, content: bool) -> discord.Intents:
    """Return what we hear of: guilds, messages and reactions, and with ``content`` what stands in messages."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        dm_messages=True,
        guild_reactions=True,
        dm_reactions=True,
        message_content=content,
    )


class GatewayClient(discord.AutoShardedClient):
    """One life of the gateway: after a failure discord.py's clients are of no use, and a new one is made."""

    def __init__(
        self,
        interactions: Interactions,
        messages: Messages,
        reactions: Reactions,
        *,
        content: bool,
        arrived: Callable[[], None],
        gateway_url: str = "",
        connector: Connector | None = None,
        ready_seconds: float = 2.0,
    ) -> None:
        super().__init__(intents=intents(content=content), guild_ready_timeout=ready_seconds, **modest(connector))
        self._interactions = interactions
        self._messages = messages
        self._reactions = reactions
        self._arrived = arrived
        self._gateway_url = gateway_url
        self._handling: set[asyncio.Task[None]] = set()
        self._closing = False

    async def setup_hook(self) -> None:
        """Know our buttons again, whenever they were sent."""
        self.add_dynamic_items(EaselButton)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard: to the gateway that the operator set, whichever Discord names."""
        await super().launch_shard(
            yarl.URL(self._gateway_url) if self._gateway_url else gateway, shard_id, initial=initial
        )

    async def on_ready(self) -> None:
        """Say that a new session has begun, before which things may have been missed."""
        self._arrived()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take in an interaction; a button of ours comes by ``pressed``."""
        if interaction.type is not discord.InteractionType.component:
            await self._handle(self._interactions.take(interaction))
        elif not TEMPLATE.fullmatch(str(data_of(interaction).get("custom_id", ""))):
            await self._handle(self._interactions.press(interaction, "", ""))

    async def pressed(self, interaction: discord.Interaction[Any], command: str, target: str) -> None:
        """Take in the press of a button."""
        await self._handle(self._interactions.press(interaction, command, target))

    async def on_message(self, message: discord.Message) -> None:
        """Take in a message."""
        heard = None if self.user is None else hear(message, self.user.id)
        if heard is not None:
            await self._handle(self._messages.take(heard, hints=not self.intents.message_content))

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Take in a star."""
        await self._reacted(event)

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Take in that a star was taken back."""
        await self._reacted(event)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what a handler of ours let through; the other events go on."""
        del args, kwargs
        log.error("discord_event_failed", discord_event=event_method, exc_info=sys.exc_info())

    @property
    def hears(self) -> bool:
        """Return whether every shard is connected."""
        return bool(self.shards) and not any(shard.is_closed() for shard in self.shards.values())

    async def finish(self, seconds: float) -> None:
        """Take nothing more in, and wait for what is being taken in, so long at most.

        The rest is dropped: what of it is claimed, the next start answers.
        """
        self._closing = True
        handling = set(self._handling)
        if handling:
            _, late = await asyncio.wait(handling, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _reacted(self, event: discord.RawReactionActionEvent) -> None:
        if self.user is not None and event.user_id != self.user.id and is_star(event):
            await self._handle(self._reactions.take(self, event, self.user.id))

    async def _handle(self, work: Awaitable[None]) -> None:
        if self._closing:
            if asyncio.iscoroutine(work):
                work.close()
            return
        task = asyncio.ensure_future(work)
        self._handling.add(task)
        task.add_done_callback(self._handling.discard)
        await task
