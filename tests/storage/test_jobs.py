"""Jobs: legal moves only, ended once whoever comes first, and nothing of them lost on the way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from domain.job import ENDS, Job, JobState, OutputState, may_move
from domain.ledger import EntryKind, Unit, taken
from domain.operation import Edit, Generate, Source, Vary
from domain.people import Person, Place, Platform, Team
from domain.picture import Picture
from storage import jobs, ledger, outputs, pictures
from storage.database import Database, Tx
from storage.jobs import Ending
from storage.queue import Caps, release_next
from tests.storage.sample import ANN, BOB, NOW, SETTINGS, accepted, digest, job, picture, running, settle_in, soon

REFUSED = Ending(JobState.REFUSED, "engine_broken", {"model": "m", "tries": 2}, incident="abc", taken=1, dollars=30)
CANCELLED = Ending(JobState.CANCELLED, "cancelled", {})
BASE = Source(digest("base"), "image/png", "p1")
OPERATIONS = [
    Generate("a fox ☃ \U0001f98a 'quoted'\n\"words\"", SETTINGS, (BASE,)),
    Edit("bluer", BASE, SETTINGS, (BASE, BASE), Source(digest("mask"), "image/png")),
    Vary(BASE, "a fox", replace(SETTINGS, transparent=True, seed=2**40), strong=True),
]


def drawn(of: Job) -> Picture:
    return picture(of.thread_id, job_id=of.id)


async def in_state(database: Database, state: JobState) -> Job:
    """Return a new job that has come to a state."""
    thread_id = uuid4().hex
    await settle_in(database, in_threads=(thread_id,))
    new = await accepted(database, job(thread_id=thread_id, count=2, estimate=200))
    async with database.begin() as tx:
        if state in (JobState.RUNNING, JobState.MADE, JobState.DELIVERED):
            assert new.id in await release_next(database, tx, Caps(99, 99, {}), now=soon(1))
        if state in (JobState.MADE, JobState.DELIVERED):
            await jobs.settle(tx, new, [drawn(new)], billed=0, dollars=90, now=soon(2))
        if state is JobState.DELIVERED:
            await jobs.delivered(tx, new.id, now=soon(3))
        if state is JobState.REFUSED:
            await jobs.end(tx, new.id, REFUSED, now=soon(2))
        if state is JobState.CANCELLED:
            await jobs.end(tx, new.id, CANCELLED, now=soon(2))
    return new


async def state_of(tx: Tx, new: Job) -> JobState:
    found = await jobs.get(tx, new.id)
    assert found is not None
    return found.state


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_a_job_comes_back_as_it_was(database: Database, operation: Generate | Edit | Vary) -> None:
    team = Team(Platform.DISCORD, "9", "Guild")
    person = Person(team, "7", "Zoë", administrator=True)
    await settle_in(database, persons=(ANN, person))
    new = job(person, operation=operation, place=Place("c", "priv", private=True, thread_id="t"), count=3, locale="de")
    await accepted(database, new)
    async with database.read() as tx:
        assert await jobs.get(tx, new.id) == new
        assert await jobs.of_call(tx, new.call_id) == new
        assert await jobs.of_person(tx, person.id) == await jobs.open_of_thread(tx, "thread") == [new]
        assert await jobs.get(tx, "unknown") is None


async def test_words_that_a_database_refuses_are_kept_without_what_it_refuses(database: Database) -> None:
    person = replace(ANN, name="A\0nn\ud800")
    await settle_in(database, persons=(person,))
    new = job(person, call_id="call\0", operation=Generate("a\0b\ud83dc", SETTINGS))
    await accepted(database, new)
    async with database.read() as tx:
        found = await jobs.of_call(tx, "call\0")
    assert found is not None
    assert found.operation == Generate("a\0b?c", SETTINGS)


async def test_moves_are_those_of_the_domain(database: Database) -> None:
    await settle_in(database)
    for state in JobState:
        for way, to in ((REFUSED, JobState.REFUSED), (CANCELLED, JobState.CANCELLED)):
            new = await in_state(database, state)
            async with database.begin() as tx:
                assert await jobs.end(tx, new.id, way, now=NOW) == may_move(state, to)
                assert await state_of(tx, new) is (to if may_move(state, to) else state)
        new = await in_state(database, state)
        async with database.begin() as tx:
            await jobs.settle(tx, new, [drawn(new)], billed=0, dollars=0, now=NOW)
            assert await state_of(tx, new) is (JobState.MADE if may_move(state, JobState.MADE) else state)
        new = await in_state(database, state)
        async with database.begin() as tx:
            await jobs.delivered(tx, new.id, now=NOW)
            await jobs.delivered(tx, new.id, now=NOW)
            found = await jobs.get(tx, new.id)
        assert found is not None
        assert found.state is (JobState.DELIVERED if state is JobState.MADE else state)
        assert found.told == (found.state in ENDS)


async def test_an_end_says_why_and_closes_the_reservation(database: Database) -> None:
    await settle_in(database)
    new = await running(database, job(count=2, estimate=200))
    async with database.begin() as tx:
        assert await jobs.end(tx, new.id, REFUSED, now=soon(9))
        assert not await jobs.end(tx, new.id, CANCELLED, now=soon(10))
        found = await jobs.get(tx, new.id)
        entries = await ledger.entries(tx, job_id=new.id)
    assert found is not None
    assert (found.reason, found.reason_params, found.incident) == ("engine_broken", {"model": "m", "tries": 2}, "abc")
    assert found.charged
    assert found.ended_at == soon(9)
    assert taken(entries, Unit.PICTURES) == 1
    assert taken(entries, Unit.MICRO_DOLLARS) == 30


async def test_settling_again_returns_what_is_there(database: Database) -> None:
    await settle_in(database)
    new = await running(database, job(count=3))
    drafts = [picture(job_id=new.id) for _ in range(3)]
    async with database.begin() as tx:
        first = await jobs.settle(tx, new, drafts, billed=0, dollars=9, now=NOW)
    async with database.begin() as tx:
        again = [picture(job_id=new.id) for _ in range(3)]
        assert await jobs.settle(tx, new, again, billed=0, dollars=9, now=NOW) == first
        assert len(await pictures.of_thread(tx, "thread")) == 3
        assert len(await ledger.entries(tx, job_id=new.id)) == 4
    assert [each.version for each in first] == [1, 2, 3]


@pytest.mark.parametrize("rivals", ["settle", "cancel", "refuse"])
async def test_at_once_exactly_one_end_wins_and_the_ledger_agrees(database: Database, rivals: str) -> None:
    await settle_in(database)
    for _ in range(6):
        new = await running(database, job(count=2, estimate=200))

        async def settle(of: Job = new) -> bool:
            async with database.begin() as tx:
                drafts = [picture(job_id=of.id) for _ in range(2)]
                added = await jobs.settle(tx, of, drafts, billed=0, dollars=90, now=NOW)
                return [each.id for each in added] == [each.id for each in drafts]

        async def end(ending: Ending, of: Job = new) -> bool:
            async with database.begin() as tx:
                return await jobs.end(tx, of.id, ending, now=NOW)

        other = settle() if rivals == "settle" else end(CANCELLED if rivals == "cancel" else REFUSED)
        results = await asyncio.gather(end(CANCELLED), settle(), other, end(REFUSED))
        assert sum(results) == 1
        async with database.read() as tx:
            state = await state_of(tx, new)
            entries = await ledger.entries(tx, job_id=new.id)
            made = await pictures.of_job(tx, new.id)
        closes = [entry for entry in entries if entry.kind in (EntryKind.SETTLE, EntryKind.RELEASE)]
        expected = {JobState.MADE: (2, 90), JobState.REFUSED: (1, 30), JobState.CANCELLED: (0, 0)}[state]
        assert (taken(entries, Unit.PICTURES), taken(entries, Unit.MICRO_DOLLARS)) == expected
        assert len(closes) == 2
        assert len(made) == (2 if state is JobState.MADE else 0)


async def test_cancelling_stops_what_waits_and_asks_what_runs(database: Database) -> None:
    await settle_in(database)
    for state, then in {
        JobState.WAITING: JobState.CANCELLED,
        JobState.RUNNING: JobState.RUNNING,
        JobState.MADE: JobState.MADE,
        JobState.REFUSED: JobState.REFUSED,
    }.items():
        new = await in_state(database, state)
        async with database.begin() as tx:
            assert await jobs.ask_cancel(tx, new.id, now=NOW) is then
            found = await jobs.get(tx, new.id)
            assert found is not None
            assert found.cancel_asked == (state is JobState.RUNNING)
            if state is JobState.WAITING:
                assert (found.reason, found.reason_params, found.ended_at) == ("cancelled", {}, NOW)
                assert taken(await ledger.entries(tx, job_id=new.id), Unit.PICTURES) == 0
    async with database.begin() as tx:
        assert await jobs.ask_cancel(tx, "unknown", now=NOW) is None


async def test_unfinished_are_those_that_somebody_must_still_see_to(database: Database) -> None:
    await settle_in(database)
    made = {state: await in_state(database, state) for state in reversed(JobState)}
    expected = {JobState.RUNNING, JobState.MADE, JobState.REFUSED, JobState.CANCELLED}
    async with database.begin() as tx:
        assert {each.id for each in await jobs.unfinished(tx)} == {made[state].id for state in expected}
        await jobs.delivered(tx, made[JobState.REFUSED].id, now=NOW)
        await jobs.delivered(tx, made[JobState.MADE].id, now=NOW)
        left = [each.id for each in await jobs.unfinished(tx)]
    assert set(left) == {made[JobState.RUNNING].id, made[JobState.CANCELLED].id}


async def test_two_people_who_ask_and_settle_in_one_thread_do_not_wait_for_each_other(database: Database) -> None:
    """Uploads take the thread and then the quota; settling must take them in the same order."""
    await settle_in(database)
    for _ in range(8):
        new = await running(database, job(ANN))

        async def settle(of: Job = new) -> None:
            async with database.begin() as tx:
                await jobs.settle(tx, of, [picture(job_id=of.id)], billed=0, dollars=1, now=NOW)

        async def upload(number: int) -> None:
            async with database.begin() as tx:
                await pictures.add(tx, [picture()], upload_id=f"{number}")
                await jobs.accept(tx, job(ANN), slots=1, limit=999, now=NOW)

        await asyncio.gather(settle(), *(upload(n) for n in range(3)))
        async with database.begin() as tx:
            for each in await jobs.open_of_thread(tx, "thread"):
                await jobs.end(tx, each.id, CANCELLED, now=NOW)


async def test_outputs_count_attempts_until_there_is_a_result(database: Database) -> None:
    await settle_in(database)
    new = await running(database, job(BOB, count=3))
    async with database.begin() as tx:
        assert [(await outputs.begin(tx, new.id, 0)).attempts for _ in range(3)] == [1, 2, 3]
        begun = await outputs.begin(tx, new.id, 1)
        made = replace(
            begun,
            state=OutputState.MADE,
            digest=digest("x"),
            media_type="image/png",
            width=3,
            height=4,
            cost=2**40,
            seed=2**50,
            notes=("n", "m"),
            scene="{}",
        )
        await outputs.made(tx, made)
        assert await outputs.begin(tx, new.id, 1) == made
        await outputs.failed(tx, new.id, 0, code="engine_broken", params={"a": 1}, billed=True)
        await outputs.made(tx, replace(made, index=0))
        await outputs.failed(tx, new.id, 1, code="late", params={}, billed=True)
        found = await outputs.of_job(tx, new.id)
    assert list(found) == [0, 1]
    assert found[1] == made
    assert (found[0].state, found[0].code, found[0].params, found[0].billed) == (
        "failed",
        "engine_broken",
        {"a": 1},
        True,
    )
    assert found[0].digest is None


async def test_an_output_of_a_job_that_has_ended_is_not_kept(database: Database) -> None:
    await settle_in(database)
    new = await running(database, job())
    async with database.begin() as tx:
        begun = await outputs.begin(tx, new.id, 0)
        await jobs.end(tx, new.id, CANCELLED, now=NOW)
        await outputs.made(tx, replace(begun, state=OutputState.MADE, digest=digest("x"), scene="words"))
        assert await outputs.of_job(tx, new.id) == {0: begun}
