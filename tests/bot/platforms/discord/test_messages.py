"""What people write: in Easel's threads, by reply, by mention, alone with it; and all that is not for it."""

from __future__ import annotations

import asyncio

import pytest

from bot.ports import Post
from commands.words import saying
from tests.bot.platforms.discord.inward import FOX, Ear, eventually, listening
from tests.fakes.discord_world import File

PICTURE = "0190f5b4a7c87d2e9a3b"


async def test_a_message_in_a_thread_is_a_reply(ear: Ear):
    thread = ear.own_thread(locale="de")
    said = ear.fake.say(ear.mira, thread, "make the sky more dramatic")
    call = await ear.call(said.id)
    assert (call.command, call.words, call.options, call.locale) == ("reply", said.content, {}, "de")
    assert (call.replies_to, call.addressed, call.uploads) == (None, (), ())
    assert (call.person.team.id, call.person.user_id, call.person.name) == (ear.team, str(ear.mira.id), "Mira")
    assert (call.place.channel_id, call.place.channel_name, call.place.private, call.place.thread_id) == (
        str(ear.channel.id),
        "art",
        False,
        str(thread.id),
    )
    assert dict(call.answer_to) == {
        "event": f"discord:{said.id}",
        "how": "message",
        "channel": str(thread.id),
        "reply": str(said.id),
        "app": str(ear.fake.app.id),
        "token": "",
        "until": "0",
        "limit": "10485760",
        "guild": str(ear.guild.id),
        "user": str(ear.mira.id),
        "thread_ok": "0",
        "attach_ok": "1",
    }


async def test_a_thread_keeps_the_place_that_it_began_in(ear: Ear):
    thread = ear.own_thread(private=True)
    call = await ear.call(ear.fake.say(ear.mira, thread, "more sky").id)
    assert call.place.private


async def test_an_administrator_is_known_by_their_roles(ear: Ear):
    ear.fake.give(ear.mira, ear.fake.role(ear.guild, "admins", "MANAGE_GUILD"))
    thread = ear.own_thread()
    calls = [await ear.call(ear.fake.say(who, thread, "more sky").id) for who in (ear.mira, ear.leo, ear.guild.owner)]
    assert [call.person.administrator for call in calls] == [True, False, True]


async def test_messages_of_a_thread_are_taken_in_their_order(ear: Ear):
    thread = ear.own_thread()
    gate = ear.posts.gate = asyncio.Event()
    said = [ear.fake.say(ear.mira, thread, f"wish {n}") for n in range(6)]
    # The first is still being looked up when all of them have come.
    await ear.settled()
    gate.set()
    await ear.call(said[-1].id)
    replies = [call.words for call in ear.dispatch.ran if call.command == "reply"]
    assert replies == [f"wish {n}" for n in range(6)]


async def test_a_thread_that_is_slow_keeps_no_other_waiting(ear: Ear):
    first, second = ear.own_thread("one"), ear.own_thread("two")
    gate = ear.posts.gate = asyncio.Event()
    ear.fake.say(ear.mira, first, "slow")
    await eventually(lambda: ear.posts.gate is None)
    await ear.call(ear.fake.say(ear.mira, second, "quick").id)
    gate.set()


async def test_webhooks_are_left_alone(ear: Ear):
    thread = ear.own_thread()
    said = ear.fake.say(ear.mira, thread, "more sky", mention=[ear.fake.app])
    await ear.call(said.id)
    (session,) = ear.fake.gateway.connected()
    event = next(data for _, name, data in session.log if name == "MESSAGE_CREATE" and data["id"] == str(said.id))
    ear.fake.gateway.malformed("MESSAGE_CREATE", event | {"id": str(ear.fake.ids.new()), "webhook_id": "77"})
    await ear.settled()
    assert [call.command for call in ear.dispatch.ran] == ["reply", "quota"]


async def test_a_reply_names_the_picture(ear: Ear):
    thread = ear.own_thread()
    shown = ear.picture(thread, str(thread.id), PICTURE, "other")
    call = await ear.call(ear.fake.say(ear.mira, thread, "more sky", reply_to=shown, ping=False).id)
    assert (call.command, call.replies_to, call.addressed) == ("reply", PICTURE, ())
    assert call.options == {"direct": True}


async def test_words_to_other_people_are_known_as_such(ear: Ear):
    thread = ear.own_thread()
    eve = ear.fake.user("eve", guilds=[ear.guild])
    first = ear.fake.say(ear.leo, thread, "nice")
    call = await ear.call(
        ear.fake.say(ear.mira, thread, "what do you think", reply_to=first, ping=False, mention=[eve]).id
    )
    assert set(call.addressed) == {str(ear.leo.id), str(eve.id)}
    assert call.options == {}


async def test_easels_own_name_is_no_word_and_nobody_else(ear: Ear):
    thread = ear.own_thread()
    call = await ear.call(ear.fake.say(ear.mira, thread, f"{ear.fake.app.mention} more sky").id)
    assert (call.command, call.words, call.addressed, call.options) == ("reply", "more sky", (), {"direct": True})


async def test_pictures_are_taken_along(ear: Ear):
    thread = ear.own_thread()
    files = [FOX, File("notes.txt", b"x"), File("scan.heic", b"x", "application/octet-stream")]
    call = await ear.call(ear.fake.say(ear.mira, thread, "like this", files=files).id)
    assert [(each.name, each.size, each.fault) for each in call.uploads] == [
        ("fox.png", len(FOX.data), ""),
        ("scan.heic", 1, ""),
        ("notes.txt", 1, "no_picture"),
    ]
    assert all(each.source.startswith(ear.fake.cdn_url) for each in call.uploads[:2])


async def test_what_is_forwarded_is_taken_along(ear: Ear):
    thread = ear.own_thread()
    first = ear.fake.say(ear.leo, ear.channel, "look", files=[FOX])
    call = await ear.call(ear.fake.say(ear.mira, thread, forward_of=first).id)
    assert (call.command, call.words, [each.name for each in call.uploads]) == ("reply", "", ["fox.png"])


async def test_a_reply_outside_of_threads_is_about_the_picture(ear: Ear):
    shown = ear.picture(ear.channel, "4711", PICTURE)
    said = ear.fake.say(ear.mira, ear.channel, "more sky", reply_to=shown, ping=False)
    call = await ear.call(said.id)
    assert (call.command, call.words, call.replies_to, call.locale) == ("reply", "more sky", PICTURE, "fr")
    assert (call.place.channel_id, call.place.thread_id) == (str(ear.channel.id), "4711")
    assert (call.answer_to["channel"], call.answer_to["reply"]) == (str(ear.channel.id), str(said.id))


@pytest.mark.parametrize(
    ("text", "files", "command", "words"),
    [
        ("{me} a fox in the snow", [], "imagine", "a fox in the snow"),
        ("a fox, {me}, please", [], "imagine", "a fox, , please"),
        ("{me} help", [], "help", ""),
        ("hi {me}", [], "talk", "hi"),
        ("what can you do, {me}?", [], "talk", "what can you do, ?"),
        ("{me} what's my quota?", [], "quota", ""),
        ("{me} make it night", [], "reply", "make it night"),
        ("{me}", [], "help", ""),
        ("{me} give it a hat", [FOX], "edit", "give it a hat"),
        ("{me}", [FOX], "edit", ""),
    ],
)
async def test_a_mention_asks(ear: Ear, text: str, files: list[File], command: str, words: str):
    said = ear.fake.say(ear.mira, ear.channel, text.format(me=ear.fake.app.mention), files=files)
    call = await ear.call(said.id)
    assert (call.command, call.words, call.locale, len(call.uploads)) == (command, words, "fr", len(files))
    assert (call.place.thread_id, call.place.channel_id, call.place.private) == (None, str(ear.channel.id), False)
    assert (call.answer_to["how"], call.answer_to["thread_ok"]) == ("message", "1")


async def test_a_mention_says_which_threads_can_be_opened(ear: Ear):
    ear.fake.deny(ear.channel, ear.fake.app, "CREATE_PUBLIC_THREADS", "ATTACH_FILES")
    call = await ear.call(ear.fake.say(ear.mira, ear.channel, "a fox", mention=[ear.fake.app]).id)
    assert (call.answer_to["thread_ok"], call.answer_to["attach_ok"]) == ("0", "0")


async def test_a_mention_in_a_thread_makes_it_easels(ear: Ear):
    thread = ear.fake.thread(ear.mira, ear.channel, "dogs")
    call = await ear.call(ear.fake.say(ear.mira, thread, "a dog", mention=[ear.fake.app]).id)
    assert (call.command, call.place.thread_id, call.place.channel_id) == (
        "imagine",
        str(thread.id),
        str(ear.channel.id),
    )


async def test_a_mention_under_somebodys_picture_takes_it(ear: Ear):
    first = ear.fake.say(ear.leo, ear.channel, "my dog", files=[FOX])
    said = ear.fake.say(ear.mira, ear.channel, "give it a hat", mention=[ear.fake.app], reply_to=first)
    call = await ear.call(said.id)
    assert (call.command, call.words, [each.name for each in call.uploads]) == ("edit", "give it a hat", ["fox.png"])


async def test_what_is_not_for_easel_costs_no_question(ear: Ear):
    thread = ear.own_thread()
    robot = ear.fake.user("robot", guilds=[ear.guild], bot=True)
    asked = ear.posts.asked
    first = ear.fake.say(ear.leo, ear.channel, "hello")
    ear.fake.say(ear.mira, ear.channel, "hello", reply_to=first)
    ear.fake.say(ear.mira, ear.channel, f"@everyone see {ear.leo.mention}")
    ear.fake.post(thread, robot, "beep")
    ear.fake.post(thread, ear.mira, "", type=6)
    ear.speak(thread, "mine")
    await ear.settled()
    assert ear.posts.asked == asked
    assert [call.command for call in ear.dispatch.ran] == ["quota"]


async def test_a_thread_that_is_not_easels_is_left_alone(ear: Ear):
    thread = ear.fake.thread(ear.mira, ear.channel, "dogs")
    ear.fake.say(ear.mira, thread, "make it blue")
    ear.fake.say(ear.mira, thread, "", files=[FOX])
    await ear.settled()
    assert [call.command for call in ear.dispatch.ran] == ["quota"]
    assert len(thread.messages) == 2


async def test_a_message_that_comes_twice_is_run_once(ear: Ear):
    said = ear.fake.say(ear.mira, ear.own_thread(), "more sky")
    await ear.call(said.id)
    ear.fake.gateway.redeliver(said)
    await ear.fake.until(lambda: ear.dispatch.again)
    assert [call.id for call in ear.dispatch.ran] == [f"discord:{said.id}"]


async def test_a_claim_that_fails_once_is_made_again(ear: Ear):
    ear.dispatch.failing = 1
    await ear.call(ear.fake.say(ear.mira, ear.own_thread(), "more sky").id)
    assert ear.dispatch.withdrawn == []


async def test_who_speaks_to_easel_is_told_that_it_is_too_busy(ear: Ear):
    ear.dispatch.failing = 99
    said = ear.fake.say(ear.mira, ear.channel, "a fox", mention=[ear.fake.app])
    answer = await ear.fake.message_in(ear.channel)
    assert answer.reply_to is said
    assert answer.content == saying("fr")("discord.busy")
    assert [call.id for call in ear.dispatch.withdrawn] == [f"discord:{said.id}"]


async def test_a_claim_that_never_comes_back_is_withdrawn_before_the_asker_is_told_to_ask_again(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.platforms.discord.messages._SECONDS", 2.0)
    ear.dispatch.stalled = True
    said = ear.fake.say(ear.mira, ear.channel, "a fox", mention=[ear.fake.app])
    answer = await ear.fake.message_in(ear.channel)
    assert answer.content == saying("fr")("discord.busy")
    assert [call.id for call in ear.dispatch.withdrawn] == [f"discord:{said.id}"]


async def test_a_wish_in_a_thread_that_cannot_be_claimed_is_answered_and_talk_is_not(ear: Ear):
    thread = ear.own_thread()
    ear.dispatch.failing = 3 + 3
    ear.fake.say(ear.leo, thread, "nice one, see you tomorrow", mention=[ear.mira])
    said = ear.fake.say(ear.mira, thread, "make the sky more dramatic")
    answer = await ear.fake.message_in(thread)
    assert (answer.reply_to, answer.content) == (said, saying("fr")("discord.busy"))
    assert [call.id for call in ear.dispatch.withdrawn] == [f"discord:{said.id}"]


async def test_a_thread_in_a_channel_that_became_private_is_private(ear: Ear):
    thread = ear.own_thread()
    before = await ear.call(ear.fake.say(ear.mira, thread, "more sky").id)
    for who in (ear.mira, ear.fake.app):
        ear.fake.allow(ear.channel, who, "VIEW_CHANNEL")
    ear.fake.deny(ear.channel, ear.guild, "VIEW_CHANNEL")
    after = await ear.call(ear.fake.say(ear.mira, thread, "less sky").id)
    assert (before.place.private, after.place.private) == (False, True)
    assert (after.place.channel_id, after.place.channel_name) == (str(ear.channel.id), "art")


async def test_alone_with_easel_words_are_about_the_latest_picture(ear: Ear):
    dm, team = ear.fake.dm(ear.mira), f"discord:dm:{ear.mira.id}"
    first = await ear.call(ear.fake.say(ear.mira, dm, "a fox").id)
    ear.bind(team, dm, "4711", locale="ja", private=True)
    then = await ear.call(ear.fake.say(ear.mira, dm, "more sky").id)
    named = await ear.call(ear.fake.say(ear.mira, dm, "a dog", mention=[ear.fake.app]).id)
    assert (first.command, first.person.team.id, first.place.thread_id) == ("imagine", team, None)
    assert (first.place.private, first.answer_to["guild"]) == (True, "")
    assert (then.command, then.words, then.locale) == ("reply", "more sky", "ja")
    assert (then.place.thread_id, then.place.channel_id, then.place.private) == ("4711", str(dm.id), True)
    assert (named.command, named.words, named.place.thread_id) == ("imagine", "a dog", None)


async def test_alone_with_easel_a_reply_is_about_that_picture(ear: Ear):
    dm, team = ear.fake.dm(ear.mira), f"discord:dm:{ear.mira.id}"
    ear.bind(team, dm, "4712", private=True)
    shown = ear.speak(dm)
    ear.posts.posts.append(Post(team, str(dm.id), str(shown.id), "discord:1", "answer", "4711", (PICTURE,), final=True))
    call = await ear.call(ear.fake.say(ear.mira, dm, "more sky", reply_to=shown).id)
    assert (call.command, call.replies_to, call.place.thread_id) == ("reply", PICTURE, "4711")


async def test_alone_with_easel_a_picture_is_a_beginning(ear: Ear):
    dm = ear.fake.dm(ear.mira)
    call = await ear.call(ear.fake.say(ear.mira, dm, "give it a hat", files=[FOX]).id)
    assert (call.command, call.words, len(call.uploads)) == ("edit", "give it a hat", 1)


async def test_without_the_intent_a_hint_is_given_once(deaf: Ear):
    thread = deaf.own_thread(locale="en")
    said = deaf.fake.say(deaf.mira, thread, "make the sky more dramatic")
    hint = await deaf.fake.message_in(thread)
    assert hint.reply_to is said
    assert "I cannot read your reply" in hint.content
    deaf.fake.say(deaf.mira, thread, "hello?")
    deaf.fake.say(deaf.leo, thread, "hello??")
    await deaf.settled()
    assert [message.author.bot for message in thread.messages] == [False, True, False, False]
    assert [call.command for call in deaf.dispatch.ran] == ["quota"]


async def test_without_the_intent_mentions_and_pings_are_read(deaf: Ear):
    thread = deaf.own_thread()
    shown = deaf.picture(thread, str(thread.id), PICTURE)
    replied = await deaf.call(deaf.fake.say(deaf.mira, thread, "more sky", reply_to=shown).id)
    named = await deaf.call(deaf.fake.say(deaf.mira, thread, "more sky", mention=[deaf.fake.app], files=[FOX]).id)
    asked = await deaf.call(deaf.fake.say(deaf.mira, deaf.channel, "a fox", mention=[deaf.fake.app]).id)
    alone = await deaf.call(deaf.fake.say(deaf.mira, deaf.fake.dm(deaf.mira), "a fox").id)
    assert (replied.command, replied.words, replied.replies_to) == ("reply", "more sky", PICTURE)
    assert (named.command, named.words, len(named.uploads)) == ("reply", "more sky", 1)
    assert (asked.command, alone.command) == ("imagine", "imagine")


async def test_with_the_intent_what_is_empty_is_left_alone():
    async with listening() as ear:
        thread = ear.own_thread()
        ear.fake.say(ear.mira, thread, files=[File("notes.txt", b"x")])
        await ear.settled()
        assert [call.command for call in ear.dispatch.ran] == ["quota"]
        assert len(thread.messages) == 1


async def test_a_reply_to_a_picture_that_was_shown_again_refines_it(ear: Ear):
    shown = ear.picture(ear.channel, None, PICTURE)
    call = await ear.call(ear.fake.say(ear.mira, ear.channel, "make it night", reply_to=shown).id)
    assert (call.command, call.words, call.replies_to, call.place.thread_id) == (
        "reply",
        "make it night",
        PICTURE,
        None,
    )
