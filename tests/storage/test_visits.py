"""Visits: a link is entered once and in time, and leads to what its person may read."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.people import Person, Viewer
from storage import people, visits
from storage.database import Database
from storage.visits import Visit
from tests.storage.sample import ANN, BOB, NOW, TEAM, soon

GUEST = Person(TEAM, "U7", "Guest", narrow=True, groups=("R1",))


@pytest.fixture(autouse=True)
async def known(database: Database) -> None:
    async with database.begin() as tx:
        for person in (ANN, BOB, GUEST):
            await people.remember(tx, person, NOW)


async def enter(database: Database, link: str, cookie: str, seconds: float = 0) -> Visit | None:
    async with database.begin() as tx:
        return await visits.enter(tx, link, cookie, soon(seconds), soon(3600))


async def invited(database: Database, link: str = "link", person: Person = ANN) -> None:
    async with database.begin() as tx:
        await visits.invite(tx, link, person, ("P1",), soon(60))


async def at(database: Database, cookie: str, seconds: float = 0) -> Visit | None:
    async with database.read() as tx:
        return await visits.get(tx, cookie, soon(seconds))


async def test_entered_once(database: Database) -> None:
    await invited(database)
    visit = Visit(ANN, Viewer(TEAM.id, ANN.id, "", theirs=("P1",)), soon(3600))
    assert await enter(database, "link", "cookie") == visit
    assert await enter(database, "link", "forwarded") is None
    assert await at(database, "forwarded") is None
    assert await at(database, "cookie", 3599) == visit
    assert await at(database, "cookie", 3600) is None
    # Neither opens what the other does.
    assert await at(database, "link") is None
    assert await enter(database, "cookie", "other") is None
    async with database.begin() as tx:
        await visits.end(tx, "cookie")
        await visits.end(tx, "cookie")
    assert await at(database, "cookie") is None


async def test_a_guest_stays_one(database: Database) -> None:
    await invited(database, person=GUEST)
    visit = await enter(database, "link", "cookie")
    assert visit is not None
    assert visit.person == GUEST
    assert visit.viewer == Viewer(TEAM.id, GUEST.id, "", theirs=("P1",), narrow=True)


async def test_too_late(database: Database) -> None:
    await invited(database)
    assert await enter(database, "link", "cookie", 60) is None
    assert await enter(database, "never", "cookie") is None
    assert await enter(database, "link", "cookie", 59) is not None


async def test_a_link_is_not_a_visit_and_ending_one_leaves_it(database: Database) -> None:
    await invited(database)
    async with database.begin() as tx:
        await visits.end(tx, "link")
    assert await enter(database, "link", "cookie") is not None


async def test_all_of_a_person_end(database: Database) -> None:
    for link, person in (("one", ANN), ("two", ANN), ("three", BOB)):
        await invited(database, link, person)
    await enter(database, "one", "cookie")
    async with database.begin() as tx:
        assert [each.until for each in await visits.of_person(tx, ANN.id)] == [soon(60), soon(3600)]
        await visits.end_all(tx, ANN.id)
        assert await visits.of_person(tx, ANN.id) == []
    assert await at(database, "cookie") is None
    assert await enter(database, "two", "cookie") is None
    assert await enter(database, "three", "cookie") is not None


async def test_what_has_ended_is_forgotten(database: Database) -> None:
    await invited(database, "old")
    await invited(database, "entered")
    await enter(database, "entered", "cookie")
    async with database.begin() as tx:
        await visits.forget(tx, soon(60))
        assert [each.until for each in await visits.of_person(tx, ANN.id)] == [soon(3600)]
        await visits.forget(tx, soon(3600))
        assert await visits.of_person(tx, ANN.id) == []


async def test_of_many_at_once_one_enters(database: Database) -> None:
    await invited(database)
    entered = await asyncio.gather(*(enter(database, "link", f"cookie-{number}") for number in range(10)))
    assert sum(each is not None for each in entered) == 1
    found = [await at(database, f"cookie-{number}") for number in range(10)]
    assert found == [None if each is None else replace(each) for each in entered]
