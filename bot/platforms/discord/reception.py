"""How an interaction is received: claimed, acknowledged, handed on; or refused in plain words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import Enum
from uuid import uuid4

import aiohttp
import discord
import structlog

from bot.platforms.discord.core import Core, soon
from domain.call import Call

log = structlog.get_logger()

Locate = Callable[[Call], Awaitable[Call]]
"""Completes a call by one read of our own."""

_TRIES = 3
_LOCATED = 3.0
_ACKNOWLEDGED_ALREADY = 40060
_TOO_LATE = 10.0
_SERVER_ERROR = 500


class Ack(Enum):
    """How an interaction is acknowledged before it is answered."""

    THINKING = "a message to come, which all see"
    WHISPER = "a message to come, which the asker sees"
    QUIET = "nothing to see"


class Reception:
    """Receives interactions."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def accept(
        self,
        interaction: discord.Interaction,
        call: Call,
        ack: Ack,
        *,
        by: float | None = None,
        locate: Locate | None = None,
    ) -> None:
        """Claim a call, acknowledge its interaction, and have the call answered; each once, however often it arrives.

        Where it cannot be claimed ``by`` then (on the loop's clock; ``soon`` unless it is said), the asker is told at
        once to ask again, and it is never answered. ``locate`` completes it after the acknowledgement: after a crash
        in between it is answered as it was claimed.
        """
        dispatch, came = self._core.dispatch, asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(soon() if by is None else by):
                first = await dispatch.claim(call)
        except Exception as error:  # noqa: BLE001 -- whatever it is, three seconds are all there is to say so
            log.warning("claim_failed", call_id=call.id, error=type(error).__name__)
            dispatch.withdraw(call)
            await self.refuse(interaction, "discord.busy")
            return
        if not first:
            return
        if not await self._acknowledged(interaction, ack):
            # Discord has told the asker that there is no answer, so they will ask again.
            dispatch.withdraw(call)
            return
        self._core.acknowledged(interaction.type.name, asyncio.get_running_loop().time() - came)
        dispatch.run(call if locate is None else await _located(call, locate))

    def beside(self, message: str) -> Locate | None:
        """Return what puts a call into the thread of that message of Easel's, where it is asked in its channel."""
        if not message:
            return None

        async def locate(call: Call) -> Call:
            post = await self._core.posts.at(call.person.team.id, call.answer_to["channel"], message)
            return call if post is None else replace(call, place=replace(call.place, thread_id=post.thread))

        return locate

    async def refuse(self, interaction: discord.Interaction, key: str, **params: object) -> None:
        """Tell the asker alone why nothing happens."""
        await self._tell(interaction, self._core.saying(str(interaction.locale))(key, **params))

    async def broken(self, interaction: discord.Interaction, error: Exception) -> None:
        """Log what must not happen, and tell the asker so, with an id that finds the log line."""
        incident = uuid4().hex
        log.error("interaction_failed", incident=incident, interaction_id=interaction.id, exc_info=error)
        say = self._core.saying(str(interaction.locale))
        await self._tell(interaction, say("discord.unexpected", incident=incident))

    async def window(self, interaction: discord.Interaction, window: discord.ui.Modal) -> None:
        """Open a modal."""
        try:
            await interaction.response.send_modal(window)
        except discord.HTTPException as error:
            _unanswered(interaction, error)

    async def _tell(self, interaction: discord.Interaction, text: str) -> None:
        try:
            if interaction.response.is_done():
                await interaction.followup.send(text, ephemeral=True)
            else:
                await interaction.response.send_message(text, ephemeral=True)
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _unanswered(interaction, error)

    async def _acknowledged(self, interaction: discord.Interaction, ack: Ack) -> bool:
        """Acknowledge; return whether Discord has it, so far as can be known."""
        try:
            async with asyncio.timeout(_TOO_LATE):
                for _ in range(_TRIES):
                    try:
                        await _defer(interaction, ack)
                    except discord.HTTPException as error:
                        # The call is ours alone: it was our own first try that Discord has, its reply lost.
                        if error.code == _ACKNOWLEDGED_ALREADY:
                            return True
                        _unanswered(interaction, error)
                        if error.status < _SERVER_ERROR:
                            return False
                    except (aiohttp.ClientError, OSError) as error:
                        _unanswered(interaction, error)
                    else:
                        return True
        except TimeoutError as error:
            _unanswered(interaction, error)
        return False


async def _located(call: Call, locate: Locate) -> Call:
    """Return the call completed; as it is where that cannot be found out."""
    try:
        async with asyncio.timeout(_LOCATED):
            return await locate(call)
    except Exception as error:  # noqa: BLE001 -- it is acknowledged: whatever is known of it is answered
        log.warning("call_not_located", call_id=call.id, error=type(error).__name__)
        return call


async def _defer(interaction: discord.Interaction, ack: Ack) -> None:
    match ack:
        case Ack.THINKING:
            await interaction.response.defer(thinking=True)
        case Ack.WHISPER:
            await interaction.response.defer(thinking=True, ephemeral=True)
        case Ack.QUIET:
            await interaction.response.defer()


def _unanswered(interaction: discord.Interaction, error: Exception) -> None:
    log.warning(
        "interaction_unanswered",
        interaction_id=interaction.id,
        error=type(error).__name__,
        code=getattr(error, "code", None),
    )
