"""Many workspaces: installing, renewing tokens, being uninstalled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import aiohttp
import pytest
import yarl

from bot.installations import KeptInstallations
from bot.platforms.slack.errors import Revoked
from bot.platforms.slack.installations import Installation, ManyInstallations
from bot.platforms.slack.oauth import OAuth
from bot.ports import SlackOptions
from bot.vault import SealedVault
from domain.clock import system_clock
from domain.people import Platform
from storage.database import Database
from tests.bot.platforms.memory import Mirror
from tests.bot.platforms.slack.inward import Ear, listening
from tests.fakes.slack_script import Fault
from tests.patience import PATIENCE


@dataclass
class Town:
    """An ear for many workspaces, what it remembers of them, and a browser."""

    ear: Ear
    kept: KeptInstallations
    installed: ManyInstallations
    browser: aiohttp.ClientSession
    jumped: timedelta = timedelta()

    def clock(self):
        return system_clock() + self.jumped

    async def begin(self) -> str:
        """Open the install page; return where it sends the browser."""
        async with self.browser.get(f"{self.ear.site}/slack/install", allow_redirects=False) as answer:
            assert answer.status == 302
            return answer.headers["location"]

    async def end(self, url: str) -> tuple[int, str]:
        """Come back from Slack."""
        target = urlsplit(url)
        async with self.browser.get(f"{self.ear.site}{target.path}?{target.query}", allow_redirects=False) as answer:
            return answer.status, await answer.text()

    async def install(self, person: Any) -> tuple[int, str]:
        return await self.end(self.ear.fake.approve(await self.begin(), person))


@asynccontextmanager
async def town(url: str) -> AsyncIterator[Town]:
    database = Database.open(url, patience=PATIENCE)
    made: list[Town] = []

    def clock() -> datetime:
        return made[0].clock() if made else system_clock()

    kept = KeptInstallations(database, Platform.SLACK, SealedVault(b"k" * 32), clock)
    oauth: list[OAuth] = []

    async def refresh(token: str) -> Any:
        return await oauth[0].refresh(token)

    installed = ManyInstallations(kept, clock, refresh)
    try:
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
            listening_many(installed) as ear,
        ):
            oauth.append(OAuth(options(ear), lambda: ear.api.session))
            made.append(Town(ear, kept, installed, browser))
            yield made[0]
    finally:
        await database.close()


def options(ear: Ear) -> SlackOptions:
    fake = ear.fake
    return SlackOptions(client_id=fake.client_id, client_secret=fake.client_secret, api_url=fake.api_url)


@asynccontextmanager
async def listening_many(installed: ManyInstallations) -> AsyncIterator[Ear]:
    # Cookies of a test's browser go over plain HTTP.
    async with listening(
        installed=installed, tokens=installed, bot_token="", many=True, public_url="http://easel.example.com"
    ) as ear:
        yield ear


@pytest.fixture
async def many(sqlite_url: str) -> AsyncIterator[Town]:
    async with town(sqlite_url) as running:
        yield running


async def test_a_workspace_installs_easel_and_uses_it(many: Town) -> None:
    fake = many.ear.fake
    other = fake.add_team("Other", installed=False)
    zoe = other.add_person("zoe")
    plaza = other.add_channel("plaza")
    url = await many.begin()
    asked = parse_qs(urlsplit(url).query)
    assert asked["redirect_uri"] == ["http://easel.example.com/slack/oauth_redirect"]
    assert "chat:write" in asked["scope"][0]
    status, page = await many.end(fake.approve(url, zoe))
    assert status == 200
    assert "Easel is installed in Other" in page
    assert "Open Slack" in page
    await zoe.command("/imagine", "a fox", plaza).acked()
    call = await many.ear.ran()
    assert (call.person.team.id, call.person.team.name) == (f"slack:{other.id}", "Other")
    assert call.answer_to["team"] == other.id
    text = await many.kept.read(other.id)
    assert other.token in text
    assert (await many.installed.token(other.id)) == other.token
    found = Installation.of(text)
    assert (found.bot_user, found.bot, found.url) == (other.bot_user_id, other.bot_id, "https://other.slack.com/")


async def test_a_workspace_that_nobody_installed_in_is_told_so(many: Town) -> None:
    ear = many.ear
    ack = await ear.fake.person("ada").command("/imagine", "a fox", ear.fake.channel("general")).acked()
    assert "no longer installed" in ack.payload["text"]
    said = ear.fake.person("ada").say(ear.fake.channel("general"), "a fox", mention=True)
    assert all(each.attempt == 0 for each in await said.acked())
    assert ear.dispatch.claimed == {}


async def test_a_state_is_good_once_and_in_the_browser_that_began(many: Town) -> None:
    ada = many.ear.fake.person("ada")
    back = many.ear.fake.approve(await many.begin(), ada)
    async with aiohttp.ClientSession() as stranger:
        target = urlsplit(back)
        async with stranger.get(f"{many.ear.site}{target.path}?{target.query}") as answer:
            assert answer.status == 400
    assert (await many.end(back))[0] == 200
    assert (await many.end(back))[0] == 400
    assert many.ear.fake.count("oauth.v2.access") == 1


async def test_a_state_that_is_too_old_or_made_up_is_refused(many: Town) -> None:
    ada = many.ear.fake.person("ada")
    back = many.ear.fake.approve(await many.begin(), ada)
    forged = back.replace("state=", "state=x")
    assert (await many.end(forged))[0] == 400
    assert (await many.end("/slack/oauth_redirect?code=1"))[0] == 400
    assert many.ear.notes.notes == {}
    for made_up in (f"slack:install:{system_clock().timestamp() - 601}", "slack:install:soon", "another secret"):
        state = Mirror().seal(made_up)
        many.browser.cookie_jar.update_cookies({"easel_slack_install": state}, yarl.URL(many.ear.site))
        status, page = await many.end(f"/slack/oauth_redirect?code=1&state={quote(state)}")
        assert status == 400
        assert "too long ago" in page
    assert many.ear.fake.count("oauth.v2.access") == 0


async def test_a_cookie_that_is_no_text_is_refused_like_any_other(many: Town) -> None:
    site = urlsplit(many.ear.site)
    reader, writer = await asyncio.open_connection(site.hostname, site.port)
    writer.write(
        b"GET /slack/oauth_redirect?code=1&state=a HTTP/1.1\r\nHost: x\r\n"
        b"Cookie: easel_slack_install=\xff\r\nConnection: close\r\n\r\n"
    )
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 400")


async def test_saying_no_at_slack_installs_nothing(many: Town) -> None:
    url = await many.begin()
    state = parse_qs(urlsplit(url).query)["state"][0]
    status, page = await many.end(f"/slack/oauth_redirect?error=access_denied&state={state}")
    assert status == 400
    assert "was not allowed" in page


@pytest.mark.parametrize(
    "fault", [Fault("error", error="invalid_code"), Fault("status", status=500), Fault("close"), Fault("html")]
)
async def test_a_code_that_slack_does_not_take_installs_nothing(many: Town, fault: Fault) -> None:
    many.ear.fake.fault("oauth.v2.access", fault)
    status, page = await many.install(many.ear.fake.person("ada"))
    assert status == 502
    assert "nothing was installed" in page
    assert await many.kept.read(many.ear.fake.team.id) is None


async def test_a_token_is_renewed_before_its_end_and_ahead_of_it(many: Town) -> None:
    fake = many.ear.fake
    fake.rotation = True
    await many.install(fake.person("ada"))
    first = await many.installed.token(fake.team.id)
    await many.installed.renew()
    assert await many.installed.token(fake.team.id) == first
    many.jumped = timedelta(hours=10)
    await many.installed.renew()
    second = await many.installed.token(fake.team.id)
    assert second == fake.team.token != first
    # Nobody renewed it in the background: whoever needs it does.
    many.jumped = timedelta(hours=22)
    third = await many.installed.token(fake.team.id)
    assert third == fake.team.token != second


async def test_many_who_need_a_token_at_once_renew_it_once(many: Town) -> None:
    fake = many.ear.fake
    fake.rotation = True
    await many.install(fake.person("ada"))
    many.jumped = timedelta(hours=12)
    before = fake.count("oauth.v2.access")
    tokens = await asyncio.gather(*(many.installed.token(fake.team.id) for _ in range(20)))
    assert set(tokens) == {fake.team.token}
    assert fake.count("oauth.v2.access") == before + 1


async def test_two_processes_that_renew_at_once_end_with_the_same_token(many: Town) -> None:
    fake = many.ear.fake
    fake.rotation = True
    await many.install(fake.person("ada"))
    oauth = OAuth(options(many.ear), lambda: many.ear.api.session)
    second = ManyInstallations(many.kept, many.clock, oauth.refresh)
    assert await second.token(fake.team.id) == await many.installed.token(fake.team.id)
    many.jumped = timedelta(hours=12)
    tokens = await asyncio.gather(many.installed.token(fake.team.id), second.token(fake.team.id))
    assert set(tokens) == {fake.team.token}


async def test_a_token_that_cannot_be_renewed_now_is_used_as_it_is(many: Town) -> None:
    fake = many.ear.fake
    fake.rotation = True
    await many.install(fake.person("ada"))
    first = await many.installed.token(fake.team.id)
    many.jumped = timedelta(hours=11, minutes=55)
    fake.fault("oauth.v2.access", Fault("status", status=503), n=3)
    assert await many.installed.token(fake.team.id) == first


async def test_a_refused_token_is_not_given_again(many: Town) -> None:
    fake = many.ear.fake
    await many.install(fake.person("ada"))
    token = await many.installed.token(fake.team.id)
    with pytest.raises(Revoked):
        await many.installed.token(fake.team.id, refused=token)
    with pytest.raises(Revoked):
        await many.installed.token("T0NOBODY001")
    # Another process has renewed it meanwhile.
    found = Installation.of(await many.kept.read(fake.team.id))
    await many.kept.write(fake.team.id, replace(found, token="xoxb-new").text())
    assert await many.installed.token(fake.team.id, refused=token) == "xoxb-new"


async def test_being_uninstalled_forgets_the_workspace(many: Town) -> None:
    fake = many.ear.fake
    ada = fake.person("ada")
    await many.install(ada)
    await ada.uninstall().acked()
    await fake.call_of("auth.test", lambda called: called.error == "token_revoked" or called.error)
    async with asyncio.timeout(60):
        while await many.kept.read(fake.team.id) is not None:  # noqa: ASYNC110 -- a row is no event
            await asyncio.sleep(0.01)
    with pytest.raises(Revoked):
        await many.installed.token(fake.team.id)


async def test_an_old_notice_of_uninstalling_does_not_undo_a_new_installation(many: Town) -> None:
    fake = many.ear.fake
    ada = fake.person("ada")
    await many.install(ada)
    delivery = fake.send_event(fake.team, {"type": "app_uninstalled"})
    await delivery.acked()
    await fake.call_of("auth.test", count=2)
    await many.ear.settled()
    assert await many.kept.read(fake.team.id) is not None


async def test_workspaces_of_an_organisation_that_installed_it_are_teams(many: Town) -> None:
    ear, fake = many.ear, many.ear.fake
    grid = fake.add_team("Grid", enterprise="E0GRID00001")
    fake.org_install = True
    zoe = grid.add_person("zoe", admin=True)
    plaza = grid.add_channel("plaza")
    token = fake.add_org_token("E0GRID00001")
    await many.installed.save(
        Installation("E0GRID00001", token, "Grid", bot_user=grid.bot_user_id, enterprise="E0GRID00001")
    )
    await zoe.command("/imagine", "a fox", plaza).acked()
    call = await ear.ran()
    assert call.person.team.id == f"slack:{grid.id}"
    assert (call.answer_to["team"], call.answer_to["workspace"]) == ("E0GRID00001", grid.id)
    assert call.person.administrator
    said = zoe.say(plaza, "a fox", mention=True)
    await fake.until(lambda: len(ear.dispatch.ran) == 2)
    assert ear.dispatch.ran[1].answer_to["event"] == f"slack:E0GRID00001:{plaza.id}:{said.ts}"
    await zoe.command("/imagine", "", plaza).acked()
    await fake.until(lambda: zoe.modal)
    await zoe.submit(None, {"v:prompt": "a cat"}).applied()
    assert (await ear.ran(3)).answer_to["team"] == "E0GRID00001"


async def test_a_workspace_is_looked_up_once_not_at_each_event(many: Town) -> None:
    ear, fake = many.ear, many.ear.fake
    await many.install(fake.person("ada"))
    reads: list[str] = []
    read = many.kept.read

    async def counted(team: str) -> str | None:
        reads.append(team)
        return await read(team)

    many.kept.read = counted
    for number in range(5):
        await fake.person("ada").command("/imagine", "a fox", fake.channel("general")).acked()
        await ear.ran(number + 1)
    assert reads == []
    assert fake.count("auth.test") == 1
