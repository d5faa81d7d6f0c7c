"""Links: two teams let some of their libraries flow to each other, as each says, until one of them unlinks."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import BadInput, NotFound
from domain.library import Flow, State
from domain.people import Person, Platform, Team, Viewer
from domain.search import Search
from storage import collections, links, people, pictures, search, threads
from storage.database import Database
from tests.storage.library import GIL, GUILD, bundle, decide, remove, shelve, shelved
from tests.storage.sample import ANN, NOW, TEAM, soon, thread

HERE = Viewer(GUILD.id, GIL.id, "C1")


async def linked(database: Database) -> None:
    async with database.begin() as tx:
        await links.offer(tx, "code", ANN, soon(60))
        await links.redeem(tx, "code", GIL, NOW, id="link")


async def flow(database: Database, what: Flow, collection_id: str | None = None) -> None:
    async with database.begin() as tx:
        await links.set_flow(tx, TEAM.id, GUILD.id, what, collection_id)


async def seen(database: Database, viewer: Viewer = HERE) -> list[str]:
    """Return what a viewer sees, by finding it; each other way must show the same."""
    async with database.read() as tx:
        found = await search.find(tx, viewer, Search())
        for each in found:
            one = await search.entry(tx, viewer, each.picture.id)
            assert one == each
            borrowed = await links.borrowed(tx, viewer, each.picture.id)
            assert (borrowed is not None) == (each.lender != "")
            assert borrowed in {None, each.picture}
            # It is used as a copy alone: the team's own wall stays.
            assert (await pictures.seen(tx, viewer, each.picture.id) is None) == (borrowed is not None)
    return [each.picture.id for each in found]


async def test_both_directions_are_made_and_nothing_flows(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        await decide(tx, "fox", State.APPROVED)
        await links.offer(tx, "code", ANN, soon(60))
        made = await links.redeem(tx, "code", GIL, NOW, id="link")
        assert (made.id, made.from_team, made.to_team, made.flow) == ("link", GUILD.id, TEAM.id, Flow.NOTHING)
        assert made.person_id == GIL.id
        assert await links.redeem(tx, "code", GIL, soon(99), id="link") == made
        ((outgoing, incoming),) = await links.of_team(tx, GUILD.id)
        assert outgoing == made
        assert (incoming.from_team, incoming.to_team, incoming.person_id) == (TEAM.id, GUILD.id, ANN.id)
        assert await links.of_team(tx, TEAM.id) == [(incoming, outgoing)]
        assert await links.of_person(tx, ANN.id) == [incoming]
        assert await links.lenders(tx, HERE) == []
    assert await seen(database) == []


async def test_a_code_is_good_once_in_time_and_for_another_team(database: Database) -> None:
    await shelved(database, "fox")
    bob = Person(GUILD, "U2", "Bo")
    async with database.begin() as tx:
        await people.remember(tx, bob, NOW)
        await links.offer(tx, "old", ANN, soon(60))
        await links.offer(tx, "code", ANN, soon(60))
        for code, when in (("old", NOW), ("never", NOW), ("code", soon(60))):
            with pytest.raises(NotFound, match="link_code"):
                await links.redeem(tx, code, GIL, when, id="link")
    with pytest.raises(BadInput, match="link_self"):
        async with database.begin() as tx:
            await links.redeem(tx, "code", ANN, NOW, id="link")
    async with database.begin() as tx:
        await links.redeem(tx, "code", GIL, NOW, id="link")
        with pytest.raises(NotFound, match="link_code"):
            await links.redeem(tx, "code", bob, NOW, id="other")
        assert len(await links.of_team(tx, TEAM.id)) == 1


async def test_linking_again_leaves_what_flows(database: Database) -> None:
    await shelved(database, "fox")
    await linked(database)
    await flow(database, Flow.APPROVED)
    async with database.begin() as tx:
        await links.offer(tx, "again", GIL, soon(60))
        back = await links.redeem(tx, "again", ANN, soon(1), id="new")
        assert (back.id, back.flow) == ("link:back", Flow.APPROVED)
        assert len(await links.of_team(tx, TEAM.id)) == 1


async def test_a_code_is_redeemed_once_by_many_at_once(database: Database) -> None:
    teams = [Person(Team(Platform.DISCORD, f"G{number}"), "U1", "Gil") for number in range(2, 12)]
    await shelved(database, "fox")
    async with database.begin() as tx:
        for person in teams:
            await people.remember(tx, person, NOW)
        await links.offer(tx, "code", ANN, soon(60))

    async def redeem(person: Person) -> bool:
        try:
            async with database.begin() as tx:
                await links.redeem(tx, "code", person, NOW, id=person.id)
        except NotFound:
            return False
        return True

    assert sum(await asyncio.gather(*map(redeem, teams))) == 1
    async with database.read() as tx:
        assert len(await links.of_team(tx, TEAM.id)) == 1


async def test_two_that_link_each_other_at_once_are_linked_once(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        await links.offer(tx, "ours", ANN, soon(60))
        await links.offer(tx, "theirs", GIL, soon(60))

    async def redeem(person: Person, code: str) -> None:
        async with database.begin() as tx:
            await links.redeem(tx, code, person, NOW, id=code)

    await asyncio.gather(redeem(ANN, "theirs"), redeem(GIL, "ours"))
    async with database.read() as tx:
        assert len(await links.of_team(tx, TEAM.id)) == len(await links.of_team(tx, GUILD.id)) == 1


async def test_approved_pictures_flow_and_stop(database: Database) -> None:
    await shelved(database, "fox", "draft")
    await shelved(database, "secret", channel="P1", private=True)
    await shelved(database, "own", person=GIL)
    async with database.begin() as tx:
        for picture_id in ("fox", "secret"):
            await decide(tx, picture_id, State.APPROVED)
    await linked(database)
    assert await seen(database) == ["own"]
    await flow(database, Flow.APPROVED)
    assert await seen(database) == ["own", "fox"]
    async with database.read() as tx:
        assert await links.lenders(tx, HERE) == [TEAM.id]
        entry = await search.entry(tx, HERE, "fox")
        assert entry is not None
        assert entry.lender == "Team"
        # A guest sees their own channel alone, and the other side what it was let see: nothing.
        assert await links.lenders(tx, Viewer(GUILD.id, GIL.id, "C1", narrow=True)) == []
    assert await seen(database, Viewer(GUILD.id, GIL.id, "C1", narrow=True)) == ["own"]
    assert await seen(database, Viewer(TEAM.id, ANN.id, "C1")) == ["draft", "fox"]
    async with database.begin() as tx:
        await decide(tx, "fox", State.RETIRED)
    assert await seen(database) == ["own"]
    async with database.begin() as tx:
        await shelve(tx, "new")
        await decide(tx, "new", State.APPROVED)
    assert await seen(database) == ["new", "own"]
    async with database.begin() as tx:
        await threads.ensure(tx, thread("in-new", private=True))
    assert await seen(database) == ["own"]


async def test_a_collection_flows_and_stops(database: Database) -> None:
    await shelved(database, "fox", "owl", "cat")
    async with database.begin() as tx:
        kept = await collections.ensure(tx, bundle("Set"))
        await collections.add(tx, kept.id, ["fox", "owl"], ANN.id, NOW)
        other = await collections.ensure(tx, bundle("Other"))
        await collections.add(tx, other.id, ["cat"], ANN.id, NOW)
        await decide(tx, "cat", State.APPROVED)
        inside = await collections.ensure(tx, bundle("Inside", channel="P1"))
        theirs = await collections.ensure(tx, bundle("Set", GIL))
    await linked(database)
    for bad in (inside.id, theirs.id, "never", None):
        with pytest.raises(NotFound, match="collection_unknown"):
            await flow(database, Flow.COLLECTION, bad)
    await flow(database, Flow.COLLECTION, kept.id)
    assert await seen(database) == ["owl", "fox"]
    async with database.begin() as tx:
        # The pictures flow, not what their team calls them.
        assert await collections.all_seen(tx, HERE) == [theirs]
        await collections.take_out(tx, kept.id, ["owl"])
    assert await seen(database) == ["fox"]
    await remove(database, "fox")
    assert await seen(database) == []
    async with database.begin() as tx:
        await collections.add(tx, kept.id, ["owl"], ANN.id, NOW)
    assert await seen(database) == ["owl"]
    await flow(database, Flow.NOTHING, kept.id)
    assert await seen(database) == []


async def test_unlinking_stops_it_at_once_on_both_sides(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        await decide(tx, "fox", State.APPROVED)
    await linked(database)
    await flow(database, Flow.APPROVED)
    assert await seen(database) == ["fox"]
    async with database.begin() as tx:
        assert await links.unlink(tx, GUILD.id, TEAM.id)
        assert not await links.unlink(tx, TEAM.id, GUILD.id)
        assert await links.of_team(tx, TEAM.id) == await links.of_team(tx, GUILD.id) == []
        with pytest.raises(NotFound, match="link_unknown"):
            await links.set_flow(tx, TEAM.id, GUILD.id, Flow.APPROVED, None)
    assert await seen(database) == []


async def test_a_team_that_is_gone_is_linked_with_nobody(database: Database) -> None:
    await shelved(database, "fox")
    await linked(database)
    async with database.begin() as tx:
        await links.offer(tx, "another", ANN, soon(60))
        await links.leave(tx, TEAM.id)
        assert await links.of_team(tx, GUILD.id) == []
        with pytest.raises(NotFound):
            await links.redeem(tx, "another", GIL, NOW, id="new")


async def test_codes_are_forgotten(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        await links.offer(tx, "ours", ANN, soon(60))
        await links.offer(tx, "theirs", GIL, soon(90))
        await links.forget(tx, soon(60))
        # Asked as of a time when both were good.
        with pytest.raises(NotFound):
            await links.redeem(tx, "ours", GIL, NOW, id="new")
        assert await links.redeem(tx, "theirs", ANN, NOW, id="new")
