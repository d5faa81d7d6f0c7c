"""What is deleted, and who is forgotten, leaves nothing in a channel of Slack: no words, no name."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import DELETE, Scene, slack_scene
from tests.conversation.slack_seen import everything, press_whispered
from tests.fakes.slack_world import Message

scene = pytest.fixture(slack_scene)

LAST = "Its picture was deleted. Start another with /imagine."


def root_of(made: Message) -> Message:
    return made.channel.messages[made.thread_ts]


async def deleted(scene: Scene, made: Message, version: int) -> None:
    """Delete a picture by its button."""
    asks = await scene.pressed(made, DELETE)
    scene.mark()
    press_whispered(scene.fake, asks, f"Yes, delete v{version}")
    await scene.whisper("is deleted")


async def test_the_root_says_so_once_its_last_picture_is_deleted(scene: Scene):
    await scene.start()
    first = await scene.imagine("two owls")
    second = await scene.reply(first, "make it night")
    root = root_of(first)
    await deleted(scene, first, 1)
    await scene.fake.until(lambda: not first.pictures)
    assert "two owls" in everything(root)
    await deleted(scene, second, 2)
    await scene.fake.until(lambda: LAST in everything(root), what="the root says that it is deleted")
    for words in ("owls", "ada"):
        assert words not in everything(root)


async def test_who_is_forgotten_leaves_neither_words_nor_name_in_a_channel(scene: Scene):
    await scene.start()
    first = await scene.imagine("two owls")
    others = await scene.reply(first, "make it night", who=scene.olga)
    alone = await scene.imagine("a brown bear")
    scene.easel("privacy delete")
    asks = await scene.whisper("for good")
    scene.mark()
    press_whispered(scene.fake, asks, "Yes, delete my data")
    await scene.whisper("are deleted")
    roots = [root_of(each) for each in (first, alone)]
    await scene.fake.until(lambda: all("Deleted." in everything(each) for each in roots), what="the roots are bare")
    for said in (*roots, first, alone):
        assert not {"owls", "bear", "ada"} & set(everything(said).replace(".", " ").split()), everything(said)
    assert others.pictures
