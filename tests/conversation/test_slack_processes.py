"""Easel on Slack as an operator runs it: killed in the midst of things, and two at once on one Postgres."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.conversation.processes import address_of, kill, started
from tests.conversation.slack_guest import (
    VARY,
    Scene,
    scene_on,
)
from tests.conversation.slack_seen import everything
from tests.fakes.openai_script import Step
from tests.fakes.slack_clock import PATIENT
from tests.fakes.slack_script import Fault
from tests.fakes.slack_server import FakeSlack


@pytest.fixture
async def scene(tmp_path, openai, monkeypatch):
    """Yield a scene at Slack's own pace: processes of their own go by no clock of ours."""
    async with scene_on(FakeSlack(timing=PATIENT), tmp_path, openai, monkeypatch, dated=False) as scene:
        yield scene


def environment(scene: Scene, **more: str) -> dict[str, str]:
    return {
        "EASEL_DATA_DIR": str(scene.tmp_path / "data"),
        "EASEL_ASSETS_URL": str(scene.tmp_path / "assets"),
        "EASEL_SECRET_KEY": "one secret",
        "OPENAI_API_KEY": scene.openai.key,
        "OPENAI_BASE_URL": scene.openai.base_url,
        "SLACK_BOT_TOKEN": scene.fake.bot_token,
        "SLACK_APP_TOKEN": scene.fake.app_token,
        "EASEL_SLACK_API_URL": scene.fake.api_url,
        **more,
    }


@pytest.mark.timeout(300)
async def test_two_on_one_database_make_nothing_twice_and_one_that_dies_loses_nothing(
    scene: Scene, tmp_path: Path, postgres_url: str
):
    fake = scene.fake
    env = environment(scene, EASEL_DATABASE_URL=postgres_url)
    newer = env | {"EASEL_DATA_DIR": str(tmp_path / "newer")}
    async with started("run", **env) as first, started("run", **newer) as second:
        await asyncio.gather(address_of(first), address_of(second))
        await fake.connected(4)
        # Each has spoken with the database before an acknowledgement depends on it.
        for _ in range(4):
            await scene.left(scene.olga)
        asked = [
            scene.ask(f"a lighthouse, number {number}", who=who) for number, who in enumerate((scene.ada, scene.olga))
        ]
        made = [await scene.result(each) for each in asked]
        fake.socket.duplicate(4)
        said = [scene.say(each, "make it night") for each in made]
        mention = scene.say(made[0], "make it blue", mention=True, who=scene.olga)
        for each in said:
            await scene.answer(each)
        await scene.answer(mention)
        pressed = scene.olga.press(made[0], VARY)
        await scene.answer(pressed)
        for each in (*said, mention):
            for delivery in each.deliveries:
                await fake.redeliver(delivery)
        scene.openai.script(Step("stall"))
        last = scene.say(made[1], "add a rocket")
        await scene.openai.until(7)
        fake.fault("chat.postMessage", Fault("lost"))
        scene.openai.release()
        assert "v3, from v2" in everything(await scene.answer(last))
        await kill(first)
        await fake.until(lambda: len(fake.socket.connections) == 2)
        assert "from v" in everything(await scene.reply(made[0], "add a whale"))
        # Two count their calls apart: Slack may ask one of them to wait, which it does.
        scene.forgive(len(fake.limited))
        assert scene.openai.count() == 8
        assert len(scene.results()) == 8
        assert (await scene.left(), await scene.left(scene.olga)) == (50 - 5, 50 - 3)
