"""Keys, the tour, the look, and what was not read yet."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.bot.platforms.browser.at_page import drawn, enter, say
from tests.bot.platforms.browser.studio import Studio
from tests.browser import open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_keys_never_fire_while_one_writes(page: Page, home: Studio) -> None:
    await enter(page, home)
    await page.keyboard.type("? jkvc/")
    await expect(page.locator("#channel-text")).to_have_value("? jkvc/")
    await expect(page.locator("dialog")).to_have_count(0)
    await page.locator("#channel-text").fill("")
    await page.keyboard.press("Escape")
    await expect(page.locator('[data-log="channel"]')).to_be_focused()
    await page.keyboard.press("?")
    sheet = page.locator("dialog[data-help-sheet]")
    await expect(sheet).to_be_visible()
    # Nor while a dialog is open.
    await page.keyboard.press("/")
    await expect(page.locator("#channel-text")).to_have_value("")
    await sheet.get_by_label("Single-key shortcuts").uncheck()
    await page.keyboard.press("Escape")
    await page.locator('[data-log="channel"]').focus()
    await page.keyboard.press("/")
    await expect(page.locator("#channel-text")).to_have_value("")
    await page.locator("[data-help]").click()
    await sheet.get_by_label("Single-key shortcuts").check()
    await page.keyboard.press("Escape")
    await page.locator('[data-log="channel"]').focus()
    await page.keyboard.press("/")
    await expect(page.locator("#channel-text")).to_have_value("/")
    await expect(page.get_by_role("option").first).to_be_visible()


async def test_keys_go_from_picture_to_picture(page: Page, home: Studio) -> None:
    await enter(page, home)
    for words in ("a red fox", "a tram"):
        await say(page, f"/imagine {words}")
    await drawn(page, 2)
    await page.keyboard.press("Escape")
    frames = page.locator('[data-log="channel"] button.frame')
    await page.keyboard.press("k")
    await expect(frames.nth(1)).to_be_focused()
    await page.keyboard.press("k")
    await expect(frames.nth(0)).to_be_focused()
    await page.keyboard.press("v")
    await expect(page.locator("dialog[data-viewer]")).to_have_attribute("data-viewer", "p-job-1")
    await page.keyboard.press("Escape")
    await expect(frames.nth(0)).to_be_focused()
    async with page.expect_download() as downloading:
        await page.keyboard.press("d")
    await (await downloading.value).path()
    await page.keyboard.press("r")
    await expect(page.locator("#thread-text")).to_be_focused()


async def test_the_tour_comes_once_and_again_when_asked(page: Page, home: Studio) -> None:
    await page.goto(home.base)
    await page.get_by_label("Your name").fill("Ada")
    await page.keyboard.press("Enter")
    tour = page.locator("dialog[data-tour]")
    await expect(tour).to_have_attribute("data-tour", "1")
    await page.keyboard.press("Escape")
    await expect(page.locator("#channel-text")).to_be_focused()
    # The caret is there too, not the focus alone.
    await page.keyboard.type("hello")
    await expect(page.locator("#channel-text")).to_have_value("hello")
    await page.reload()
    await expect(page.locator("#channel-text")).to_be_focused()
    await expect(tour).to_have_count(0)
    await page.locator("[data-help]").click()
    await page.locator("[data-take-tour]").click()
    for step in range(1, 6):
        await expect(tour).to_have_attribute("data-tour", str(step))
        await page.locator("[data-tour-next]").click()
    await expect(tour).to_have_count(0)
    assert home.dispatch.calls == []


async def test_the_look_follows_the_system_or_the_person(browser: Browser, home: Studio) -> None:
    shade = "getComputedStyle(document.body).backgroundColor"
    async with open_page(browser, color_scheme="dark") as page:
        await enter(page, home)
        dark = await page.evaluate(shade)
        switch = page.locator("[data-theme-switch]")
        await switch.click()
        await expect(switch).to_have_attribute("data-theme-switch", "light")
        await expect(switch).to_be_focused()
        light = await page.evaluate(shade)
        assert light != dark
        await page.reload()
        await expect(switch).to_have_attribute("data-theme-switch", "light")
        assert await page.evaluate(shade) == light
        await switch.click()
        await switch.click()
        await expect(switch).to_have_attribute("data-theme-switch", "system")
        assert await page.evaluate(shade) == dark


async def test_threads_are_marked_until_they_are_read(page: Page, home: Studio) -> None:
    await enter(page, home)
    news = page.locator("[data-news] a")
    link = page.locator("[data-open-thread]")
    async with home.visitor("Ben Okri") as ben:
        _, root = await ben.say("/imagine a tram")
        await drawn(page)
        await expect(link).not_to_have_class("unread")
        await ben.say("make it night", thread=root["answer"])
        await expect(news).to_have_attribute("data-unread-thread", root["answer"])
        await expect(link).to_contain_text("new")
        await page.reload()
        await expect(news).to_have_count(1)
        await news.click()
        await expect(page.locator("#thread-text")).to_be_focused()
        await expect(news).to_have_count(0)
        await expect(link).not_to_contain_text("new")
        # What comes while one reads, and what one says oneself, is read.
        await ben.say("in snow", thread=root["answer"])
        await drawn(page, 3, "thread")
        await say(page, "another one", "thread")
        await drawn(page, 4, "thread")
        await expect(news).to_have_count(0)
        await page.keyboard.press("Escape")
        await expect(page.locator("#thread")).to_be_hidden()
        await ben.say("in spring", thread=root["answer"])
        await expect(news).to_have_count(1)
        await page.keyboard.press("Escape")
        await page.locator('[data-log="channel"]').focus()
        await page.keyboard.press("u")
        await expect(page.locator("#thread-text")).to_be_focused()
        await expect(news).to_have_count(0)


async def test_what_stands_there_on_the_first_visit_counts_as_read(page: Page, home: Studio) -> None:
    async with home.visitor("Ben Okri") as ben:
        _, root = await ben.say("/imagine a tram")
        await ben.say("make it night", thread=root["answer"])
        await enter(page, home)
        await drawn(page)
        await expect(page.locator("[data-open-thread]")).to_have_attribute("data-replies", "2")
        await expect(page.locator("[data-news]")).to_have_count(0)


async def test_values_of_options_are_completed(page: Page, home: Studio) -> None:
    await enter(page, home)
    box = page.locator("#channel-text")
    await box.press_sequentially("/imagine a fox count:")
    await expect(page.get_by_role("option")).to_have_text(["1", "2", "3", "4"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await expect(box).to_have_value("/imagine a fox count:2 ")
    # What was given is not offered again, and how much there is, is said.
    await expect(page.get_by_role("option").filter(has_text="count:")).to_have_count(0)
    await expect(page.get_by_role("option").filter(has_text="transparent:")).to_have_count(1)
    await expect(page.locator("#channel [role=status]")).to_contain_text("3 suggestions")
    active = await box.get_attribute("aria-activedescendant")
    assert active is None
    await page.keyboard.press("ArrowDown")
    active = await box.get_attribute("aria-activedescendant")
    await expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("option")).to_have_count(0)
    await expect(box).to_have_value("/imagine a fox count:2 ")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 860}, {"width": 390, "height": 844}])
async def test_a_long_channel_scrolls_in_its_own_place(
    browser: Browser, home: Studio, viewport: dict[str, int]
) -> None:
    async with open_page(browser, viewport=viewport) as page:
        await enter(page, home)
        for number in range(1, 4):
            await say(page, f"/imagine fox {number}")
            await drawn(page, number)
        tall = "(log) => [log.scrollHeight > log.clientHeight, document.documentElement.scrollHeight <= innerHeight]"
        assert await page.locator('[data-log="channel"]').evaluate(tall) == [True, True]
