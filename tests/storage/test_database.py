"""Transactions: what holds when a task is cancelled, the database is locked, full, or away."""

# ruff: noqa: PT012 -- it is the whole transaction that raises

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from domain.errors import StorageBusy, StorageError, StorageFull
from storage import people
from storage.database import Database, Tx
from storage.migrate import migrate, revision
from tests.databases import Postgres, stop
from tests.patience import PATIENCE
from tests.storage.sample import ANN, BOB, NOW, settle_in, someone

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


async def names(tx: Tx) -> set[str]:
    return set((await people.members(tx, ANN.team.id)).values())


def checked_out(database: Database) -> int:
    return int(database.engine.pool.checkedout())  # type: ignore[attr-defined] # a queue pool has it


async def test_a_failure_undoes_all_of_it(database: Database) -> None:
    await settle_in(database, persons=(ANN,))
    with pytest.raises(RuntimeError, match="no"):
        async with database.begin() as tx:
            await people.remember(tx, BOB, NOW)
            raise RuntimeError("no")
    async with database.read() as tx:
        assert await names(tx) == {"Ann"}
    assert checked_out(database) == 0


async def _between(database: Database, reached: asyncio.Event) -> None:
    async with database.begin() as tx:
        await people.remember(tx, BOB, NOW)
        reached.set()
        await asyncio.Event().wait()


async def _reading(database: Database, reached: asyncio.Event) -> None:
    async with database.read() as tx:
        await names(tx)
        reached.set()
        await asyncio.Event().wait()


async def _waiting(database: Database, reached: asyncio.Event) -> None:
    reached.set()
    async with database.begin() as tx:
        await people.remember(tx, BOB, NOW)
        await asyncio.Event().wait()


@pytest.mark.parametrize("work", [_between, _reading, _waiting])
async def test_a_cancelled_task_holds_nothing(
    database: Database, work: Callable[[Database, asyncio.Event], Awaitable[None]]
) -> None:
    await settle_in(database, persons=(ANN,))
    for steps in range(12):
        reached = asyncio.Event()
        task = asyncio.ensure_future(work(database, reached))
        await reached.wait()
        for _ in range(steps):
            # Cut it off somewhere else every time: while it takes a connection, begins, or runs its statement.
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(PATIENCE), database.begin() as tx:
        assert await names(tx) == {"Ann"}
        assert checked_out(database) == 1
    assert checked_out(database) == 0


async def test_many_cancelled_in_the_middle_of_their_statements(database: Database) -> None:
    await settle_in(database, persons=(ANN,))

    async def write(number: int) -> None:
        async with database.begin() as tx:
            await people.remember(tx, someone(number), NOW)

    for steps in range(40):
        tasks = [asyncio.ensure_future(write(n)) for n in range(3)]
        for _ in range(steps * 2):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(write(n) for n in range(30)))
    async with database.read() as tx:
        assert await names(tx) == {"Ann", *(f"Person {n}" for n in range(30))}
    assert checked_out(database) == 0


async def test_readers_are_not_held_up_by_a_writer_and_see_one_view(database: Database) -> None:
    await settle_in(database, persons=(ANN,))
    async with database.read() as reading:
        assert await names(reading) == {"Ann"}
        async with database.begin() as tx:
            await people.remember(tx, BOB, NOW)
            async with database.read() as other:
                assert await names(other) == {"Ann"}
        assert await names(reading) == {"Ann"}
    async with database.read() as tx:
        assert await names(tx) == {"Ann", "Bob"}


async def test_a_reader_cannot_write(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    with pytest.raises(sa.exc.DBAPIError):
        async with database.read() as tx:
            await people.remember(tx, ANN, NOW)
    async with database.begin() as tx:
        await people.remember(tx, ANN, NOW)
    await database.close()


async def test_on_sqlite_what_is_read_in_begin_stays_true_for_other_processes_too(sqlite_url: str) -> None:
    """Nobody writes between the first read and the write: the lock is taken before."""
    database = Database.open(sqlite_url)
    async with database.begin() as tx:
        assert await names(tx) == set()
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO workers VALUES ('w', '2026', '2026')")
        other.close()
    await database.close()


async def test_a_mistake_in_the_code_is_not_taken_for_a_busy_database(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        async with database.begin() as tx:
            await tx.execute(sa.text("SELECT * FROM no_such_table"))
    with pytest.raises(sa.exc.IntegrityError):
        async with database.begin() as tx:
            await tx.execute(
                sa.text(
                    "INSERT INTO people (id, team_id, user_id, name, created_at) VALUES ('a','b','c','d','2026-01-01')"
                )
            )


async def test_hooks_run_after_a_commit_that_announces(database: Database) -> None:
    told: list[int] = []
    database.after_commit.append(told.append)
    async with database.begin() as tx:
        tx.info["easel_announced"] = 7
        assert told == []
    assert told == [7]
    async with database.begin():
        pass
    with pytest.raises(RuntimeError):
        async with database.begin() as tx:
            tx.info["easel_announced"] = 8
            raise RuntimeError
    async with database.begin():
        pass
    assert told == [7]


async def test_sqlite_locked_by_another_process(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    database = Database.open(sqlite_url, patience=0.1)
    await settle_in(database, persons=(ANN,))
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    with pytest.raises(StorageBusy) as busy:
        async with database.begin() as tx:
            await people.remember(tx, BOB, NOW)
    assert "locked" in busy.value.detail
    async with database.read() as tx:
        assert await names(tx) == {"Ann"}
    await holder.communicate(b"")
    async with database.begin() as tx:
        await people.remember(tx, BOB, NOW)
    await database.close()


async def test_a_writer_that_never_ends_makes_the_others_give_up(sqlite_url: str) -> None:
    database = Database.open(sqlite_url, patience=0.05)
    async with database.begin():
        with pytest.raises(StorageBusy):
            async with database.begin():
                pass
    async with database.begin() as tx:
        await people.remember(tx, ANN, NOW)
    await database.close()


async def test_postgres_locked_by_another(postgres_url: str) -> None:
    # It is the lock that it is impatient of: on a slow machine a transaction may idle for as long between statements.
    unhurried = f"{postgres_url}&options=-c%20idle_in_transaction_session_timeout%3D0"
    database = Database.open(unhurried, patience=0.2)
    await settle_in(database, persons=(ANN,))
    with psycopg.connect(postgres_url) as other:
        other.execute("UPDATE people SET name = 'Anna'")
        with pytest.raises(StorageBusy) as busy:
            async with database.begin() as tx:
                await people.remember(tx, someone(1), NOW)
                await tx.execute(sa.text("UPDATE people SET name = 'Anne'"))
        assert "LockNotAvailable" in busy.value.detail
        assert "Anne" not in busy.value.detail
        other.rollback()
    await database.close()


async def test_a_process_that_stalls_in_a_transaction_does_not_hold_up_the_others(postgres_url: str) -> None:
    """A stopped worker's locks go after a while: another takes over within its time."""
    stalled, other = Database.open(postgres_url, patience=2), Database.open(postgres_url, patience=2 * PATIENCE)
    with pytest.raises(StorageBusy):
        async with stalled.begin() as tx:
            await stalled.lock(tx, 1)
            async with asyncio.timeout(PATIENCE), other.begin() as second:
                await other.lock(second, 1)
            await names(tx)
    async with stalled.begin() as tx:
        await people.remember(tx, ANN, NOW)
    await stalled.close()
    await other.close()


async def test_postgres_gone_and_back(own_postgres: Postgres) -> None:
    process = await asyncio.to_thread(own_postgres.start)
    database = Database.open(own_postgres.url("postgres"))
    await migrate(database)
    await settle_in(database, persons=(ANN,))
    with pytest.raises(StorageBusy):
        async with database.begin() as tx:
            await people.remember(tx, BOB, NOW)
            await asyncio.to_thread(stop, process)
    for way in (database.begin, database.read):
        with pytest.raises(StorageBusy):
            async with way() as tx:
                await names(tx)
    process = await asyncio.to_thread(own_postgres.start)
    async with database.begin() as tx:
        assert await names(tx) == {"Ann"}
        await people.remember(tx, BOB, NOW)
    await database.close()
    await asyncio.to_thread(stop, process)


async def test_sqlite_without_room_refuses_and_goes_on(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    await settle_in(database, persons=(ANN,))

    def limit(pages: int) -> Callable[..., None]:
        def set_limit(connection: object, *_: object) -> None:
            cursor = connection.cursor()  # type: ignore[attr-defined] # what the pool gives
            cursor.execute(f"PRAGMA max_page_count={pages}")
            cursor.close()

        return set_limit

    full = limit(1)
    sa.event.listen(database.engine.sync_engine, "engine_connect", lambda connection: full(connection.connection))
    with pytest.raises(StorageFull):
        async with database.begin() as tx:
            for n in range(2_000):
                await people.remember(tx, someone(n), NOW)
    async with database.read() as tx:
        assert await names(tx) == {"Ann"}
    full = limit(1_000_000)
    async with database.begin() as tx:
        await people.remember(tx, BOB, NOW)
    async with database.read() as tx:
        assert await names(tx) == {"Ann", "Bob"}
    await database.close()


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "easel.sqlite"
    await asyncio.to_thread(path.write_bytes, b"not a database at all, but quite long" * 100)
    database = Database.open(f"sqlite:///{path}")
    with pytest.raises(StorageError) as broken:
        await revision(database)
    assert broken.value.code == "database_broken"
    await database.close()


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    async def run() -> None:
        database = Database.open(f"sqlite:///{tmp_path / 'data' / 'easel.sqlite'}")
        await migrate(database)
        for each in (tmp_path / "data").iterdir():
            assert stat.S_IMODE(each.stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
        await database.close()

    before = os.umask(0)
    try:
        asyncio.run(run())
    finally:
        os.umask(before)


async def test_closing_leaves_no_thread(sqlite_url: str) -> None:
    before = set(threading.enumerate())
    database = Database.open(sqlite_url)
    await asyncio.gather(*(settle_in(database) for _ in range(5)))
    begun = set(threading.enumerate()) - before
    assert begun
    await database.close()
    for each in begun:
        # It has been told, and may be about to.
        each.join(PATIENCE)
    assert not any(each.is_alive() for each in begun)


async def test_no_error_carries_what_people_wrote(database: Database) -> None:
    """Its text goes to the log."""
    insert = sa.text("INSERT INTO people (id, team_id, user_id, name, created_at) VALUES ('a', 'b', 'c', :name, NULL)")
    with pytest.raises(sa.exc.DBAPIError) as failed:
        async with database.begin() as tx:
            await tx.execute(insert, {"name": "my secret wish"})
    assert "SQL parameters hidden" in str(failed.value)
    assert "secret" not in str(failed.value).replace(str(failed.value.orig), "")
