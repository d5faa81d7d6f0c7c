"""Where Easel is installed: what each workspace gave it, as sealed text."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from domain.people import Platform
from storage.database import Tx, insert
from storage.schema import installations


async def read(tx: Tx, platform: Platform, team: str) -> str | None:
    """Return what is kept of an installation."""
    query = sa.select(installations.c.sealed).where(_is(platform, team))
    found: str | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def write(
    tx: Tx, platform: Platform, team: str, sealed: str, *, expires_at: datetime | None, now: datetime
) -> None:
    """Keep an installation, over the one before."""
    row = insert(tx, installations).values(
        platform=platform, team=team, sealed=sealed, expires_at=expires_at, written_at=now
    )
    taken = {name: row.excluded[name] for name in ("sealed", "expires_at", "written_at")}
    await tx.execute(row.on_conflict_do_update(index_elements=["platform", "team"], set_=taken))


async def reseal(tx: Tx, platform: Platform, team: str, before: str, after: str) -> None:
    """Keep what an installation gave as it is sealed now, where it has not been written since."""
    same = sa.and_(_is(platform, team), installations.c.sealed == before)
    await tx.execute(sa.update(installations).where(same).values(sealed=after))


async def drop(tx: Tx, platform: Platform, team: str) -> bool:
    """Forget an installation; False where there was none."""
    gone = await tx.execute(sa.delete(installations).where(_is(platform, team)).returning(installations.c.team))
    return gone.one_or_none() is not None


async def expiring(tx: Tx, platform: Platform, before: datetime) -> list[str]:
    """Return the teams whose installations end before then, the soonest first."""
    query = sa.select(installations.c.team).where(
        installations.c.platform == platform, installations.c.expires_at < before
    )
    return list((await tx.execute(query.order_by(installations.c.expires_at))).scalars())


async def count(tx: Tx, platform: Platform) -> int:
    """Return in how many workspaces Easel is installed."""
    query = sa.select(sa.func.count()).select_from(installations).where(installations.c.platform == platform)
    return int((await tx.execute(query)).scalar_one())


def _is(platform: Platform, team: str) -> sa.ColumnElement[bool]:
    return sa.and_(installations.c.platform == platform, installations.c.team == team)
