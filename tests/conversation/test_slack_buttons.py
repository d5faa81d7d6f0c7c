"""What stands under a picture on Slack, and that it outlives a restart."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import (
    BACK,
    BOTH,
    DELETE,
    DETAILS,
    ORIGINAL,
    VARY,
    Scene,
    either_scene,
    slack_scene,
)
from tests.conversation.slack_seen import everything, labels, press_whispered
from tests.fakes.openai_script import Step

scene = pytest.fixture(slack_scene)
either = pytest.fixture(either_scene, params=BOTH)


async def test_every_button_does_what_it_says_and_outlives_a_restart(either: Scene):
    await either.start()
    first = await either.imagine()
    second = await either.refine(first, "make it night and add a rocket")
    assert "v2, from v1, by @ada" in everything(second)
    assert "v3, from v2" in everything(await either.press(second, VARY, who=either.olga))
    assert "v4, from v1" in everything(await either.press(second, "Again"))
    assert "Back at v1" in everything(await either.press(second, BACK))
    assert "v5, from v1" in everything(await either.reply(first, "make it winter"))

    details = everything(await either.pressed(second, DETAILS))
    assert "gpt-image-2" in details
    assert "make it night and add a rocket" in details
    shared = await original(either, second)
    assert shared.thread_ts == first.thread_ts
    (handed,), (shown,) = shared.pictures, second.pictures
    assert b"caBX" in handed.data
    assert handed.data == shown.data

    await either.stop()
    await either.start()
    assert "v6, from v2, by @olga" in everything(await either.refine(second, "add a kite", who=either.olga))
    assert "v7, from v6" in everything(await either.reply(first, "make it spring"))
    asks = await either.pressed(second, DELETE)
    assert labels(asks) == ["Yes, delete v2", "Keep it"]
    either.mark()
    press_whispered(either.fake, asks, "Yes, delete v2")
    assert "v2 is deleted" in everything(await either.whisper("is deleted"))
    await either.fake.until(lambda: shown.deleted and handed.deleted and not second.pictures, what="it is gone")
    assert "This picture was deleted." in everything(second)
    assert not second.buttons
    assert (await either.left(), await either.left(either.olga)) == (50 - 5, 50 - 2)


async def original(scene: Scene, message):
    """Press Original and return the message in which the file comes."""
    before = set(message.channel.messages)
    scene.ada.press(message, ORIGINAL)
    return await scene.fake.message_in(message.channel, lambda each: each.ts not in before and each.files)


async def test_of_four_pictures_one_is_picked(scene: Scene):
    await scene.start()
    four = await scene.imagine("a red fox count:4")
    assert labels(four)[:4] == ["Use v1", "Use v2", "Use v3", "Use v4"]
    assert len(four.pictures) == 4
    assert "Going on with v3" in everything(await scene.press(four, "Use v3", who=scene.olga))
    assert "v5, from v3" in everything(await scene.reply(four, "make it night"))
    assert "Going on with v2" in everything(await scene.reply(four, "the second one"))
    assert await scene.left() == 45


async def test_with_a_public_address_it_is_seen_forming_and_the_original_is_a_link(scene: Scene):
    scene.openai.script(Step("stall"))
    await scene.start(public_url="https://easel.example", browser_password="hunter2")
    asked = scene.ask()

    def frames() -> list[str]:
        root = scene.posted(asked, "answer")
        return [] if root is None else [each["image_url"] for each in root.blocks if each["type"] == "image"]

    (frame,) = await scene.fake.until(frames, what="a frame")
    assert frame.startswith("https://easel.example/")
    scene.openai.release()
    first = await scene.result(asked)
    assert frames() == []
    assert not first.broken
    told = await scene.pressed(first, ORIGINAL)
    links = [each["url"] for each in walk(told.blocks) if each.get("type") == "link"]
    assert [each.startswith("https://easel.example/") for each in links] == [True]


def walk(node):
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from walk(each)
