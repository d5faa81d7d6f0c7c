"""Registering the commands: once, by one process, again only when they change."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import discord
import pytest

from bot.platforms.discord.commands import SAVE
from bot.platforms.discord.sync import sync
from commands.words import saying
from tests.bot.platforms.discord.inward import Ear, MemoryPosts, Recorder, eventually, face_on, listening
from tests.bot.platforms.memory import MemoryNotes
from tests.fakes.discord_client import discord_hosts
from tests.fakes.discord_server import FakeDiscord

PUT = "PUT /applications/{app}/commands"
ONE = [{"type": 1, "name": "imagine", "description": "Make a picture"}]
TWO = [*ONE, {"type": 1, "name": "edit", "description": "Change a picture"}]


async def test_the_first_start_registers_all(ear: Ear):
    names = [each["name"] for each in ear.fake.app.commands[None]]
    top = ["imagine", "edit", "show", "library", "asset", "share", "quota", "models", "easel"]
    assert names == [*top, "Edit this image", "Details", saying("en")(SAVE)]
    assert ear.fake.count(PUT) == 1


async def test_another_process_does_not_register_again(ear: Ear):
    await eventually(lambda: ear.notes.notes)
    parts = {"dispatch": Recorder(ear.fake.changed), "posts": MemoryPosts(), "told": [], "suggested": []}
    async with face_on(ear.fake, notes=ear.notes, **parts) as other:
        await ear.fake.ready(sessions=2)
        await eventually(lambda: other._synced)
    assert ear.fake.count(PUT) == 1


async def test_every_shard_is_one_process(ear: Ear):
    ear.fake.gateway.invalidate()
    await ear.fake.until(lambda: len(ear.fake.gateway.identifies) == 2)
    await ear.settled()
    assert ear.fake.count(PUT) == 1


@pytest.fixture
async def fake():
    async with FakeDiscord() as running:
        with discord_hosts(running):
            yield running


@pytest.fixture
async def client(fake: FakeDiscord):
    async with discord.Client(intents=discord.Intents.none()) as logged_in:
        await logged_in.login(fake.token)
        yield logged_in


def minute(now: int) -> datetime:
    return datetime.fromtimestamp(60 * now, UTC)


async def test_what_has_not_changed_is_not_sent(fake: FakeDiscord, client: discord.Client):
    notes = MemoryNotes()
    for now in range(3):
        await sync(client, ONE, notes, lambda now=now: minute(now))
    assert fake.count(PUT) == 1


async def test_what_has_changed_is_sent(fake: FakeDiscord, client: discord.Client):
    notes = MemoryNotes()
    for commands in (ONE, TWO, TWO, ONE):
        await sync(client, commands, notes, lambda: minute(len(notes.first)))
    assert fake.count(PUT) == 3
    assert [each["name"] for each in fake.app.commands[None]] == ["imagine"]


async def test_of_two_at_once_one_registers(fake: FakeDiscord, client: discord.Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.platforms.discord.sync._LOOK_AGAIN", 0.01)
    notes = MemoryNotes()
    await asyncio.gather(*(sync(client, ONE, notes, lambda: minute(1)) for _ in range(5)))
    assert fake.count(PUT) == 1


async def test_where_one_fails_another_does_it_later(
    fake: FakeDiscord, client: discord.Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.platforms.discord.sync._LOOK_AGAIN", 0.01)
    notes, times = MemoryNotes(), iter(range(100))
    key = f"discord:commands:{client.application_id}"
    # The lease of the first minute was taken by a process that is gone.
    await sync(client, ONE, first := MemoryNotes(), lambda: minute(0))
    notes.first |= first.first
    assert key not in notes.notes
    await sync(client, ONE, notes, lambda: minute(next(times)))
    assert (fake.count(PUT), key in notes.notes) == (2, True)


async def test_a_payload_that_discord_refuses_is_not_sent_again_and_again(fake: FakeDiscord, client: discord.Client):
    notes = MemoryNotes()
    done = await sync(client, [{"type": 1, "name": "Not A Name", "description": "x"}], notes, lambda: minute(1))
    assert (done, fake.count(PUT, status=400), notes.notes) == (False, 1, {})


async def test_what_fails_is_done_again_a_minute_later(
    fake: FakeDiscord, client: discord.Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.platforms.discord.sync._LOOK_AGAIN", 0.01)
    notes, times = MemoryNotes(), iter(range(100))
    fake.fail(PUT, status=503, times=2)
    assert await sync(client, ONE, notes, lambda: minute(next(times)))
    assert (fake.count(PUT), fake.count(PUT, status=200)) == (3, 1)


async def test_a_new_session_registers_what_the_last_one_could_not():
    async with listening(ready=False) as ear:
        ear.fake.fail(PUT, status=403)
        await ear.fake.ready()
        await ear.fake.until(lambda: ear.fake.count(PUT, status=403))
        ear.fake.clock.advance(60)
        ear.fake.gateway.malformed()
        await ear.fake.until(lambda: ear.fake.app.commands.get(None))
        ear.fake.refused.clear()
