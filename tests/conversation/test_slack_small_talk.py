"""Words outside of any thread: talk costs nothing, a change is about the newest picture, a description is a new one."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import CHARGED_NOTHING, FOX, Scene, slack_scene
from tests.conversation.slack_seen import everything, labels, photo

scene = pytest.fixture(slack_scene)

GREETED = "Tell me what you would like to see"


async def test_small_talk_with_easel_makes_no_picture(scene: Scene):
    await scene.start()
    for words in ("hi", "what can you do?"):
        scene.mark()
        scene.olga.say(scene.general, words, mention=True)
        told = everything(await scene.whisper(GREETED, scene.olga))
        assert CHARGED_NOTHING in told
    scene.mark()
    scene.olga.say(scene.general, "thanks!", mention=True)
    await scene.whisper("You are welcome", scene.olga)
    dm = scene.fake.team.dm(scene.ada)
    assert GREETED in everything(await scene.answer(scene.ada.say(dm, "hello")))
    assert "/imagine" in everything(await scene.answer(scene.ada.say(dm, "help me")))
    assert "left today" in everything(await scene.answer(scene.ada.say(dm, "/easel quota")))
    assert "Say this in the thread" in everything(await scene.answer(scene.ada.say(dm, "undo")))
    assert scene.openai.count() == 0
    made = await scene.result(scene.ada.say(dm, f"/imagine {FOX}"))
    assert "v1, by @ada" in everything(made)


async def test_a_change_in_a_direct_message_is_about_the_newest_picture_and_stands_in_its_thread(scene: Scene):
    await scene.start()
    dm = scene.fake.team.dm(scene.ada)
    first = await scene.result(scene.ada.say(dm, FOX))
    root = first.thread_ts
    night = scene.ada.say(dm, "make it night")
    made = await scene.result(night)
    assert made.thread_ts == root
    assert "v2, from v1" in everything(made)
    undone = await scene.answer(scene.ada.say(dm, "undo"))
    assert undone.thread_ts == root
    assert "Back at v1" in everything(undone)
    assert "About “a red fox" in everything(undone)
    again = await scene.result(scene.ada.say(dm, "another one"))
    assert again.thread_ts == root
    thanked = scene.ada.say(dm, "thanks!")
    assert "You are welcome" in everything(await scene.answer(thanked))
    owl = scene.ada.say(dm, "an owl on a roof")
    assert (await scene.result(owl)).thread_ts == owl.ts
    assert scene.openai.count() == 4


@pytest.mark.parametrize("choice", [0, 1])
async def test_what_could_be_either_is_offered_as_both(scene: Scene, choice: int):
    await scene.start()
    dm = scene.fake.team.dm(scene.ada)
    await scene.result(scene.ada.say(dm, FOX))
    asked = scene.ada.say(dm, "make the tower out of cheese")
    offered = await scene.answer(asked)
    assert "“make the tower out of cheese”" in everything(offered)
    assert labels(offered) == ["Change “a red fox and a cac…”", "Make a new picture"]
    assert scene.openai.count() == 1
    made = await scene.press(offered, labels(offered)[choice])
    assert made.thread_ts == asked.ts
    assert ("v2, from v1, by @ada" if choice == 0 else "v1, by @ada") in everything(made)
    assert "v" in everything(await scene.reply(made, "make it night"))
    await scene.left()
    pressed = scene.ada.press(offered, labels(offered)[choice])
    await pressed.acked()
    await scene.fake.until(lambda: "already" in "".join(map(everything, [*scene.fake.ephemerals, *dm.live])))
    assert await scene.left() == 50 - 3


async def test_a_photo_that_is_spoken_of_and_did_not_come_is_asked_for(scene: Scene):
    await scene.start()
    dm = scene.fake.team.dm(scene.ada)
    words = "Replace the background of my photo with a plain studio"
    told = everything(await scene.answer(scene.ada.say(dm, words)))
    assert "Send me the photo with those words" in told
    assert CHARGED_NOTHING in told
    assert scene.openai.count() == 0
    assert "v2, from v1" in everything(await scene.result(scene.ada.say(dm, words, files=[photo()])))
