from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.platforms.browser.studio import Studio, Visitor, studio
from tests.browser import browser

__all__ = ["browser"]


@pytest.fixture
async def house() -> AsyncIterator[Studio]:
    async with studio() as running:
        yield running


@pytest.fixture
async def ada(house: Studio) -> AsyncIterator[Visitor]:
    async with house.visitor("Ada") as visitor:
        yield visitor


@pytest.fixture
async def ben(house: Studio) -> AsyncIterator[Visitor]:
    async with house.visitor("Ben Okri") as visitor:
        yield visitor
