"""Which chat platforms are set up, and how each is reached: from the settings."""

from __future__ import annotations

from bot.ports import DiscordOptions, SlackOptions
from bot.settings import Settings


def discord_options(settings: Settings) -> DiscordOptions | None:
    """Return how Discord is reached, None where there is no token for it."""
    token = settings.discord_token.get_secret_value()
    return DiscordOptions(token, settings.discord_api_url, settings.discord_gateway_url) if token else None


def slack_options(settings: Settings) -> SlackOptions | None:
    """Return how Slack is reached, None where there is neither a token nor a way to be installed."""
    options = SlackOptions(
        bot_token=settings.slack_bot_token.get_secret_value(),
        app_token=settings.slack_app_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        api_url=settings.slack_api_url,
        public_url=settings.public_url,
        strangers=settings.slack_strangers,
        guests=settings.slack_guests,
    )
    return options if options.bot_token or (options.client_id and options.client_secret) else None
