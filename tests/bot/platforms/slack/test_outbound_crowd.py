"""Sixty people at once under Slack's own rates: everybody is served, seldom is a call refused, few calls a picture."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.jobs.kit import Pace
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


@pytest.mark.parametrize("processes", [1, 2])
async def test_on_it_that_comes_late_does_not_stay_beside_the_result(desk: Desk, processes: int) -> None:
    root = desk.fake.person("ben").say(desk.fake.channel("general"), "look").message
    call, out = desk.call("message", root=root.ts), desk.process()
    out_of_turn = desk.apis[-1]
    out_of_turn._budgets.refused("chat.postMessage", desk.fake.team.id, root.channel.id, 60)
    other = out if processes == 1 else desk.process()
    await asyncio.gather(out.answer(call, on_it()), other.deliver(target(call), desk.paint()))
    (left,) = desk.said(thread=root.ts)
    assert left.pictures
    assert desk.fake.count("chat.postMessage") == 2
    assert desk.fake.count("chat.delete") == 1


async def test_results_whose_turn_comes_late_are_cut_off_and_lose_nothing(sqlite_url: str) -> None:
    people, pace = 200, Pace()
    async with opened(sqlite_url, speed=30.0, timing={"processing": 1.0}) as desk:
        channels = [desk.fake.team.add_channel(f"room{number}") for number in range(CHANNELS)]
        out, tries = desk.process(), Counter[int]()

        async def one(number: int) -> None:
            call = desk.call(number=number, channel=channels[number % CHANNELS])
            card = desk.paint(number=number)
            await out.answer(call, on_it(f"job{number}"))
            # As the job does it: cut off after a while, tried again after a longer one each time, and not for ever.
            for tried in range(pace.tell_tries):
                tries[number] = tried + 1
                try:
                    async with asyncio.timeout(pace.tell / 30.0):
                        return await out.deliver(target(call), card)
                except TimeoutError:
                    await desk.fake.clock.sleep(pace.tell_first * 2**tried)
            pytest.fail(f"{number} was given up")

        await asyncio.gather(*(one(number) for number in range(people)))
        counts = Counter(each.method for each in desk.fake.calls)
        assert max(tries.values()) > 1, "nobody waited long enough for this to prove anything"
        said = [each for channel in channels for each in desk.said(channel)]
        assert sum(bool(each.pictures) for each in said) == people
        assert sum("It is in the thread" in each.words for each in said) == people
        assert len(said) == 2 * people
        assert counts["files.completeUploadExternal"] == people
        # Whoever is cut off keeps their place: nothing is asked anew.
        assert counts["files.info"] <= 2 * people, counts
        assert desk.fake.refused == []
