from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.bot.platforms.browser.studio import Studio, Visitor, studio
from tests.browser import browser, open_page

__all__ = ["browser"]


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Studio]:
    # What must come by itself is not to come with a beat.
    monkeypatch.setattr("bot.platforms.browser.feed.BEAT", 3600.0)
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


@pytest_asyncio.fixture(loop_scope="session")
async def home() -> AsyncIterator[Studio]:
    """A workspace on the loop that the real browser is on."""
    async with studio() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, home: Studio) -> AsyncIterator[Page]:
    # Closed before its server, or it would miss it and say so.
    async with open_page(browser) as opened:
        yield opened
