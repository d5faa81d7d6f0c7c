from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.web.library.house import Clock, House, house
from tests.browser import browser

__all__ = ["browser"]


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 5, 4, 9, 30, tzinfo=UTC))


@pytest.fixture
async def home(tmp_path: Path, clock: Clock) -> AsyncIterator[House]:
    async with house(tmp_path, clock) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def library(tmp_path: Path, clock: Clock) -> AsyncIterator[House]:
    """The pages on the loop that the real browser is on."""
    async with house(tmp_path, clock) as running:
        yield running
