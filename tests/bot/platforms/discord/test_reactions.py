"""Stars under messages: counted, taken back, and saving what people sent; nothing is ever said to them."""

from __future__ import annotations

import asyncio

import pytest

from tests.bot.platforms.discord.inward import FOX, Ear, eventually
from tests.fakes.discord_world import File

PICTURE = "0190f5b4a7c87d2e9a3b"
MESSAGE = "GET /channels/{channel}/messages/{message}"
GLOWING = "\U0001f31f"


def starred(ear: Ear) -> list[tuple[str, str, str]]:
    """Return what was run: who, the command, and on what."""
    stars = [each for each in ear.dispatch.ran if each.command in {"star", "unstar", "save"}]
    return [(each.person.user_id, each.command, each.text("target")) for each in stars]


async def heard(ear: Ear, count: int) -> list[tuple[str, str, str]]:
    """Return what was run once it is so much, and everything before was heard."""
    await ear.fake.until(lambda: len(starred(ear)) >= count)
    await ear.settled()
    return starred(ear)


async def test_a_star_and_its_end_are_calls_of_whoever_reacts(ear: Ear):
    role = ear.fake.role(ear.guild, "Leads")
    ear.fake.give(ear.mira, role)
    thread = ear.own_thread()
    message = ear.picture(thread, str(thread.id), PICTURE)
    ear.fake.react(ear.mira, message)
    mira, leo = str(ear.mira.id), str(ear.leo.id)
    assert await heard(ear, 1) == [(mira, "star", PICTURE)]
    (call,) = [each for each in ear.dispatch.ran if each.command == "star"]
    assert (call.person.name, call.person.team.id, call.person.groups) == ("Mira", ear.team, (str(role.id),))
    assert (call.place.channel_id, call.place.thread_id) == (str(ear.channel.id), str(thread.id))
    assert (call.options, call.locale) == ({"target": PICTURE, "reaction": True}, "fr")
    assert call.answer_to["how"] == "quiet"
    ear.fake.react(ear.leo, message)
    assert await heard(ear, 2) == [(mira, "star", PICTURE), (leo, "star", PICTURE)]
    ear.fake.unreact(ear.mira, message)
    assert (await heard(ear, 3))[2] == (mira, "unstar", PICTURE)
    ear.fake.react(ear.mira, message)
    assert (await heard(ear, 4))[3] == (mira, "star", PICTURE)
    assert len({each.id for each in ear.dispatch.ran}) == len(ear.dispatch.ran)
    assert ear.fake.count("POST /channels/{channel}/messages") == 0


async def test_the_same_event_again_makes_nothing_twice(ear: Ear):
    message = ear.picture(ear.channel, None, PICTURE)
    added = ear.fake.react(ear.mira, message)
    await heard(ear, 1)
    for _ in range(3):
        ear.fake.gateway.redeliver(added)
    removed = ear.fake.unreact(ear.mira, message)
    assert [each[1] for each in await heard(ear, 2)] == ["star", "unstar"]
    ear.fake.gateway.redeliver(removed)
    ear.fake.gateway.redeliver(removed)
    await ear.settled()
    assert [each[1] for each in starred(ear)] == ["star", "unstar"]
    # Both once more, as a resume has it: what stands at the end is right.
    ear.fake.gateway.redeliver(added)
    ear.fake.gateway.redeliver(removed)
    assert [each[1] for each in await heard(ear, 4)] == ["star", "unstar", "star", "unstar"]


async def test_another_process_that_hears_it_too_claims_the_same(ear: Ear):
    message = ear.picture(ear.channel, None, PICTURE)
    ear.dispatch.taken.add(f"discord:star:{message.id}:{ear.mira.id}:1:star:0")
    ear.fake.react(ear.mira, message)
    await ear.fake.until(lambda: ear.dispatch.again)
    await ear.settled()
    assert starred(ear) == []
    ear.fake.unreact(ear.mira, message)
    assert [each[1] for each in await heard(ear, 1)] == ["unstar"]


async def test_two_kinds_of_stars_are_one(ear: Ear):
    message = ear.picture(ear.channel, None, PICTURE)
    ear.fake.react(ear.mira, message)
    ear.fake.react(ear.mira, message, GLOWING)
    ear.fake.unreact(ear.mira, message)
    await ear.settled()
    assert [each[1] for each in await heard(ear, 1)] == ["star"]
    ear.fake.unreact(ear.mira, message, GLOWING)
    assert [each[1] for each in await heard(ear, 2)] == ["star", "unstar"]


async def test_a_star_from_before_it_was_noted_is_taken_off(ear: Ear):
    message = ear.picture(ear.channel, None, PICTURE)
    ear.fake.react(ear.mira, message)
    await heard(ear, 1)
    ear.notes.notes.clear()
    ear.dispatch.claimed.clear()
    ear.fake.unreact(ear.mira, message)
    assert [each[1] for each in await heard(ear, 2)] == ["star", "unstar"]


async def test_every_picture_of_a_message_is_starred(ear: Ear):
    message = ear.picture(ear.channel, None, "p1", "p2", "p3")
    ear.fake.react(ear.leo, message)
    leo = str(ear.leo.id)
    assert await heard(ear, 3) == [(leo, "star", each) for each in ("p1", "p2", "p3")]


async def test_a_persons_picture_is_saved_as_theirs(ear: Ear):
    message = ear.fake.say(ear.mira, ear.channel, "my dog", files=[FOX, File("notes.txt", b"no picture")])
    added = ear.fake.react(ear.leo, message)
    assert await heard(ear, 1) == [(str(ear.leo.id), "save", "")]
    call = await ear.call(f"save:{message.id}:{ear.leo.id}")
    assert [each.name for each in call.uploads] == ["fox.png"]
    assert call.options == {"author": str(ear.mira.id), "author_name": "Mira", "reaction": True}
    assert (call.place.channel_id, call.place.private) == (str(ear.channel.id), False)
    ear.fake.gateway.redeliver(added)
    ear.fake.unreact(ear.leo, message)
    ear.fake.react(ear.mira, message)
    assert (await heard(ear, 2))[1:] == [(str(ear.mira.id), "save", "")]
    own = await ear.call(f"save:{message.id}:{ear.mira.id}")
    assert own.options == {"reaction": True}


async def test_what_has_no_picture_is_looked_at_once(ear: Ear):
    message = ear.fake.say(ear.mira, ear.channel, "well said")
    ear.fake.react(ear.leo, message)
    await ear.fake.until(lambda: ear.fake.count(MESSAGE))
    ear.fake.react(ear.mira, message)
    marker = ear.fake.say(ear.mira, ear.channel, files=[FOX])
    ear.fake.react(ear.mira, marker)
    await heard(ear, 1)
    assert ear.fake.count(MESSAGE) == 2
    assert starred(ear) == [(str(ear.mira.id), "save", "")]


async def test_what_is_no_star_or_nobodys_costs_nothing(ear: Ear):
    ours = ear.picture(ear.channel, None, PICTURE)
    robot = ear.fake.user("robot", guilds=[ear.guild], bot=True)
    theirs = ear.fake.post(ear.channel, robot, attachments=ear.fake.keep([FOX], ear.channel))
    ear.posts.asked = 0
    for emoji in ("\U0001f44d", "\u2764", "\u2605"):
        ear.fake.react(ear.mira, ours, emoji)
    ear.fake.react(robot, ours)
    await ear.settled()
    assert (ear.posts.asked, ear.fake.count(MESSAGE)) == (0, 0)
    # Another bot's picture is looked at, and left.
    ear.fake.react(ear.mira, theirs)
    await ear.fake.until(lambda: ear.fake.count(MESSAGE))
    ear.fake.react(ear.mira, ear.speak(ear.channel, "On it."))
    await ear.settled()
    assert starred(ear) == []


async def test_where_easel_may_not_read_nothing_is_done(ear: Ear):
    message = ear.fake.say(ear.mira, ear.channel, files=[FOX])
    ear.fake.deny(ear.channel, ear.fake.app, "READ_MESSAGE_HISTORY")
    ear.fake.react(ear.leo, message)
    await ear.settled()
    assert (starred(ear), ear.fake.count(MESSAGE)) == ([], 0)


async def test_without_the_intent_a_persons_picture_is_not_seen(deaf: Ear):
    message = deaf.fake.say(deaf.mira, deaf.channel, files=[FOX])
    deaf.fake.react(deaf.leo, message)
    await deaf.fake.until(lambda: deaf.fake.count(MESSAGE))
    ours = deaf.picture(deaf.channel, None, PICTURE)
    deaf.fake.react(deaf.leo, ours)
    assert await heard(deaf, 1) == [(str(deaf.leo.id), "star", PICTURE)]


async def test_a_private_channel_is_one_for_a_star_too(ear: Ear):
    board = ear.fake.channel(ear.guild, "board", private=True, members=[ear.mira, ear.fake.app])
    message = ear.fake.say(ear.mira, board, files=[FOX])
    ear.fake.react(ear.mira, message)
    call = await ear.call(f"save:{message.id}:{ear.mira.id}")
    assert (call.place.channel_id, call.place.private) == (str(board.id), True)


async def test_in_direct_messages_a_star_is_counted_by_name(ear: Ear):
    alone = ear.fake.dm(ear.mira)
    message = ear.fake.say(ear.mira, alone, files=[FOX])
    ear.fake.react(ear.mira, message)
    call = await ear.call(f"save:{message.id}:{ear.mira.id}")
    assert (call.person.team.id, call.person.name) == (f"discord:dm:{ear.mira.id}", "Mira")
    assert call.place.private


async def test_what_fails_is_logged_and_hurts_nobody_else(ear: Ear):
    message = ear.picture(ear.channel, None, PICTURE)
    ear.dispatch.failing = 1
    ear.fake.react(ear.mira, message)
    await eventually(lambda: [each for each in ear.logged if each["event"] == "star_not_taken"])
    ear.fake.react(ear.leo, message)
    assert await heard(ear, 1) == [(str(ear.leo.id), "star", PICTURE)]
    # It was not noted, so that the event again is taken.
    ear.fake.unreact(ear.mira, message)
    ear.fake.react(ear.mira, message)
    assert [each[1] for each in await heard(ear, 3)] == ["star", "unstar", "star"]


async def test_a_burst_of_stars_leaves_room_for_who_waits(ear: Ear, monkeypatch: pytest.MonkeyPatch):
    message = ear.picture(ear.channel, None, PICTURE)
    people = [ear.fake.user(f"u{number}", guilds=[ear.guild]) for number in range(120)]
    at_once = most = 0
    real = ear.posts.at

    async def slow(*key: str) -> object:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        at_once -= 1
        return await real(*key)

    monkeypatch.setattr(ear.posts, "at", slow)
    for user in people:
        ear.fake.react(user, message)
    asked = ear.fake.slash(ear.mira, ear.channel, "quota")
    await asked.acknowledged(60)
    assert len(await heard(ear, 120)) == 120
    assert most <= 4


async def test_stars_are_dropped_rather_than_hoarded(ear: Ear, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.platforms.discord.reactions._MOST_WAITING", 1)
    message = ear.picture(ear.channel, None, PICTURE)
    ear.dispatch.held = asyncio.Event()
    ear.fake.react(ear.mira, message)
    ear.fake.react(ear.leo, message)
    await eventually(lambda: [each for each in ear.logged if each["event"] == "star_dropped"])
    ear.dispatch.held.set()
    assert len(await heard(ear, 1)) == 1
