"""Every page and state through axe-core, light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.ports import BrowserOptions, Message
from domain.card import Ask, Button, Card, CardKind, Field, Style
from tests.bot.platforms.browser.at_page import drawn, enter, say
from tests.bot.platforms.browser.axe import examine
from tests.bot.platforms.browser.studio import OPTIONS, START, Studio, studio
from tests.browser import open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

DESK = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

LOOKS = pytest.mark.parametrize(
    "look",
    [
        pytest.param(DESK | {"color_scheme": "light"}, id="light"),
        pytest.param(DESK | {"color_scheme": "dark"}, id="dark"),
        pytest.param(PHONE | {"color_scheme": "light"}, id="phone-light"),
        pytest.param(PHONE | {"color_scheme": "dark"}, id="phone-dark"),
    ],
)

CARDS = (
    Card(CardKind.ANSWER, "These are the commands:", title="Easel draws with you", fields=(Field("/imagine", "Draws"),)),
    Card(CardKind.ANSWER, "49 of 50 pictures are left today.", private=True),
    Card(CardKind.REFUSAL, "Nothing is left of today's pictures. Nothing was charged."),
    Card(
        CardKind.REFUSAL, "Something went wrong on our side.", title="That did not work", notes=("You asked for: a fox",),
        buttons=(Button("vary", "job-1", "Try again", Style.PRIMARY),), incident="01hx-incident",
    ),
    Card(CardKind.REFUSAL, "You stopped it. Nothing was charged.", title="Cancelled", notes=("You asked for: a fox",)),
    Card(
        CardKind.OFFER, "Delete v2?", buttons=(
            Button("delete", "p-job-2", "Yes, delete v2", Style.DANGER),
            Button("edit", "p-job-2", "Refine", asks=Ask("What should change?", "make the sky more dramatic")),
        ),
    ),
    Card(CardKind.ANSWER, "Your data", file="upload:u7"),
)  # fmt: skip


@asynccontextmanager
async def opened(browser: Browser, home: Studio, look: dict[str, object]) -> AsyncIterator[Page]:
    async with open_page(browser, **look) as page:
        yield page


async def tell(home: Studio, name: str, card: Card, thread: str | None = None) -> None:
    message = Message(name, "general", thread, "easel", "Easel", "", START, card)
    await home.workspace.show(message, final=True, first=False)


def versions(page: Page) -> Locator:
    return page.locator("[data-strip] [data-tree] button")


@LOOKS
async def test_the_way_in(browser: Browser, look: dict[str, object]) -> None:
    async with studio(BrowserOptions("key", password="open sesame")) as home, opened(browser, home, look) as page:
        await page.goto(home.base)
        await expect(page.locator("#enter-name")).to_be_focused()
        await page.locator("summary").click()
        await examine(page, "the door")
        await page.get_by_label("Your name").fill("Ada")
        await page.get_by_label("Password", exact=True).fill("open")
        await page.keyboard.press("Enter")
        await expect(page.locator("#enter-wrong")).to_contain_text("password_wrong")
        await examine(page, "a wrong password")
        page.wrongs.clear()  # type: ignore[attr-defined]
        await page.get_by_label("Password", exact=True).fill("open sesame")
        await page.keyboard.press("Enter")
        for step in range(1, 6):
            await expect(page.locator(f'dialog[data-tour="{step}"]')).to_be_visible()
            await examine(page, f"the tour's step {step}")
            await page.locator("[data-tour-next]").click()
        await expect(page.locator("dialog")).to_have_count(0)
        await examine(page, "an empty channel")


@LOOKS
async def test_asking_and_waiting(browser: Browser, look: dict[str, object]) -> None:
    async with studio(stepped=True) as home, opened(browser, home, look) as page:
        await enter(page, home)
        box = page.locator("#channel-text")
        for typed in ("/", "/imagine ", "/imagine a fox size:", "/imagine count:", "@ea"):
            await box.fill("")
            await box.press_sequentially(typed)
            await expect(page.get_by_role("option").first).to_be_visible()
            await page.keyboard.press("ArrowDown")
            await examine(page, f"completion of {typed}")
        await say(page, "/imagine a red fox")
        await expect(page.locator('[data-card="progress"]')).to_be_visible()
        await examine(page, "waiting")
        home.dispatch.step()
        await expect(page.locator('[data-card="progress"] img.in')).to_be_visible()
        await examine(page, "forming")
        await page.context.set_offline(True)
        await say(page, "are you there?")
        await expect(page.locator('[data-kind="unsent"]')).to_be_visible()
        await expect(page.locator("#offline")).to_be_visible()
        await examine(page, "offline")
        await page.context.set_offline(False)
        await expect(page.locator('[data-kind="unsent"]')).to_have_count(0)
        await say(page, "x" * 50_001)
        await expect(page.locator('[data-kind="refused"]')).to_be_visible()
        await page.locator('[data-files="channel"]').set_input_files(
            {"name": "a.png", "mimeType": "image/png", "buffer": b"words"}
        )
        await expect(page.locator("[data-toast]")).to_be_visible()
        await examine(page, "refused, with a toast")
        page.wrongs.clear()  # type: ignore[attr-defined]


@LOOKS
async def test_a_thread_and_its_versions(browser: Browser, look: dict[str, object]) -> None:
    async with studio(size=(480, 320)) as home, opened(browser, home, look) as page:
        await enter(page, home)
        await say(page, "/imagine a red fox")
        await drawn(page)
        await examine(page, "a result")
        await page.locator("[data-open-thread]").click()
        await expect(page.locator("#thread [data-idea]").first).to_be_visible()
        await examine(page, "a thread of one version")
        await say(page, "make it night", "thread")
        await drawn(page, 2, "thread")
        await expect(versions(page)).to_have_count(2)
        await versions(page).first.click()
        await expect(page.locator("[data-replying]")).to_be_visible()
        await say(page, "in snow", "thread")
        await drawn(page, 3, "thread")
        await expect(versions(page)).to_have_count(3)
        await versions(page).first.click()
        await examine(page, "a tree with a version chosen")
        await page.locator("[data-view-version]").click()
        await expect(page.locator("dialog .film button")).to_have_count(3)
        await examine(page, "the viewer")
        await page.locator("[data-facts]").click()
        await page.locator("[data-zoom-in]").click()
        await examine(page, "the viewer with details, zoomed")
        await page.locator("dialog [data-compare]").click()
        await expect(page.locator("dialog[data-compare]")).to_be_visible()
        await examine(page, "before and after")
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await page.locator('[data-log="thread"] [data-command="edit"]').last.click()
        await expect(page.locator("#asked")).to_be_focused()
        await examine(page, "a button that asks")
        await page.keyboard.press("Escape")
        await page.locator('[data-log="thread"] [data-command="details"]').last.click()
        await expect(page.locator('[data-log="thread"] [data-private]')).to_be_visible()
        await examine(page, "details")


@LOOKS
async def test_what_easel_says_and_who_is_there(browser: Browser, look: dict[str, object]) -> None:
    async with studio(OPTIONS) as home, opened(browser, home, look) as page:
        await enter(page, home)
        for place, card in enumerate(CARDS):
            await tell(home, f"card-{place}", card)
        await tell(home, "deleted", Card(CardKind.ANSWER, "gone"))
        async with home.visitor("Ben Okri") as ben:
            await ben.say("what a morning")
            await expect(page.locator('[data-kind="said"]')).to_have_count(1)
            await examine(page, "every kind of card")
            _, root = await ben.say("/imagine a tram")
            await drawn(page)
            thread = root["answer"]
            await ben.say("make it night", thread=thread)
            await expect(page.locator("[data-news] a")).to_have_count(1)
        await examine(page, "an unread thread")
        menu = page.locator(".side-open")
        if await menu.is_visible():
            await menu.click()
            await expect(page.locator("#side a").first).to_be_in_viewport()
            await examine(page, "the side, brought out")
        await page.locator("[data-help]").click()
        await expect(page.locator("dialog[data-help-sheet]")).to_be_visible()
        await examine(page, "the help sheet")
        await page.keyboard.press("Escape")
        if await menu.is_visible():
            await menu.click()
        await page.locator("[data-add-channel]").click()
        await examine(page, "a new channel")
        await page.get_by_label("Name").fill("mine")
        await page.get_by_label("Just me").check()
        await page.keyboard.press("Enter")
        await expect(page.locator(".nothing h2")).to_have_text("A wall of your own")
        await examine(page, "an empty channel of one's own")
