"""The way of a result to Slack: files that are late, blocks that are refused, places that are gone, calls that fail."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.conversation.slack_guest import (
    BUTTONS,
    VARY,
    Scene,
    scene_on,
    slack_scene,
    timing,
)
from tests.conversation.slack_seen import alts, everything, labels, press_whispered
from tests.fakes.openai_script import Step
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Fault
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_world import Channel, Message

scene = pytest.fixture(slack_scene)


async def drawing(scene: Scene, where: Channel | None = None) -> tuple[object, Message]:
    """Ask for a picture and return the command and its root, once the engine is at it: held there until released."""
    before = scene.openai.count()
    scene.openai.script(Step("stall"))
    asked = scene.ask(where=where)
    await scene.openai.until(before + 1)
    root = await scene.fake.until(lambda: scene.posted(asked, "answer"), what="a root")
    return asked, root


async def test_files_that_take_long_are_waited_for_with_growing_pauses(tmp_path, openai, monkeypatch):
    async with scene_on(FakeSlack(timing=timing(processing=20.0)), tmp_path, openai, monkeypatch) as scene:
        await scene.start()
        made = await scene.imagine()
        assert labels(made) == BUTTONS
        assert not made.broken
        assert scene.fake.count("files.info") <= 20


@pytest.mark.parametrize("how", ["never processed", "blocks refused"])
async def test_a_picture_that_blocks_cannot_show_comes_as_a_file_with_its_buttons_below(scene: Scene, how: str):
    await scene.start()
    asked, root = await drawing(scene)
    if how == "never processed":
        scene.fake.never_process()
    else:
        scene.fake.fault("chat.postMessage", Fault("error", error="invalid_blocks"))
    scene.openai.release()
    made = await scene.result(asked)
    assert labels(made) == BUTTONS
    assert "v1, by @ada" in everything(made)
    assert alts(made) == []
    # Slack shows a shared file once it has looked through it.
    shared = await scene.fake.message_in(scene.general, lambda each: each.files, thread=root.ts)
    assert shared.files[0].alt_txt.startswith("AI-generated image: a red fox")
    assert "v2, from v1" in everything(await scene.reply(made, "make it night"))
    assert [each for each in scene.general.live if each.files] == [shared]


async def test_a_public_channel_is_joined(scene: Scene):
    await scene.start()
    other = scene.fake.channel("random")
    made = await scene.imagine(where=other)
    assert made.channel is other
    assert scene.fake.team.bot_user_id in other.members
    assert "v2, from v1" in everything(await scene.reply(made, "make it night"))


@pytest.mark.parametrize("kind", ["public", "private"])
async def test_who_asks_where_easel_is_not_is_told_to_invite_it_and_then_gets_the_picture(scene: Scene, kind: str):
    fake = scene.fake
    fake.team.token_row.scopes.discard("channels:join")
    people = list(fake.team.people.values())
    attic = fake.team.add_channel("attic", kind=kind, members=people, bot=False)
    await scene.start()
    scene.openai.script(Step("stall"))
    scene.mark()
    asked = scene.ask(where=attic)
    assert "/invite @Easel" in everything(await scene.whisper())
    await scene.openai.until(1)
    scene.ada.invite_bot(attic)
    scene.openai.release()
    made = await scene.result(asked)
    assert made.channel is attic
    assert labels(made) == BUTTONS
    assert "v2, from v1" in everything(await scene.reply(made, "make it night"))
    assert await scene.left() == 48
    # It tried to join, which this workspace did not allow it.
    assert set(fake.refused) == ({"conversations.join: missing_scope"} if kind == "public" else set())
    fake.refused.clear()


async def test_where_nobody_invites_easel_the_picture_is_kept_for_later(scene: Scene):
    fake = scene.fake
    attic = fake.team.add_channel("attic", kind="private", members=[scene.ada], bot=False)
    await scene.start()
    scene.mark()
    scene.ask(where=attic)
    assert "/invite @Easel" in everything(await scene.whisper("made and kept"))
    scene.ada.invite_bot(attic)
    scene.easel("show", where=attic)
    listed = await scene.whisper("newest picture")
    assert not [each for each in listed.blocks if each["type"] == "image"]
    press_whispered(fake, listed, "Show")
    shown = await fake.message_in(attic, lambda each: each.pictures)
    assert "Here is v1" in everything(shown)
    assert not [each for each in fake.team.dm(scene.ada).live if each.by_bot]


async def test_where_the_channel_was_archived_the_asker_is_told(scene: Scene):
    await scene.start()
    doomed = scene.fake.team.add_channel("doomed")
    asked, _ = await drawing(scene, doomed)
    scene.ada.archive(doomed)
    scene.mark()
    scene.openai.release()
    sent = await scene.fake.message_in(scene.fake.team.dm(scene.ada), lambda each: each.pictures)
    assert "I can no longer post where you asked, so here it is." in everything(sent)
    assert labels(sent) == BUTTONS
    assert scene.posted(asked, "result") is None
    assert "v1, by @ada" in everything(await scene.imagine("a lighthouse at dawn"))
    assert await scene.left() == 48


async def test_where_a_private_channel_was_archived_the_asker_has_the_picture_alone(scene: Scene):
    await scene.start()
    doomed = scene.fake.team.add_channel("doomed", kind="private", members=[scene.ada, scene.ben, scene.olga])
    asked, _ = await drawing(scene, doomed)
    scene.olga.archive(doomed)
    scene.openai.release()
    sent = await scene.fake.message_in(scene.fake.team.dm(scene.ada), lambda each: each.pictures)
    assert "so here it is" in everything(sent)
    # It is nothing that could be worked on outside of its channel.
    assert labels(sent) == []
    assert scene.posted(asked, "result") is None
    assert not [each for each in scene.fake.team.dm(scene.ben).live if each.by_bot]


async def test_where_the_root_was_deleted_the_picture_comes_in_the_channel(scene: Scene):
    await scene.start()
    asked, root = await drawing(scene)
    scene.olga.delete(root)
    scene.openai.release()
    made = await scene.result(asked)
    assert made.thread_ts in (None, made.ts)
    assert labels(made) == BUTTONS
    assert "v2, from v1" in everything(await scene.press(made, VARY))
    assert await scene.left() == 48


async def test_where_the_thread_was_locked_the_picture_comes_in_the_channel(scene: Scene):
    await scene.start()
    asked, root = await drawing(scene)
    scene.general.locked.add(root.ts)
    scene.openai.release()
    made = await scene.result(asked)
    assert made.thread_ts in (None, made.ts)
    assert "v2, from v1" in everything(await scene.press(made, VARY))


async def test_a_webp_is_shown_as_what_slack_can_show(scene: Scene):
    await scene.start()
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(kept, "WEBP")
    drop = Drop("photo.webp", kept.getvalue())
    made = await scene.result(scene.ada.say(scene.general, "give it a hat", mention=True, files=[drop]))
    shown = await scene.reply(made, "show v1")
    (picture,) = shown.pictures
    assert picture.mimetype in {"image/png", "image/jpeg"}
    assert not shown.broken


@pytest.mark.parametrize("kind", ["lost", "close"])
async def test_a_reply_that_is_lost_posts_nothing_twice(scene: Scene, kind: str):
    await scene.start()
    scene.fake.fault("chat.postMessage", Fault(kind))
    asked, _ = await drawing(scene)
    scene.fake.fault("chat.postMessage", Fault(kind))
    scene.fake.fault("files.completeUploadExternal", Fault(kind))
    scene.openai.release()
    made = await scene.result(asked)
    scene.fake.fault("chat.update", Fault(kind))
    scene.fake.fault("chat.postMessage", Fault(kind), n=2)
    assert "v2, from v1" in everything(await scene.reply(made, "make it night"))
    await scene.settled()
    assert len(scene.results()) == 2
    assert len([each for each in scene.general.live if each.by_bot and not each.thread_ts]) == 1
    assert scene.openai.count() == 2


METHODS = (
    *("chat.postMessage", "chat.update", "files.getUploadURLExternal"),
    *("files.completeUploadExternal", "files.info"),
)


async def test_what_is_limited_or_out_of_order_is_done_once_in_the_end(scene: Scene):
    await scene.start()
    for fault in (Fault("ratelimited", retry_after=2), Fault("status", status=503)):
        asked, _ = await drawing(scene)
        for method in METHODS:
            scene.fake.fault(method, fault)
        scene.openai.release()
        made = await scene.result(asked)
        assert labels(made) == BUTTONS
    assert len(scene.results()) == 2
    assert {each.method for each in scene.fake.limited} == set(METHODS)
    scene.forgive(len(METHODS))
    assert await scene.left() == 48


async def test_a_picture_costs_few_calls(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    # A machine that is busy makes a job long; in Slack's own time this one is not.
    monkeypatch.setattr("bot.platforms.slack.outbound.QUIET", 36_000.0)
    await scene.start()
    await scene.left()
    before = len(scene.fake.calls)
    first = await scene.imagine()
    about = [each.method for each in scene.fake.calls[before:]]
    assert len(about) <= 8, about
    before = len(scene.fake.calls)
    await scene.reply(first, "make it night")
    about = [each.method for each in scene.fake.calls[before:]]
    assert len(about) <= 8, about
