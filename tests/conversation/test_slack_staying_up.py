"""Nothing twice and nothing lost on Slack: redelivered, reordered and doubled events, restarts, sockets that come and go."""

from __future__ import annotations

import aiohttp
import pytest

from tests.conversation.slack_guest import (
    BOTH,
    CHARGED_NOTHING,
    FOX,
    VARY,
    Scene,
    either_scene,
    slack_scene,
)
from tests.conversation.slack_seen import everything, photo
from tests.fakes.openai_script import Step
from tests.fakes.slack_script import Fault

scene = pytest.fixture(slack_scene)
either = pytest.fixture(either_scene, params=BOTH)
http_scene = pytest.fixture(either_scene, params=["http"])


async def test_what_is_delivered_twice_is_done_once(either: Scene):
    await either.start()
    fake = either.fake
    either.openai.script(Step("stall"))
    asked = either.ask()
    await either.openai.until(1)
    fake.redeliver(asked)
    either.openai.release()
    first = await either.result(asked)
    fake.redeliver(asked)
    said = either.say(first, "make it night")
    fake.redeliver(said.deliveries[0])
    assert "v2, from v1" in everything(await either.answer(said))
    fake.redeliver(said.deliveries[0])
    pressed = either.olga.press(first, VARY)
    fake.redeliver(pressed)
    assert "v3, from v1" in everything(await either.answer(pressed))
    view = await either.window(either.ada.press(first, "Refine"))
    sent = either.ada.submit(view, {"v:words": "add a kite"})
    fake.redeliver(sent)
    assert "v4, from v1" in everything(await either.answer(sent))
    # A mention in a thread of Easel's comes as a mention and as a message.
    both = either.say(first, "make it blue", mention=True)
    assert len(both.deliveries) == 2
    for each in both.deliveries:
        fake.redeliver(each)
    assert "v5, from v4" in everything(await either.answer(both))
    alone = either.olga.say(either.general, "a lighthouse at dawn", mention=True)
    await either.result(alone)
    for each in alone.deliveries:
        await fake.redeliver(each)
    await either.settled(first)
    assert either.openai.count() == 6
    assert len(either.results()) == 6
    assert (await either.left(), await either.left(either.olga)) == (50 - 4, 50 - 2)


async def test_what_comes_in_another_order_is_done_once_each(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    scene.fake.hold()
    said = [scene.say(first, f"add a tree number {number}") for number in range(3)]
    mention = scene.ada.say(scene.general, "add a hat", mention=True, files=[photo()])
    scene.fake.mention_with_files = True
    twin = scene.olga.say(scene.general, "add a scarf", mention=True, files=[photo("red")])
    scene.fake.release("reversed")
    for each in (*said, mention, twin):
        await scene.answer(each)
    await scene.settled(first)
    assert scene.openai.count() == 6
    assert len(scene.results()) == 6
    assert await scene.left() == 50 - 5


async def test_a_restart_in_mid_job_delivers_once(either: Scene):
    await either.start()
    first = await either.imagine()
    either.openai.script(Step("stall"), Step("stall"))
    asked = either.ask("a lighthouse at dawn", who=either.olga)
    said = either.say(first, "make it night")
    await either.openai.until(3)
    await either.stop()
    either.openai.release()
    await either.start()
    assert "v1, by @olga" in everything(await either.result(asked))
    assert "v2, from v1" in everything(await either.answer(said))
    await either.settled(first)
    assert len(either.results()) == 3
    assert (await either.left(), await either.left(either.olga)) == (48, 49)


async def test_what_was_said_while_easel_was_down_is_answered_when_slack_sends_it_again(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    await scene.stop()
    said = scene.say(first, "make it night")
    (delivery,) = said.deliveries
    await fake.until(lambda: delivery.rests is not None)
    await scene.start(ready=False)
    await fake.connected(2)
    while not delivery.ack:
        await fake.until(lambda: delivery.ack or delivery.rests is not None)
        tried = len(delivery.attempts)
        fake.clock.advance((delivery.rests or 0) + 1)
        await fake.until(lambda n=tried: delivery.ack or len(delivery.attempts) > n)
    assert "v2, from v1" in everything(await scene.answer(said))
    assert scene.openai.count() == 2


async def test_sockets_are_replaced_without_loss(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    opened = fake.socket.opened
    await fake.socket.warn()
    for number in range(2):
        # One at a time, as Slack does: what fails in a gap, as a command does, has no gap to fail in.
        one = fake.socket.connections[0]
        one.leaving = True
        await one.websocket.send_json(fake.socket._goodbye("refresh_requested"))
        assert (await scene.easel("quota").acked()).attempt == 0
        assert "You have 49 pictures left" in everything(await scene.whisper())
        await fake.until(lambda n=number: fake.socket.opened > opened + n)
        await fake.connected(2)
    said = scene.say(first, "add a tree")
    await fake.socket.refresh()
    more = scene.say(first, "add a bush")
    await fake.until(lambda: fake.socket.opened >= opened + 4)
    # What came when there was nobody comes again.
    fake.clock.advance(61)
    for each in (said, more):
        assert ", from v" in everything(await scene.answer(each))
    fake.socket.drop()
    fake.clock.advance(61)
    await fake.until(lambda: fake.socket.opened > opened + 4)
    await fake.connected(2)
    last = scene.say(first, "make it night")
    assert "v4, from v3" in everything(await scene.answer(last))
    assert scene.openai.count() == 4
    assert await scene.left() == 50 - 4


async def test_when_the_database_is_slow_the_asker_is_told_at_once(either: Scene, monkeypatch: pytest.MonkeyPatch):
    await either.start()
    first = await either.imagine()
    for module in ("reception", "interactions"):
        monkeypatch.setattr(f"bot.platforms.slack.{module}.SECONDS", 0.0)
    either.mark()
    await either.ask("a lighthouse at dawn").acked()
    told = everything(await either.whisper())
    assert "nothing was charged" in told
    assert "ask again" in told
    either.mark()
    either.ada.press(first, VARY)
    assert "nothing was charged" in everything(await either.whisper())
    for module in ("reception", "interactions"):
        monkeypatch.setattr(f"bot.platforms.slack.{module}.SECONDS", 60.0)
    assert "v2, from v1" in everything(await either.reply(first, "make it night"))
    assert either.openai.count() == 2
    assert await either.left() == 48


@pytest.mark.parametrize("signature", ["wrong", "stale", "future", "not_a_number", "missing"])
async def test_what_is_not_signed_by_slack_is_not_heard(http_scene: Scene, signature: str):
    await http_scene.start()
    said = http_scene.olga.say(http_scene.general, FOX, mention=True)
    await http_scene.result(said)
    before = len(http_scene.fake.calls)
    answer = await http_scene.fake.forge(said.deliveries[0].payload, signature=signature)
    assert answer.status == 401
    assert await http_scene.fake.verify_url()
    assert len(http_scene.fake.calls) == before


async def test_a_token_that_is_refused_stops_nothing_else(scene: Scene):
    await scene.start(ready=False, slack_bot_token="xoxb-1-wrong")
    await scene.fake.until(lambda: "slack_token" in scene.told)
    async with aiohttp.ClientSession() as session, session.get(f"{scene.address}/readyz") as response:
        assert response.status == 200
        assert (await response.json())["wrong"] == ["slack"]
    assert scene.told == ["slack_token"]
    assert scene.fake.refused == ["auth.test: invalid_auth"]
    scene.fake.refused.clear()


async def test_slack_that_cannot_be_reached_at_first_is_asked_again(scene: Scene):
    scene.fake.fault("auth.test", Fault("status", status=503), n=2)
    scene.fake.fault("apps.connections.open", Fault("close"), n=2)
    await scene.start(ready=False)
    await scene.fake.connected(2)
    assert "v1, by @ada" in everything(await scene.imagine())
    assert CHARGED_NOTHING not in everything(scene.results()[0])
