"""Shortcuts: "Edit this image" on a message, "Create an image" from anywhere."""

from __future__ import annotations

from bot.platforms.slack.views import About
from bot.platforms.slack.where import thread_key
from tests.bot.platforms.slack.inward import PHOTO, Ear
from tests.bot.platforms.slack.outward import png
from tests.fakes.slack_people import Drop


async def edit(ear: Ear, message: object, words: str = "make it blue", person: str = "ada"):
    """Use the shortcut, fill in the window, and return the call."""
    someone = ear.fake.person(person)
    await someone.message_shortcut("edit_image", message).acked()
    view = await ear.fake.until(lambda: someone.modal)
    assert view.title == "Refine"
    await someone.submit(None, {"v:words": words}).applied()
    return await ear.ran()


async def test_a_picture_of_easels_is_edited_in_its_thread(either: Ear) -> None:
    root = either.own_thread()
    call = await edit(either, either.picture(root, "pic1"))
    assert (call.command, call.words, dict(call.options)) == ("edit", "make it blue", {"target": "pic1"})
    assert (call.place.thread_id, call.place.private) == (thread_key(root.channel.id, root.ts), False)
    assert (call.answer_to["how"], call.answer_to["root"], call.uploads) == ("modal", root.ts, ())


async def test_anybodys_photo_is_edited_under_it(ear: Ear) -> None:
    said = ear.fake.person("ben").say(ear.fake.channel("general"), "look", files=[PHOTO, Drop("a.txt", b"hello")])
    call = await edit(ear, said.message)
    assert (call.command, call.words, [each.name for each in call.uploads]) == ("edit", "make it blue", ["cat.png"])
    assert (call.place.thread_id, call.answer_to["root"], dict(call.options)) == (None, said.ts, {})


async def test_a_photo_inside_a_thread_of_easels_begins_a_thread_of_its_own(ear: Ear) -> None:
    root = ear.own_thread()
    said = ear.fake.person("ben").say(root.channel, "look", thread=root, files=[PHOTO])
    await ear.call_of(said)
    ada = ear.fake.person("ada")
    await ada.message_shortcut("edit_image", said.message).acked()
    await ear.fake.until(lambda: ada.modal)
    await ada.submit(None, {"v:words": "make it blue"}).applied()
    call = await ear.ran(2)
    assert (call.place.thread_id, call.answer_to["root"]) == (None, "")


async def test_a_message_without_a_picture_says_so(ear: Ear) -> None:
    ada = ear.fake.person("ada")
    said = ada.say(ear.fake.channel("general"), "no picture")
    await ada.message_shortcut("edit_image", said.message).acked()
    assert (await ear.told_alone("no picture in that message")).user_id == ada.id
    assert ada.modal is None


async def test_a_database_that_is_away_is_owned_up_to(ear: Ear) -> None:
    ada, root = ear.fake.person("ada"), ear.own_thread()
    ear.posts.failing = True
    await ada.message_shortcut("edit_image", root).acked()
    await ear.told_alone("too much to do")


async def test_more_files_than_a_window_can_carry_are_left_out(ear: Ear) -> None:
    files = [Drop(f"{'long-name-' * 20}{number}.png", png()) for number in range(8)]
    said = ear.fake.person("ben").say(ear.fake.channel("general"), "look", files=files)
    call = await edit(ear, said.message)
    assert 1 <= len(call.uploads) <= 4


def test_what_a_window_is_about_survives_the_way_through_slack() -> None:
    about = About("edit", "pic1", channel="C1", files=(("a.png", 3, "slack:T1:F1:" + "x" * 2000),) * 3)
    kept = About.read(about.text)
    assert kept is not None
    assert len(about.text) <= 3000
    assert (kept.command, kept.target, len(kept.files)) == ("edit", "pic1", 1)
    assert About.read("") is None
    assert About.read('{"foreign": 1}') is None


async def test_a_picture_is_created_from_anywhere(ear: Ear) -> None:
    ada, studio = ear.fake.person("ada"), ear.fake.channel("studio")
    await ada.shortcut("create_image").acked()
    view = await ear.fake.until(lambda: ada.modal)
    assert "channel" in view.buttons
    await ada.submit(None, {"v:prompt": "a fox", "channel": studio.id}).applied()
    call = await ear.ran()
    assert (call.command, call.words, call.place.channel_id) == ("imagine", "a fox", studio.id)
    assert (call.place.private, call.place.channel_name) == (True, "studio")
    assert call.answer_to["url"].startswith("sealed:")
    general = ear.fake.channel("general")
    await ada.shortcut("create_image").acked()
    await ear.fake.until(lambda: ada.modal)
    await ada.submit(None, {"v:prompt": "a fox", "channel": general.id}).applied()
    assert not (await ear.ran(2)).place.private
    assert ear.dispatch.claimed[ear.dispatch.ran[1].id].place.private


async def test_a_shortcut_that_is_gone_is_acknowledged(ear: Ear) -> None:
    assert (await ear.fake.person("ada").shortcut("save_image").acked()).attempt == 0
