"""One Alembic history for both databases, run at the start."""

from __future__ import annotations

from importlib import resources

import sqlalchemy as sa

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
        return await tx.run_sync(_at)


def newest() -> str:
    """Return the revision that the code knows: the name of each step of the history begins with its number."""
    names = (each.name for each in (resources.files("storage") / "migrations" / "versions").iterdir())
    return max(name.partition("_")[0] for name in names if name[:1].isdigit() and name.endswith(".py"))


def _at(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _upgrade(connection: sa.Connection) -> None:
    if _at(connection) == newest():
        return
    # Most starts find nothing to do, and need none of its megabytes.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(resources.files("storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError("database_newer", detail=str(error)) from error
