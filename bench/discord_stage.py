"""A guild on a fake Discord in a process of its own, and what its people ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bench.control import Control
from bench.processes import started

PEOPLE = 200
CHANNELS = 20
"""Discord opens five threads in five seconds in a channel, so a crowd is spread over some."""

COMMAND, PRESS, COMPLETION = 2, 3, 4
GOOD = {COMMAND: 5, PRESS: 6, COMPLETION: 8}
"""How each kind of interaction is acknowledged by who takes it in."""

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some interactions: the milliseconds to each acknowledgement and to each result.

    ``unacknowledged`` have none or a refusal, ``undelivered`` are pictures that never came.
    """

    acknowledged: list[float]
    unacknowledged: int
    results: list[float]
    undelivered: int


@dataclass(slots=True)
class Stage(Control):
    """The guild. What is asked is counted from the last ``taken``."""

    env: dict[str, str]
    counted: int = 0
    delivered: int = 0

    async def play(self, steps: list[Step]) -> dict[str, Any]:
        """Have people do things, all at once but for what comes ``after`` some seconds."""
        return await self.have({"do": steps})

    async def listened(self) -> None:
        """Return once a bot hears and its commands are known."""
        await self.seen(sessions=1, commands=1)

    async def taken(self, asked: int, pictures: int, *, seconds: int = 120) -> Taken:
        """Wait for what came of so many interactions since the last time, that many pictures among them."""
        await self.seen(acked=self.counted + asked, seconds=seconds)
        told = await self.seen(results=self.delivered + pictures, seconds=seconds)
        if told["refused"]:
            raise RuntimeError(f"rules of Discord's were broken: {told['refused'][:3]}")
        new = told["interactions"][self.counted :]
        self.counted += len(new)
        results = [each["result"]["ms"] for each in new if each["result"]]
        self.delivered += len(results)
        good = [each["ack_ms"] for each in new if each["ack"] == GOOD[each["type"]]]
        return Taken(good, asked - len(good), results, pictures - len(results))

    async def some_result(self) -> str:
        """Return the message of a result."""
        told = await self.seen()
        return next(each["result"]["message"] for each in told["interactions"] if each["result"])


def imagine(number: int) -> Step:
    """Return the asking for a picture, by one of the people in one of the channels."""
    asked = {"prompt": f"a fox {number}", "size": "1024x1024", "quality": "low", "model": "gpt-image-2.6-flare"}
    return {"call": "slash", "args": [*where(number), "imagine", asked]}


def quota(number: int) -> Step:
    return {"call": "slash", "args": [*where(number), "quota"]}


def complete(number: int) -> Step:
    """Return the typing of a picture's name: completing it is a read of the database."""
    asked: Step = {"call": "autocomplete", "args": [*where(number), "show", {"picture": "fox"}]}
    return asked | {"kwargs": {"focused": "picture"}}


def press(message: str, number: int) -> Step:
    return {"call": "press", "args": [where(number)[0], {"$message": message}, "Details"]}


def where(number: int) -> tuple[str, str]:
    """Return who asks as the how manieth, and in which channel."""
    return f"$person{number % PEOPLE}", f"$channel{number % CHANNELS}"


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Yield a guild with its people and channels; ``env`` leads a bot there."""
    async with started("tests.fakes.discord_server", "--port", "0", port_only=True) as fake:
        patient = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=patient) as http:
            stage = Stage(http, fake.address, {})
            told = await stage.play([{"call": "guild", "args": ["Studio"], "as": "guild"}])
            await stage.play(
                [
                    *(
                        {"call": "channel", "args": ["$guild", f"art-{n}"], "as": f"channel{n}"}
                        for n in range(CHANNELS)
                    ),
                    *(
                        {"call": "user", "args": [f"person{n}"], "kwargs": {"guilds": ["$guild"]}, "as": f"person{n}"}
                        for n in range(PEOPLE)
                    ),
                ]
            )
            stage.env = {
                "DISCORD_TOKEN": told["token"],
                "EASEL_DISCORD_API_URL": told["api_url"],
                "EASEL_DISCORD_GATEWAY_URL": told["gateway_url"],
            }
            yield stage
