"""An SQLite that cannot tell fractions of seconds is taught to, for the durable engine's tables."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from bot.jobs.dbos_app import _OldSQLite


def test_a_default_of_a_table_tells_milliseconds(tmp_path: Path):
    with closing(_OldSQLite(tmp_path / "jobs.sqlite")) as connection:
        connection.execute("CREATE TABLE t (name TEXT, at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000))")
        before = time.time() * 1000
        connection.execute("INSERT INTO t (name) VALUES ('a')")
        (at,) = connection.execute("SELECT at FROM t").fetchone()
    assert before - 1 <= at <= time.time() * 1000 + 1
