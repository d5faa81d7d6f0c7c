"""Retention: only drafts that nobody has kept in any way are due."""

from __future__ import annotations

from typing import Any

from domain.library import State
from storage import collections, names, retention, stars
from storage.database import Database
from storage.retention import Due
from tests.storage.library import GIL, GUILD, bundle, decide, handle, remove, shelved
from tests.storage.sample import ANN, NOW, TEAM, soon


async def due(database: Database, seconds: float = 100, limit: int = 99, **which: Any) -> list[str]:
    async with database.read() as tx:
        return [each.picture_id for each in await retention.due(tx, TEAM.id, soon(seconds), limit=limit, **which)]


async def test_what_somebody_kept_is_not_due(database: Database) -> None:
    await shelved(database, "plain", "starred", "liked", "named", "collected", "approved", "asked", "kept", "deleted")
    await shelved(database, "theirs", person=GIL)
    await shelved(database, "later", created_at=soon(100))
    async with database.begin() as tx:
        await stars.star(tx, ANN, "starred", NOW)
        # A star from a linked team does not count, and keeps.
        await stars.star(tx, GIL, "liked", NOW)
        await names.give(tx, handle("logo"), "named", ANN.id, NOW)
        kept = await collections.ensure(tx, bundle("Set"))
        await collections.add(tx, kept.id, ["collected"], ANN.id, NOW)
        await decide(tx, "approved", State.APPROVED)
        await decide(tx, "asked", State.REVIEW)
        await retention.keep(tx, ["kept", "never"])
    await remove(database, "deleted")
    assert await due(database) == ["plain"]
    assert await due(database, 101) == ["plain", "later"]
    assert await due(database, 101, 1) == ["plain"]
    assert await due(database, 0) == []
    async with database.begin() as tx:
        await stars.unstar(tx, ANN.id, "starred")
        await collections.delete(tx, kept.id)
        assert [each.picture_id for each in await retention.due(tx, GUILD.id, soon(100), limit=9)] == ["theirs"]
    assert await due(database) == ["plain", "starred", "collected"]


async def test_warned_once_and_told_where(database: Database) -> None:
    await shelved(database, "one", "two", channel="P1", private=True)
    async with database.begin() as tx:
        await retention.warned(tx, ["one"], soon(10))
        await retention.warned(tx, ["one", "never"], soon(20))
        first, second = await retention.due(tx, TEAM.id, soon(100), limit=9)
    assert first == Due("one", "in-one", ANN.id, "P1", "platform-in-one", True, NOW, soon(10))
    assert second.warned_at is None
    assert await due(database, warned=True) == ["one"]
    assert await due(database, warned=False) == ["two"]
    assert await due(database, warned_before=soon(11)) == ["one"]
    assert await due(database, warned_before=soon(10)) == []
