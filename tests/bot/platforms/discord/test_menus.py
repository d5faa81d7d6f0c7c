"""The context menu of a message: "Edit this image", "Details" and "Save to library"."""

from __future__ import annotations

import pytest

from bot.platforms.discord.commands import SAVE as SAVE_KEY
from commands.words import saying
from tests.bot.platforms.discord.inward import FOX, Ear
from tests.fakes.discord_world import File

PICTURE = "0190f5b4a7c87d2e9a3b"
SAVE = saying("en")(SAVE_KEY)


async def test_a_picture_of_easels_is_edited(ear: Ear):
    thread = ear.own_thread()
    message = ear.picture(thread, str(thread.id), PICTURE, "another")
    opened = ear.fake.context_menu(ear.leo, message, "Edit this image", locale="fr")
    window = await opened.modal()
    assert window["custom_id"] == f"n:{message.id}:edit:{PICTURE}"
    sent = ear.fake.submit_modal(opened, {"words": "more sky"})
    call = await ear.call(sent.id)
    ack = await sent.acknowledged()
    assert (ack.type, ack.ephemeral) == (5, False)
    assert (call.command, call.words, call.options, call.uploads) == ("edit", "more sky", {"target": PICTURE}, ())
    assert (call.place.channel_id, call.place.thread_id) == (str(ear.channel.id), str(thread.id))
    assert (call.answer_to["how"], call.answer_to["channel"], call.locale) == ("slash", str(thread.id), "fr")


async def test_a_picture_outside_of_discords_threads_stays_in_its_thread(ear: Ear):
    opened = ear.fake.context_menu(ear.leo, ear.picture(ear.channel, "4711", PICTURE), "Edit this image")
    await opened.modal()
    call = await ear.call(ear.fake.submit_modal(opened, {"words": "more sky"}).id)
    assert (call.place.thread_id, call.answer_to["channel"]) == ("4711", str(ear.channel.id))


async def test_a_window_is_acknowledged_before_its_thread_is_looked_for(ear: Ear):
    opened = ear.fake.context_menu(ear.leo, ear.picture(ear.channel, "4711", PICTURE), "Edit this image")
    await opened.modal()
    ear.posts.stalled = True
    sent = ear.fake.submit_modal(opened, {"words": "more sky"})
    assert (await sent.acknowledged()).type == 5
    assert (await ear.call(sent.id)).options == {"target": PICTURE}


async def test_a_window_that_names_a_message_of_another_channel_is_in_no_thread(ear: Ear):
    elsewhere = ear.fake.channel(ear.guild, "board", private=True)
    theirs = ear.picture(elsewhere, "4712", "another")
    opened = ear.fake.context_menu(ear.leo, ear.picture(ear.channel, "4711", PICTURE), "Edit this image")
    await opened.modal()
    opened.ack.data["custom_id"] = f"n:{theirs.id}:edit:{PICTURE}"
    call = await ear.call(ear.fake.submit_modal(opened, {"words": "more sky"}).id)
    assert call.place.thread_id is None


async def test_a_window_that_names_somebody_elses_picture_takes_nothing(ear: Ear):
    message = ear.fake.say(ear.mira, ear.channel, files=[FOX])
    hers = ear.fake.context_menu(ear.mira, message, "Edit this image")
    his = ear.fake.context_menu(ear.leo, message, "Edit this image")
    await hers.modal()
    await his.modal()
    his.ack.data["custom_id"] = hers.ack.data["custom_id"]
    ack = await ear.fake.submit_modal(his, {"words": "give it a hat"}).acknowledged()
    assert "choose it again" in ack.data["content"]
    assert ear.dispatch.claimed == {}


async def test_a_picture_of_a_person_is_taken(ear: Ear):
    message = ear.fake.say(ear.mira, ear.channel, "my dog", files=[FOX, File("notes.txt", b"no picture")])
    opened = ear.fake.context_menu(ear.leo, message, "Edit this image")
    assert (await opened.modal())["custom_id"] == f"n::take:{opened.id}"
    assert list(ear.notes.notes) == [
        f"discord:commands:{ear.fake.app.id}",
        f"{ear.team}/{ear.leo.id}|menu:{opened.id}",
    ]
    sent = ear.fake.submit_modal(opened, {"words": "give it a hat"})
    call = await ear.call(sent.id)
    assert (await sent.acknowledged()).type == 5
    assert (call.command, call.words, call.options, call.place.thread_id) == ("edit", "give it a hat", {}, None)
    assert [(each.name, each.size) for each in call.uploads] == [("fox.png", len(FOX.data))]
    assert call.uploads[0].source.startswith(ear.fake.cdn_url)
    assert call.answer_to["how"] == "slash"


async def test_a_picture_that_is_forwarded_is_taken(ear: Ear):
    first = ear.fake.say(ear.mira, ear.channel, "my dog", files=[FOX])
    forward = ear.fake.say(ear.leo, ear.channel, forward_of=first)
    opened = ear.fake.context_menu(ear.leo, forward, "Edit this image")
    await opened.modal()
    call = await ear.call(ear.fake.submit_modal(opened, {"words": "give it a hat"}).id)
    assert [each.name for each in call.uploads] == ["fox.png"]


async def test_a_picture_in_a_thread_of_easels_begins_a_thread_of_its_own(ear: Ear):
    thread = ear.own_thread()
    opened = ear.fake.context_menu(ear.leo, ear.fake.say(ear.mira, thread, files=[FOX]), "Edit this image")
    await opened.modal()
    call = await ear.call(ear.fake.submit_modal(opened, {"words": "give it a hat"}).id)
    # It is claimed as one apart, so that a crash makes no reference of it either.
    assert (ear.dispatch.claimed[call.id].place.thread_id, call.place.thread_id) == (None, None)
    assert call.answer_to["channel"] == str(thread.id)


async def test_a_picture_in_another_thread_makes_that_easels(ear: Ear):
    thread = ear.fake.thread(ear.mira, ear.channel, "dogs")
    opened = ear.fake.context_menu(ear.leo, ear.fake.say(ear.mira, thread, files=[FOX]), "Edit this image")
    await opened.modal()
    call = await ear.call(ear.fake.submit_modal(opened, {"words": "give it a hat"}).id)
    assert call.place.thread_id == str(thread.id)


async def test_a_window_that_is_sent_after_the_note_is_gone(ear: Ear):
    opened = ear.fake.context_menu(ear.leo, ear.fake.say(ear.mira, ear.channel, files=[FOX]), "Edit this image")
    await opened.modal()
    ear.notes.notes.clear()
    ack = await ear.fake.submit_modal(opened, {"words": "give it a hat"}).acknowledged()
    assert (ack.type, ack.ephemeral) == (4, True)
    assert "choose it again" in ack.data["content"]
    assert ear.dispatch.claimed == {}


@pytest.mark.parametrize("locale", ["en-US", "de"])
async def test_a_message_without_a_picture_is_answered_plainly(ear: Ear, locale: str):
    message = ear.fake.say(ear.mira, ear.channel, "hello", files=[File("notes.txt", b"no picture")])
    ack = await ear.fake.context_menu(ear.leo, message, "Edit this image", locale=locale).acknowledged()
    assert (ack.type, ack.ephemeral) == (4, True)


async def test_details_are_whispered(ear: Ear):
    thread = ear.own_thread()
    asked = ear.fake.context_menu(ear.leo, ear.picture(thread, str(thread.id), PICTURE), "Details")
    call = await ear.call(asked.id)
    ack = await asked.acknowledged()
    assert (ack.type, ack.ephemeral) == (5, True)
    assert (call.command, call.options, call.answer_to["how"]) == ("details", {"target": PICTURE}, "whisper")
    assert call.place.thread_id == str(thread.id)


async def test_details_of_what_is_not_easels_is_answered_plainly(ear: Ear):
    for message in (ear.fake.say(ear.mira, ear.channel, files=[FOX]), ear.speak(ear.channel, "On it.")):
        ack = await ear.fake.context_menu(ear.leo, message, "Details").acknowledged()
        assert (ack.type, ack.ephemeral) == (4, True)
        assert ack.data["content"].startswith("That message holds no picture of Easel's")


@pytest.mark.parametrize("menu", ["Edit this image", "Details", SAVE])
async def test_posts_that_cannot_be_read_in_time_are_answered_plainly(ear: Ear, menu: str):
    message = ear.picture(ear.channel, "4711", PICTURE)
    ear.posts.stalled = True
    ack = await ear.fake.context_menu(ear.leo, message, menu).acknowledged()
    assert (ack.type, ack.ephemeral) == (4, True)
    assert "nothing was charged" in ack.data["content"]


async def test_all_pictures_of_a_message_of_easels_are_saved(ear: Ear):
    message = ear.picture(ear.channel, "4711", PICTURE, "another")
    asked = ear.fake.context_menu(ear.leo, message, SAVE)
    call = await ear.call(asked.id)
    ack = await asked.acknowledged()
    assert (ack.type, ack.ephemeral) == (5, True)
    assert (call.command, call.shown, call.uploads, call.options) == ("save", (PICTURE, "another"), (), {})
    assert (call.answer_to["how"], call.place.channel_id) == ("whisper", str(ear.channel.id))


async def test_a_persons_pictures_are_saved_as_theirs(ear: Ear):
    message = ear.fake.say(ear.mira, ear.channel, "my dog", files=[FOX, File("notes.txt", b"no picture")])
    call = await ear.call(ear.fake.context_menu(ear.leo, message, SAVE).id)
    assert (call.command, call.shown, [each.name for each in call.uploads]) == ("save", (), ["fox.png"])
    assert call.options == {"author": str(ear.mira.id), "author_name": "Mira"}
    own = await ear.call(ear.fake.context_menu(ear.mira, message, SAVE).id)
    assert own.options == {}


async def test_what_holds_no_picture_is_not_saved(ear: Ear):
    kept = ear.fake.keep([FOX], ear.channel)
    for message in (ear.fake.say(ear.mira, ear.channel, "hello"), ear.speak(ear.channel, attachments=kept)):
        ack = await ear.fake.context_menu(ear.leo, message, SAVE).acknowledged()
        assert (ack.type, ack.ephemeral) == (4, True)
        assert ack.data["content"].startswith("There is no picture in that message")
    assert ear.dispatch.claimed == {}


async def test_menus_work_where_easel_is_only_brought(ear: Ear):
    guild = ear.fake.guild("Others", app=False)
    channel, ada = ear.fake.channel(guild, "talk"), ear.fake.user("ada", guilds=[guild])
    ear.fake.install_for(ear.fake.app, ada)
    opened = ear.fake.context_menu(ada, ear.fake.say(ada, channel, files=[FOX]), "Edit this image")
    await opened.modal()
    call = await ear.call(ear.fake.submit_modal(opened, {"words": "give it a hat"}).id)
    assert (call.person.team.id, call.answer_to["how"]) == (f"discord:dm:{ada.id}", "hook")
