"""Never overspent: the ledger on both databases, one request at a time, and a hundred."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from domain.errors import QuotaSpent
from domain.job import JobState
from domain.ledger import EntryKind, Unit, taken
from domain.people import Person
from storage import jobs, ledger
from storage.database import Database, Tx
from storage.jobs import Ending
from tests.patience import PATIENCE
from tests.storage.sample import ANN, BOB, NOW, accepted, job, picture, running, settle_in, someone

T = TypeVar("T")
LIMIT = 10
REFUSED = Ending(JobState.REFUSED, "engine_busy", {})


async def try_accept(database: Database, person: Person, count: int = 1, limit: int = LIMIT, **changed: Any) -> bool:
    try:
        async with database.begin() as tx:
            _, first = await jobs.accept(tx, job(person, count=count, **changed), slots=count, limit=limit, now=NOW)
    except QuotaSpent:
        return False
    return first


async def agree(tx: Tx, person: Person, limit: int = LIMIT, *, now: datetime = NOW) -> int:
    """Check that the sums are those of the entries; return what is left."""
    entries = await ledger.entries(tx, person_id=person.id)
    today = [entry for entry in entries if entry.day == now.date()]
    left = await ledger.left_of(tx, person_id=person.id, limit=limit, now=now)
    granted = sum(entry.amount for entry in today if entry.kind is EntryKind.GRANT)
    assert left == max(0, limit + granted - taken(today, Unit.PICTURES))
    assert await ledger.spent_on(tx, person_id=person.id, now=now) == taken(today, Unit.MICRO_DOLLARS)
    return left


async def test_a_hundred_at_once_on_a_quota_of_ten_give_exactly_ten(database: Database) -> None:
    await settle_in(database)
    results = await asyncio.gather(*(try_accept(database, ANN) for _ in range(100)))
    assert sum(results) == 10
    async with database.read() as tx:
        assert await agree(tx, ANN) == 0
        assert len(await jobs.open_of_thread(tx, "thread")) == 10


async def test_a_hundred_of_many_sizes_never_come_to_more_than_the_quota(database: Database) -> None:
    await settle_in(database)
    counts = [1 + n % 4 for n in range(100)]
    results = await asyncio.gather(*(try_accept(database, ANN, count, 25) for count in counts))
    got = sum(count for count, ok in zip(counts, results, strict=True) if ok)
    assert got == 25
    async with database.read() as tx:
        assert await agree(tx, ANN, 25) == 0


async def test_one_call_fifty_times_at_once_is_one_job_and_one_reservation(database: Database) -> None:
    await settle_in(database)

    async def once() -> tuple[str, bool]:
        async with database.begin() as tx:
            kept, first = await jobs.accept(tx, job(call_id="call", count=2), slots=2, limit=2, now=NOW)
            return kept.id, first

    results = await asyncio.gather(*(once() for _ in range(50)))
    assert len({job_id for job_id, _ in results}) == 1
    assert sum(first for _, first in results) == 1
    async with database.read() as tx:
        assert [entry.kind for entry in await ledger.entries(tx)] == [EntryKind.RESERVE] * 2
        assert await agree(tx, ANN, 2) == 0


async def test_the_same_call_of_two_people_is_one_job_and_holds_nothing_of_the_second(database: Database) -> None:
    """As when a shared event is claimed by both: the second must not lose a picture to it."""
    await settle_in(database)
    results = await asyncio.gather(*(try_accept(database, who, call_id="call") for who in (ANN, BOB) * 10))
    assert sum(results) == 1
    async with database.read() as tx:
        assert await agree(tx, ANN) + await agree(tx, BOB) == 2 * LIMIT - 1


async def test_a_refusal_keeps_nothing_even_where_the_transaction_goes_on(database: Database) -> None:
    await settle_in(database)
    new = job(count=3)
    async with database.begin() as tx:
        with pytest.raises(QuotaSpent) as spent:
            await jobs.accept(tx, new, slots=3, limit=2, now=NOW)
    assert spent.value.params == {"limit": 2, "left": 2, "asked": 3, "renews_at": "2026-03-02T00:00:00+00:00"}
    async with database.read() as tx:
        assert await jobs.get(tx, new.id) is None
        assert await ledger.entries(tx) == []
        assert await agree(tx, ANN, 2) == 2


@pytest.mark.parametrize(
    ("made", "billed", "expected"), [(4, 0, 4), (3, 0, 3), (2, 1, 3), (0, 0, 0), (0, 2, 2), (4, 3, 4)]
)
async def test_what_was_not_made_is_free_again(database: Database, made: int, billed: int, expected: int) -> None:
    await settle_in(database)
    new = await running(database, job(count=4, estimate=4_000))
    drafts = [picture(job_id=new.id) for _ in range(made)]
    dollars = 700 * made
    async with database.begin() as tx:
        await jobs.settle(tx, new, drafts, billed=billed, dollars=dollars, now=NOW)
        entries = await ledger.entries(tx, job_id=new.id)
        assert taken(entries, Unit.PICTURES) == expected
        assert taken(entries, Unit.MICRO_DOLLARS) == dollars
        assert await agree(tx, ANN) == LIMIT - expected
    kinds = {entry.kind for entry in entries} - {EntryKind.RESERVE}
    assert kinds == {EntryKind.SETTLE if expected or dollars else EntryKind.RELEASE}


async def test_dollars_may_come_to_more_than_was_estimated(database: Database) -> None:
    await settle_in(database)
    new = await running(database, job(estimate=10))
    async with database.begin() as tx:
        await jobs.settle(tx, new, [picture(job_id=new.id)], billed=0, dollars=5_000_000_000, now=NOW)
        assert await ledger.spent_on(tx, person_id=ANN.id, now=NOW) == 5_000_000_000


async def test_a_job_counts_on_the_day_it_was_accepted(database: Database) -> None:
    await settle_in(database)
    late = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    after = late + timedelta(seconds=2)
    new = await accepted(database, job(), now=late)
    async with database.begin() as tx:
        assert await ledger.left_of(tx, person_id=ANN.id, limit=LIMIT, now=after) == LIMIT
        assert await jobs.end(tx, new.id, REFUSED, now=after)
        assert {entry.day for entry in await ledger.entries(tx)} == {late.date()}
        assert await agree(tx, ANN, now=late) == LIMIT
        assert await agree(tx, ANN, now=after) == LIMIT


async def test_the_day_is_that_of_utc_wherever_the_clock_stands(database: Database) -> None:
    await settle_in(database)
    in_tokyo = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=9)))
    await accepted(database, job(), now=in_tokyo)
    async with database.read() as tx:
        assert await ledger.left_of(tx, person_id=ANN.id, limit=LIMIT, now=in_tokyo.astimezone(UTC)) == LIMIT - 1
        assert {entry.day.isoformat() for entry in await ledger.entries(tx)} == {"2026-03-01"}


async def test_twenty_closers_at_once_close_once(database: Database) -> None:
    await settle_in(database)
    new = await running(database, job(count=3))

    async def close(pictures: int) -> bool:
        async with database.begin() as tx:
            return await ledger.close(tx, job_id=new.id, pictures=pictures, dollars=pictures * 10, now=NOW)

    results = await asyncio.gather(*(close(n % 4) for n in range(20)))
    assert sum(results) == 1
    async with database.read() as tx:
        await agree(tx, ANN)
        assert len(await ledger.entries(tx, job_id=new.id)) == 4


async def test_a_grant_adds_to_today_alone(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        await ledger.grant(tx, person_id=ANN.id, amount=2, now=NOW)
        await ledger.grant(tx, person_id=ANN.id, amount=1, now=NOW)
        assert await agree(tx, ANN) == LIMIT + 3
        assert await agree(tx, BOB) == LIMIT
        assert await ledger.left_of(tx, person_id=ANN.id, limit=LIMIT, now=NOW + timedelta(days=1)) == LIMIT


class Machine(RuleBasedStateMachine):
    """Reserve, close and grant in any order, against the rules of the domain."""

    database: Database
    loop: asyncio.AbstractEventLoop
    numbers = 0
    open_jobs = Bundle("open_jobs")

    def __init__(self) -> None:
        super().__init__()
        first = Machine.numbers
        Machine.numbers += 3
        self.people = [someone(first + n) for n in range(3)]
        self.granted = dict.fromkeys(range(3), 0)
        self.do(settle_in(self.database, persons=self.people))

    def do(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(work)

    @rule(target=open_jobs, who=st.integers(0, 2), count=st.integers(1, 4), dollars=st.integers(0, 9_999))
    def reserve(self, who: int, count: int, dollars: int) -> object:
        async def step() -> str | None:
            async with self.database.begin() as tx:
                before = await agree(tx, self.people[who], 6)
                new = job(self.people[who], count=count, estimate=dollars)
                try:
                    await jobs.accept(tx, new, slots=count, limit=6, now=NOW)
                except QuotaSpent:
                    assert before < count
                    return None
                assert before >= count
                return new.id

        return self.do(step())

    @rule(job_id=open_jobs, pictures=st.integers(0, 4), dollars=st.integers(0, 99_999))
    def close(self, job_id: str | None, pictures: int, dollars: int) -> None:
        if job_id is None:
            return

        async def step() -> None:
            async with self.database.begin() as tx:
                was = {entry.kind for entry in await ledger.entries(tx, job_id=job_id)}
                closed = await ledger.close(tx, job_id=job_id, pictures=pictures, dollars=dollars, now=NOW)
                assert closed == (was == {EntryKind.RESERVE})

        self.do(step())

    @rule(job_id=consumes(open_jobs))
    def release(self, job_id: str | None) -> None:
        self.close(job_id, 0, 0)

    @rule(who=st.integers(0, 2), amount=st.integers(1, 3))
    def grant(self, who: int, amount: int) -> None:
        async def step() -> None:
            async with self.database.begin() as tx:
                await ledger.grant(tx, person_id=self.people[who].id, amount=amount, now=NOW)

        self.do(step())
        self.granted[who] += amount

    @invariant()
    def sums_agree_and_nothing_is_overspent(self) -> None:
        async def step() -> None:
            async with self.database.read() as tx:
                for who, person in enumerate(self.people):
                    await agree(tx, person, 6)
                    entries = await ledger.entries(tx, person_id=person.id)
                    assert taken(entries, Unit.PICTURES) <= 6 + self.granted[who]

        self.do(step())


def test_any_order_of_reserving_closing_and_granting(database_url: str) -> None:
    with asyncio.Runner() as runner:
        Machine.loop = runner.get_loop()
        Machine.database = Database.open(database_url, patience=PATIENCE)
        try:
            run_state_machine_as_test(Machine, settings=settings(max_examples=10, stateful_step_count=10))
        finally:
            runner.run(Machine.database.close())
