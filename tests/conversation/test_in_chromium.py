"""The main job by hand: a real browser, the real page, the real core."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import browser, open_page
from tests.conversation.conftest import easel, settings_for
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_script import Step

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.may_block("the loop is shared with the browser's driver"),
]

FOX = "/imagine a red fox and a cactus in the desert at sunset, landscape"
__all__ = ["browser"]


async def enter(page: Page, address: str, name: str = "Ada") -> None:
    await page.add_init_script("localStorage.setItem('easel.toured', 'true')")
    await page.goto(address)
    await page.locator("#enter-name").fill(name)
    await page.keyboard.press("Enter")
    await expect(page.locator("#channel-text")).to_be_focused()


async def say(page: Page, words: str, where: str = "channel") -> None:
    await page.locator(f"#{where}-text").fill(words)
    await page.locator(f"#{where}-text").press("Enter")


async def result(page: Page, title: str, where: str = "channel") -> None:
    card = page.locator(f'[data-log="{where}"] [data-card="result"]', has_text=title).last
    await expect(card).to_be_visible()
    await expect(card.locator("img.in").last).to_be_visible()


async def test_draw_refine_undo_branch_and_see_the_tree(browser: Browser, tmp_path: Path):
    async with easel(settings_for(tmp_path)) as address, open_page(browser) as page:
        await enter(page, address)
        await say(page, FOX)
        await result(page, "v1, by @Ada")
        await expect(page.locator("[data-label]").first).to_contain_text("Drawn offline from clip-art")
        await page.locator("[data-open-thread]").click()
        await say(page, "make it night and add a rocket", "thread")
        await result(page, "v2, from v1, by @Ada", "thread")
        await say(page, "undo", "thread")
        await expect(page.locator('[data-log="thread"]')).to_contain_text("Back at v1")
        await say(page, "v1 but in snow", "thread")
        await result(page, "v3, from v1, by @Ada", "thread")
        tree = page.locator("[data-strip] [data-tree]")
        await expect(tree.locator("button")).to_have_count(3)
        await expect(tree.locator('[data-version="2"]')).to_have_attribute("data-parent", "1")
        await expect(tree.locator('[data-version="3"]')).to_have_attribute("data-parent", "1")
        await expect(tree.locator("li.head button")).to_have_attribute("data-version", "3")
        await expect(page.locator("#quota")).to_have_text("47 of 50 left today")


async def test_a_reload_in_the_middle_loses_nothing(browser: Browser, tmp_path: Path):
    async with FakeOpenAI() as openai:
        openai.script(Step("stall"))
        settings = settings_for(tmp_path, openai_api_key=openai.key, openai_base_url=openai.base_url)
        async with easel(settings) as address, open_page(browser) as page:
            await enter(page, address)
            await say(page, FOX)
            await expect(page.locator('[data-card="progress"] .frame img.in')).to_be_visible()
            await page.reload()
            await expect(page.locator('[data-card="progress"] .frame img.in')).to_be_visible()
            openai.release()
            await result(page, "v1, by @Ada")
            await expect(page.locator('[data-card="progress"]')).to_have_count(0)


async def test_two_people_see_each_other_refine(browser: Browser, tmp_path: Path):
    async with (
        easel(settings_for(tmp_path)) as address,
        open_page(browser) as ada,
        open_page(browser, viewport={"width": 390, "height": 844}) as bob,
    ):
        await enter(ada, address)
        await enter(bob, address, "Bob")
        await say(ada, FOX)
        await result(bob, "v1, by @Ada")
        await bob.locator("[data-open-thread]").click()
        await say(bob, "make it night", "thread")
        await ada.locator("[data-open-thread]").click()
        await result(ada, "v2, from v1, by @Bob", "thread")


async def test_where_one_is_alone_plain_words_draw_and_what_changes_it_is_seen_in_its_thread(
    browser: Browser, tmp_path: Path
):
    async with easel(settings_for(tmp_path)) as address, open_page(browser) as page:
        await enter(page, address)
        await page.locator("#side a", has_text="just-me").click()
        await say(page, "a red fox in the desert")
        await result(page, "v1, by @Ada")
        await expect(page.locator("#thread")).to_be_hidden()
        await say(page, "make it night")
        await result(page, "v2, from v1, by @Ada", "thread")
        await expect(page.locator("#thread-text")).to_be_focused()
