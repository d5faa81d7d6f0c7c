"""The chat platforms that are set up: what the wiring opens of them, and hands on."""

from collections.abc import Callable

import aiohttp

from bot.chats.line import Line, Listener, Tools
from bot.chats.options import discord_options, slack_options
from bot.ports import Operator, Vault
from bot.settings import Settings
from domain.clock import Clock
from storage.database import Database

__all__ = ["Connector", "Line", "Listener", "Tools", "discord_options", "lines", "slack_options"]


Connector = Callable[[], aiohttp.BaseConnector]
"""Returns what requests to a platform go out by, in place of a plain connection: a new one each time."""


def lines(
    settings: Settings,
    database: Database,
    vault: Vault,
    *,
    clock: Clock,
    operator: Operator,
    connector: Connector | None = None,
) -> list[Line]:
    """Return a line for each platform that is set up, not open yet.

    A chat's library is imported only where it is needed: it takes tens of megabytes.
    """
    made: list[Line] = []
    discord, slack = discord_options(settings), slack_options(settings)
    if discord is not None:
        from bot.chats.discord import DiscordLine

        made.append(DiscordLine(discord, operator, connector))
    if slack is not None:
        from bot.chats.slack import SlackLine

        made.append(SlackLine(slack, database, vault, clock, operator))
    return made
