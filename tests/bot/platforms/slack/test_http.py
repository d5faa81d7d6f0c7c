"""HTTP mode: signatures, retries, bodies that are none."""

from __future__ import annotations

import io

import aiohttp
import pytest

from tests.bot.platforms.slack.inward import Ear, listening


@pytest.fixture
async def posted():
    async with listening(http=True) as running:
        yield running


def event(ear: Ear) -> dict:
    root = ear.own_thread()
    said = {
        "type": "message",
        "user": ear.fake.person("ada").id,
        "channel": root.channel.id,
        "channel_type": "channel",
        "text": "make it blue",
        "ts": "1790000000.000100",
        "thread_ts": root.ts,
    }
    return {
        "type": "event_callback",
        "team_id": ear.fake.team.id,
        "event": said,
        "event_id": "Ev1",
        "authorizations": [{"team_id": ear.fake.team.id, "enterprise_id": None, "is_enterprise_install": False}],
    }


async def test_slack_can_verify_the_address(posted: Ear) -> None:
    assert await posted.fake.verify_url()


@pytest.mark.parametrize("signature", ["wrong", "stale", "future", "not_a_number", "missing"])
async def test_what_slack_did_not_sign_is_refused(posted: Ear, signature: str) -> None:
    answer = await posted.fake.forge(event(posted), signature=signature)
    assert (answer.status, answer.text) == (401, "")
    assert posted.dispatch.claimed == {}


async def test_what_slack_signed_is_answered_however_often_it_comes(posted: Ear) -> None:
    payload = event(posted)
    for _ in range(3):
        assert (await posted.fake.forge(payload)).status == 200
    await posted.ran()
    assert len(posted.dispatch.ran) == 1
    assert len(posted.dispatch.again) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"x-slack-request-timestamp": "²", "x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "1" * 400, "x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "-1", "x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "1790000000", "x-slack-signature": "v0=ü"},
        {"x-slack-request-timestamp": "1790000000", "x-slack-signature": ""},
    ],
)
async def test_headers_that_are_nonsense_are_refused(posted: Ear, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession() as session:
        coded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        async with session.post(f"{posted.site}/slack/events", data=b"{}", headers=coded) as answer:
            assert answer.status == 401
        async with session.post(f"{posted.site}/slack/events", data=b"\xff\xfe", headers={}) as answer:
            assert answer.status == 400
        async with session.post(f"{posted.site}/slack/events", data=io.BytesIO(b"x" * (2**20 + 1))) as answer:
            assert answer.status == 413
        async with session.get(f"{posted.site}/slack/events") as answer:
            assert answer.status == 405


@pytest.mark.parametrize("body", ['{"broken": ', "payload=%7Bbroken", "[]", "nothing", '"text"', "{}"])
async def test_signed_nonsense_breaks_nothing(posted: Ear, body: str) -> None:
    headers = posted.fake.courier.http._signed(body, "good")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{posted.site}/slack/events", data=body, headers=headers) as answer,
    ):
        assert answer.status < 500
    assert posted.dispatch.claimed == {}


async def test_an_event_that_could_not_be_claimed_is_not_acknowledged(posted: Ear) -> None:
    posted.dispatch.failing = 1
    payload = event(posted)
    assert (await posted.fake.forge(payload)).status == 503
    assert (await posted.fake.forge(payload)).status == 200
    await posted.ran()


async def test_without_a_signing_secret_there_is_no_way_in_by_http(ear: Ear) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{ear.site}/slack/events", data=b"{}") as answer:
        assert answer.status == 404
