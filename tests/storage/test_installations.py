"""Installations: what workspaces gave, sealed where it is kept, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.installations import KeptInstallations
from bot.vault import SealedVault
from domain.people import Platform
from storage import installations, schema
from storage.database import Database
from tests.storage.sample import NOW, soon

SECRET = "xoxb-a-token"


def kept(database: Database, key: bytes = b"k" * 32, platform: Platform = Platform.SLACK) -> KeptInstallations:
    return KeptInstallations(database, platform, SealedVault(key), lambda: NOW)


async def test_what_a_workspace_gave_is_read_as_it_was_last_written(database: Database):
    ours = kept(database)
    assert await ours.read("T1") is None
    await ours.write("T1", "first")
    await ours.write("T1", SECRET)
    assert await ours.read("T1") == SECRET
    assert await ours.read("T2") is None
    assert await kept(database, platform=Platform.DISCORD).read("T1") is None
    async with database.read() as tx:
        assert await installations.count(tx, Platform.SLACK) == 1


async def test_a_token_never_lies_in_the_open(database: Database):
    await kept(database).write("T1", SECRET)
    async with database.read() as tx:
        sealed = (await tx.execute(sa.select(schema.installations.c.sealed))).scalar_one()
    assert SECRET not in sealed
    assert await kept(database, b"x" * 32).read("T1") is None


async def test_an_installation_that_is_dropped_is_gone(database: Database):
    ours = kept(database)
    await ours.write("T1", SECRET)
    await ours.drop("T1")
    await ours.drop("T1")
    assert await ours.read("T1") is None


@pytest.mark.parametrize("ends", [0, 59])
async def test_those_that_end_soon_are_found_in_time(database: Database, ends: int):
    ours = kept(database)
    await ours.write("for-ever", SECRET)
    await ours.write("later", SECRET, expires_at=soon(60))
    await ours.write("sooner", SECRET, expires_at=soon(ends))
    assert await ours.expiring(soon(60)) == ("sooner",)
    assert await ours.expiring(soon(60) + timedelta(seconds=1)) == ("sooner", "later")
