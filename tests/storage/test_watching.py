"""What the operator watches, on both databases."""

from __future__ import annotations

from datetime import timedelta

from domain.call import Call
from domain.job import JobState
from domain.people import Place, Platform
from storage import inbox, jobs, outputs, watching, workers
from storage.database import Database
from storage.jobs import Ending
from storage.queue import Caps, release_next
from storage.watching import Backlog, Line
from tests.storage.sample import ANN, BOB, NOW, accepted, job, running, settle_in, soon

SEVERAL = ("a", "b", "c", "d")


def call(number: str) -> Call:
    return Call(f"call-{number}", ANN, Place("C1", "general"), "imagine", NOW)


async def slow(database: Database, *, at: float, waiting: float = 600, run: float = 1200, untold: float = 180):
    async with database.read() as tx:
        return await watching.slow(
            tx,
            waiting_since=soon(at - waiting),
            running_since=soon(at - run),
            untold_since=soon(at - untold),
        )


async def test_nothing_is_left_where_nothing_was_asked(database: Database):
    async with database.read() as tx:
        assert await watching.backlog(tx) == Backlog()
        assert await watching.beats(tx) == []
    assert await slow(database, at=10_000) == []


async def test_the_backlog_is_counted_by_engine_and_state(database: Database):
    await settle_in(database, in_threads=SEVERAL)
    await running(database, job(ANN, "a"))
    ended = await running(database, job(ANN, "b", engine="openai"))
    told = await running(database, job(BOB, "c", engine="openai"))
    async with database.begin() as tx:
        for each in (ended, told):
            await jobs.end(tx, each.id, Ending(JobState.REFUSED, "busy", {}), now=soon(5))
        await jobs.delivered(tx, told.id, now=soon(6))
        await inbox.claim(tx, call("1"), soon(3))
        await inbox.claim(tx, call("2"), soon(2))
        await inbox.claim(tx, call("3"), soon(1))
        await inbox.answered(tx, [call("3").id])
    await accepted(database, job(BOB, "d", created_at=soon(7)), now=soon(7))
    await accepted(database, job(BOB, "d", created_at=soon(8)), now=soon(8))
    async with database.read() as tx:
        assert await watching.backlog(tx) == Backlog((Line("sketch", 2, 1, soon(7)),), 1, 2, soon(2))


async def test_slow_jobs_come_with_where_they_are_and_since_when(database: Database):
    await settle_in(database, in_threads=SEVERAL)
    at_work = await running(database, job(ANN, "a"))
    untold = await running(database, job(ANN, "b", engine="openai"))
    async with database.begin() as tx:
        await outputs.begin(tx, at_work.id, 0)
        await outputs.begin(tx, at_work.id, 0)
        await jobs.end(tx, untold.id, Ending(JobState.REFUSED, "busy", {}), now=soon(100))
        await jobs.ask_cancel(tx, at_work.id, now=soon(1))
    waits = job(BOB, "c", created_at=soon(50))
    await accepted(database, waits, now=soon(50))
    found = await slow(database, at=2_000)
    assert [(each.id, each.state, each.since, each.attempts, each.cancel_asked) for each in found] == [
        (at_work.id, JobState.RUNNING, NOW, 2, True),
        (waits.id, JobState.WAITING, soon(50), 0, False),
        (untold.id, JobState.REFUSED, soon(100), 0, False),
    ]
    assert {each.platform for each in found} == {Platform.SLACK}
    assert [each.id for each in await slow(database, at=290)] == [untold.id]
    assert [each.id for each in await slow(database, at=700)] == [waits.id, untold.id]
    async with database.begin() as tx:
        await jobs.delivered(tx, untold.id, now=soon(101))
    assert await slow(database, at=290) == []


async def test_beats_are_of_those_that_have_not_left(database: Database):
    async with database.begin() as tx:
        await workers.beat(tx, "one", NOW)
        await workers.beat(tx, "two", soon(1))
        await workers.beat(tx, "one", soon(2))
        await workers.beat(tx, "three", soon(3))
        await workers.leave(tx, "three")
    async with database.read() as tx:
        assert [(each.id, each.beat_at - each.started_at) for each in await watching.beats(tx)] == [
            ("one", timedelta(seconds=2)),
            ("two", timedelta()),
        ]


async def test_a_job_that_was_released_waits_no_more(database: Database):
    await settle_in(database, in_threads=("a",))
    await accepted(database, job(ANN, "a"))
    async with database.begin() as tx:
        assert await release_next(database, tx, Caps(1, 1, {}), now=NOW)
    async with database.read() as tx:
        assert (await watching.backlog(tx)).lines == (Line("sketch", 0, 1, None),)
