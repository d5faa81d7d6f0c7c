"""Whatever crashes, is lost or overtakes: one result, and nothing that stays unfinished."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import permutations

import aiohttp
import pytest

from bot.platforms.discord.endings import NotYet
from tests.bot.platforms.discord.speaking import (
    CHANGE,
    CREATE,
    HOOK_CHANGE,
    HOOK_SAY,
    OPEN,
    PNG,
    SMALL,
    Crash,
    World,
    elsewhere,
    forming,
    landed,
    on_it,
    refused,
    results,
    target,
    until,
)

SOON, NONCE_FORGOTTEN, TOKEN_ENDED, OLD = 0, 600, 1_200, 7_200


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


@pytest.mark.parametrize("later", [SOON, NONCE_FORGOTTEN, TOKEN_ENDED, OLD])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("role", ["thread", "result", "answer"])
async def test_another_process_finishes_what_one_began(world: World, role: str, late: bool, later: int):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    root = asked.response()
    world.posts.crash, world.posts.late = role, late
    with pytest.raises(Crash):
        await world.outbound.deliver(target(call), world.made())
    world.fake.clock.advance(later)
    await world.process(await world.connect()).deliver(target(call), world.made())
    assert [each.pictures for each in root.thread.messages] == [[PNG]]
    assert world.channel.threads == [root.thread]
    assert world.channel.messages == [root]
    assert root.pictures == [PNG]
    assert root.buttons == []
    (result,) = root.thread.messages
    assert (await world.posts.find(call.id, "result")).message_id == str(result.id)
    assert (await world.posts.find(call.id, "answer")).final
    # What is known to stand there is not sent again.
    assert world.fake.count(CREATE) == (2 if (role, late, later) == ("result", False, SOON) else 1)


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("how", ["slash", "message", "thread"])
async def test_a_face_that_ends_while_it_answers_is_followed_by_another(world: World, how: str, late: bool):
    if how == "thread":
        thread = world.fake.thread(world.mira, world.channel, "a fox")
        call, _ = await world.slash(thread, thread=str(thread.id))
    elif how == "slash":
        thread = world.channel
        call, _ = await world.slash()
    else:
        thread = world.channel
        call = world.say("a fox")
    world.posts.crash, world.posts.late = "answer", late
    with pytest.raises(Crash):
        await world.outbound.answer(call, on_it())
    await world.process().answer(call, on_it())
    assert sum(bool(each.button("Cancel")) for each in thread.messages) == 1
    assert not any(each.loading for each in thread.messages)


async def test_the_end_of_an_answer_that_was_never_noted_takes_it_over(world: World):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call = world.say("make it night", thread, thread=str(thread.id))
    world.posts.crash = "answer"
    with pytest.raises(Crash):
        await world.outbound.answer(call, on_it())
    worker = world.process()
    with pytest.raises(NotYet):
        await worker.deliver(target(call), world.made())
    world.fake.clock.advance(30)
    await worker.deliver(target(call), world.made())
    _, result = thread.messages
    assert result.pictures == [PNG]
    assert result.button("Cancel") is None
    assert result.button("Refine")


async def test_the_end_of_such_an_answer_takes_it_over_after_the_nonce_too(world: World):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call = world.say("make it night", thread, thread=str(thread.id))
    world.posts.crash = "answer"
    with pytest.raises(Crash):
        await world.outbound.answer(call, on_it())
    worker = world.process()
    world.fake.clock.advance(600)
    with pytest.raises(NotYet):
        await worker.deliver(target(call), world.made())
    world.fake.clock.advance(30)
    await worker.deliver(target(call), world.made())
    assert [each.pictures for each in thread.messages] == [[], [PNG]]


async def test_an_answer_that_was_on_its_way_all_the_time_does_not_take_the_results_place(world: World):
    call, _ = await world.slash()
    gate = world.fake.hold(HOOK_CHANGE)
    late = asyncio.create_task(world.outbound.answer(call, on_it()))
    await gate.arrived()
    worker = world.process(await world.connect())
    with pytest.raises(NotYet):
        await elsewhere(worker.deliver(target(call), world.made()))
    world.fake.clock.advance(30)
    await elsewhere(worker.deliver(target(call), world.made()))
    gate.release()
    await late
    assert [each.pictures for each in world.channel.messages] == [[PNG]]
    assert world.channel.messages[0].button("Refine")


async def test_an_answer_that_was_posted_all_the_time_is_the_result(world: World):
    call = world.say("a fox")
    gate = world.fake.hold(CREATE)
    late = asyncio.create_task(world.outbound.answer(call, on_it()))
    await gate.arrived()
    worker = world.process(await world.connect())
    with pytest.raises(NotYet):
        await worker.deliver(target(call), world.made())
    world.fake.clock.advance(30)
    early = asyncio.create_task(worker.deliver(target(call), world.made()))
    await gate.arrived(2)
    gate.release()
    await asyncio.gather(late, early)
    assert [each.pictures for each in world.channel.messages[1:]] == [[PNG]]


@pytest.mark.parametrize("order", list(permutations(["answer", "frame", "end"])), ids="-".join)
async def test_in_any_order_the_result_stands_at_last(world: World, order: tuple[str, ...]):
    call, asked = await world.slash()
    world.pictures.frames["0-1"] = SMALL

    async def end() -> None:
        while True:
            try:
                await world.outbound.deliver(target(call), world.made())
            except NotYet:
                await asyncio.sleep(0)
            else:
                return

    ways = {
        "answer": lambda: world.outbound.answer(call, on_it()),
        "frame": lambda: world.outbound.progress(target(call), forming("0-1")),
        "end": end,
    }
    await asyncio.gather(*(ways[each]() for each in order))
    root = asked.response()
    assert root.pictures == [PNG]
    assert root.buttons == []
    assert [each.pictures for each in root.thread.messages] == [[PNG]]


async def test_a_frame_on_its_way_lands_before_the_result(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    world.pictures.frames["0-1"] = SMALL
    gate = world.fake.hold(HOOK_CHANGE)
    await world.outbound.progress(target(call), forming("0-1"))
    await gate.arrived()
    await world.outbound.progress(target(call), forming("0-2"))
    end = asyncio.create_task(world.outbound.deliver(target(call), world.made()))
    await asyncio.sleep(0)
    gate.release()
    await end
    root = asked.response()
    shown = [[each.data for each in version.attachments] for version in root.versions]
    assert shown[-2:] == [[SMALL], [PNG]]


async def test_a_slow_frame_does_not_land_after_the_result(world: World):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call = world.say("make it night", thread, thread=str(thread.id))
    await world.outbound.answer(call, on_it())
    # The library sends one request at a time in a bucket of which it knows nothing yet.
    await world.outbound.progress(target(call), forming())
    await landed(world.outbound)
    gate = world.fake.hold(CHANGE)
    await world.outbound.progress(target(call), forming())
    await gate.arrived()
    end = asyncio.create_task(world.outbound.deliver(target(call), world.made()))
    # Other messages come and go meanwhile; the result is not sent after the frame as long as that has not landed.
    for number in range(3):
        await world.outbound.answer(world.say("a fox"), on_it(f"other{number}"))
    assert gate.waiting == 1
    gate.release()
    await end
    await landed(world.outbound)
    assert thread.messages[1].pictures == [PNG]
    assert "Drawing" not in thread.messages[1].content


async def test_a_frame_of_another_process_leaves_the_result_alone(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    worker = world.process()
    await worker.progress(target(call), forming())
    await landed(worker)
    assert asked.response().pictures == [PNG]
    assert "Drawing" not in asked.response().content


async def test_an_end_that_comes_during_the_answer_waits_for_it(world: World):
    call, asked = await world.slash()
    gate = world.fake.hold(HOOK_CHANGE)
    answer = asyncio.create_task(world.outbound.answer(call, on_it()))
    await gate.arrived()
    end = asyncio.create_task(world.outbound.deliver(target(call), world.made()))
    gate.release()
    await asyncio.gather(answer, end)
    assert asked.response().pictures == [PNG]


@pytest.mark.parametrize("where", ["channel", "thread"])
async def test_an_answer_that_comes_after_a_whispered_refusal_takes_itself_away(world: World, where: str):
    channel, thread = world.channel, None
    if where == "thread":
        channel = world.fake.thread(world.mira, channel, "a fox")
        thread = str(channel.id)
    call, asked = await world.slash(channel, thread=thread)
    gate = world.fake.hold(CREATE if thread else HOOK_CHANGE)
    late = asyncio.create_task(world.outbound.answer(call, on_it()))
    await gate.arrived()
    worker = world.process(await world.connect())
    with pytest.raises(NotYet):
        await elsewhere(worker.deliver(target(call), refused()))
    world.fake.clock.advance(30)
    await elsewhere(worker.deliver(target(call), refused()))
    gate.release()
    await late
    assert [each.ephemeral for each in channel.messages] == [True]
    assert channel.messages == asked.followups
    assert world.fake.count(CREATE) == bool(thread)


async def test_frames_are_not_queued_but_replaced(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    gate = world.fake.hold(HOOK_CHANGE)
    for index in range(50):
        world.pictures.frames[f"0-{index}"] = SMALL + str(index).encode()
        await world.outbound.progress(target(call), forming(f"0-{index}"))
        if index == 0:
            await gate.arrived()
    gate.release()
    root = asked.response()
    await until(world.fake, lambda: root.pictures == [SMALL + b"49"])
    await world.outbound.deliver(target(call), world.made())
    assert len([each for each in root.versions if each.attachments]) == 3
    assert world.fake.limited == []


async def test_the_same_end_told_by_two_processes_at_once_is_one_result(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    processes = [world.outbound, world.process(await world.connect()), world.process(await world.connect())]
    await asyncio.gather(*(elsewhere(each.deliver(target(call), world.made())) for each in processes))
    assert [each.pictures for each in asked.response().thread.messages] == [[PNG]]


@pytest.mark.parametrize("route", [OPEN, CREATE, HOOK_CHANGE])
async def test_a_lost_reply_makes_nothing_twice(world: World, route: str):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    world.fake.lose_reply(route)
    with pytest.raises(aiohttp.ClientError):
        await world.outbound.deliver(target(call), world.made())
    await world.process(await world.connect()).deliver(target(call), world.made())
    root = asked.response()
    assert [each.pictures for each in root.thread.messages] == [[PNG]]
    assert root.pictures == [PNG]
    assert world.channel.messages == [root]


@pytest.mark.parametrize("route", [OPEN, CREATE, HOOK_CHANGE])
@pytest.mark.parametrize("status", [429, 500, 502])
async def test_discords_own_troubles_are_sat_out(world: World, route: str, status: int):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    if status == 502:
        world.fake.lose_reply(route, status=status)
    else:
        world.fake.fail(route, status=status, retry_after=0.05)
    await world.outbound.deliver(target(call), world.made())
    assert [each.pictures for each in asked.response().thread.messages] == [[PNG]]
    assert asked.response().pictures == [PNG]


@pytest.mark.parametrize("route", [OPEN, CREATE, HOOK_CHANGE])
async def test_what_stays_out_of_order_is_tried_again_later(world: World, route: str):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    if route == HOOK_CHANGE:
        # The library itself tries webhooks five times over.
        world.fake.lose_reply(route)
        expected: type[Exception] = aiohttp.ClientError
    else:
        world.fake.fail(route, status=503)
        expected = Exception
    with pytest.raises(expected):
        await world.outbound.deliver(target(call), world.made())
    await world.outbound.deliver(target(call), world.made())
    assert [each.pictures for each in asked.response().thread.messages] == [[PNG]]


async def test_a_refusal_whose_note_was_lost_is_whispered_at_most_once_more(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    world.posts.crash = "aside"
    with pytest.raises(Crash):
        await world.outbound.deliver(target(call), refused())
    await world.outbound.deliver(target(call), refused())
    await world.outbound.deliver(target(call), refused())
    assert len(asked.followups) == 2
    assert world.fake.count(HOOK_SAY) == 2


async def test_crowds_in_one_channel_are_all_told(world: World):
    calls = [await world.slash() for _ in range(12)]
    await asyncio.gather(*(world.outbound.answer(call, on_it(call.id)) for call, _ in calls))

    async def end(index: int) -> None:
        call, _ = calls[index]
        await world.outbound.progress(target(call, call.id), forming(job_id=call.id))
        await world.outbound.deliver(target(call, call.id), world.made(world.picture(f"pic{index}")))

    await asyncio.gather(*(end(index) for index in range(len(calls))))
    for call, asked in calls:
        assert len(results(asked.response().thread)) == 1, call.id
        assert asked.response().pictures == [PNG]
    assert world.fake.count(CHANGE) == 0
