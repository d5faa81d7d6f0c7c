"""What a database is like, for a set-up that is being examined: asked without making or changing anything."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from domain.errors import StorageError
from storage import watching
from storage.database import Database, Tx

_QUICK = 3.0
"""Seconds that looking through a SQLite file may take; a large one is looked through in part."""

_STEPS = 10_000
_REVISION = "SELECT version_num FROM alembic_version"
_SEALED = "SELECT sealed FROM installations ORDER BY written_at DESC LIMIT 1"


class Fault(StrEnum):
    """Why a database cannot be used."""

    FORM = "form"
    DRIVER = "driver"
    HOST = "host"
    REFUSED = "refused"
    SILENT = "silent"
    LOGIN = "login"
    MISSING = "missing"
    BUSY = "busy"
    CORRUPT = "corrupt"
    DENIED = "denied"
    OTHER = "other"


class Unusable(Exception):
    """The database cannot be used; ``detail`` is the driver's first line, where it says more than the fault."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. ``revision`` is None where there are no tables, ``sealed`` one of the texts that are kept sealed.

    ``heard`` is when a worker was heard of last, on Postgres; None where none was since the last left.
    """

    is_sqlite: bool
    revision: str | None = None
    writable: bool = True
    sealed: str | None = None
    heard: datetime | None = None


# What Postgres and the resolver say, in the order of asking: a server that asks for a password was reached.
_SAID: tuple[tuple[Fault, tuple[str, ...]], ...] = (
    (
        Fault.LOGIN,
        ("password authentication failed", "no password supplied", "role ", "pg_hba.conf", "authentication failed"),
    ),
    (Fault.BUSY, ("too many clients", "remaining connection slots", "starting up", "shutting down", "recovery mode")),
    (
        Fault.HOST,
        (
            "name or service not known",
            "failed to resolve",
            "could not translate host",
            "no address associated",
            "name resolution",
        ),
    ),
    (Fault.REFUSED, ("connection refused", "no such file or directory", "no route to host", "unreachable")),
    (Fault.SILENT, ("timeout", "timed out")),
)


async def look(url: str, *, patience: float = 5.0) -> Look:
    """Return what the database at ``url`` is like, after ``patience`` seconds or so. Raise Unusable."""
    try:
        parsed = sa.make_url(url)
    except (ValueError, sa.exc.ArgumentError):
        raise Unusable(Fault.FORM) from None
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise Unusable(Fault.DRIVER)
    if parsed.get_backend_name() == "postgresql":
        return await _server(url, patience)
    if parsed.database in {None, "", ":memory:"}:
        raise Unusable(Fault.FORM)
    return await asyncio.to_thread(_file, Path(str(parsed.database)))


async def _server(url: str, patience: float) -> Look:
    try:
        database = Database.open(url, patience=patience)
    except StorageError:
        raise Unusable(Fault.FORM) from None
    try:
        async with database.engine.connect() as tx:
            return await _read(tx)
    except DBAPIError as error:
        raise _why(str(error.orig)) from error
    except OSError as error:
        raise _why(str(error)) from error
    finally:
        await database.close()


async def _read(tx: Tx) -> Look:
    async def one(sql: str) -> Any:
        return (await tx.execute(sa.text(sql))).scalar_one_or_none()

    async def has(table: str) -> bool:
        return bool(await one(f"SELECT to_regclass('{table}') IS NOT NULL"))

    closed = await one("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'")
    allowed = await one("SELECT has_schema_privilege(current_schema(), 'CREATE')")
    revision = await one(_REVISION) if await has("alembic_version") else None
    beats = await watching.beats(tx) if await has("workers") else []
    return Look(
        is_sqlite=False,
        revision=revision,
        writable=not closed and (revision is not None or bool(allowed)),
        sealed=await one(_SEALED) if await has("installations") else None,
        heard=beats[0].beat_at if beats else None,
    )


def _why(said: str) -> Unusable:
    first, known = said.partition("\n")[0][:200], said.casefold()
    if "does not exist" in known and "database" in known and "role " not in known:
        return Unusable(Fault.MISSING)
    for fault, signs in _SAID:
        if any(sign in known for sign in signs):
            return Unusable(fault)
    return Unusable(Fault.OTHER, first)


def _file(path: Path) -> Look:
    if not path.exists():
        return Look(is_sqlite=True)
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, timeout=2.0)
        return _seen(connection, path)
    except sqlite3.DatabaseError as error:
        raise _broken(error) from error
    finally:
        if connection is not None:
            connection.close()


def _seen(connection: sqlite3.Connection, path: Path) -> Look:
    def one(sql: str) -> Any:
        return next(iter(connection.execute(sql).fetchone() or ()), None)

    def has(table: str) -> bool:
        return bool(one(f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{table}'"))  # noqa: S608 -- ours

    if not _is_whole(connection):
        raise Unusable(Fault.CORRUPT)
    return Look(
        is_sqlite=True,
        revision=one(_REVISION) if has("alembic_version") else None,
        writable=all(os.access(each, os.W_OK) for each in (path, path.parent)),
        sealed=one(_SEALED) if has("installations") else None,
    )


def _is_whole(connection: sqlite3.Connection) -> bool:
    until = time.monotonic() + _QUICK
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return True
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _broken(error: sqlite3.DatabaseError) -> Unusable:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return Unusable(Fault.CORRUPT)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Unusable(Fault.BUSY)
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY}:
        return Unusable(Fault.DENIED)
    return Unusable(Fault.OTHER, str(error)[:200])
