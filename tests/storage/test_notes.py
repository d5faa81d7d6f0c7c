"""What chat platforms note for some days: through the port, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.notes import ChatNotes
from storage import notes, privacy
from storage.database import Database
from tests.storage.sample import ANN, BOB, NOW, settle_in, soon


@pytest.fixture
def ours(database: Database) -> ChatNotes:
    return ChatNotes(database, lambda: NOW)


async def test_a_note_is_read_as_it_was_last_written(ours: ChatNotes):
    assert await ours.read("key") is None
    await ours.write("key", "one ☃\nline")
    await ours.write("other", "")
    assert await ours.read("key") == "one ☃\nline"
    assert await ours.read("other") == ""
    await ours.write("key", "two")
    assert await ours.read("key") == "two"


async def test_only_the_first_of_many_is_told_yes(database: Database):
    several = [ChatNotes(database, lambda: NOW) for _ in range(8)]
    assert sorted(await asyncio.gather(*(each.once("hint:thread") for each in several))) == [False] * 7 + [True]
    assert await several[0].once("hint:other")
    # What is written counts as taken, and asking leaves it.
    await several[0].write("lease", "mine")
    assert not await several[1].once("lease")
    assert await several[1].read("lease") == "mine"


async def test_notes_are_forgotten_days_after_they_were_last_written(database: Database, ours: ChatNotes):
    await ours.write("old", "a")
    await ours.write("young", "b")
    await ChatNotes(database, lambda: soon(60)).write("young", "c")
    async with database.begin() as tx:
        await notes.forget(tx, NOW + timedelta(days=8))
    assert await ours.read("old") == "a"
    async with database.begin() as tx:
        await notes.forget(tx, NOW + timedelta(days=8, seconds=30))
    assert await ours.read("old") is None
    assert await ours.read("young") == "c"
    assert await ours.once("old")


async def test_what_is_noted_of_a_person_is_exported_and_deleted_with_them(database: Database, ours: ChatNotes):
    await settle_in(database, persons=(ANN, BOB), in_threads=())
    theirs = notes.key_of(ANN.id, "menu:1")
    stay = (notes.key_of(BOB.id, "menu:2"), notes.key_of(f"{ANN.id}0", "menu:3"), ANN.id, "menu:4")
    for key in (theirs, *stay):
        await ours.write(key, '{"name":"holiday.png"}')
    async with database.read() as tx:
        given = await privacy.export(tx, ANN.id)
    assert given is not None
    assert given.notes == {theirs: '{"name":"holiday.png"}'}
    assert b'"notes":{"slack:T1/U1|menu:1":' in privacy.as_json(given)
    await privacy.erase(database, ANN.id, NOW)
    assert await ours.read(theirs) is None
    assert [await ours.read(key) for key in stay] == ['{"name":"holiday.png"}'] * 4
