"""Easel on Discord as an operator runs it: killed in the midst of things, and two at once during a deploy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversation.discord_guest import VARY, Scene, discord_scene
from tests.conversation.processes import address_of, kill, started
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)

POST = "POST /channels/{channel}/messages"


def environment(scene: Scene) -> dict[str, str]:
    return {
        "EASEL_DATA_DIR": str(scene.tmp_path / "data"),
        "EASEL_ASSETS_URL": str(scene.tmp_path / "assets"),
        "OPENAI_API_KEY": scene.openai.key,
        "OPENAI_BASE_URL": scene.openai.base_url,
        "DISCORD_TOKEN": scene.fake.token,
        "EASEL_DISCORD_API_URL": scene.fake.api_url,
        "EASEL_DISCORD_GATEWAY_URL": scene.fake.gateway_url,
    }


@pytest.mark.timeout(300)
async def test_killed_while_it_draws_and_while_it_delivers_it_tells_each_end_once(scene: Scene):
    env, fake = environment(scene), scene.fake
    scene.openai.script(Step("stall"))
    async with started("run", **env) as first:
        await address_of(first)
        await scene.hears()
        await scene.settled()
        drawn = scene.ask("a lighthouse at dawn", who=scene.leo)
        await fake.until(lambda: drawn.original is not None and drawn.original.attachments, PATIENCE)
        fake.lose_reply(POST)
        delivered = scene.ask()
        one = await fake.until(
            lambda: delivered.original is not None and delivered.original.thread and delivered.original.thread.messages,
            PATIENCE,
        )
        await kill(first)
    missed = scene.say(one[0].channel, "make it night")
    async with started("run", **env) as second:
        await address_of(second)
        assert "v1, by @Leo" in (await scene.result(drawn)).text
        assert "v1, by @Mira" in (await scene.result(delivered)).text
        assert "v2, from v1" in (await scene.answer(missed)).text
        await scene.settled()
        for asked in (delivered, drawn):
            assert len([each for each in asked.original.thread.messages if "**v1, by" in each.text]) == 1
        assert scene.openai.count() == 4
        assert (await scene.left(), await scene.left(scene.leo)) == (48, 49)
    assert fake.count("PUT /applications/{app}/commands") == 1


@pytest.mark.timeout(300)
async def test_two_that_overlap_during_a_deploy_make_nothing_twice(scene: Scene, tmp_path: Path, postgres_url: str):
    env = environment(scene) | {"EASEL_DATABASE_URL": postgres_url, "EASEL_SECRET_KEY": "one secret"}
    fake = scene.fake
    newer = env | {"EASEL_DATA_DIR": str(tmp_path / "newer")}
    async with started("run", **env) as first, started("run", **newer) as second:
        await address_of(first)
        await address_of(second)
        await fake.ready(sessions=2, seconds=PATIENCE)
        await fake.until(lambda: fake.app.commands.get(None), PATIENCE)
        # Both have spoken with the database before an acknowledgement depends on it.
        await scene.settled()
        asked = [
            scene.ask(f"a red fox, number {number}", who=who) for number, who in enumerate((scene.mira, scene.leo))
        ]
        made = [await scene.result(each) for each in asked]
        said = [scene.say(each.channel, "make it night") for each in made]
        assert ["v2, from v1" in (await scene.answer(each)).text for each in said] == [True, True]
        pressed = fake.press(scene.leo, made[0], VARY)
        await fake.until(lambda: [m for m in made[0].channel.messages if "v3, from v1" in m.text], PATIENCE)
        for each in said:
            fake.gateway.redeliver(each)
        await scene.settled()
        first.terminate()
        await fake.until(lambda: len(fake.gateway.connected()) == 1, PATIENCE)
        assert "v4, from v3" in (await scene.reply(made[0].channel, "add a rocket")).text
        assert [len(scene.answers(each)) for each in said] == [1, 1]
        assert all(len([m for m in each.channel.messages if "**v1, by" in m.text]) == 1 for each in made)
        assert scene.openai.count() == 6
        assert (await scene.left(), await scene.left(scene.leo)) == (46, 48)
    assert fake.count("PUT /applications/{app}/commands") == 1
    assert [each.refusals for each in (*asked, pressed)] == [[], [], []]
