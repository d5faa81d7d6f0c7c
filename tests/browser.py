"""A real browser for tests: headless Chromium from the system, driven by Playwright.

Import the fixture ``browser`` (one a test process) into a conftest, and ``page`` (one a test) too where the test opens
no server. A page is closed before the server it speaks to, or it misses it and says so on its console: open it inside
the server's block with ``open_page``. Tests that use them run on the session's event loop:
``pytestmark = pytest.mark.asyncio(loop_scope="session")``.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Page, async_playwright, expect

from tests.patience import PATIENCE

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_MILLISECONDS = PATIENCE * 1000
# Playwright's own is five seconds.
expect.set_options(timeout=_MILLISECONDS)

_WATCH_CSP = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def chromium() -> str:
    """Return the path of the system's Chromium."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    pytest.fail("no Chromium found: install it with `apt-get install -y chromium`", pytrace=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Run Chromium for all tests of this process."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS, timeout=_MILLISECONDS)
        yield running
        await running.close()


@asynccontextmanager
async def open_page(browser: Browser, **context: object) -> AsyncIterator[Page]:
    """Open a page in a profile of its own; fail at the end where its console showed anything wrong.

    ``page.wrongs`` lists what was shown; a test that provokes a failure clears it.
    """
    settings = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce"} | context
    profile = await browser.new_context(**settings)  # type: ignore[arg-type]
    profile.set_default_timeout(_MILLISECONDS)
    await profile.add_init_script(_WATCH_CSP)
    opened = await profile.new_page()
    wrongs: list[str] = []
    opened.wrongs = wrongs  # type: ignore[attr-defined]

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            wrongs.append(message.text)

    def failed(error: Error) -> None:
        wrongs.append(str(error))

    opened.on("console", heard)
    opened.on("pageerror", failed)
    try:
        yield opened
    finally:
        await profile.close()
    assert not wrongs, f"the page's console showed: {wrongs}"


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Open a page for one test."""
    async with open_page(browser) as opened:
        yield opened
