"""Turns at Slack's methods: nobody waits for an hour, and what is blocked or waited for is not forgotten."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.slack.budgets import PATIENCE, Budgets, Watch
from bot.platforms.slack.errors import Limited


class Time:
    """Seconds that pass when somebody sleeps; with ``still`` they do not."""

    def __init__(self) -> None:
        self.now = 0.0
        self.still = False
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self.still:
            await asyncio.Event().wait()
        self.now += seconds

    def budgets(self) -> Budgets:
        return Budgets(Watch(lambda: self.now, self.sleep))


async def test_a_long_refusal_is_everybodys_at_once() -> None:
    time = Time()
    budgets = time.budgets()
    budgets.refused("chat.postMessage", "T1", "C1", 3600)
    for _ in range(3):
        with pytest.raises(Limited) as caught:
            await budgets.take("chat.postMessage", "T1", "C1")
        assert caught.value.retry_after == 3600
    assert time.slept == []
    await budgets.take("chat.postMessage", "T1", "C2")
    time.now = 3600 - PATIENCE
    await budgets.take("chat.postMessage", "T1", "C1")
    assert time.now == 3600


async def test_who_waits_already_is_given_back_too() -> None:
    time = Time()
    budgets = time.budgets()
    budgets.refused("users.info", "T1", "", 5)
    time.still = True
    waiting = asyncio.ensure_future(budgets.take("users.info", "T1"))
    behind = asyncio.ensure_future(budgets.take("users.info", "T1"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert time.slept == [5]
    budgets.refused("users.info", "T1", "", 3600)
    waiting.cancel()
    with pytest.raises(Limited):
        await behind


async def test_what_is_blocked_or_waited_for_is_not_forgotten() -> None:
    time = Time()
    budgets = time.budgets()
    budgets.refused("chat.postMessage", "T1", "C1", 30)
    time.still = True
    waiting = asyncio.ensure_future(budgets.take("chat.postMessage", "T1", "C1"))
    await asyncio.sleep(0)
    for number in range(5000):
        await budgets.take("chat.postMessage", "T1", f"X{number}")
    assert budgets.left()["chat.postMessage"] == 0.0
    time.now = 31.0
    for number in range(5000):
        await budgets.take("chat.postMessage", "T1", f"Y{number}")
    assert len(budgets._buckets) <= 5100
    assert ("chat.postMessage", "T1", "C1") in budgets._buckets
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
