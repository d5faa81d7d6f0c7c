"""Tags: a picture has each once, and is found by it."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import BadInput
from domain.library import MOST_TAGS
from domain.search import Search
from storage import search, tags
from storage.database import Database
from tests.storage.library import GIL, HOME, remove, shelved
from tests.storage.sample import ANN, BOB, NOW, TEAM


async def found(database: Database, word: str) -> list[str]:
    async with database.read() as tx:
        by_word = [each.picture.id for each in await search.find(tx, HOME, Search(terms=(word,)))]
        assert [each.picture.id for each in await search.find(tx, HOME, Search(tag=word))] == by_word
    return by_word


async def test_added_once_sorted_and_found(database: Database) -> None:
    await shelved(database, "fox", "owl")
    async with database.begin() as tx:
        assert await tags.add(tx, TEAM.id, "fox", ["spring", "launch"], ANN.id, NOW) == ("launch", "spring")
        assert await tags.add(tx, TEAM.id, "fox", ["spring", "animal"], BOB.id, NOW) == ("animal", "launch", "spring")
        assert await tags.of_picture(tx, "fox") == ("animal", "launch", "spring")
        assert [each.tag for each in await tags.of_person(tx, ANN.id)] == ["launch", "spring"]
        assert [each.tag for each in await tags.of_person(tx, BOB.id)] == ["animal"]
    assert await found(database, "launch") == ["fox"]
    async with database.begin() as tx:
        await tags.remove(tx, "fox", ["launch", "never"])
        assert await tags.of_picture(tx, "fox") == ("animal", "spring")
    assert await found(database, "launch") == []


async def test_only_what_is_in_the_teams_library(database: Database) -> None:
    await shelved(database, "fox")
    await shelved(database, "theirs", person=GIL)
    await remove(database, "fox")
    async with database.begin() as tx:
        for picture_id in ("fox", "theirs", "never"):
            assert await tags.add(tx, TEAM.id, picture_id, ["one"], ANN.id, NOW) == ()
            assert await tags.of_picture(tx, picture_id) == ()


async def test_no_more_than_a_picture_may_have(database: Database) -> None:
    await shelved(database, "fox")
    full = [f"t{number}" for number in range(MOST_TAGS)]
    async with database.begin() as tx:
        await tags.add(tx, TEAM.id, "fox", full, ANN.id, NOW)
        with pytest.raises(BadInput, match="tags_many"):
            await tags.add(tx, TEAM.id, "fox", ["more"], ANN.id, NOW)
        assert await tags.add(tx, TEAM.id, "fox", full[:3], ANN.id, NOW) == tuple(sorted(full))


async def test_many_at_once_never_make_too_many(database: Database) -> None:
    await shelved(database, "fox")

    async def tag(number: int) -> bool:
        try:
            async with database.begin() as tx:
                await tags.add(tx, TEAM.id, "fox", [f"t{number}"], ANN.id, NOW)
        except BadInput:
            return False
        return True

    done = await asyncio.gather(*(tag(number) for number in range(MOST_TAGS + 5)))
    assert sum(done) == MOST_TAGS
    async with database.read() as tx:
        assert len(await tags.of_picture(tx, "fox")) == MOST_TAGS
