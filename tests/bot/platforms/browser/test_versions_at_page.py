"""The tree of versions, the viewer, and before and after."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.bot.platforms.browser.at_page import drawn, enter, say
from tests.bot.platforms.browser.axe import examine
from tests.bot.platforms.browser.studio import Studio, studio
from tests.browser import open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")


def node(page: Page, version: int) -> Locator:
    return page.locator(f'[data-strip] button[data-version="{version}"]')


async def three_versions(page: Page, home: Studio) -> None:
    """Leave the page in a thread where v2 and v3 both came of v1, and v3 is the head."""
    await enter(page, home)
    await say(page, "/imagine a red fox")
    await drawn(page)
    await page.locator("[data-open-thread]").click()
    await say(page, "make it night", "thread")
    await drawn(page, 2, "thread")
    await node(page, 1).click()
    await say(page, "in snow", "thread")
    await drawn(page, 3, "thread")
    await expect(node(page, 3)).to_have_count(1)


async def test_pressed_once_a_version_is_replied_to_and_twice_it_is_viewed(page: Page, home: Studio) -> None:
    await three_versions(page, home)
    await node(page, 2).click()
    await expect(page.locator("[data-replying]")).to_contain_text("Replying to v2")
    await expect(page.locator('[data-log="thread"] figure[data-version="2"]')).to_be_in_viewport()
    await node(page, 2).click()
    await expect(page.locator("dialog[data-viewer] h2")).to_have_text("v2 of 3 versions")
    await page.keyboard.press("Escape")
    await expect(node(page, 2)).to_be_focused()


async def test_arrows_walk_the_tree(page: Page, home: Studio) -> None:
    await three_versions(page, home)
    assert await page.locator('[data-strip] button[tabindex="0"]').count() == 1
    await node(page, 3).focus()
    for key, version in (("ArrowUp", 2), ("ArrowLeft", 1), ("ArrowRight", 2), ("End", 3), ("Home", 1)):
        await page.keyboard.press(key)
        await expect(node(page, version)).to_be_focused()


async def test_a_deleted_version_keeps_its_place_and_nothing_else(page: Page, home: Studio) -> None:
    await three_versions(page, home)
    for tree in home.workspace.versions.values():
        tree[:] = [replace(each, words="", deleted=each.version == 2) for each in tree]
    await page.reload()
    await drawn(page, 3, "thread")
    await expect(page.locator("#tree-count")).to_have_text("2 versions")
    hole = page.get_by_role("button", name="v2, deleted", exact=True)
    await expect(hole).to_have_attribute("aria-disabled", "true")
    await examine(page, "a tree with a deleted version")
    await hole.click(force=True)
    await expect(page.locator("[data-replying]")).to_have_count(0)
    await node(page, 3).focus()
    await page.keyboard.press("ArrowUp")
    await expect(hole).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(node(page, 1)).to_be_focused()
    await page.locator("[data-view-version]").click()
    await expect(page.locator("dialog[data-viewer] h2")).to_have_text("v3 of 2 versions")
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator("dialog[data-viewer] h2")).to_have_text("v1 of 2 versions")


async def test_a_long_tree_shows_its_head(browser: Browser, home: Studio) -> None:
    async with open_page(browser, viewport={"width": 390, "height": 844}) as page:
        await enter(page, home)
        await say(page, "/imagine a red fox")
        await drawn(page)
        await page.locator("[data-open-thread]").click()
        for version in range(2, 8):
            await say(page, f"step {version}", "thread")
            await expect(page.locator("[data-strip] li.head button")).to_have_attribute("data-version", str(version))
            await expect(node(page, version)).to_be_in_viewport(ratio=0.9)
        await expect(node(page, 1)).not_to_be_in_viewport()
        await page.reload()
        await expect(node(page, 7)).to_be_in_viewport(ratio=0.9)


async def test_the_viewer_turns_zooms_and_tells(browser: Browser) -> None:
    async with studio(size=(480, 320)) as home, open_page(browser) as page:
        await three_versions(page, home)
        await page.locator("[data-view-version]").click()
        viewer = page.locator("dialog[data-viewer]")
        picture = viewer.locator(".pane img")
        await expect(viewer.locator("h2")).to_have_text("v3 of 3 versions")
        await expect(viewer.locator(".after")).to_be_disabled()
        await page.keyboard.press("ArrowLeft")
        await expect(viewer.locator("h2")).to_have_text("v2 of 3 versions")
        await expect(picture).to_have_attribute("alt", "A picture of make it night")
        await viewer.locator('[data-film="1"]').click()
        await expect(viewer.locator(".before")).to_be_disabled()
        fits = await viewer.locator("output").text_content()
        await page.keyboard.press("+")
        await expect(viewer.locator("output")).not_to_have_text(fits or "")
        # Zoomed in, an arrow moves the picture and turns to no other.
        before = await picture.evaluate("(image) => image.style.transform")
        await page.keyboard.press("ArrowRight")
        await page.wait_for_function("(was) => document.querySelector('.pane img').style.transform !== was", arg=before)
        await expect(viewer.locator("h2")).to_have_text("v1 of 3 versions")
        await page.keyboard.press("0")
        await expect(viewer.locator("output")).to_have_text(fits or "")
        await page.keyboard.press("i")
        await expect(viewer.locator(".facts")).to_contain_text("480 \N{MULTIPLICATION SIGN} 320 pixels")
        async with page.expect_download() as downloading:
            await viewer.locator("[data-saves]").click()
        assert (await (await downloading.value).path()).read_bytes() == home.workspace.pictures["p-job-1"][0]
        await viewer.locator("[data-go-on]").click()
        await expect(viewer).to_have_count(0)
        await expect(page.locator("[data-replying]")).to_contain_text("Replying to v1")
        await expect(page.locator("#thread-text")).to_be_focused()


async def test_a_version_dragged_onto_another_is_compared_with_it(page: Page, home: Studio) -> None:
    await three_versions(page, home)
    await node(page, 2).drag_to(node(page, 3))
    seam = page.locator("[data-seam]")
    await expect(seam).to_have_attribute("aria-valuetext", "50 % of v2, 50 % of v3")
    pair = page.locator("dialog .pair")
    box = await pair.bounding_box()
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    await page.mouse.up()
    await expect(seam).to_have_attribute("aria-valuetext", "25 % of v2, 75 % of v3")
    await page.locator("dialog [data-after]").select_option("1")
    await expect(seam).to_have_attribute("aria-valuetext", "25 % of v2, 75 % of v1")
    await expect(pair.locator("img.over")).to_have_attribute("alt", "A picture of a red fox")
    await page.locator("dialog [data-swap]").click()
    await expect(seam).to_have_attribute("aria-valuetext", "25 % of v1, 75 % of v2")


async def test_a_picture_is_compared_with_what_it_came_from(page: Page, home: Studio) -> None:
    await three_versions(page, home)
    await page.locator('[data-log="thread"] [data-compares="p-job-3"]').click()
    await expect(page.locator("[data-seam]")).to_have_attribute("aria-valuetext", "50 % of v1, 50 % of v3")
    await page.keyboard.press("Escape")
    await expect(page.locator('[data-compares="p-job-3"]')).to_be_focused()


async def test_a_thread_of_one_version_says_how_to_go_on(page: Page, home: Studio) -> None:
    await enter(page, home)
    await say(page, "/imagine a red fox")
    await drawn(page)
    await page.locator("[data-open-thread]").click()
    await page.locator("[data-idea]").first.click()
    await expect(page.locator("#thread-text")).to_have_value("make it night")
    await page.keyboard.press("Enter")
    await drawn(page, 2, "thread")
    await expect(page.locator("[data-idea]")).to_have_count(0)
