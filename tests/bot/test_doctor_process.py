"""The doctor and its plain words in processes of their own: exit codes, every command, and an end in bounded time."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bot.doctoring import PASSWORD, CommandLine, Said, World, easel, world
from tests.patience import PATIENCE

__all__ = ["easel", "world"]

pytestmark = pytest.mark.may_block("nothing else is served while a set-up is examined")

ROOT = Path(__file__).parents[2]


async def process(folder: Path, variables: Mapping[str, str], *arguments: str) -> Said:
    """Run Easel as an operator does, in a folder of its own."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EASEL_DATA_DIR": str(folder / "data"), **variables},
    )
    try:
        out, errors = await asyncio.wait_for(running.communicate(), PATIENCE)
    finally:
        if running.returncode is None:
            running.kill()
    told = out.decode() + errors.decode()
    assert "Traceback" not in told
    assert running.returncode is not None
    return Said(running.returncode, tuple(out.decode().splitlines()), errors.decode())


async def test_where_everything_hangs_it_ends_all_the_same(world: World):
    """Nothing but the limits of the checks ends this: nobody ever answers."""
    silent = await world.silent()
    said = await process(
        world.tmp,
        {
            "EASEL_HTTP_PORT": str(silent),
            "EASEL_DATABASE_URL": f"postgresql://easel:{PASSWORD}@127.0.0.1:{silent}/easel",
            "EASEL_ASSETS_URL": "s3://easel",
            "EASEL_S3_ENDPOINT": f"http://127.0.0.1:{silent}",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": PASSWORD,
            "EASEL_PUBLIC_URL": f"http://127.0.0.1:{silent}",
            "OPENAI_API_KEY": world.openai.key,
            "OPENAI_BASE_URL": f"http://127.0.0.1:{silent}/v1",
            "DISCORD_TOKEN": world.discord.token,
            "EASEL_DISCORD_API_URL": f"http://127.0.0.1:{silent}/api/v10",
            "SLACK_BOT_TOKEN": world.slack.bot_token,
            "SLACK_APP_TOKEN": world.slack.app_token,
            "EASEL_SLACK_API_URL": f"http://127.0.0.1:{silent}/api/",
        },
        "doctor",
    )
    assert said.code == 1
    assert said.failing == {"database", "pictures", "openai", "address", "discord", "slack"}
    assert "does not answer in time" in said.of("database")[0]
    assert "The server of the bucket easel does not answer" in said.of("pictures")[0]
    assert "OpenAI does not answer" in said.of("openai")[0]
    assert "is taken by another program" in said.of("address")[0]
    assert "Discord does not answer" in said.of("discord")[0]
    assert "Slack does not answer" in said.of("slack")[0]
    assert PASSWORD not in " ".join(said.lines) + said.errors


async def test_what_can_be_mended_ends_with_the_code_for_it(world: World):
    good = await process(world.tmp, world.good(), "doctor")
    assert (good.code, good.errors) == (0, "")
    assert good.lines[-1] == "Easel can run as it is set up."
    bad = await process(world.tmp, world.good() | {"DISCORD_TOKEN": "MTIz.x.y"}, "doctor")
    assert bad.code == 1
    assert bad.lines[-1] == "Easel cannot work as it is set up: mend what says FAIL (discord)."


async def test_a_port_that_is_taken_is_told_plainly_at_the_start(world: World):
    port = str(await world.stranger())
    said = await process(world.tmp, {"EASEL_HTTP_PORT": port}, "run")
    assert (said.code, said.lines) == (2, ())
    assert said.errors.splitlines()[-1] == (
        f"easel: Port {port} on 127.0.0.1 is taken by another program. "
        "Stop it (ss -ltnp shows which), or set EASEL_HTTP_PORT to another port."
    )
    # With nothing taken from it, the next start goes on.
    said = await process(world.tmp, {"EASEL_HTTP_HOST": "192.0.2.1", "EASEL_BROWSER_PASSWORD": PASSWORD}, "run")
    assert said.code == 2
    assert "easel: 192.0.2.1 is no address of this machine. Set EASEL_HTTP_HOST to 127.0.0.1" in said.errors


async def test_two_kinds_of_process_on_sqlite_are_told_plainly(world: World):
    said = await process(world.tmp, {"EASEL_HTTP_PORT": "0"}, "serve")
    assert said.code == 2
    assert "easel: easel serve and easel work need Postgres: set EASEL_DATABASE_URL, or use easel run." in said.errors


VALUES = [
    ("EASEL_HTTP_PORT", "70000", "EASEL_HTTP_PORT is too large.", "Set it to 65535 or less"),
    ("EASEL_HTTP_PORT", "-1", "EASEL_HTTP_PORT is too small.", "Set it to 0 or more"),
    ("EASEL_HTTP_PORT", "hunter2", "EASEL_HTTP_PORT is no whole number.", "digits alone"),
    ("EASEL_IMAGES_PER_MINUTE", "1.5", "EASEL_IMAGES_PER_MINUTE is no whole number.", "digits alone"),
    ("EASEL_DAILY_IMAGES", "9" * 5000, "EASEL_DAILY_IMAGES is no whole number.", "digits alone"),
    ("EASEL_MODERATION", "hunter2", "EASEL_MODERATION is neither true nor false.", "true or false"),
    ("EASEL_LOG_LEVEL", "hunter2", "EASEL_LOG_LEVEL has a value", "Set it to debug, info, warning or error"),
    ("EASEL_WORKER_MEMORY_MB", "1", "EASEL_WORKER_MEMORY_MB is too small.", "Set it to 256 or more"),
]


@pytest.mark.parametrize("value", VALUES, ids=[f"{each[0]}={each[1][:9]}" for each in VALUES])
@pytest.mark.parametrize("command", ["run", "serve", "work", "doctor", "manifest slack"])
async def test_values_that_cannot_be_used_are_told_plainly_by_every_command(
    easel: CommandLine, command: str, value: tuple[str, str, str, str]
):
    name, given, says, mend = value
    said = await easel({name: given}, *command.split())
    told = said.of("settings")[0] if command == "doctor" else said.errors
    assert says in told
    assert mend in told
    assert "hunter2" not in told
    assert said.code == (1 if command == "doctor" else 2)
    assert (said.failing == {"settings"}) if command == "doctor" else (said.lines == ())


async def test_a_file_of_settings_that_cannot_be_read_is_told_plainly(easel: CommandLine, tmp_path: Path):
    (tmp_path / "here" / ".env").write_bytes(b"OPENAI_API_KEY=\xff\xfe\n")
    said = await easel({}, "doctor")
    assert said.of("settings") == ["FAIL .env cannot be read. Save it as UTF-8 text that this user may read."]
    assert said.code == 1


async def test_names_in_the_file_of_settings_are_looked_at(easel: CommandLine, tmp_path: Path):
    (tmp_path / "here" / ".env").write_text("EASEL_SECRETKEY=0123456789\nEASEL_HTTP_PORT=0\n")
    said = await easel({"EASEL_DATA_DIR": str(tmp_path / "data")}, "doctor")
    (line,) = said.of("settings")
    assert line.startswith("note EASEL_SECRETKEY is no setting of Easel's")
    assert "Did you mean EASEL_SECRET_KEY" in line
    assert "0123456789" not in line
