"""Calls that a process claimed and never completed: whoever takes them up asks first who it is that asks."""

from __future__ import annotations

import pytest

from tests.bot.platforms.slack.outward import png
from tests.conversation.slack_guest import Scene, slack_scene
from tests.conversation.slack_seen import everything
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Fault

scene = pytest.fixture(slack_scene)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.slack.face._FINISH_SECONDS", 0.05)


async def left(scene: Scene, **settings: object) -> None:
    """Stop Easel while Slack does not say who asks, and start another one."""
    await scene.stop()
    await scene.start(**settings)


async def test_a_guest_is_refused_by_whoever_takes_the_call_up(scene: Scene):
    fake, gus = scene.fake, scene.fake.person("gus")
    await scene.start(slack_guests=False)
    fake.fault("users.info", Fault("hang"), 1)
    await scene.ask("a lighthouse at dawn", who=gus).acked()
    await left(scene, slack_guests=False)
    assert "Guests may not use Easel" in everything(await scene.whisper(who=gus))
    assert "v1, by @ada" in everything(await scene.imagine("a kite"))
    assert scene.openai.count() == 1


async def test_a_stranger_is_refused_by_whoever_takes_the_call_up(scene: Scene):
    fake = scene.fake
    fake.team.enterprise = "E0EASEL0001"
    rivals = fake.add_team("Rivals", installed=False, enterprise="E0EASELRIVAL")
    eve = rivals.add_person("eve")
    shared = fake.team.add_channel("shared", members=[*fake.team.people.values()], shared_with=[rivals])
    shared.members.add(eve.id)
    await scene.start()
    first = await scene.imagine(where=shared)
    fake.fault("users.info", Fault("hang"), 1)
    scene.mark()
    said = scene.say(first, "make it night", who=eve)
    await said.acked()
    await left(scene)
    assert "another organisation" in everything(await scene.whisper(who=eve))
    assert "v2, from v1" in everything(await scene.reply(first, "add a rocket"))
    assert scene.end(said) is None
    assert scene.openai.count() == 2


async def test_a_mention_in_peoples_own_thread_is_answered_by_whoever_takes_it_up(scene: Scene):
    fake = scene.fake
    await scene.start()
    root = scene.ada.say(scene.general, "look at this", files=[Drop("cat.png", png())]).message
    await fake.idle()
    fake.fault("users.info", Fault("hang"), 1)
    said = scene.say(root, "make it blue", mention=True)
    await said.acked()
    await left(scene)
    assert "make it blue" in everything(await scene.answer(said))
    assert scene.openai.count() == 1


async def test_who_slack_does_not_name_is_refused_plainly_where_guests_are(scene: Scene):
    fake, gus = scene.fake, scene.fake.person("gus")
    await scene.start(slack_guests=False)
    # As often as a call is tried, and it is asked anew.
    fake.fault("users.info", Fault("status", status=503), 12)
    scene.ask("a lighthouse at dawn", who=gus)
    assert "did not say who you are" in everything(await scene.whisper(who=gus))
    assert scene.openai.count() == 0


async def test_who_slack_names_at_the_second_asking_is_served(scene: Scene):
    await scene.start(slack_guests=False)
    scene.fake.fault("users.info", Fault("status", status=503), 5)
    assert "v1, by @ada" in everything(await scene.imagine())


async def test_a_refusal_that_nobody_knows_is_told_elsewhere_in_the_end(scene: Scene):
    fake = scene.fake
    await scene.start()
    asked = scene.ask("a lighthouse")
    await fake.until(lambda: scene.posted(asked, "answer"))
    fake.fault("chat.postMessage", Fault("error", error="enterprise_is_restricted"), 200)
    assert "can no longer post where you asked" in everything(await scene.whisper())
    answer = scene.posted(asked, "answer")
    await fake.until(lambda: "can no longer post" in everything(answer), what="the promise to be taken back")
    assert scene.openai.count() == 1
