"""Which drafts nobody has kept, and which of them their team was warned of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.library import State
from domain.people import Platform, Team
from storage.database import Tx
from storage.library_schema import collected, entries, named, stars
from storage.paging import READ, batches
from storage.schema import pictures, threads, uploads
from storage.schema import teams as team_rows

EXPORTS = ("application/json", "application/pdf", "application/zip", "image/png")
"""What files that are put together for one person are; with a width of 0, since they are no uploads."""


@dataclass(frozen=True, slots=True)
class Due:
    """A draft that nobody has kept: whose it is, where it was made, and when its team was warned, if it was."""

    picture_id: str
    thread_id: str
    person_id: str
    channel_id: str
    platform_thread_id: str
    private: bool
    created_at: datetime
    warned_at: datetime | None


async def due(
    tx: Tx,
    team_id: str,
    before: datetime,
    *,
    limit: int,
    warned: bool | None = None,
    warned_before: datetime | None = None,
) -> list[Due]:
    """Return a team's drafts from before then without a star, a name, a collection or a keeping hand, oldest first.

    ``warned``: only those that the team was warned of, or was not; ``warned_before``: was before then.
    """
    query = (
        sa.select(
            *(entries.c[name] for name in ("picture_id", "person_id", "created_at", "warned_at")),
            pictures.c.thread_id,
            *(threads.c[name] for name in ("channel_id", "platform_thread_id", "private")),
        )
        .join(pictures, pictures.c.id == entries.c.picture_id)
        .join(threads, threads.c.id == pictures.c.thread_id)
        .where(
            entries.c.team_id == team_id,
            entries.c.state == State.DRAFT.value,
            entries.c.created_at < before,
            sa.not_(entries.c.kept),
            sa.not_(pictures.c.deleted),
            *(
                sa.not_(sa.exists().where(held.c.picture_id == entries.c.picture_id))
                for held in (stars, named, collected)
            ),
        )
    )
    if warned is not None:
        query = query.where(entries.c.warned_at.is_not(None) if warned else entries.c.warned_at.is_(None))
    if warned_before is not None:
        query = query.where(entries.c.warned_at < warned_before)
    return [Due(**row._mapping) for row in await tx.execute(query.order_by(entries.c.seq).limit(limit))]  # noqa: SLF001 -- SQLAlchemy's public name


async def warned(tx: Tx, picture_ids: Collection[str], now: datetime) -> None:
    """Note that a team was warned of drafts; the first warning counts."""
    for some in batches(sorted(picture_ids), READ):
        first = sa.and_(entries.c.picture_id.in_(some), entries.c.warned_at.is_(None))
        await tx.execute(sa.update(entries).where(first).values(warned_at=now))


async def keep(tx: Tx, picture_ids: Collection[str]) -> None:
    """Keep drafts from going by themselves."""
    for some in batches(sorted(picture_ids), READ):
        await tx.execute(sa.update(entries).where(entries.c.picture_id.in_(some)).values(kept=True))


async def of_thread(tx: Tx, thread_id: str, before: datetime) -> list[str]:
    """Return the ids of a thread's pictures that came into the library before then."""
    query = (
        sa.select(entries.c.picture_id)
        .join(pictures, pictures.c.id == entries.c.picture_id)
        .where(pictures.c.thread_id == thread_id, entries.c.created_at < before)
    )
    return list((await tx.execute(query)).scalars())


async def unwarn(tx: Tx, before: datetime) -> None:
    """Forget warnings from before then: who was warned so long ago is warned anew."""
    await tx.execute(sa.update(entries).where(entries.c.warned_at < before).values(warned_at=None))


async def teams(tx: Tx) -> list[Team]:
    """Return the teams that have settings of their own, among them all that let drafts go."""
    query = sa.select(team_rows).where(team_rows.c.settings != "{}").order_by(team_rows.c.id)
    return [Team(Platform(row.platform), row.external_id, row.name) for row in await tx.execute(query)]


async def drop_exports(tx: Tx, before: datetime) -> list[str]:
    """Forget files from before then that were put together for one person; return the digests of their bytes."""
    gone = sa.delete(uploads).where(
        uploads.c.media_type.in_(EXPORTS), uploads.c.private, uploads.c.width == 0, uploads.c.created_at < before
    )
    return list((await tx.execute(gone.returning(uploads.c.digest))).scalars())
