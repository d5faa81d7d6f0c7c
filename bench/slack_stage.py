"""A workspace on a fake Slack in a process of its own, and what its people ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.control import Control
from bench.processes import started

PEOPLE = 200
CHANNELS = 20
"""Slack takes a message a second in a channel, so a crowd is spread over some."""
PROCESSING_SECONDS = 1.0
"""What Slack takes until it can show a file: a second to five have been seen."""

Act = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of what people did: the milliseconds to each acknowledgement, and of each message with pictures to it.

    ``unacknowledged`` had none in time at the first try, or were told to ask again; ``undelivered`` are pictures that
    never came. ``calls`` are those of the API that were answered well, by method; ``limited`` those that came too often.
    ``whispers`` is what single people were told.
    """

    acknowledged: list[float]
    unacknowledged: int
    results: list[float]
    undelivered: int
    threads: int
    calls: dict[str, int] = field(default_factory=dict)
    limited: int = 0
    whispers: tuple[str, ...] = ()


@dataclass(slots=True)
class Stage(Control):
    """The workspace. What is asked is counted from the last ``taken``."""

    tokens: dict[str, str]
    shown: int = 0

    @property
    def env(self) -> dict[str, str]:
        """Return what leads a bot there by Socket Mode."""
        return {**self._there, "SLACK_APP_TOKEN": self.tokens["app_token"]}

    @property
    def env_http(self) -> dict[str, str]:
        """Return what leads a bot there that is posted to."""
        return {**self._there, "SLACK_SIGNING_SECRET": self.tokens["signing_secret"]}

    @property
    def _there(self) -> dict[str, str]:
        return {"SLACK_BOT_TOKEN": self.tokens["bot_token"], "EASEL_SLACK_API_URL": f"{self.address}/api/"}

    async def play(self, **what: Any) -> list[dict[str, Any]]:
        """Have people do things, or the world be so."""
        acts: list[dict[str, Any]] = (await self.have(what))["acts"]
        if any("not_possible" in each for each in acts):
            raise RuntimeError(str(acts))
        return acts

    async def listened(self, connections: int = 2) -> None:
        """Return once a bot hears by so many connections, and forget what it did until then."""
        await self.seen(connections=connections)
        await self.play(reset=True)

    async def taken(self, asked: int, pictures: int, *, seconds: int = 120, quiet: float = 0) -> Taken:
        """Wait for what came of so many things since the last time, that many pictures among them.

        With ``quiet`` also until nothing was called for so many seconds.
        """
        told = await self.seen(asked=asked, seconds=seconds)
        # Whoever was told to ask again waits for nothing.
        away = asked - sum(map(_good, told["asked"]))
        told = await self.seen(pictures=max(0, self.shown + pictures - away), seconds=seconds)
        if quiet:
            told = await self.seen(quiet=quiet, seconds=seconds)
        if told["refused"]:
            raise RuntimeError(f"rules of Slack's were broken: {told['refused'][:3]}")
        results = _results(told)[self.shown :]
        self.shown += len(results)
        began = min((each["at"] for each in told["asked"]), default=0.0)
        good = [each["ms"] for each in told["asked"] if _good(each)]
        await self.play(reset=True)
        return Taken(
            good,
            asked - len(good),
            [(float(each["ts"]) - began) * 1e3 for each in results],
            pictures - len(results),
            len({each["thread_ts"] for each in results}),
            told["counts"],
            told["limited"],
            tuple(each["text"] for each in told["ephemerals"]),
        )

    async def results(self) -> list[dict[str, Any]]:
        """Return the messages that show pictures, oldest first."""
        return _results(await self.seen())


def _results(told: dict[str, Any]) -> list[dict[str, Any]]:
    found = [each for each in told["messages"] if each["by_bot"] and each["pictures"] and not each["broken"]]
    return sorted(found, key=lambda each: float(each["ts"]))


def _good(asked: dict[str, Any]) -> bool:
    """Tell whether something was taken in at once; a command's own acknowledgement says only that it is not."""
    return asked["ms"] is not None and asked["attempts"] == 1 and not asked["payload"]


def imagine(number: int, channels: int = CHANNELS) -> Act:
    """Return the asking for a picture, by one of the people in one of the channels."""
    text = f"a fox {number} size:1024x1024 quality:low model:gpt-image-2.6-flare"
    return {"do": "command", "command": "/imagine", "text": text, **where(number, channels)}


def quota(number: int) -> Act:
    return {"do": "command", "command": "/easel", "text": "quota", **where(number)}


def talk(number: int) -> Act:
    """Return what people say among themselves: nearly all that an app hears."""
    return {"do": "say", "text": f"have you seen number {number}?", **where(number)}


def refine(number: int, result: dict[str, Any]) -> Act:
    """Return a reply in the thread of a picture, which changes it."""
    asked = {"do": "say", "text": "make it night", "thread": result["thread_ts"], "channel": result["channel"]}
    return asked | {"person": f"person{number % PEOPLE}"}


def press(number: int, result: dict[str, Any], button: str) -> Act:
    """Return the press of a button under a picture."""
    asked = {"do": "press", "ts": result["ts"], "button": button, "channel": result["channel"]}
    return asked | {"person": f"person{number % PEOPLE}"}


def create(number: int) -> Act:
    """Return the use of the shortcut that opens the form."""
    return {"do": "shortcut", "callback_id": "create_image", "person": f"person{number % PEOPLE}"}


def where(number: int, channels: int = CHANNELS) -> Act:
    """Return who asks as the how manieth, and in which channel."""
    return {"person": f"person{number % PEOPLE}", "channel": f"art-{number % channels}"}


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Yield a workspace with its people and channels."""
    arguments = ("--port", "0", "--processing", str(PROCESSING_SECONDS))
    async with started("tests.fakes.slack_server", *arguments, port_only=True) as fake:
        patient = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=patient) as http:
            stage = Stage(http, fake.address, {})
            await stage.play(people=[f"person{number}" for number in range(PEOPLE)])
            await stage.play(channels=[f"art-{number}" for number in range(CHANNELS)])
            stage.tokens = (await stage.seen())["tokens"]
            yield stage
