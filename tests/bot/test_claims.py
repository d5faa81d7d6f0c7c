"""Claims: a burst goes in together, each call once, and one transaction that stalls is heard of in time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.claims import Claims
from domain.call import Call
from domain.errors import StorageBusy, StorageError
from domain.people import Place
from storage import inbox, posts
from storage.database import Database
from storage.posts import KeptPost
from tests.patience import PATIENCE
from tests.storage.sample import ANN, NOW, settle_in, soon

CALL = Call("c0", ANN, Place("C1", "general"), "imagine", NOW, "a fox")


class Counting:
    """The database, with its writing transactions counted, and stalled or broken where a test likes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.begun = 0
        self.reached = asyncio.Event()
        self.stall: asyncio.Event | None = None
        self.error: Exception | None = None

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False):
        assert urgent
        self.begun += 1
        self.reached.set()
        if self.stall is not None:
            await self.stall.wait()
        if self.error is not None:
            raise self.error
        async with self.database.begin(urgent=True) as tx:
            yield tx

    @property
    def read(self):
        return self.database.read


def calls(count: int) -> list[Call]:
    return [replace(CALL, id=f"c{n}") for n in range(count)]


async def test_a_burst_takes_few_transactions_and_each_call_is_new_once(database: Database):
    counting = Counting(database)
    claims = Claims(counting, lambda: NOW, seconds=PATIENCE)
    burst = [call for call in calls(60) for _ in range(2)]
    new = await asyncio.gather(*(claims.claim(call) for call in burst))
    assert new == [True, False] * 60
    assert counting.begun <= 3
    async with database.read() as tx:
        assert len(await inbox.unanswered(tx, claimed_before=soon(1))) == 60


async def test_what_comes_meanwhile_goes_into_the_next_transaction(database: Database):
    counting = Counting(database)
    counting.stall = asyncio.Event()
    claims = Claims(counting, lambda: NOW, seconds=PATIENCE)
    first = asyncio.create_task(claims.claim(CALL))
    await counting.reached.wait()
    rest = [asyncio.create_task(claims.claim(call)) for call in calls(5)]
    await asyncio.sleep(0)
    counting.stall.set()
    assert await first
    assert await asyncio.gather(*rest) == [False, True, True, True, True]
    assert counting.begun == 2


async def test_a_call_that_must_be_in_a_thread_of_ours_goes_with_the_others(database: Database):
    await settle_in(database)
    claims = Claims(database, lambda: NOW, seconds=PATIENCE)
    ours = replace(CALL, id="ours", place=Place("C1", thread_id="platform-thread"))
    other = replace(CALL, id="other", place=Place("C1", thread_id="another"))
    asked = [claims.claim(CALL), claims.claim(ours, known=True), claims.claim(other, known=True)]
    assert await asyncio.gather(*asked) == [True, True, False]


async def test_a_transaction_that_stalls_is_given_up_and_the_next_one_tried(database: Database):
    counting = Counting(database)
    counting.stall = asyncio.Event()
    claims = Claims(counting, lambda: NOW, seconds=0.01)
    with pytest.raises(StorageBusy):
        await claims.claim(CALL)
    counting.stall = None
    patient = Claims(counting, lambda: NOW, seconds=PATIENCE)
    assert await patient.claim(CALL)


async def test_one_that_fails_fails_for_all_who_wait_for_it_and_for_nobody_else(database: Database):
    counting = Counting(database)
    counting.error = StorageError("database_broken")
    claims = Claims(counting, lambda: NOW, seconds=PATIENCE)
    failed = await asyncio.gather(*(claims.claim(call) for call in calls(3)), return_exceptions=True)
    assert [type(each) for each in failed] == [StorageError] * 3
    counting.error = None
    assert await claims.claim(CALL)


async def test_whoever_stops_waiting_holds_up_nobody(database: Database):
    counting = Counting(database)
    counting.stall = asyncio.Event()
    claims = Claims(counting, lambda: NOW, seconds=PATIENCE)
    gone, stays = (asyncio.create_task(claims.claim(call)) for call in calls(2))
    await counting.reached.wait()
    gone.cancel()
    counting.stall.set()
    assert await stays
    await claims.close()
    with pytest.raises(asyncio.CancelledError):
        await gone
    # It was claimed all the same: whoever gave up withdraws it.
    assert not await claims.claim(CALL)


async def test_one_that_cannot_be_kept_is_no_trouble_of_the_others(database: Database, monkeypatch):
    keep = inbox.claim_all

    async def picky(tx, asked, now):
        if any(call.id == "c1" for call, _ in asked):
            raise ValueError
        return await keep(tx, asked, now)

    monkeypatch.setattr(inbox, "claim_all", picky)
    claims = Claims(database, lambda: NOW, seconds=PATIENCE)
    claimed = await asyncio.gather(*(claims.claim(call) for call in calls(3)), return_exceptions=True)
    assert (claimed[0], type(claimed[1]), claimed[2]) == (True, ValueError, True)


class Late(Counting):
    """The database, whose commits are made and heard of too late."""

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False):
        self.begun += 1
        async with self.database.begin(urgent=urgent) as tx:
            yield tx
        if self.stall is not None:
            self.reached.set()
            await self.stall.wait()


async def test_a_claim_that_was_committed_and_not_heard_of_in_time_is_whoever_made_it(database: Database):
    late = Late(database)
    late.stall = asyncio.Event()
    claims = Claims(late, lambda: NOW, seconds=1.0)
    first, twin, other = (asyncio.create_task(claims.claim(call)) for call in (CALL, CALL, replace(CALL, id="c1")))
    await late.reached.wait()
    sent_again = Claims(database, lambda: soon(3), seconds=PATIENCE)
    assert not await sent_again.claim(CALL)
    assert (await first, await other) == (True, True)
    with pytest.raises(StorageBusy):
        await twin
    await claims.close()


async def test_a_claim_that_another_has_made_meanwhile_is_that_ones(database: Database):
    counting = Counting(database)
    counting.stall = asyncio.Event()
    claims = Claims(counting, lambda: NOW, seconds=0.05)
    given_up = asyncio.create_task(claims.claim(CALL))
    await counting.reached.wait()
    assert await Claims(database, lambda: soon(3), seconds=PATIENCE).claim(CALL)
    with pytest.raises(StorageBusy):
        await given_up
    await claims.close()


async def test_what_hangs_on_a_message_that_shows_pictures_is_said_to_easel(database: Database):
    await settle_in(database, in_threads=())
    async with database.begin() as tx:
        for message, pictures in (("1.1", ("p1",)), ("2.2", ())):
            post = KeptPost(f"e{message}", "answer", ANN.team.id, "C1", message, f"C1:{message}", pictures, final=True)
            await posts.keep(tx, post, NOW)
    claims = Claims(database, lambda: NOW, seconds=PATIENCE)
    places = ("C1:1.1", "C1:2.2", "C1:3.3")
    asked = [claims.claim(replace(CALL, id=each, place=Place("C1", thread_id=each)), known=True) for each in places]
    assert await asyncio.gather(*asked) == [True, False, False]
