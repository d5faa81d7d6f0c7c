"""What was begun and never kept: found where it was said, taken from nobody else, and remembered no longer than needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.platforms.slack.errors import SlackError
from bot.platforms.slack.journal import Journal, Slot, Unsettled
from tests.bot.platforms.slack.outward import Desk, Dying, Killed, on_it, opened
from tests.fakes.slack_world import Message


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made


def before_keeping(point: str, args: tuple[Any, ...]) -> None:
    if point == "before:keep":
        raise Killed


def slot_of(desk: Desk, event: str = "slack:1") -> Slot:
    return Slot(event, "answer", desk.fake.team.id, f"slack:{desk.fake.team.id}", desk.fake.channel("general").id)


def journal(desk: Desk, posts: Any = None) -> Journal:
    return Journal(desk.api(), posts or desk.posts, desk.notes, desk.clock)


async def lost(desk: Desk) -> None:
    """Have a process post a message and die before that is kept."""
    with pytest.raises(Killed):
        await journal(desk, Dying(desk.posts, before_keeping)).post(slot_of(desk), {"text": "hello"}, final=True)


def talk(desk: Desk, count: int) -> None:
    channel, ada = desk.fake.channel("general"), desk.fake.person("ada")
    for _ in range(count):
        message = Message(channel, desk.fake.world.ids.ts(), ada.id, "talk")
        channel.messages[message.ts] = message


@pytest.mark.parametrize("after", [0, 1500])
async def test_a_lost_post_is_found_whatever_was_said_since(desk: Desk, after: int) -> None:
    talk(desk, 30)
    await lost(desk)
    (said,) = desk.said()
    desk.fake.clock.advance(3600)
    talk(desk, after)
    post = await journal(desk).post(slot_of(desk), {"text": "hello"}, final=True)
    assert desk.said() == [said]
    assert (post.message_id, post.owner) == (said.ts, desk.fake.team.id)


async def test_a_post_that_waited_for_its_turn_is_found_too(desk: Desk) -> None:
    class Late:
        """Remembers that it was begun long before it was posted."""

        def __getattr__(self, name: str) -> Any:
            return getattr(desk.notes, name)

        async def write(self, key: str, text: str) -> None:
            await desk.notes.write(key, text if text.startswith("-") else f"{float(text) - 600:.3f}")

    late = Journal(desk.api(), Dying(desk.posts, before_keeping), Late(), desk.clock)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        await late.post(slot_of(desk), {"text": "hello"}, final=True)
    (said,) = desk.said()
    desk.fake.clock.advance(20)
    assert (await journal(desk).post(slot_of(desk), {"text": "hello"}, final=True)).message_id == said.ts


async def test_what_somebody_else_says_with_our_mark_is_not_adopted(desk: Desk) -> None:
    await lost(desk)
    (said,) = desk.said()
    channel, mark = desk.fake.channel("general"), said.metadata
    del channel.messages[said.ts]
    forged = Message(channel, desk.fake.world.ids.ts(), desk.fake.person("ada").id, "It is here.", metadata=mark)
    channel.messages[forged.ts] = forged
    desk.fake.clock.advance(20)
    post = await journal(desk).post(slot_of(desk), {"text": "hello"}, final=True)
    assert post.message_id != forged.ts
    assert [each.ts for each in desk.said()] == [post.message_id]


async def test_what_another_process_has_just_begun_is_left_to_it(desk: Desk) -> None:
    await lost(desk)
    with pytest.raises(Unsettled):
        await journal(desk).post(slot_of(desk), {"text": "hello"}, final=True)
    assert len(desk.said()) == 1


async def test_refusals_are_not_remembered(desk: Desk) -> None:
    desk.fake.channel("general").archived = True
    ours = journal(desk)
    for number in range(20):
        with pytest.raises(SlackError):
            await ours.post(slot_of(desk, f"slack:{number}"), {"text": "hello"}, final=True)
    assert ours._begun == set()
    desk.fake.channel("general").archived = False
    await ours.post(slot_of(desk, "slack:1"), {"text": "hello"}, final=True)
    assert len(desk.said()) == 1


async def test_an_answer_in_a_busy_channel_is_said_once_across_processes(desk: Desk) -> None:
    call = desk.call("message", number=7)
    killed = desk.process(posts=Dying(desk.posts, before_keeping))
    with pytest.raises(Killed):
        await killed.answer(call, on_it())
    desk.fake.clock.advance(20)
    talk(desk, 600)
    await desk.process().answer(call, on_it())
    assert len(desk.said()) == 1
