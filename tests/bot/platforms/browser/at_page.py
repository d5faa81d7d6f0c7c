"""What people do at the page, and see."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.bot.platforms.browser.studio import Studio

TOURED = "localStorage.setItem('easel.toured', 'true')"
"""Run in a page before its own script: whoever is there has taken the tour."""


async def enter(page: Page, home: Studio, name: str = "Ada") -> None:
    await page.add_init_script(TOURED)
    await page.goto(home.base)
    await page.get_by_label("Your name").fill(name)
    await page.keyboard.press("Enter")
    await expect(page.locator("#channel-text")).to_be_focused()


async def say(page: Page, text: str, composer: str = "channel") -> None:
    await page.locator(f"#{composer}-text").fill(text)
    await page.keyboard.press("Enter")


async def drawn(page: Page, count: int = 1, log: str = "channel") -> None:
    """Wait until that many results are there, each with its picture loaded."""
    pictures = page.locator(f'[data-log="{log}"] figure[data-picture] img.in')
    await expect(pictures).to_have_count(count)
    # All at once: a frame that fades out may go between one look and the next.
    widths = await pictures.evaluate_all("(images) => images.map((image) => image.naturalWidth)")
    assert all(widths)
