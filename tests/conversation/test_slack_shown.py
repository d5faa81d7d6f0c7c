"""Replies under pictures that were shown outside of their threads: they are about what is shown."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import Scene, slack_scene
from tests.conversation.slack_seen import everything
from tests.fakes.slack_world import Message

scene = pytest.fixture(slack_scene)


async def listed(scene: Scene, count: int) -> Message:
    """Return the message in which /easel show shows so many pictures to one person."""
    dm = scene.fake.team.dm(scene.ada)
    before = len(scene.results(dm))
    scene.easel("show")
    await scene.fake.until(lambda: len(scene.results(dm)) > before, what="a list")
    message = scene.results(dm)[-1]
    assert len(message.pictures) == count
    return message


async def test_what_is_said_under_one_picture_that_was_shown_is_about_it(scene: Scene):
    await scene.start()
    await scene.imagine("a red fox")
    shown = await listed(scene, 1)
    made = await scene.reply(shown, "make it night")
    assert "v2, from v1, by @ada" in everything(made)
    assert made.thread_ts == shown.ts
    assert "v3, from v2" in everything(await scene.reply(shown, "add a hat"))
    assert "Back at v2" in everything(await scene.reply(shown, "undo"))


async def test_of_several_the_words_say_which(scene: Scene):
    await scene.start()
    await scene.imagine("a red fox")
    await scene.imagine("a blue owl")
    shown = await listed(scene, 2)
    asked = everything(await scene.reply(shown, "make it night"))
    assert "shows 2 pictures" in asked
    assert "Nothing was charged" in asked
    assert scene.openai.count() == 2
    made = await scene.reply(shown, "the second one but at night")
    assert made.thread_ts == shown.ts
    assert "v2, from v1, by @ada" in everything(made)
    versions = everything(await scene.reply(shown, "details"))
    assert "a red fox" in versions
    assert "v3, from v2" in everything(await scene.reply(shown, "add a hat"))
    assert "a blue owl" in everything(await scene.reply(shown, "make the first one green"))
