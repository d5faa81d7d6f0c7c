"""What an operator is told of a set-up before Easel runs: what is wrong, and how it is mended."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.doctor.measures import Measures
from bot.settings import Settings
from bot.setup import doctor, manifest
from tests.bot.doctoring import about, headings, register
from tests.bot.secure import leading
from tests.fakes.discord_client import discord_hosts
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_world import BOT_PERMISSIONS, bits
from tests.fakes.openai import FakeOpenAI
from tests.patience import PATIENCE

pytestmark = pytest.mark.may_block("nothing else is served while a set-up is examined")

NOWHERE = "http://127.0.0.1:9/api/v10"
LEAST = 309237763072


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        with discord_hosts():
            yield fake


@pytest.fixture
async def openai() -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI() as fake:
        yield fake


def settings(tmp_path: Path, **more: object) -> Settings:
    return Settings(_env_file=None, **({"data_dir": tmp_path / "data", "http_port": 0} | more))


def with_discord(fake: FakeDiscord) -> dict[str, object]:
    return {
        "discord_token": fake.token,
        "discord_api_url": fake.api_url,
        "discord_gateway_url": fake.gateway_url,
    }


async def examined(asked: Settings) -> tuple[bool, list[str]]:
    """Return whether Easel could work, and what was said; no secret is among it."""
    lines: list[str] = []
    well = await doctor(asked, lines.append, measures=Measures(connector=lambda: leading(None)))
    secrets = [asked.openai_api_key.get_secret_value(), asked.discord_token.get_secret_value(), "hunter2"]
    assert [line for line in lines for secret in secrets if secret and secret in line] == []
    return well, lines


async def test_a_good_set_up_is_called_good(tmp_path: Path, discord: FakeDiscord, openai: FakeOpenAI):
    discord.guild("Studio")
    await register(discord)
    before = len(discord.calls)
    more = with_discord(discord) | {"openai_api_key": openai.key, "openai_base_url": openai.base_url}
    well, lines = await examined(settings(tmp_path, **more))
    assert well
    # Slack and an address for everyone are not part of this set-up.
    told = [line for part in headings(lines) if part not in {"slack", "address"} for line in about(lines, part)]
    assert {line.split()[0] for line in told} == {"ok"}
    assert lines[-1] == "Easel can run as it is set up."
    assert about(lines, "discord")[0].startswith("ok The token is that of Easel")
    assert {call.method for call in discord.calls[before:]} == {"GET"}
    assert openai.count() == 0
    assert discord.refused == []
    assert not (tmp_path / "data" / "easel.db").exists()


async def test_nothing_set_up_is_enough_for_the_workspace(tmp_path: Path):
    well, lines = await examined(settings(tmp_path))
    assert well
    (openai,) = about(lines, "openai")
    assert openai.startswith("note No OPENAI_API_KEY: pictures are drawn offline from clip-art. Set it")
    assert about(lines, "discord") == [
        "note No DISCORD_TOKEN: Easel is not in Discord. Set it if it should be; docs/discord.md says how."
    ]
    assert about(lines, "address")[1].startswith("note No EASEL_PUBLIC_URL")


async def test_a_token_that_discord_refuses_is_fatal(tmp_path: Path, discord: FakeDiscord):
    more = with_discord(discord) | {"discord_token": f"{discord.app.id}.wrong"}
    well, lines = await examined(settings(tmp_path, **more))
    assert not well
    assert about(lines, "discord")[0].startswith("FAIL Discord does not accept DISCORD_TOKEN")
    assert "mend what says FAIL" in lines[-1]


@pytest.mark.parametrize("how", ["nobody there", "out of order", "no API"])
async def test_a_discord_that_cannot_be_asked_is_told(tmp_path: Path, discord: FakeDiscord, how: str):
    more = with_discord(discord)
    if how == "nobody there":
        more["discord_api_url"] = NOWHERE
    elif how == "out of order":
        discord.fail("*", status=503, times=9)
    else:
        more["discord_api_url"] = discord.api_url.replace("/api/v10", "/elsewhere")
    well, lines = await examined(settings(tmp_path, **more))
    assert not well
    assert about(lines, "discord")[0].startswith("FAIL Discord does not answer")


async def test_what_only_makes_less_of_it_is_noted(tmp_path: Path, discord: FakeDiscord):
    discord.app.message_content = False
    well, lines = await examined(settings(tmp_path, **with_discord(discord)))
    assert well
    _, intent, commands, guilds = about(lines, "discord")
    assert intent.startswith("note The message content intent is off")
    assert "imagine" in commands
    assert commands.startswith("note Not registered yet")
    assert guilds.startswith("note Easel is in no server yet")


async def test_commands_that_have_changed_since_are_noted(tmp_path: Path, discord: FakeDiscord):
    def quieter(commands: list[dict]) -> None:
        imagine = next(each for each in commands if each["name"] == "imagine")
        imagine["options"] = [each for each in imagine["options"] if each["name"] != "count"]
        group = next(each for each in commands if each["name"] == "easel")
        settings = next(each for each in group["options"] if each["name"] == "settings")
        settings["options"][0]["type"] = 5
        settings["options"][0].pop("autocomplete", None)

    await register(discord, quieter)
    _, lines = await examined(settings(tmp_path, **with_discord(discord)))
    (told,) = [line for line in about(lines, "discord") if "Not registered yet" in line]
    assert "Not registered yet: imagine, easel." in told


async def test_permissions_that_are_missing_are_named(tmp_path: Path, discord: FakeDiscord):
    await register(discord)
    discord.guild("Studio")
    poor = discord.guild("Attic", app=False)
    poor.everyone.permissions = 0
    discord.install(discord.app, poor, BOT_PERMISSIONS & ~bits("ATTACH_FILES", "CREATE_PUBLIC_THREADS"))
    well, lines = await examined(settings(tmp_path, **with_discord(discord)))
    assert well
    last = about(lines, "discord")[-1]
    assert last.startswith("note In Attic Easel lacks:")
    assert "attach files" in last
    assert "create public threads" in last
    assert "Studio" not in last


async def test_a_database_that_is_there_is_compared(tmp_path: Path, sqlite_url: str):
    well, lines = await examined(settings(tmp_path, database_url=sqlite_url))
    assert well
    assert about(lines, "database")[0].startswith("ok The tables are up to date")


def test_the_invite_asks_for_the_least(tmp_path: Path):
    lines: list[str] = []
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.abc.def"
    assert manifest(settings(tmp_path, discord_token=token), "discord", lines.append)
    (said,) = lines
    assert "client_id=123456789012345678" in said
    assert f"permissions={LEAST}" in said
    assert "scope=bot+applications.commands" in said
    assert token not in said
    assert not manifest(settings(tmp_path), "discord", lines.append)
    assert "Set DISCORD_TOKEN" in lines[-1]


@pytest.mark.parametrize(
    ("arguments", "env", "code", "says"),
    [
        (("doctor",), {"EASEL_ASSETS_URL": "ftp://somewhere"}, 1, "mend what says FAIL"),
        (("manifest", "discord"), {"DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.abc.def"}, 0, f"permissions={LEAST}"),
    ],
    ids=["unwell", "invite"],
)
async def test_on_the_command_line_the_exit_code_tells(
    tmp_path: Path, arguments: tuple[str, ...], env: dict[str, str], code: int, says: str
):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "EASEL_DATA_DIR": str(tmp_path / "data"), **env},
    )
    said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == code, said.decode()
    assert says in said.decode()
    assert "Traceback" not in said.decode()
