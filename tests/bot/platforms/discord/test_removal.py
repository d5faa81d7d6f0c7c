"""Deleted pictures leave Discord: the messages that showed them, their buttons, threads that are archived."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.platforms.discord.speaking import CHANGE, PNG, SMALL, World, on_it, results, target

DELETED = "This picture was deleted."


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


async def shown(world: World, *pictures: str):
    """Return the team of a finished request, its root and its result."""
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    made = [world.picture(id_, version=number, data=PNG + id_.encode()) for number, id_ in enumerate(pictures, 1)]
    await world.outbound.deliver(target(call), world.made(*made))
    root = asked.response()
    (result,) = results(root.thread)
    return call.person.team.id, root, result


async def test_a_deleted_picture_leaves_its_result_and_the_head_of_its_thread(world: World):
    team, root, result = await shown(world, "pic1")
    other = await world.slash()
    await world.outbound.answer(other[0], on_it())
    await world.outbound.deliver(target(other[0]), world.made(world.picture("pic2", data=SMALL)))
    for _ in range(2):
        await world.outbound.remove(team, ("pic1", "unknown"))
        for message in (root, result):
            assert (message.content, message.pictures, message.buttons) == (DELETED, [], [])
    assert other[1].response().pictures == [SMALL]


async def test_it_is_said_in_the_language_of_the_thread(world: World):
    world.posts.locale = "de"
    team, root, _ = await shown(world, "pic1")
    await world.outbound.remove(team, ("pic1",))
    assert root.content == "Dieses Bild wurde gelöscht."


async def test_of_several_pictures_only_the_deleted_leave(world: World):
    team, root, result = await shown(world, "pic1", "pic2", "pic3")
    for gone, left in (("pic2", ("pic1", "pic3")), ("pic1", ("pic3",))):
        await world.outbound.remove(team, (gone,))
        await world.outbound.remove(team, (gone,))
        for message in (root, result):
            assert message.pictures == [PNG + each.encode() for each in left]
            assert DELETED not in message.content
        assert [each["custom_id"] for each in result.buttons] == [f"e:pick:{each}" for each in left]
    await world.outbound.remove(team, ("pic3",))
    assert (result.content, result.pictures, result.buttons) == (DELETED, [], [])


async def test_an_archived_thread_is_opened_for_it_and_closed_again(world: World):
    team, _, result = await shown(world, "pic1")
    world.fake.archive(result.channel)
    await world.outbound.remove(team, ("pic1",))
    assert (result.content, result.pictures) == (DELETED, [])
    assert result.channel.archived


async def test_what_is_gone_is_let_be_and_the_rest_is_done(world: World):
    team, root, result = await shown(world, "pic1")
    world.fake.delete_message(root)
    await world.outbound.remove(team, ("pic1",))
    assert result.content == DELETED


async def test_what_may_pass_is_raised_after_the_others_are_done(world: World):
    team, root, result = await shown(world, "pic1")
    world.fake.fail(CHANGE, status=503)
    with pytest.raises(Exception, match="503"):
        await world.outbound.remove(team, ("pic1",))
    assert root.content != result.content == DELETED
    await world.outbound.remove(team, ("pic1",))
    assert {root.content, result.content} == {DELETED}


async def test_a_removal_that_could_not_be_noted_takes_nothing_more_at_the_next_try(world: World, monkeypatch):
    team, root, result = await shown(world, "pic1", "pic2", "pic3")
    keep = world.posts.keep

    async def broken(post) -> None:
        raise OSError

    monkeypatch.setattr(world.posts, "keep", broken)
    with pytest.raises(OSError):  # noqa: PT011 -- whatever storage raises
        await world.outbound.remove(team, ("pic1",))
    monkeypatch.setattr(world.posts, "keep", keep)
    await world.outbound.remove(team, ("pic1",))
    for message in (root, result):
        assert message.pictures == [PNG + each.encode() for each in ("pic2", "pic3")]
