from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from bot.platforms.browser.session import LASTS
from bot.ports import BrowserOptions, Message
from tests.bot.platforms.browser.at_page import TOURED, drawn, enter, say
from tests.bot.platforms.browser.studio import Studio, studio
from tests.browser import open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_reload_resumes_thread_draft_and_version(page: Page, home: Studio) -> None:
    await enter(page, home)
    await say(page, "/imagine a red fox")
    await drawn(page)
    await page.locator("[data-open-thread]").click()
    await page.locator('[data-log="thread"] [data-reply="p-job-1"]').click()
    await page.locator("#thread-text").fill("make the sky")
    await page.locator("#channel-text").fill("half a thought")
    await page.reload()
    await drawn(page, 1, "thread")
    await expect(page.locator("#thread-text")).to_have_value("make the sky")
    await expect(page.locator("#channel-text")).to_have_value("half a thought")
    await expect(page.locator("[data-replying]")).to_contain_text("Replying to v1")
    await page.keyboard.press("Escape")
    await expect(page.locator("#thread")).to_be_hidden()
    await page.go_back()
    await expect(page.locator("#thread")).to_be_visible()


async def test_a_reload_in_the_middle_of_a_job_shows_it_to_its_end(browser: Browser) -> None:
    async with studio(stepped=True) as home, open_page(browser) as page:
        await enter(page, home)
        await say(page, "/imagine a red fox")
        await expect(page.locator('[data-card="progress"]')).to_be_visible()
        await page.reload()
        await expect(page.locator('[data-card="progress"]')).to_be_visible()
        for _ in range(3):
            home.dispatch.step()
        await drawn(page)


async def test_what_is_written_without_a_connection_is_sent_once(page: Page, home: Studio) -> None:
    await enter(page, home)
    await say(page, "before")
    await expect(page.locator('[data-kind="said"]')).to_have_count(1)
    await page.context.set_offline(True)
    await say(page, "/imagine a red fox")
    await expect(page.locator('[data-kind="unsent"]')).to_contain_text("Not sent yet")
    await expect(page.locator("#offline")).to_be_visible()
    await page.context.set_offline(False)
    await drawn(page)
    await expect(page.locator("#offline")).to_be_hidden()
    await expect(page.locator('[data-kind="unsent"]')).to_have_count(0)
    assert [each.words for each in home.dispatch.calls] == ["a red fox"]
    page.wrongs.clear()  # type: ignore[attr-defined]


async def test_a_session_that_ends_leads_back_to_the_door(page: Page, home: Studio) -> None:
    await enter(page, home)
    await say(page, "before")
    await expect(page.locator('[data-kind="said"]')).to_have_count(1)
    home.workspace.now += LASTS + timedelta(seconds=1)
    await home.workspace.show(
        Message("m1", "general", None, "someone", "Someone", "hello", home.workspace.now), final=True, first=True
    )
    await expect(page.locator("#enter-name")).to_be_visible()
    page.wrongs.clear()  # type: ignore[attr-defined]


async def test_a_server_that_restarts_loses_nothing(browser: Browser) -> None:
    async with AsyncExitStack() as stack, open_page(browser) as page:
        first = studio()
        home = await first.__aenter__()
        await enter(page, home)
        await say(page, "before")
        await expect(page.locator('[data-kind="said"]')).to_have_count(1)
        await first.__aexit__(None, None, None)
        await say(page, "/imagine a red fox")
        await expect(page.locator('[data-kind="unsent"]')).to_have_count(1)
        await stack.enter_async_context(studio(before=home))
        async with home.visitor("Ben") as ben:
            await ben.say("meanwhile")
        await drawn(page)
        await expect(page.locator('[data-kind="said"]')).to_have_count(3)
        await expect(page.locator(".message").get_by_text("meanwhile")).to_be_visible()
        assert len(home.dispatch.calls) == 1
        page.wrongs.clear()  # type: ignore[attr-defined]


async def test_what_is_refused_can_be_put_right(page: Page, home: Studio) -> None:
    await enter(page, home)
    await say(page, "x" * 50_001)
    waiting = page.locator('[data-kind="refused"]')
    await expect(waiting).to_contain_text("message_too_long")
    await waiting.locator("[data-restore]").click()
    await expect(waiting).to_have_count(0)
    assert len(await page.locator("#channel-text").input_value()) == 50_001
    page.wrongs.clear()  # type: ignore[attr-defined]


async def test_people_see_each_other_at_once_and_private_answers_not(page: Page, home: Studio) -> None:
    await enter(page, home)
    async with home.visitor("Ben Okri") as ben:
        await ben.say("/quota")
        await ben.say("what a morning")
        message = page.locator('[data-kind="said"]').last
        await expect(message).to_contain_text("what a morning")
        await expect(message).to_contain_text("Ben Okri")
        await expect(page.locator(".from-easel")).to_have_count(0)
        await page.locator("#channel-text").press_sequentially("@be")
        await expect(page.get_by_role("option")).to_have_text("@Ben Okri")


async def test_channels_of_ones_own(page: Page, home: Studio) -> None:
    await enter(page, home)
    await page.locator("[data-add-channel]").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("sketches")
    await dialog.get_by_label("Just me").check()
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-channel="sketches-ada"][aria-current="page"]')).to_contain_text("only you")
    await say(page, "/imagine a secret")
    await drawn(page)
    async with home.visitor("Ben") as ben:
        await ben.say("over here")
    await expect(page.locator('a[data-channel="general"].unread')).to_be_visible()
    await page.locator('a[data-channel="general"]').click()
    await expect(page.locator('[data-kind="said"]')).to_contain_text("over here")
    await expect(page.locator('a[data-channel="general"].unread')).to_have_count(0)


async def test_words_from_others_are_only_words(page: Page, home: Studio) -> None:
    evil = '<img src=x onerror="console.error(1)"><script>console.error(2)</script>'
    async with home.visitor("<b>Eve") as eve:
        await eve.say(evil)
        await eve.say(f"/imagine {evil}")
    await enter(page, home)
    await drawn(page)
    await expect(page.locator('[data-kind="said"] .text').first).to_have_text(evil)
    await expect(page.locator(".message b").first).to_have_text("<b>Eve")
    assert await page.locator("main script, main img[src='x']").count() == 0


async def test_the_page_runs_no_words_as_script(page: Page, home: Studio) -> None:
    await enter(page, home)
    wrongs: list[str] = page.wrongs  # type: ignore[attr-defined]
    await page.evaluate(
        """() => {
          const script = document.createElement("script");
          try { script.text = "window.ran = true"; } catch {}
          document.body.append(script);
          try { document.body.insertAdjacentHTML("beforeend", "<b>ran</b>"); } catch {}
          const image = new Image();
          image.src = "http://127.0.0.2:9/x.png";
        }"""
    )
    while not any("img-src" in each for each in wrongs):
        await page.wait_for_event("console")
    assert await page.evaluate("window.ran") is None
    assert await page.get_by_text("ran", exact=True).count() == 0
    wrongs.clear()


async def test_a_password_at_the_door(browser: Browser) -> None:
    async with studio(BrowserOptions("key", password="open sesame")) as home, open_page(browser) as page:
        await page.add_init_script(TOURED)
        await page.goto(home.base)
        await page.get_by_label("Your name").fill("Ada")
        await page.get_by_label("Password", exact=True).fill("open")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert").filter(has_text="password_wrong")).to_be_visible()
        await expect(page.get_by_label("Password", exact=True)).to_be_focused()
        page.wrongs.clear()  # type: ignore[attr-defined]
        await page.get_by_label("Password", exact=True).fill("open sesame")
        await page.keyboard.press("Enter")
        await expect(page.locator("#channel-text")).to_be_focused()
        await page.locator("[data-leave]").click()
        await expect(page.get_by_label("Your name")).to_have_value("Ada")


async def test_a_phone(browser: Browser, home: Studio) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    async with open_page(browser, **phone) as page:
        await enter(page, home)
        await page.get_by_role("button", name="Channels").click()
        await expect(page.locator('a[data-channel="general"]')).to_be_in_viewport()
        await page.locator('a[data-channel="general"]').click()
        await expect(page.locator("#side")).not_to_be_in_viewport()
        await say(page, "/imagine a red fox")
        await drawn(page)
        await page.locator("[data-open-thread]").click()
        await expect(page.locator("#channel")).to_be_hidden()
        await say(page, "make it night", "thread")
        await drawn(page, 2, "thread")
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        for each in await page.locator("#thread button:visible").all():
            box = await each.bounding_box()
            assert box["x"] >= 0
            assert box["height"] >= 28
        await page.get_by_role("button", name="Back").click()
        await expect(page.locator("#channel")).to_be_visible()


async def test_light_and_dark(browser: Browser, home: Studio) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        async with open_page(browser, color_scheme=scheme) as page:
            await enter(page, home)
            shade = await page.evaluate("getComputedStyle(document.body).backgroundColor")
            shades[scheme] = sum(int(part) for part in shade[4:-1].split(","))
    assert shades["light"] > 600
    assert shades["dark"] < 120
