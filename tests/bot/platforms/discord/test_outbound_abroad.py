"""Where the app is only because a person brought it: nothing but the interaction's own webhook reaches them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.platforms.discord.endings import NotYet
from domain.call import Call
from tests.bot.platforms.discord.speaking import CREATE, PNG, World, forming, on_it, refused, target, until
from tests.fakes.discord_invocation import Invocation


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


async def abroad(world: World) -> tuple[Call, Invocation]:
    """Ask where the app is only for who asks."""
    world.fake.install_for(world.fake.app, world.mira)
    strange = world.fake.guild("Elsewhere", app=False)
    world.fake.join(strange, world.mira)
    return await world.slash(world.fake.channel(strange, "talk"), how="hook", guild="")


def told_alone(asked: Invocation) -> bool:
    """Tell whether the asker alone was told that it broke, once."""
    (told,) = asked.followups
    return told.ephemeral and "It broke." in told.content and asked.response() is None


async def test_who_brought_easel_along_is_answered_by_the_response_alone(world: World):
    call, asked = await abroad(world)
    await world.outbound.answer(call, on_it())
    await world.outbound.progress(target(call), forming())
    await until(world.fake, lambda: "Drawing" in asked.response().content)
    await world.outbound.deliver(target(call), world.made())
    result = asked.response()
    assert result.pictures == [PNG]
    assert result.button("Refine")
    assert asked.channel.messages == [result]
    assert world.fake.count(CREATE) == 0


async def test_a_refusal_there_is_for_the_asker_alone(world: World):
    call, asked = await abroad(world)
    for _ in range(2):
        await world.outbound.answer(call, refused(private=True))
    assert told_alone(asked)


async def test_a_job_that_is_refused_there_is_told_to_the_asker_alone(world: World):
    call, asked = await abroad(world)
    await world.outbound.answer(call, on_it())
    for _ in range(2):
        await world.outbound.deliver(target(call), refused())
    assert told_alone(asked)
    assert asked.followups[0].button("Try again")


async def test_a_job_that_is_refused_there_before_anybody_answered_is_told_alone(world: World):
    call, asked = await abroad(world)
    with pytest.raises(NotYet):
        await world.outbound.deliver(target(call), refused())
    world.fake.clock.advance(30)
    for _ in range(2):
        await world.outbound.deliver(target(call), refused())
    assert told_alone(asked)
    await world.outbound.answer(call, on_it())
    assert told_alone(asked)


async def test_a_hook_that_nobody_answered_is_filled_with_the_result(world: World):
    call, asked = await abroad(world)
    with pytest.raises(NotYet):
        await world.outbound.deliver(target(call), world.made())
    world.fake.clock.advance(30)
    await world.outbound.deliver(target(call), world.made())
    assert asked.response().pictures == [PNG]
