"""Attachments: read from Discord's hosts alone, within bounds, and never named in a log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Self

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.platforms.discord.fetch import DiscordFetch
from bot.platforms.discord.hosts import of_files
from domain.call import Upload
from domain.errors import BadInput
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_world import Attachment, File


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def fetch(fake: FakeDiscord) -> DiscordFetch:
    return DiscordFetch(of_files(fake.api_url))


def attached(fake: FakeDiscord, data: bytes = b"a fox") -> tuple[Attachment, Upload]:
    guild = fake.guild()
    channel = fake.channel(guild, "art")
    message = fake.say(fake.user("mira", guilds=[guild], nitro=True), channel, files=[File("fox.png", data)])
    (attachment,) = message.attachments
    return attachment, Upload("fox.png", len(data), fake.cdn.link(attachment)["url"])


async def refused(fetch: DiscordFetch, upload: Upload) -> str:
    with capture_logs() as logs, pytest.raises(BadInput) as caught:
        await fetch(upload)
    assert "hm=" not in str(logs)
    assert "attachments/" not in str(logs)
    assert "hm=" not in str(caught.value)
    assert caught.value.params["name"] == upload.name
    return caught.value.code


async def test_an_attachment_is_read(fake: FakeDiscord, fetch: DiscordFetch):
    _, upload = attached(fake, b"a fox" * 100_000)
    assert await fetch(upload) == b"a fox" * 100_000


async def test_what_is_gone_is_said_to_be(fake: FakeDiscord, fetch: DiscordFetch):
    attachment, upload = attached(fake)
    fake.cdn.vanish(attachment)
    assert await refused(fetch, upload) == "upload_gone"
    assert len(fake.cdn.fetched) == 1


async def test_a_link_that_ended_is_gone(fake: FakeDiscord, fetch: DiscordFetch):
    _, upload = attached(fake)
    fake.clock.advance(86_401)
    assert await refused(fetch, upload) == "upload_gone"


async def test_a_page_in_its_place_is_left_to_who_looks_at_bytes(fake: FakeDiscord, fetch: DiscordFetch):
    attachment, upload = attached(fake)
    fake.cdn.html(attachment)
    assert (await fetch(upload)).startswith(b"<!DOCTYPE")


async def test_one_that_breaks_off_is_tried_once_more(fake: FakeDiscord, fetch: DiscordFetch):
    attachment, upload = attached(fake, b"a fox" * 100_000)
    fake.cdn.cut(attachment)
    assert await refused(fetch, upload) == "upload_unreachable"
    assert len(fake.cdn.fetched) == 2


async def test_one_that_is_too_large_by_its_word_is_not_asked_for(fake: FakeDiscord, fetch: DiscordFetch):
    _, upload = attached(fake)
    assert await refused(fetch, Upload("fox.png", 26 * 1024 * 1024, upload.source)) == "image_too_large_bytes"
    assert fake.cdn.fetched == []


async def test_one_that_is_too_large_against_its_word_is_cut_off(fake: FakeDiscord, fetch: DiscordFetch):
    _, upload = attached(fake, b"0" * (26 * 1024 * 1024))
    assert await refused(fetch, Upload("fox.png", 5, upload.source)) == "image_too_large_bytes"


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example/attachments/1/2/fox.png",
        "http://cdn.discordapp.com/attachments/1/2/fox.png",
        "https://cdn.discordapp.com.evil.example/fox.png",
        "https://cdn.discordapp.com:8443/fox.png",
        "https://user:word@cdn.discordapp.com/fox.png",
        "https://cdn.discordapp.com@evil.example/fox.png",
        "file:///etc/passwd",
        "//cdn.discordapp.com/fox.png",
        "http://[::1/fox.png",
        "http://127.0.0.1:1/fox.png",
        "http://localhost/fox.png",
        "",
    ],
)
async def test_nothing_is_read_from_elsewhere(fake: FakeDiscord, fetch: DiscordFetch, source: str):
    assert await refused(fetch, Upload("fox.png", 5, source)) == "upload_gone"


async def test_discords_own_hosts_are_read_by_https():
    opened: list[str] = []

    class Session:
        async def __aenter__(self) -> Self:
            return self

        async def __aexit__(self, *_: object) -> None:
            pass

        def get(self, url: object, *, allow_redirects: bool) -> object:
            assert not allow_redirects
            opened.append(str(url))
            raise aiohttp.ClientError

    fetch = DiscordFetch(session=Session)  # type: ignore[arg-type]
    for host in ("cdn.discordapp.com", "media.discordapp.net"):
        assert await refused(fetch, Upload("fox.png", 5, f"https://{host}/fox.png")) == "upload_unreachable"
    assert len(opened) == 4


async def test_no_redirect_is_followed_and_no_time_is_endless():
    asked: list[str] = []
    over = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        if request.path == "/away":
            raise web.HTTPFound("/secret")
        response = web.StreamResponse()
        await response.prepare(request)
        await over.wait()
        return response

    app = web.Application()
    app.router.add_get("/{anything:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        fetch = DiscordFetch(frozenset({f"127.0.0.1:{port}"}), seconds=0.2)
        for path in ("away", "slow"):
            upload = Upload("fox.png", 5, f"http://127.0.0.1:{port}/{path}")
            assert await refused(fetch, upload) == "upload_unreachable"
    finally:
        over.set()
        await runner.cleanup()
    assert asked == ["/away", "/away", "/slow", "/slow"]
