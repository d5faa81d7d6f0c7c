"""Progress: a status, one message edited seldom, and never at the cost of an ending."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.bot.platforms.slack.outward import Desk, drawing, on_it, opened, refusal, target
from tests.fakes.slack_script import Fault


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made
        assert made.fake.refused == []


async def test_a_running_job_has_a_status_and_its_message_says_so(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    (root,) = desk.said()
    await out.progress(target(call), drawing())
    await desk.fake.until(lambda: "Drawing…" in root.words, what="the edit")
    assert desk.fake.status_log == [(root.channel.id, root.ts, "Drawing…")]
    assert "e:cancel:job1" in root.buttons
    await out.deliver(target(call), desk.paint())
    assert not desk.fake.statuses.get((root.channel.id, root.ts))


async def test_of_many_frames_few_are_shown_and_the_newest_last(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    (root,) = desk.said()
    began = desk.fake.clock.now()
    for number in range(40):
        await out.progress(target(call), drawing(f"Drawing… {number}"))
        await desk.fake.clock.sleep(0.25)
    await desk.fake.until(lambda: "Drawing… 39" in root.words, what="the newest frame")
    seconds = desk.fake.clock.now() - began
    assert desk.fake.count("chat.update") <= seconds / 3 + 1
    assert desk.fake.count("assistant.threads.setStatus") <= seconds / 10 + 1
    assert desk.fake.limited == []


async def test_the_same_words_are_not_edited_twice(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    began = desk.fake.clock.now()
    for _ in range(10):
        await out.progress(target(call), drawing())
        await desk.fake.clock.sleep(2)
    # How long it has been at it is said in large steps.
    assert desk.fake.count("chat.update") <= 1 + (desk.fake.clock.now() - began) / 15
    assert desk.fake.count("assistant.threads.setStatus") <= 1 + (desk.fake.clock.now() - began) / 89


async def test_what_stands_unchanged_says_how_long_it_has_been_at_it(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.progress(target(call), drawing())
    root = await desk.fake.until(
        lambda: next((each for each in desk.said() if "15 seconds so far" in each.words), None)
    )
    # Who asked stands there all the while.
    assert "Asked by ada" in root.words


async def test_a_status_that_slack_takes_away_is_said_anew(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.progress(target(call), drawing())
    await desk.fake.call_of("assistant.threads.setStatus", count=2)
    (first, second) = [each for each in desk.fake.calls if each.method == "assistant.threads.setStatus"]
    assert first.args == second.args


async def test_many_jobs_share_the_edits_and_leave_room_for_endings(desk: Desk) -> None:
    out, channels = desk.process(), [desk.fake.team.add_channel(f"room{number}") for number in range(20)]
    calls = [desk.call(number=number, channel=channel) for number, channel in enumerate(channels)]
    for number, call in enumerate(calls):
        await out.answer(call, on_it(f"job{number}"))
    began = desk.fake.clock.now()
    for number in range(20):
        for call in calls:
            await out.progress(target(call), drawing(f"Drawing… {number}"))
        await desk.fake.clock.sleep(3)
    minutes = (desk.fake.clock.now() - began) / 60
    assert desk.fake.count("chat.update") <= 10 + 45 * minutes
    assert desk.fake.limited == []
    # What ends a job finds calls that are left to it, however many jobs run.
    assert desk.apis[0]._budgets.take_spare("chat.update", desk.fake.team.id, keep=3)
    await out.deliver(target(calls[0]), desk.paint())


async def test_a_frame_before_the_answer_and_one_of_another_process_after_the_end_show_nothing(desk: Desk) -> None:
    call, early, late = desk.call(), desk.process(), desk.process()
    await early.progress(target(call), drawing())
    await early.close()
    assert desk.fake.calls == []
    await early.answer(call, on_it())
    await late.progress(target(call), drawing())
    await desk.fake.call_of("chat.update")
    await early.deliver(target(call), desk.paint())
    root = desk.said()[0]
    words = root.words
    await late.progress(target(call), drawing("Drawing… again"))
    await desk.fake.clock.sleep(20)
    assert root.words == words


async def test_a_refusal_takes_the_status_away(desk: Desk) -> None:
    root = desk.fake.person("ben").say(desk.fake.channel("general"), "look").message
    call, out = desk.call("message", root=root.ts), desk.process()
    await out.answer(call, on_it())
    await out.progress(target(call), drawing())
    await desk.fake.call_of("assistant.threads.setStatus")
    await out.deliver(target(call), refusal())
    assert [each[2] for each in desk.fake.status_log] == ["Drawing…", ""]


@pytest.mark.parametrize("error", ["invalid_thread_ts", "missing_scope", "internal_error", "something_new"])
async def test_without_a_status_the_message_tells_it(desk: Desk, error: str) -> None:
    call, out = desk.call(), desk.process()
    desk.fake.fault("assistant.threads.setStatus", Fault("error", error=error))
    await out.answer(call, on_it())
    (root,) = desk.said()
    await out.progress(target(call), drawing())
    await desk.fake.until(lambda: "Drawing…" in root.words, what="the edit")


@pytest.mark.parametrize("kind", ["ratelimited", "lost", "close", "status"])
async def test_a_frame_that_fails_is_let_go_and_the_next_one_comes(desk: Desk, kind: str) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    (root,) = desk.said()
    desk.fake.fault("chat.update", Fault(kind))
    await out.progress(target(call), drawing("Drawing… 1"))
    await desk.fake.call_of("chat.update")
    await out.progress(target(call), drawing("Drawing… 2"))
    await desk.fake.until(lambda: "Drawing… 2" in root.words, what="the next frame")


async def test_partial_pictures_are_shown_only_by_a_public_safe_address(desk: Desk) -> None:
    for number, address in enumerate(("https://easel.example/frame", "http://10.0.0.1/frame", None)):
        out = desk.process(preview_link=lambda job, frame, to=address: to and f"{to}/{job}/{frame}")
        call = desk.call(number=number)
        await out.answer(call, on_it())
        root = desk.said()[-1]
        await out.progress(target(call), replace(drawing(), progress=drawing(preview="0-1").progress))
        await desk.fake.until(lambda root=root: "Drawing…" in root.words, what="the edit")
        images = [each["image_url"] for each in root.blocks if each["type"] == "image"]
        assert images == (["https://easel.example/frame/job1/0-1"] if number == 0 else [])


async def test_a_revoked_token_ends_the_progress_and_is_not_tried_again(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    desk.fake.team.token_row.state = "revoked"
    for _ in range(5):
        await out.progress(target(call), drawing())
        await desk.fake.clock.sleep(5)
    assert len(desk.fake.calls) == 2
