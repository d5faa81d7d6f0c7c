"""HTTP mode: signatures, retries, bodies that are none."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping

import aiohttp
import pytest

from tests.bot.platforms.slack.inward import Ear, listening
from tests.patience import PATIENCE


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
        async with session.get(f"{posted.site}/slack/events") as answer:
            assert answer.status == 405


async def sent(posted: Ear, body: str, data: bytes | io.BytesIO | None = None, **headers: str) -> int:
    """Post something with the signature of a body; return the status."""
    signed = posted.fake.courier.http._signed(body, "good") | headers
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{posted.site}/slack/events", data=body if data is None else data, headers=signed) as answer,
    ):
        return answer.status


@pytest.mark.parametrize(
    "body", ['{"broken": ', "payload=%7Bbroken", "[]", "null", "1", '"text"', "{}", "payload=[]", "payload=null", ""]
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_what_is_signed_and_says_nothing_is_a_bad_request(posted: Ear, body: str, kind: str) -> None:
    status = await sent(posted, body, **{"content-type": kind})
    # Of a form, bare words are a field.
    assert status == (404 if kind.endswith("urlencoded") and body in {"[]", "null", "1", '"text"'} else 400)
    assert posted.dispatch.claimed == {}


async def test_brackets_without_end_are_a_bad_request(posted: Ear) -> None:
    assert await sent(posted, "[" * 100_000, **{"content-type": "application/json"}) == 400


async def test_what_is_no_text_or_too_much_is_refused(posted: Ear) -> None:
    assert await sent(posted, "{}", b"\xff\xfe") == 400
    assert await sent(posted, "{}", io.BytesIO(b"x" * (2**20 + 1))) == 413


async def reached(posted: Ear, headers: Mapping[str, str]) -> bytes:
    """Send the head of a request and hold its body back; return the first line of what is answered."""
    host, port = posted.site.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [f"{name}: {value}" for name, value in {"Host": host, "Content-Length": "9999", **headers}.items()]
    writer.write("\r\n".join(["POST /slack/events HTTP/1.1", *lines, "", "{"]).encode())
    try:
        async with asyncio.timeout(PATIENCE):
            return await reader.readline()
    finally:
        writer.close()


async def test_a_body_that_is_held_back_holds_nobody(posted: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    # Who has signed nothing lately is not listened to at all.
    monkeypatch.setattr("bot.platforms.slack.http._READ_SECONDS", 3600.0)
    for signature in ("stale", "not_a_number", "missing"):
        assert b" 401 " in await reached(posted, posted.fake.courier.http._signed("{", signature))
    monkeypatch.setattr("bot.platforms.slack.http._READ_SECONDS", 0.05)
    assert b" 408 " in await reached(posted, posted.fake.courier.http._signed("{", "good"))


async def test_an_event_that_could_not_be_claimed_is_not_acknowledged(posted: Ear) -> None:
    posted.dispatch.failing = 1
    payload = event(posted)
    assert (await posted.fake.forge(payload)).status == 503
    assert (await posted.fake.forge(payload)).status == 200
    await posted.ran()


async def test_without_a_signing_secret_there_is_no_way_in_by_http(ear: Ear) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{ear.site}/slack/events", data=b"{}") as answer:
        assert answer.status == 404
