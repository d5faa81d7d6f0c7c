"""The database is gone for ten seconds, the disk is full: jobs wait or end, the process lives."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import migrate
from tests.chaos.scene import JobState, Scene, Server
from tests.databases import Postgres, stop
from tests.patience import PATIENCE

OUTAGE = 10.0


async def begun(scene: Scene, ids: list[str]) -> None:
    calls = scene.server.calls
    await scene.server.until(lambda: {job_id for job_id, _ in calls} >= set(ids))


@pytest.mark.timeout(300)
@pytest.mark.may_block("starting a database server")
async def test_postgres_gone_in_the_middle_loses_nothing(
    own_postgres: Postgres, tmp_path: Path, server: Server, nursery: subprocess.Popen[bytes]
) -> None:
    process = await asyncio.to_thread(own_postgres.start)
    scene = None
    try:
        url = own_postgres.url(own_postgres.create())
        database = Database.open(url, patience=PATIENCE)
        await migrate(database)
        await database.close()
        scene = Scene(url, tmp_path, server, nursery)
        child = await scene.child()
        ids = [await child.ask("hold it", who=f"p{number}", count=2) for number in range(3)]
        await begun(scene, ids)
        await asyncio.to_thread(stop, process)
        # The engine answers while there is nowhere to write that down.
        server.let_go()
        await asyncio.sleep(OUTAGE)
        process = await asyncio.to_thread(own_postgres.start)
        await server.until(lambda: {job_id for job_id, _ in server.delivered} >= set(ids))
        every = await scene.all_told()
        assert [job.state for job in every] == [JobState.DELIVERED] * 3
        assert set(Counter(server.calls).values()) == {1}
        assert await child.ask("afterwards")
        await scene.check()
    finally:
        if scene is not None:
            await scene.close()
        await asyncio.to_thread(stop, process)


@pytest.mark.timeout(300)
async def test_a_locked_sqlite_loses_nothing(
    sqlite_url: str, tmp_path: Path, server: Server, nursery: subprocess.Popen[bytes]
) -> None:
    scene = Scene(sqlite_url, tmp_path, server, nursery)
    child = await scene.child()
    try:
        ids = [await child.ask("hold it", who=f"p{number}") for number in range(3)]
        await begun(scene, ids)
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            server.let_go()
            await asyncio.sleep(OUTAGE)
            assert server.delivered == []
            other.execute("ROLLBACK")
        every = await scene.all_told()
        assert [job.state for job in every] == [JobState.DELIVERED] * 3
        assert set(Counter(server.calls).values()) == {1}
        await scene.check()
    finally:
        await scene.close()


async def test_a_full_disk_ends_the_job_and_the_process_lives(scene: Scene) -> None:
    child = await scene.child()
    full = await child.ask("a full disk", count=2)
    fine = await child.ask("a red fox")
    every = {job.id: job for job in await scene.all_told()}
    assert (every[full].state, every[full].reason, every[full].charged) == (JobState.REFUSED, "storage_full", False)
    assert every[fine].state is JobState.DELIVERED
    assert (await scene.check())["releases"] == 1
