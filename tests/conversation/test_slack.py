"""The main job on Slack, from /imagine to App Home, by Socket Mode and by HTTP."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import (
    BOTH,
    BUTTONS,
    BUTTONS_OF_CHILD,
    Scene,
    either_scene,
)
from tests.conversation.slack_seen import alts, everything, labels, photo
from tests.fakes.openai_script import Step

scene = pytest.fixture(either_scene, params=BOTH)


async def test_from_imagine_to_app_home(scene: Scene):
    await scene.start()
    fake, openai, ada = scene.fake, scene.openai, scene.ada
    openai.script(Step("stall"))
    asked = scene.ask()
    ack = await asked.acked()
    assert (ack.payload, ack.attempt, ack.late) in ((None, 0, False), ("", 0, False), ({}, 0, False))

    def status() -> bool:
        root = scene.posted(asked, "answer")
        return root is not None and any(fake.statuses.get((root.channel.id, root.ts), ""))

    await fake.until(status, what="a status under the root")
    root = scene.posted(asked, "answer")
    assert labels(root) == ["Cancel"]
    assert "Asked by ada" in everything(root)
    await openai.until(1)
    openai.release()
    first = await scene.result(asked)

    assert first.thread_ts == root.ts
    assert root.thread_ts in (None, root.ts)
    assert "It is in the thread" in everything(root)
    assert labels(root) == []
    assert labels(first) == BUTTONS
    assert alts(first)[0].startswith("AI-generated image: a red fox")
    assert "v1, by @ada" in everything(first)
    assert first.pictures[0].mimetype == "image/png"
    assert not first.broken
    assert not fake.statuses.get((root.channel.id, root.ts))

    second = await scene.reply(first, "make it night and add a rocket")
    assert "v2, from v1, by @ada" in everything(second)
    assert labels(second) == BUTTONS_OF_CHILD
    third = await scene.reply(first, "make the sky more dramatic", who=scene.olga)
    assert "v3, from v2, by @olga" in everything(third)
    assert "v4, from v3" in everything(await scene.reply(first, "add a lone cypress"))
    blue = await scene.reply(first, "go back to v1 and make it blue")
    assert "v5, from v1" in everything(blue)
    told = await scene.reply(first, "make the sky orange like this", files=[photo("orange")])
    assert "v6, from v5" in everything(told)
    assert "Your upload is a reference; v5 stays the base." in everything(told)
    assert len(openai.seen[-1].files) == 2

    view = await scene.window(ada.message_shortcut("edit_image", blue))
    edited = await scene.answer(ada.submit(view, {"v:words": "add a kite"}))
    assert "v7, from v5" in everything(edited)
    assert {each.thread_ts for each in scene.results()} == {root.ts}

    await ada.open_home().acked()
    home = await fake.until(lambda: fake.home(ada), what="App Home")
    words = everything(home)
    assert "44 of 50 pictures left today." in words
    assert "a red fox" in words
    assert "make it blue" in words
    assert scene.openai.count() == 7
    assert (await scene.left(), await scene.left(scene.olga)) == (50 - 6, 50 - 1)
