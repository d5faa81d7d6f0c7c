"""The way of production: Discord's own host names over TLS, and nothing of discord.py moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from tests.conversation.discord_guest import VARY, Scene, photo, scene_on
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE


@pytest.fixture
async def scene(tmp_path: Path, openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    fake = FakeDiscord(pace=0.05, ack_seconds=PATIENCE, tls=True)
    async with scene_on(fake, tmp_path, openai, monkeypatch, fake.connector) as scene:
        yield scene


async def test_the_whole_loop_with_discords_own_hosts(scene: Scene):
    before = (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE)
    await scene.start(discord_api_url="", discord_gateway_url="")
    fake = scene.fake
    scene.openai.script(Step("stall"))
    asked = scene.ask(image1=photo("red"))
    await fake.until(lambda: asked.original is not None and asked.original.attachments, PATIENCE)
    scene.openai.release()
    first = await scene.result(asked)
    assert len(scene.openai.seen[-1].files) == 1
    assert "v2, from v1" in (await scene.reply(first.channel, "make it night", files=[photo("blue")])).text
    assert [status for _, status in fake.cdn.fetched] == [200, 200]
    await scene.stop()
    await scene.start(ready=False)
    await fake.ready(seconds=PATIENCE)
    assert "v3, from v1" in (await scene.press(first, VARY)).text
    assert "v4, from v1" in (await scene.reply(first, "put it in snow")).text
    after = (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE)
    assert after == before
    assert before[0] == "https://discord.com/api/v10"
