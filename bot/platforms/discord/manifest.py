"""The invite links: what a guild's administrator, or one person for themselves, opens to add Easel."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlencode

import discord

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
)
"""The least that the whole loop needs."""

_AUTHORIZE = "https://discord.com/oauth2/authorize"
_GUILD, _USER = 0, 1


def application_of(token: str) -> str | None:
    """Return the application's id, which a bot's token begins with; None where this is no such token."""
    first = token.strip().removeprefix("Bot ").split(".")[0]
    try:
        text = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return text if text.isdigit() else None


def invite(application: str) -> tuple[str, str]:
    """Return the link that adds Easel to a guild, and the one that adds it to one person's account."""
    guild = {
        "client_id": application,
        "integration_type": _GUILD,
        "scope": "bot applications.commands",
        "permissions": PERMISSIONS.value,
    }
    user = {"client_id": application, "integration_type": _USER, "scope": "applications.commands"}
    return f"{_AUTHORIZE}?{urlencode(guild)}", f"{_AUTHORIZE}?{urlencode(user)}"
