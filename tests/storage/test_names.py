"""Names: one handle is one name with its versions, of the whole team's or of one private channel's."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import BadInput, NotFound
from domain.library import Kind, Named, State
from domain.people import Viewer
from domain.search import Search
from storage import names, search, threads
from storage.database import Database
from tests.storage.library import EVERYWHERE, GIL, GUILD, HOME, decide, handle, remove, shelve, shelved
from tests.storage.sample import ANN, BOB, NOW, TEAM, soon, thread

SECRET = Viewer(TEAM.id, ANN.id, "P1")
GUEST = Viewer(TEAM.id, BOB.id, "C1", narrow=True)


async def test_a_handle_given_again_is_a_new_version(database: Database) -> None:
    await shelved(database, "one", "two")
    async with database.begin() as tx:
        first = await names.give(tx, handle("logo", name_id="n1"), "one", ANN.id, NOW)
        again = await names.give(tx, handle("logo", name_id="n1"), "one", ANN.id, NOW)
        assert first == again == Named("n1", TEAM.id, "", "logo", Kind.LOGO, ("one",))
        second = await names.give(tx, handle("logo", name_id="n2", kind=Kind.STYLE), "two", BOB.id, soon(1))
        assert (second.id, second.kind, second.pictures) == ("n1", Kind.STYLE, ("one", "two"))
        assert await names.find(tx, EVERYWHERE, "logo") == second
        assert await names.get(tx, EVERYWHERE, "n1") == second
        assert await names.get(tx, EVERYWHERE, "n2") is None
        assert await names.all_seen(tx, EVERYWHERE) == [second]
        # A version that is named anew is the newest; an old call that comes late changes nothing.
        assert (await names.give(tx, handle("logo"), "one", ANN.id, soon(2))).pictures == ("two", "one")
        assert (await names.give(tx, handle("logo"), "two", ANN.id, NOW)).pictures == ("two", "one")


async def test_the_newest_approved_version_is_meant(database: Database) -> None:
    await shelved(database, "one", "two", "three")

    async def meant() -> str | None:
        async with database.read() as tx:
            found = await names.meant(tx, EVERYWHERE, "logo")
        return None if found is None else found.id

    assert await meant() is None
    async with database.begin() as tx:
        for seconds, picture_id in enumerate(("one", "two", "three")):
            await names.give(tx, handle("logo"), picture_id, ANN.id, soon(seconds))
    assert await meant() == "three"
    async with database.begin() as tx:
        await decide(tx, "one", State.APPROVED)
    assert await meant() == "one"
    async with database.begin() as tx:
        await decide(tx, "two", State.APPROVED)
    assert await meant() == "two"
    async with database.begin() as tx:
        await decide(tx, "two", State.RETIRED)
        await decide(tx, "one", State.RETIRED)
    assert await meant() == "three"
    async with database.begin() as tx:
        await decide(tx, "three", State.RETIRED)
    assert await meant() is None


async def test_a_private_channels_name_is_its_alone(database: Database) -> None:
    await shelved(database, "public", "other")
    await shelved(database, "secret", channel="P1", private=True)
    async with database.begin() as tx:
        with pytest.raises(NotFound, match="picture_unknown"):
            await names.give(tx, handle("logo"), "secret", ANN.id, NOW)
        with pytest.raises(NotFound, match="picture_unknown"):
            await names.give(tx, handle("logo", channel="P2"), "secret", ANN.id, NOW)
        await names.give(tx, handle("logo"), "public", ANN.id, NOW)
        inside = await names.give(tx, handle("logo", channel="P1"), "secret", ANN.id, NOW)
        await names.give(tx, handle("mascot", channel="P1"), "public", ANN.id, NOW)
    async with database.read() as tx:
        assert await names.find(tx, SECRET, "logo") == inside
        for viewer in (EVERYWHERE, HOME, Viewer(TEAM.id, ANN.id, "")):
            found = await names.find(tx, viewer, "logo")
            assert found is not None
            assert found.pictures == ("public",)
            assert await names.find(tx, viewer, "mascot") is None
            assert [each.handle for each in await names.all_seen(tx, viewer)] == ["logo"]
        # What a private channel calls a public picture is not told outside of it, be it by finding that picture.
        assert await search.find(tx, HOME, Search(terms=("mascot",))) == []
        entry = await search.entry(tx, HOME, "public")
        assert entry is not None
        assert entry.handles == ("logo",)
        # From outside of any channel a person's own come after the team's.
        page = Viewer(TEAM.id, ANN.id, "", theirs=("P1",))
        assert [each.handle for each in await names.all_seen(tx, page)] == ["mascot", "logo", "logo"]
        first = await names.find(tx, page, "logo")
        assert first is not None
        assert first.channel_id == ""


async def test_a_name_is_seen_where_a_version_of_it_is(database: Database) -> None:
    await shelved(database, "here", channel="C1")
    await shelved(database, "there", channel="C2")
    async with database.begin() as tx:
        await names.give(tx, handle("logo"), "there", ANN.id, NOW)
        assert await names.find(tx, GUEST, "logo") is None
        assert await names.all_seen(tx, GUEST) == []
        await names.give(tx, handle("logo"), "here", ANN.id, NOW)
        found = await names.find(tx, GUEST, "logo")
        assert found is not None
        assert found.pictures == ("here",)
        # A guest outside of any channel sees none, since the team's names are of no channel.
        assert await names.all_seen(tx, Viewer(TEAM.id, BOB.id, "", narrow=True)) == []
        # A channel that becomes private takes its pictures with it, out of the team's names too.
        await threads.ensure(tx, thread("in-there", channel="C2", private=True))
        found = await names.find(tx, EVERYWHERE, "logo")
        assert found is not None
        assert found.pictures == ("here",)
        assert [each.handle for each in await names.of_picture(tx, EVERYWHERE, "here")] == ["logo"]
        assert await names.of_picture(tx, EVERYWHERE, "there") == []


async def test_teams_are_walls(database: Database) -> None:
    await shelved(database, "fox")
    await shelved(database, "theirs", person=GIL)
    async with database.begin() as tx:
        await names.give(tx, handle("logo"), "fox", ANN.id, NOW)
        with pytest.raises(NotFound):
            await names.give(tx, handle("logo"), "theirs", ANN.id, NOW)
        mine = await names.give(tx, handle("logo", team=GUILD), "theirs", GIL.id, NOW)
        assert await names.find(tx, Viewer(GUILD.id, GIL.id, "C1"), "logo") == mine
        found = await names.find(tx, HOME, "logo")
        assert found is not None
        assert found.pictures == ("fox",)


async def test_renamed_taken_off_and_dropped(database: Database) -> None:
    await shelved(database, "one", "two")
    async with database.begin() as tx:
        logo = await names.give(tx, handle("logo"), "one", ANN.id, NOW)
        await names.give(tx, handle("logo"), "two", ANN.id, soon(1))
        await names.give(tx, handle("mascot"), "one", ANN.id, NOW)
        with pytest.raises(BadInput, match="handle_taken"):
            await names.rename(tx, logo.id, "mascot")
        await names.rename(tx, logo.id, "logo")
        await names.rename(tx, logo.id, "badge")
        assert await names.find(tx, HOME, "logo") is None
        assert [each.picture.id for each in await search.find(tx, HOME, Search(terms=("badge",)))] == ["two", "one"]
        await names.take_off(tx, logo.id, "two")
        await names.take_off(tx, logo.id, "two")
        assert [each.picture.id for each in await search.find(tx, HOME, Search(terms=("badge",)))] == ["one"]
        await names.take_off(tx, logo.id, "one")
        assert await names.get(tx, HOME, logo.id) is None
        # Nothing is left of it: its handle is free.
        mascot = await names.find(tx, HOME, "mascot")
        assert mascot is not None
        await names.rename(tx, mascot.id, "badge")
        await names.drop(tx, mascot.id)
        await names.drop(tx, mascot.id)
        assert await names.all_seen(tx, HOME) == []
        assert await search.find(tx, HOME, Search(terms=("badge",))) == []


async def test_deleting_the_last_version_deletes_the_name(database: Database) -> None:
    await shelved(database, "one", "two")
    async with database.begin() as tx:
        for picture_id in ("one", "two"):
            await names.give(tx, handle("logo"), picture_id, ANN.id, NOW)
    await remove(database, "two")
    async with database.begin() as tx:
        found = await names.find(tx, HOME, "logo")
        assert found is not None
        assert found.pictures == ("one",)
        with pytest.raises(NotFound):
            await names.give(tx, handle("logo"), "two", ANN.id, NOW)
    await remove(database, "one")
    async with database.begin() as tx:
        assert await names.find(tx, HOME, "logo") is None
        await shelve(tx, "three")
        assert (await names.give(tx, handle("logo", name_id="new"), "three", ANN.id, NOW)).id == "new"


async def test_of_one_kind(database: Database) -> None:
    await shelved(database, "one", "two")
    async with database.begin() as tx:
        await names.give(tx, handle("logo"), "one", ANN.id, NOW)
        await names.give(tx, handle("ink", kind=Kind.STYLE), "two", ANN.id, soon(1))
        assert [each.handle for each in await names.all_seen(tx, HOME)] == ["ink", "logo"]
        assert [each.handle for each in await names.all_seen(tx, HOME, limit=1)] == ["ink"]
        assert [each.handle for each in await names.all_seen(tx, HOME, kind=Kind.LOGO)] == ["logo"]
        assert [each.handle for each in await names.of_person(tx, ANN.id)] == ["logo", "ink"]


async def test_a_handle_given_by_many_at_once_is_one_name_with_all_versions(database: Database) -> None:
    every = [f"p{number}" for number in range(20)]
    await shelved(database, *every)

    async def give(number: int) -> str:
        async with database.begin() as tx:
            given = await names.give(tx, handle("logo", name_id=f"n{number}"), every[number], ANN.id, soon(number))
        assert every[number] in given.pictures
        return given.id

    ids = await asyncio.gather(*(give(number) for number in range(20)))
    assert len(set(ids)) == 1
    async with database.read() as tx:
        (name,) = await names.all_seen(tx, HOME)
    assert name.pictures == tuple(every)


async def test_given_while_it_is_dropped_deleted_and_taken_off_it_stays_whole(database: Database) -> None:
    await shelved(database, *(f"p{number}" for number in range(12)))

    async def give(number: int) -> None:
        async with database.begin() as tx:
            await names.give(tx, handle("logo", name_id=f"n{number}"), f"p{number}", ANN.id, soon(number))

    async def undo(number: int) -> None:
        async with database.begin() as tx:
            found = await names.find(tx, HOME, "logo")
            if found is not None and number % 2:
                await names.take_off(tx, found.id, found.pictures[0])
            elif found is not None:
                await names.drop(tx, found.id)

    await asyncio.gather(
        *(each(number) for number in range(8) for each in (give, undo)),
        *(remove(database, f"p{number}") for number in range(0, 8, 2)),
    )
    async with database.begin() as tx:
        given = await names.give(tx, handle("logo"), "p11", ANN.id, soon(99))
        found = await names.find(tx, HOME, "logo")
    assert found == given
    assert given.pictures[-1] == "p11"
    assert not {f"p{number}" for number in range(0, 8, 2)} & set(given.pictures)
