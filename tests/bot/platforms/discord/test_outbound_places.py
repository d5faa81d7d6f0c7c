"""Places that close while a picture is made: each has a next best one, and at last none."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from tests.bot.platforms.discord.speaking import (
    CHANGE,
    CREATE,
    HOOK_CHANGE,
    OPEN,
    PNG,
    Crash,
    World,
    forming,
    landed,
    on_it,
    refused,
    results,
    target,
    until,
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


async def test_where_no_thread_may_be_opened_the_picture_stays_and_says_why_once(world: World):
    world.fake.deny(world.channel, world.fake.app, "CREATE_PUBLIC_THREADS")
    for number in range(2):
        call, asked = await world.slash()
        await world.outbound.answer(call, on_it())
        await world.outbound.deliver(target(call), world.made())
        root = asked.response()
        assert root.pictures == [PNG]
        assert root.button("Refine")
        assert ("Create Public Threads" in root.content) == (number == 0)
        assert (await world.posts.find(call.id, "answer")).thread == str(root.id)
    assert world.channel.threads == []


async def test_where_it_is_known_before_no_thread_is_tried(world: World):
    call, asked = await world.slash(thread_ok="0")
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    assert asked.response().button("Refine")
    assert "Create Public Threads" in asked.response().content
    assert world.fake.count(OPEN) == 0


async def test_where_there_are_too_many_threads_the_picture_stays_in_the_channel(world: World):
    world.guild.most_threads = 0
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    assert asked.response().button("Refine")
    assert "permission" not in asked.response().content


async def test_where_threads_may_be_opened_but_not_written_in_the_picture_stays(world: World):
    world.fake.deny(world.channel, world.fake.app, "SEND_MESSAGES_IN_THREADS")
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    assert asked.response().pictures == [PNG]
    assert asked.response().button("Refine")


async def test_where_nothing_may_be_attached_it_is_said_with_a_link(world: World):
    world.pictures.url = "https://easel.example"
    world.fake.deny(world.channel, world.fake.app, "ATTACH_FILES")
    call, asked = await world.slash(attach_ok="")
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    (result,) = asked.response().thread.messages
    assert result.pictures == []
    assert "Attach Files" in result.content
    assert result.button("Open the original")["url"].startswith("https://easel.example/o/pic1")
    assert result.button("Refine")


async def test_where_that_is_known_before_nothing_is_uploaded(world: World):
    call, asked = await world.slash(attach_ok="0")
    await world.outbound.answer(call, on_it())
    world.pictures.frames["0-1"] = PNG
    await world.outbound.progress(target(call), forming("0-1"))
    await until(world.fake, lambda: "Drawing" in asked.response().content)
    await world.outbound.deliver(target(call), world.made())
    assert "Attach Files" in asked.response().thread.messages[0].content
    assert not any(each.files for each in world.fake.calls)


async def test_a_deleted_root_takes_the_result_to_the_channel(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    world.fake.delete_message(asked.response())
    await world.outbound.deliver(target(call), world.made())
    (result,) = world.channel.messages
    assert result.pictures == [PNG]
    assert result.mentions == [world.mira]
    at = await world.posts.at(call.person.team.id, str(world.channel.id), str(result.id))
    assert at.thread == world.posts.bound[call.id]


async def test_frames_that_are_refused_are_not_tried_for_ever(world: World):
    call = world.say("a fox")
    await world.outbound.answer(call, on_it())
    world.fake.deny(world.channel, world.fake.app, "VIEW_CHANNEL")
    for _ in range(3):
        await world.outbound.progress(target(call), forming())
        await landed(world.outbound)
    assert world.fake.count(CHANGE, status=403) == 1


async def test_a_deleted_root_does_not_stop_frames_of_others(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    world.fake.delete_message(asked.response())
    for _ in range(2):
        await world.outbound.progress(target(call), forming())
    other, also = await world.slash()
    await world.outbound.answer(other, on_it("job2"))
    await world.outbound.progress(target(other, "job2"), forming(job_id="job2"))
    await until(world.fake, lambda: "Drawing" in also.response().content)
    assert world.fake.count(HOOK_CHANGE, status=404) <= 1


@pytest.mark.parametrize("fate", ["delete", "lock"])
async def test_a_thread_that_closed_after_it_was_opened_leaves_the_picture_at_its_head(world: World, fate: str):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    root = asked.response()
    world.posts.crash, world.posts.late = "thread", True
    with pytest.raises(Crash):
        await world.outbound.deliver(target(call), world.made())
    world.fake.delete_channel(root.thread) if fate == "delete" else world.fake.lock(root.thread)
    await world.outbound.deliver(target(call), world.made())
    assert root.pictures == [PNG]
    assert root.button("Refine")
    assert "closed to me" in root.content


@pytest.mark.parametrize("fate", ["delete", "lock"])
async def test_a_thread_that_closed_while_refining_sends_the_result_to_its_channel(world: World, fate: str):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call = world.say("make it night", thread, thread=str(thread.id))
    await world.outbound.answer(call, on_it())
    world.fake.delete_channel(thread) if fate == "delete" else world.fake.lock(thread)
    for _ in range(2):
        await world.outbound.deliver(target(call), world.made())
    (result,) = results(world.channel)
    assert result.mentions == [world.mira]
    assert "closed to me" in result.content
    at = await world.posts.at(call.person.team.id, str(world.channel.id), str(result.id))
    assert at.thread == str(thread.id)


async def test_an_archived_thread_is_taken_up_again_by_the_result(world: World):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call = world.say("make it night", thread, thread=str(thread.id))
    await world.outbound.answer(call, on_it())
    world.fake.archive(thread)
    await world.outbound.deliver(target(call), world.made())
    assert not thread.archived
    assert [bool(each.pictures) for each in thread.messages] == [False, True]


async def test_in_an_old_thread_the_result_is_a_new_message_that_people_notice(world: World):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call = world.say("make it night", thread, thread=str(thread.id))
    await world.outbound.answer(call, on_it())
    answer = thread.messages[1]
    world.fake.clock.advance(7_200)
    await world.outbound.deliver(target(call), world.made())
    assert answer.deleted
    (result,) = results(thread)
    assert result.mentions == [world.mira]


async def test_a_deleted_answer_in_a_thread_is_posted_anew_once(world: World):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call = world.say("make it night", thread, thread=str(thread.id))
    await world.outbound.answer(call, on_it())
    world.fake.delete_message(thread.messages[1])
    world.posts.crash = "result"
    with pytest.raises(Crash):
        await world.outbound.deliver(target(call), world.made())
    world.fake.clock.advance(600)
    await world.process().deliver(target(call), world.made())
    assert len(results(thread)) == 1


@pytest.mark.parametrize("card", ["result", "refusal"])
@pytest.mark.parametrize("fate", ["channel", "guild", "view"])
@pytest.mark.parametrize("how", ["message", "thread", "late slash"])
async def test_what_is_gone_for_good_is_let_go_with_a_line_in_the_log(world: World, how: str, fate: str, card: str):
    channel, thread = world.channel, None
    if how == "thread":
        channel = world.fake.thread(world.mira, channel, "a fox")
        thread = str(channel.id)
    call = world.say("a fox", channel, thread=thread) if how != "late slash" else (await world.slash())[0]
    await world.outbound.answer(call, on_it())
    if how == "late slash":
        world.fake.clock.advance(1_200)
    if fate == "channel":
        world.fake.delete_channel(world.channel)
    elif fate == "guild":
        world.fake.leave(world.guild, world.fake.app)
    else:
        world.fake.deny(world.channel, world.fake.app, "VIEW_CHANNEL")
    before = len(world.fake.calls)
    with capture_logs() as logs:
        for _ in range(2):
            await world.outbound.deliver(target(call), world.made() if card == "result" else refused())
    assert [each["event"] for each in logs] == ["discord_not_told"]
    assert len(world.fake.calls) - before < 10
    assert all("fox" not in str(each) for each in logs)


@pytest.mark.parametrize("fate", ["channel", "guild", "send"])
async def test_an_answer_to_a_place_that_is_gone_is_let_go(world: World, fate: str):
    call = world.say("a fox")
    if fate == "channel":
        world.fake.delete_channel(world.channel)
    elif fate == "guild":
        world.fake.leave(world.guild, world.fake.app)
    else:
        world.fake.deny(world.channel, world.fake.app, "SEND_MESSAGES")
    with capture_logs() as logs:
        await world.outbound.answer(call, on_it())
        await world.outbound.progress(target(call), forming())
    assert [each["event"] for each in logs] == ["discord_not_told"]


async def test_a_press_where_nothing_may_be_said_is_answered_to_who_pressed(world: World):
    first, asked = await world.slash()
    await world.outbound.answer(first, on_it())
    await world.outbound.deliver(target(first), world.made())
    thread = asked.response().thread
    call, pressed = await world.press(thread.messages[0], "Vary", thread=str(thread.id))
    world.fake.deny(world.channel, world.fake.app, "SEND_MESSAGES_IN_THREADS", "SEND_MESSAGES")
    await world.outbound.answer(call, on_it("job2"))
    assert [each.ephemeral for each in pressed.followups] == [True]


async def test_a_message_that_cannot_be_replied_to_is_answered_without(world: World):
    call = world.say("a fox")
    world.fake.delete_message(world.channel.messages[0])
    await world.outbound.answer(call, on_it())
    (answer,) = world.channel.messages
    assert answer.reply_to is None
    blind = world.say("a fox")
    world.fake.deny(world.channel, world.fake.app, "READ_MESSAGE_HISTORY")
    await world.outbound.answer(blind, on_it("job2"))
    assert len(world.channel.messages) == 3


async def test_a_hook_that_ended_is_let_go(world: World):
    world.fake.install_for(world.fake.app, world.mira)
    strange = world.fake.guild("Elsewhere", app=False)
    world.fake.join(strange, world.mira)
    call, _ = await world.slash(world.fake.channel(strange, "talk"), how="hook", guild="")
    await world.outbound.answer(call, on_it())
    world.fake.clock.advance(1_000)
    before = len(world.fake.calls)
    with capture_logs() as logs:
        await world.outbound.progress(target(call), forming())
        for _ in range(2):
            await world.outbound.deliver(target(call), world.made())
    assert [each["event"] for each in logs] == ["discord_not_told"]
    assert len(world.fake.calls) == before


async def test_another_deployments_token_is_one_that_has_ended(world: World):
    call, _ = await world.slash(token="sealed-elsewhere")
    await world.outbound.answer(call, on_it())
    assert [each.mentions for each in world.channel.messages if not each.loading] == [[world.mira]]
    assert world.fake.count(CREATE) == 1


async def test_a_private_answer_too_late_to_be_private_is_not_said_in_public(world: World):
    call, _ = await world.slash()
    world.fake.clock.advance(1_000)
    await world.outbound.answer(call, refused(private=True))
    (said,) = [each for each in world.channel.messages if not each.loading]
    assert "It broke." in said.content
    quiet, _ = await world.slash()
    world.fake.clock.advance(1_000)
    with capture_logs() as logs:
        await world.outbound.answer(quiet, world.made(private=True))
    assert [each["event"] for each in logs] == ["discord_not_told"]
