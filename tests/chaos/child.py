"""A process of Easel that can be killed: real storage, real jobs, an engine and a platform over HTTP.

Run as a program it is a nursery: it has imported everything and forks a child for each line it reads, so that a new
process costs milliseconds. A child answers commands on a Unix socket: ask, cancel, close.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

import bot.jobs.dbos_app  # noqa: F401 -- read before the fork
from bot.jobs import faults
from bot.jobs.kit import Kit, Pace
from bot.jobs.runner import Jobs, Mode
from bot.ports import Target
from commands.studio import Defaults, Studio
from commands.submit import Draft, submit
from commands.words import saying
from domain.call import Call
from domain.card import Card
from domain.clock import system_clock
from domain.errors import Broken, Refused, StorageFull
from domain.operation import Generate, Quality, Settings
from domain.people import Person, Place, Platform, Team
from domain.size import Size
from engines.base import Input, Made, Partial, Request
from engines.catalog import Catalog
from engines.worker import Worker
from storage.assets import Assets
from storage.codec import dump
from storage.database import Database
from storage.queue import Caps

MODEL = "gpt-image-2"
COST = 5_000
FULL = "full"


class Vendor:
    """An engine and a moderator that are asked over HTTP."""

    name = "openai"

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url = url
        self._http = http

    async def make(self, request: Request, partial: Partial) -> Made:
        await partial(b"frame")
        asked = {"job": request.job_id, "index": request.index, "words": request.words}
        try:
            async with self._http.post(f"{self._url}/make", json=asked) as answer:
                data = await answer.read()
        except aiohttp.ClientError as error:
            raise Broken("engine_broken", billed=True) from error
        if answer.status != 200:
            raise Refused("refused_safety")
        await asyncio.sleep(0)
        return Made(data, "image/png", 64, 64, cost=COST)

    async def check(self, words: str, _inputs: tuple[Input, ...]) -> None:
        async with self._http.post(f"{self._url}/moderate", json={"words": words}):
            pass
        if "flagged" in words:
            raise Refused("moderation_flagged")

    async def close(self) -> None:
        """Its session is closed with the process."""


class Front:
    """A platform that is told over HTTP."""

    def __init__(self, url: str, http: aiohttp.ClientSession, worker: str) -> None:
        self._url = url
        self._http = http
        self._worker = worker

    async def answer(self, _call: Call, _card: Card) -> None:
        raise AssertionError("jobs answer no calls")

    async def progress(self, target: Target, card: Card) -> None:
        await self._post("progress", target, card)

    async def deliver(self, target: Target, card: Card) -> None:
        await self._post("deliver", target, card)

    async def _post(self, what: str, target: Target, card: Card) -> None:
        said = {"job": target.job_id, "card": dump(card), "worker": self._worker}
        async with self._http.post(f"{self._url}/{what}", json=said) as answer:
            answer.raise_for_status()


class FullAssets(Assets):
    """Assets with no room for what was asked with the word."""

    async def put(self, data: bytes) -> str:
        if FULL.encode() in data:
            raise StorageFull("no room")
        return await super().put(data)


async def live(config: Mapping[str, Any]) -> None:
    """Run the jobs until told to close."""
    database = Database.open(config["database"])
    url, worker_id = config["server"], uuid4().hex
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as http:
        studio = Studio(
            database=database,
            assets=FullAssets.open(config["assets"]),
            catalog=Catalog.load(),
            worker=Worker(),
            engines=frozenset({"openai"}),
            caps=Caps(config.get("person_cap", 10), config.get("engine_cap", 16), {}),
            defaults=Defaults(MODEL, 10_000, moderation=True),
            clock=system_clock,
            new_id=lambda: uuid4().hex,
            fetchers={},
        )
        vendor = Vendor(url, http)
        told = Front(url, http, worker_id)
        kit = Kit(
            studio=studio,
            engines={"openai": vendor},
            moderator=vendor,
            outbounds=dict.fromkeys(Platform, told),
            salt=b"salt",
            worker_id=worker_id,
            pace=replace(Pace(), **config.get("pace", {})),
        )
        saying("en")
        jobs = Jobs(kit, mode=Mode(config.get("mode", "run")), url=config["jobs"])
        await jobs.start()
        over = asyncio.Event()

        async def obey(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.CancelledError):
                while line := await reader.readline():
                    answer = await _obeyed(json.loads(line), studio, jobs, over)
                    writer.write(json.dumps(answer).encode() + b"\n")
                    await writer.drain()

        server = await asyncio.start_unix_server(obey, config["socket"])
        await over.wait()
        await jobs.close()
        server.close()
    await database.close()


async def _obeyed(command: Mapping[str, Any], studio: Studio, jobs: Jobs, over: asyncio.Event) -> Any:
    if "ask" in command:
        job_id = await ask(studio, **command["ask"])
        faults.point("after:accept")
        jobs.kick()
        return job_id
    if "cancel" in command:
        await jobs.cancel(command["cancel"])
        return True
    over.set()
    return True


async def ask(studio: Studio, words: str, who: str = "ada", count: int = 1, platform: str = "browser") -> str:
    """Ask for pictures as a command would."""
    message = uuid4().hex
    person = Person(Team(Platform(platform), "T1"), who, who)
    call = Call(message, person, Place("general"), "imagine", studio.clock(), words, answer_to={"thread": message})
    settings = Settings(MODEL, Size(1024, 1024), Quality.LOW)
    draft = Draft(Generate(words, settings), studio.catalog.models[MODEL], count)
    job_id = (await submit(call, studio, draft)).job_id
    assert job_id is not None
    return job_id


def nursery() -> None:
    """Fork a child for each line read; say its process id."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while line := sys.stdin.buffer.readline():
        config = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(config)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(config: Mapping[str, Any]) -> None:
    """Live as a child, and end without the nursery's clean-up."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with Path(config["log"]).open("ab", buffering=0) as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ |= {"EASEL_ENV": "test", "EASEL_FAULT": config.get("fault", "")}
        faults._fault = faults._armed()
        asyncio.run(live(config))
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    nursery()
