"""A whole Easel for a conversation: every real part, wired as in the product, on a port of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.chats import Connector
from bot.jobs.runner import Mode
from bot.settings import Settings
from bot.wiring import facing, parts, working
from tests.clock import same_day
from tests.conversation.guest import Guest
from tests.fakes.openai import FakeOpenAI

Enter = Callable[..., Awaitable[Guest]]


@asynccontextmanager
async def easel(settings: Settings, connector: Connector | None = None) -> AsyncIterator[str]:
    """Run Easel inside the block; yield its address."""
    async with AsyncExitStack() as stack:
        all_parts = await stack.enter_async_context(parts(settings, connector=connector))
        jobs = await stack.enter_async_context(working(all_parts, Mode.RUN))
        yield await stack.enter_async_context(facing(all_parts, jobs))


def settings_for(tmp_path: Path, **more: object) -> Settings:
    """Return settings for an Easel of the test's own."""
    usual = {"data_dir": tmp_path / "data", "http_port": 0, "admin_password": "boss"}
    return Settings(_env_file=None, **(usual | more))


@pytest.fixture(autouse=True)
def _same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no quota renew amid a test."""
    monkeypatch.setattr("bot.wiring.system_clock", same_day)


@pytest.fixture
def more_settings() -> dict[str, object]:
    """Settings that a test adds; override it."""
    return {}


@pytest.fixture
async def enter(tmp_path: Path, more_settings: dict[str, object]) -> AsyncIterator[Enter]:
    """Let people enter an Easel that draws sketches."""
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(easel(settings_for(tmp_path, **more_settings)))
        yield _entering(stack, address)


@pytest.fixture
async def openai() -> AsyncIterator[FakeOpenAI]:
    """A strict fake OpenAI on loopback."""
    async with FakeOpenAI() as fake:
        yield fake


@pytest.fixture
async def enter_openai(tmp_path: Path, openai: FakeOpenAI, more_settings: dict[str, object]) -> AsyncIterator[Enter]:
    """Let people enter an Easel that draws with GPT Image."""
    settings = settings_for(
        tmp_path, openai_api_key=openai.key, openai_base_url=openai.base_url, images_per_minute=1000, **more_settings
    )
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(easel(settings))
        yield _entering(stack, address)


def _entering(stack: AsyncExitStack, address: str) -> Enter:
    async def enter(name: str = "Ada", **how: str) -> Guest:
        guest = await Guest.enter(address, name, **how)
        stack.push_async_callback(guest.leave)
        return guest

    return enter
