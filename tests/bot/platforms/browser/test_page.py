from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.ports import BrowserOptions, Message
from domain.card import Card, CardKind
from tests.bot.platforms.browser.studio import START, Studio, studio
from tests.browser import open_page
from tests.fakes.workspace import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

GIVE = """([where, kind, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], `${kind}.png`, { type: "image/png" }));
  const given = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true });
  document.querySelector(where).dispatchEvent(given);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def house() -> AsyncIterator[Studio]:
    async with studio() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, house: Studio) -> AsyncIterator[Page]:
    # Closed before its server, or it would miss it and say so.
    async with open_page(browser) as opened:
        yield opened


async def enter(page: Page, house: Studio, name: str = "Ada") -> None:
    await page.goto(house.base)
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
    for each in await pictures.all():
        assert await each.evaluate("(image) => image.naturalWidth") > 0


async def test_a_picture_forms_before_ones_eyes(browser: Browser) -> None:
    async with studio(stepped=True) as house, open_page(browser) as page:
        await enter(page, house)
        await page.locator(".example").first.click()
        await expect(page.locator("#channel-text")).to_have_value(
            "/imagine a red fox and a cactus in the desert at sunset, landscape"
        )
        await page.keyboard.press("Enter")
        card = page.locator('[data-card="progress"]')
        await expect(card.locator(".state")).to_have_text("2 pictures come firstabout 20 s")
        await expect(page).to_have_title("Drawing… #general · Easel")
        house.dispatch.step()
        await expect(card.locator(".state")).to_have_text("Drawingabout 8 s")
        await expect(card).to_have_attribute("data-stage", "make")
        first = await card.locator(".frame img.in").get_attribute("src")
        house.dispatch.step()
        await expect(card.locator(f'.frame img.in:not([src="{first}"])')).to_have_count(1)
        house.dispatch.step()
        await drawn(page)
        await expect(card).to_have_count(0)
        result = page.locator('[data-card="result"]')
        await expect(result).to_contain_text("v1, by @Ada")
        await expect(result.locator("[data-label]")).to_have_text(
            "Drawn offline from clip-art; no image model is configured"
        )
        await expect(result.locator("img").last).to_have_attribute(
            "alt", "A picture of a red fox and a cactus in the desert at sunset, landscape"
        )
        await expect(page.locator("#quota")).to_have_text("49 of 50 left today")
        await expect(page).to_have_title("#general · Easel")
        await expect(page.locator("#announcer")).to_contain_text("Easel: ")


async def test_replies_grow_a_tree_that_one_can_branch_from(page: Page, house: Studio) -> None:
    await enter(page, house)
    await say(page, "/imagine a red fox")
    await drawn(page)
    await page.locator("[data-open-thread]").click()
    await expect(page.locator("#thread-text")).to_be_focused()
    await say(page, "make it night and add a rocket", "thread")
    await drawn(page, 2, "thread")
    tree = page.locator("[data-strip] [data-tree]")
    await expect(tree.locator("button")).to_have_count(2)
    await tree.locator('[data-version="1"]').click()
    await expect(page.locator("[data-replying]")).to_contain_text("Replying to v1")
    await expect(tree.locator('[data-version="1"]')).to_have_attribute("aria-pressed", "true")
    await say(page, "but in snow", "thread")
    await drawn(page, 3, "thread")
    await expect(page.locator("[data-replying]")).to_have_count(0)
    await expect(tree.locator('[data-version="3"]')).to_have_attribute("data-parent", "1")
    await expect(tree.locator("li.head button")).to_have_attribute("data-version", "3")
    await expect(page.locator("#tree-count")).to_have_text("Versions (3)")
    await expect(page.locator('[data-log="channel"] [data-open-thread]')).to_have_text("4 replies")
    call = house.dispatch.calls[-1]
    assert (call.command, call.words, call.replies_to) == ("reply", "but in snow", "p-job-1")
    await page.locator('[data-log="thread"] [data-reply="p-job-2"]').click()
    await expect(page.locator("[data-replying]")).to_contain_text("Replying to v2")


async def test_buttons_answer_in_the_thread(page: Page, house: Studio) -> None:
    await enter(page, house)
    await say(page, "/imagine a red fox")
    await drawn(page)
    await page.locator('[data-log="channel"] [data-command="details"]').click()
    details = page.locator('[data-log="thread"] [data-card="answer"]')
    await expect(details.locator("[data-private]")).to_have_text("Only you see this")
    await expect(details.locator("dt").first).to_have_text("Model")
    await page.locator('[data-log="thread"] [data-command="edit"]').click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("What should change?")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.locator('[data-log="thread"] [data-command="edit"]')).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.type("more stars")
    await page.keyboard.press("Enter")
    await drawn(page, 2, "thread")
    call = house.dispatch.calls[-1]
    assert (call.command, call.words, call.options) == ("edit", "more stars", {"target": "p-job-1"})
    assert len([each for each in house.dispatch.calls if each.command == "edit"]) == 1


async def test_the_original_is_downloaded_as_it_is(page: Page, house: Studio) -> None:
    await enter(page, house)
    await say(page, "/imagine a red fox")
    await drawn(page)
    async with page.expect_download() as downloading:
        await page.locator('[data-download="p-job-1"]').click()
    download = await downloading.value
    path = await download.path()
    assert path.read_bytes() == house.workspace.pictures["p-job-1"][0]
    await page.locator("button.frame").click()
    viewer = page.locator("dialog[data-viewer]")
    await expect(viewer.locator("img")).to_have_attribute("alt", "A picture of a red fox")
    assert await viewer.locator("img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 96
    await page.keyboard.press("Escape")
    await expect(page.locator("button.frame")).to_be_focused()


async def test_files_on_a_card_can_be_had(page: Page, house: Studio) -> None:
    await enter(page, house)
    for name, file in (("one", "p7"), ("two", "upload:u7")):
        card = Card(CardKind.ANSWER, name, file=file)
        await house.workspace.show(
            Message(name, "general", None, "easel", "Easel", "", START, card), final=True, first=False
        )
    await expect(page.locator('[data-file="p7"]')).to_have_attribute("href", "/pictures/p7/original?channel=general")
    await expect(page.locator('[data-file="upload:u7"]')).to_have_attribute("href", "/uploads/u7?channel=general")


async def test_pictures_are_given_by_picker_drop_and_paste(page: Page, house: Studio) -> None:
    await enter(page, house)
    data = base64.b64encode(png()).decode()
    await page.locator('[data-files="channel"]').set_input_files(
        {"name": "pick.png", "mimeType": "image/png", "buffer": png()}
    )
    await expect(page.locator('[data-attached="u1"]')).to_contain_text("pick.png")
    await page.evaluate(GIVE, ["#channel-text", "paste", data])
    await expect(page.locator('[data-attached="u2"]')).to_contain_text("paste.png")
    await page.evaluate(GIVE, ["#channel", "dragenter", data])
    await expect(page.locator("#channel .drop-here")).to_be_visible()
    await page.evaluate(GIVE, ["#channel", "drop", data])
    await expect(page.locator('[data-attached="u3"]')).to_contain_text("drop.png")
    await expect(page.locator("#channel .drop-here")).to_be_hidden()
    await page.locator('[data-attached="u2"] button').click()
    await say(page, "add a hat")
    await drawn(page)
    call = house.dispatch.calls[-1]
    assert (call.command, call.words, [each.source for each in call.uploads]) == ("edit", "add a hat", ["u1", "u3"])
    await expect(page.locator('[data-kind="said"] [data-upload] img')).to_have_count(2)


async def test_a_file_that_is_no_picture_is_said_so(page: Page, house: Studio) -> None:
    await enter(page, house)
    await page.locator('[data-files="channel"]').set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"words"}
    )
    await expect(page.locator("[data-toast]")).to_contain_text("upload_no_picture")
    await expect(page.locator("[data-attached]")).to_have_count(0)
    page.wrongs.clear()  # type: ignore[attr-defined]


async def test_a_reload_resumes_thread_draft_and_version(page: Page, house: Studio) -> None:
    await enter(page, house)
    await say(page, "/imagine a red fox")
    await drawn(page)
    await page.locator('[data-reply="p-job-1"]').click()
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
    async with studio(stepped=True) as house, open_page(browser) as page:
        await enter(page, house)
        await say(page, "/imagine a red fox")
        await expect(page.locator('[data-card="progress"]')).to_be_visible()
        await page.reload()
        await expect(page.locator('[data-card="progress"]')).to_be_visible()
        for _ in range(3):
            house.dispatch.step()
        await drawn(page)


async def test_what_is_written_without_a_connection_is_sent_once(page: Page, house: Studio) -> None:
    await enter(page, house)
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
    assert [each.words for each in house.dispatch.calls] == ["a red fox"]
    page.wrongs.clear()  # type: ignore[attr-defined]


async def test_a_server_that_restarts_loses_nothing(browser: Browser) -> None:
    async with AsyncExitStack() as stack, open_page(browser) as page:
        first = studio()
        house = await first.__aenter__()
        await enter(page, house)
        await say(page, "before")
        await expect(page.locator('[data-kind="said"]')).to_have_count(1)
        await first.__aexit__(None, None, None)
        await say(page, "/imagine a red fox")
        await expect(page.locator('[data-kind="unsent"]')).to_have_count(1)
        await stack.enter_async_context(studio(before=house))
        async with house.visitor("Ben") as ben:
            await ben.say("meanwhile")
        await drawn(page)
        await expect(page.locator('[data-kind="said"]')).to_have_count(3)
        await expect(page.locator(".message").get_by_text("meanwhile")).to_be_visible()
        assert len(house.dispatch.calls) == 1
        page.wrongs.clear()  # type: ignore[attr-defined]


async def test_what_is_refused_can_be_put_right(page: Page, house: Studio) -> None:
    await enter(page, house)
    await say(page, "x" * 50_001)
    waiting = page.locator('[data-kind="refused"]')
    await expect(waiting).to_contain_text("message_too_long")
    await waiting.locator("[data-restore]").click()
    await expect(waiting).to_have_count(0)
    assert len(await page.locator("#channel-text").input_value()) == 50_001
    page.wrongs.clear()  # type: ignore[attr-defined]


async def test_people_see_each_other_at_once_and_private_answers_not(page: Page, house: Studio) -> None:
    await enter(page, house)
    async with house.visitor("Ben Okri") as ben:
        await ben.say("/quota")
        await ben.say("what a morning")
        message = page.locator('[data-kind="said"]').last
        await expect(message).to_contain_text("what a morning")
        await expect(message).to_contain_text("Ben Okri")
        await expect(page.locator(".from-easel")).to_have_count(0)
        await page.locator("#channel-text").press_sequentially("@be")
        await expect(page.get_by_role("option")).to_have_text("@Ben Okri")


async def test_commands_and_options_are_completed(page: Page, house: Studio) -> None:
    await enter(page, house)
    box = page.locator("#channel-text")
    await box.press_sequentially("/")
    await expect(page.get_by_role("option")).to_have_count(3)
    await box.press_sequentially("im")
    await page.keyboard.press("Tab")
    await expect(box).to_have_value("/imagine ")
    await expect(page.get_by_role("option").first).to_contain_text("size:")
    await box.press_sequentially("a fox si")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/imagine a fox size:")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/imagine a fox size:landscape ")
    await page.keyboard.press("Enter")
    await drawn(page)
    assert house.dispatch.calls[-1].options == {"size": "landscape"}
    await box.press_sequentially("/quota")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-card="answer"]')).to_contain_text("of 50 pictures are left")


async def test_the_whole_by_keyboard(page: Page, house: Studio) -> None:
    async def tab_to(selector: str) -> None:
        for _ in range(40):
            if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            await page.keyboard.press("Tab")
        raise AssertionError(selector)

    await enter(page, house)
    await page.keyboard.type("first line")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-kind="said"] .text')).to_have_text("first line\nsecond line")
    await page.keyboard.type("/imagine a red fox")
    await page.keyboard.press("Enter")
    await drawn(page)
    await tab_to("[data-open-thread]")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread-text")).to_be_focused()
    await page.keyboard.type("make it night")
    await page.keyboard.press("Enter")
    await drawn(page, 2, "thread")
    await tab_to('[data-strip] button[data-version="1"]')
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-replying]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.locator("#thread")).to_be_hidden()
    await expect(page.locator("[data-open-thread]")).to_be_focused()


async def test_channels_of_ones_own(page: Page, house: Studio) -> None:
    await enter(page, house)
    await page.locator("[data-add-channel]").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("sketches")
    await dialog.get_by_label("Just me").check()
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-channel="sketches-ada"][aria-current="page"]')).to_contain_text("only you")
    await say(page, "/imagine a secret")
    await drawn(page)
    async with house.visitor("Ben") as ben:
        await ben.say("over here")
    await expect(page.locator('a[data-channel="general"].unread')).to_be_visible()
    await page.locator('a[data-channel="general"]').click()
    await expect(page.locator('[data-kind="said"]')).to_contain_text("over here")
    await expect(page.locator('a[data-channel="general"].unread')).to_have_count(0)


async def test_words_from_others_are_only_words(page: Page, house: Studio) -> None:
    evil = '<img src=x onerror="console.error(1)"><script>console.error(2)</script>'
    async with house.visitor("<b>Eve") as eve:
        await eve.say(evil)
        await eve.say(f"/imagine {evil}")
    await enter(page, house)
    await drawn(page)
    await expect(page.locator('[data-kind="said"] .text').first).to_have_text(evil)
    await expect(page.locator("main b").first).to_have_text("<b>Eve")
    assert await page.locator("main script, main img[src='x']").count() == 0


async def test_the_page_runs_no_words_as_script(page: Page, house: Studio) -> None:
    await enter(page, house)
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
    async with studio(BrowserOptions("key", password="open sesame")) as house, open_page(browser) as page:
        await page.goto(house.base)
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


async def test_a_phone(browser: Browser, house: Studio) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    async with open_page(browser, **phone) as page:
        await enter(page, house)
        await page.get_by_role("button", name="Channels").click()
        await expect(page.locator('a[data-channel="general"]')).to_be_in_viewport()
        await page.locator('a[data-channel="general"]').click()
        await expect(page.locator("#side")).not_to_be_in_viewport()
        await say(page, "/imagine a red fox")
        await drawn(page)
        await page.locator('[data-reply="p-job-1"]').click()
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


async def test_light_and_dark(browser: Browser, house: Studio) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        async with open_page(browser, color_scheme=scheme) as page:
            await enter(page, house)
            shade = await page.evaluate("getComputedStyle(document.body).backgroundColor")
            shades[scheme] = sum(int(part) for part in shade[4:-1].split(","))
    assert shades["light"] > 600
    assert shades["dark"] < 120
