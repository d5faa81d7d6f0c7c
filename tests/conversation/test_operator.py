"""The operator's page as an operator uses it: who may see it, what it shows, and how a stuck job is mended."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.browser import browser, open_page
from tests.conversation.conftest import easel, settings_for
from tests.conversation.guest import Guest, Refusal
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_script import Step

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.may_block("the loop is shared with the browser's driver"),
]
__all__ = ["browser"]

STATE = "/operator/api/state"
PHONE = {"viewport": {"width": 390, "height": 844}}
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def settings(tmp_path: Path, openai: FakeOpenAI, **more: object):
    return settings_for(tmp_path, openai_api_key=openai.key, openai_base_url=openai.base_url, **more)


@pytest.fixture(autouse=True)
def _stuck_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call a job stuck as soon as it runs, and look often."""
    monkeypatch.setattr("bot.watch.state.LONG_AT_WORK", -1)
    monkeypatch.setattr("bot.watch.lookout.FRESH", 0.0)
    monkeypatch.setattr("bot.watch.lookout.EVERY", 0.2)


async def enter(page: Page, address: str, password: str = "boss") -> None:
    await page.goto(f"{address}/operator")
    await page.get_by_label("Administrator's password").fill(password)
    await page.keyboard.press("Enter")


async def accessible(page: Page) -> None:
    """Fail where axe-core finds a violation."""
    found = (await Axe().run(page, options=_RULES)).response["violations"]
    assert not found, json.dumps([(each["id"], [node["html"] for node in each["nodes"]]) for each in found], indent=1)


async def stalled(openai: FakeOpenAI, address: str) -> Guest:
    """Have somebody ask for a picture that does not come."""
    openai.script(Step("stall"))
    ada = await Guest.enter(address, "Ada Lovelace")
    await ada.say("/imagine a secret red fox")
    await openai.until(1)
    return ada


async def test_only_who_has_the_administrators_password_sees_anything(tmp_path: Path):
    async with FakeOpenAI() as openai, easel(settings(tmp_path, openai)) as address:
        async with aiohttp.ClientSession(address) as stranger:
            for path in ("/operator", "/operator/static/operator.js", "/operator/api/open"):
                async with stranger.get(path) as response:
                    assert response.status == 200
            async with stranger.get(STATE) as response:
                assert (response.status, (await response.json())["code"]) == (401, "enter_first")
            for what in ("retry", "refuse"):
                async with stranger.post(f"/operator/api/jobs/one/{what}") as response:
                    assert response.status == 401
        ada, boss = await Guest.enter(address, "Ada"), await Guest.enter(address, "Bo", admin_password="boss")
        for method, path in (("GET", STATE), ("POST", "/operator/api/jobs/one/refuse")):
            with pytest.raises(Refusal) as refused:
                await ada._json(method, path)
            assert (refused.value.status, refused.value.body["code"]) == (403, "administrators_only")
        assert (await boss._json("GET", STATE))["unwell"] == []
        with pytest.raises(Refusal) as unknown:
            await boss._json("POST", "/operator/api/jobs/nothing/refuse")
        assert (unknown.value.status, unknown.value.body) == (404, {"mended": "unknown"})
        boss._csrf = "forged"
        with pytest.raises(Refusal) as forged:
            await boss._json("POST", "/operator/api/jobs/nothing/refuse")
        assert forged.value.body["code"] == "request_foreign"
        for guest in (ada, boss):
            await guest.leave()


async def test_without_a_password_nobody_gets_in_and_the_page_says_what_to_set(browser: Browser, tmp_path: Path):
    async with (
        FakeOpenAI() as openai,
        easel(settings(tmp_path, openai, admin_password="")) as address,
        open_page(browser) as page,
    ):
        await page.goto(f"{address}/operator")
        await expect(page.get_by_text("EASEL_ADMIN_PASSWORD")).to_be_visible()
        await expect(page.locator("input")).to_have_count(0)
        await accessible(page)


LOOK = """() => {
  const [body, title, button] = ["body", "h1", ".button.primary"].map((each) => getComputedStyle(document.querySelector(each)));
  return [body.fontFamily, body.fontSize, body.color, body.backgroundColor, title.fontFamily, button.backgroundColor,
    button.color, button.borderRadius, button.fontWeight];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_looks_like_the_workspace(browser: Browser, tmp_path: Path, scheme: str):
    async with easel(settings_for(tmp_path, admin_password="boss")) as address, open_page(browser) as page:
        looks = []
        # Chosen in the one, the look holds in the other.
        await page.add_init_script(f"localStorage.setItem('easel.theme', '{scheme}')")
        for path in ("/", "/operator"):
            await page.goto(address + path)
            await expect(page.locator(".button.primary")).to_be_visible()
            looks.append(await page.evaluate(LOOK))
        assert looks[0] == looks[1]


async def test_what_it_shows_names_no_team_person_or_prompt(tmp_path: Path):
    async with FakeOpenAI() as openai, easel(settings(tmp_path, openai)) as address:
        ada, boss = await stalled(openai, address), await Guest.enter(address, "Bo", admin_password="boss")
        state = await boss._json("GET", STATE)
        assert [(job["engine"], job["why"], job["mends"]) for job in state["stuck"]] == [
            ("openai", "engine_slow", ["retry", "refuse"])
        ]
        # A job's id is chance, and may hold anything.
        text = json.dumps(state).replace(state["stuck"][0]["id"], "")
        for private in ("Ada", "ada", "fox", "secret", "Workspace", "workspace", openai.key):
            assert private not in text
        openai.release()
        for guest in (ada, boss):
            await guest.leave()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_entering_and_reading_it_is_open_to_everybody(browser: Browser, tmp_path: Path, scheme: str):
    async with (
        FakeOpenAI() as openai,
        easel(settings(tmp_path, openai)) as address,
        open_page(browser, color_scheme=scheme) as page,
    ):
        await page.goto(f"{address}/operator")
        await expect(page.get_by_label("Administrator's password")).to_be_focused()
        await accessible(page)
        page.wrongs.clear()
        await enter(page, address, "guess")
        await expect(page.get_by_role("alert")).to_contain_text("not the administrator's password")
        await accessible(page)
        # The refusal is a 403, which browsers print.
        page.wrongs.clear()
        await enter(page, address)
        await expect(page.get_by_role("heading", name="All is well")).to_be_visible()
        await expect(page.locator("canvas")).to_have_count(8)
        await accessible(page)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_what_is_unwell_says_what_to_do_and_a_stuck_job_is_refused_by_keyboard(browser: Browser, tmp_path: Path):
    async with FakeOpenAI() as openai, easel(settings(tmp_path, openai)) as address:
        ada = await stalled(openai, address)
        before = await ada.quota()
        async with open_page(browser, **PHONE) as page:
            await enter(page, address)
            await expect(page.locator('[data-unwell="jobs_stuck"]')).to_contain_text("One job does not go on")
            await accessible(page)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await reach(page, "Refuse job")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("dialog", name="Refuse this job?")).to_be_visible()
            await accessible(page)
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).to_have_count(0)
            await reach(page, "Refuse job")
            await page.keyboard.press("Enter")
            await page.keyboard.press("Tab")
            await expect(page.locator("[data-yes]")).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("status")).to_contain_text("It is refused")
            await expect(page.get_by_text("No job is stuck")).to_be_visible()
        (message,) = [each for each in ada.heard.values() if each["card"]]
        ended = await ada.result(message["id"])
        assert ended["card"]["kind"] == "refusal"
        assert "charged" in ended["card"]["text"]
        assert (await ada.quota())["left"] <= before["left"]
        openai.release()
        await ada.leave()


async def test_an_open_breaker_is_told_of_with_what_to_do(browser: Browser, tmp_path: Path):
    async with FakeOpenAI() as openai, easel(settings(tmp_path, openai)) as address:
        openai.script(Step("insufficient_quota"))
        ada = await Guest.enter(address, "Ada")
        await ada.imagine("a red fox")
        async with open_page(browser) as page:
            await enter(page, address)
            warning = page.locator('[data-unwell="breaker_open"]')
            await expect(warning).to_contain_text("openai is not called: the account has no credit left")
            await expect(warning).to_contain_text("Add credit at the vendor")
            await expect(page.get_by_role("row", name="openai")).to_contain_text("tried again in")
            await accessible(page)
        await ada.leave()


async def test_the_charts_go_on_by_themselves_and_a_lost_easel_is_said(browser: Browser, tmp_path: Path):
    async with FakeOpenAI() as openai, open_page(browser) as page:
        async with easel(settings(tmp_path, openai)) as address:
            await enter(page, address)
            await expect(page.get_by_role("heading", name="All is well")).to_be_visible()
            first = await page.locator("#page").get_attribute("data-seen")
            ada = await Guest.enter(address, "Ada")
            await ada.imagine("a red fox")
            await ada.leave()
            await expect(page.locator("#page")).not_to_have_attribute("data-seen", first or "")
            await expect(page.locator('[data-figure="spent"]')).not_to_have_text("$0.00")
            await expect(page.get_by_role("img", name="Each minute")).to_have_count(1)
        await expect(page.get_by_text("Easel does not answer")).to_be_visible()
        # The failed requests are printed by the browser.
        page.wrongs.clear()


async def reach(page: Page, name: str) -> None:
    """Go to a button by the Tab key alone."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if name in await page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''"):
            return
    raise AssertionError(f"no way by keyboard to: {name}")
