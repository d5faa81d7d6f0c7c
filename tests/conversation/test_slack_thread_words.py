"""Words in a picture's thread, where no command can be typed: they do all the work, and nothing is spent on a doubt."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import Scene, slack_scene
from tests.conversation.slack_seen import everything, labels, photo, press_whispered
from tests.fakes.openai_script import Step

scene = pytest.fixture(slack_scene)


@pytest.mark.parametrize("mention", [True, False])
async def test_commands_are_said_bare_and_answered_in_private(scene: Scene, *, mention: bool):
    await scene.start()
    first = await scene.imagine()
    for words, told in (
        ("quota", "pictures left today"),
        ("what's my quota?", "pictures left today"),
        ("help", "/imagine"),
        ("details", "Words"),
        ("delete that", "Delete v1 for everyone?"),
        ("/easel models", "Models"),
        ("/imagine a dog", "A new picture begins outside of this thread"),
    ):
        scene.mark()
        scene.say(first, words, mention=mention)
        await scene.whisper(told)
    for words in ("download", "the original", "can I download the full size?"):
        before = len(scene.fake.ephemerals), scene.fake.count("files.completeUploadExternal")
        scene.say(first, words, mention=mention)
        await scene.fake.until(
            lambda seen=before: (len(scene.fake.ephemerals), scene.fake.count("files.completeUploadExternal")) != seen,
            what=f"an answer to {words}",
        )
    await scene.settled(first)
    assert scene.openai.count() == 1
    assert await scene.left() == 49


async def test_a_picture_is_deleted_by_words(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    scene.mark()
    scene.say(first, "delete this")
    asked = await scene.whisper("Delete v1")
    scene.mark()
    press_whispered(scene.fake, asked, labels(asked)[0])
    await scene.whisper("v1 is deleted")


async def test_redo_goes_forward_again_along_what_was_undone(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    await scene.reply(first, "make it night")
    await scene.reply(first, "add a hat")
    assert "Back at v2" in everything(await scene.reply(first, "undo"))
    assert "Back at v1" in everything(await scene.reply(first, "undo"))
    assert "Going on with v2" in everything(await scene.reply(first, "redo"))
    assert "Going on with v3" in everything(await scene.reply(first, "redo"))
    assert scene.openai.count() == 3
    assert "v4, from v2" in everything(await scene.reply(first, "redo"))
    assert "Going on with v1" in everything(await scene.reply(first, "go back to the original"))


async def test_an_offer_quotes_the_words_that_it_is_about(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    offered = await scene.reply(first, "night market in Tokyo")
    assert "Change v1: “night market in Tokyo”? Nothing is spent until you press." in everything(offered)


async def test_help_lists_what_works_in_slack(scene: Scene):
    await scene.start()
    scene.easel("help")
    told = everything(await scene.whisper("/imagine"))
    for name in ("quota", "models", "show", "settings", "privacy", "help"):
        assert f"/easel {name}" in told
    for name in ("vary", "edit", "again", "back", "pick", "cancel", "details", "original", "delete"):
        assert f"/easel {name}" not in told
    assert "Edit this image" in told


async def test_a_photo_without_words_waits_for_its_senders_next_words(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    kept = await scene.reply(first, files=[photo("orange")])
    assert "your next words here take it as a reference for v1" in everything(kept)
    other = await scene.reply(first, "add a hat", who=scene.olga)
    assert "reference" not in everything(other)
    made = await scene.reply(first, "make the sky like this")
    assert "v3, from v2" in everything(made)
    assert "Your upload is a reference" in everything(made)
    assert "reference" not in everything(await scene.reply(first, "make it night"))


async def test_a_photo_made_the_base_is_no_reference_of_the_next_words(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    kept = await scene.reply(first, files=[photo("orange")])
    assert "v2, uploaded by @ada" in everything(await scene.press(kept, "Use it as the base"))
    made = everything(await scene.reply(first, "add a hat"))
    assert "v3, from v2" in made
    assert "reference" not in made


async def test_what_lands_after_an_undo_is_a_version_and_not_where_the_next_words_begin(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    await scene.reply(first, "make it night")
    scene.openai.script(Step("stall"))
    slow = scene.say(first, "add a hat")
    await scene.openai.until(3)
    assert "Back at v1" in everything(await scene.reply(first, "undo"))
    scene.openai.release()
    assert "v3, from v2" in everything(await scene.answer(slow))
    assert "v4, from v1" in everything(await scene.reply(first, "add a tree"))
