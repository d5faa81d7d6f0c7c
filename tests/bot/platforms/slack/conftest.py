from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.platforms.slack.inward import Ear, listening


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    """Easel's ear on a fake Slack, by Socket Mode."""
    async with listening() as running:
        yield running


@pytest.fixture(params=[False, True], ids=["socket", "http"])
async def either(request: pytest.FixtureRequest) -> AsyncIterator[Ear]:
    """Easel's ear by each of the two ways in."""
    async with listening(http=request.param) as running:
        yield running
