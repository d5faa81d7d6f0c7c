"""Who may see and do what on Slack: private channels, other workspaces, strangers, guests, administrators, organisations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.identity import derived, secret_of
from bot.installations import KeptInstallations
from bot.platforms.slack.installations import Installation
from bot.vault import SealedVault
from domain.clock import system_clock
from domain.people import Platform
from storage.database import Database
from tests.conversation.slack_guest import (
    BOTH,
    DELETE,
    FOX,
    REFINE,
    VARY,
    Scene,
    either_scene,
    slack_scene,
)
from tests.conversation.slack_seen import everything, labels, press_whispered
from tests.fakes.openai_script import Step
from tests.fakes.slack_people import Person
from tests.fakes.slack_world import Channel, Message, Team

scene = pytest.fixture(slack_scene)
either = pytest.fixture(either_scene, params=BOTH)
http_scene = pytest.fixture(either_scene, params=["http"])

NOT_HERE = "not here, or not for this place"


def planted(scene: Scene, channel: Channel, like: Message, team: Team | None = None) -> Message:
    """Put a message of Easel's with the buttons of another one into a channel."""
    team = team or scene.fake.team
    blocks = [each for each in like.blocks if each["type"] == "actions"]
    message = Message(channel, scene.fake.world.ids.ts(), team.bot_user_id, "Here.", blocks)
    message.bot_id = team.bot_id
    scene.fake.put(message)
    return message


def picture_of(message: Message) -> str:
    """Return the id of the picture that a message's buttons are about."""
    return next(iter(message.buttons)).split(":", 2)[2]


async def unavailable(scene: Scene, who: Person, copy: Message) -> None:
    """Assert that no button of a copied message does anything."""
    for name in (VARY, "Again", "Details", "Original"):
        assert NOT_HERE in everything(await scene.pressed(copy, name, who=who)), name
    scene.mark()
    view = await scene.window(who.press(copy, REFINE), who)
    who.submit(view, {"v:words": "make it night"})
    assert NOT_HERE in everything(await scene.whisper(NOT_HERE, who))


async def test_what_is_made_in_private_is_not_shown_outside_it(scene: Scene):
    await scene.start()
    fake = scene.fake
    studio = fake.channel("studio")
    first = await scene.imagine(where=studio)
    assert "v2, from v1" in everything(await scene.reply(first, "make it night", who=scene.olga))
    await unavailable(scene, scene.olga, planted(scene, scene.general, first))
    for who in (scene.ada, scene.olga):
        await scene.easel("show", who=who).acked()
        assert "There is no picture here yet" in everything(await scene.whisper(who=who))
        await scene.easel(f"show {picture_of(first)}", who=who).acked()
        assert NOT_HERE in everything(await scene.whisper(who=who))
    await scene.olga.open_home().acked()
    home = await fake.until(lambda: fake.home(scene.olga))
    assert "make it night" not in everything(home)
    dm = fake.team.dm(scene.ada)
    mine = await scene.result(scene.ada.say(dm, "a lighthouse at dawn"))
    await unavailable(scene, scene.olga, planted(scene, scene.general, mine))
    assert scene.openai.count() == 3


async def test_people_of_elsewhere_are_refused_in_shared_channels(either: Scene):
    scene = either
    fake = scene.fake
    rivals = fake.add_team("Rivals", installed=False)
    eve = rivals.add_person("eve")
    shared = fake.team.add_channel("shared", members=[*fake.team.people.values()], shared_with=[rivals])
    shared.members.add(eve.id)
    await scene.start()
    first = await scene.imagine(where=shared)
    scene.mark()
    scene.say(first, "make it night", who=eve)
    assert "another organisation" in everything(await scene.whisper(who=eve))
    told = len(fake.ephemerals)
    again = scene.say(first, "make it night, please", who=eve)
    scene.mark()
    eve.say(shared, FOX, mention=True)
    assert "another organisation" in everything(await scene.whisper(who=eve))
    assert "another organisation" in everything(await scene.pressed(first, VARY, who=eve))
    assert "v2, from v1" in everything(await scene.reply(first, "add a rocket"))
    assert scene.end(again) is None
    assert len(fake.ephemerals) == told + 2
    assert scene.openai.count() == 2


async def test_people_of_elsewhere_are_served_where_that_is_set(either: Scene):
    scene = either
    fake = scene.fake
    rivals = fake.add_team("Rivals", installed=False)
    eve = rivals.add_person("eve")
    shared = fake.team.add_channel("shared", members=[*fake.team.people.values()], shared_with=[rivals])
    shared.members.add(eve.id)
    await scene.start(slack_strangers=True)
    first = await scene.imagine(where=shared)
    assert "v2, from v1" in everything(await scene.reply(first, "make it night", who=eve))
    assert "v3, from v1" in everything(await scene.press(first, VARY, who=eve))


async def test_guests_are_served_or_refused_as_it_is_set(scene: Scene):
    gus = scene.fake.person("gus")
    await scene.start()
    first = await scene.imagine(who=gus)
    assert "v1, by @gus" in everything(first)
    await scene.stop()
    await scene.start(slack_guests=False)
    scene.mark()
    scene.ask("a lighthouse at dawn", who=gus)
    assert "Guests may not use Easel" in everything(await scene.whisper(who=gus))
    for act in (lambda: scene.say(first, "make it night", who=gus, mention=True), lambda: gus.press(first, VARY)):
        scene.mark()
        act()
        assert "Guests may not use Easel" in everything(await scene.whisper(who=gus))
    scene.mark()
    # By now it is known who they are: it is said in the acknowledgement.
    told = await scene.ask("a lighthouse at dawn", who=gus).applied()
    assert "Guests may not use Easel" in told.payload["text"]
    await gus.open_home().acked()
    home = await scene.fake.until(lambda: scene.fake.home(gus))
    assert "Guests may not use Easel" in everything(home)
    assert "v2, from v1" in everything(await scene.reply(first, "make it night"))
    assert scene.openai.count() == 2


async def test_only_administrators_decide_for_the_team(scene: Scene):
    await scene.start()
    await scene.easel("settings team_daily_images:7").acked()
    assert "Only an administrator" in everything(await scene.whisper())
    await scene.easel("settings team_daily_images:7 team_channels:general", who=scene.olga).acked()
    assert "Saved." in everything(await scene.whisper(who=scene.olga))
    assert await scene.left() == 7
    other = scene.fake.team.add_channel("offtopic")
    scene.mark()
    scene.ask(where=other)
    assert "not made in this channel" in everything(await scene.whisper("not made"))
    assert [each for each in other.live if each.by_bot] == []
    made = await scene.imagine()
    assert "Only ada or an administrator" in everything(await scene.pressed(made, DELETE, who=scene.fake.person("gus")))
    asks = await scene.pressed(made, DELETE, who=scene.olga)
    scene.mark()
    press_whispered(scene.fake, asks, labels(asks)[0])
    assert "v1 is deleted" in everything(await scene.whisper("is deleted", scene.olga))


@asynccontextmanager
async def kept_by(scene: Scene) -> AsyncIterator[KeptInstallations]:
    """Yield where a running Easel keeps its installations."""
    settings = scene.chosen
    database = Database.open(settings.database)
    vault = SealedVault(derived(secret_of(settings.secret_key.get_secret_value(), settings.data_dir), "vault"))
    try:
        yield KeptInstallations(database, Platform.SLACK, vault, system_clock)
    finally:
        await database.close()


@pytest.mark.may_block("the test reads the key of the installations")
async def test_an_organisations_installation_serves_its_workspaces(scene: Scene):
    fake = scene.fake
    fake.team.enterprise = fake.team.token_row.enterprise = "E0EASEL0001"
    second = fake.add_team("Second", enterprise="E0EASEL0001")
    zoe = second.add_person("zoe")
    hall = second.add_channel("hall", members=[zoe])
    fake.org_install = True
    await scene.start(ready=False, secret_key="one secret", **many(scene))
    token = fake.add_org_token("E0EASEL0001")
    whole = Installation(
        "E0EASEL0001", token, "Grid", bot_user=fake.team.bot_user_id, enterprise="E0EASEL0001", installed_at=1.0
    )
    async with kept_by(scene) as kept:
        await kept.write("E0EASEL0001", whole.text(), expires_at=None)
    first = await scene.imagine()
    assert "v2, from v1" in everything(await scene.reply(first, "make it night"))
    other = await scene.imagine("a lighthouse at dawn", who=zoe, where=hall)
    assert other.channel is hall
    assert "v2, from v1, by @zoe" in everything(await scene.press(other, VARY, who=zoe))
    view = await scene.window(zoe.press(other, REFINE), zoe)
    assert "v3, from v1" in everything(await scene.answer(zoe.submit(view, {"v:words": "add a ship"})))
    await zoe.open_home().acked()
    home = await fake.until(lambda: fake.home(zoe))
    assert "a lighthouse" in everything(home)


def many(scene: Scene) -> dict[str, str | None]:
    """Return the settings of an Easel that any workspace may install."""
    return {
        "slack_bot_token": None,
        "slack_client_id": scene.fake.client_id,
        "slack_client_secret": scene.fake.client_secret,
        "public_url": "https://easel.example",
        "browser_password": "hunter2",
    }


async def install(scene: Scene, person: Person) -> str:
    """Install Easel in a person's workspace as their browser does; return the page that they end at."""
    scene.fake.approver = person
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{scene.address}/slack/install", allow_redirects=False) as answer:
            assert answer.status == 302
            consent, cookie = answer.headers["location"], answer.cookies["easel_slack_install"].value
        back = urlsplit(scene.fake.approve(consent, person))
        assert parse_qs(back.query)["code"]
        there = f"{scene.address}{back.path}?{back.query}"
        async with browser.get(there, headers={"cookie": f"easel_slack_install={cookie}"}) as answer:
            assert answer.status == 200
            return await answer.text()


async def test_two_workspaces_install_easel_and_nothing_of_one_is_in_the_other(http_scene: Scene):
    scene, fake = http_scene, http_scene.fake
    rivals = fake.add_team("Rivals", installed=False)
    eve, hall = rivals.add_person("eve", admin=True), None
    hall = rivals.add_channel("hall", members=[eve])
    fake.team.installed = False
    fake.team.token_row.state = "revoked"
    await scene.start(
        ready=False,
        **many(scene),
    )
    assert "installed in Easel Test" in await install(scene, scene.olga)
    assert "installed in Rivals" in await install(scene, eve)
    first = await scene.imagine()
    theirs = await scene.imagine("a lighthouse at dawn", who=eve, where=hall)
    assert "v2, from v1" in everything(await scene.reply(first, "make it night"))
    assert "v2, from v1, by @eve" in everything(await scene.reply(theirs, "add a ship", who=eve))
    await unavailable(scene, eve, planted(scene, hall, first, rivals))
    await scene.easel(f"show {picture_of(first)}", who=eve, where=hall).acked()
    assert NOT_HERE in everything(await scene.whisper(who=eve))
    tokens = {
        each.token for each in fake.calls if each.method == "chat.postMessage" and each.args["channel"] == hall.id
    }
    assert tokens == {rivals.token}
    assert (await scene.left(), await scene.left(eve, hall)) == (48, 48)

    scene.openai.script(Step("stall"))
    before = scene.openai.count()
    said = scene.say(theirs, "add a whale", who=eve)
    await scene.openai.until(before + 1)
    await eve.uninstall().settled()
    await fake.idle()
    scene.openai.release()
    assert "v3, from v2" in everything(await scene.reply(first, "add a rocket"))
    assert scene.posted(said, "result") is None
    assert "installed in Rivals" in await install(scene, eve)
    assert "v1, by @eve" in everything(await scene.imagine("a red fox", who=eve, where=hall))


async def test_tokens_that_are_revoked_in_mid_job_lose_nothing_else(scene: Scene):
    await scene.start()
    fake = scene.fake
    scene.openai.script(Step("stall"))
    asked = scene.ask()
    await scene.openai.until(1)
    await fake.team.revoke_tokens().settled()
    scene.openai.release()
    await fake.until(lambda: [each for each in fake.calls if each.error == "token_revoked"])
    # Whoever runs it puts that right; what was made meanwhile is there, and was charged once.
    told = await scene.whisper("disconnected from this workspace")
    assert "ask an administrator to install Easel again" in everything(told)
    fake.team.token_row.state = "active"
    assert "v1, by @ada" in everything(await scene.result(asked))
    root = scene.posted(asked, "answer")
    assert labels(root) == []
    assert "It is in the thread" in everything(root)
    assert "v1, by @ada" in everything(await scene.imagine("a lighthouse at dawn"))
    await scene.easel("show").acked()
    told = await fake.message_in(fake.team.dm(scene.ada), lambda each: each.pictures)
    assert "2 newest pictures" in everything(told)
    assert len(told.pictures) == 2
    assert "in a direct message" in everything(await scene.whisper())
    assert await scene.left() == 48


async def test_tokens_that_end_are_renewed_and_nobody_notices(either: Scene):
    scene, fake = either, either.fake
    fake.rotation = True
    fake.team.installed = False
    fake.team.token_row.state = "revoked"
    await scene.start(ready=False, **many(scene))
    assert "installed in Easel Test" in await install(scene, scene.olga)
    if not scene.http:
        await fake.connected(2)
    first, tokens = await scene.imagine(), [fake.team.token]
    # One ends soon while a job is at work, one has ended while nobody did anything.
    scene.openai.script(Step("stall"))
    said = scene.say(first, "make it night")
    await scene.openai.until(2)
    fake.clock.advance(fake.timing.token - 60)
    scene.openai.release()
    assert "v2, from v1" in everything(await scene.answer(said))
    tokens.append(fake.team.token)
    fake.clock.advance(fake.timing.token + 60)
    assert "v3, from v2" in everything(await scene.reply(first, "add a tree"))
    tokens.append(fake.team.token)
    await scene.stop()
    fake.clock.advance(fake.timing.token + 60)
    await scene.start(ready=False)
    if not scene.http:
        await fake.connected(2)
    assert "v4, from v3" in everything(await scene.press(scene.results()[-1], VARY))
    tokens.append(fake.team.token)
    assert len(set(tokens)) == 4
    used = {each.token for each in fake.calls if each.method == "chat.postMessage"}
    assert used == set(tokens)
    assert [each.error for each in fake.calls if each.error] == []
