"""Whatever breaks in between, everything is said once: processes die at every step, replies are lost, Slack is busy."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.bot.platforms.slack.outward import Desk, Dying, Killed, on_it, opened, private, refusal, target
from tests.fakes.slack_script import Fault


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made
        assert made.fake.refused == []


class Points:
    """Counts the points that a process passes, and kills it at one of them."""

    def __init__(self, at: int | None = None) -> None:
        self.passed: list[str] = []
        self._at = at

    def __call__(self, name: str, args: tuple[Any, ...]) -> None:
        self.passed.append(name)
        if self._at is not None and len(self.passed) == self._at:
            raise Killed(name)


def mortal(desk: Desk, points: Points) -> Any:
    """Return a process that dies at a point: before or after it remembers anything, or speaks to Slack."""
    out = desk.process(posts=Dying(desk.posts, points), notes=Dying(desk.notes, points))
    api = desk.apis[-1]
    whole, send = api._with, api.send

    async def call(token: str, team: str, method: str, args: Any) -> Any:
        points(f"before:{method}", ())
        answer = await whole(token, team, method, args)
        points(f"after:{method}", ())
        return answer

    async def sending(url: str, data: bytes) -> None:
        points("before:send", ())
        await send(url, data)
        points("after:send", ())

    api._with, api.send = call, sending
    return out


def stands_right(desk: Desk) -> None:
    root, result = desk.said()
    assert "It is in the thread" in root.words
    assert result.thread_ts == root.ts
    assert len(result.pictures) == 1
    assert not result.broken
    assert desk.fake.ephemerals == []


@pytest.mark.parametrize("half", ["answer", "deliver"])
async def test_a_process_may_die_at_every_step_and_another_goes_on(desk: Desk, half: str) -> None:
    probe = Points()
    out = mortal(desk, probe)
    first = desk.call(number=0)
    await out.answer(first, on_it())
    answered = len(probe.passed)
    await out.deliver(target(first), desk.paint(number=0))
    steps = range(1, answered + 1) if half == "answer" else range(answered + 1, len(probe.passed) + 1)
    assert len(steps) >= 10
    channel = desk.fake.channel("general")
    for at in steps:
        channel.messages.clear()
        call, card = desk.call(number=at), desk.paint(number=at)
        dying = mortal(desk, Points(at))
        with contextlib.suppress(Killed):
            await dying.answer(call, on_it())
            await dying.deliver(target(call), card)
            pytest.fail(f"nobody died at step {at}")
        desk.fake.clock.advance(11)
        other = desk.process()
        await other.answer(call, on_it())
        await other.deliver(target(call), card)
        stands_right(desk)


@pytest.mark.parametrize("number", range(4))
async def test_a_refusal_survives_a_death_too(desk: Desk, number: int) -> None:
    channel = desk.fake.channel("general")
    root = desk.fake.person("ben").say(channel, "look").message
    call = desk.call("message", root=root.ts, number=number)
    await desk.process().answer(call, on_it())
    with contextlib.suppress(Killed):
        await mortal(desk, Points(number + 1)).deliver(target(call), refusal())
    desk.fake.clock.advance(11)
    await desk.process().deliver(target(call), refusal())
    (told,) = desk.said(thread=root.ts)
    assert "Nothing was charged" in told.words


@pytest.mark.parametrize("url", [True, False])
async def test_what_one_alone_is_told_comes_again_after_a_crash_rather_than_never(desk: Desk, *, url: bool) -> None:
    about = {} if url else {"answer_to": {"url": ""}}
    probe = Points()
    await mortal(desk, probe).answer(desk.call(number=0, **about), private())
    assert len(probe.passed) >= 3
    for at in range(1, len(probe.passed) + 1):
        desk.fake.ephemerals.clear()
        call = desk.call(number=at, **about)
        with contextlib.suppress(Killed):
            await mortal(desk, Points(at)).answer(call, private())
            pytest.fail(f"nobody died at step {at}")
        told = len(desk.fake.ephemerals)
        for _ in range(2):
            await desk.process().answer(call, private())
        noted = probe.passed[at - 1] == "after:write"
        assert len(desk.fake.ephemerals) == told + (not noted)
        assert told <= 1


async def test_what_one_alone_is_told_comes_once_though_it_cannot_be_noted_at_first(desk: Desk) -> None:
    def busy(name: str, _: tuple[Any, ...]) -> None:
        if name == "before:write" and not failed:
            failed.append(name)
            raise OSError

    failed: list[str] = []
    call, out = desk.call(), desk.process(notes=Dying(desk.notes, busy))
    with pytest.raises(OSError):  # noqa: PT011 -- it has no words
        await out.answer(call, private())
    await asyncio.gather(*(out.answer(call, private()) for _ in range(3)))
    await desk.process().answer(call, private())
    assert len(desk.fake.ephemerals) == 1


async def test_what_one_alone_is_told_at_once_by_several_comes_once(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await asyncio.gather(*(out.answer(call, private()) for _ in range(5)))
    assert len(desk.fake.ephemerals) == 1


LOSSY = [
    "chat.postMessage",
    "chat.update",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
    "files.info",
    "upload",
]


@pytest.mark.parametrize("method", LOSSY)
@pytest.mark.parametrize("kind", ["lost", "close", "status", "html", "error"])
async def test_no_lost_reply_and_no_fault_of_slack_says_anything_twice(desk: Desk, method: str, kind: str) -> None:
    call, out = desk.call(), desk.process()
    if method == "chat.postMessage":
        desk.fake.fault(method, Fault(kind))
    await out.answer(call, on_it())
    desk.fake.fault(method, Fault(kind))
    await out.deliver(target(call), desk.paint())
    stands_right(desk)
    assert len(desk.said()) == 2


@pytest.mark.parametrize("method", [each for each in LOSSY if each != "upload"])
async def test_a_429_is_waited_for_as_slack_asks_and_makes_no_storm(desk: Desk, method: str) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    desk.fake.fault(method, Fault("ratelimited", retry_after=7), n=2)
    began, calls = desk.fake.clock.now(), len(desk.fake.calls)
    await out.deliver(target(call), desk.paint())
    assert desk.fake.clock.now() - began >= 14
    stands_right(desk)
    assert len(desk.fake.limited) == 2
    assert len(desk.fake.calls) - calls <= 8


async def test_what_slack_wants_left_for_long_is_given_back_and_goes_on_later(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    desk.fake.fault("chat.postMessage", Fault("ratelimited", retry_after=300))
    with pytest.raises(Exception, match="ratelimited"):
        await out.deliver(target(call), desk.paint())
    desk.fake.clock.advance(301)
    await out.deliver(target(call), desk.paint())
    stands_right(desk)
    assert desk.fake.count("files.completeUploadExternal") == 1


@pytest.mark.parametrize("dies", [True, False])
async def test_a_delivery_that_is_cut_off_while_it_posts_adopts_what_it_posted(desk: Desk, *, dies: bool) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    posted = desk.fake.message_in(desk.fake.channel("general"), lambda each: bool(each.pictures))
    desk.fake.fault("chat.postMessage", Fault("slow", seconds=1))
    gate = asyncio.Event()
    api = desk.apis[-1]
    whole = api._with

    async def call_and_hang(token: str, team: str, method: str, args: Any) -> Any:
        answer = await whole(token, team, method, args)
        if method == "chat.postMessage":
            await gate.wait()
        return answer

    api._with = call_and_hang
    telling = asyncio.create_task(out.deliver(target(call), desk.paint()))
    await posted
    telling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await telling
    if dies:
        await out.close()
        desk.fake.clock.advance(11)
    gate.set()
    await (desk.process() if dies else out).deliver(target(call), desk.paint())
    stands_right(desk)


async def test_two_processes_deliver_at_once_and_one_result_stands(desk: Desk) -> None:
    call = desk.call()
    one, other = desk.process(), desk.process()
    await one.answer(call, on_it())
    card = desk.paint()
    ends = await asyncio.gather(
        one.deliver(target(call), card), other.deliver(target(call), card), return_exceptions=True
    )
    assert None in ends
    desk.fake.clock.advance(11)
    await other.deliver(target(call), card)
    stands_right(desk)


async def test_an_answer_on_its_way_is_waited_for(sqlite_url: str) -> None:
    async with opened(sqlite_url, speed=1) as desk:
        call, out, other = desk.call(), desk.process(), desk.process()
        desk.fake.fault("chat.postMessage", Fault("slow", seconds=0.5))
        ends = await asyncio.gather(out.answer(call, on_it()), other.deliver(target(call), desk.paint()))
        assert ends == [None, None]
        stands_right(desk)
