"""What an operator asks before Easel runs: is it set up well, and how is it added to a platform."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from bot.chats import discord_options, slack_options
from bot.doctor import examine, report
from bot.platforms.discord import examine as discord
from bot.platforms.discord.commands import payload
from bot.platforms.discord.manifest import application_of, invite
from bot.platforms.slack import examine as slack
from bot.platforms.slack.manifest import manifest as slack_manifest
from bot.ports import Finding
from bot.settings import Settings
from bot.wiring import assets_of
from commands.table import SPECS
from commands.words import FALLBACK, languages, saying
from domain.clock import system_clock
from domain.people import Platform

Write = Callable[[str], None]


async def doctor(settings: Settings, write: Write) -> bool:
    """Examine the set-up, write a line for each thing found, and return whether Easel can work."""
    platforms = (partial(_discord, settings), partial(_slack, settings))
    return await report(examine(settings, assets_of, system_clock, platforms), write)


def manifest(settings: Settings, platform: str, write: Write, *, http: bool = False) -> bool:
    """Write what the platform needs to add Easel, by HTTP where it can choose; False where a setting is missing."""
    if platform == Platform.SLACK:
        return _slack_manifest(settings, write, http=http)
    say = saying(FALLBACK)
    application = application_of(settings.discord_token.get_secret_value())
    if application is None:
        write(say("doctor.discord_token_none"))
        return False
    guild, user = invite(application)
    write(say("doctor.discord_invite", guild=guild, user=user))
    return True


def _slack_manifest(settings: Settings, write: Write, *, http: bool) -> bool:
    try:
        made = slack_manifest(socket=not http, public_url=settings.public_url)
    except ValueError:
        write(saying(FALLBACK)("doctor.slack_url_missing"))
        return False
    write(json.dumps(made, indent=2, ensure_ascii=False))
    return True


async def _discord(settings: Settings) -> tuple[Finding, ...]:
    options = discord_options(settings)
    if options is None:
        return (Finding("discord", "discord_none", good=False, fatal=False),)
    return await discord.examine(options, payload(SPECS, languages(), saying(FALLBACK)))


async def _slack(settings: Settings) -> tuple[Finding, ...]:
    options = slack_options(settings)
    if options is None:
        return (Finding("slack", "slack_none", good=False, fatal=False),)
    return await slack.examine(options)
