"""One Alembic history for both databases, run at the start."""

from __future__ import annotations

from importlib import resources

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from domain.errors import StorageError
from storage.database import Database

_MIGRATE_LOCK = 0x45A5E0


async def migrate(database: Database) -> None:
    """Bring the tables up to date; one process at a time. Raise StorageError where they are newer than the code."""
    async with database.begin() as tx:
        await database.lock(tx, _MIGRATE_LOCK)
        await tx.run_sync(_upgrade)


async def revision(database: Database) -> str | None:
    """Return the revision that the tables are at, None where there are none."""
    async with database.read() as tx:
        if not await tx.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version")):
            return None
        found: str | None = (await tx.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
        return found


def newest() -> str:
    """Return the revision that the code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: sa.Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError("database_newer", detail=str(error)) from error
