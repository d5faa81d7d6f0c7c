"""What people do at the library's pages, and see."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from domain.people import Person
from tests.bot.web.library.house import ADA, House


async def arrive(page: Page, home: House, person: Person = ADA) -> None:
    """Come by a link from the chat."""
    await page.goto(await home.link(person))
    await page.locator("[data-enter]").click()
    await expect(page.locator("[data-tab]").first).to_be_visible()


async def hung(page: Page) -> Locator:
    """Return the tiles, once the wall is there and what is in sight of it was loaded."""
    await expect(page.locator(".wall:not([aria-busy])")).to_be_visible()
    tiles = page.locator(".wall .tile")
    await expect(tiles.first.locator("img.in")).to_be_visible()
    return tiles


def held(page: Page) -> Locator:
    """Return the tile that has the focus."""
    return page.locator(".wall .tile:has(a:focus)")
