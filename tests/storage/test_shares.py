"""Shares: each is told once, and what is gone is not told."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from domain.card import Card, CardKind
from storage import shares
from storage.database import Database
from storage.shares import MOST_TRIES, Share, Shared
from tests.storage.library import remove, shelved
from tests.storage.sample import ANN, NOW, TEAM, soon

CARD = Card(CardKind.ANSWER, "look at this")


def share(share_id: str, picture_id: str = "fox", seconds: float = 0) -> Share:
    return Share(share_id, picture_id, TEAM, "C2", ANN.id, "for you", CARD, "de", False, 0, soon(seconds))


async def waiting(database: Database, limit: int = 99) -> list[str]:
    async with database.read() as tx:
        return [each.id for each in await shares.untold(tx, limit=limit)]


async def test_kept_once_and_told(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        assert await shares.put(tx, share("late", seconds=9))
        assert await shares.put(tx, share("early"))
        assert not await shares.put(tx, replace(share("early"), note="other"))
        assert await shares.untold(tx, limit=1) == [share("early")]
    assert await waiting(database) == ["early", "late"]
    async with database.begin() as tx:
        await shares.told(tx, "early")
        assert not await shares.put(tx, share("early"))
        assert await shares.of_person(tx, ANN.id) == [
            Shared("fox", TEAM.id, "C2", "for you", NOW),
            Shared("fox", TEAM.id, "C2", "for you", soon(9)),
        ]
    assert await waiting(database) == ["late"]


async def test_given_up_after_many_tries(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        await shares.put(tx, share("one"))
        for number in range(1, MOST_TRIES):
            assert await shares.failed(tx, "one") == number
        (left,) = await shares.untold(tx, limit=9)
        assert left.tries == MOST_TRIES - 1
        await shares.failed(tx, "one")
        assert await shares.failed(tx, "never") == 0
    assert await waiting(database) == []


async def test_a_deleted_picture_is_not_told_of(database: Database) -> None:
    await shelved(database, "fox", "owl")
    async with database.begin() as tx:
        await shares.put(tx, share("one"))
        await shares.put(tx, share("two", "owl"))
    await remove(database, "fox")
    assert await waiting(database) == ["two"]


async def test_old_ones_are_forgotten(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        await shares.put(tx, share("old"))
        await shares.put(tx, share("new", seconds=3600))
        await shares.forget(tx, soon(30 * 24 * 3600 + 1))
    assert await waiting(database) == ["new"]


async def test_one_of_many_showcases(database: Database) -> None:
    await shelved(database, "fox", "owl")

    async def show(picture_id: str) -> bool:
        async with database.begin() as tx:
            return await shares.showcase(tx, picture_id, NOW)

    assert sum(await asyncio.gather(*(show("fox") for _ in range(10)))) == 1
    assert await show("owl")
