from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.bot.jobs.world import World, world


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What was logged, unrendered: drawing a traceback reads files, on the loop."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def here(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A world on SQLite."""
    async with world(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def anywhere(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A world on either database."""
    async with world(database_url, tmp_path) as opened:
        yield opened
