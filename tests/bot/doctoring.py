"""A set-up to examine by the real command line: good as it stands, and whatever a test plants in it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.cli import main
from bot.platforms.discord.commands import payload
from bot.platforms.slack.manifest import SCOPES
from commands.table import SPECS
from commands.words import FALLBACK, languages, saying
from tests.fakes.discord_client import discord_hosts
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.openai import FakeOpenAI
from tests.fakes.slack_server import FakeSlack
from tests.patience import PATIENCE

PASSWORD = "hunter2-of-nobody"


@dataclass(frozen=True, slots=True)
class Said:
    """What the command line said and how it ended."""

    code: int
    lines: tuple[str, ...]
    errors: str = ""

    def of(self, part: str) -> list[str]:
        """Return what was said of a part: a line a finding, its mark first and its mend last."""
        return about(self.lines, part)

    @property
    def failing(self) -> set[str]:
        """Return the parts that do not work."""
        return {part for part in headings(self.lines) if any(each.startswith("FAIL") for each in self.of(part))}


def headings(lines: tuple[str, ...] | list[str]) -> list[str]:
    """Return every part that was told of."""
    return [line for line in lines[: list(lines).index("")] if not line.startswith(" ")]


def about(lines: tuple[str, ...] | list[str], part: str) -> list[str]:
    """Return what was said of a part, each finding in one line, its mark first."""
    said: list[str] = []
    at = ""
    for line in lines:
        if not line.startswith(" "):
            at = line
        elif at == part and line.startswith("        "):
            said[-1] += " " + line.strip()
        elif at == part:
            said.append(" ".join(line.split()))
    return said


class World:
    """Everything that a set-up meets: the vendors, the machine, and the variables of a set-up that is good."""

    def __init__(self, tmp_path: Path, discord: FakeDiscord, slack: FakeSlack, openai: FakeOpenAI) -> None:
        self.tmp = tmp_path
        self.discord = discord
        self.slack = slack
        self.openai = openai
        self.data = tmp_path / "data"
        self.stack = AsyncExitStack()

    def good(self) -> dict[str, str]:
        """Return the variables of a set-up in which all is well."""
        return {
            "EASEL_DATA_DIR": str(self.data),
            "EASEL_HTTP_PORT": "0",
            "EASEL_SECRET_KEY": "0123456789abcdef0123456789abcdef",
            "OPENAI_API_KEY": self.openai.key,
            "OPENAI_BASE_URL": self.openai.base_url,
            "DISCORD_TOKEN": self.discord.token,
            "EASEL_DISCORD_API_URL": self.discord.api_url,
            "EASEL_DISCORD_GATEWAY_URL": self.discord.gateway_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "EASEL_SLACK_API_URL": self.slack.api_url,
        }

    async def serve(self, app: web.Application, port: int = 0) -> int:
        """Serve an application on loopback until the test ends; return its port."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return int(runner.addresses[0][1])

    async def stranger(self) -> int:
        """Serve something that is no Easel, and return its port."""
        app = web.Application()
        app.router.add_route("*", "/{any:.*}", _page)
        return await self.serve(app)

    async def easel(self) -> int:
        """Serve what answers as an Easel does, and return its port."""
        app = web.Application()
        app.router.add_get("/healthz", _alive)
        return await self.serve(app)

    async def silent(self) -> int:
        """Listen where nobody ever answers, and return the port."""
        server = await asyncio.start_server(_nothing, "127.0.0.1", 0)
        self.stack.callback(server.close)
        return int(server.sockets[0].getsockname()[1])


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text="<html>It works!</html>", content_type="text/html")


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while await reader.read(1024):
            pass
    writer.close()


def free_port() -> int:
    """Return a port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def register(fake: FakeDiscord, change: Any = lambda _: None) -> None:
    """Register the commands as the face does, or did once."""
    commands = list(payload(SPECS, languages(), saying(FALLBACK)))
    change(commands)
    url, head = f"{fake.api_url}/applications/{fake.app.id}/commands", {"authorization": f"Bot {fake.token}"}
    async with aiohttp.ClientSession(headers=head) as session, session.put(url, json=commands) as response:
        assert response.status == 200, await response.text()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with FakeDiscord() as discord, FakeSlack() as slack, FakeOpenAI() as openai:
        slack.team.token_row.scopes |= set(SCOPES)
        discord.guild("Studio")
        await register(discord)
        with discord_hosts():
            made = World(tmp_path, discord, slack, openai)
            async with made.stack:
                yield made


class CommandLine:
    """Runs the command line as a process would, in this one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._patch = monkeypatch
        self._capsys = capsys
        # Both last for the whole process, which is the tests' own.
        monkeypatch.setattr("bot.logs.configure", lambda *_: None)
        monkeypatch.setattr("engines.worker.shield", lambda: True)
        monkeypatch.chdir(folder)

    async def __call__(self, variables: Mapping[str, str], *arguments: str) -> Said:
        with self._patch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            self._capsys.readouterr()
            code = await asyncio.wait_for(asyncio.to_thread(main, list(arguments or ("doctor",))), PATIENCE)
        told = self._capsys.readouterr()
        secrets = [value for name, value in variables.items() if _is_secret(name)] + [PASSWORD]
        assert [each for each in secrets if each and each in told.out + told.err] == []
        assert "Traceback" not in told.out + told.err
        return Said(code, tuple(told.out.splitlines()), told.err)


def _is_secret(name: str) -> bool:
    return name.endswith(("_TOKEN", "_KEY", "_SECRET", "_PASSWORD", "ACCESS_KEY"))


@pytest.fixture
def easel(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> CommandLine:
    folder = tmp_path / "here"
    folder.mkdir()
    return CommandLine(monkeypatch, capsys, folder)
