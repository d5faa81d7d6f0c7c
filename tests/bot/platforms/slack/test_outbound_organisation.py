"""An organisation's one token, which speaks in each of its workspaces."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.platforms.slack.outward import Desk, on_it, opened, private, target


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made


async def test_an_organisations_token_speaks_for_the_workspace_that_is_meant(desk: Desk) -> None:
    team = desk.fake.add_team("Member", enterprise="E0EASEL0001", installed=False)
    ada = team.add_person("eve")
    channel = team.add_channel("lounge")
    out = desk.process(token=desk.fake.add_org_token("E0EASEL0001"))
    about = {"team": "E0EASEL0001", "workspace": team.id, "user": ada.id, "url": ""}
    call = desk.call("modal", channel=channel, answer_to=about)
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint())
    root, result = desk.said(channel)
    assert result.thread_ts == root.ts
    assert result.pictures
    homeless = desk.call("home", channel=channel, number=2, answer_to=about | {"channel": ""})
    await out.answer(homeless, private())
    assert "3 pictures left" in desk.said(team.dm(ada))[0].words
    assert desk.fake.refused == []
