"""Deleted pictures leave Slack: the messages that showed them, their buttons, and the files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.platforms.slack.draw import action_id
from bot.platforms.slack.errors import SlackError
from bot.ports import Post
from domain.card import CardKind
from tests.bot.platforms.slack.outward import Desk, on_it, opened, target
from tests.fakes.slack_script import Fault

DELETED = "This picture was deleted."


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made
        assert made.fake.refused == []
        for message in made.said():
            assert not message.broken


async def shown(desk: Desk, count: int = 1) -> tuple[str, object, object]:
    """Return the team of a finished request, its root and its result."""
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint(count))
    root, result = desk.said()
    return call.person.team.id, root, result


async def test_a_deleted_picture_leaves_its_result_and_its_file_goes(desk: Desk) -> None:
    team, root, result = await shown(desk)
    (file,) = result.pictures
    before = root.words
    for _ in range(2):
        await desk.process().remove(team, ("pic1x0", "unknown"))
        assert (result.words.strip(), result.pictures, list(result.buttons)) == (DELETED, [], [])
        assert file.deleted
        assert root.words == before


async def test_of_several_pictures_only_the_deleted_leave(desk: Desk) -> None:
    team, _, result = await shown(desk, 3)
    first, second, third = result.pictures
    for gone, left in (("pic1x1", (0, 2)), ("pic1x0", (2,))):
        for _ in range(2):
            await desk.process().remove(team, (gone,))
        assert [each.id for each in result.pictures] == [(first, second, third)[index].id for index in left]
        assert list(result.buttons) == [action_id("pick", f"pic1x{index}") for index in left]
        assert DELETED not in result.words
    assert (first.deleted, second.deleted, third.deleted) == (True, True, False)
    await desk.process().remove(team, ("pic1x2",))
    assert (result.words.strip(), result.pictures, third.deleted) == (DELETED, [], True)


async def test_what_is_gone_is_let_be_and_the_rest_is_done(desk: Desk) -> None:
    team, _, result = await shown(desk)
    await desk.posts.keep(Post(team, result.channel.id, "1.000001", "another", "result", None, ("pic1x0",), True))
    desk.fake.fault("files.delete", Fault("error", error="cant_delete_file"))
    await desk.process().remove(team, ("pic1x0",))
    assert result.words.strip() == DELETED


async def test_what_may_pass_is_raised(desk: Desk) -> None:
    team, _, result = await shown(desk)
    desk.fake.fault("chat.update", Fault("error", error="internal_error"), n=4)
    with pytest.raises(SlackError, match="internal_error"):
        await desk.process().remove(team, ("pic1x0",))
    await desk.process().remove(team, ("pic1x0",))
    assert result.words.strip() == DELETED


async def test_what_was_shown_to_one_person_alone_leaves_too(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, replace(desk.paint(), private=True))
    dm = desk.fake.team.dm(desk.fake.person("ada"))
    (shown,) = desk.said(dm)
    (file,) = shown.pictures
    await out.remove(call.person.team.id, ("pic1x0",))
    assert (shown.words.strip(), shown.pictures, file.deleted) == (DELETED, [], True)


async def test_an_original_that_was_handed_over_leaves_too(desk: Desk) -> None:
    team, root, _ = await shown(desk)
    card = replace(desk.paint(), kind=CardKind.ANSWER, private=True, file="pic1x0", buttons=())
    call = desk.call("press", root=root.ts, number=2)
    await desk.process().answer(call, card)
    handed = await desk.fake.message_in(desk.fake.channel("general"), lambda each: each.files)
    await desk.process().remove(team, ("pic1x0",))
    assert [each.deleted for each in handed.files] == [True]


async def test_a_removal_that_could_not_be_noted_takes_nothing_more_at_the_next_try(desk: Desk, monkeypatch) -> None:
    team, _, result = await shown(desk, 4)
    kept = [each.id for each in result.pictures][1:]
    keep = desk.posts.keep

    async def broken(post: Post) -> None:
        raise OSError

    monkeypatch.setattr(desk.posts, "keep", broken)
    with pytest.raises(OSError):  # noqa: PT011 -- whatever storage raises
        await desk.process().remove(team, ("pic1x0",))
    monkeypatch.setattr(desk.posts, "keep", keep)
    await desk.process().remove(team, ("pic1x0",))
    assert [each.id for each in result.pictures] == kept
    assert (await desk.posts.at(team, result.channel.id, result.ts)).pictures == ("pic1x1", "pic1x2", "pic1x3")


async def test_pictures_that_are_deleted_at_once_all_leave_and_no_other(desk: Desk) -> None:
    team, _, result = await shown(desk, 4)
    kept = [each.id for each in result.pictures][2:]
    out = desk.process()
    await asyncio.gather(*(out.remove(team, (gone,)) for gone in ("pic1x0", "pic1x1")))
    assert [each.id for each in result.pictures] == kept
    assert (await desk.posts.at(team, result.channel.id, result.ts)).pictures == ("pic1x2", "pic1x3")
