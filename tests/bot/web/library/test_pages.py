"""The library's pages in a real browser: searching, walking about, one picture."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from domain.people import Person
from tests.bot.web.library.at_library import arrive, held, hung
from tests.bot.web.library.house import ACME, ADA, BEN, House
from tests.browser import open_page

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.may_block("the loop is shared with the browser's driver"),
]

BOSS = Person(ACME, "U3", "Bo", administrator=True)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, library: House) -> AsyncIterator[Page]:
    # Closed before its server, or it would miss it and say so.
    async with open_page(browser) as opened:
        yield opened


def forgive(page: Page) -> None:
    """Let what was refused on purpose stand on the console."""
    page.wrongs.clear()  # type: ignore[attr-defined]


async def test_the_way_in_and_out(page: Page, library: House):
    await library.hang("a red fox")
    link = await library.link(ADA)
    await page.goto(link)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Enter as @ada of Acme")
    assert "#" not in page.url
    await expect(page.locator("[data-enter]")).to_be_focused()
    await page.keyboard.press("Enter")
    await hung(page)
    assert page.url == f"{library.base}/library"
    await page.locator("[data-leave]").click()
    await expect(page.get_by_role("status")).to_have_text("You have left the library.")
    await expect(page.locator(".tile")).to_have_count(0)
    await page.goto(link)
    await page.locator("[data-enter]").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("This link does not open any more")
    forgive(page)


async def test_the_chat_ends_a_visit_that_is_open(page: Page, library: House):
    await library.hang("a red fox")
    await arrive(page, library)
    await hung(page)
    await library.visitors.end_all(ADA)
    await page.locator("#search").fill("fox")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Come in through the chat")
    await expect(page.locator("img[srcset]")).to_have_count(0)
    forgive(page)


async def test_what_is_typed_is_searched_and_going_back_undoes_it(page: Page, library: House):
    await library.hang("a red fox")
    await library.hang("a blue whale", person=BEN)
    await arrive(page, library)
    tiles = await hung(page)
    await expect(tiles).to_have_count(2)
    await page.keyboard.press("/")
    await expect(page.locator("#search")).to_be_focused()
    await page.keyboard.type("whale")
    await expect(tiles).to_have_count(1)
    await expect(page).to_have_url(re.compile(r"\?q=whale$"))
    await page.locator('[data-filter="ratio"]').click()
    await page.locator('[data-choice="square"]').click()
    await expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    await expect(page).to_have_url(re.compile(r"\?q=whale&ratio=square$"))
    await page.go_back()
    await expect(tiles).to_have_count(1)
    await expect(page.locator(".filter.on")).to_have_count(0)
    await page.go_back()
    await expect(tiles).to_have_count(2)
    await expect(page.locator("#search")).to_have_value("")
    await page.go_forward()
    await expect(tiles).to_have_count(1)
    await expect(page.locator("#search")).to_have_value("whale")


async def test_an_address_with_filters_is_what_it_says(page: Page, library: House):
    await library.hang("a red fox")
    await library.hang("a blue whale", person=BEN)
    await arrive(page, library)
    await page.goto(f"{library.base}/library?by=Ben+Okri&ratio=landscape")
    tiles = await hung(page)
    await expect(tiles).to_have_count(1)
    await expect(page.locator(".filter.on .value")).to_have_text(["Ben Okri", "Landscape"])
    await page.locator('[data-unfilter="by"]').click()
    await expect(tiles).to_have_count(2)
    await page.locator("[data-clear]").click()
    await expect(page).to_have_url(f"{library.base}/library")


async def test_what_came_too_late_is_not_shown(page: Page, library: House):
    await library.hang("a red fox")
    await library.hang("a blue whale")
    await arrive(page, library)
    tiles = await hung(page)
    slow = []

    async def hold(route):
        slow.append(route)

    await page.route(re.compile(r"/api/pictures\?.*q=fo(&|$)"), hold)
    await page.locator("#search").press_sequentially("fo")
    async with page.expect_request(re.compile(r"q=fo(&|$)")):
        pass
    await page.locator("#search").fill("whale")
    await expect(tiles).to_have_count(1)
    await expect(tiles.first.locator("img")).to_have_attribute("alt", "A drawing: a blue whale")
    for route in slow:
        await route.abort()
    await expect(tiles.first.locator("img")).to_have_attribute("alt", "A drawing: a blue whale")
    forgive(page)


async def test_a_long_wall_holds_few_tiles_and_comes_to_its_end(page: Page, library: House):
    await library.fill(400)
    await arrive(page, library)
    tiles = await hung(page)
    most = 0
    for _ in range(200):
        most = max(most, await tiles.count())
        await page.mouse.wheel(0, 2500)
        if await page.locator(".foot").is_visible():
            break
        await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await expect(page.locator(".foot")).to_be_visible()
    assert most < 160
    await page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = page.locator('.tile[data-at="399"]')
    await expect(last.locator("img")).to_have_attribute("alt", "A drawing: number 0")
    await expect(last).to_have_attribute("aria-setsize", "400")
    # Every row is as wide as the wall, and none lies over another.
    boxes = await page.evaluate(
        "() => [...document.querySelectorAll('.tile')].map((each) => { const box = each.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; })"
    )
    for one in boxes:
        for other in boxes:
            apart = one == other or one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


async def test_arrows_walk_in_two_dimensions(page: Page, library: House):
    await library.fill(50)
    await arrive(page, library)
    await hung(page)
    await page.locator("#search").press("ArrowDown")
    await expect(held(page)).to_have_attribute("data-at", "0")
    await page.keyboard.press("ArrowRight")
    await expect(held(page)).to_have_attribute("data-at", "1")
    before = await held(page).bounding_box()
    await page.keyboard.press("ArrowDown")
    below = await held(page).bounding_box()
    assert before is not None
    assert below is not None
    assert below["y"] >= before["y"] + before["height"]
    assert below["x"] < before["x"] + before["width"]
    assert below["x"] + below["width"] > before["x"]
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("End")
    await expect(held(page)).to_have_attribute("data-at", "49")
    await expect(held(page)).to_be_in_viewport()
    await page.keyboard.press("Home")
    await expect(held(page)).to_have_attribute("data-at", "0")


async def test_one_comes_back_to_where_one_was(page: Page, library: House):
    await library.fill(200)
    await arrive(page, library)
    await hung(page)
    for _ in range(6):
        await page.mouse.wheel(0, 1200)
        await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    tile = page.locator(".tile").nth(30)
    at = await tile.get_attribute("data-at")
    await page.locator(f'.tile[data-at="{at}"] > a').click()
    await expect(page.locator("[data-large].in")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(held(page)).to_have_attribute("data-at", at or "")
    await expect(held(page)).to_be_in_viewport()
    assert await page.evaluate("scrollY") > 500


async def test_a_star_is_given_and_found(page: Page, library: House):
    await library.hang("a red fox")
    await library.hang("a blue whale")
    await arrive(page, library)
    tiles = await hung(page)
    await page.locator("#search").press("ArrowDown")
    await page.keyboard.press("s")
    await expect(tiles.first.locator("[data-star]")).to_have_attribute("aria-pressed", "true")
    await expect(tiles.first.locator("a")).to_be_focused()
    await page.locator('[data-filter="starred"]').click()
    await expect(tiles).to_have_count(1)
    await page.goto(f"{library.base}/library/stars")
    await expect(await hung(page)).to_have_count(1)


async def test_a_picture_with_its_family_before_and_after(page: Page, library: House):
    fox = await library.hang("a red fox", thread="one")
    night = await library.hang("make it night", thread="one", parent=fox.id)
    await arrive(page, library)
    await (await hung(page)).first.locator("a").click()
    await expect(page.locator("[data-prompt]")).to_have_text("make it night")
    nodes = page.locator("[data-node]")
    await expect(nodes).to_have_count(2)
    await expect(page.locator(f'[data-node="{night.id}"]')).to_have_attribute("aria-current", "true")
    await page.locator("[data-shows=compare]").click()
    seam = page.locator("[data-seam]")
    await expect(seam).to_have_attribute("aria-valuetext", "50 % of v1, 50 % of v2")
    await seam.focus()
    await page.keyboard.press("ArrowRight")
    await expect(seam).to_have_attribute("aria-valuetext", "51 % of v1, 49 % of v2")
    await page.locator(f'[data-node="{night.id}"]').focus()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{library.base}/library/p/{fox.id}")
    await expect(page.locator("[data-prompt]")).to_have_text("a red fox")
    async with page.expect_download() as downloading:
        await page.locator("[data-save=original]").click()
    saved = await (await downloading.value).path()
    assert saved.read_bytes() == await library.studio.assets.get(fox.digest)


async def test_the_prompt_is_copied(browser: Browser, library: House):
    await library.hang("a red fox in snow")
    async with open_page(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        await arrive(page, library)
        await (await hung(page)).first.locator("a").click()
        await page.locator("[data-copy]").click()
        await expect(page.locator("[data-copy]")).to_have_text("Copied")
        assert await page.evaluate("navigator.clipboard.readText()") == "a red fox in snow"


async def test_the_team_agrees_on_a_picture(page: Page, library: House):
    await library.hang("a red fox")
    await arrive(page, library, BOSS)
    await (await hung(page)).first.locator("a").click()
    await page.locator("[data-move=review]").click()
    await expect(page.locator(".standing .state")).to_have_text("In review")
    await page.locator("[data-move=changes]").click()
    await page.locator("dialog textarea").fill("The sky is too dark.")
    await page.keyboard.press("Enter")
    await expect(page.locator(".history blockquote")).to_have_text("The sky is too dark.")
    await expect(page.locator(".standing .state")).to_have_text("Changes asked")
    await page.locator("[data-move=approved]").click()
    await expect(page.locator(".standing .state")).to_have_text("Approved")
    await expect(page.locator(".history li")).to_have_count(3)
    await page.locator("[data-back]").click()
    await expect(page.locator(".tile.approved")).to_have_count(1)


async def test_names_tags_and_collections_are_given_and_taken(page: Page, library: House):
    await library.hang("a red fox")
    await arrive(page, library)
    await (await hung(page)).first.locator("a").click()
    for button, words, shown in (
        ("[data-add-name]", "Logo", "@logo"),
        ("[data-add-tag]", "spring", "spring"),
        ("[data-collect]", "Spring posters", "Spring posters"),
    ):
        await page.locator(button).click()
        await page.locator(".pop #said").fill(words)
        await page.keyboard.press("Enter")
        await expect(page.locator(".bit", has_text=shown)).to_have_count(1)
    await expect(page.get_by_role("heading", level=1)).to_have_text("@logo")
    await page.locator("[data-untag=spring]").click()
    await expect(page.locator("[data-untag]")).to_have_count(0)
    await page.locator("nav [data-tab]", has_text="Collections").click()
    await page.locator("[data-collection]").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Spring posters")
    await expect(await hung(page)).to_have_count(1)
    async with page.expect_download() as downloading:
        await page.locator('[data-saves="zip"]').click()
    assert (await downloading.value).suggested_filename.endswith(".zip")


async def test_a_name_that_another_picture_has_is_asked_for(page: Page, library: House):
    await library.hang("a red fox")
    await library.hang("a blue whale")
    await arrive(page, library)
    for at in (1, 0):
        await (await hung(page)).nth(at).locator("a").click()
        await page.locator("[data-add-name]").click()
        await page.locator(".pop #said").fill("logo")
        await page.keyboard.press("Enter")
        if at == 0:
            await page.locator("[data-yes]").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("@logo")
        await page.locator("[data-back]").click()


async def test_a_library_without_pictures_teaches(page: Page, library: House):
    await arrive(page, library)
    await expect(page.get_by_role("heading", name="The walls are still bare")).to_be_visible()
    await expect(page.locator(".ways li")).to_have_count(3)


async def test_what_is_not_there_is_said_plainly(page: Page, library: House):
    await arrive(page, library)
    for path in ("/p/none", "/collections/none", "/people/nobody"):
        await page.goto(f"{library.base}/library{path}")
        await expect(page.get_by_role("heading", level=1)).to_have_text("This picture is not here")
    forgive(page)
