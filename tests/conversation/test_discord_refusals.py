"""What Easel will not or cannot do on Discord: said to the asker alone, and charged only where it was made."""

from __future__ import annotations

import asyncio

import pytest

from tests.conversation.discord_guest import FOX, Scene, discord_scene, labels
from tests.fakes.discord_invocation import Invocation
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)


async def refused(scene: Scene, asked: Invocation, says: str) -> None:
    """Assert that the asker alone is told why, and that nothing is left for others to see."""
    said = await scene.whisper(asked)
    assert says in said.text
    assert asked.ack.type == 5
    assert asked.response() is None
    assert [each for each in scene.art.messages if not each.ephemeral] == []
    assert scene.art.threads == []


async def test_what_is_asked_amiss_is_refused_for_nothing(scene: Scene):
    await scene.start()
    blank = scene.ask("\u200b\u2060 \u3164")
    await refused(scene, blank, "Say what should be in the picture")
    await refused(scene, scene.ask(model="no-such-model"), "no model “no-such-model”")
    await refused(scene, scene.ask(size="as big as a house"), "I do not know the size")
    await refused(scene, scene.ask(quality="sublime"), "I do not know the quality")
    assert "Nothing was charged" in (await scene.whisper(blank)).text
    assert scene.openai.count() == 0
    assert await scene.left() == 50


async def test_a_spent_quota_is_told_to_the_asker_alone(scene: Scene):
    await scene.start(daily_images=1)
    first = await scene.imagine()
    asked = scene.ask("a lighthouse at dawn")
    said = await scene.whisper(asked)
    assert "used today's one picture" in said.text
    assert asked.response() is None
    assert [each.id for each in scene.art.messages if not each.ephemeral] == [first.channel.id]
    spoken = await scene.reply(first, "make it night")
    assert "used today's one picture" in spoken.text
    pressed = await scene.pressed(first, "Vary")
    assert "used today's one picture" in pressed.text
    assert "You have one picture left" in (await scene.whisper(quota_of(scene))).text
    assert scene.openai.count() == 1


def quota_of(scene: Scene) -> Invocation:
    return scene.fake.slash(scene.leo, scene.art, "quota")


async def test_flagged_words_leave_no_trace_in_the_channel(scene: Scene):
    scene.openai.script(Step("flagged"), route="moderations")
    await scene.start()
    asked = scene.ask("something violent")
    await refused(scene, asked, "flagged before drawing")
    assert "Nothing was charged" in (await scene.whisper(asked)).text
    assert scene.openai.count() == 0
    assert await scene.left() == 50


async def test_what_the_engine_blocks_is_told_alone_and_can_be_tried_again(scene: Scene):
    scene.openai.script(Step("moderation_blocked"))
    await scene.start()
    asked = scene.ask()
    await refused(scene, asked, "safety system")
    said = await scene.whisper(asked)
    assert "It was charged" in said.text
    assert labels(said) == ["Try again"]
    assert await scene.left() == 49
    retried = scene.fake.press(scene.mira, said, "Try again")
    await scene.fake.until(lambda: [each for each in scene.art.messages if each.attachments], PATIENCE)
    assert retried.ack.type == 6
    assert await scene.left() == 48


async def test_in_a_thread_an_engine_that_fails_is_told_where_it_was_asked(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    scene.openai.script(Step("user_error"))
    said = await scene.reply(first, "make it night")
    assert "did not accept" in said.text
    assert "Nothing was charged" in said.text
    assert labels(said) == ["Try again"]
    again = await scene.press(said, "Try again")
    assert "v2, from v1" in again.text


async def test_what_is_being_made_is_cancelled_by_its_asker_alone(scene: Scene):
    scene.openai.script(Step("hang"))
    await scene.start()
    asked = scene.ask()
    await scene.fake.until(lambda: asked.original is not None and asked.original.button("Cancel"), PATIENCE)
    await scene.openai.until(1)
    foreign = await scene.pressed(asked.original, "Cancel", who=scene.leo)
    assert "Only Mira or an administrator" in foreign.text
    scene.fake.press(scene.mira, asked.original, "Cancel")
    said = await scene.whisper(asked)
    assert "Cancelled" in said.text
    assert "It was charged" in said.text
    assert asked.response() is None


async def test_many_at_once_are_all_answered_and_the_quota_holds(scene: Scene):
    await scene.start(daily_images=3)
    asked = [scene.ask(f"{FOX}, number {number}") for number in range(8)]
    await asyncio.gather(*(each.acknowledged(PATIENCE) for each in asked))

    def all_ended() -> bool:
        told = [each for each in asked if each.followups]
        made = [each for each in asked if each.original.thread is not None and each.original.thread.messages]
        return len(told) == 5 and len(made) == 3

    await scene.fake.until(all_ended, PATIENCE)
    assert await scene.left() == 0
    assert scene.openai.count() == 3
