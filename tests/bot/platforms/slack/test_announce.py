"""News: said once in a channel or a thread, whoever says it and however often; or why it cannot be said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.platforms.slack.errors import SlackError
from bot.ports import News
from domain.card import Card
from domain.errors import NotAllowed
from domain.people import Platform, Team
from tests.bot.platforms.slack.outward import Desk, Dying, Killed, on_it, opened, target
from tests.fakes.slack_script import Fault


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made
        assert made.fake.refused == []


def news(desk: Desk, card: Card | None = None, *, channel: Any = None, key: str = "share:1", **more: Any) -> News:
    place = channel or desk.fake.channel("general")
    team = Team(Platform.SLACK, desk.fake.team.id)
    return News(key, team, place.id, card or desk.paint(), **more)


async def test_a_picture_is_said_once_with_its_words_and_buttons(desk: Desk) -> None:
    told = news(desk)
    for _ in range(2):
        await desk.process().announce(told)
    (message,) = desk.said()
    assert [each.name for each in message.pictures]
    assert "AI-generated image: a fox" in [each.get("alt_text") for each in message.blocks]
    assert set(message.buttons) == {"e:edit:pic1x0", "e:vary:pic1x0"}
    assert message.metadata == {"event_type": "easel", "event_payload": {"event": "slack:news:share:1", "role": "news"}}
    kept = await desk.posts.at(told.team.id, told.channel_id, message.ts)
    assert (kept.pictures, kept.thread, kept.final) == (("pic1x0",), f"{told.channel_id}:{message.ts}", True)
    await desk.process().announce(news(desk, desk.paint(number=2), key="share:2"))
    assert len(desk.said()) == 2


async def test_news_of_a_thread_stand_in_it(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint())
    root = desk.said()[0]
    thread = f"{root.channel.id}:{root.ts}"
    await out.announce(news(desk, desk.paint(number=2), thread=thread))
    said = desk.said(thread=root.ts)
    assert len(said) == 2
    kept = await desk.posts.at(f"slack:{desk.fake.team.id}", root.channel.id, said[-1].ts)
    assert kept.thread == thread


async def test_a_thread_that_is_gone_leaves_the_channel(desk: Desk) -> None:
    channel = desk.fake.channel("general")
    await desk.process().announce(news(desk, thread=f"{channel.id}:1700000000.000100"))
    (message,) = desk.said()
    assert message.thread_ts is None


@pytest.mark.parametrize("point", ["before:keep", "after:keep", "before:write", "after:write"])
async def test_a_process_may_die_on_the_way_and_another_says_it(desk: Desk, point: str) -> None:
    def dies(name: str, args: tuple[Any, ...]) -> None:
        if name == point:
            raise Killed(name)

    told = news(desk)
    with pytest.raises(Killed):
        await desk.process(posts=Dying(desk.posts, dies), notes=Dying(desk.notes, dies)).announce(told)
    desk.fake.clock.advance(60)
    for _ in range(20):
        try:
            await desk.process().announce(told)
            break
        except SlackError:
            desk.fake.clock.advance(15)
    assert len(desk.said()) == 1


async def test_a_reply_that_is_lost_says_it_once(desk: Desk) -> None:
    desk.fake.fault("chat.postMessage", Fault("lost"))
    await desk.process().announce(news(desk))
    assert len(desk.said()) == 1


async def test_a_public_channel_is_joined(desk: Desk) -> None:
    channel = desk.fake.channel("random")
    await desk.process().announce(news(desk, channel=channel))
    assert len(desk.said(channel)) == 1
    assert desk.fake.count("conversations.join") == 1


async def test_where_it_may_not_be_it_says_so(desk: Desk) -> None:
    hidden = desk.fake.team.add_channel("hidden", kind="private", bot=False)
    with pytest.raises(NotAllowed, match="channel_outside"):
        await desk.process().announce(news(desk, channel=hidden))
    archived = desk.fake.team.add_channel("old", archived=True)
    with pytest.raises(NotAllowed, match="channel_archived"):
        await desk.process().announce(news(desk, channel=archived, key="share:2"))
    desk.fake.fault("chat.postMessage", Fault("error", error="restricted_action_read_only_channel"))
    with pytest.raises(NotAllowed, match="channel_outside"):
        await desk.process().announce(news(desk, key="share:3"))
    assert desk.said() == []


async def test_a_channel_that_may_not_be_joined_wants_an_invitation(sqlite_url: str) -> None:
    async with opened(sqlite_url) as desk:
        desk.fake.team.token_row.scopes.discard("channels:join")
        channel = desk.fake.channel("random")
        with pytest.raises(NotAllowed, match="channel_outside"):
            await desk.process().announce(news(desk, channel=channel))
        desk.fake.person("ada").invite_bot(channel)
        await desk.process().announce(news(desk, channel=channel))
        assert len(desk.said(channel)) == 1


async def test_what_may_pass_is_tried_again(desk: Desk) -> None:
    told = news(desk)
    desk.fake.fault("chat.postMessage", Fault("error", error="internal_error"), 30)
    with pytest.raises(SlackError):
        await desk.process().announce(told)
    desk.fake._faults.clear()
    desk.fake.clock.advance(60)
    await desk.process().announce(told)
    assert len(desk.said()) == 1


async def test_a_deleted_picture_leaves_its_news(desk: Desk) -> None:
    told = news(desk)
    out = desk.process()
    await out.announce(told)
    await out.remove(told.team.id, ("pic1x0",))
    (message,) = desk.said()
    assert message.pictures == []
    assert message.buttons == {}
