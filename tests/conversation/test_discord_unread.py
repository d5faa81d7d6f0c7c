"""Without the message content intent: all of it still works, by button, window, menu, mention and ping."""

from __future__ import annotations

import pytest

from tests.conversation.discord_guest import FOX, REFINE, Scene, discord_scene, photo
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)


async def test_everything_works_without_reading_what_is_not_said_to_easel(scene: Scene):
    fake = scene.fake
    fake.app.message_content = False
    await scene.start()
    assert scene.told == ["discord_intent"]
    first = await scene.imagine()
    thread = first.channel

    unread = scene.say(thread, "make it night")
    hint = await scene.answer(unread)
    assert "I cannot read your reply" in hint.text
    more = [scene.say(thread, "make it winter", who=scene.leo), scene.say(thread, "and add a tree")]
    assert "v2, from v1" in (await scene.reply(first, "make it night")).text
    assert [scene.answers(said) for said in more] == [[], []]
    silent = scene.say(first, "make it winter", ping=False)
    assert "v3, from v2" in (await scene.reply(thread, "make it spring", mention=[fake.app])).text
    assert scene.answers(silent) == []

    refined = await scene.fill_in(fake.press(scene.leo, first, REFINE), "add a kite", first)
    assert "v4, from v1, by @Leo" in refined.text
    assert "v5, from v4" in (await scene.reply(refined, "add a boat")).text
    shared = scene.say(scene.art, "my dog", who=scene.leo, files=[photo("brown")])
    asked = fake.context_menu(scene.mira, shared, "Edit this image")
    await asked.modal(PATIENCE)
    assert "v2, from v1" in (await scene.result(fake.submit_modal(asked, {"words": "give it a hat"}))).text
    said = scene.say(scene.art, FOX, mention=[fake.app])
    root = await scene.answer(said)
    await fake.until(lambda: root.thread is not None, PATIENCE)
    assert "v1, by @Mira" in (await scene.reply(fake.dm(scene.mira), FOX)).text

    await scene.stop()
    await scene.start(ready=False)
    await fake.ready()
    await fake.until(lambda: len(scene.told) > 1, PATIENCE)
    assert scene.told == ["discord_intent"] * 2
    assert 4014 not in fake.gateway.closed
    await scene.settled()
    assert len(scene.answers(unread)) == 1
    assert [scene.answers(said) for said in (*more, silent)] == [[], [], []]


async def test_an_intent_that_is_taken_away_while_it_runs_is_done_without(scene: Scene):
    fake = scene.fake
    await scene.start()
    first = await scene.imagine()
    fake.app.message_content = False
    fake.gateway.invalidate()
    await fake.until(lambda: scene.told == ["discord_intent"], PATIENCE)
    await fake.ready(seconds=PATIENCE)
    assert "v2, from v1" in (await scene.reply(first, "make it night")).text
    assert fake.refused == ["gateway: closed with 4014"]
    fake.refused.clear()
