"""Replies on Discord: in the thread and outside it, to Easel and to each other, with and without files."""

from __future__ import annotations

import pytest

from tests.conversation.discord_guest import FOX, Scene, discord_scene, labels, photo
from tests.fakes.discord_world import File
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)


async def test_talk_between_people_is_left_alone(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    thread = first.channel
    talk = [scene.say(thread, words, who=scene.leo) for words in ("nice!", "haha", "👍", "when is lunch?")]
    talk.append(scene.say(thread, "make it night, will you?", mention=[scene.leo]))
    talk.append(scene.say(talk[0], "add a tree to your garden"))
    talk.append(scene.say(scene.art, "make it night"))
    assert "v2, from v1" in (await scene.reply(thread, "make it night")).text
    await scene.settled()
    assert [scene.answers(said) for said in talk] == [[]] * len(talk)
    assert scene.openai.count() == 2
    unsure = await scene.reply(thread, "hmm, the sky is a bit dull")
    assert labels(unsure) == ["Edit v2 with this"]
    assert await scene.left() == 48
    assert "v3, from v2, by @Leo" in (await scene.press(unsure, "Edit v2 with this", who=scene.leo)).text


async def test_a_reply_before_the_first_picture_is_there_is_answered_plainly(scene: Scene):
    scene.openai.script(Step("stall"))
    await scene.start()
    asked = scene.ask()
    await scene.fake.until(lambda: asked.original is not None and asked.original.attachments, PATIENCE)
    early = await scene.reply(asked.original, "make it night")
    assert "still forming" in early.text
    assert "Nothing was charged" in early.text
    scene.openai.release()
    first = await scene.result(asked)
    assert "v2, from v1" in (await scene.reply(first, "make it night")).text


async def test_an_upload_in_the_thread_is_a_reference_and_can_become_the_base(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    told = await scene.reply(first.channel, "make the sky orange like this", files=[photo("orange")])
    assert "v2, from v1" in told.text
    assert "Your upload is a reference; v1 stays the base." in told.text
    assert len(scene.openai.seen[-1].files) == 2
    assert labels(told)[-1] == "Use it as the base"
    based = await scene.press(told, "Use it as the base")
    assert "from v" in based.text
    assert based.attachments
    bare = await scene.reply(first.channel, "", files=[photo("pink")])
    assert labels(bare) == ["Use it as the base"]
    before = scene.openai.count()
    based = await scene.press(bare, "Use it as the base", who=scene.leo)
    assert "uploaded by" in based.text
    assert scene.openai.count() == before


async def test_a_forwarded_picture_is_taken_as_an_upload(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    other = scene.fake.channel(scene.guild, "holidays")
    shared = scene.say(other, "look", who=scene.leo, files=[photo("orange", name="beach.png")])
    offered = await scene.reply(first.channel, "", forward_of=shared)
    assert labels(offered) == ["Use it as the base"]


async def test_outside_threads_who_mentions_easel_is_answered(scene: Scene):
    await scene.start()
    fake, easel = scene.fake, scene.fake.app
    said = scene.say(scene.art, FOX, mention=[easel])
    root = await scene.answer(said)
    await fake.until(lambda: root.thread is not None and [m for m in root.thread.messages if m.buttons], PATIENCE)
    (made,) = [each for each in root.thread.messages if each.buttons]
    assert "v1, by @Mira" in made.text
    assert "v2, from v1" in (await scene.reply(root.thread, "make it night")).text

    given = scene.say(scene.art, "add a hat", mention=[easel], files=[photo()])
    root = await scene.answer(given)
    await fake.until(lambda: root.thread is not None and [m for m in root.thread.messages if m.buttons], PATIENCE)
    assert "edits" in scene.openai.seen[-1].route

    shared = scene.say(scene.art, "my dog", who=scene.leo, files=[photo("brown")])
    about = scene.say(shared, "give it a hat", mention=[easel])
    root = await scene.answer(about)
    await fake.until(lambda: root.thread is not None and [m for m in root.thread.messages if m.buttons], PATIENCE)
    assert len(scene.openai.seen[-1].files) == 1

    assert "Describe a picture with /imagine" in (await scene.reply(scene.art, "help", mention=[easel])).text
    assert "Describe a picture with /imagine" in (await scene.reply(scene.art, "", mention=[easel])).text
    everyone = scene.say(scene.art, "@everyone a fox please")
    await scene.settled()
    assert scene.answers(everyone) == []


async def test_a_reply_to_the_picture_in_the_channel_goes_on_with_it(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    root = scene.fake.message(first.channel.id)
    outside = await scene.reply(root, "make it night", who=scene.leo)
    assert "v2, from v1, by @Leo" in outside.text
    assert outside.attachments
    further = await scene.reply(outside, "add a rocket")
    assert "v3, from v2" in further.text
    assert "v4, from v3" in (await scene.press(further, "Vary")).text


async def test_the_whole_loop_in_direct_messages(scene: Scene):
    await scene.start()
    fake = scene.fake
    dm = fake.dm(scene.mira)
    first = await scene.reply(dm, FOX)
    assert "v1, by @Mira" in first.text
    assert first.attachments
    assert "v2, from v1" in (await scene.reply(dm, "make it night")).text
    third = await scene.reply(first, "put it in snow")
    assert "v3, from v1" in third.text
    assert "v4, from v3" in (await scene.press(third, "Vary")).text
    asked = fake.slash(scene.mira, dm, "imagine", {"prompt": "a lighthouse at dawn"})
    await fake.until(lambda: asked.original is not None and asked.original.button("Refine"), PATIENCE)
    assert "v1, by @Mira" in asked.original.text
    assert "v2, from v1" in (await scene.reply(dm, "add a ship")).text
    given = await scene.reply(dm, "a photo of mine", mention=[fake.app], files=[photo()])
    assert "v2, from v1" in given.text
    assert await scene.left(where=dm) == 50 - 7


async def test_the_context_menu_edits_any_picture_and_tells_of_its_own(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    shared = scene.say(scene.art, "my dog", who=scene.leo, files=[photo("brown", name="dog.png")])
    forwarded = scene.say(scene.art, "", who=scene.leo, forward_of=shared)
    for message in (shared, forwarded):
        asked = fake.context_menu(scene.mira, message, "Edit this image")
        window = await asked.modal(PATIENCE)
        assert window["components"][0]["label"] == "What should change?"
        made = await scene.result(fake.submit_modal(asked, {"words": "give it a hat"}))
        assert "v2, from v1, by @Mira" in made.text
        assert made.channel is not first.channel

    asked = fake.context_menu(scene.leo, first, "Edit this image")
    await asked.modal(PATIENCE)
    sent = fake.submit_modal(asked, {"words": "make it night"})
    await fake.until(lambda: [m for m in first.channel.messages if "v2, from v1, by @Leo" in m.text], PATIENCE)
    await fake.until(lambda: sent.ack is not None and sent.response() is None)

    root = fake.message(first.channel.id)
    for message in (first, root):
        assert "gpt-image-2" in (await scene.whisper(fake.context_menu(scene.mira, message, "Details"))).text
    plain = scene.say(scene.art, "just words", who=scene.leo)
    nothing = await scene.whisper(fake.context_menu(scene.mira, plain, "Edit this image"))
    assert "There is no picture in that message" in nothing.text
    assert "no picture of Easel's" in (await scene.whisper(fake.context_menu(scene.mira, shared, "Details"))).text
    text = scene.say(scene.art, "", who=scene.leo, files=[File("notes.txt", b"words", "text/plain")])
    assert "no picture" in (await scene.whisper(fake.context_menu(scene.mira, text, "Edit this image"))).text
