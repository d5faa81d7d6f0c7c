"""What the doctor finds of a Slack set-up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.platforms.slack.examine import examine
from bot.platforms.slack.manifest import SCOPES
from bot.ports import SlackOptions
from commands.words import saying
from tests.fakes.slack_server import FakeSlack


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as running:
        running.team.token_row.scopes |= set(SCOPES)
        yield running


def options(fake: FakeSlack, **more: str) -> SlackOptions:
    given = SlackOptions(bot_token=fake.bot_token, app_token=fake.app_token, api_url=fake.api_url)
    return replace(given, **more)


async def found(given: SlackOptions) -> dict[str, bool]:
    """Return what is found, each of it in words."""
    findings = await examine(given)
    say = saying("en")
    for each in findings:
        assert each.part == "slack"
        words = say(f"doctor.{each.code}", **each.params)
        assert "?" not in words.replace("?", "", words.count("? ") + words.endswith("?"))
    return {each.code: each.good for each in findings}


async def test_a_good_socket_set_up(fake: FakeSlack) -> None:
    assert await found(options(fake)) == {"slack_token_ok": True, "slack_scopes_ok": True, "slack_socket_ok": True}


async def test_a_good_http_set_up(fake: FakeSlack) -> None:
    given = options(fake, app_token="", signing_secret="s", public_url="https://easel.example.com")
    assert await found(given) == {"slack_url_ok": True, "slack_token_ok": True, "slack_scopes_ok": True}


async def test_a_good_set_up_for_many(fake: FakeSlack) -> None:
    given = options(fake, bot_token="", client_id="1", client_secret="2", public_url="https://easel.example.com")
    assert await found(given) == {"slack_oauth_ok": True, "slack_socket_ok": True}


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"bot_token": "xoxb-wrong"}, {"slack_token_bad"}),
        ({"app_token": "xapp-wrong"}, {"slack_app_token_bad"}),
        ({"app_token": "xoxb-wrong"}, {"slack_app_token_kind", "slack_app_token_bad"}),
        ({"app_token": ""}, {"slack_no_way_in"}),
        ({"app_token": "", "signing_secret": "s"}, {"slack_url_missing"}),
        ({"bot_token": ""}, {"slack_no_tokens"}),
        ({"bot_token": "", "client_id": "1", "client_secret": "2"}, {"slack_oauth_url"}),
        ({"api_url": "http://127.0.0.1:9/api/"}, {"slack_unreachable"}),
    ],
)
async def test_what_is_wrong_is_named(fake: FakeSlack, more: dict[str, str], codes: set[str]) -> None:
    said = await found(options(fake, **more))
    assert {code for code, good in said.items() if not good} == codes


async def test_missing_scopes_are_named_and_only_needed_ones_keep_it_from_working(fake: FakeSlack) -> None:
    fake.team.token_row.scopes -= {"files:read", "im:history"}
    findings = {each.code: each for each in await examine(options(fake))}
    missing = findings["slack_scopes_missing"]
    assert (missing.good, missing.fatal, missing.params["scopes"]) == (False, True, "files:read, im:history")
    fake.team.token_row.scopes |= {"files:read", "im:history"}
    fake.team.token_row.scopes -= {"reactions:read", "usergroups:read"}
    findings = {each.code: each for each in await examine(options(fake))}
    missing = findings["slack_scopes_missing"]
    assert (missing.fatal, missing.params["scopes"]) == (False, "reactions:read, usergroups:read")


async def test_an_app_token_in_place_of_the_bots_is_named(fake: FakeSlack) -> None:
    assert (await found(options(fake, bot_token=fake.app_token)))["slack_token_kind"] is False
