"""A change that is made soon is one message of its thread, so that who follows it is told once."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import Scene, slack_scene
from tests.conversation.slack_seen import everything, labels
from tests.fakes.openai_script import Step

scene = pytest.fixture(slack_scene)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a while for longer than any busy machine needs."""
    monkeypatch.setattr("bot.platforms.slack.outbound.QUIET", 36_000.0)


async def test_a_change_that_is_made_soon_is_one_message(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    before = len(scene.fake.calls)
    said = scene.say(first, "make it night")
    second = await scene.result(said)
    assert "v2, from v1" in everything(second)
    about = [each.method for each in scene.fake.calls[before:]]
    assert about.count("chat.postMessage") == 1
    assert "chat.delete" not in about
    assert "assistant.threads.setStatus" in about
    assert len(about) <= 8, about
    assert [each for each in scene.general.thread(first.thread_ts) if each.by_bot][-1] is second


async def test_a_refusal_that_comes_soon_is_one_message(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    before = len(scene.fake.calls)
    scene.openai.script(Step("moderation_blocked"))
    told = await scene.reply(first, "make it bad")
    assert "did not draw this" in everything(told)
    about = [each.method for each in scene.fake.calls[before:]]
    assert about.count("chat.postMessage") == 1


async def test_a_change_that_takes_a_while_says_so_and_can_be_cancelled(scene: Scene, monkeypatch):
    monkeypatch.setattr("bot.platforms.slack.outbound.QUIET", 3.0)
    await scene.start()
    first = await scene.imagine()
    scene.openai.script(Step("stall"))
    said = scene.say(first, "make it night")
    forming = await scene.fake.until(lambda: scene.posted(said, "answer"))
    assert "Editing v1: make it night" in everything(forming)
    assert labels(forming) == ["Cancel"]
    await scene.openai.until(2)
    scene.openai.release()
    await scene.result(said)
    assert forming.deleted


async def test_what_one_person_is_told_under_a_root_without_replies_is_shown(scene: Scene):
    await scene.start()
    scene.openai.script(Step("stall"))
    asked = scene.ask()
    root = await scene.fake.until(lambda: scene.posted(asked, "answer"))
    await scene.openai.until(1)
    told = await scene.pressed(root, "Cancel", who=scene.ben)
    assert told.seen
    assert told.thread_ts is None
    scene.openai.release()
    made = await scene.result(asked)
    told = await scene.pressed(made, "Details")
    assert told.seen
    assert told.thread_ts == root.ts
