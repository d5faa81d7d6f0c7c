"""What an operator is told of Slack before Easel runs, and the manifest that they paste there."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.slack.manifest import EVENTS, OPTIONAL_SCOPES, SCOPES
from bot.setup import manifest
from tests.bot.doctoring import about
from tests.bot.test_doctor import examined, settings
from tests.fakes.slack_script import Fault
from tests.fakes.slack_server import FakeSlack
from tests.patience import PATIENCE

pytestmark = pytest.mark.may_block("nothing else is served while a set-up is examined")

PUBLIC = "https://easel.example"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake
        assert fake.refused == []


def with_slack(fake: FakeSlack, **more: object) -> dict[str, object]:
    tokens = {"slack_bot_token": fake.bot_token, "slack_app_token": fake.app_token, "slack_api_url": fake.api_url}
    return {name: value for name, value in (tokens | more).items() if value is not None}


async def told(tmp_path: Path, **more: object) -> tuple[bool, list[str]]:
    """Return whether Easel could work, and what was said of Slack: never a secret."""
    well, lines = await examined(settings(tmp_path, **more))
    secrets = [str(value) for name, value in more.items() if name.startswith("slack_") and name != "slack_api_url"]
    assert [line for line in lines for secret in secrets if secret in line] == []
    return well, about(lines, "slack")


async def test_a_good_set_up_is_called_good(tmp_path: Path, slack: FakeSlack):
    well, said = await told(tmp_path, **with_slack(slack))
    assert well
    assert {line[:2] for line in said} == {"ok"}
    assert "Easel Test's" in said[0]
    assert {each.method for each in slack.calls} == {"auth.test", "apps.connections.open"}
    await slack.until(lambda: not slack.socket.connections)


async def test_by_http_it_needs_an_address_that_slack_reaches(tmp_path: Path, slack: FakeSlack):
    http = with_slack(slack, slack_app_token=None, slack_signing_secret=slack.signing_secret)
    well, said = await told(tmp_path, **http)
    assert not well
    assert "https" in said[0]
    well, said = await told(tmp_path, public_url=PUBLIC, browser_password="for-everyone", **http)
    assert well
    assert f"{PUBLIC}/slack/events" in said[0]


async def test_many_workspaces_need_no_token_of_one(tmp_path: Path, slack: FakeSlack):
    more = with_slack(
        slack, slack_bot_token=None, slack_client_id=slack.client_id, slack_client_secret=slack.client_secret
    )
    well, said = await told(tmp_path, public_url=PUBLIC, browser_password="for-everyone", **more)
    assert well
    assert any(f"{PUBLIC}/slack/install" in line for line in said)


async def test_nothing_set_up_is_only_noted(tmp_path: Path):
    well, said = await told(tmp_path)
    assert well
    (line,) = said
    assert line.startswith("note Neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID: Easel is not in Slack. Set them")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"slack_bot_token": "xoxb-1-wrong"}, "Slack refuses the bot token (invalid_auth)"),
        ({"slack_app_token": "xapp-1-wrong"}, "Slack refuses the app-level token (invalid_auth)"),
        ({"slack_app_token": None}, "Slack cannot reach Easel"),
    ],
    ids=["bot token", "app token", "no way in"],
)
async def test_what_is_wrong_is_fatal_and_told_with_what_to_do(
    tmp_path: Path, slack: FakeSlack, more: dict[str, object], says: str
):
    well, said = await told(tmp_path, **with_slack(slack, **more))
    assert not well
    assert [line for line in said if line.startswith("FAIL") and says in line]
    assert all("invalid_auth" in each for each in slack.refused)
    slack.refused.clear()


async def test_scopes_that_are_missing_are_named(tmp_path: Path, slack: FakeSlack):
    slack.team.token_row.scopes -= {"groups:history"}
    well, said = await told(tmp_path, **with_slack(slack))
    assert well
    (line,) = [line for line in said if "Scopes are missing" in line]
    assert "groups:history" in line
    # Without this one no picture can be shown.
    slack.team.token_row.scopes -= {"files:write"}
    well, said = await told(tmp_path, **with_slack(slack))
    assert not well
    (line,) = [line for line in said if "Scopes are missing" in line]
    assert "files:write, groups:history" in line


@pytest.mark.parametrize("how", ["nobody there", "out of order", "a page"])
async def test_a_slack_that_cannot_be_asked_is_told(tmp_path: Path, slack: FakeSlack, how: str):
    more = with_slack(slack)
    if how == "nobody there":
        more["slack_api_url"] = "http://127.0.0.1:9/api/"
    else:
        slack.fault("*", Fault("status", status=503) if how == "out of order" else Fault("html"), n=9)
    well, said = await told(tmp_path, **more)
    assert not well
    assert [line for line in said if line.startswith("FAIL Slack does not answer")]


def printed(tmp_path: Path, *, http: bool = False, **more: object) -> tuple[bool, str]:
    """Return whether there was a manifest to print, and what was printed."""
    lines: list[str] = []
    well = manifest(settings(tmp_path, **more), "slack", lines.append, http=http)
    return well, "\n".join(lines)


async def test_the_manifest_is_what_the_code_listens_to(tmp_path: Path):
    well, text = printed(tmp_path)
    assert well
    made = json.loads(text)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}
    assert made["oauth_config"]["scopes"] == {"bot": list(SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}
    assert [each["command"] for each in made["features"]["slash_commands"]] == ["/imagine", "/easel"]
    assert "url" not in made["features"]["slash_commands"][0]


async def test_the_manifest_for_http_names_the_address_and_needs_one(tmp_path: Path):
    well, text = printed(tmp_path, http=True, public_url=PUBLIC)
    assert well
    made, there = json.loads(text), f"{PUBLIC}/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == there
    assert made["settings"]["interactivity"]["request_url"] == there
    assert {each["url"] for each in made["features"]["slash_commands"]} == {there}
    well, text = printed(tmp_path, http=True)
    assert not well
    assert "EASEL_PUBLIC_URL" in text


async def test_on_the_command_line_it_is_printed_whole(tmp_path: Path):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "manifest", "slack", "--http"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "EASEL_DATA_DIR": str(tmp_path / "data"), "EASEL_PUBLIC_URL": PUBLIC},
    )
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0
    assert json.loads(out)["display_information"]["name"] == "Easel"
