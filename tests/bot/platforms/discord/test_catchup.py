"""What was said while Easel was away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.bot.platforms.discord.inward import FOX, Ear, face_on, listening

HISTORY = "GET /channels/{channel}/messages"


@asynccontextmanager
async def again(ear: Ear) -> AsyncIterator[None]:
    """Listen anew, as another process does."""
    begun = len(ear.fake.gateway.identifies)
    about = {"notes": ear.notes, "told": ear.told, "suggested": ear.suggested}
    async with face_on(ear.fake, dispatch=ear.dispatch, posts=ear.posts, **about):
        await ear.fake.until(lambda: len(ear.fake.gateway.identifies) > begun)
        await ear.fake.ready()
        yield


async def test_what_was_missed_in_threads_is_taken_in(ear: Ear):
    thread, other = ear.own_thread(), ear.fake.thread(ear.mira, ear.channel, "dogs")
    heard = ear.fake.say(ear.mira, thread, "heard")
    await ear.call(heard.id)
    await ear.face.close()
    missed = [ear.fake.say(ear.mira, thread, "missed"), ear.fake.say(ear.leo, thread, "too", files=[FOX])]
    ear.speak(thread, "mine")
    ear.fake.say(ear.mira, other, "not for easel")
    async with again(ear):
        calls = [await ear.call(each.id) for each in missed]
        await ear.settled()
    assert [call.words for call in ear.dispatch.ran if call.command == "reply"] == ["heard", "missed", "too"]
    assert (calls[1].place.thread_id, calls[1].place.channel_id) == (str(thread.id), str(ear.channel.id))
    assert [each.name for each in calls[1].uploads] == ["fox.png"]
    assert ear.dispatch.again == [f"discord:{heard.id}"]


async def test_without_the_intent_only_what_is_for_easel_and_no_hint():
    async with listening(content=False) as ear:
        thread = ear.own_thread()
        await ear.face.close()
        ear.fake.say(ear.mira, thread, "unread")
        missed = ear.fake.say(ear.mira, thread, "more sky", mention=[ear.fake.app])
        async with again(ear):
            call = await ear.call(missed.id)
            await ear.settled()
        assert (call.command, call.words) == ("reply", "more sky")
        assert not any(message.author.bot for message in thread.messages)


async def test_threads_that_discord_has_not_are_looked_for_in_their_channel(ear: Ear):
    shown = ear.picture(ear.channel, "4711", "0190f5b4a7c87d2e9a3b")
    ear.bind(ear.team, ear.channel, "4711")
    ear.bind(ear.team, ear.channel, "4712")
    dm = ear.fake.dm(ear.mira)
    ear.bind(f"discord:dm:{ear.mira.id}", dm, "4713", private=True)
    await ear.face.close()
    missed = ear.fake.say(ear.mira, ear.channel, "more sky", reply_to=shown)
    alone = ear.fake.say(ear.mira, dm, "more sea")
    ear.fake.say(ear.mira, ear.channel, "talk")
    before = ear.fake.count(HISTORY)
    async with again(ear):
        replied, direct = await ear.call(missed.id), await ear.call(alone.id)
        await ear.settled()
        await ear.fake.until(lambda: ear.fake.count(HISTORY) - before == 4)
    assert (replied.place.thread_id, replied.replies_to) == ("4711", "0190f5b4a7c87d2e9a3b")
    assert (direct.person.team.id, direct.place.thread_id) == (f"discord:dm:{ear.mira.id}", "4713")
    assert {call.command for call in ear.dispatch.ran} == {"reply", "quota"}


async def test_a_channel_that_is_closed_does_not_keep_the_others_from_it(ear: Ear):
    thread = ear.own_thread()
    closed = ear.fake.channel(ear.guild, "closed")
    root = ear.speak(closed)
    gone = ear.fake.open_thread(closed, ear.fake.app.user, "gone", 11, id_=root.id)
    ear.bind(ear.team, closed, str(gone.id))
    await ear.face.close()
    ear.fake.deny(closed, ear.fake.app, "VIEW_CHANNEL", "READ_MESSAGE_HISTORY")
    missed = ear.fake.say(ear.mira, thread, "more sky")
    async with again(ear):
        await ear.call(missed.id)
    # Once: what is refused is not asked again.
    assert ear.fake.count(HISTORY, status=403) == 1


async def test_what_people_said_in_a_thread_before_easel_came_to_it_is_left(ear: Ear):
    thread = ear.fake.thread(ear.mira, ear.channel, "dogs")
    ear.fake.say(ear.mira, thread, "make it blue")
    await ear.settled()
    ear.fake.clock.advance(60)
    ear.bind(ear.team, ear.channel, str(thread.id))
    await ear.face.close()
    missed = ear.fake.say(ear.leo, thread, "make it red")
    async with again(ear):
        await ear.call(missed.id)
        await ear.settled()
    assert [call.words for call in ear.dispatch.ran if call.command == "reply"] == ["make it red"]


async def test_a_thread_that_cannot_be_reached_does_not_keep_the_others_from_it(ear: Ear):
    thread = ear.own_thread()
    ear.bind(ear.team, ear.channel, str(ear.fake.thread(ear.mira, ear.channel, "dogs").id))
    await ear.face.close()
    missed = ear.fake.say(ear.mira, thread, "more sky")
    # The library asks once more by itself.
    ear.fake.lose_reply(HISTORY, times=2)
    async with again(ear):
        await ear.call(missed.id)


async def test_what_is_long_past_is_left(ear: Ear):
    thread = ear.own_thread()
    await ear.face.close()
    ear.fake.say(ear.mira, thread, "long ago")
    ear.fake.clock.advance(13 * 3600)
    ear.bind(ear.team, ear.channel, str(thread.id))
    new = ear.fake.say(ear.mira, thread, "just now")
    async with again(ear):
        await ear.call(new.id)
        await ear.settled()
    assert [call.words for call in ear.dispatch.ran if call.command == "reply"] == ["just now"]
