"""The queue: caps hold, people are treated alike, threads are answered in order."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
import sqlalchemy as sa

from domain.job import Job, JobState
from domain.people import Person
from storage import jobs, queue
from storage.database import Database
from storage.jobs import Ending
from storage.queue import Caps
from tests.patience import PATIENCE
from tests.storage.sample import ANN, BOB, NOW, accept, accepted, job, settle_in, someone, soon

MANY = Caps(1_000, 1_000, {})
DONE = Ending(JobState.REFUSED, "done", {})


async def ask(database: Database, *asked: tuple[Person, int], slots: int = 1, engine: str = "sketch") -> list[Job]:
    """Accept so many jobs of each person in turn, each in a thread of its own."""
    made = [job(person, f"{engine}-{person.id}-{n}", engine=engine) for person, count in asked for n in range(count)]
    await settle_in(database, persons=[p for p, _ in asked], in_threads=[each.thread_id for each in made])
    async with database.begin() as tx:
        for each in made:
            await accept(tx, each, slots=slots)
    return made


async def release(database: Database, caps: Caps) -> list[str]:
    async with database.begin() as tx:
        return await queue.release_next(database, tx, caps, now=NOW)


async def finish(database: Database, job_id: str) -> None:
    async with database.begin() as tx:
        assert await jobs.end(tx, job_id, DONE, now=NOW)


async def drain(database: Database, caps: Caps) -> list[str]:
    """Run the jobs to the last, the one that runs longest ending first; return their ids as they were started."""
    running = await release(database, caps)
    return running + await drain_from(database, caps, running)


async def drain_from(database: Database, caps: Caps, running: list[str]) -> list[str]:
    """Go on from what runs; return the ids of what was started then."""
    order = list(running)
    ended = 0
    while ended < len(order):
        await finish(database, order[ended])
        ended += 1
        order += await release(database, caps)
    return order[len(running) :]


async def test_caps_hold_under_twenty_callers_at_once(database: Database) -> None:
    asked = await ask(database, *((someone(n), 8) for n in range(4)))
    asked += await ask(database, *((someone(n), 3) for n in range(4)), engine="openai")
    caps = Caps(3, 7, {"openai": 2})
    engine_of = {each.id: each.engine for each in asked}
    person_of = {each.id: each.person.id for each in asked}
    done: list[str] = []
    while len(done) < len(asked):
        rounds = await asyncio.gather(*(release(database, caps) for _ in range(20)))
        started = [job_id for one in rounds for job_id in one]
        assert len(set(started)) == len(started)
        assert not set(started) & set(done)
        async with database.read() as tx:
            rows = await tx.execute(sa.text("SELECT id FROM jobs WHERE state = 'running'"))
            running = list(rows.scalars())
        assert max(Counter(person_of[each] for each in running).values()) <= 3
        assert Counter(engine_of[each] for each in running)["openai"] <= 2
        assert Counter(engine_of[each] for each in running)["sketch"] <= 7
        # Nothing is left idle that could run.
        assert await release(database, caps) == []
        for each in running:
            await finish(database, each)
        done += running


@pytest.mark.parametrize("places", [1, 3])
async def test_one_with_fifty_does_not_delay_ten_with_one_each(database: Database, places: int) -> None:
    caps = Caps(4, places, {})
    greedy = await ask(database, (ANN, 50))
    started = await release(database, caps)
    late = await ask(database, *((someone(n), 1) for n in range(10)))
    order = started + await drain_from(database, caps, started)
    places_of_late = [order.index(each.id) for each in late]
    assert max(places_of_late) < len(started) + 10
    assert len(order) == len(greedy) + 10


async def test_people_take_turns(database: Database) -> None:
    asked = await ask(database, (ANN, 3), (BOB, 2), (someone(1), 1))
    ann, bob, third = asked[:3], asked[3:5], asked[5:]
    order = await drain(database, Caps(4, 1, {}))
    turns = [ann[0], bob[0], third[0], ann[1], bob[1], ann[2]]
    assert order == [each.id for each in turns]


async def test_who_comes_back_waits_no_longer_than_who_comes_anew(database: Database) -> None:
    """A person's past is no debt: what they had yesterday does not put them behind."""
    await ask(database, (ANN, 30))
    await drain(database, MANY)
    await ask(database, (someone(1), 1))
    await release(database, Caps(4, 1, {}))
    first = (await ask(database, (BOB, 1)))[0]
    again = job(ANN, "thread")
    await settle_in(database)
    await accepted(database, again)
    newcomer = (await ask(database, (someone(2), 1)))[0]
    async with database.read() as tx:
        assert [job_id for job_id, _ in await queue.waiting(tx)] == [first.id, again.id, newcomer.id]


async def test_who_keeps_coming_anew_does_not_starve_a_further_job(database: Database) -> None:
    caps = Caps(4, 1, {})
    await ask(database, (ANN, 3))
    started = await release(database, caps)
    for n in range(12):
        await ask(database, (someone(n), 1))
        await finish(database, started[-1])
        started += await release(database, caps)
    async with database.read() as tx:
        anns = {each.id for each in await jobs.of_person(tx, ANN.id)}
    assert [started.index(each) for each in started if each in anns] == [0, 2, 6]


async def test_one_engine_that_is_full_holds_up_no_other(database: Database) -> None:
    await ask(database, *((someone(n), 4) for n in range(15)), engine="openai")
    (free,) = await ask(database, (ANN, 1))
    started = await release(database, Caps(4, 8, {"openai": 1}))
    assert free.id in started
    assert len(started) == 2


async def test_a_person_at_the_cap_holds_up_nobody(database: Database) -> None:
    caps = Caps(2, 10, {})
    await ask(database, (ANN, 40))
    assert len(await release(database, caps)) == 2
    (other,) = await ask(database, (BOB, 1))
    assert await release(database, caps) == [other.id]


async def test_a_person_at_the_cap_elsewhere_holds_up_nobody(database: Database) -> None:
    caps = Caps(2, 3, {})
    await ask(database, (ANN, 2), engine="openai")
    assert len(await release(database, caps)) == 2
    asked = await ask(database, (ANN, 20), (BOB, 2))
    assert await release(database, caps) == [each.id for each in asked[20:]]


async def test_a_thread_is_answered_in_order(database: Database) -> None:
    await settle_in(database)
    asked = [job(who) for who in (ANN, BOB, ANN)]
    for each in asked:
        await accepted(database, each)
    for each in asked:
        assert await release(database, MANY) == [each.id]
        assert await release(database, MANY) == []
        await finish(database, each.id)
    assert await release(database, MANY) == []


async def test_a_cancelled_job_holds_up_its_thread_no_longer(database: Database) -> None:
    await settle_in(database)
    first, second = [job(ANN), job(BOB)]
    await accepted(database, first)
    await accepted(database, second)
    async with database.begin() as tx:
        assert await jobs.ask_cancel(tx, first.id, now=NOW) is JobState.CANCELLED
    assert await release(database, MANY) == [second.id]


async def test_a_wide_job_is_not_starved_by_narrow_ones(database: Database) -> None:
    caps = Caps(9, 4, {})
    running = (await ask(database, (ANN, 3)))[:3]
    assert len(await release(database, caps)) == 3
    (wide,) = await ask(database, (BOB, 1), slots=4)
    narrow = await ask(database, (someone(1), 5))
    # One place is free, and is kept.
    assert await release(database, caps) == []
    for each in running[:2]:
        await finish(database, each.id)
        assert await release(database, caps) == []
    await finish(database, running[2].id)
    assert await release(database, caps) == [wide.id]
    await finish(database, wide.id)
    assert await release(database, caps) == [each.id for each in narrow[:4]]


async def test_a_job_wider_than_its_engine_takes_all_of_it(database: Database) -> None:
    caps = Caps(9, 2, {})
    (wide,) = await ask(database, (ANN, 1), slots=4)
    (other,) = await ask(database, (BOB, 1))
    assert await release(database, caps) == [wide.id]
    assert await release(database, caps) == []
    await finish(database, wide.id)
    assert await release(database, caps) == [other.id]


async def test_the_standing_is_the_order_in_which_they_then_start(database: Database) -> None:
    caps = Caps(50, 1, {})
    asked = await ask(database, (ANN, 5), (BOB, 3), *((someone(n), 1) for n in range(4)))
    await ask(database, (someone(9), 6), engine="openai")
    running = await release(database, Caps(50, 1, {"openai": 0}))
    stands = {}
    async with database.read() as tx:
        for each in asked:
            if (standing := await queue.standing(tx, each.id, caps, usual_seconds=10)) is not None:
                stands[each.id] = standing
    assert set(stands) == {each.id for each in asked} - set(running)
    order = await drain_from(database, Caps(50, 1, {"openai": 0}), running)
    assert [stands[job_id].ahead for job_id in order] == list(range(len(order)))
    assert [stands[job_id].seconds for job_id in order] == [(n + 1) * 10 for n in range(len(order))]


async def test_a_job_behind_another_of_its_thread_stands_behind_it(database: Database) -> None:
    asked = await ask(database, (ANN, 4))
    reply = job(BOB, asked[3].thread_id)
    await settle_in(database)
    await accepted(database, reply)
    caps = Caps(4, 1, {})
    async with database.read() as tx:
        standing = await queue.standing(tx, reply.id, caps, usual_seconds=1)
    assert standing is not None
    assert standing.ahead == 4
    assert (await drain(database, caps))[-1] == reply.id


async def test_the_time_is_what_the_engine_usually_takes(database: Database) -> None:
    caps = Caps(10, 2, {})
    asked = await ask(database, (ANN, 6))
    await release(database, caps)
    async with database.begin() as tx:
        for each in asked[:2]:
            await jobs.settle(tx, each, [], billed=1, dollars=0, now=soon(40))
        assert await queue.usual(tx, "sketch", 7) == 40
        assert await queue.usual(tx, "openai", 7) == 7
        standing = await queue.standing(tx, asked[5].id, caps, usual_seconds=7)
    assert standing is not None
    assert standing.seconds == round((3 / 2 + 1) * 40)


async def test_no_standing_for_what_does_not_wait(database: Database) -> None:
    asked = await ask(database, (ANN, 1))
    await release(database, MANY)
    async with database.read() as tx:
        assert await queue.standing(tx, asked[0].id, MANY, usual_seconds=1) is None
        assert await queue.standing(tx, "unknown", MANY, usual_seconds=1) is None


async def test_what_is_cancelled_while_it_is_released_never_runs(database: Database) -> None:
    for _ in range(5):
        asked = await ask(database, (ANN, 10))

        async def cancel(job_id: str) -> JobState | None:
            async with database.begin() as tx:
                return await jobs.ask_cancel(tx, job_id, now=NOW)

        releasing = asyncio.ensure_future(release(database, MANY))
        states = await asyncio.gather(*(cancel(each.id) for each in asked))
        started = set(await releasing)
        for each, state in zip(asked, states, strict=True):
            async with database.read() as tx:
                found = await jobs.get(tx, each.id)
            assert found is not None
            assert found.state is (JobState.RUNNING if each.id in started else JobState.CANCELLED)
            assert (state is JobState.RUNNING) == found.cancel_asked
        for job_id in started:
            await finish(database, job_id)


async def test_a_job_that_is_cancelled_as_it_is_released_stays_cancelled(postgres_url: str) -> None:
    """On Postgres the release reads it as waiting, and must look again once it has the row."""
    database = Database.open(postgres_url, patience=PATIENCE)
    asked = await ask(database, (ANN, 2))
    async with database.begin() as tx:
        assert await jobs.ask_cancel(tx, asked[0].id, now=NOW) is JobState.CANCELLED
        releasing = asyncio.ensure_future(release(database, MANY))
        await blocked(database)
    assert await releasing == [asked[1].id]
    async with database.read() as tx:
        found = await jobs.get(tx, asked[0].id)
        assert found is not None
        assert found.state is JobState.CANCELLED
    await database.close()


async def test_a_job_that_is_released_as_it_is_cancelled_is_asked_to_stop(postgres_url: str) -> None:
    database = Database.open(postgres_url, patience=PATIENCE)
    (asked,) = await ask(database, (ANN, 1))

    async def cancel() -> JobState | None:
        async with database.begin() as tx:
            return await jobs.ask_cancel(tx, asked.id, now=NOW)

    async with database.begin() as tx:
        assert await queue.release_next(database, tx, MANY, now=NOW) == [asked.id]
        cancelling = asyncio.ensure_future(cancel())
        await blocked(database)
    assert await cancelling is JobState.RUNNING
    async with database.read() as tx:
        found = await jobs.get(tx, asked.id)
        assert found is not None
        assert found.cancel_asked
    await database.close()


async def blocked(database: Database) -> None:
    """Return once somebody waits for a lock."""
    query = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with asyncio.timeout(PATIENCE):
        while True:
            async with database.read() as tx:
                if (await tx.execute(query)).scalar_one():
                    return
