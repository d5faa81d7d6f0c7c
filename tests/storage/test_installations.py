"""Installations: what workspaces gave, sealed where it is kept, on both databases."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.installations import KeptInstallations
from bot.vault import SealedVault
from commands.words import knows
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


async def sealed_of(database: Database, team: str = "T1") -> str:
    async with database.read() as tx:
        return await installations.read(tx, Platform.SLACK, team) or ""


async def test_what_one_team_gave_opens_in_no_other_row(database: Database):
    told: list[tuple[str, dict[str, str]]] = []
    ours = KeptInstallations(
        database, Platform.SLACK, SealedVault(b"k" * 32), lambda: NOW, lambda code, params: told.append((code, params))
    )
    await ours.write("T1", SECRET)
    await ours.write("T2", "another")
    async with database.begin() as tx:
        await tx.execute(sa.update(schema.installations).values(sealed=await sealed_of(database)))
    assert await ours.read("T1") == SECRET
    for _ in range(2):
        assert await ours.read("T2") is None
    assert told == [("installation_unreadable", {"platform": "Slack", "team": "T2"})]
    assert knows("operator.installation_unreadable")


async def test_after_a_change_of_the_secret_all_is_sealed_anew_as_it_is_read(database: Database):
    await kept(database, b"o" * 32).write("T1", SECRET)
    before = await sealed_of(database)
    rotated = KeptInstallations(database, Platform.SLACK, SealedVault(b"k" * 32, [b"o" * 32]), lambda: NOW)
    assert await rotated.read("T1") == SECRET
    anew = await sealed_of(database)
    assert anew != before
    assert await rotated.read("T1") == SECRET
    assert await sealed_of(database) == anew
    assert await kept(database).read("T1") == SECRET


async def test_what_was_sealed_before_it_was_bound_is_read_and_bound(database: Database):
    nonce = b"n" * 12
    data = b"\x01" + nonce + AESGCM(b"k" * 32).encrypt(nonce, SECRET.encode(), b"\x01")
    async with database.begin() as tx:
        old = urlsafe_b64encode(data).rstrip(b"=").decode()
        await installations.write(tx, Platform.SLACK, "T1", old, expires_at=None, now=NOW)
    assert await kept(database).read("T1") == SECRET
    assert SealedVault(b"k" * 32).outdated(await sealed_of(database)) is False
