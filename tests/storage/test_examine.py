"""A database that is examined: what is seen of it, and why it cannot be used."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from storage import examine
from storage.examine import Fault, Unusable, look
from storage.migrate import newest
from tests.databases import Postgres, stop


async def fault(url: str) -> Fault:
    with pytest.raises(Unusable) as caught:
        await look(url)
    return caught.value.fault


async def trusts(url: str) -> bool:
    try:
        await look(url)
    except Unusable:
        return False
    return True


async def test_a_database_with_tables_is_seen(database_url: str):
    seen = await look(database_url)
    assert (seen.revision, seen.writable, seen.sealed, seen.heard) == (newest(), True, None, None)
    assert seen.is_sqlite == database_url.startswith("sqlite")


async def test_nothing_is_made_by_looking(tmp_path: Path, empty_postgres_url: str):
    path = tmp_path / "new" / "easel.db"
    assert (await look(f"sqlite:///{path}")).revision is None
    assert not path.parent.exists()
    for _ in range(2):
        assert (await look(empty_postgres_url)).revision is None


async def test_a_file_that_is_in_use_is_seen(sqlite_url: str):
    path = sqlite_url.removeprefix("sqlite:///")
    connection = examine.sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("BEGIN IMMEDIATE")
    assert (await look(sqlite_url)).revision == newest()
    connection.close()


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 9] = b"\xff" * (4096 * 7)
    path.write_bytes(data)


async def test_a_file_damaged_inside_is_told_from_a_whole_one(sqlite_url: str):
    damage(Path(sqlite_url.removeprefix("sqlite:///")))
    assert await fault(sqlite_url) is Fault.CORRUPT


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("easel.db", Fault.FORM),
        ("sqlite://", Fault.FORM),
        ("sqlite:///:memory:", Fault.FORM),
        ("postgresql://u:p@host:port/x", Fault.FORM),
        ("mysql://somewhere/x", Fault.DRIVER),
        ("postgresql://u:p@127.0.0.1:9/x", Fault.REFUSED),
    ],
)
async def test_an_address_that_cannot_be_used_is_told_apart(url: str, why: Fault):
    assert await fault(url) is why


async def test_a_server_refuses_strangers_and_stops(own_postgres: Postgres):
    process = own_postgres.start()
    try:
        url = own_postgres.url("postgres")
        assert await fault(own_postgres.url("nowhere")) is Fault.MISSING
        assert await fault(url.replace("easel@", "nobody@")) is Fault.LOGIN
        access = own_postgres.folder / "data" / "pg_hba.conf"
        access.write_text("local all all scram-sha-256\n")
        process.send_signal(signal.SIGHUP)
        # It takes its rules anew in its own time.
        strict = url.replace("easel@", "easel:wrong@")
        while await trusts(strict):
            pass
        assert await fault(strict) is Fault.LOGIN
    finally:
        stop(process)
    assert await fault(url) is Fault.REFUSED


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("[Errno -2] Name or service not known", Fault.HOST),
        ("failed to resolve host 'x': [Errno -3] Temporary failure in name resolution", Fault.HOST),
        ("connection timeout expired", Fault.SILENT),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "u", database "d"', Fault.LOGIN),
        ("FATAL:  sorry, too many clients already", Fault.BUSY),
        ("FATAL:  the database system is starting up", Fault.BUSY),
        ("something else\nwith a second line", Fault.OTHER),
    ],
)
def test_what_the_driver_says_is_understood(said: str, why: Fault):
    found = examine._why(said)
    assert (found.fault, found.detail) == (why, "something else" if why is Fault.OTHER else "")
