"""How many jobs a second go through where the engine takes no time: on SQLite, and on Postgres with two workers."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bench.browser import insisted, settings
from bench.figures import Figure, Report
from bench.processes import Running, started
from tests.conversation.guest import Guest
from tests.databases import TEMPLATE, Run

JOBS = 300
WORKERS = 2
AT_ONCE = 16
_ALIVE = re.compile(r"^easel_workers_alive (\S+)$", re.MULTILINE)


async def measure(report: Report, vendor: Running) -> None:
    """Take the figures."""
    with tempfile.TemporaryDirectory() as folder:
        env = settings(folder, vendor) | {"BENCH_NOOP": "1", "EASEL_PERSON_CONCURRENCY": "100"}
        async with started("bench.inside", "run", env=env) as easel:
            report.add(Figure("jobs a second, no-op engine, SQLite", await _jobs(easel), 10.0, "/s", least=True))
    run = await asyncio.to_thread(Run.begin)
    try:
        server = await asyncio.to_thread(run.postgres)
        database = await asyncio.to_thread(server.create, template=TEMPLATE)
        with tempfile.TemporaryDirectory() as folder:
            env = settings(folder, vendor) | {
                "BENCH_NOOP": "1",
                "EASEL_PERSON_CONCURRENCY": "100",
                "EASEL_DATABASE_URL": server.url(database),
                "EASEL_SECRET_KEY": "bench",
            }
            async with started("bench.inside", "serve", env=env) as face, _workers(face, env):
                name = f"jobs a second, no-op engine, Postgres, {WORKERS} workers"
                report.add(Figure(name, await _jobs(face), 10.0, "/s", least=True))
    finally:
        await asyncio.to_thread(run.close)


async def _jobs(easel: Running) -> float:
    """Return how many jobs a second were asked for, made and told, by one who asks for all of them at once."""
    ada, room = await Guest.enter(easel.address, "Ada"), asyncio.Semaphore(AT_ONCE)
    ada.patience = 300
    await asyncio.gather(*(ada.imagine("a fox size:1024x1024") for _ in range(4)))

    async def one(number: int) -> None:
        async with room:
            asked, _ = await insisted(ada, f"/imagine a fox {number} size:1024x1024")
        await ada.result(asked)

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(JOBS)))
    took = time.perf_counter() - began
    await ada.leave()
    return JOBS / took


@asynccontextmanager
async def _workers(face: Running, env: dict[str, str]) -> AsyncIterator[None]:
    """Run the workers; yield once the face knows of them all."""
    command = [sys.executable, "-m", "bench.inside", "work"]
    quiet = asyncio.subprocess.DEVNULL
    workers = [
        await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet, env={**os.environ, **env})
        for _ in range(WORKERS)
    ]
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession() as http:
            while True:
                async with http.get(f"{face.address}/metrics") as response:
                    found = _ALIVE.search(await response.text())
                if found is not None and float(found.group(1)) >= WORKERS:
                    break
                await asyncio.sleep(0.5)
        yield
    finally:
        for worker in workers:
            worker.terminate()
        await asyncio.gather(*(worker.wait() for worker in workers))
