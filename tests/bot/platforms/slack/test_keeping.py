"""Work that goes on without whoever waits for it."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.slack.keeping import Keeping
from tests.patience import PATIENCE


class Work:
    """Work that is done when the gate opens; ``error`` is raised then."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = 0
        self.gate = asyncio.Event()
        self.started = asyncio.Event()
        self._error = error

    async def __call__(self) -> None:
        self.begun += 1
        self.started.set()
        await self.gate.wait()
        if self._error is not None:
            raise self._error


async def cut_off(kept: Keeping, work: Work) -> None:
    """Begin to wait, and be cut off."""
    waiting = asyncio.create_task(kept.join("a", work))
    await work.started.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_whoever_is_cut_off_finds_it_going_on():
    kept, work = Keeping(seconds=PATIENCE), Work()
    await cut_off(kept, work)
    again = [asyncio.create_task(kept.join("a", work)) for _ in range(3)]
    await asyncio.sleep(0)
    work.gate.set()
    await asyncio.gather(*again)
    assert work.begun == 1
    await kept.join("a", work)
    assert work.begun == 2


async def test_what_fails_is_told_to_all_who_wait_and_begun_anew_after_that():
    kept, work = Keeping(seconds=PATIENCE), Work(OSError("no"))
    waiting = [asyncio.create_task(kept.join("a", work)) for _ in range(2)]
    await work.started.wait()
    work.gate.set()
    assert [str(each) for each in await asyncio.gather(*waiting, return_exceptions=True)] == ["no", "no"]
    with pytest.raises(OSError, match="no"):
        await kept.join("a", work)
    assert work.begun == 2


async def test_what_fails_with_nobody_there_troubles_nobody():
    kept, work = Keeping(seconds=PATIENCE), Work(OSError("no"))
    await cut_off(kept, work)
    (task,) = kept._tasks.values()
    work.gate.set()
    await asyncio.wait({task})
    await asyncio.sleep(0)
    assert kept._tasks == {}


async def test_what_takes_too_long_is_given_up_and_begun_anew():
    kept, work = Keeping(seconds=0.01), Work()
    with pytest.raises(TimeoutError):
        await kept.join("a", work)
    work.gate.set()
    patient = Keeping(seconds=PATIENCE)
    await patient.join("a", work)
    assert work.begun == 2


async def test_at_the_end_nothing_goes_on():
    kept, work = Keeping(seconds=PATIENCE), Work()
    await cut_off(kept, work)
    (task,) = kept._tasks.values()
    never = asyncio.create_task(kept.join("b", work))
    await asyncio.sleep(0)
    await kept.stop()
    assert task.cancelled()
    with pytest.raises(asyncio.CancelledError):
        await never
    assert work.begun == 1
    assert kept._tasks == {}
