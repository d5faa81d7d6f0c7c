"""The way of a picture in Slack, told by calls alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.platforms.slack.draw import action_id
from tests.bot.platforms.slack.outward import Desk, on_it, opened, private, refusal, target


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made
        assert made.fake.refused == []
        for message in made.said():
            assert not message.broken


def blocks_of(message: Any, kind: str) -> list[dict[str, Any]]:
    return [each for each in message.blocks if each["type"] == kind]


async def test_a_picture_asked_by_command_stands_in_the_thread_of_its_root(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    (root,) = desk.said()
    assert "a fox" in root.words
    assert "Asked by ada" in root.words
    assert action_id("cancel", "job1") in root.buttons
    card = desk.paint()
    await out.deliver(target(call), card)

    (result,) = desk.said(thread=root.ts)
    (image,) = blocks_of(result, "image")
    assert image["alt_text"] == "AI-generated image: a fox"
    assert len(result.pictures) == 1
    assert set(result.buttons) == {action_id("edit", "pic1x0"), action_id("vary", "pic1x0")}
    assert f"<@{desk.fake.person('ada').id}>" not in result.text
    assert desk.fake.person("ada").id in str(result.blocks)
    (root,) = [each for each in desk.said() if each.ts == root.ts]
    assert "It is in the thread" in root.words
    assert not root.buttons
    post = await desk.find(call, "result")
    assert post is not None
    assert (post.thread, post.pictures, post.final) == (f"{result.channel.id}:{root.ts}", ("pic1x0",), True)
    assert len(desk.fake.calls) <= 8, [each.method for each in desk.fake.calls]


async def test_repeating_everything_changes_nothing(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    card = desk.paint()
    for _ in range(2):
        await out.answer(call, on_it())
    for _ in range(2):
        await out.deliver(target(call), card)
    await desk.process().answer(call, on_it())
    await desk.process().deliver(target(call), card)
    assert desk.fake.count("chat.postMessage") == 2
    assert desk.fake.count("files.completeUploadExternal") == 1
    assert desk.fake.count("chat.update") == 1
    (root, _) = desk.said()
    assert "It is in the thread" in root.words


async def test_a_reply_in_a_thread_is_answered_there_and_on_it_goes(desk: Desk) -> None:
    root = desk.fake.person("ben").say(desk.fake.channel("general"), "look at this").message
    call, out = desk.call("message", root=root.ts), desk.process()
    await out.answer(call, on_it())
    (waiting,) = desk.said(thread=root.ts)
    await out.deliver(target(call), desk.paint())
    (result,) = desk.said(thread=root.ts)
    assert result.ts != waiting.ts
    assert len(result.pictures) == 1
    answer = await desk.find(call, "answer")
    assert answer is not None
    assert answer.final


async def test_four_pictures_stand_in_one_message_each_with_its_version(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint(4))
    (root, result) = desk.said()
    assert [each["title"]["text"] for each in blocks_of(result, "image")] == ["v1", "v2", "v3", "v4"]
    assert len(result.buttons) == 4
    assert result.thread_ts == root.ts


async def test_webp_and_large_originals_are_shown_as_what_slack_can_show(desk: Desk) -> None:
    for number, data, kind in ((1, b"RIFF....WEBP", "image/webp"), (2, b"x" * (21 * 1024 * 1024), "image/png")):
        call, out = desk.call(number=number), desk.process()
        await out.answer(call, on_it())
        await out.deliver(target(call), desk.paint(number=number, data=data, kind=kind))
        result = desk.said()[-1]
        assert result.pictures[0].mimetype == "image/png"
        assert "Original gets the file itself" in result.words


async def test_with_a_public_address_the_original_is_a_link_away(desk: Desk) -> None:
    desk.shelf.public = "https://easel.example"
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint(data=b"RIFF....WEBP", kind="image/webp"))
    assert "https://easel.example/o/pic1x0" in str(desk.said()[-1].blocks)


async def test_a_private_answer_is_seen_by_the_asker_alone(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    for _ in range(2):
        await out.answer(call, private())
    (told,) = desk.fake.ephemerals
    assert (told.via, told.user_id) == ("response_url", call.person.user_id)
    assert "3 pictures left" in told.text
    assert desk.said() == []


async def test_a_private_answer_to_a_message_is_ephemeral_in_its_thread(desk: Desk) -> None:
    channel = desk.fake.channel("general")
    root = desk.fake.person("ben").say(channel, "hello").message
    desk.fake.person("ada").say(channel, "how many are left?", thread=root)
    await desk.process().answer(desk.call("message", root=root.ts), private())
    (told,) = desk.fake.ephemerals
    assert (told.via, told.thread_ts, told.seen) == ("api", root.ts, True)


async def test_in_a_direct_message_a_private_answer_is_a_message(desk: Desk) -> None:
    dm = desk.fake.team.dm(desk.fake.person("ada"))
    call, out = desk.call("message", channel=dm), desk.process()
    for _ in range(2):
        await out.answer(call, private())
    (told,) = desk.said(dm)
    assert "3 pictures left" in told.words


@pytest.mark.parametrize("over", ["used", "expired"])
async def test_a_used_up_or_expired_address_is_replaced_by_an_ephemeral_message(desk: Desk, over: str) -> None:
    call = desk.call()
    if over == "used":
        desk.fake.hooks._all[desk.vault.unseal(call.answer_to["url"]).rpartition("/")[2]].expires = -1
    else:
        desk.fake.clock.advance(1801)
    await desk.process().answer(call, private())
    assert [each.via for each in desk.fake.ephemerals] == ["api"]


async def test_a_refusal_of_a_command_is_told_to_the_asker_and_the_lonely_root_goes(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    for _ in range(2):
        await out.deliver(target(call), refusal())
    (told,) = desk.fake.ephemerals
    assert "Nothing was charged" in told.text
    assert desk.said() == []
    await out.answer(call, on_it())
    assert desk.said() == []


async def test_a_root_under_which_somebody_spoke_stays_and_says_what_happened(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    (root,) = desk.said()
    desk.fake.person("ben").say(desk.fake.channel("general"), "nice idea", thread=root.ts)
    await out.deliver(target(call), refusal())
    (root,) = desk.said()
    assert "That did not work" in root.words
    assert action_id("cancel", "job1") not in root.buttons


async def test_a_refusal_in_a_thread_takes_the_place_of_on_it(desk: Desk) -> None:
    root = desk.fake.person("ben").say(desk.fake.channel("general"), "look").message
    call, out = desk.call("message", root=root.ts), desk.process()
    await out.answer(call, on_it())
    for _ in range(2):
        await out.deliver(target(call), refusal())
    (told,) = desk.said(thread=root.ts)
    assert "Nothing was charged" in told.words
    assert set(told.buttons) == {action_id("retry", "job1")}


async def test_an_answer_that_comes_after_the_end_changes_nothing(desk: Desk) -> None:
    for number, card in ((1, desk.paint()), (2, refusal())):
        call, out = desk.call(number=number), desk.process()
        await out.deliver(target(call), card)
        before = [each.words for each in desk.said()]
        await desk.process().answer(call, on_it())
        assert [each.words for each in desk.said()] == before
    assert sum("On it" in each.words for each in desk.said()) == 0
    assert desk.fake.ephemerals[-1].via == "response_url"


async def test_the_same_in_a_thread(desk: Desk) -> None:
    root = desk.fake.person("ben").say(desk.fake.channel("general"), "look").message
    call = desk.call("message", root=root.ts)
    await desk.process().deliver(target(call), desk.paint())
    await desk.process().answer(call, on_it())
    (result,) = desk.said(thread=root.ts)
    assert result.pictures
