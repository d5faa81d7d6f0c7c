"""The turn of SQLite's writers: one at a time, in order, the urgent first, and never lost to one who gave up."""

from __future__ import annotations

import asyncio

import pytest

from storage.database import Turn
from tests.patience import PATIENCE


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Line:
    """Who had the turn, in order; each keeps it until told to let go."""

    def __init__(self) -> None:
        self.turn = Turn()
        self.order: list[str] = []
        self.let_go = asyncio.Event()

    async def take(self, name: str, *, urgent: bool = False) -> None:
        await self.turn.acquire(urgent=urgent)
        try:
            self.order.append(name)
            await self.let_go.wait()
        finally:
            self.turn.release()

    def come(self, name: str, *, urgent: bool = False) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(self.take(name, urgent=urgent))


async def test_first_come_first_served_but_the_urgent() -> None:
    line = Line()
    tasks = [line.come("a"), line.come("b"), line.come("c", urgent=True), line.come("d"), line.come("e", urgent=True)]
    await settle()
    assert line.order == ["a"]
    line.let_go.set()
    await asyncio.gather(*tasks)
    assert line.order == ["a", "c", "e", "b", "d"]
    async with asyncio.timeout(PATIENCE):
        await line.turn.acquire()


async def test_who_gives_up_while_waiting_is_passed_over() -> None:
    line = Line()
    tasks = [line.come(name) for name in "abcd"]
    await settle()
    tasks[1].cancel()
    await settle()
    # This one gives up in the same moment in which the turn is passed on.
    tasks[2].cancel()
    line.let_go.set()
    tasks[0].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert line.order == ["a", "d"]
    assert [type(each) for each in results[1:3]] == [asyncio.CancelledError] * 2
    assert results[3] is None


@pytest.mark.parametrize("given_first", [True, False])
async def test_a_turn_given_to_one_who_gives_up_goes_to_the_next(given_first: bool) -> None:
    turn = Turn()
    await turn.acquire()
    first, second = (asyncio.get_running_loop().create_task(turn.acquire()) for _ in range(2))
    await settle()
    if given_first:
        turn.release()
        first.cancel()
    else:
        first.cancel()
        turn.release()
    with pytest.raises(asyncio.CancelledError):
        await first
    async with asyncio.timeout(PATIENCE):
        await second
    turn.release()
    async with asyncio.timeout(PATIENCE):
        await turn.acquire()
