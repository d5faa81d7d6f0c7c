from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.platforms.discord.inward import Ear, listening


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    """Easel's ear on a fake Discord."""
    async with listening() as running:
        yield running


@pytest.fixture
async def deaf() -> AsyncIterator[Ear]:
    """Easel's ear without the message content intent."""
    async with listening(content=False) as running:
        yield running
