"""The manifest: of the shape that Slack takes, and of the table that the code uses."""

from __future__ import annotations

import json
import re

import pytest

from bot.platforms.slack.commands import COMMANDS
from bot.platforms.slack.manifest import EVENTS, OPTIONAL_SCOPES, SCOPES, manifest
from bot.platforms.slack.shortcuts import CREATE_IMAGE, EDIT_IMAGE, SAVE_IMAGE
from bot.platforms.slack.steps import STEP
from tests.fakes.slack_world import BOT_SCOPES

URL = "https://easel.example.com"
NEEDED = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_updated": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
}


def test_it_has_the_keys_that_slack_knows_and_no_others() -> None:
    made = manifest(socket=True)
    assert made.keys() == {
        "_metadata",
        "display_information",
        "features",
        "oauth_config",
        "settings",
        "functions",
    }
    assert made["features"].keys() == {"app_home", "bot_user", "agent_view", "shortcuts", "slash_commands"}
    assert made["settings"].keys() == {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
        "is_hosted",
        "function_runtime",
    }
    assert json.loads(json.dumps(made)) == made


def test_everything_is_as_long_as_slack_takes() -> None:
    made = manifest(socket=True)
    display = made["display_information"]
    assert display["name"] == "Easel"
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4000
    assert re.fullmatch("#[0-9a-f]{6}", display["background_color"])
    view = made["features"]["agent_view"]
    assert len(view["agent_description"]) <= 300
    assert len(view["suggested_prompts"]) <= 4
    for each in made["features"]["shortcuts"]:
        assert len(each["name"]) <= 24
        assert len(each["description"]) <= 150
        assert each["type"] in {"message", "global"}
    for each in made["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z]+", each["command"])
        assert len(each["description"]) <= 2000
        assert each["should_escape"]


def test_it_asks_for_what_the_code_listens_to() -> None:
    made = manifest(socket=True)
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert events == list(EVENTS)
    assert "file_shared" not in events
    scopes = made["oauth_config"]["scopes"]
    assert scopes == {"bot": list(SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}
    assert {NEEDED[each] for each in events if each in NEEDED} <= set(SCOPES)
    assert len(set(SCOPES)) == len(SCOPES)
    # What the tests run with is what a workspace grants.
    assert {*SCOPES, *OPTIONAL_SCOPES} <= set(BOT_SCOPES) | {"team:read", "assistant:write"}
    assert {each["command"] for each in made["features"]["slash_commands"]} == set(COMMANDS)
    assert {each["callback_id"] for each in made["features"]["shortcuts"]} == {EDIT_IMAGE, SAVE_IMAGE, CREATE_IMAGE}
    step = made["functions"][STEP]
    assert set(step["input_parameters"]["required"]) == set(step["input_parameters"]["properties"])


def test_by_socket_mode_nothing_is_posted_to_anybody() -> None:
    made = manifest(socket=True)
    assert made["settings"]["socket_mode_enabled"]
    assert "url" not in json.dumps(made)
    assert manifest(socket=True, public_url=URL + "/")["oauth_config"]["redirect_urls"] == [
        f"{URL}/slack/oauth_redirect"
    ]


def test_by_http_everything_is_posted_to_one_address() -> None:
    made = manifest(socket=False, public_url=URL)
    address = f"{URL}/slack/events"
    assert not made["settings"]["socket_mode_enabled"]
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"] == {
        "is_enabled": True,
        "request_url": address,
        "message_menu_options_url": address,
    }
    assert all(each["url"] == address for each in made["features"]["slash_commands"])


@pytest.mark.parametrize("url", ["", "http://easel.example.com"])
def test_http_needs_an_address_that_slack_can_reach_safely(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        manifest(socket=False, public_url=url)
