"""One picture on two platforms: made on Slack, found on Discord, put into a new picture there, taken along with its history.

Both platforms are strict fakes, and one Easel serves them at once.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conversation import discord_guest, slack_guest
from tests.conversation.slack_seen import everything, labels, press_whispered
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_world import Channel, Message, User
from tests.fakes.openai import FakeOpenAI
from tests.fakes.slack_script import Ephemeral
from tests.fakes.slack_server import FakeSlack
from tests.patience import PATIENCE


@dataclass
class Both:
    """A Slack workspace and a Discord guild that one Easel serves."""

    slack: slack_guest.Scene
    discord: discord_guest.Scene

    async def start(self) -> None:
        """Start Easel on both."""
        fake = self.discord.fake
        await self.slack.start(
            discord_token=fake.token, discord_api_url=fake.api_url, discord_gateway_url=fake.gateway_url
        )
        await self.discord.hears()


@pytest.fixture
async def both(tmp_path: Path, openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Both]:
    discord = FakeDiscord(pace=0.05, ack_seconds=PATIENCE)
    slack = FakeSlack(timing=slack_guest.timing())
    async with (
        discord_guest.scene_on(discord, tmp_path, openai, monkeypatch) as there,
        slack_guest.scene_on(slack, tmp_path, openai, monkeypatch) as here,
    ):
        yield Both(here, there)
        await here.stop()


async def approve(both: Both, words: str) -> None:
    """Have the administrator on Slack find a picture and approve it."""
    slack, olga = both.slack, both.slack.olga
    dm = slack.fake.team.dm(olga)
    await slack.easel(f"library {words}", who=olga).acked()
    found = await slack.fake.message_in(dm, lambda each: "Details 1" in labels(each))
    olga.press(found, "Details 1")
    one = await slack.fake.message_in(dm, lambda each: "Approve" in labels(each))
    slack.mark()
    olga.press(one, "Approve")
    await slack.whisper("approved", who=olga)


async def test_a_picture_goes_from_slack_to_discord_and_is_taken_along_with_its_history(both: Both):
    await both.start()
    slack, discord = both.slack, both.discord
    made = await slack.imagine("a red fox on a shield")
    slack.ada.react(made, "star")
    slack.mark()
    slack.say(made, "name it crest")
    await slack.whisper("This is @crest now")
    await approve(both, "shield")

    admin = discord.guild.owner
    assert admin is not None
    nothing = await discord.whisper(discord.fake.slash(discord.mira, discord.art, "library", {"words": "shield"}))
    assert "Nothing was found" in nothing.text
    slack.mark()
    slack.easel("link", who=slack.olga)
    offered = await slack.whisper("No other team is linked", who=slack.olga)
    slack.mark()
    press_whispered(slack.fake, offered, "Get a code")
    told = everything(await slack.whisper("The code is", who=slack.olga))
    code = re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b", told)
    assert code is not None, told
    entered = await easel_of(discord, admin, "easel link", code=code[1])
    assert "Linked with" in entered.text
    assert "Nothing was found" in (await library(both, "shield")).text
    slack.mark()
    slack.easel("link", who=slack.olga)
    listed = await slack.whisper("What each side may see", who=slack.olga)
    slack.mark()
    press_whispered(slack.fake, listed, next(each for each in labels_of(listed) if each.startswith("Show approved")))
    await slack.whisper("sees your approved pictures from now on", who=slack.olga)

    found = await library(both, "shield")
    assert "a red fox on a shield" in found.text
    before = len(discord.art.threads)
    discord.fake.press(discord.mira, found, "Use 1")
    thread = (await discord.fake.until(lambda: discord.art.threads[before:], PATIENCE))[0]
    used = await discord.fake.message_in(thread, lambda each: each.attachments and each.buttons, PATIENCE)
    assert "a copy of @ada's picture" in used.text
    named = await easel_of(discord, discord.mira, "asset", where=thread, action="name", name="crest", picture="v1")
    assert "@crest" in named.text
    mug = await discord.imagine("put @crest on a mug", who=discord.mira)
    assert "@crest (v1, draft) is reference 1." in mug.text

    ready = await easel_of(discord, discord.mira, "easel export", words="mug", **{"as": "zip"})
    with zipfile.ZipFile(io.BytesIO(ready.attachments[0].data)) as archive:
        told = json.loads(archive.read("manifest.json"))
    assert [each["prompt"] for each in told["pictures"]] == ["put @crest on a mug"]
    assert len(discord.openai.seen[-1].files) == 1
    [crest] = told["pictures"][0]["references"]
    assert crest == {"picture": picture_of(used), "sha256": sha256(used.attachments[0].data).hexdigest()}

    assert "2 · a red fox on a shield" in (await library(both, "shield")).text
    slack.mark()
    slack.easel("link", who=slack.olga)
    again = await slack.whisper("What each side may see", who=slack.olga)
    slack.mark()
    press_whispered(slack.fake, again, next(each for each in labels_of(again) if each.startswith("Unlink")))
    sure = await slack.whisper("Nothing flows from that moment on", who=slack.olga)
    slack.mark()
    press_whispered(slack.fake, sure, labels_of(sure)[0])
    await slack.whisper("not linked any more", who=slack.olga)
    left = (await library(both, "shield")).text
    assert ("@crest" in left, "2 ·" in left) == (True, False)


async def library(both: Both, words: str) -> Message:
    discord = both.discord
    return await easel_of(discord, discord.mira, "library", words=words)


async def easel_of(
    discord: discord_guest.Scene, who: User, command: str, /, *, where: Channel | None = None, **options: str
) -> Message:
    return await discord.whisper(discord.fake.slash(who, where or discord.art, command, options))


def picture_of(message: Message) -> str:
    return next(each["custom_id"].rpartition(":")[2] for each in message.buttons if each["label"] == "Refine")


def labels_of(whispered: Ephemeral) -> list[str]:
    return [
        each["text"]["text"]
        for block in whispered.blocks
        for each in block.get("elements", [])
        if each.get("type") == "button"
    ]
