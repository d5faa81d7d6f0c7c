"""The main job on Discord, from /imagine to a restart and beyond."""

from __future__ import annotations

import pytest

from tests.conversation.discord_guest import (
    BACK,
    BUTTONS,
    BUTTONS_OF_CHILD,
    DELETE,
    DETAILS,
    ORIGINAL,
    REFINE,
    Scene,
    discord_scene,
    labels,
)
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)


async def test_a_picture_is_made_refined_branched_and_its_buttons_outlive_a_restart(scene: Scene):
    await scene.start()
    fake, openai = scene.fake, scene.openai
    openai.script(Step("stall"))
    asked = scene.ask()
    assert (await asked.acknowledged()).type == 5
    await fake.until(lambda: asked.original.attachments, PATIENCE)
    assert labels(asked.original) == ["Cancel"]
    openai.release()
    first = await scene.result(asked)

    root, thread = asked.original, first.channel
    assert thread.parent is scene.art
    assert thread.name.startswith("a red fox and a cactus")
    assert thread.kind == 11
    assert root.buttons == []
    assert "Say in its thread" in root.text
    assert first.interaction is None
    assert first.nonce
    assert labels(first) == BUTTONS
    assert first.attachments[0].description.startswith("AI-generated image: a red fox")
    assert "v1, by @Mira" in first.text
    assert first.mentions == [scene.mira]
    assert root.attachments[0].data == first.attachments[0].data

    second = await scene.reply(thread, "make it night and add a rocket")
    assert "v2, from v1, by @Mira" in second.text
    assert labels(second) == BUTTONS_OF_CHILD
    third = await scene.reply(thread, "make the sky more dramatic", who=scene.leo)
    assert "v3, from v2, by @Leo" in third.text
    assert "v4, from v3" in (await scene.reply(thread, "add a lone cypress")).text
    assert "v5, from v1" in (await scene.reply(first, "put it in snow")).text

    refine = await scene.fill_in(fake.press(scene.mira, second, REFINE), "add a red balloon", second)
    assert "v6, from v2" in refine.text
    assert "v7, from v2" in (await scene.press(second, "Vary")).text
    assert "v8, from v1" in (await scene.press(second, "Again")).text
    assert "Back at v1" in (await scene.press(second, BACK)).text
    assert "v9, from v1" in (await scene.reply(thread, "make it winter")).text

    details = await scene.pressed(second, DETAILS)
    assert "gpt-image-2" in details.text
    assert "make it night and add a rocket" in details.text
    original = await scene.pressed(second, ORIGINAL)
    assert original.attachments[0].data == second.attachments[0].data
    assert b"caBX" in original.attachments[0].data

    await scene.stop()
    await scene.start(ready=False)
    await fake.ready()
    assert fake.count("PUT /applications/{app}/commands") == 1
    again = await scene.fill_in(fake.press(scene.leo, third, REFINE), "add a kite", third)
    assert "v10, from v3, by @Leo" in again.text
    assert "v11, from v10" in (await scene.reply(thread, "make it spring")).text

    asks = await scene.pressed(third, DELETE, who=scene.leo)
    assert labels(asks) == ["Yes, delete v3", "Keep it"]
    assert "v3 is deleted" in (await scene.pressed(asks, "Yes, delete v3", who=scene.leo)).text
    await fake.until(lambda: not third.attachments, PATIENCE)
    assert (third.text, labels(third)) == ("This picture was deleted.", [])
    assert (await scene.left(), await scene.left(scene.leo)) == (50 - 9, 50 - 2)
    assert fake.limited == []


async def test_it_is_seen_forming_frame_by_frame(scene: Scene):
    await scene.start(engine_concurrency=1)
    fake, openai = scene.fake, scene.openai
    openai.script(Step("stall"), Step("stall"), Step("stall"))
    asked = scene.ask(count=3)
    await asked.acknowledged()
    frames: list[bytes] = []
    for _ in range(3):

        def newer() -> bool:
            seen = asked.original.pictures
            return bool(seen) and seen[-1] not in frames

        await fake.until(newer, PATIENCE)
        frames.append(asked.original.pictures[-1])
        openai.release()
    result = await scene.result(asked)
    assert len(set(frames)) == 3
    assert len(result.attachments) == 3
    assert labels(result) == ["Use v1", "Use v2", "Use v3", "Again"]
    states = [len(each.attachments) for each in asked.original.versions if each.attachments]
    assert states[:-1] == [1] * (len(states) - 1)
