"""Tags: words by which a team's pictures are found. A tag is seen where its picture is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.errors import BadInput
from domain.library import MOST_TAGS
from storage import shelf
from storage.database import Tx, insert
from storage.library_schema import entries, tags


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag that a person gave a picture."""

    picture_id: str
    tag: str
    tagged_at: datetime


async def add(  # noqa: PLR0917 -- the columns of one row
    tx: Tx, team_id: str, picture_id: str, adding: Collection[str], person_id: str, now: datetime
) -> tuple[str, ...]:
    """Tag a picture of the team's; return all its tags, sorted. Again changes nothing.

    Raise BadInput where it would have too many. What is not in the team's library is not tagged.
    """
    entry = sa.select(entries.c.seq).where(entries.c.picture_id == picture_id, entries.c.team_id == team_id)
    if (await tx.execute(entry.with_for_update())).one_or_none() is None:
        return ()
    before = await of_picture(tx, picture_id)
    new = sorted(set(adding).difference(before))
    if not new:
        return before
    if len(before) + len(new) > MOST_TAGS:
        raise BadInput("tags_many", most=MOST_TAGS)
    rows = [
        {"picture_id": picture_id, "tag": tag, "team_id": team_id, "person_id": person_id, "tagged_at": now}
        for tag in new
    ]
    await tx.execute(insert(tx, tags).values(rows).on_conflict_do_nothing())
    await shelf.reword(tx, [picture_id])
    return tuple(sorted({*before, *new}))


async def remove(tx: Tx, picture_id: str, removing: Collection[str]) -> None:
    """Take tags off a picture."""
    gone = sa.delete(tags).where(tags.c.picture_id == picture_id, tags.c.tag.in_(removing)).returning(tags.c.tag)
    if (await tx.execute(gone)).all():
        await shelf.reword(tx, [picture_id])


async def of_picture(tx: Tx, picture_id: str) -> tuple[str, ...]:
    """Return a picture's tags, sorted."""
    query = sa.select(tags.c.tag).where(tags.c.picture_id == picture_id)
    return tuple(sorted((await tx.execute(query)).scalars()))


async def drop_of_person(tx: Tx, person_id: str, picture_ids: Collection[str]) -> None:
    """Take the tags that a person gave off these pictures."""
    held = sa.select(entries.c.seq).where(entries.c.picture_id.in_(picture_ids)).order_by(entries.c.seq)
    await tx.execute(held.with_for_update())
    await tx.execute(sa.delete(tags).where(tags.c.person_id == person_id, tags.c.picture_id.in_(picture_ids)))
    await shelf.reword(tx, picture_ids)


async def of_person(tx: Tx, person_id: str) -> list[Tagged]:
    """Return what a person tagged, oldest first."""
    query = sa.select(tags).where(tags.c.person_id == person_id)
    query = query.order_by(tags.c.tagged_at, tags.c.picture_id, tags.c.tag)
    return [Tagged(row.picture_id, row.tag, row.tagged_at) for row in await tx.execute(query)]
