"""Where the children live: the server they call, how they are started and killed, and what must hold afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiohttp import web

from domain.card import Card
from domain.job import ENDS, Job, JobState
from domain.ledger import EntryKind, Unit, taken
from storage import jobs, ledger
from storage.codec import load
from storage.database import Database
from storage.schema import allowances
from storage.schema import jobs as jobs_table
from tests.patience import PATIENCE

# A worker judges others only while its own beats come well within the silence.
QUICK: Mapping[str, float] = {
    "tick": 0.2,
    "beat": 0.1,
    "silence": 0.8,
    "sweep": 0.1,
    "cancel": 0.1,
    "cards": 0.5,
    "frames": 0.0,
    "queue": 0.05,
    "drain": 2.0,
    "again": 0.2,
    "tell_first": 0.1,
}

Say = Callable[[str, str, Counter[str]], None]
"""Prints counts where a person sees them."""


class Server:
    """The vendor and the platform: counts what it is asked, holds what it is told to hold."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []
        self.moderated: list[str] = []
        self.delivered: list[tuple[str, str]] = []
        self.progressed: list[str] = []
        self.url = ""
        self._open = asyncio.Event()
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        for name in ("make", "moderate", "deliver", "progress"):
            app.router.add_post(f"/{name}", getattr(self, f"_{name}"))
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        self.let_go()
        assert self._runner
        await self._runner.cleanup()

    def hold(self) -> None:
        """Hold the calls that ask for it."""
        self._open.clear()

    def let_go(self) -> None:
        """Answer every call that is held, until they are held again."""
        self._open.set()

    async def until(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait until the condition holds, looking at every request."""
        async with asyncio.timeout(seconds):
            while not condition():
                await self._news.wait()

    def ends(self, job_id: str) -> set[str]:
        """The different cards that a job ended with."""
        return {card for told, card in self.delivered if told == job_id}

    async def heard(self) -> None:
        """Wait for the next request."""
        await self._news.wait()

    def _hear(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _make(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.calls.append((asked["job"], asked["index"]))
        self._hear()
        if "hold" in asked["words"]:
            await self._open.wait()
        if "refused" in asked["words"]:
            return web.Response(status=422)
        return web.Response(body=f"{asked['words']} {asked['job']} {asked['index']}".encode())

    async def _moderate(self, request: web.Request) -> web.Response:
        self.moderated.append((await request.json())["words"])
        self._hear()
        return web.Response()

    async def _deliver(self, request: web.Request) -> web.Response:
        said = await request.json()
        self.delivered.append((said["job"], said["card"]))
        self._hear()
        return web.Response()

    async def _progress(self, request: web.Request) -> web.Response:
        self.progressed.append((await request.json())["job"])
        self._hear()
        return web.Response()


@dataclass
class Child:
    """A process, and the socket it listens on."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def do(self, **command: Any) -> Any:
        """Return what the child answers; raise ConnectionError where it died."""
        self.writer.write(json.dumps(command).encode() + b"\n")
        await self.writer.drain()
        line = await self.reader.readline()
        if not line:
            raise ConnectionResetError("the child died")
        return json.loads(line)

    async def ask(self, words: str, **more: Any) -> str:
        return str(await self.do(ask={"words": words, **more}))

    async def death(self, seconds: float = PATIENCE) -> None:
        """Wait until the child is dead."""
        async with asyncio.timeout(seconds):
            with contextlib.suppress(ConnectionError):
                while await self.reader.readline():
                    pass

    async def stall(self, seconds: float = PATIENCE) -> None:
        """Wait until the child has stopped itself."""
        async with asyncio.timeout(seconds):
            while _state(self.pid) != "T":  # noqa: ASYNC110 -- a stopped process wakes nobody
                await asyncio.sleep(0.005)

    def kill(self, with_signal: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.pid, with_signal)


@dataclass
class Scene:
    """One database, one folder of assets, and any number of children."""

    url: str
    folder: Path
    server: Server
    nursery: subprocess.Popen[bytes]
    started: int = 0
    kills: int = 0
    children: list[Child] = field(default_factory=list)
    # A socket's path must be short, which a test's own folder is not.
    sockets: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="easel-", dir="/tmp"))
    _database: Database | None = None

    @property
    def several(self) -> bool:
        """Whether there may be several processes on this database."""
        return not self.url.startswith("sqlite")

    async def child(self, *, fault: str = "", wait: bool = True, **config: Any) -> Child:
        """Start a child; return once it listens, or at once where it may die before that."""
        self.started += 1
        config = {
            "database": self.url,
            "jobs": f"sqlite:///{self.folder / 'jobs.sqlite'}" if not self.several else self.url,
            "assets": str(self.folder / "assets"),
            "server": self.server.url,
            "socket": f"{self.sockets}/{self.started}",
            "log": str(self.folder / f"child-{self.started}.log"),
            "fault": fault,
            "pace": dict(QUICK),
            **config,
        }
        pid = await asyncio.to_thread(self._forked, config)
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    reader, writer = await asyncio.open_unix_connection(config["socket"])
                    break
                except OSError:
                    if _state(pid) is None:
                        if wait:
                            raise AssertionError(_tail(config["log"])) from None
                        return Child(pid, _ended(), _nowhere())
                await asyncio.sleep(0.005)
        child = Child(pid, reader, writer)
        self.children.append(child)
        return child

    def _forked(self, config: Mapping[str, Any]) -> int:
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(json.dumps(config).encode() + b"\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    async def close(self) -> None:
        """Kill whoever is left."""
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            child.writer.close()
        if self._database is not None:
            await self._database.close()
        await asyncio.to_thread(shutil.rmtree, self.sockets)

    @property
    def database(self) -> Database:
        """The database, as the tests look at it."""
        if self._database is None:
            self._database = Database.open(self.url, patience=PATIENCE)
        return self._database

    async def jobs(self) -> list[Job]:
        """Every job there is."""
        async with self.database.read() as tx:
            ids = (await tx.execute(sa.select(jobs_table.c.id).order_by(jobs_table.c.seq))).scalars().all()
            return [job for each in ids if (job := await jobs.get(tx, each)) is not None]

    async def all_told(self, seconds: float = PATIENCE) -> list[Job]:
        """Wait until every job is over and told."""
        left = sa.or_(jobs_table.c.state.not_in(ENDS), sa.not_(jobs_table.c.told))
        async with asyncio.timeout(seconds):
            while True:
                async with self.database.read() as tx:
                    if not (await tx.execute(sa.select(sa.func.count()).where(left))).scalar_one():
                        break
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.server.heard(), 0.05)
        return await self.jobs()

    async def check(self) -> Counter[str]:
        """Hold what must hold once every job is over; return the counts."""
        every = await self.all_told()
        counts = Counter(jobs=len(every), kills=self.kills, starts=self.started, calls=len(self.server.calls))
        async with self.database.read() as tx:
            for job in every:
                entries = await ledger.entries(tx, job_id=job.id)
                for unit in Unit:
                    kinds = Counter(entry.kind for entry in entries if entry.unit is unit)
                    assert kinds[EntryKind.RESERVE] == 1
                    assert kinds[EntryKind.SETTLE] + kinds[EntryKind.RELEASE] == 1
                counts["settles" if kinds[EntryKind.SETTLE] else "releases"] += 1
                assert len(self.server.ends(job.id)) == 1, f"{job.id} ended in different ways"
                counts[job.state.value] += 1
            for row in await tx.execute(allowances.select()):
                entries = await ledger.entries(tx, person_id=row.person_id)
                mine = [entry for entry in entries if entry.day == row.day]
                assert row.taken == taken(mine, Unit(row.unit))
            assert await jobs.unfinished(tx) == []
        for (job_id, index), number in Counter(self.server.calls).items():
            assert number <= 2, f"{job_id}/{index} was called {number} times"
        counts["deliveries"] = len({job_id for job_id, _ in self.server.delivered})
        counts["delivered again"] = len(self.server.delivered) - counts["deliveries"]
        counts["called again"] = len(self.server.calls) - len(set(self.server.calls))
        return counts


def card_of(text: str) -> Card:
    """The card that was told."""
    return load(Card, text)


def _state(pid: int) -> str | None:
    """The state of a process as the kernel tells it, None where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return None


def _tail(log: str) -> str:
    return Path(log).read_text()[-4000:]


def _ended() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_eof()
    return reader


class _Nowhere:
    """A writer to a child that is dead."""

    def write(self, _data: bytes) -> None:
        raise ConnectionResetError("the child died")

    def close(self) -> None:
        """Is closed."""


def _nowhere() -> Any:
    return _Nowhere()


__all__ = ["QUICK", "Child", "JobState", "Say", "Scene", "Server", "card_of"]
