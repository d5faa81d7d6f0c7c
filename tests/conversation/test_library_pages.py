"""What is said in the chat hangs in the library, and what the library decides the chat knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import browser, open_page
from tests.conversation.conftest import easel, settings_for

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.may_block("the loop is shared with the browser's driver"),
]

__all__ = ["browser"]


async def enter(page: Page, address: str, name: str, admin: str = "") -> None:
    await page.add_init_script("localStorage.setItem('easel.toured', 'true')")
    await page.goto(address)
    await page.locator("#enter-name").fill(name)
    if admin:
        await page.locator("summary").click()
        await page.locator("#enter-admin").fill(admin)
    await page.locator("#enter-name").press("Enter")
    await expect(page.locator("#channel-text")).to_be_focused()


async def say(page: Page, words: str, where: str = "channel") -> None:
    await page.locator(f"#{where}-text").fill(words)
    await page.locator(f"#{where}-text").press("Enter")


async def drawn(page: Page, title: str, where: str = "channel") -> None:
    card = page.locator(f'[data-log="{where}"] [data-card="result"]', has_text=title).last
    await expect(card.locator("img.in").last).to_be_visible()


async def test_from_the_chat_to_the_wall_and_back(browser: Browser, tmp_path: Path):
    async with easel(settings_for(tmp_path)) as address, open_page(browser) as ada, open_page(browser) as bob:
        await enter(ada, address, "Ada")
        await enter(bob, address, "Bob", "boss")
        await say(ada, "/imagine a red fox and a cactus in the desert at sunset, landscape")
        await drawn(ada, "v1, by @Ada")
        await ada.locator("[data-open-thread]").click()
        await say(ada, "make it night and add a rocket", "thread")
        await drawn(ada, "v2, from v1, by @Ada", "thread")

        # Bob finds it by a word that was said, and sees where it comes from.
        await bob.locator("[data-library]").click()
        tiles = bob.locator(".wall .tile")
        await expect(tiles).to_have_count(2)
        await bob.keyboard.press("/")
        await bob.keyboard.type("rocket")
        await expect(tiles).to_have_count(1)
        await tiles.first.locator("a").click()
        await expect(bob.locator("[data-node]")).to_have_count(2)
        await expect(bob.locator("[data-large].in")).to_be_visible()

        # It gets a name, a star and an approval, and the chat knows.
        await bob.locator("[data-add-name]").click()
        await bob.locator(".pop #said").fill("hero")
        await bob.keyboard.press("Enter")
        await expect(bob.get_by_role("heading", level=1)).to_have_text("@hero")
        await bob.locator(".facts [data-star]").click()
        await bob.locator("[data-move=approved]").click()
        await expect(bob.locator(".standing .state")).to_have_text("Approved")
        await expect(ada.locator('[data-log="thread"]')).to_contain_text("Bob")
        await ada.locator("[data-library]").click()
        await expect(ada.locator(".wall .tile.approved")).to_have_count(1)

        # What is made in private is on one's own wall alone.
        await ada.goto(address)
        await ada.locator("[data-channel][data-private]").click()
        await say(ada, "/imagine a blue whale")
        await drawn(ada, "v1, by @Ada")
        await ada.goto(f"{address}/library?q=whale")
        await expect(ada.locator(".wall .tile")).to_have_count(1)
        await bob.goto(f"{address}/library?q=whale")
        await expect(bob.get_by_role("heading", name="Nothing matches")).to_be_visible()
        await bob.goto(f"{address}/library/people/ada")
        await expect(bob.locator(".wall .tile")).to_have_count(2)
        await expect(bob).to_have_url(re.compile("/library/people/ada$"))
