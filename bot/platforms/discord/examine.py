"""What ``easel doctor`` asks Discord: the token, the intents, the commands, the permissions. Over REST, changing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord

from bot.platforms.discord import hosts
from bot.platforms.discord.commands import Payload
from bot.platforms.discord.connection import rest_client
from bot.platforms.discord.manifest import PERMISSIONS
from bot.ports import DiscordOptions, Finding

_PART = "discord"
_SECONDS = 9.0
_GUILDS = 200
_NAMED = 5


async def examine(
    options: DiscordOptions, wanted: Sequence[Payload], *, trace: aiohttp.TraceConfig | None = None
) -> tuple[Finding, ...]:
    """Return what is found of a bot whose commands should be ``wanted``; it raises nothing that Discord can cause.

    ``trace`` listens to what Discord answers.
    """
    if options.api_url or options.gateway_url:
        hosts.move(options.api_url, options.gateway_url)
    client = rest_client(http_trace=trace)
    try:
        async with asyncio.timeout(_SECONDS):
            await client.login(options.token)
            return (
                Finding(_PART, "discord_token_ok", good=True, params={"name": str(client.user)}),
                *await _application(client),
                await _commands(client, wanted),
                *await _permissions(client),
            )
    except discord.LoginFailure:
        return (Finding(_PART, "discord_token_bad", good=False),)
    except (TimeoutError, aiohttp.ClientError, discord.DiscordException, OSError, LookupError, ValueError) as error:
        return (Finding(_PART, "discord_unreachable", good=False, params={"error": type(error).__name__}),)
    finally:
        await client.close()


async def _application(client: discord.Client) -> list[Finding]:
    application = await client.application_info()
    flags = application.flags
    good = flags.gateway_message_content or flags.gateway_message_content_limited
    found = [Finding(_PART, "discord_intent_ok" if good else "discord_intent_off", good, fatal=False)]
    if application.interactions_endpoint_url:
        # Then nothing of commands and buttons comes by the gateway.
        found.append(Finding(_PART, "discord_endpoint_set", good=False))
    return found


async def _commands(client: discord.Client, wanted: Sequence[Payload]) -> Finding:
    if client.application_id is None:
        return Finding(_PART, "discord_commands_missing", good=False, params={"names": "?"}, fatal=False)
    there = {_shape(each) for each in await client.http.get_global_commands(client.application_id)}
    missing = [each["name"] for each in wanted if _shape(each) not in there]
    if missing:
        names = ", ".join(missing)
        return Finding(_PART, "discord_commands_missing", good=False, params={"names": names}, fatal=False)
    return Finding(_PART, "discord_commands_ok", good=True, params={"n": str(len(wanted))})


def _shape(command: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what of a command, or an option, people see of it: its type, name and options, in any order."""
    options = frozenset(_shape(each) for each in command.get("options") or ())
    return int(command.get("type", 1)), command["name"], bool(command.get("required")), options


async def _permissions(client: discord.Client) -> list[Finding]:
    """Return what is missing in which guild, as far as its roles say; channels may take more away."""
    guilds = await client.http.get_guilds(_GUILDS)
    if not guilds:
        return [Finding(_PART, "discord_guilds_none", good=False, fatal=False)]
    lacking: list[Finding] = []
    for guild in guilds:
        allowed = discord.Permissions(int(guild["permissions"]))
        if allowed.administrator or allowed >= PERMISSIONS:
            continue
        names = ", ".join(name for name, needed in PERMISSIONS if needed and not getattr(allowed, name))
        params = {"guild": guild["name"], "permissions": names.replace("_", " ")}
        lacking.append(Finding(_PART, "discord_permissions_missing", good=False, params=params, fatal=False))
    count = {"n": str(len(guilds))}
    return lacking[:_NAMED] or [Finding(_PART, "discord_permissions_ok", good=True, params=count)]
