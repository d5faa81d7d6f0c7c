"""Files of Slack: uploaded once, looked at seldom, and what becomes of those that cannot be shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.platforms.slack.errors import Gone
from bot.platforms.slack.files import Label, NoFiles, Share, SlackFiles, Unprocessed
from bot.ports import Sendable
from tests.bot.platforms.slack.outward import Desk, opened, png
from tests.fakes.slack_script import Fault

SENT = Sendable(png(), "image/png", "a fox/../v1.png")
LABEL = Label("AI-generated image: a fox", "a fox")


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made
        assert made.fake.refused == []


async def test_a_file_is_uploaded_once_by_its_key(desk: Desk) -> None:
    files, team = SlackFiles(desk.api(), desk.notes), desk.fake.team.id
    first = await files.upload(team, "k", SENT, LABEL)
    again = await SlackFiles(desk.api(), desk.notes).upload(team, "k", SENT, LABEL)
    assert first == again
    (file,) = desk.fake.files.values()
    assert (file.data, file.alt_txt, file.title) == (SENT.data, LABEL.alt, "a fox")
    assert "/" not in file.name
    assert desk.fake.files[first].shares == {}


async def test_a_long_description_is_cut_to_what_slack_takes(desk: Desk) -> None:
    files = SlackFiles(desk.api(), desk.notes)
    await files.upload(desk.fake.team.id, "k", SENT, Label("x" * 5000, "y" * 5000))
    (file,) = desk.fake.files.values()
    assert len(file.alt_txt) == 1000


async def test_a_file_that_was_deleted_since_is_uploaded_anew(desk: Desk) -> None:
    files, team = SlackFiles(desk.api(), desk.notes), desk.fake.team.id
    first = await files.upload(team, "k", SENT, LABEL)
    desk.fake.files[first].deleted = True
    with pytest.raises(Gone):
        await files.processed(team, first)
    assert await files.upload(team, "k", SENT, LABEL) != first


async def test_looks_grow_rarer_and_end(desk: Desk) -> None:
    desk.fake.never_process()
    files, team = SlackFiles(desk.api(), desk.notes), desk.fake.team.id
    file = await files.upload(team, "k", SENT, LABEL)
    began = desk.fake.clock.now()
    with pytest.raises(Unprocessed):
        await files.processed(team, file)
    assert desk.fake.clock.now() - began >= 30
    assert 3 <= desk.fake.count("files.info") <= 8


async def test_sixty_files_share_one_budget_of_looks(desk: Desk) -> None:
    files, team = SlackFiles(desk.api(), desk.notes), desk.fake.team.id
    desk.fake.never_process(60)
    ids = await asyncio.gather(*(files.upload(team, f"k{number}", SENT, LABEL) for number in range(60)))

    async def slowly() -> None:
        await desk.fake.clock.sleep(12)
        for each in ids:
            desk.fake.files[each].process()

    await asyncio.gather(slowly(), *(files.processed(team, each) for each in ids))
    assert len(desk.fake.limited) <= 3
    assert desk.fake.count("files.info") <= 60 * 5


@pytest.mark.parametrize("code", ["file_uploads_disabled", "storage_limit_reached", "file_type_not_allowed"])
async def test_a_workspace_may_take_no_files(desk: Desk, code: str) -> None:
    desk.fake.file_error = code
    with pytest.raises(NoFiles) as caught:
        await SlackFiles(desk.api(), desk.notes).upload(desk.fake.team.id, "k", SENT, LABEL)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", ["lost", "close", "status", "ratelimited"])
async def test_a_shared_file_is_shared_once_whatever_happens(desk: Desk, kind: str) -> None:
    channel = desk.fake.channel("general")
    files = SlackFiles(desk.api(), desk.notes)
    desk.fake.fault("files.completeUploadExternal", Fault(kind))
    for _ in range(2):
        await files.upload(desk.fake.team.id, "k", SENT, LABEL, Share(channel.id, "", "Here"))
    message = await desk.fake.message_in(channel, lambda each: bool(each.files))
    assert message.text == "Here"
    await files.processed(desk.fake.team.id, message.files[0].id)
    assert len(desk.said()) == 1
