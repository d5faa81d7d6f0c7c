"""One history for both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage
from domain.errors import StorageError
from domain.search import search_of
from storage import people, pictures, search, threads
from storage.database import Database
from storage.library_schema import sqlite_metadata
from storage.migrate import migrate, newest, revision
from storage.schema import metadata
from storage.schema import pictures as picture_rows
from tests.patience import PATIENCE
from tests.storage.sample import ANN, NOW, picture, soon, thread


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
    return list(compare_metadata(context, _meant(connection)))


def _meant(connection: sa.Connection) -> sa.MetaData:
    """Return all tables that a database of this kind is to have."""
    if connection.dialect.name == "postgresql":
        return metadata
    both = sa.MetaData(naming_convention=metadata.naming_convention)
    for table in (*metadata.tables.values(), *sqlite_metadata.tables.values()):
        copy = table.to_metadata(both)
        copy.indexes -= {index for index in copy.indexes if index.name == "ix_entries_words"}
    return both


async def test_from_nothing_then_again(empty: Database) -> None:
    assert await revision(empty) is None
    await migrate(empty)
    assert await revision(empty) == newest() == "0004"
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
        tables = await tx.run_sync(_meant)
        made = await tx.run_sync(lambda sync: {t: _shape(sync, t) for t in tables.tables})
        await tx.run_sync(tables.drop_all)
        await tx.run_sync(tables.create_all)
        meant = await tx.run_sync(lambda sync: {t: _shape(sync, t) for t in tables.tables})
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
    assert [await revision(each) for each in several] == ["0004"] * 4
    for each in several:
        await each.close()


def _upgrade_to(connection: sa.Connection, step: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, step)


@pytest.mark.may_block("Alembic reads its files")
async def test_pictures_from_before_the_library_are_in_it(empty: Database) -> None:
    # More than are entered at once, some of them made in the same moment.
    made = [picture(id=f"p{n:04}", version=n, words=f"a fox, number{n}", created_at=soon(n // 3)) for n in range(1_203)]
    gone = picture(id="gone", version=2_000, words="", deleted=True)
    inside = picture("inside", id="inside", version=1, words="a fox in private", created_at=soon(9_000))
    async with empty.begin() as tx:
        await tx.run_sync(_upgrade_to, "0003")
        await people.remember(tx, ANN, NOW)
        await threads.ensure(tx, thread())
        await threads.ensure(tx, thread("inside", channel="D1", private=True))
        # The oldest are the last to be written.
        for each in reversed([*made, gone, inside]):
            await tx.execute(sa.insert(picture_rows).values(pictures._row(each)))
    await migrate(empty)
    async with empty.read() as tx:
        newest = await search.find(tx, ANN.at("C1"), search_of("number fox"), limit=2_000)
        assert [each.picture for each in newest] == made[::-1]
        assert [each.seq for each in newest] == list(range(1_203, 0, -1))
        assert [e.picture.id for e in await search.find(tx, ANN.at("C1"), search_of("number77"))][-1] == "p0077"
        assert (await search.find(tx, ANN.at("C1"), search_of("private"))) == []
        assert [e.picture.id for e in await search.find(tx, ANN.at("D1"), search_of("private"))] == ["inside"]
