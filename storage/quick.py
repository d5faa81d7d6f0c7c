"""SQLite with one hop to its thread a statement.

SQLAlchemy's adapter asks the driver four times for each statement: make a cursor, execute, fetch, close. On SQLite
each is a trip to another thread and back, which costs more than the statement itself. Here executing fetches too, and
the rest is answered from what it brought.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Self

import aiosqlite


class QuickConnection(aiosqlite.Connection):
    """A connection whose cursors cost one hop a statement."""

    def cursor(self) -> QuickCursor:  # type: ignore[override] # the adapter enters it, and asks no more of it
        """Return a cursor; nothing is asked of the thread yet."""
        return QuickCursor(self)

    async def rollback(self) -> None:
        """Roll back, where there is anything to roll back: the pool asks at every return."""
        if self._conn.in_transaction:
            await super().rollback()

    async def ask(self, many: bool, sql: str, parameters: Iterable[Any]) -> _Answer:
        """Execute a statement and fetch all that it brings."""
        return await self._execute(_run, self._conn, many, sql, parameters)  # type: ignore[no-any-return, no-untyped-call]


class QuickCursor:
    """What SQLAlchemy's adapter needs of a cursor."""

    arraysize = 1

    def __init__(self, connection: QuickConnection) -> None:
        self._connection = connection
        self._answer = _Answer(None, -1, None, [])

    async def __aenter__(self) -> Self:
        """Enter; there is nothing to open."""
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> None:
        """Execute a statement."""
        self._answer = await self._connection.ask(False, sql, parameters or ())

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Execute a statement once for each of the parameters."""
        self._answer = await self._connection.ask(True, sql, parameters)

    async def fetchall(self) -> list[Any]:
        """Return the rows, once."""
        rows, self._answer.rows = self._answer.rows, []
        return rows

    async def close(self) -> None:
        """Let go; it was closed when all was fetched."""

    @property
    def description(self) -> Sequence[Any] | None:
        """Return the columns."""
        return self._answer.description

    @property
    def rowcount(self) -> int:
        """Return how many rows were changed."""
        return self._answer.rowcount

    @property
    def lastrowid(self) -> int | None:
        """Return the key of the row that was inserted last."""
        return self._answer.lastrowid


class _Answer:
    __slots__ = ("description", "lastrowid", "rowcount", "rows")

    def __init__(
        self, description: Sequence[Any] | None, rowcount: int, lastrowid: int | None, rows: list[Any]
    ) -> None:
        self.description = description
        self.rowcount = rowcount
        self.lastrowid = lastrowid
        self.rows = rows


def _run(connection: sqlite3.Connection, many: bool, sql: str, parameters: Any) -> _Answer:
    cursor = connection.executemany(sql, parameters) if many else connection.execute(sql, parameters)
    try:
        rows = cursor.fetchall() if cursor.description else []
        return _Answer(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()


def connect(database: str, **options: Any) -> QuickConnection:
    """Open a connection as ``aiosqlite.connect`` does."""

    def connector() -> sqlite3.Connection:
        opened: sqlite3.Connection = sqlite3.connect(database, **options)
        return opened

    connection = QuickConnection(connector, 64)
    connection._thread.daemon = True  # noqa: SLF001 -- an abandoned connection must not keep the process alive
    return connection
