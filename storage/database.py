"""The database: SQLite or Postgres behind one ``begin`` and one ``read``."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from domain.errors import StorageBusy, StorageError, StorageFull
from storage import quick

Tx = AsyncConnection
"""One open transaction. Storage functions take it first; the caller commits by leaving ``begin``."""

PATIENCE = 10.0
ANNOUNCED = "easel_announced"
"""The key in a transaction's ``info`` of what ``after_commit`` is told when it commits."""

_READ = "easel_read"
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_BROKEN = frozenset(
    {
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
    }
)
_POSTGRES_FULL = "53100"


class Turn:
    """A lock that is taken in the order of asking, the urgent before the rest."""

    def __init__(self) -> None:
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._rest: deque[asyncio.Future[None]] = deque()

    async def acquire(self, *, urgent: bool = False) -> None:
        """Wait for the turn and take it."""
        if not self._taken:
            self._taken = True
            return
        line = self._urgent if urgent else self._rest
        mine = asyncio.get_running_loop().create_future()
        line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                # The turn was given in the same moment: pass it on.
                self.release()
            elif mine in line:
                line.remove(mine)
            raise

    def release(self) -> None:
        """Give the turn to who is next."""
        for line in (self._urgent, self._rest):
            while line:
                following = line.popleft()
                if not following.done():
                    following.set_result(None)
                    return
        self._taken = False


class Database:
    """One database, opened once and passed down."""

    def __init__(self, engine: AsyncEngine, url: sa.URL, patience: float) -> None:
        self._engine = engine
        self._patience = patience
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        # SQLite has one writer: waiting here is fair and cheap, waiting for its lock is neither.
        self._writer = Turn()
        self.after_commit: list[Callable[[int], None]] = []

    @classmethod
    def open(cls, url: str, *, patience: float = PATIENCE) -> Database:
        """Return the database at ``url`` (``sqlite:///path`` or ``postgresql://…``); connects when first used.

        ``patience`` is how many seconds to wait for what others hold, and on Postgres for how long a process that
        stalls inside a transaction may hold it. Raise StorageError where the URL is none of these.
        """
        try:
            parsed = sa.make_url(url)
        except (ValueError, sa.exc.ArgumentError) as error:
            raise StorageError("database_url", detail="form") from error
        if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
            raise StorageError("database_url", detail="scheme")
        if parsed.get_backend_name() == "sqlite":
            return cls(_sqlite(parsed, patience), parsed, patience)
        driver = parsed.set(drivername="postgresql+psycopg")
        return cls(_postgres(driver, patience), driver, patience)

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Tx]:
        """Open a transaction that writes; it commits at the end and rolls back on any error. Never open one inside it.

        An ``urgent`` one goes before others that wait on SQLite: somebody waits for an acknowledgement.
        On SQLite it holds the write lock from its first moment, so what it reads stays true until it commits.
        Raise StorageBusy where the database is locked or gone, StorageFull where there is no room, StorageError
        where it cannot be read or written at all.
        """
        async with AsyncExitStack() as stack:
            stack.enter_context(_Explained())
            if self.is_sqlite:
                await stack.enter_async_context(self._alone(urgent=urgent))
            tx = await stack.enter_async_context(self._engine.begin())
            tx.info.pop(ANNOUNCED, None)
            yield tx
            announced: int | None = tx.info.pop(ANNOUNCED, None)
        if announced is not None:
            for tell in self.after_commit:
                tell(announced)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """Open a transaction that only reads, one consistent view. Raise as ``begin`` does."""
        options: dict[str, Any] = {_READ: True} if self.is_sqlite else _SNAPSHOT
        with _Explained():
            async with self._engine.connect() as connection:
                yield await connection.execution_options(**options)
                await connection.rollback()

    async def lock(self, tx: Tx, name: int) -> None:
        """Hold a lock until the transaction ends; on SQLite every writer holds it already."""
        if not self.is_sqlite:
            await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(name)))

    async def fold(self) -> None:
        """Fold SQLite's write-ahead log into its file, so that what was deleted is in neither."""
        if self.is_sqlite:
            with _Explained():
                async with self._alone(), self._engine.connect() as connection:
                    raw = (await connection.get_raw_connection()).driver_connection
                    if raw is not None:
                        await raw.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Let go of all connections."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _alone(self, *, urgent: bool = False) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._patience):
                await self._writer.acquire(urgent=urgent)
        except TimeoutError as error:
            raise StorageBusy(detail="too many writers") from error
        try:
            yield
        finally:
            self._writer.release()

    @property
    def engine(self) -> AsyncEngine:
        """Return the engine, for migrations and listeners."""
        return self._engine


def insert(tx: Tx, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert of the connection's dialect, which knows ``on_conflict_do_nothing`` and ``…_do_update``."""
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _postgres(url: sa.URL, patience: float) -> AsyncEngine:
    limit = f"{round(patience * 1_000)}"
    ours = f"-c lock_timeout={limit} -c idle_in_transaction_session_timeout={limit}"
    connect = {
        "options": f"{ours} {url.query.get('options', '')}",
        "connect_timeout": max(2, round(patience)),
        "tcp_user_timeout": limit,
    }
    return create_async_engine(
        url,
        connect_args=connect,
        # An error's text goes to the log, and what people wrote does not.
        hide_parameters=True,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,
        pool_timeout=patience,
    )


def _sqlite(url: sa.URL, patience: float) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # It holds what people wrote. Its log takes the same mode.
        path.touch(mode=0o600)
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=6,
        max_overflow=0,
        pool_timeout=patience,
        connect_args={"timeout": patience, "async_creator_fn": quick.connect},
        hide_parameters=True,
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # The driver must not begin by itself: a deferred BEGIN lets two writers read the same quota.
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                cursor.execute(f"PRAGMA {pragma}")
        finally:
            cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get(_READ)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


class _Explained:
    """Turns the driver's errors into storage errors."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        match error:
            case sqlite3.Error():
                _explain_sqlite(error, error)
            case DBAPIError(orig=sqlite3.Error() as orig):
                _explain_sqlite(error, orig)
            case DBAPIError():
                _explain_postgres(error)
            case sa.exc.TimeoutError():
                raise StorageBusy(detail="no connection is free") from error
            case _:
                pass


def _explain_sqlite(error: Exception, orig: sqlite3.Error) -> None:
    code = getattr(orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        raise StorageFull(detail=_short(orig)) from error
    if code in _BUSY:
        raise StorageBusy(detail=_short(orig)) from error
    if code in _BROKEN:
        raise StorageError("database_broken", detail=_short(orig)) from error


def _explain_postgres(error: DBAPIError) -> None:
    if getattr(error.orig, "sqlstate", None) == _POSTGRES_FULL:
        raise StorageFull(detail=_short(error.orig)) from error
    if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated:
        raise StorageBusy(detail=_short(error.orig)) from error


def _short(error: BaseException | None) -> str:
    """Return an error in one line; never its statement, which carries what people wrote."""
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first[:200]}"
