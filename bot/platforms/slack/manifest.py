"""The app as Slack is to know it: one table of what Easel listens to, may do and offers, which the code itself uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.platforms.slack.commands import EASEL, IMAGINE
from bot.platforms.slack.shortcuts import CREATE_IMAGE, EDIT_IMAGE, SAVE_IMAGE
from bot.platforms.slack.steps import STEP

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

EVENTS: Mapping[str, str] = {
    "app_mention": "app_mention",
    "message.channels": "message",
    "message.groups": "message",
    "message.im": "message",
    "message.mpim": "message",
    "app_home_opened": "app_home_opened",
    "function_executed": "function_executed",
    "reaction_added": "reaction_added",
    "reaction_removed": "reaction_removed",
    "subteam_members_changed": "subteam_members_changed",
    "subteam_updated": "subteam_updated",
    "app_uninstalled": "app_uninstalled",
    "tokens_revoked": "tokens_revoked",
}
"""What Easel listens to, by the name under which it is asked for, and the name under which it comes."""

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "reactions:read",
    "team:read",
    "usergroups:read",
    "users:read",
)
"""What Easel must be allowed to do."""

NEEDED_SCOPES = frozenset({"channels:history", "chat:write", "commands", "files:read", "files:write", "users:read"})
"""Those of them without which no picture comes into a channel, or nobody can say what should change."""

OPTIONAL_SCOPES = ("channels:join",)
"""What it does without where a workspace does not allow it."""

_NAME = "Easel"
_SHORT = "Make and refine pictures together: /imagine, then reply in the thread."
_LONG = (
    "Easel turns words, or a photo you drop into a thread, into a picture. Reply in its thread in plain words to refine it: "
    "“make the sky more dramatic”, “undo”, “v1 but in snow”. Press a button for a variation, the details or the original "
    "file. Pictures are made by AI, by the models that your deployment is set up with, such as OpenAI's GPT Image: "
    "results can be wrong or unexpected, so check them before you use them."
)


def manifest(*, socket: bool, public_url: str = "") -> dict[str, Any]:
    """Return the app's manifest: by Socket Mode, or by HTTP at the deployment's public address.

    With an address people can install it from there, too. Raise ValueError where HTTP has no https address.
    """
    base = public_url.rstrip("/")
    if not socket and not base.startswith("https://"):
        raise ValueError("HTTP mode needs a public https address")
    url = {} if socket else {"url": f"{base}{EVENTS_PATH}"}
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if not socket:
        events["request_url"] = f"{base}{EVENTS_PATH}"
        interactivity |= {"request_url": f"{base}{EVENTS_PATH}", "message_menu_options_url": f"{base}{EVENTS_PATH}"}
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}}
    if base.startswith("https://"):
        oauth["redirect_urls"] = [f"{base}{REDIRECT_PATH}"]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": _NAME,
            "description": _SHORT,
            "long_description": _LONG,
            "background_color": "#1d1c3b",
        },
        "features": _features(url),
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": True,
            "socket_mode_enabled": socket,
            # On only with many workspaces: it cannot be turned off again, and a token that was set cannot be renewed.
            "token_rotation_enabled": False,
            "is_hosted": False,
            "function_runtime": "remote",
        },
        "functions": {STEP: _STEP},
    }


def _features(url: Mapping[str, str]) -> dict[str, Any]:
    return {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": _NAME, "always_online": True},
        "agent_view": {
            "agent_description": "Makes and edits pictures from words or a photo; reply in the thread to refine.",
            "suggested_prompts": [
                {"title": "Make a picture", "message": "A watercolour fox reading a newspaper, square"},
                {"title": "Edit my photo", "message": "Replace the background of my photo with a plain studio"},
            ],
        },
        "shortcuts": [
            {
                "name": "Edit this image",
                "type": "message",
                "callback_id": EDIT_IMAGE,
                "description": "Change the picture in this message",
            },
            {
                "name": "Save to library",
                "type": "message",
                "callback_id": SAVE_IMAGE,
                "description": "Add the picture in this message to the team's library",
            },
            {
                "name": "Create an image",
                "type": "global",
                "callback_id": CREATE_IMAGE,
                "description": "Open the form for a new picture",
            },
        ],
        "slash_commands": [
            {
                "command": IMAGINE,
                "description": "Make a picture from words",
                "usage_hint": "[what should be in it] [size:16:9] | help",
                "should_escape": True,
                **url,
            },
            {
                "command": EASEL,
                "description": "The library, quota, models, settings and the rest of Easel",
                "usage_hint": "library [words] | asset | share | quota | models | show | settings | privacy | help",
                "should_escape": True,
                **url,
            },
        ],
    }


_STEP: dict[str, Any] = {
    "title": "Generate an image",
    "description": "Make a picture from a prompt and post it to a channel",
    "input_parameters": {
        "properties": {
            "prompt": {"type": "string", "title": "Prompt", "description": "What to draw"},
            "channel_id": {"type": "slack#/types/channel_id", "title": "Channel", "description": "Where to post it"},
            "user_id": {"type": "slack#/types/user_id", "title": "User", "description": "Whose quota pays"},
        },
        "required": ["prompt", "channel_id", "user_id"],
    },
    "output_parameters": {
        "properties": {
            "file_id": {"type": "string", "title": "File", "description": "The picture as a Slack file: its id"},
            "file_link": {"type": "string", "title": "Link to the file", "description": "Opens the picture in Slack"},
            "message_link": {
                "type": "string",
                "title": "Link to the message",
                "description": "Opens the thread in which the picture can be refined",
            },
        },
        "required": ["file_id"],
    },
}
