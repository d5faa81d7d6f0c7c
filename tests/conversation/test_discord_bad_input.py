"""Hostile and unlucky input on Discord: one plain answer each, and nothing charged that was not made."""

from __future__ import annotations

import re

import pytest

from tests.conversation.discord_guest import FOX, VARY, Scene, discord_scene, labels, photo
from tests.fakes.discord_invocation import Invocation
from tests.fakes.discord_world import File, Message
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)

HOSTILE = (
    "@everyone @here <@{leo}> <@&{role}> <#{art}> **bold** __under__ ||hidden|| `code` [free](https://evil.example) "
    "# head\n> quote\n-# small <t:0:R> <a:x:123456789012345678> discord.gg/evil \u202eesrever\u202c \u200bz\u200bw"
)


async def forming(scene: Scene, asked: Invocation) -> Message:
    """Return the answer to a command once its picture forms, held there by the engine."""
    await scene.fake.until(lambda: asked.original is not None and asked.original.attachments, PATIENCE)
    return asked.original


async def test_a_prompt_pings_nobody_and_breaks_no_layout(scene: Scene):
    await scene.start()
    role = scene.fake.role(scene.guild, "crew")
    prompt = HOSTILE.format(leo=scene.leo.id, role=role.id, art=scene.art.id)
    asked = scene.ask(prompt)
    made = await scene.result(asked)
    root = asked.original
    told = [made, root, *[each for each in made.channel.messages if each.author.bot]]
    told.append(await scene.pressed(made, "Details"))
    for message in told:
        assert message.mentions in ([], [scene.mira])
        for mark in ("@everyone", "@here", f"<@{scene.leo.id}>", f"<@&{role.id}>", f"<#{scene.art.id}>", "<t:0",
                     "](https", "\u202e", "\u200bz", " ||hidden||", " **bold**"):  # fmt: skip
            assert mark not in re.sub(r"\\.", "", message.text), mark
        assert not message.embeds or message.ephemeral
    assert "\n" not in made.channel.name
    assert len(made.channel.name) <= 100
    window = scene.fake.press(scene.leo, made, "Refine")
    refined = await scene.fill_in(window, f"make it night, @everyone and <@{scene.mira.id}>", made)
    assert (refined.mentions, refined.everyone) == ([], False)
    assert "@everyone" not in refined.text


async def test_six_thousand_characters_are_drawn_and_told_in_short(scene: Scene):
    await scene.start()
    prompt = ("a fox, " * 860)[:5_990] + " the end."
    made = await scene.imagine(prompt)
    assert len(scene.openai.seen[-1].fields["prompt"]) >= 5_990
    assert len(made.text) < 2_000
    assert len(made.attachments[0].description) <= 1_024
    assert len((await scene.pressed(made, "Details")).text) < 4_000


async def test_where_the_answer_was_deleted_the_picture_is_posted_anew(scene: Scene):
    scene.openai.script(Step("stall"))
    await scene.start()
    asked = scene.ask()
    root = await forming(scene, asked)
    scene.fake.delete_message(root)
    scene.openai.release()
    posted = await scene.moved(scene.art, "v1, by @Mira")
    assert posted.attachments
    assert scene.mira in posted.mentions
    assert "v2, from v1" in (await scene.reply(posted, "make it night")).text
    assert await scene.left() == 48


async def test_where_the_thread_is_locked_or_deleted_the_channel_is_told(scene: Scene):
    await scene.start()
    for spoil in (scene.fake.lock, scene.fake.delete_channel):
        first = await scene.imagine()
        scene.openai.script(Step("stall"))
        said = scene.say(first.channel, "make it night")
        await scene.fake.until(
            lambda said=said: any(m.attachments for m in said.channel.messages if m.reply_to is said)
        )
        spoil(first.channel)
        scene.openai.release()
        posted = await scene.moved(scene.art, "v2, from v1")
        assert "Its thread is closed to me" in posted.text
        assert "v3, from v2" in (await scene.reply(posted, "add a rocket")).text
        scene.fake.delete_message(posted)
    assert await scene.left() == 50 - 6


async def test_an_archived_thread_is_taken_up_again(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    scene.fake.archive(first.channel)
    assert "v2, from v1" in (await scene.press(first, VARY)).text
    assert not first.channel.archived
    scene.fake.archive(first.channel)
    assert "v3, from v2" in (await scene.reply(first.channel, "make it night")).text


async def test_where_the_channel_is_gone_easel_goes_on_elsewhere(scene: Scene):
    scene.openai.script(Step("stall"))
    await scene.start()
    other = scene.fake.channel(scene.guild, "doomed")
    asked = scene.ask(where=other)
    await forming(scene, asked)
    scene.fake.delete_channel(other)
    scene.openai.release()
    assert "v1, by @Mira" in (await scene.imagine("a lighthouse at dawn")).text
    assert await scene.left() == 48
    await scene.fake.until(lambda: scene.fake.count("POST /channels/{channel}/messages", status=404), PATIENCE)
    newest = await scene.whisper(scene.fake.slash(scene.mira, scene.art, "show"))
    assert "our 2 newest pictures" in newest.text
    assert len(newest.attachments) == 2


async def test_who_left_or_was_banned_meanwhile_harms_nobody(scene: Scene):
    await scene.start()
    fake = scene.fake
    for number, part in enumerate((fake.leave, fake.ban)):
        ann = fake.user(f"ann{number}", guilds=[scene.guild])
        scene.openai.script(Step("stall"))
        asked = scene.ask(who=ann)
        await forming(scene, asked)
        part(scene.guild, ann)
        scene.openai.release()
        made = await scene.result(asked)
        assert f"v1, by @Ann{number}" in made.text
        assert "v2, from v1, by @Leo" in (await scene.reply(made, "make it night", who=scene.leo)).text


async def test_bots_are_not_listened_to(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    other = scene.fake.application("Second")
    scene.fake.install(other, scene.guild)
    said = [
        scene.say(first.channel, "make it night", who=other.user),
        scene.say(first, "make it night", who=other.user),
        scene.say(scene.art, FOX, who=other.user, mention=[scene.fake.app]),
    ]
    assert "v2, from v1" in (await scene.reply(first, "add a rocket")).text
    await scene.settled()
    assert [scene.answers(each) for each in said] == [[], [], []]
    assert scene.openai.count() == 2


async def test_what_is_delivered_twice_is_done_once(scene: Scene):
    scene.openai.script(Step("stall"))
    await scene.start()
    fake = scene.fake
    asked = scene.ask()
    await asked.acknowledged()
    fake.gateway.redeliver(asked)
    await forming(scene, asked)
    fake.gateway.redeliver(asked)
    scene.openai.release()
    first = await scene.result(asked)
    said = scene.say(first.channel, "make it night")
    fake.gateway.redeliver(said)
    assert "v2, from v1" in (await scene.answer(said)).text
    fake.gateway.redeliver(said)
    pressed = fake.press(scene.leo, first, VARY)
    fake.gateway.redeliver(pressed)
    await fake.until(lambda: [m for m in first.channel.messages if "v3, from v1" in m.text], PATIENCE)
    fake.gateway.redeliver(asked)
    await scene.settled()
    assert len(scene.answers(said)) == 1
    assert scene.openai.count() == 3
    assert (await scene.left(), await scene.left(scene.leo)) == (48, 49)
    assert [each.refusals for each in (asked, pressed)] == [[], []]


async def test_an_upload_that_cannot_be_had_is_told_and_costs_nothing(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    scene.mira.nitro = True
    cases = [
        (photo(), fake.cdn.vanish, "no longer there"),
        (photo(), fake.cdn.html, "no picture I can read"),
        (photo(size=(600, 600)), fake.cdn.cut, "send it again"),
        (File("huge.png", b"\x89PNG" + bytes(26 * 2**20)), None, "25 MB is the most"),
    ]
    for file, spoil, says in cases:
        fake.gateway.hold()
        said = scene.say(first.channel, "make the sky like this", files=[file])
        if spoil is not None:
            spoil(said.attachments[0])
        fake.gateway.release()
        answer = await scene.answer(said)
        assert says in answer.text
        assert "Nothing was charged" in answer.text
        assert labels(answer) == []
    assert scene.openai.count() == 1
    assert await scene.left() == 49


async def test_a_place_without_threads_or_files_says_so(scene: Scene):
    await scene.start()
    fake = scene.fake
    bare = fake.channel(scene.guild, "bare")
    fake.deny(bare, fake.app, "CREATE_PUBLIC_THREADS")
    asked = scene.ask(where=bare)
    await fake.until(lambda: asked.original is not None and asked.original.button("Refine"), PATIENCE)
    assert "I could not open a thread" in asked.original.text
    assert "v2, from v1" in (await scene.reply(asked.original, "make it night")).text
    again = scene.ask(where=bare)
    await fake.until(lambda: again.original is not None and again.original.button("Refine"), PATIENCE)
    assert "I could not open a thread" not in again.original.text

    mute = fake.channel(scene.guild, "no-files")
    fake.deny(mute, fake.app, "ATTACH_FILES")
    asked = scene.ask(where=mute)
    await fake.until(lambda: asked.original is not None and asked.original.thread is not None, PATIENCE)
    result = await fake.message_in(asked.original.thread, lambda each: each.buttons, PATIENCE)
    assert "I may not attach files here" in result.text
    assert fake.invalid_requests == 0
