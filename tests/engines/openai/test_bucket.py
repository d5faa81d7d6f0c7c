import asyncio

import pytest

from engines.openai.bucket import Bucket
from tests.engines.openai.conftest import Frames, Time, request
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE


def bucket(time: Time, per_minute: int) -> Bucket:
    return Bucket(per_minute, time.monotonic, time.sleep)


async def test_a_minutes_worth_goes_at_once_then_one_at_a_time(time):
    gate = bucket(time, 20)
    for _ in range(20):
        await gate.take()
    assert time.slept == []
    for _ in range(3):
        await gate.take()
    assert time.slept == pytest.approx([3.0, 3.0, 3.0])


async def test_it_fills_again_but_never_above_a_minutes_worth(time):
    gate = bucket(time, 4)
    for _ in range(4):
        await gate.take()
    time.seconds += 30
    for _ in range(2):
        await gate.take()
    assert time.slept == []
    time.seconds += 3600
    for _ in range(4):
        await gate.take()
    assert time.slept == []
    await gate.take()
    assert time.slept == pytest.approx([15.0])


async def test_the_first_to_come_is_the_first_to_go_and_waits_alone():
    time = Time()
    order: list[int] = []
    asleep: list[int] = []

    async def sleep(seconds: float) -> None:
        asleep.append(1)
        assert len(asleep) == 1
        for _ in range(3):
            await asyncio.sleep(0)
        await time.sleep(seconds)
        asleep.pop()

    gate = Bucket(1, time.monotonic, sleep)
    await gate.take()

    async def comer(number: int) -> None:
        await gate.take()
        order.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(comer(number))
    assert order == [0, 1, 2, 3, 4]
    assert time.seconds == pytest.approx(300)


async def test_who_is_cancelled_while_waiting_takes_nothing():
    time, waiting, go = Time(), asyncio.Event(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        waiting.set()
        await go.wait()
        await time.sleep(seconds)

    gate = Bucket(1, time.monotonic, sleep)
    await gate.take()
    first, second = asyncio.create_task(gate.take()), asyncio.create_task(gate.take())
    async with asyncio.timeout(PATIENCE):
        await waiting.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        go.set()
        await second
    assert time.slept == pytest.approx([60.0])


async def test_calls_of_the_engine_pass_it_and_so_do_their_second_tries(fake, engine_with, time):
    engine = engine_with(images_per_minute=2)
    fake.script(Step("rate_limit", retry_after="0"))
    await engine.make(request(), Frames())
    await engine.make(request(), Frames())
    assert fake.count() == 3
    assert time.slept == pytest.approx([0.0, 30.0])
