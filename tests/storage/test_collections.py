"""Collections: a set of the team's pictures, or of a private channel's, as each viewer may see it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.errors import BadInput, NotFound
from domain.library import Flow
from domain.people import Viewer
from storage import collections, links, pictures, threads
from storage.collections import Collected
from storage.database import Database
from storage.paging import READ
from tests.storage.library import EVERYWHERE, GIL, GUILD, HOME, bundle, remove, shelved
from tests.storage.sample import ANN, BOB, NOW, TEAM, picture, soon, thread

SECRET = Viewer(TEAM.id, ANN.id, "P1")
GUEST = Viewer(TEAM.id, BOB.id, "C1", narrow=True)


async def test_one_of_its_name(database: Database) -> None:
    await shelved(database, "one")
    async with database.begin() as tx:
        first = await collections.ensure(tx, bundle("Spring Launch", id="c1"))
        assert first == bundle("Spring Launch", id="c1")
        again = await collections.ensure(tx, bundle("spring LAUNCH", BOB, id="c2"))
        assert again == first
        assert await collections.named(tx, HOME, "SPRING  launch") == first
        assert await collections.get(tx, HOME, "c1") == first
        assert await collections.get(tx, HOME, "c2") is None
        assert await collections.named(tx, HOME, "autumn") is None


async def test_pictures_in_the_order_they_were_put_in(database: Database) -> None:
    await shelved(database, "one", "two", "three")
    async with database.begin() as tx:
        kept = await collections.ensure(tx, bundle("Set"))
        assert await collections.add(tx, kept.id, ["two", "two"], ANN.id, NOW) == 1
        assert await collections.add(tx, kept.id, ["two", "one"], BOB.id, soon(1)) == 1
        assert await collections.add(tx, kept.id, ["three"], ANN.id, soon(2)) == 1
        assert await collections.add(tx, kept.id, ["three", "never"], ANN.id, soon(3)) == 0
        assert await collections.add(tx, "never", ["three"], ANN.id, soon(3)) == 0
        assert await collections.items(tx, HOME, kept.id) == ["two", "one", "three"]
        (seen,) = await collections.all_seen(tx, HOME)
        assert seen == replace(kept, count=3, cover_id="three")
        assert await collections.holding(tx, HOME, "one") == [seen]
        assert await collections.put_by(tx, ANN.id) == [
            Collected("two", "Set", NOW),
            Collected("three", "Set", soon(2)),
        ]
        assert await collections.take_out(tx, kept.id, ["two", "never"]) == 1
        assert await collections.take_out(tx, kept.id, ["two"]) == 0
        assert await collections.items(tx, HOME, kept.id) == ["one", "three"]


async def test_more_than_are_read_at_once(database: Database) -> None:
    every = [f"p{number:03}" for number in range(READ + 5)]
    await shelved(database, "one")
    async with database.begin() as tx:
        await pictures.add(tx, [picture("in-one", id=each) for each in every])
        kept = await collections.ensure(tx, bundle("Set"))
        assert await collections.add(tx, kept.id, every, ANN.id, NOW) == len(every)
        assert await collections.items(tx, HOME, kept.id) == every


async def test_the_cover_is_one_of_its_pictures(database: Database) -> None:
    await shelved(database, "one", "two")
    async with database.begin() as tx:
        kept = await collections.ensure(tx, bundle("Set"))
        await collections.add(tx, kept.id, ["one"], ANN.id, NOW)
        await collections.add(tx, kept.id, ["two"], ANN.id, soon(1))

    async def cover() -> str | None:
        async with database.read() as tx:
            found = await collections.get(tx, HOME, kept.id)
        assert found is not None
        return found.cover_id

    async with database.begin() as tx:
        await collections.set_cover(tx, kept.id, "one")
        with pytest.raises(NotFound):
            await collections.set_cover(tx, kept.id, "never")
    assert await cover() == "one"
    async with database.begin() as tx:
        await collections.take_out(tx, kept.id, ["one"])
    assert await cover() == "two"
    async with database.begin() as tx:
        await collections.add(tx, kept.id, ["one"], ANN.id, NOW)
        await collections.set_cover(tx, kept.id, "one")
    await remove(database, "one")
    assert await cover() == "two"
    await remove(database, "two")
    assert await cover() is None
    async with database.read() as tx:
        (left,) = await collections.all_seen(tx, HOME)
    assert left.count == 0


async def test_a_private_channels_own_is_its_alone(database: Database) -> None:
    await shelved(database, "public")
    await shelved(database, "secret", channel="P1", private=True)
    await shelved(database, "elsewhere", channel="P2", private=True)
    every = ["public", "secret", "elsewhere"]
    async with database.begin() as tx:
        whole = await collections.ensure(tx, bundle("Set"))
        inside = await collections.ensure(tx, bundle("Set", channel="P1", created_at=soon(1)))
        assert whole.id != inside.id
        assert await collections.add(tx, whole.id, every, ANN.id, NOW) == 1
        assert await collections.add(tx, inside.id, every, ANN.id, NOW) == 2
        assert await collections.items(tx, SECRET, inside.id) == ["public", "secret"]
        for viewer in (HOME, EVERYWHERE, Viewer(TEAM.id, ANN.id, "P2"), Viewer(TEAM.id, ANN.id, "")):
            assert await collections.items(tx, viewer, inside.id) == []
            assert await collections.get(tx, viewer, inside.id) is None
            assert [each.id for each in await collections.all_seen(tx, viewer)] == [whole.id]
            named = await collections.named(tx, viewer, "set")
            assert named is not None
            assert named.id == whole.id
        named = await collections.named(tx, SECRET, "set")
        assert named is not None
        assert named.id == inside.id
        assert [each.id for each in await collections.all_seen(tx, SECRET)] == [inside.id, whole.id]
        # A channel that becomes private takes its pictures along.
        await threads.ensure(tx, thread("in-public", channel="C1", private=True))
        assert await collections.items(tx, EVERYWHERE, whole.id) == []
        assert await collections.items(tx, HOME, whole.id) == ["public"]
        assert [(each.count, each.cover_id) for each in await collections.all_seen(tx, EVERYWHERE)] == [(0, None)]


async def test_a_guest_sees_those_that_hold_something_of_their_channel(database: Database) -> None:
    await shelved(database, "here", channel="C1")
    await shelved(database, "there", channel="C2")
    async with database.begin() as tx:
        mixed = await collections.ensure(tx, bundle("Mixed"))
        await collections.add(tx, mixed.id, ["here", "there"], ANN.id, NOW)
        others = await collections.ensure(tx, bundle("Others"))
        await collections.add(tx, others.id, ["there"], ANN.id, NOW)
        await collections.ensure(tx, bundle("Empty"))
        assert [(each.title, each.count, each.cover_id) for each in await collections.all_seen(tx, GUEST)] == [
            ("Mixed", 1, "here")
        ]
        assert await collections.items(tx, GUEST, mixed.id) == ["here"]
        assert await collections.items(tx, GUEST, others.id) == []
        assert await collections.all_seen(tx, Viewer(TEAM.id, BOB.id, "", narrow=True)) == []


async def test_teams_are_walls(database: Database) -> None:
    await shelved(database, "mine")
    await shelved(database, "theirs", person=GIL)
    async with database.begin() as tx:
        kept = await collections.ensure(tx, bundle("Set"))
        assert await collections.add(tx, kept.id, ["mine", "theirs"], ANN.id, NOW) == 1
        viewer = Viewer(GUILD.id, GIL.id, "C1")
        assert await collections.get(tx, viewer, kept.id) is None
        assert await collections.items(tx, viewer, kept.id) == []
        assert await collections.all_seen(tx, viewer) == []
        assert (await collections.ensure(tx, bundle("Set", GIL))).id != kept.id


async def test_renamed_and_deleted(database: Database) -> None:
    await shelved(database, "one")
    async with database.begin() as tx:
        kept = await collections.ensure(tx, bundle("Set"))
        await collections.ensure(tx, bundle("Other"))
        await collections.add(tx, kept.id, ["one"], ANN.id, NOW)
        with pytest.raises(BadInput, match="collection_taken"):
            await collections.rename(tx, kept.id, "OTHER")
        await collections.rename(tx, kept.id, "SET")
        found = await collections.named(tx, HOME, "set")
        assert found is not None
        assert found.title == "SET"
        assert [each.title for each in await collections.made_by(tx, ANN.id)] == ["Other", "SET"]
        await links.offer(tx, "code", GIL, soon(9))
        await links.redeem(tx, "code", ANN, NOW, id="link")
        await links.set_flow(tx, TEAM.id, GUILD.id, Flow.COLLECTION, kept.id)
        await collections.delete(tx, kept.id)
        await collections.delete(tx, kept.id)
        assert await collections.get(tx, HOME, kept.id) is None
        ((outgoing, _),) = await links.of_team(tx, TEAM.id)
        assert (outgoing.flow, outgoing.collection_id) == (Flow.NOTHING, None)


async def test_made_and_filled_by_many_at_once(database: Database) -> None:
    every = [f"p{number}" for number in range(12)]
    await shelved(database, *every)

    async def put(number: int) -> str:
        async with database.begin() as tx:
            kept = await collections.ensure(tx, bundle("Set", id=f"c{number}"))
            await collections.add(tx, kept.id, [every[number]], ANN.id, soon(number))
        return kept.id

    (kept_id,) = set(await asyncio.gather(*map(put, range(12))))
    async with database.read() as tx:
        assert await collections.items(tx, HOME, kept_id) == every
    await asyncio.gather(*map(put, range(12)), *(remove(database, each) for each in every[:6]))
    async with database.read() as tx:
        assert await collections.items(tx, HOME, kept_id) == every[6:]
