"""The database: SQLite or Postgres behind one ``begin`` and one ``read``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from domain.errors import StorageBusy, StorageFull

Tx = AsyncConnection
"""One open transaction. Storage functions take it first; the caller commits by leaving ``begin``."""

_READ = "easel_read"
_BUSY_MS = 5_000


class Database:
    """One database, opened once and passed down."""

    def __init__(self, engine: AsyncEngine, url: sa.URL) -> None:
        self._engine = engine
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        # SQLite has one writer: waiting here is fair and cheap, waiting for its lock is neither.
        self._writer = asyncio.Lock()
        self.after_commit: list[Callable[[], None]] = []

    @classmethod
    def open(cls, url: str) -> Database:
        """Return the database at ``url`` (``sqlite:///path`` or ``postgresql://…``); connects when first used."""
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(_sqlite(parsed), parsed)
        driver = parsed.set(drivername="postgresql+psycopg")
        engine = create_async_engine(driver, pool_size=10, max_overflow=10, pool_pre_ping=True, pool_timeout=10)
        return cls(engine, driver)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """Open a transaction that writes; it commits at the end and rolls back on any error.

        On SQLite it holds the write lock from its first moment, so what it reads stays true until it commits.
        Raise StorageBusy where the database is locked or gone, StorageFull where there is no room.
        """
        async with AsyncExitStack() as stack:
            if self.is_sqlite:
                await stack.enter_async_context(self._writer)
            await stack.enter_async_context(_explained())
            yield await stack.enter_async_context(self._engine.begin())
        for tell in self.after_commit:
            tell()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """Open a transaction that only reads, one consistent view. Raise StorageBusy as ``begin`` does."""
        async with _explained(), self._engine.connect() as connection:
            reading = await connection.execution_options(**{_READ: True})
            yield reading
            await reading.rollback()

    async def lock(self, tx: Tx, name: int) -> None:
        """Hold a lock until the transaction ends; on SQLite every writer holds it already."""
        if not self.is_sqlite:
            await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(name)))

    async def close(self) -> None:
        """Let go of all connections."""
        await self._engine.dispose()

    @property
    def engine(self) -> AsyncEngine:
        """Return the engine, for migrations and listeners."""
        return self._engine


def insert(tx: Tx, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert of the connection's dialect, which knows ``on_conflict_do_nothing`` and ``…_do_update``."""
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _sqlite(url: sa.URL) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=6,
        max_overflow=0,
        pool_timeout=30,
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # The driver must not begin by itself: a deferred BEGIN lets two writers read the same quota.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_MS}",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get(_READ)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


@asynccontextmanager
async def _explained() -> AsyncIterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        text = str(error.orig)
        if "disk is full" in text or "No space left" in text:
            raise StorageFull(detail=text) from error
        raise StorageBusy(detail=type(error.orig).__name__ + ": " + text.splitlines()[0][:200]) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StorageBusy(detail=type(error.orig).__name__) from error
        raise
    except (sa.exc.TimeoutError, ConnectionError) as error:
        raise StorageBusy(detail=type(error).__name__) from error
