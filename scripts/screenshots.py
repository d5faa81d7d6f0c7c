"""Takes the screenshots of docs/screenshots: ``make screenshots``, or ``python -m scripts.screenshots --examples``.

Easel runs with the sketch engine in a folder of its own, and a real browser walks through it. With ``--examples`` the
pictures that the page itself shows (the door, the empty wall, the tour) are drawn anew too; with ``--library`` only the
library is walked through.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser import FLAGS, chromium

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "docs" / "screenshots"
EXAMPLES = ROOT / "bot" / "platforms" / "browser" / "static" / "examples"
MOST = 2_500_000
"""Bytes that all screenshots together may take."""

PATIENCE = 120_000
DESK = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
PHONE = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
    "color_scheme": "dark",
}  # fmt: skip
FOX = "/imagine a red fox and a cactus in the desert at sunset, landscape"
REPLIES = (("make it night and add a rocket", "v2"), ("v1 but in snow", "v3"), ("add two birds", "v4"))
TOURED = "localStorage.setItem('easel.toured', 'true')"
HUNG = (
    "a red fox and a cactus in the desert at sunset, landscape",
    "a poster with a bicycle that says “Sunday ride”, portrait",
    "a lighthouse on a cliff in a storm, 16:9",
    "a sailing boat on the sea at dawn",
    "mountains with pine trees in snow, landscape",
    "an owl in a forest at night, portrait",
    "a tram in the rain, landscape",
    "a whale under the stars, 16:9",
)
SHOWN = {
    "fox.webp": ("a red fox and a cactus in the desert at sunset, landscape", None),
    "fox-night.webp": ("make it night and add a rocket", "fox.webp"),
    "fox-snow.webp": ("v1 but in snow", "fox.webp"),
    "lighthouse.webp": ("a lighthouse on a cliff in a storm, landscape", None),
    "poster.webp": ("a poster with a bicycle that says “Sunday ride”, landscape", None),
}


@asynccontextmanager
async def easel(folder: str) -> AsyncIterator[str]:
    """Run Easel inside the block, without anybody's keys; yield its address."""
    environment = {
        "PATH": os.environ["PATH"], "HOME": folder, "EASEL_DATA_DIR": f"{folder}/data", "EASEL_HTTP_PORT": "0"
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    said = b""
    while not (found := re.search(rb"ready: (http://\S+)", said)):
        line = await process.stdout.readline()
        if not line:
            sys.exit(f"Easel did not start:\n{said.decode()}")
        said += line
    reading = asyncio.create_task(process.stdout.read())  # a pipe that nobody reads would hold it up
    try:
        yield found[1].decode()
    finally:
        process.terminate()
        await process.wait()
        await reading


async def visit(browser: Browser, address: str, name: str = "", **look: object) -> Page:
    """Open the workspace; with a name, enter it as somebody who has taken the tour."""
    profile = await browser.new_context(**({"reduced_motion": "reduce"} | DESK | look))
    profile.set_default_timeout(PATIENCE)
    page = await profile.new_page()
    if name:
        await page.add_init_script(TOURED)
    await page.goto(address)
    await expect(page.locator("#enter-name")).to_be_visible()
    if name:
        await page.locator("#enter-name").fill(name)
        await page.keyboard.press("Enter")
        await expect(page.locator("#channel-text")).to_be_focused()
    return page


async def say(page: Page, words: str, title: str = "", where: str = "channel") -> None:
    """Say something; with a title, wait for the result that bears it."""
    await page.locator(f"#{where}-text").fill(words)
    await page.locator(f"#{where}-text").press("Enter")
    if title:
        card = page.locator(f'[data-log="{where}"] [data-card="result"]', has_text=title).last
        await expect(card.locator("img.in").last).to_be_visible()


async def shoot(page: Page, name: str) -> None:
    """Write one screenshot once every picture in sight is there."""
    await page.wait_for_function(
        "() => document.fonts.status === 'loaded' && [...document.images].every((each) => each.complete || !each.checkVisibility())"
    )
    image = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
    image.save(SHOTS / f"{name}.webp", "WEBP", quality=82, method=6)


async def walk(browser: Browser, address: str) -> None:
    """Go through the workspace and take a picture of each state."""
    page = await visit(browser, address)
    await shoot(page, "01-door")
    await page.locator("#enter-name").fill("Ada")
    await page.keyboard.press("Enter")
    await expect(page.locator('dialog[data-tour="1"]')).to_be_visible()
    await page.locator("[data-tour-next]").click()
    await shoot(page, "02-tour")
    await page.keyboard.press("Escape")
    await expect(page.locator("#channel-text")).to_be_focused()
    await shoot(page, "03-empty-wall")
    await page.locator("#channel-text").press_sequentially("/imagine a lighthouse size:")
    await expect(page.get_by_role("option").nth(4)).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await shoot(page, "04-completion")
    await say(page, FOX, "v1, by @Ada")
    await page.locator("[data-open-thread]").click()
    await expect(page.locator("[data-idea]").first).to_be_visible()
    await shoot(page, "05-first-picture")
    for words, version in REPLIES:
        await say(page, words, f"{version}, from", "thread")
    await expect(page.locator('[data-strip] li.head [data-version="4"]')).to_be_visible()
    await shoot(page, "06-thread")
    await close_looks(page)
    await page.locator("#thread-text").focus()
    await page.emulate_media(color_scheme="dark")
    await shoot(page, "10-dark")
    await page.emulate_media(color_scheme="light")
    await page.keyboard.press("Escape")
    await news(browser, address, page)
    await on_a_phone(browser, address, page)


async def close_looks(page: Page) -> None:
    """Open what lies over the thread: the viewer, before and after, the help sheet."""
    await page.locator("[data-view-version]").click()
    await expect(page.locator("dialog .film button")).to_have_count(4)
    await page.locator("[data-facts]").click()
    await page.locator('[data-film="3"]').click()
    await shoot(page, "07-viewer")
    await page.keyboard.press("Escape")
    await page.locator('[data-strip] [data-version="1"]').drag_to(page.locator('[data-strip] [data-version="2"]'))
    await expect(page.locator("[data-seam]")).to_be_focused()
    await shoot(page, "08-compare")
    await page.keyboard.press("Escape")
    await page.locator("[data-help]").click()
    await shoot(page, "09-help")
    await page.keyboard.press("Escape")


async def news(browser: Browser, address: str, page: Page) -> None:
    """Let somebody else speak in the thread while it is closed."""
    other = await visit(browser, address, "Ben Okri")
    await say(other, "that snow is lovely, shall we use it for the card?")
    await other.locator("[data-open-thread]").first.click()
    await say(other, "make it autumn", "v5, from", "thread")
    await other.context.close()
    await expect(page.locator("[data-news] a")).to_be_visible()
    await expect(page.locator('[data-log="channel"] [data-kind="said"]').last).to_contain_text("lovely")
    await say(page, "/quota")
    await expect(page.locator('[data-card="answer"]').last).to_be_visible()
    await shoot(page, "11-unread")


async def on_a_phone(browser: Browser, address: str, page: Page) -> None:
    """Show the same on a phone."""
    phone = await visit(browser, address, "Ada", **PHONE)
    await expect(phone.locator('[data-log="channel"] img.in').last).to_be_visible()
    await phone.locator('[data-log="channel"] figure').last.evaluate(
        "(figure) => figure.scrollIntoView({ block: 'center' })"
    )
    await shoot(phone, "12-phone")
    await phone.locator("[data-open-thread]").first.click()
    await expect(phone.locator("[data-strip] li.head")).to_be_visible()
    await expect(phone.locator('[data-log="thread"] img.in').last).to_be_visible()
    await shoot(phone, "13-phone-thread")
    await phone.locator("[data-compare-versions]").click()
    await phone.locator("dialog [data-before]").select_option("1")
    await phone.locator("dialog [data-after]").select_option("2")
    await shoot(phone, "14-phone-compare")
    await phone.context.close()
    await page.context.close()


async def the_library(browser: Browser, address: str) -> None:
    """Fill the library a little, and walk along its walls."""
    page = await visit(browser, address, "Ben Okri")
    for words in HUNG:
        await say(page, f"/imagine {words}", "v1, by @Ben")
        await expect(page.locator('[data-log="channel"] figure img.in')).to_have_count(1 + HUNG.index(words))
    await page.locator("[data-open-thread]").first.click()
    await say(page, "make it night and add a rocket", "v2, from", "thread")
    await say(page, "v1 but in snow", "v3, from", "thread")
    await page.goto(f"{address}/library")
    await expect(page.locator(".tile img.in")).to_have_count(len(HUNG) + 2)
    await shoot(page, "15-library")
    await page.locator(".tile a").first.click()
    await expect(page.locator("[data-node]")).to_have_count(3)
    await page.locator("[data-add-tag]").click()
    await page.locator(".pop #said").fill("winter")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-untag]")).to_be_visible()
    await page.locator("[data-collect]").click()
    await page.locator(".pop #said").fill("Postcards")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bit", has_text="Postcards")).to_be_visible()
    await page.locator("[data-move=review]").click()
    await expect(page.locator(".history li")).to_be_visible()
    await page.mouse.move(0, 0)
    await shoot(page, "16-library-picture")
    await page.emulate_media(color_scheme="dark")
    await page.locator("[data-shows=compare]").click()
    await shoot(page, "17-library-compare")
    await page.context.close()
    phone = await visit(browser, address, "Ben Okri", **PHONE)
    await phone.goto(f"{address}/library")
    await expect(phone.locator(".tile img.in").first).to_be_visible()
    await shoot(phone, "18-library-phone")
    await phone.context.close()


async def draw_examples(browser: Browser, address: str) -> None:
    """Draw the pictures that the page itself shows."""
    page = await visit(browser, address, "Example")
    version = 1
    for name, (words, parent) in SHOWN.items():
        if parent is None:
            await page.keyboard.press("Escape")
            await expect(page.locator("#thread")).to_be_hidden()
            await say(page, f"/imagine {words}", words.split(",")[0])
            await page.locator("[data-open-thread]").last.click()
            version = 1
        else:
            version += 1
            await say(page, words, f"v{version}, from", "thread")
        await expect(page.locator('[data-log="thread"] figure')).to_have_count(version)
        figure = page.locator('[data-log="thread"] figure').last
        await expect(figure.locator("img.in")).to_be_visible()
        async with page.expect_download() as downloading:
            await figure.locator("[data-download]").click()
        # A poster's words stand at its head.
        image = Image.open(await (await downloading.value).path()).convert("RGB")
        _cut(image, parts=8 if name == "poster.webp" else 2).save(EXAMPLES / name, "WEBP", quality=80, method=6)
    await page.context.close()


def _cut(image: Image.Image, width: int = 480, height: int = 320, *, parts: int) -> Image.Image:
    """Cut a picture to size; of what is too much in height, one of so many ``parts`` goes from the top."""
    scale = max(width / image.width, height / image.height)
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
    left, top = (image.width - width) // 2, (image.height - height) // parts
    return image.crop((left, top, left + width, top + height))


async def main() -> None:
    """Take every screenshot; exit with 1 where they have grown too large."""
    expect.set_options(timeout=PATIENCE)
    SHOTS.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        if "--examples" in sys.argv[1:]:
            with tempfile.TemporaryDirectory() as folder:
                async with easel(folder) as address:
                    await draw_examples(browser, address)
        if "--library" not in sys.argv[1:]:
            with tempfile.TemporaryDirectory() as folder:
                async with easel(folder) as address:
                    await walk(browser, address)
        with tempfile.TemporaryDirectory() as folder:
            async with easel(folder) as address:
                await the_library(browser, address)
        await browser.close()
    taken = sorted(SHOTS.glob("*.webp"))
    size = sum(each.stat().st_size for each in taken)
    print(f"{len(taken)} screenshots, {size / 1000:.0f} kB, in {SHOTS.relative_to(ROOT)}")
    if size > MOST:
        sys.exit(f"they may take {MOST / 1000:.0f} kB")


if __name__ == "__main__":
    asyncio.run(main())
