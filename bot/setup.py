"""What an operator asks before Easel runs: is it set up well, and how is it added to a platform."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from bot.chats import discord_options, slack_options
from bot.doctor.dates import Dates
from bot.doctor.examination import Case, examine
from bot.doctor.measures import Measures
from bot.doctor.report import report, secrets_of
from bot.opening import assets_of
from bot.platforms.discord import examine as discord
from bot.platforms.discord.commands import payload
from bot.platforms.discord.manifest import application_of, invite
from bot.platforms.slack import examine as slack
from bot.platforms.slack.manifest import manifest as slack_manifest
from bot.ports import Finding
from bot.settings import Settings
from commands.table import SPECS
from commands.words import FALLBACK, languages, saying
from domain.people import Platform

Write = Callable[[str], None]


async def doctor(
    settings: Settings,
    write: Write,
    *,
    mode: str = "",
    variables: Mapping[str, str] | None = None,
    measures: Measures | None = None,
) -> bool:
    """Examine the set-up, write what is found, and return whether Easel can work.

    ``mode`` is what is to be run (run, serve, work), empty where that is not said; ``variables`` are those that are
    set, by name.
    """
    case = Case(
        settings,
        assets=assets_of,
        platforms={
            Platform.DISCORD: lambda dates: _discord(settings, dates),
            Platform.SLACK: lambda dates: _slack(settings, dates),
        },
        variables=variables or {},
        mode=mode,
        measures=measures or Measures(),
    )
    return await report(examine(case), write, secrets_of(settings))


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


async def _discord(settings: Settings, dates: Dates) -> tuple[Finding, ...]:
    options = discord_options(settings)
    if options is None:
        return (Finding("discord", "discord_none", good=False, fatal=False),)
    wanted = payload(SPECS, languages(), saying(FALLBACK))
    return await discord.examine(options, wanted, trace=dates.trace("Discord"))


async def _slack(settings: Settings, dates: Dates) -> tuple[Finding, ...]:
    options = slack_options(settings)
    if options is not None:
        return await slack.examine(options, trace=dates.trace("Slack"))
    half = (settings.slack_app_token, settings.slack_signing_secret, settings.slack_client_secret)
    if settings.slack_client_id or any(each.get_secret_value() for each in half):
        return (Finding("slack", "slack_no_tokens", good=False),)
    return (Finding("slack", "slack_none", good=False, fatal=False),)
