"""News: said in a channel unasked, once for each key, or refused where it cannot be said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.ports import News
from domain.call import Call
from domain.card import Button, Card, CardKind
from domain.errors import NotAllowed, NotFound
from domain.people import Platform, Team
from tests.bot.platforms.discord.speaking import CREATE, PNG, Crash, World, elsewhere, on_it, target


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


def news(world: World, key: str = "share:1", **more: object) -> News:
    team = Team(Platform.DISCORD, str(world.guild.id), "Studio")
    card = world.made(title="Shared by Mira", notes=("v1, by Mira",))
    return replace(News(key, team, str(world.channel.id), card), **more)


def by(call: Call, how: str) -> Call:
    return replace(call, answer_to={**call.answer_to, "how": how})


async def test_a_share_is_said_once_whoever_says_it(world: World):
    await world.outbound.announce(news(world))
    (said,) = world.channel.messages
    assert said.pictures == [PNG]
    assert "**Shared by Mira**" in said.content
    assert "v1, by Mira" in said.content
    assert [each["label"] for each in said.buttons] == ["Refine", "Vary"]
    assert said.mentions == []
    await world.outbound.announce(news(world))
    await elsewhere(world.process().announce(news(world)))
    assert world.channel.messages == [said]
    post = await world.posts.at(f"discord:{world.guild.id}", str(world.channel.id), str(said.id))
    assert post is not None
    assert (post.pictures, post.thread, post.final) == (("pic1",), None, True)
    await world.outbound.announce(news(world, "share:2"))
    assert len(world.channel.messages) == 2


@pytest.mark.parametrize("seconds", [1, 3600])
async def test_what_was_said_before_a_crash_is_found_again(world: World, seconds: int):
    # The same picture stands in the channel already, as something else.
    await world.outbound.announce(news(world, "share:0"))
    world.posts.crash = "answer"
    with pytest.raises(Crash):
        await world.outbound.announce(news(world))
    assert len(world.channel.messages) == 2
    world.fake.clock.advance(seconds)
    await elsewhere(world.process().announce(news(world)))
    assert len(world.channel.messages) == 2
    posts = {each.message_id for each in world.posts.kept.values()}
    assert posts == {str(each.id) for each in world.channel.messages}


async def test_a_lost_reply_makes_no_second_message(world: World):
    world.fake.lose_reply(CREATE, status=502)
    await world.outbound.announce(news(world))
    assert len(world.channel.messages) == 1


async def test_it_is_said_in_its_thread(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    thread = asked.response().thread
    world.fake.archive(thread)
    card = Card(CardKind.ANSWER, "Approved by Leo.")
    await world.outbound.announce(news(world, card=card, thread=str(thread.id)))
    assert thread.messages[-1].content == "Approved by Leo."
    assert world.channel.messages == [asked.response()]


async def test_where_its_thread_is_none_of_discords_it_replies_to_the_root(world: World):
    root = world.fake.post(world.channel, world.fake.app.user, "v1", app=world.fake.app)
    card = Card(CardKind.ANSWER, "Approved by Leo.", buttons=(Button("edit", "pic1", "Refine"),))
    await world.outbound.announce(news(world, card=card, thread=str(root.id)))
    said = world.channel.messages[-1]
    assert (said.content, said.reply_to) == ("Approved by Leo.", root)
    assert next(iter(world.posts.kept.values())).thread == str(root.id)


async def test_a_channel_that_is_gone_is_not_found(world: World):
    world.fake.delete_channel(world.channel)
    with pytest.raises(NotFound, match="channel_unknown"):
        await world.outbound.announce(news(world))
    assert world.posts.kept == {}


@pytest.mark.parametrize("lacking", ["VIEW_CHANNEL", "SEND_MESSAGES", "ATTACH_FILES"])
async def test_where_easel_may_not_show_pictures_it_says_nothing(world: World, lacking: str):
    world.fake.deny(world.channel, world.fake.app, lacking)
    with pytest.raises(NotAllowed, match="channel_closed_easel"):
        await world.outbound.announce(news(world))
    assert world.channel.messages == []
    world.fake.allow(world.channel, world.fake.app, lacking)
    await world.outbound.announce(news(world))
    assert len(world.channel.messages) == 1


async def test_what_may_pass_is_raised_to_be_tried_again(world: World):
    world.fake.fail(CREATE, status=503)
    with pytest.raises(Exception, match="503"):
        await world.outbound.announce(news(world))
    await world.outbound.announce(news(world))
    assert len(world.channel.messages) == 1


async def test_a_deleted_picture_leaves_the_news_too(world: World):
    await world.outbound.announce(news(world))
    await world.outbound.remove(f"discord:{world.guild.id}", ("pic1",))
    (said,) = world.channel.messages
    assert (said.pictures, said.buttons) == ([], [])


async def test_nothing_is_said_to_a_reaction(world: World):
    call = by(world.say("hello"), "quiet")
    await world.outbound.answer(call, Card(CardKind.REFUSAL, "Something broke."))
    assert [each.author for each in world.channel.messages] == [world.mira]


async def test_a_picture_that_begins_a_thread_at_once_has_a_thread_of_discords(world: World):
    call = by(world.say("use it"), "press")
    await world.outbound.answer(call, world.made())
    await world.outbound.answer(call, world.made())
    root = world.channel.messages[-1]
    thread = root.thread
    assert thread is not None
    (result,) = thread.messages
    assert (result.pictures, root.pictures) == ([PNG], [PNG])
    assert [each["label"] for each in result.buttons] == ["Refine", "Vary"]
    assert root.buttons == []
    assert world.posts.bound == {call.id: str(thread.id)}


async def test_a_picture_that_is_only_shown_has_none(world: World):
    call = world.say("show it")
    world.posts.begun.clear()
    await world.outbound.answer(call, world.made())
    assert world.channel.messages[-1].thread is None
    assert world.channel.messages[-1].button("Refine")
