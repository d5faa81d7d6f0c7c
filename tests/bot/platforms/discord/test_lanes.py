"""Frames in lanes: the newest wins, one at a time, and none after the end."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.discord.lanes import Lanes
from tests.patience import PATIENCE


class Shown:
    """What was shown, each let through by the test."""

    def __init__(self, *, gap: float = 0.0) -> None:
        self.seen: list[str] = []
        self.pauses: list[float] = []
        self.gate = asyncio.Semaphore(0)
        self.begun = asyncio.Semaphore(0)
        self.at_once = self.most_at_once = 0
        self.lanes: Lanes[str] = Lanes(self._show, gap=gap, sleep=self._sleep)

    async def _show(self, frame: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.begun.release()
        await self.gate.acquire()
        self.at_once -= 1
        self.seen.append(frame)
        if frame == "bad":
            raise RuntimeError(frame)

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)


async def test_a_newer_frame_takes_the_place_of_a_waiting_one():
    shown = Shown()
    for frame in ("1", "2", "3"):
        shown.lanes.offer("a", "bucket", frame)
        if frame == "1":
            await shown.begun.acquire()
    shown.gate.release()
    await shown.begun.acquire()
    shown.gate.release()
    await shown.lanes.close("a")
    assert shown.seen == ["1", "3"]


async def test_messages_of_one_bucket_take_turns_with_a_pause():
    shown = Shown(gap=1.5)
    for message in ("a", "b", "c"):
        shown.lanes.offer(message, "bucket", message)
    for _ in range(3):
        shown.gate.release()
        await shown.begun.acquire()
    for message in ("a", "b", "c"):
        await shown.lanes.close(message)
    assert shown.seen == ["a", "b", "c"]
    assert shown.most_at_once == 1
    assert set(shown.pauses) == {1.5}


async def test_buckets_do_not_wait_for_each_other():
    shown = Shown()
    shown.lanes.offer("a", "one", "a")
    shown.lanes.offer("b", "two", "b")
    await shown.begun.acquire()
    await shown.begun.acquire()
    assert shown.most_at_once == 2
    await shown.lanes.stop()


async def test_closing_waits_for_the_frame_on_its_way_and_drops_the_next():
    shown = Shown()
    shown.lanes.offer("a", "bucket", "1")
    await shown.begun.acquire()
    shown.lanes.offer("a", "bucket", "2")
    closing = asyncio.create_task(shown.lanes.close("a"))
    await asyncio.sleep(0)
    assert not closing.done()
    shown.gate.release()
    await closing
    shown.lanes.offer("a", "bucket", "3")
    shown.lanes.offer("b", "bucket", "b")
    await shown.begun.acquire()
    shown.gate.release()
    await shown.lanes.close("b")
    assert shown.seen == ["1", "b"]


async def test_closing_one_message_leaves_its_neighbours_waiting():
    shown = Shown()
    shown.lanes.offer("a", "bucket", "a")
    await shown.begun.acquire()
    shown.lanes.offer("b", "bucket", "b")
    shown.lanes.offer("c", "bucket", "c")
    await shown.lanes.close("b")
    shown.gate.release()
    await shown.begun.acquire()
    shown.gate.release()
    await shown.lanes.close("c")
    assert shown.seen == ["a", "c"]


async def test_a_frame_that_fails_does_not_stop_the_lane():
    shown = Shown()
    shown.lanes.offer("a", "bucket", "bad")
    shown.lanes.offer("b", "bucket", "good")
    for _ in range(2):
        shown.gate.release()
        await shown.begun.acquire()
    await shown.lanes.close("b")
    assert shown.seen == ["bad", "good"]


async def test_an_empty_lane_is_gone_and_comes_again():
    shown = Shown()
    for frame in ("1", "2"):
        shown.gate.release()
        shown.lanes.offer("a", "bucket", frame)
        await shown.begun.acquire()
        await asyncio.gather(*shown.lanes._pumps)
        assert not shown.lanes._lanes
    assert shown.seen == ["1", "2"]


async def test_stopping_drops_all_and_whoever_waits_goes_on():
    shown = Shown()
    shown.lanes.offer("a", "bucket", "a")
    await shown.begun.acquire()
    closing = asyncio.create_task(shown.lanes.close("a"))
    await asyncio.sleep(0)
    await shown.lanes.stop()
    await closing
    assert shown.seen == []


@pytest.mark.parametrize("many", [5_000])
async def test_what_is_closed_is_not_remembered_for_ever(many: int):
    shown = Shown()
    for number in range(many):
        await shown.lanes.close(str(number))
    assert len(shown.lanes._closed) < many


async def test_what_ends_soon_is_not_held_up_by_a_first_frame():
    shown: list[int] = []
    pauses: list[float] = []
    go, seen = asyncio.Event(), asyncio.Event()

    async def show(frame: int) -> None:
        shown.append(frame)
        seen.set()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await go.wait()

    lanes: Lanes[int] = Lanes(show, gap=9.0, lead=0.5, sleep=sleep)
    lanes.offer("quick", "bucket", 1)
    lanes.offer("slow", "another", 2)
    await asyncio.sleep(0)
    await lanes.close("quick")
    assert (shown, pauses) == ([], [0.5, 0.5])
    go.set()
    async with asyncio.timeout(PATIENCE):
        await seen.wait()
    assert shown == [2]
    await lanes.stop()
