"""On SQLite one process holds the data folder: a newcomer waits until it is let go, and hears nobody before."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.settings import SetupError
from bot.wiring import parts
from tests.conversation.conftest import settings_for
from tests.patience import PATIENCE

pytestmark = pytest.mark.may_block("nothing is served while the folder is waited for")


async def test_a_newcomer_waits_for_the_folder_and_then_goes_on(tmp_path: Path):
    order: list[str] = []
    waits = asyncio.Event()

    async def newcomer() -> None:
        with capture_logs(processors=[lambda _logger, _method, event: _noted(event, waits)]):
            async with parts(settings_for(tmp_path)):
                order.append("newcomer")

    async with asyncio.timeout(PATIENCE):
        async with parts(settings_for(tmp_path)):
            coming = asyncio.create_task(newcomer())
            await waits.wait()
            order.append("first")
        await coming
    assert order == ["first", "newcomer"]


async def test_a_newcomer_that_waits_too_long_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.opening._LOCK_SECONDS", 0.2)
    async with parts(settings_for(tmp_path)):
        with pytest.raises(SetupError, match="Another Easel is running"):
            async with parts(settings_for(tmp_path)):
                raise AssertionError


def _noted(event: dict[str, object], waits: asyncio.Event) -> dict[str, object]:
    if event["event"] == "waiting_for_the_data_folder":
        waits.set()
    return event
