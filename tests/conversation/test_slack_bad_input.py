"""Hostile and unlucky input on Slack: one plain answer each, and nothing charged that was not made."""

from __future__ import annotations

import json

import pytest

from tests.conversation.slack_guest import (
    CHARGED_NOTHING,
    DETAILS,
    Scene,
    slack_scene,
)
from tests.conversation.slack_seen import alts, everything, labels, photo
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Fault

scene = pytest.fixture(slack_scene)

HOSTILE = (
    "@channel @here <!channel> <!here> <!everyone> <@{ben}> <#{general}> *bold* _under_ ~gone~ `code` "
    "<https://evil.example|free> &lt;!channel&gt; > quote :tada: \u202eesrever\u202c \u200bz\u200bw https://evil.example"
)


async def test_a_prompt_pings_nobody_and_links_nowhere(scene: Scene):
    await scene.start()
    prompt = HOSTILE.format(ben=scene.ben.id, general=scene.general.id)
    made = await scene.imagine(prompt)
    root = scene.general.messages[made.thread_ts]
    second = await scene.refine(made, f"make it night {prompt}")
    details = await scene.pressed(second, DETAILS)
    await scene.ada.open_home().acked()
    home = await scene.fake.until(lambda: scene.fake.home(scene.ada))
    for shown in (made, root, second, details, home):
        fallback = getattr(shown, "text", "")
        for mark in ("<!channel", "<!here", "<!everyone", f"<@{scene.ben.id}", f"<#{scene.general.id}", "<https://evil",
                     "\u202e", "\u200b"):  # fmt: skip
            assert mark not in fallback, (mark, fallback)
        drawn = json.dumps(shown.blocks, ensure_ascii=False)
        assert "\u202e" not in drawn
        assert '"broadcast"' not in drawn
        assert "evil.example" not in "".join(each.get("url", "") for each in links(shown.blocks))
        # Markup is read in mrkdwn alone; there, everything is escaped.
        for text in mrkdwn(shown.blocks):
            assert "<!" not in text
            assert "<@" not in text
            assert "|free>" not in text
    assert {each["user_id"] for each in mentions(made.blocks)} <= {scene.ada.id}
    calls = [each.args for each in scene.fake.calls if each.method in {"chat.postMessage", "chat.update"}]
    assert not any(each.get("link_names") or each.get("parse") for each in calls)
    assert not any(each.get("unfurl_links", False) for each in calls)


def nodes(node, kind):
    if isinstance(node, dict):
        if node.get("type") == kind:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from nodes(each, kind)


def links(blocks):
    return [*nodes(blocks, "link")]


def mentions(blocks):
    return [*nodes(blocks, "user")]


def mrkdwn(blocks):
    return [each["text"] for each in nodes(blocks, "mrkdwn")]


async def test_six_thousand_characters_are_drawn_and_told_in_short(scene: Scene):
    await scene.start()
    prompt = ("a fox, " * 860)[:5_990] + " the end."
    made = await scene.imagine(prompt)
    assert len(scene.openai.seen[-1].fields["prompt"]) >= 5_990
    assert len(alts(made)[0]) <= 2_000
    assert len(made.text) <= 4_000
    assert (await scene.pressed(made, DETAILS)).blocks
    assert "v2, from v1" in everything(await scene.reply(made, "make it night " * 400))
    assert await scene.left() == 48


async def test_a_file_that_cannot_be_had_is_told_and_costs_nothing(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    rivals = fake.add_team("Rivals")
    eve = rivals.add_person("eve")
    foreign = eve.say(rivals.add_channel("hall", members=[eve]), "mine", files=[photo("red")]).message.files[0]
    cases = (
        (Drop("notes.png", b"only words, and no picture at all"), None, "no picture I can read"),
        (Drop("half.png", photo(size=(400, 400)).data[:200]), None, "breaks off"),
        (photo(), lambda _: fake.fault("download", Fault("html")), "may not open"),
        (photo(), lambda _: fake.fault("download", Fault("redirect", url="https://evil.example/x")), CHARGED_NOTHING),
        (photo(), lambda _: fake.fault("download", Fault("status", status=404)), "no longer there"),
        (photo(), lambda said: setattr(said.message.files[0], "deleted", True), "no longer there"),
        (Drop("huge.png", b"\x89PNG" + bytes(26 * 2**20)), None, "25 MB is the most"),
    )
    for file, spoil, says in cases:
        scene.mark()
        fake.hold()
        said = scene.say(first, "make the sky like this", files=[file])
        if spoil is not None:
            spoil(said)
        fake.release()
        told = await scene.whisper()
        assert says in everything(told), (says, everything(told))
        assert CHARGED_NOTHING in everything(told)
        assert labels(told) == []
    scene.mark()
    fake.hold()
    said = scene.say(first, "make the sky like this", files=[photo()])
    for delivery in said.deliveries:
        delivery.payload["event"]["files"] = [foreign.as_sent()]
    fake.release()
    assert CHARGED_NOTHING in everything(await scene.whisper())
    assert scene.openai.count() == 1
    assert await scene.left() == 49


async def test_a_stub_is_asked_for(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    told = await scene.reply(first, "make the sky like this", files=[photo("orange", stub=True)])
    assert "v2, from v1" in everything(told)
    assert len(scene.openai.seen[-1].files) == 2
    late = await scene.reply(first, "make it blue like this", files=[photo("red", ready=False)])
    assert "v3, from v2" in everything(late)


async def test_edits_deletions_and_other_bots_start_nothing(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    robot = scene.fake.team.add_person("robot", bot=True)
    scene.general.members.add(robot.id)
    unheard = [
        scene.say(first, "make it night", who=robot),
        robot.say(scene.general, "a red fox", mention=True),
        scene.ada.say(scene.general, "a red fox, everyone"),
        scene.ada.say(scene.general, "<!channel> a red fox"),
    ]
    said = scene.say(first, "add a rocket")
    assert "v2, from v1" in everything(await scene.answer(said))
    for act in (lambda: scene.ada.edit(said.message, "add a whale"), lambda: scene.ada.delete(said.message)):
        delivery = act()
        assert delivery is not None
        assert (await delivery.acked()).attempt == 0
    scene.ada.react(first, "tada")
    await scene.settled(first)
    assert [scene.end(each) for each in unheard] == [None] * 4
    assert scene.openai.count() == 2
    assert "v3, from v2" in everything(await scene.reply(first, "make it night"))


async def test_talk_in_a_thread_is_left_alone(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    talk = [
        scene.say(first, "nice one!", who=scene.olga),
        scene.say(first, f"<@{scene.ben.id}> what do you think?", who=scene.olga),
    ]
    await scene.settled(first)
    assert [scene.end(each) for each in talk] == [None, None]
    assert scene.openai.count() == 1


async def test_what_nobody_subscribed_to_is_acknowledged(scene: Scene):
    await scene.start()
    fake = scene.fake
    for event in (
        {"type": "channel_rename", "channel": {"id": scene.general.id, "name": "x", "created": 1}},
        {"type": "message"},
        {"type": "app_mention", "user": None, "channel": None, "ts": None},
        {"type": "message", "subtype": "channel_join", "user": scene.ada.id, "channel": scene.general.id, "ts": "1.2"},
        {"type": "message", "subtype": "nobody_knows_this", "channel": "C1", "ts": "1.3", "files": None},
        {"type": "function_executed", "function": {"callback_id": "another"}, "inputs": []},
        {"type": "app_home_opened", "user": scene.ada.id, "tab": "messages"},
    ):
        delivery = fake.send_event(fake.team, event)
        await fake.until(lambda each=delivery: each.ack, what=f"an acknowledgement of {event}")
        assert delivery.ack.attempt == 0
    assert "v1, by @ada" in everything(await scene.imagine())
