"""Staying up: refused connects, broken events, lost and invalid sessions, a missing intent, a wrong token."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.bot.platforms.discord.inward import Ear, MemoryPosts, Recorder, eventually, face_on, listening
from tests.bot.platforms.memory import MemoryNotes
from tests.fakes.discord_client import discord_hosts
from tests.fakes.discord_server import FakeDiscord

MESSAGE_CONTENT = 1 << 15


async def test_it_listens_with_few_intents_and_remembers_nobody(ear: Ear):
    ((_, identify),) = ear.fake.gateway.identifies
    assert identify["intents"] == 46593
    client = ear.face._client
    assert client is not None
    assert [member.id for guild in client.guilds for member in guild.members] == [ear.fake.app.user.id]
    assert list(client.cached_messages) == []
    await eventually(lambda: ear.face.healthy() is None)
    assert ear.told == []


async def test_without_the_intent_it_says_so_once_and_goes_on(deaf: Ear):
    # The application's flags told before the gateway did.
    assert [each["intents"] for _, each in deaf.fake.gateway.identifies] == [13825]
    assert deaf.told == ["discord_intent"]
    deaf.fake.gateway.malformed()
    await deaf.fake.until(lambda: len(deaf.fake.gateway.identifies) == 2)
    await deaf.fake.ready()
    await deaf.settled()
    assert deaf.told == ["discord_intent"]
    assert deaf.fake.gateway.identifies[1][1]["intents"] == 13825


async def test_an_intent_that_only_the_gateway_refuses():
    async with listening(ready=False) as ear:
        flags = type(ear.fake.app).flags
        try:
            type(ear.fake.app).flags = property(lambda _: 1 << 18)
            ear.fake.app.message_content = False
            await ear.fake.ready()
            await ear.fake.until(lambda: ear.fake.app.commands.get(None))
            await ear.settled()
        finally:
            type(ear.fake.app).flags = flags
        assert [each["intents"] for _, each in ear.fake.gateway.identifies] == [46593, 13825]
        assert ear.told == ["discord_intent"]
        assert any("4014" in each for each in ear.fake.refused)
        ear.fake.refused.clear()


async def test_a_first_connect_that_is_refused_is_tried_again():
    async with listening(ready=False) as ear:
        ear.fake.gateway.refuse_connects(1)
        assert ear.face.healthy() is not None
        await ear.fake.ready()
        await ear.fake.until(lambda: ear.fake.app.commands.get(None))
        await ear.settled()
        assert ear.fake.gateway.refused_connects == 1


async def test_rest_that_is_down_at_first_is_tried_again():
    async with listening(ready=False) as ear:
        ear.fake.fail("GET /gateway/bot", status=503, times=2)
        await ear.fake.ready()
        await ear.fake.until(lambda: ear.fake.app.commands.get(None))
        await ear.settled()


@pytest.mark.parametrize("event", ["MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE"])
async def test_an_event_that_nobody_can_read_is_survived(ear: Ear, event: str):
    first = ear.fake.slash(ear.mira, ear.channel, "quota")
    await ear.call(first.id)
    ear.fake.gateway.malformed(event)
    await ear.fake.until(lambda: len(ear.fake.gateway.identifies) == 2)
    await ear.fake.ready()
    await ear.settled()
    await eventually(lambda: ear.face.healthy() is None)


async def test_a_connection_that_breaks_is_resumed_and_nothing_is_lost_or_done_twice(ear: Ear):
    thread = ear.own_thread()
    first = ear.fake.say(ear.mira, thread, "before")
    await ear.call(first.id)
    ear.fake.gateway.drop(4000)
    said = [ear.fake.say(ear.mira, thread, f"while away {n}") for n in range(3)]
    for each in said:
        await ear.call(each.id)
    assert len(ear.fake.gateway.resumes) == 1
    assert len(ear.fake.gateway.identifies) == 1
    ear.fake.gateway.redeliver(first)
    await ear.settled()
    assert [call.words for call in ear.dispatch.ran if call.command == "reply"] == [
        "before",
        *(f"while away {n}" for n in range(3)),
    ]


async def test_a_server_that_asks_to_reconnect_is_obeyed(ear: Ear):
    ear.fake.gateway.reconnect()
    await ear.fake.until(lambda: ear.fake.gateway.resumes)
    await ear.settled()


async def test_a_session_that_is_invalid_begins_anew_and_catches_up(ear: Ear):
    thread = ear.own_thread()
    ear.fake.gateway.hold()
    missed = ear.fake.say(ear.mira, thread, "said while nobody listened")
    ear.fake.gateway._held = None
    ear.fake.gateway.invalidate()
    call = await ear.call(missed.id)
    assert call.words == "said while nobody listened"
    assert len(ear.fake.gateway.identifies) == 2


@asynccontextmanager
async def wrong_token():
    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeDiscord())
        stack.enter_context(discord_hosts(fake))
        told: list[str] = []
        parts = {"dispatch": Recorder(fake.changed), "posts": MemoryPosts(), "notes": MemoryNotes(), "suggested": []}
        yield fake, told, await stack.enter_async_context(face_on(fake, told=told, token="wrong", **parts))


async def test_a_token_that_is_refused_is_told_once_and_not_tried_again():
    async with wrong_token() as (fake, told, face):
        await fake.until(lambda: told)
        life = face._life
        assert life is not None
        await life
        assert told == ["discord_token"]
        assert face.healthy() == "Discord: the token is refused"
        assert fake.gateway.identifies == []
        assert fake.count("GET /users/@me") == 1


async def test_a_token_that_is_reset_later_stops_the_face(ear: Ear):
    ear.fake.app.token = "another"
    ear.fake.gateway.malformed()
    await ear.fake.until(lambda: ear.told)
    assert ear.told == ["discord_token"]
    life = ear.face._life
    assert life is not None
    await life
    assert ear.face.healthy() == "Discord: the token is refused"
    ear.fake.refused.clear()


async def test_what_is_being_taken_in_is_finished_before_the_end(ear: Ear):
    gate = ear.fake.hold("POST /interactions/{interaction}/{token}/callback")
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    await gate.arrived()
    client = ear.face._client
    assert client is not None
    ending = ear.fake.until(lambda: ear.dispatch.ran)
    closing = client.finish(30.0)
    gate.release()
    await closing
    assert [call.id for call in await ending] == [f"discord:{asked.id}"]
    late = ear.fake.slash(ear.mira, ear.channel, "quota")
    await ear.face.close()
    assert (late.ack, len(ear.dispatch.ran)) == (None, 1)


async def test_what_takes_too_long_is_dropped_at_the_end(ear: Ear):
    gate = ear.fake.hold("POST /interactions/{interaction}/{token}/callback")
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    await gate.arrived()
    client = ear.face._client
    assert client is not None
    await client.finish(0.0)
    assert not client._handling
    gate.release()
    # It stays claimed, so the next start answers it.
    assert (list(ear.dispatch.claimed), ear.dispatch.ran, ear.dispatch.withdrawn) == ([f"discord:{asked.id}"], [], [])


async def test_closing_says_goodbye(ear: Ear):
    await ear.face.close()
    await ear.fake.until(lambda: ear.fake.gateway.closed)
    assert ear.fake.gateway.closed == [1000]
    assert ear.face.healthy() == "Discord: not listening"


async def test_the_gateway_is_the_one_that_is_set_whichever_discord_names(ear: Ear):
    async with FakeDiscord() as proxy:
        proxy.app.token = ear.fake.token
        parts = {"dispatch": ear.dispatch, "posts": ear.posts, "notes": ear.notes, "told": ear.told}
        async with face_on(ear.fake, suggested=[], gateway_url=proxy.gateway_url, **parts):
            await proxy.ready()
            assert len(ear.fake.gateway.identifies) == 1


async def test_with_discords_own_hosts_and_nothing_moved():
    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeDiscord(tls=True))
        guild = fake.guild()
        channel, mira = fake.channel(guild, "art"), fake.user("mira", guilds=[guild])
        dispatch = Recorder(fake.changed)
        parts = {"posts": MemoryPosts(), "notes": MemoryNotes(), "told": [], "suggested": []}
        await stack.enter_async_context(face_on(fake, dispatch=dispatch, connector=fake.connector, **parts))
        await fake.ready()
        await fake.until(lambda: fake.app.commands.get(None))
        asked = fake.slash(mira, channel, "imagine", {"prompt": "a fox"})
        await fake.until(lambda: dispatch.ran)
        assert (await asked.acknowledged()).type == 5
        assert fake.refused == []


async def test_two_processes_at_once_answer_everything_once(ear: Ear):
    parts = {"dispatch": ear.dispatch, "posts": ear.posts, "notes": ear.notes, "told": ear.told}
    thread = ear.own_thread()
    async with face_on(ear.fake, suggested=[], **parts):
        await ear.fake.ready(sessions=2)
        asked = [ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": f"fox {n}"}) for n in range(10)]
        said = [ear.fake.say(ear.leo, thread, f"wish {n}") for n in range(10)]
        for each in (*asked, *said):
            await ear.call(each.id)
        await eventually(lambda: len(ear.dispatch.again) == 20)
        assert len(ear.dispatch.ran) == 20
        assert {(await each.acknowledged()).type for each in asked} == {5}
