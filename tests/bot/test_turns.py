"""Turns: a thread's calls in their order, over processes too; a team has half of the room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.turns import Turns
from domain.call import Call
from domain.clock import system_clock
from domain.people import Person, Place, Platform, Team
from storage import inbox
from storage.database import Database
from tests.patience import PATIENCE

TEAM = Team(Platform.SLACK, "T1")
ADA = Person(TEAM, "U1", "ada")


def call(number: int, thread: str | None = "C1:1.1") -> Call:
    return Call(f"slack:T1:C1:{number}", ADA, Place("C1", "general", thread_id=thread), "reply", system_clock())


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    opened = Database.open(postgres_url, patience=PATIENCE)
    yield opened
    await opened.close()


async def claim(database: Database, *calls: Call, age: timedelta = timedelta()) -> None:
    async with database.begin() as tx:
        await inbox.claim_all(tx, [(each, False) for each in calls], system_clock() - age)


def turns(database: Database, *mine: Call) -> Turns:
    own = {each.id for each in mine}
    return Turns(database, system_clock, lambda call_id: call_id in own)


async def has_turn(turns_: Turns, call_: Call) -> bool:
    async with asyncio.timeout(PATIENCE), turns_.of(call_):
        return True


async def test_a_call_waits_for_those_before_it_that_another_process_has(database: Database):
    first, second = call(1), call(2)
    await claim(database, first, age=timedelta(seconds=1))
    await claim(database, second)
    order = []

    async def later() -> None:
        async with turns(database, second).of(second):
            order.append("second")

    waiting = asyncio.ensure_future(later())
    # It has looked, and has seen the first, once the first has had its own turn beside it.
    async with turns(database, first).of(first):
        await asyncio.sleep(0)
    order.append("first")
    async with database.begin() as tx:
        await inbox.answered(tx, [first.id])
    async with asyncio.timeout(PATIENCE):
        await waiting
    assert order == ["first", "second"]


async def test_those_claimed_together_have_their_ids_order(database: Database):
    first, second = call(1), call(2)
    await claim(database, second, first)
    async with database.read() as tx:
        since = system_clock() - timedelta(minutes=1)
        assert await inbox.before(tx, second, since=since) == [first.id]
        assert await inbox.before(tx, first, since=since) == []


async def test_what_is_not_waited_for(database: Database):
    second = call(2)
    other = replace(call(1), person=replace(ADA, team=Team(Platform.SLACK, "T2")))
    gone, answered, mine = call(0), call(3), call(4)
    elsewhere, nowhere = call(5, "C1:2.2"), call(6, None)
    await claim(database, gone, age=timedelta(hours=1))
    await claim(database, other, answered, mine, elsewhere, nowhere, age=timedelta(seconds=1))
    await claim(database, second)
    async with database.begin() as tx:
        await inbox.answered(tx, [answered.id])
    assert await has_turn(turns(database, second, mine), second)
    assert await has_turn(turns(database), nowhere)


async def test_waiting_has_an_end(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.turns._WAIT", 0.05)
    first, second = call(1), call(2)
    await claim(database, first, age=timedelta(seconds=1))
    await claim(database, second)
    assert await has_turn(turns(database, second), second)
