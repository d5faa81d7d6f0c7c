"""What Easel will not or cannot do on Slack: said to the asker alone, and charged only where it was made."""

from __future__ import annotations

import asyncio

import pytest

from tests.conversation.slack_guest import (
    BACK,
    BOTH,
    CHARGED_NOTHING,
    FOX,
    REFINE,
    Scene,
    either_scene,
    slack_scene,
)
from tests.conversation.slack_seen import alts, everything, labels, press_whispered
from tests.fakes.openai_script import Step
from tests.fakes.slack_delivery import Delivery
from tests.fakes.slack_script import Ephemeral

scene = pytest.fixture(slack_scene)
either = pytest.fixture(either_scene, params=BOTH)


async def refused(scene: Scene, asked: Delivery, says: str) -> Ephemeral:
    """Assert that the asker alone is told why, and that nothing is left for others to see; return what they are told."""
    told = await scene.whisper(says)
    await asked.acked()
    await scene.fake.until(lambda: [each for each in scene.general.live if each.by_bot] == [], what="an empty channel")
    return told


async def test_what_is_asked_amiss_is_refused_for_nothing(scene: Scene):
    await scene.start()
    for prompt, says in (
        (f"{FOX} model:no-such-model", "no model “no-such-model”"),
        (f"{FOX} quality:sublime", "I do not know the quality"),
        ("a fox, " * 6_000, "Please shorten it"),
        ("\u2063 size:16:9", "Say what should be in the picture"),
    ):
        scene.mark()
        told = await refused(scene, scene.ask(prompt), says)
        assert CHARGED_NOTHING in everything(told)
    assert scene.openai.count() == 0
    assert await scene.left() == 50


async def test_a_spent_quota_is_told_to_the_asker_alone(either: Scene):
    await either.start(daily_images=1)
    first = await either.imagine()
    before = [each.ts for each in either.general.live]
    either.mark()
    either.ask("a lighthouse at dawn")
    assert "used today's one picture" in everything(await either.whisper("used today's one picture"))
    assert [each.ts for each in either.general.live] == before
    assert "used today's one picture" in everything(await either.pressed(first, "Vary"))
    spoken = either.say(first, "make it night")
    told = await either.fake.until(lambda: said_of(either, spoken.ts, "used today's one picture"))
    assert told
    assert await either.left(either.olga) == 1
    assert either.openai.count() == 1


def said_of(scene: Scene, ts: str, words: str) -> list[object]:
    """Return where words were said after a message, to all or to one."""
    told = [each for each in scene.fake.ephemerals if each.ts > ts and words in everything(each)]
    return [*told, *[each for each in scene.general.live if each.by_bot and each.ts > ts and words in everything(each)]]


async def test_flagged_words_leave_no_trace_in_the_channel(scene: Scene):
    scene.openai.script(Step("flagged"), route="moderations")
    await scene.start()
    scene.mark()
    told = await refused(scene, scene.ask("something violent"), "flagged before drawing")
    assert CHARGED_NOTHING in everything(told)
    assert scene.openai.count() == 0
    assert await scene.left() == 50


async def test_what_the_engine_blocks_is_told_alone_and_can_be_tried_again(scene: Scene):
    scene.openai.script(Step("moderation_blocked"))
    await scene.start()
    scene.mark()
    told = await refused(scene, scene.ask(), "safety system")
    assert "It was charged" in everything(told)
    assert labels(told) == ["Try again"]
    assert await scene.left() == 49
    made = await scene.result(press_whispered(scene.fake, told, "Try again"))
    assert "v1, by @ada" in everything(made)
    assert await scene.left() == 48


async def test_in_a_thread_an_engine_that_fails_is_told_where_it_was_asked(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    scene.openai.script(Step("user_error"))
    told = await scene.reply(first, "make it night")
    assert told.thread_ts == first.thread_ts
    assert "did not accept" in everything(told)
    assert CHARGED_NOTHING in everything(told)
    assert labels(told) == ["Try again"]
    assert "v2, from v1" in everything(await scene.press(told, "Try again"))


async def test_what_somebody_has_answered_to_is_not_taken_away(scene: Scene):
    scene.openai.script(Step("moderation_blocked", held=True))
    await scene.start()
    asked = scene.ask()
    await scene.openai.until(1)
    root = scene.posted(asked, "answer")
    said = scene.olga.say(scene.general, "nice", thread=root)
    scene.openai.release()
    ended = await scene.answer(asked)
    assert ended is root
    assert "safety system" in everything(ended)
    assert said.message in scene.general.thread(root.ts)


async def test_what_is_being_made_is_cancelled_by_its_asker_alone(scene: Scene):
    scene.openai.script(Step("hang"))
    await scene.start()
    asked = scene.ask()
    await scene.openai.until(1)
    root = scene.posted(asked, "answer")
    foreign = await scene.pressed(root, "Cancel", who=scene.ben)
    assert "ada" in everything(foreign)
    scene.mark()
    scene.ada.press(root, "Cancel")
    told = await scene.whisper("Cancelled")
    assert "It was charged" in everything(told)
    await scene.fake.until(lambda: root.deleted)


async def test_many_at_once_are_all_answered_and_the_quota_holds(scene: Scene):
    await scene.start(daily_images=3)
    scene.mark()
    asked = [scene.ask(f"{FOX}, number {number}") for number in range(8)]
    await asyncio.gather(*(each.acked() for each in asked))

    def all_ended() -> bool:
        told = [each for each in scene.fake.ephemerals[scene.seen :] if "used today's 3" in everything(each)]
        return len(told) == 5 and sum(scene.posted(each, "result") is not None for each in asked) == 3

    await scene.fake.until(all_ended, what="eight answers")
    assert await scene.left() == 0
    assert scene.openai.count() == 3


async def test_a_german_hears_german_from_first_to_last(scene: Scene):
    await scene.start()
    ben = scene.ben
    # The first thing a person does tells their language.
    first = await scene.imagine("ein roter Fuchs", who=ben)
    assert "v1, von @ben" in everything(first)
    assert alts(first)[0].endswith("ein roter Fuchs")
    root = scene.general.messages[first.thread_ts]
    assert "Asked by" not in everything(root)
    view = await scene.window(ben.press(first, labels(first)[0]), ben)
    assert "ändern" in view.words
    second = await scene.answer(ben.submit(view, {"v:words": "mach es Nacht"}))
    assert "v2, von v1" in everything(second) or "aus v1" in everything(second)
    assert REFINE not in labels(second)
    assert BACK not in labels(second)
    scene.mark()
    await scene.easel("help", who=ben).acked()
    assert "zeichnet" in everything(await scene.whisper(who=ben))
    assert await scene.left(ben) == 48
    scene.mark()
    scene.ask("\u2063 size:16:9", who=ben)
    assert "Say what" not in everything(await scene.whisper(who=ben))
    await ben.open_home().acked()
    home = await scene.fake.until(lambda: scene.fake.home(ben))
    assert "ein roter Fuchs" in everything(home)
    assert "Your newest pictures" not in everything(home)
    form = await scene.window(scene.ask("", who=ben), ben)
    assert form.title != "A new picture"
