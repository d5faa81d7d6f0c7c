"""One history for both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage
from domain.errors import StorageError
from storage.database import Database
from storage.migrate import migrate, newest, revision
from storage.schema import metadata
from tests.patience import PATIENCE


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'easel.sqlite'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    opened = Database.open(empty_url, patience=PATIENCE)
    yield opened
    await opened.close()


def _differences(connection: sa.Connection) -> list[object]:
    # On SQLite Alembic takes every empty default for a changed one; `_shape` compares those too.
    opts = {"compare_type": True, "compare_server_default": connection.dialect.name == "postgresql"}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


async def test_from_nothing_then_again(empty: Database) -> None:
    assert await revision(empty) is None
    await migrate(empty)
    assert await revision(empty) == newest() == "0003"
    async with empty.begin() as tx:
        await tx.execute(
            sa.text("INSERT INTO workers (id, started_at, beat_at) VALUES ('w', '2026-01-01', '2026-01-01')")
        )
    await migrate(empty)
    async with empty.read() as tx:
        assert (await tx.execute(sa.text("SELECT count(*) FROM workers"))).scalar_one() == 1


def test_the_newest_is_the_head_of_the_history() -> None:
    folder = str(Path(storage.__file__).parent / "migrations")
    assert ScriptDirectory(folder).get_heads() == [newest()]


async def test_history_comes_to_what_the_code_says(empty: Database) -> None:
    await migrate(empty)
    async with empty.begin() as tx:
        assert await tx.run_sync(_differences) == []
        made = await tx.run_sync(lambda sync: {t: _shape(sync, t) for t in metadata.tables})
        await tx.run_sync(metadata.drop_all)
        await tx.run_sync(metadata.create_all)
        meant = await tx.run_sync(lambda sync: {t: _shape(sync, t) for t in metadata.tables})
    # Autogenerate does not see the conditions of partial indexes.
    assert made == meant


def _shape(connection: sa.Connection, table: str) -> list[str]:
    if connection.dialect.name == "sqlite":
        query = sa.text(
            "SELECT lower(sql) FROM sqlite_master WHERE type = 'index' AND tbl_name = :t AND sql IS NOT NULL"
        )
    else:
        query = sa.text("SELECT indexdef FROM pg_indexes WHERE tablename = :t")
    indexes = sorted(connection.execute(query, {"t": table}).scalars())
    columns = sa.inspect(connection).get_columns(table)
    return [*indexes, *(f"{c['name']} {c['type']} {c['nullable']} {c['default']}" for c in columns)]


async def test_a_difference_is_seen(empty: Database) -> None:
    await migrate(empty)
    async with empty.begin() as tx:
        await tx.execute(sa.text("DROP INDEX ix_jobs_untold"))
        await tx.execute(sa.text("ALTER TABLE teams ADD COLUMN more TEXT"))
        assert len(await tx.run_sync(_differences)) == 2


async def test_tables_of_a_newer_easel_are_refused_and_left_alone(empty: Database) -> None:
    await migrate(empty)
    async with empty.begin() as tx:
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError) as refused:
        await migrate(empty)
    assert refused.value.code == "database_newer"
    assert await revision(empty) == "9999"


async def test_many_at_once(empty_url: str) -> None:
    several = [Database.open(empty_url, patience=PATIENCE) for _ in range(4)]
    await asyncio.gather(*(migrate(each) for each in several))
    assert [await revision(each) for each in several] == ["0003"] * 4
    for each in several:
        await each.close()
