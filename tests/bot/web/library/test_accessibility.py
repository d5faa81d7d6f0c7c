"""Every page and state of the library through axe-core, light and dark, on a desk and on a phone; and all by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from domain.people import Person
from tests.bot.platforms.browser.axe import examine
from tests.bot.web.library.at_library import arrive, held, hung
from tests.bot.web.library.house import ACME, ADA, BEN, House
from tests.browser import open_page

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.may_block("the loop is shared with the browser's driver"),
]

DESK = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 360, "height": 760}, "has_touch": True, "is_mobile": True}
BOSS = Person(ACME, "U3", "Bo", administrator=True)

LOOKS = pytest.mark.parametrize(
    "look",
    [
        pytest.param(DESK | {"color_scheme": "light"}, id="light"),
        pytest.param(DESK | {"color_scheme": "dark"}, id="dark"),
        pytest.param(PHONE | {"color_scheme": "light"}, id="phone-light"),
        pytest.param(PHONE | {"color_scheme": "dark"}, id="phone-dark"),
    ],
)


async def fits(page: Page, state: str) -> None:
    """Fail where something is wider than the window."""
    wide = await page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{state}: {wide}"


async def look_at(page: Page, state: str) -> None:
    await examine(page, state)
    await fits(page, state)


@LOOKS
async def test_the_door(browser: Browser, library: House, look: dict[str, object]) -> None:
    async with open_page(browser, **look) as page:
        await page.goto(f"{library.base}/library")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await look_at(page, "a stranger")
        await page.goto(await library.link(ADA))
        await expect(page.locator("[data-enter]")).to_be_focused()
        await look_at(page, "a link")
        await page.goto("about:blank")
        await page.goto(f"{library.base}/library/enter#nothing")
        await expect(page.get_by_role("heading", level=1)).to_have_text("This link does not open any more")
        await look_at(page, "a link that is over")
        page.wrongs.clear()  # type: ignore[attr-defined]


@LOOKS
async def test_the_wall(browser: Browser, library: House, look: dict[str, object]) -> None:
    async with open_page(browser, **look) as page:
        await arrive(page, library)
        await expect(page.get_by_role("heading", level=2)).to_be_visible()
        await look_at(page, "an empty library")
        made = await library.fill(30)
        async with library.visitor(BOSS) as boss:
            for picture, act in zip(made, ("review", "approved", "retired", "star"), strict=False):
                assert (await boss.act(picture, act))[0] == 200
            await boss.act(made[5], "tag", "spring")
        await page.reload()
        await hung(page)
        await look_at(page, "the wall")
        for name, choice in (("is", "approved"), ("colour", "red"), ("since", "week"), ("by", ""), ("tag", "")):
            await page.locator(f'[data-filter="{name}"]').click()
            await expect(page.locator(f'.pop [data-choice="{choice}"], .pop [data-choice]').first).to_be_visible()
            await look_at(page, f"choosing {name}")
            await page.keyboard.press("Escape")
            await expect(page.locator(".pop")).to_have_count(0)
        await page.locator('[data-filter="is"]').click()
        await page.locator('[data-choice="approved"]').click()
        await expect(page.locator(".wall .tile")).to_have_count(1)
        await look_at(page, "a filter that is set")
        await page.locator("#search").fill("zebra")
        await expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
        await look_at(page, "nothing found")


@LOOKS
async def test_a_picture(browser: Browser, library: House, look: dict[str, object]) -> None:
    fox = await library.hang("a red fox", thread="one", size=(600, 400))
    night = await library.hang("make it night", thread="one", parent=fox.id, size=(600, 400))
    async with library.visitor(BOSS) as boss:
        for act, words in (
            ("star", ""), ("review", ""), ("changes", "Darker, please."), ("tag", "spring"), ("name", "logo"), ("collect", "Foxes"),
        ):  # fmt: skip
            assert (await boss.act(night, act, words))[0] == 200
    async with open_page(browser, **look) as page:
        await arrive(page, library, BOSS)
        await page.goto(f"{library.base}/library/p/{night.id}")
        await expect(page.locator(".history li")).to_have_count(2)
        await expect(page.locator("[data-large].in")).to_be_visible()
        await look_at(page, "a picture")
        await page.locator("[data-shows=compare]").click()
        await expect(page.locator("[data-seam]")).to_be_attached()
        await look_at(page, "before and after")
        for button in ("[data-add-name]", "[data-add-tag]", "[data-collect]"):
            await page.locator(button).click()
            await expect(page.locator(".pop #said")).to_be_visible()
            await look_at(page, button)
            await page.keyboard.press("Escape")
            await expect(page.locator(".pop")).to_have_count(0)
        await page.goto(f"{library.base}/library/p/none")
        await expect(page.get_by_role("heading", level=1)).to_have_text("This picture is not here")
        await look_at(page, "a picture that is gone")
        page.wrongs.clear()  # type: ignore[attr-defined]


@LOOKS
async def test_collections_and_people(browser: Browser, library: House, look: dict[str, object]) -> None:
    fox = await library.hang("a red fox", person=BEN)
    async with open_page(browser, **look) as page:
        await arrive(page, library)
        await page.goto(f"{library.base}/library/collections")
        await expect(page.locator(".nothing")).to_be_visible()
        await look_at(page, "no collections")
        async with library.visitor(BEN) as ben:
            await ben.act(fox, "collect", "Foxes")
        await page.reload()
        await expect(page.locator(".covers img.in")).to_be_visible()
        await look_at(page, "collections")
        await page.locator("[data-collection]").click()
        await hung(page)
        await look_at(page, "a collection")
        await page.goto(f"{library.base}/library/people/U2")
        await hung(page)
        await look_at(page, "somebody's pictures")
        await page.goto(f"{library.base}/library/stars")
        await expect(page.get_by_role("heading", level=2)).to_be_visible()
        await look_at(page, "no stars")


async def test_all_of_it_by_the_keyboard(browser: Browser, library: House) -> None:
    await library.fill(40)
    await library.hang("a red fox in the snow")
    async with open_page(browser) as page:
        await page.goto(await library.link(BOSS))
        await expect(page.locator("[data-enter]")).to_be_focused()
        await page.keyboard.press("Enter")
        await hung(page)
        await page.keyboard.press("/")
        await page.keyboard.type("fox")
        await expect(page.locator(".wall .tile")).to_have_count(1)
        await page.keyboard.press("ArrowDown")
        await expect(held(page)).to_have_attribute("data-at", "0")
        await page.keyboard.press("s")
        await expect(held(page).locator("[data-star]")).to_have_attribute("aria-pressed", "true")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-prompt]")).to_have_text("a red fox in the snow")
        await to(page, "[data-move=approved]")
        await page.keyboard.press("Enter")
        await expect(page.locator(".standing .state")).to_have_text("Approved")
        await to(page, "[data-add-tag]")
        await page.keyboard.press("Enter")
        await page.keyboard.type("winter")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-untag=winter]")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page).to_have_url(re.compile(r"/library\?q=fox$"))
        await expect(held(page)).to_have_attribute("data-at", "0")
        await to(page, '[data-filter="is"]', back=True)
        await page.keyboard.press("Enter")
        await expect(page.locator(".pop [data-choice]").first).to_be_focused()
        for _ in range(3):
            await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile(r"is=approved"))
        await expect(page.locator('[data-filter="is"]')).to_be_focused()
        await to(page, "[data-leave]", back=True)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Come in through the chat")


async def to(page: Page, goal: str, *, back: bool = False) -> None:
    """Press Tab until the goal has the focus."""
    for _ in range(60):
        if await page.locator(f"{goal}:focus").count():
            return
        await page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"no Tab leads to {goal}")
