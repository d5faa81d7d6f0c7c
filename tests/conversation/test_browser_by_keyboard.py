"""The main job without a mouse: from the first run to the original on one's own disk."""

from __future__ import annotations

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
MOST_TABS = 60


async def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(MOST_TABS):
        if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        await page.keyboard.press(key)
    pytest.fail(f"no {key} leads to {selector}")


async def drawn(page: Page, title: str, log: str) -> None:
    card = page.locator(f'[data-log="{log}"] [data-card="result"]', has_text=title).last
    await expect(card.locator("img.in").last).to_be_visible()


async def test_first_run_imagine_refine_compare_undo_download(browser: Browser, tmp_path: Path):
    async with easel(settings_for(tmp_path)) as address, open_page(browser) as page:
        keys = page.keyboard
        await page.goto(address)
        await expect(page.locator("#enter-name")).to_be_focused()
        await keys.type("Ada")
        await keys.press("Enter")

        # The tour, with a step back.
        await expect(page.locator('dialog[data-tour="1"] [data-tour-next]')).to_be_focused()
        await keys.press("Enter")
        await expect(page.locator('dialog[data-tour="2"] [data-tour-next]')).to_be_focused()
        await keys.press("Shift+Tab")
        await keys.press("Enter")
        for step in range(1, 6):
            await expect(page.locator(f'dialog[data-tour="{step}"] [data-tour-next]')).to_be_focused()
            await keys.press("Enter")
        box = page.locator("#channel-text")
        await expect(box).to_be_focused()

        # A command, an option and its value, completed.
        await keys.type("/im")
        await keys.press("Tab")
        await expect(box).to_have_value("/imagine ")
        await keys.type("a red fox in the desert siz")
        await expect(page.get_by_role("option", name="size:")).to_be_visible()
        await keys.press("ArrowDown")
        await keys.press("Tab")
        await keys.type("squ")
        await expect(page.get_by_role("option", name="square 1:1")).to_be_visible()
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await expect(box).to_have_value("/imagine a red fox in the desert size:square ")
        await keys.press("Enter")
        await drawn(page, "v1, by @Ada", "channel")

        # A reply in the thread.
        await tab_to(page, "[data-open-thread]", "Shift+Tab")
        await keys.press("Enter")
        await expect(page.locator("#thread-text")).to_be_focused()
        await keys.type("make it night and add a rocket")
        await keys.press("Enter")
        await drawn(page, "v2, from v1, by @Ada", "thread")

        # Before and after.
        await expect(page.locator("[data-compare-versions]")).to_be_visible()
        await tab_to(page, "[data-compare-versions]", "Shift+Tab")
        await keys.press("Enter")
        seam = page.locator("dialog[data-compare] [data-seam]")
        await expect(seam).to_be_focused()
        await expect(seam).to_have_attribute("aria-valuetext", "50 % of v1, 50 % of v2")
        await keys.press("ArrowRight")
        await expect(seam).to_have_attribute("aria-valuetext", "51 % of v1, 49 % of v2")
        await keys.press("Escape")
        await expect(page.locator("[data-compare-versions]")).to_be_focused()

        # Back to the version before.
        await tab_to(page, "#thread-text")
        await keys.type("undo")
        await keys.press("Enter")
        await expect(page.locator('[data-strip] li.head [data-version="1"]')).to_be_visible()

        # The original, out of the viewer; then out of everything.
        await tab_to(page, '[data-strip] [data-version="1"]', "Shift+Tab")
        await keys.press("ArrowRight")
        await expect(page.locator('[data-strip] [data-version="2"]')).to_be_focused()
        await keys.press("Enter")
        await keys.press("Enter")
        await expect(page.locator("dialog[data-viewer] h2")).to_have_text("v2 of 2 versions")
        async with page.expect_download() as downloading:
            await keys.press("d")
        saved = await (await downloading.value).path()
        assert saved.read_bytes().startswith(b"\x89PNG")
        await keys.press("Escape")
        await expect(page.locator('[data-strip] [data-version="2"]')).to_be_focused()
        await keys.press("Escape")
        await expect(page.locator("#thread")).to_be_hidden()
        await keys.press("?")
        await expect(page.locator("dialog[data-help-sheet]")).to_be_visible()
        await keys.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)


async def test_values_are_suggested_as_a_person_may_see_them(browser: Browser, tmp_path: Path):
    async with easel(settings_for(tmp_path)) as address, open_page(browser) as page:
        await page.add_init_script("localStorage.setItem('easel.toured', 'true')")
        await page.goto(address)
        await page.locator("#enter-name").fill("Ada")
        await page.keyboard.press("Enter")
        # The channel is open by then: what is typed stands in its own box.
        await expect(page.get_by_role("heading", name="Nothing on the wall yet")).to_be_visible()
        box = page.locator("#channel-text")
        await box.press_sequentially("/imagine a fox size:insta")
        await expect(box).to_have_value("/imagine a fox size:insta")
        await expect(page.get_by_role("option", name="instagram story")).to_contain_text(
            "1080 \N{MULTIPLICATION SIGN} 1920"
        )
        await page.get_by_role("option", name="instagram story").click()
        await expect(box).to_have_value('/imagine a fox size:"instagram story" ')
        await box.press_sequentially("count:")
        await expect(page.get_by_role("option")).to_have_text(["1", "2", "3", "4"])
