"""Deleting a person's data goes through the library; what is the team's stays, without their name: by every table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.card import Card, CardKind, Shown
from domain.library import Decision, Flow, State
from domain.people import Person, Viewer
from domain.search import Search
from storage import (
    collections,
    decisions,
    links,
    names,
    people,
    pictures,
    privacy,
    search,
    shares,
    shelf,
    stars,
    tags,
    threads,
    visits,
)
from storage.codec import dump
from storage.collections import Collected
from storage.database import Database
from storage.shares import Share, Shared
from tests.storage.library import GIL, GUILD, HOME, bundle, handle, shelved
from tests.storage.sample import BOB, NOW, TEAM, picture, soon, thread

EVE = Person(TEAM, "U9", "Evelyn Quartz", groups=("role-quartz",))
WORDS = "a zeppelin over Lisbon"
COMMENT = "make the hull shinier"
NOTE = "for my cousin in Porto"
SECRETS = [EVE.name, "zeppelin", "Lisbon", "shinier", "Porto", "role-quartz", "hush", "eves-link", "eves-cookie"]


def card_of(picture_id: str, text: str) -> Card:
    shown = Shown(picture_id, 1, "", "image/png", 1, 1, text)
    return Card(CardKind.RESULT, text, pictures=(shown,))


async def live(database: Database) -> None:
    """Let Eve make a picture, and leave her hand all over what Bob made."""
    async with database.begin() as tx:
        await people.remember(tx, EVE, NOW)
    await shelved(database, "bobs", "other", person=BOB)
    await shelved(database, "eves", person=EVE, words=WORDS, alt=f"AI-generated image: {WORDS}")
    async with database.begin() as tx:
        # Bob refines hers: what it comes from are her words.
        upon = picture("in-eves", BOB, id="upon", words="more red", parent_id="eves", alt=f"AI: {WORDS}; more red")
        await pictures.add(tx, [upon])
        for picture_id in ("bobs", "eves"):
            await stars.star(tx, EVE, picture_id, NOW)
        await stars.star(tx, BOB, "bobs", NOW)
        await tags.add(tx, TEAM.id, "bobs", ["hush"], EVE.id, NOW)
        await tags.add(tx, TEAM.id, "bobs", ["bold"], BOB.id, NOW)
        await names.give(tx, handle("mascot"), "bobs", EVE.id, NOW)
        await names.give(tx, handle("flagship"), "eves", EVE.id, NOW)
        kept = await collections.ensure(tx, bundle("Set", EVE))
        await collections.add(tx, kept.id, ["bobs", "eves"], EVE.id, NOW)
        await collections.set_cover(tx, kept.id, "eves")
        await decisions.decide(tx, "c1", "bobs", State.REVIEW, BOB, "please look", NOW)
        await decisions.decide(tx, "c2", "bobs", State.CHANGES, EVE, COMMENT, soon(1))
        await decisions.decide(tx, "c3", "eves", State.REVIEW, BOB, "hers", NOW)
        share = Share(
            "s1", "bobs", TEAM, "C2", EVE.id, NOTE, card_of("bobs", f"shared by @{EVE.name}"), "en", False, 0, NOW
        )
        await shares.put(tx, share)
        await shares.put(tx, replace(share, id="s2", shared_at=soon(1)))
        await shares.told(tx, "s2")
        # Shared by Bob, and not told yet: her picture, and his with her name on it.
        credited = card_of("upon", f"v2, from v1, by @Bob, after @{EVE.name}")
        for number, (picture_id, card) in enumerate((("eves", card_of("eves", WORDS)), ("upon", credited))):
            bobs = replace(share, id=f"b{number}", picture_id=picture_id, person_id=BOB.id, note="look", card=card)
            await shares.put(tx, replace(bobs, shared_at=soon(2 + number)))
        await links.offer(tx, "code", GIL, soon(9))
        await links.redeem(tx, "code", EVE, NOW, id="link")
        await links.set_flow(tx, TEAM.id, GUILD.id, Flow.COLLECTION, kept.id)
        await links.offer(tx, "eves-code", EVE, soon(9))
        await visits.invite(tx, "eves-link", EVE, ("P1",), soon(9))
        await visits.invite(tx, "entered", EVE, ("P1",), soon(9))
        await visits.enter(tx, "entered", "eves-cookie", NOW, soon(99))


async def texts(database: Database) -> list[str]:
    """Return every text of every table there is, those of the full text too."""
    async with database.read() as tx:
        tables = await tx.run_sync(lambda connection: sa.inspect(connection).get_table_names())
        rows = [row for table in tables for row in await tx.execute(sa.text(f'SELECT * FROM "{table}"'))]
    return [value for row in rows for value in row if isinstance(value, str)]


async def left_of(database: Database) -> set[str]:
    every = "\n".join(await texts(database)).casefold()
    return {secret for secret in SECRETS if secret.casefold() in every}


async def test_nothing_of_a_person_is_left_in_any_table(database: Database) -> None:
    await live(database)
    assert await left_of(database) == set(SECRETS)
    await privacy.erase(database, EVE.id, NOW)
    assert await left_of(database) == set()
    before = sorted(await texts(database))
    assert await privacy.erase(database, EVE.id, NOW) == frozenset()
    assert sorted(await texts(database)) == before


async def test_what_is_the_teams_stays_without_the_name(database: Database) -> None:
    await live(database)
    await privacy.erase(database, EVE.id, NOW)
    async with database.read() as tx:
        entry = await search.entry(tx, HOME, "bobs")
        assert entry is not None
        assert (entry.stars, entry.tags, entry.handles, entry.state) == (1, ("bold",), ("mascot",), State.CHANGES)
        assert await decisions.history(tx, "bobs") == [
            Decision("bobs", State.DRAFT, State.REVIEW, BOB.id, "Bob", "please look", NOW),
            Decision("bobs", State.REVIEW, State.CHANGES, EVE.id, privacy.SOMEONE, "", soon(1)),
        ]
        # Hers is gone, with all that hung on it: its name, its place and its being the cover.
        assert await search.entry(tx, HOME, "eves") is None
        assert await decisions.history(tx, "eves") == []
        assert [each.handle for each in await names.all_seen(tx, HOME)] == ["mascot"]
        (kept,) = await collections.all_seen(tx, HOME)
        assert (kept.title, kept.count, kept.cover_id) == ("Set", 1, "bobs")
        assert await collections.items(tx, HOME, kept.id) == ["bobs"]
        ((outgoing, _),) = await links.of_team(tx, TEAM.id)
        assert outgoing.flow is Flow.COLLECTION
        assert await search.entry(tx, Viewer(GUILD.id, GIL.id, ""), "bobs") is not None
        # Neither what she shared nor her picture is told of any more; what Bob shared is, without her.
        (left,) = await shares.untold(tx, limit=9)
        assert (left.id, left.note, left.card.text) == ("b1", "look", f"v2, from v1, by @Bob, after @{privacy.SOMEONE}")
    async with database.begin() as tx:
        assert await visits.get(tx, "eves-cookie", NOW) is None
        assert await visits.enter(tx, "eves-link", "new", NOW, soon(99)) is None


async def test_others_are_not_found_by_her_words(database: Database) -> None:
    await live(database)
    async with database.begin() as tx:
        await threads.ensure(tx, thread("in-eves"))
        await shelf.reword(tx, ["upon"])
    await privacy.erase(database, EVE.id, NOW)
    async with database.read() as tx:
        for word in ("zeppelin", "lisbon", "hush", "flagship"):
            assert await search.find(tx, HOME, Search(terms=(word,))) == []
        assert [each.picture.id for each in await search.find(tx, HOME, Search(terms=("more",)))] == ["upon"]


async def test_a_fork_in_another_team_is_told_without_her_too(database: Database) -> None:
    await live(database)
    async with database.begin() as tx:
        await threads.ensure(tx, thread("fork", team=GUILD))
        source = await pictures.seen(tx, HOME, "upon")
        assert source is not None
        fork = replace(
            source, id="fork", team_id=GUILD.id, thread_id="fork", parent_id=None, job_id=None, operation="copy"
        )
        await pictures.add(tx, [fork], upload_id="copy:upon")
    await privacy.erase(database, EVE.id, NOW)
    async with database.read() as tx:
        (left,) = await pictures.of_thread(tx, "fork")
    assert not left.deleted
    assert left.words == "more red"
    assert await left_of(database) == set()


async def test_the_export_holds_her_part_of_the_library(database: Database) -> None:
    await live(database)
    async with database.read() as tx:
        given = await privacy.export(tx, EVE.id)
    assert given is not None
    assert {each.picture_id for each in given.stars} == {"bobs", "eves"}
    assert [(each.picture_id, each.tag) for each in given.tags] == [("bobs", "hush")]
    assert {(each.handle, each.picture_id) for each in given.names} == {("mascot", "bobs"), ("flagship", "eves")}
    assert [each.title for each in given.collections] == ["Set"]
    assert set(given.collected) == {Collected("bobs", "Set", NOW), Collected("eves", "Set", NOW)}
    assert [each.comment for each in given.decisions] == [COMMENT]
    assert given.shares == (
        Shared("bobs", TEAM.id, "C2", NOTE, NOW),
        Shared("bobs", TEAM.id, "C2", NOTE, soon(1)),
    )
    assert [each.id for each in given.links] == ["link"]
    assert {each.until for each in given.visits} == {soon(9), soon(99)}
    # What opens a door is not given out.
    text = dump(given)
    assert "eves-link" not in text
    assert "eves-cookie" not in text
    assert "please look" not in text
    assert privacy.as_json(given).decode()


@pytest.mark.may_block("reads the file's bytes")
async def test_the_files_bytes_hold_nothing_either(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    database = Database.open(sqlite_url)

    def found() -> set[str]:
        on_disk = b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))
        return {secret for secret in SECRETS if secret.encode() in on_disk}

    await live(database)
    assert found() == set(SECRETS)
    await privacy.erase(database, EVE.id, NOW)
    await database.fold()
    assert found() == set()
    await database.close()
