"""Stars count people, each once, however many press at the same moment."""

from __future__ import annotations

import asyncio

from storage import search, stars
from storage.database import Database
from storage.stars import Starred
from tests.storage.library import GIL, HOME, crowd, remove, shelved
from tests.storage.sample import ANN, BOB, NOW, soon


async def count(database: Database, picture_id: str = "fox") -> int:
    async with database.read() as tx:
        entry = await search.entry(tx, HOME, picture_id)
    assert entry is not None
    return entry.stars


async def test_a_person_counts_once(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        assert await stars.star(tx, ANN, "fox", NOW) == 1
        assert await stars.star(tx, ANN, "fox", soon(9)) == 1
        assert await stars.star(tx, BOB, "fox", soon(9)) == 2
        assert await stars.of_person(tx, ANN.id) == [Starred("fox", NOW)]
    assert await count(database) == 2
    async with database.begin() as tx:
        assert await stars.unstar(tx, ANN.id, "fox") == 1
        assert await stars.unstar(tx, ANN.id, "fox") == 1
        assert await stars.of_person(tx, ANN.id) == []
    assert await count(database) == 1


async def test_each_keeps_their_own_favourites(database: Database) -> None:
    await shelved(database, "fox", "owl")
    async with database.begin() as tx:
        await stars.star(tx, ANN, "owl", NOW)
        await stars.star(tx, ANN, "fox", soon(1))
        await stars.star(tx, BOB, "fox", NOW)
    async with database.read() as tx:
        assert [each.picture_id for each in await stars.of_person(tx, ANN.id)] == ["owl", "fox"]
        entry = await search.entry(tx, HOME, "owl")
    assert entry is not None
    assert entry.starred


async def test_people_of_another_team_keep_a_star_that_does_not_count(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        assert await stars.star(tx, GIL, "fox", NOW) == 0
        assert await stars.star(tx, ANN, "fox", NOW) == 1
        assert [each.picture_id for each in await stars.of_person(tx, GIL.id)] == ["fox"]
    assert await count(database) == 1


async def test_what_is_not_in_the_library_gets_no_star(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        await stars.star(tx, ANN, "fox", NOW)
    await remove(database, "fox")
    async with database.begin() as tx:
        assert await stars.star(tx, BOB, "fox", NOW) == 0
        assert await stars.unstar(tx, ANN.id, "fox") == 0
        assert await stars.star(tx, BOB, "never", NOW) == 0
        assert await stars.of_person(tx, ANN.id) == await stars.of_person(tx, BOB.id) == []


async def test_many_at_once_are_counted_each_once(database: Database) -> None:
    await shelved(database, "fox")
    persons = await crowd(database, 12)

    async def press(number: int) -> None:
        async with database.begin() as tx:
            await stars.star(tx, persons[number % len(persons)], "fox", NOW)

    await asyncio.gather(*(press(number) for number in range(30)))
    assert await count(database) == 12

    async def release(number: int) -> None:
        async with database.begin() as tx:
            await stars.unstar(tx, persons[number % 5].id, "fox")

    await asyncio.gather(*(release(number) for number in range(10)), *(press(11) for _ in range(5)))
    assert await count(database) == 7
