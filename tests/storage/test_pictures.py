"""Versions without gaps, heads that live, and bytes that go when nothing needs them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from domain.job import JobState, Output, OutputState
from domain.operation import Edit, Source
from domain.people import Viewer
from storage import jobs, orphans, outputs, pictures, threads, uploads
from storage.database import Database, Tx
from storage.uploads import KeptUpload
from tests.storage.sample import (
    ANN,
    BOB,
    NOW,
    SETTINGS,
    TEAM,
    accepted,
    digest,
    job,
    picture,
    running,
    settle_in,
    soon,
    thread,
)


async def head(tx: Tx) -> str | None:
    found = await threads.get(tx, "thread")
    assert found is not None
    return found.head_id


async def test_a_picture_comes_back_as_it_was(database: Database) -> None:
    await settle_in(database)
    new = await running(database, job())
    draft = picture(job_id=new.id, seed=2**60, cost=2**40, transparent=True, references=("a", "b"), words="☃\n'")
    async with database.begin() as tx:
        (added,) = await pictures.add(tx, [draft])
        assert added == replace(draft, version=1)
        assert await pictures.of_thread(tx, "thread") == await pictures.of_job(tx, new.id) == [added]
        assert await pictures.of_person(tx, ANN.id) == [added]
        assert await pictures.add(tx, []) == []


async def test_versions_have_no_gaps_whoever_adds_at_once(database: Database) -> None:
    await settle_in(database)
    made = [job(ANN if n % 2 else BOB, count=1 + n % 3) for n in range(12)]
    for each in made:
        await accepted(database, each)

    async def add(number: int) -> list[int]:
        of = made[number]
        async with database.begin() as tx:
            added = await pictures.add(tx, [picture(job_id=of.id) for _ in range(of.count)])
            return [each.version for each in added]

    rounds = await asyncio.gather(*(add(n) for n in range(12)), *(add(n) for n in range(12)))
    async with database.read() as tx:
        versions = await pictures.of_thread(tx, "thread")
        assert await head(tx) in {each.id for each in versions}
    assert [each.version for each in versions] == list(range(1, 25))
    # Twice at once is once, and both are told the same.
    assert rounds[:12] == rounds[12:]
    assert all(numbers == list(range(numbers[0], numbers[0] + len(numbers))) for numbers in rounds)


async def test_an_upload_is_one_version_of_a_thread(database: Database) -> None:
    await settle_in(database, in_threads=("thread", "other"))

    async def add(thread_id: str) -> str:
        async with database.begin() as tx:
            return (await pictures.add(tx, [picture(thread_id, operation="upload")], upload_id="u"))[0].id

    ids = await asyncio.gather(*(add("thread") for _ in range(8)), add("other"))
    assert len(set(ids)) == 2


async def test_pictures_of_neither_job_nor_upload_stand_for_themselves(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        (first,) = await pictures.add(tx, [picture()])
        (second,) = await pictures.add(tx, [picture()])
        assert await pictures.add(tx, [second]) == [second]
        assert (first.version, second.version) == (1, 2)


async def test_a_deleted_head_passes_to_who_lives_nearest(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        (v1,) = await pictures.add(tx, [picture()])
        (v2,) = await pictures.add(tx, [picture(parent_id=v1.id)])
        (v3,) = await pictures.add(tx, [picture(parent_id=v2.id)])
        (v4,) = await pictures.add(tx, [picture()])
        (v5,) = await pictures.add(tx, [picture(parent_id=v3.id)])
        assert await head(tx) == v5.id
        for gone, heir in ((v2, v5), (v3, v5), (v5, v1), (v1, v4), (v4, None)):
            assert await pictures.delete(tx, "thread", gone.id) == gone.digest
            assert await head(tx) == (heir.id if heir else None)
        left = await pictures.of_thread(tx, "thread")
        assert [(each.deleted, each.digest, each.words, each.alt, each.scene) for each in left] == [
            (True, "", "", "", None)
        ] * 5
        assert await pictures.delete(tx, "thread", v1.id) is None
        (v6,) = await pictures.add(tx, [picture()])
        assert v6.version == 6


async def test_a_picture_is_deleted_in_its_own_thread_only(database: Database) -> None:
    await settle_in(database, in_threads=("thread", "other"))
    async with database.begin() as tx:
        (kept,) = await pictures.add(tx, [picture()])
        assert await pictures.delete(tx, "other", kept.id) is None
        assert await pictures.of_thread(tx, "thread") == [kept]


async def test_bytes_are_freed_only_when_nothing_needs_them(database: Database) -> None:
    await settle_in(database)
    shared = digest("shared")
    upload = KeptUpload("u", TEAM.id, ANN.id, "C1", False, "a.png", shared, "image/png", 1, 1, (), NOW)
    async with database.begin() as tx:
        (one,) = await pictures.add(tx, [picture(digest=shared)])
        (two,) = await pictures.add(tx, [picture(digest=shared)])
        (three,) = await pictures.add(tx, [picture(digest=digest("alone"))])
        assert await pictures.delete(tx, "thread", one.id) is None
        assert await pictures.delete(tx, "thread", three.id) == digest("alone")
        await uploads.keep(tx, upload)
        assert await pictures.delete(tx, "thread", two.id) is None
        assert await pictures.in_use(tx, shared)


async def test_what_a_job_made_goes_with_its_picture(database: Database) -> None:
    await settle_in(database)
    new = await running(database, job())
    made = Output(new.id, 0, OutputState.MADE, 1, digest=digest("made"), scene="words")
    async with database.begin() as tx:
        await outputs.begin(tx, new.id, 0)
        await outputs.made(tx, made)
        assert await orphans.known(tx, [digest("made")]) == {digest("made")}
        (kept,) = await jobs.settle(
            tx, new, [picture(job_id=new.id, digest=digest("made"))], billed=0, dollars=0, now=NOW
        )
        assert await pictures.delete(tx, "thread", kept.id) == digest("made")
        found = await outputs.of_job(tx, new.id)
        assert (found[0].digest, found[0].scene) == (None, None)


async def test_the_sweep_spares_what_is_needed_and_nothing_else(database: Database) -> None:
    await settle_in(database, in_threads=("thread", "other", "third"))
    names = ("picture", "upload", "half", "base", "reference", "mask", "cancelled", "late-mask", "nobody")
    upload = KeptUpload("u", TEAM.id, ANN.id, "C1", False, "a.png", digest("upload"), "image/png", 1, 1, (), NOW)

    def edit(base: str, mask: str) -> Edit:
        source = {name: Source(digest(name), "image/png") for name in (base, mask, "reference")}
        return Edit("x", source[base], SETTINGS, (source["reference"],), source[mask])

    await accepted(database, job(thread_id="other", operation=edit("base", "mask")))
    run = await running(database, job())
    ended = await running(database, job(thread_id="third", operation=edit("late-mask", "late-mask")))
    async with database.begin() as tx:
        await uploads.keep(tx, upload)
        await pictures.add(tx, [picture(digest=digest("picture"))])
        for of, name in ((run, "half"), (ended, "cancelled")):
            await outputs.begin(tx, of.id, 0)
            await outputs.made(tx, Output(of.id, 0, OutputState.MADE, 1, digest=digest(name)))
        await jobs.end(tx, ended.id, jobs.Ending(JobState.CANCELLED, "cancelled", {}), now=NOW)
        known = await orphans.known(tx, [digest(name) for name in names])
        assert await orphans.known(tx, []) == set()
    assert known == {digest(name) for name in ("picture", "upload", "half", "base", "reference", "mask")}


async def test_a_call_moves_the_head_once(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        (v1,) = await pictures.add(tx, [picture()])
        (v2,) = await pictures.add(tx, [picture()])

    async def move(call_id: str, to_id: str) -> bool:
        async with database.begin() as tx:
            found = await threads.get(tx, "thread")
            assert found is not None
            return await threads.move_head(tx, found, to_id, call_id=call_id, now=NOW)

    assert sum(await asyncio.gather(*(move("back", v1.id) for _ in range(10)))) == 1
    async with database.read() as tx:
        assert await head(tx) == v1.id
        assert await threads.moved_to(tx, "back") == v1.id
        assert await threads.moved_to(tx, "other") is None
    assert await move("forth", v2.id)
    assert not await move("back", v1.id)
    async with database.read() as tx:
        assert await head(tx) == v2.id


async def test_what_was_asked_before_the_head_was_moved_does_not_move_it_again(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        (v1,) = await pictures.add(tx, [picture()], asked_at=soon(0))
        (v2,) = await pictures.add(tx, [picture()], asked_at=soon(1))
        assert await head(tx) == v2.id
        found = await threads.get(tx, "thread")
        assert found is not None
        await threads.move_head(tx, found, v1.id, call_id="undo", now=soon(5))
        (v3,) = await pictures.add(tx, [picture()], asked_at=soon(4))
        assert (v3.version, await head(tx)) == (3, v1.id)
        (v4,) = await pictures.add(tx, [picture()], asked_at=soon(6))
        assert await head(tx) == v4.id
        assert await threads.moves(tx, "thread") == [(v2.id, v1.id)]


async def test_a_thread_is_bound_to_one_platform_thread(database: Database) -> None:
    await settle_in(database, in_threads=())

    async def ensure(number: int) -> str:
        async with database.begin() as tx:
            return (await threads.ensure(tx, replace(thread(f"t{number}"), platform_thread_id="same"))).id

    ids = await asyncio.gather(*(ensure(n) for n in range(10)))
    assert len(set(ids)) == 1
    async with database.begin() as tx:
        moved = replace(thread(ids[0]), platform_thread_id="elsewhere")
        # It is there already, bound to another place: what is kept counts.
        assert (await threads.ensure(tx, moved)).platform_thread_id == "same"
        found = await threads.of_platform(tx, TEAM.id, "same")
        assert found is not None
        assert found.id == ids[0]
        assert await threads.of_platform(tx, "slack:T2", "same") is None


async def test_recent_are_the_newest_first(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        for n in range(5):
            await pictures.add(tx, [picture(person=ANN if n % 2 else BOB, created_at=soon(n))])
        viewer = Viewer(TEAM.id, ANN.id, "C1")
        assert [each.version for each in await pictures.recent(tx, viewer, limit=3)] == [5, 4, 3]
        assert [each.version for each in await pictures.recent(tx, viewer, person_id=ANN.id)] == [4, 2]
