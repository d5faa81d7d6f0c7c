from __future__ import annotations

import base64

import pytest
from playwright.async_api import Browser, Page, expect

from bot.ports import Message
from domain.card import Card, CardKind
from tests.bot.platforms.browser.at_page import drawn, enter, say
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


async def test_a_picture_forms_before_ones_eyes(browser: Browser) -> None:
    async with studio(stepped=True) as home, open_page(browser) as page:
        await enter(page, home)
        await page.locator(".example").first.click()
        await expect(page.locator("#channel-text")).to_have_value(
            "/imagine a red fox and a cactus in the desert at sunset, landscape"
        )
        await page.keyboard.press("Enter")
        card = page.locator('[data-card="progress"]')
        await expect(card.locator(".state")).to_have_text("2 pictures come firstabout 20 s")
        await expect(page).to_have_title("Drawing… #general · Easel")
        home.dispatch.step()
        await expect(card.locator(".state")).to_have_text("Drawingabout 8 s")
        await expect(card).to_have_attribute("data-stage", "make")
        first = await card.locator(".frame img.in").get_attribute("src")
        home.dispatch.step()
        await expect(card.locator(f'.frame img.in:not([src="{first}"])')).to_have_count(1)
        home.dispatch.step()
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


async def test_replies_grow_a_tree_that_one_can_branch_from(page: Page, home: Studio) -> None:
    await enter(page, home)
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
    await expect(page.locator("#tree-count")).to_have_text("3 versions")
    await expect(page.locator('[data-log="channel"] [data-open-thread]')).to_have_text("4 replies")
    call = home.dispatch.calls[-1]
    assert (call.command, call.words, call.replies_to) == ("reply", "but in snow", "p-job-1")
    await page.locator('[data-log="thread"] [data-reply="p-job-2"]').click()
    await expect(page.locator("[data-replying]")).to_contain_text("Replying to v2")


async def test_in_the_channel_one_thing_refines_and_one_leads_into_the_thread(page: Page, home: Studio) -> None:
    await enter(page, home)
    await say(page, "/imagine a red fox")
    await drawn(page)
    channel, thread = page.locator('[data-log="channel"]'), page.locator('[data-log="thread"]')
    await expect(channel.locator('[data-command="edit"]')).to_have_count(1)
    await expect(channel.locator("[data-open-thread]")).to_have_text("Open the thread")
    await expect(channel.locator("[data-reply]")).to_have_count(0)
    await channel.locator("[data-open-thread]").click()
    # There it chooses the version that what is written is about.
    await expect(thread.locator("[data-reply]")).to_have_count(1)


async def test_buttons_answer_in_the_thread(page: Page, home: Studio) -> None:
    await enter(page, home)
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
    call = home.dispatch.calls[-1]
    assert (call.command, call.words, call.options) == ("edit", "more stars", {"target": "p-job-1"})
    assert len([each for each in home.dispatch.calls if each.command == "edit"]) == 1


async def test_the_original_is_downloaded_as_it_is(page: Page, home: Studio) -> None:
    await enter(page, home)
    await say(page, "/imagine a red fox")
    await drawn(page)
    async with page.expect_download() as downloading:
        await page.locator('[data-download="p-job-1"]').click()
    download = await downloading.value
    path = await download.path()
    assert path.read_bytes() == home.workspace.pictures["p-job-1"][0]
    await page.locator("button.frame").click()
    viewer = page.locator("dialog[data-viewer]")
    await expect(viewer.locator(".pane img")).to_have_attribute("alt", "A picture of a red fox")
    assert await viewer.locator(".pane img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 96
    await page.keyboard.press("Escape")
    await expect(page.locator("button.frame")).to_be_focused()


async def test_what_was_stopped_still_says_what_it_was(browser: Browser) -> None:
    async with studio(stepped=True) as home, open_page(browser) as page:
        await enter(page, home)
        await say(page, "/imagine a red fox")
        progress = page.locator('.message:has([data-card="progress"])')
        await expect(progress).to_be_visible()
        message = await progress.get_attribute("data-message")
        stopped = Card(CardKind.REFUSAL, "You stopped it. Nothing was charged.", title="Cancelled")
        await home.workspace.show(
            Message(message, "general", None, "easel", "Easel", "", START, stopped), final=True, first=False
        )
        card = page.locator('[data-card="refusal"]')
        await expect(card).to_contain_text("You asked for: a red fox")


async def test_files_on_a_card_can_be_had(page: Page, home: Studio) -> None:
    await enter(page, home)
    for name, file in (("one", "p7"), ("two", "upload:u7")):
        card = Card(CardKind.ANSWER, name, file=file)
        await home.workspace.show(
            Message(name, "general", None, "easel", "Easel", "", START, card), final=True, first=False
        )
    await expect(page.locator('[data-file="p7"]')).to_have_attribute("href", "/pictures/p7/original?channel=general")
    await expect(page.locator('[data-file="upload:u7"]')).to_have_attribute("href", "/uploads/u7?channel=general")


async def test_pictures_are_given_by_picker_drop_and_paste(page: Page, home: Studio) -> None:
    await enter(page, home)
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
    call = home.dispatch.calls[-1]
    assert (call.command, call.words, [each.source for each in call.uploads]) == ("edit", "add a hat", ["u1", "u3"])
    await expect(page.locator('[data-kind="said"] [data-upload] img')).to_have_count(2)


async def test_a_file_that_is_no_picture_is_said_so(page: Page, home: Studio) -> None:
    await enter(page, home)
    await page.locator('[data-files="channel"]').set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"words"}
    )
    await expect(page.locator("[data-toast]")).to_contain_text("upload_no_picture")
    await expect(page.locator("[data-attached]")).to_have_count(0)
    page.wrongs.clear()  # type: ignore[attr-defined]


async def test_commands_and_options_are_completed(page: Page, home: Studio) -> None:
    await enter(page, home)
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
    assert home.dispatch.calls[-1].options == {"size": "landscape"}
    await box.press_sequentially("/quota")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-card="answer"]')).to_contain_text("of 50 pictures are left")


async def test_the_whole_by_keyboard(page: Page, home: Studio) -> None:
    async def tab_to(selector: str) -> None:
        for _ in range(40):
            if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            await page.keyboard.press("Tab")
        raise AssertionError(selector)

    await enter(page, home)
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
    await tab_to('[data-strip] button[data-version="2"]')
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator('[data-strip] button[data-version="1"]')).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-replying]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.locator("#thread")).to_be_hidden()
    await expect(page.locator("[data-open-thread]")).to_be_focused()
