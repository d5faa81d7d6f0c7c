"""Files that Easel cannot use: what was said with them is not done as if they had not come, and nothing is charged."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import CHARGED_NOTHING, Scene, slack_scene
from tests.conversation.slack_seen import everything, photo
from tests.fakes.slack_people import Drop

scene = pytest.fixture(slack_scene)

PDF = Drop("doc.pdf", b"%PDF-1.4 hello")
NO_PICTURE = "“doc.pdf” is no picture, so I did not start."


async def test_a_file_that_is_no_picture_is_refused_wherever_it_is_sent(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    dm = scene.fake.team.dm(scene.ada)
    scene.mark()
    scene.say(first, "make the sky like this", files=[PDF])
    told = everything(await scene.whisper(NO_PICTURE))
    assert "PNG, JPEG, WebP or HEIC" in told
    assert CHARGED_NOTHING in told
    scene.mark()
    scene.ada.say(scene.general, "give it a hat", mention=True, files=[PDF])
    await scene.whisper(NO_PICTURE)
    scene.mark()
    scene.say(first, "", mention=True, files=[PDF])
    await scene.whisper(NO_PICTURE)
    for words in ("give it a hat", ""):
        assert NO_PICTURE in everything(await scene.answer(scene.ada.say(dm, words, files=[PDF])))
    assert scene.openai.count() == 1


async def test_files_that_people_show_each_other_are_left_alone(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    talk = [
        scene.say(first, "", files=[PDF]),
        scene.say(first, "here is the invoice", files=[PDF]),
        scene.say(first, "lovely, thanks!", files=[PDF]),
    ]
    await scene.settled(first)
    assert [scene.end(each) for each in talk] == [None] * 3
    assert [
        each for each in scene.fake.ephemerals if each.user_id == scene.ada.id and "doc.pdf" in everything(each)
    ] == []
    assert scene.openai.count() == 1


async def test_of_several_files_the_pictures_are_used_and_the_rest_is_named(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    made = everything(await scene.reply(first, "make the sky like this", files=[PDF, photo("orange")]))
    assert "v2, from v1" in made
    assert "“doc.pdf” is no picture that I can use" in made
    assert "reference" in made


async def test_a_file_that_was_deleted_is_asked_for_again(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    scene.fake.hold()
    scene.mark()
    said = scene.say(first, "make it night", files=[photo()])
    for delivery in said.deliveries:
        delivery.payload["event"]["files"] = [{"id": "F0GONE00001", "mode": "tombstone"}]
    scene.fake.release()
    told = everything(await scene.whisper("That file was deleted"))
    assert "send it again" in told
    assert CHARGED_NOTHING in told
    assert scene.openai.count() == 1


async def test_a_file_that_is_too_large_is_named_with_its_size_and_what_helps(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    heic = Drop("IMG_0001.HEIC", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(30 * 2**20 - 24))
    scene.mark()
    scene.say(first, "make the sky like this", files=[heic])
    told = everything(await scene.whisper("“IMG_0001.HEIC” is 30 MB; 25 MB is the most."))
    assert "Export it as JPEG or send it smaller." in told
    assert CHARGED_NOTHING in told
