"""The shelf: every picture has its entry, and what leaves it is gone from the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.library import State
from domain.search import Look, Search, search_of
from storage import pictures, privacy, search, shelf, stars, tags, threads
from storage.database import Database
from storage.library_schema import collected, collections, decisions, entries, named, names, shares, showcased
from storage.library_schema import stars as star_rows
from storage.library_schema import tags as tag_rows
from storage.schema import threads as thread_rows
from tests.storage.sample import ANN, BOB, NOW, TEAM, digest, picture, settle_in, thread

SECRET = "zanzibarquokka"


async def _add_and_fail(database: Database) -> None:
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="lost")])
        raise ZeroDivisionError


async def found_by(database: Database, words: str, channel: str = "C1") -> list[str]:
    async with database.read() as tx:
        return [each.picture.id for each in await search.find(tx, ANN.at(channel), search_of(words))]


async def test_a_picture_is_entered_in_the_transaction_that_keeps_it(database: Database) -> None:
    await settle_in(database)
    with pytest.raises(ZeroDivisionError):
        await _add_and_fail(database)
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p"), picture(id="q")])
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p")])
    assert await found_by(database, "fox") == ["q", "p"]
    async with database.read() as tx:
        assert [row.examined for row in await tx.execute(sa.select(entries.c.examined))] == [False, False]


async def test_names_tags_and_titles_are_found_while_they_are_there(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p")])
        await tags.add(tx, TEAM.id, "p", ["autumn-fair"], ANN.id, NOW)
        name = {"id": "n", "team_id": TEAM.id, "channel_id": "", "handle": "acme-logo", "kind": "logo"}
        await tx.execute(sa.insert(names).values(**name, person_id=ANN.id, created_at=NOW))
        await tx.execute(sa.insert(named).values(name_id="n", picture_id="p", person_id=ANN.id, named_at=NOW))
        await shelf.reword(tx, ["p", "unknown"])
    for words in ("autumn", "fair", "acme logo", "title", "fox"):
        assert await found_by(database, words) == ["p"], words
    async with database.begin() as tx:
        await tags.remove(tx, "p", ["autumn-fair"])
        await tx.execute(sa.update(thread_rows).values(title="Harbour"))
        await shelf.reword_threads(tx, ["thread"])
    for words, there in (("autumn", []), ("title", []), ("harbour", ["p"]), ("acme", ["p"])):
        assert await found_by(database, words) == there, words


async def test_what_is_seen_in_a_picture_is_kept_once_it_is_looked_at(database: Database) -> None:
    await settle_in(database)
    same = digest("same")
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p", digest=same), picture(id="q", digest=same), picture(id="r")])
        assert [each for each, _ in await shelf.unexamined(tx, limit=2)] == ["p", "q"]
        assert (await shelf.unexamined(tx, limit=1))[0][1] == same
        await shelf.examined(tx, "p", Look(100, ("red", "white"), (1 << 64) - 1))
        await shelf.examined(tx, "q", Look(100, ("red",), 1 << 63))
        await shelf.examined(tx, "unknown", Look(5))
        assert [each for each, _ in await shelf.unexamined(tx, limit=9)] == ["r"]
        await shelf.examined(tx, "r", Look(11))
        assert await shelf.unexamined(tx, limit=9) == []
        assert await shelf.bytes_of(tx, TEAM.id) == 111
        assert await shelf.bytes_of(tx, "slack:none") == 0
    assert await found_by(database, "colour:red") == ["q", "p"]
    assert await found_by(database, "colour:white") == ["p"]
    assert await found_by(database, "colourred") == await found_by(database, "red white") == []


async def test_the_state_is_the_teams(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p")])
        assert await shelf.state_of(tx, "p") is State.DRAFT
        await shelf.set_state(tx, "p", State.APPROVED)
        assert await shelf.state_of(tx, "p") is State.APPROVED
        assert await shelf.state_of(tx, "unknown") is None


async def test_deleting_a_picture_takes_all_that_hangs_on_it(database: Database) -> None:
    await settle_in(database)
    by, team = {"person_id": ANN.id}, {"team_id": TEAM.id, "channel_id": ""}
    hung = (star_rows, tag_rows, collected, named, decisions, shares, showcased)
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p"), picture(id="q")])
        held = {**team, "name": "best", "title": "Best", "cover_id": "p"}
        await tx.execute(sa.insert(collections).values(id="c", **held, **by, created_at=NOW))
        for name in ("only", "both"):
            await tx.execute(sa.insert(names).values(id=name, handle=name, kind="logo", **team, **by, created_at=NOW))
        await tx.execute(sa.insert(named).values(name_id="only", picture_id="p", **by, named_at=NOW))
        for each in ("p", "q"):
            await stars.star(tx, BOB, each, NOW)
            await tags.add(tx, TEAM.id, each, ["logo"], ANN.id, NOW)
            await tx.execute(sa.insert(named).values(name_id="both", picture_id=each, **by, named_at=NOW))
            await tx.execute(sa.insert(collected).values(collection_id="c", picture_id=each, **by, collected_at=NOW))
            decided = {"was": "draft", "now": "review", "person_name": "Ann", "comment": "", "decided_at": NOW}
            await tx.execute(sa.insert(decisions).values(call_id="d", picture_id=each, **by, **decided))
            shared = {"note": "", "card": "{}", "locale": "en", "shared_at": NOW}
            await tx.execute(sa.insert(shares).values(id=f"s{each}", picture_id=each, **team, **by, **shared))
            await tx.execute(sa.insert(showcased).values(picture_id=each, showcased_at=NOW))
        await pictures.delete(tx, "thread", "p")
    async with database.read() as tx:
        for table in hung:
            assert set((await tx.execute(sa.select(table.c.picture_id))).scalars()) == {"q"}, table.name
        assert (await tx.execute(sa.select(names.c.id))).scalars().all() == ["both"]
        assert (await tx.execute(sa.select(collections.c.cover_id))).scalar_one() is None
        assert await search.entry(tx, ANN.at("C1"), "p") is None
    assert await found_by(database, "fox") == ["q"]


@pytest.mark.may_block("reads the file's bytes")
@pytest.mark.parametrize("by", ["deleting", "rewording", "erasing"])
async def test_what_was_deleted_is_in_no_byte_of_the_file(sqlite_url: str, by: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    database = Database.open(sqlite_url)

    def on_disk() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))

    await settle_in(database)
    async with database.begin() as tx:
        # Enough that its words stand on several pages, with others' around them.
        await pictures.add(tx, [picture(person=BOB, words=" ".join(f"{n}a{m}" for m in range(60))) for n in range(60)])
        await pictures.add(tx, [picture(id="p", job_id=None, words="" if by == "rewording" else f"a {SECRET} fox")])
    if by == "rewording":
        async with database.begin() as tx:
            await tags.add(tx, TEAM.id, "p", [SECRET], ANN.id, NOW)
    assert on_disk().count(SECRET.encode()) >= 2
    if by == "erasing":
        await privacy.erase(database, ANN.id, NOW)
    else:
        async with database.begin() as tx:
            if by == "deleting":
                await pictures.delete(tx, "thread", "p")
            else:
                await tags.remove(tx, "p", [SECRET])
    await database.fold()
    assert SECRET.encode() not in on_disk()
    await database.close()


async def test_words_of_whoever_is_forgotten_are_found_no_more_in_what_others_made(database: Database) -> None:
    await settle_in(database, in_threads=())
    titled = thread()
    async with database.begin() as tx:
        await threads.ensure(
            tx, type(titled)(**{f: getattr(titled, f) for f in titled.__slots__} | {"title": f"a {SECRET}"})
        )
        (base,) = await pictures.add(tx, [picture(id="p", words=f"a {SECRET}", alt=f"AI-generated image: a {SECRET}")])
        await pictures.add(tx, [picture(person=BOB, id="q", words="bluer", alt="bluer", parent_id=base.id)])
    assert await found_by(database, SECRET) == ["q", "p"]
    await privacy.erase(database, ANN.id, NOW)
    assert await found_by(database, SECRET) == []
    assert await found_by(database, "bluer") == ["q"]


async def test_nothing_of_a_team_is_found_by_another(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p")])
    async with database.read() as tx:
        assert await search.find(tx, type(ANN.at("C1"))("slack:T2", "slack:T2/U1", "C1"), Search(terms=("fox",))) == []
