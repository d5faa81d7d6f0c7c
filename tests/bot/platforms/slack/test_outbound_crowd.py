"""Sixty people at once under Slack's own rates: everybody is served, seldom is a call refused, few calls a picture."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from tests.bot.platforms.slack.outward import Desk, drawing, on_it, opened, target

PEOPLE = 60
CHANNELS = 3


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url, speed=15.0, timing={"processing": 1.0}) as made:
        yield made


async def test_sixty_people_at_once_are_all_served_without_a_storm(desk: Desk) -> None:
    channels = [desk.fake.team.add_channel(f"room{number}") for number in range(CHANNELS)]
    out = desk.process()

    async def one(number: int) -> None:
        call = desk.call(number=number, channel=channels[number % CHANNELS])
        card = desk.paint(number=number)
        await out.answer(call, on_it(f"job{number}"))
        await out.progress(target(call), drawing())
        await desk.fake.clock.sleep(5)
        await out.deliver(target(call), card)

    await asyncio.gather(*(one(number) for number in range(PEOPLE)))
    for channel in channels:
        said = desk.said(channel)
        roots = [each for each in said if each.thread_ts is None]
        results = [each for each in said if each.pictures]
        assert len(roots) == len(results) == PEOPLE // CHANNELS
        assert {each.thread_ts for each in results} == {each.ts for each in roots}
        assert all("It is in the thread" in each.words for each in roots)
    counts = Counter(each.method for each in desk.fake.calls)
    assert desk.fake.refused == []
    assert len(desk.fake.limited) <= len(desk.fake.calls) * 0.05, counts
    assert sum(each.ok for each in desk.fake.calls) / PEOPLE <= 8, counts
    assert counts["files.info"] <= 2 * PEOPLE


async def test_one_picture_takes_eight_calls_at_most_with_its_progress(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.progress(target(call), drawing())
    await desk.fake.call_of("assistant.threads.setStatus")
    await desk.fake.call_of("chat.update")
    await out.deliver(target(call), desk.paint())
    assert len(desk.fake.calls) <= 8, [each.method for each in desk.fake.calls]
