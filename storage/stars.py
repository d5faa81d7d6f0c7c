"""Stars: each person's favourites, and how many of a team's people like a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.people import Person
from storage.database import Tx, insert
from storage.library_schema import entries, stars
from storage.schema import people


@dataclass(frozen=True, slots=True)
class Starred:
    """A picture that a person starred."""

    picture_id: str
    starred_at: datetime


async def star(tx: Tx, person: Person, picture_id: str, now: datetime) -> int:
    """Star a picture for a person, who must be known; return how many of its team's people do. Again changes nothing.

    What is not in the library gets no star: 0.
    """
    if not await _lock(tx, picture_id):
        return 0
    row = insert(tx, stars).values(picture_id=picture_id, person_id=person.id, starred_at=now)
    await tx.execute(row.on_conflict_do_nothing())
    return await _count(tx, picture_id)


async def unstar(tx: Tx, person_id: str, picture_id: str) -> int:
    """Take a person's star away; return how many are left. Again changes nothing."""
    if not await _lock(tx, picture_id):
        return 0
    await tx.execute(sa.delete(stars).where(stars.c.picture_id == picture_id, stars.c.person_id == person_id))
    return await _count(tx, picture_id)


async def of_person(tx: Tx, person_id: str) -> list[Starred]:
    """Return what a person starred, oldest first."""
    query = sa.select(stars).where(stars.c.person_id == person_id).order_by(stars.c.starred_at, stars.c.picture_id)
    return [Starred(row.picture_id, row.starred_at) for row in await tx.execute(query)]


async def _lock(tx: Tx, picture_id: str) -> bool:
    """Let nobody else count the picture's stars until the transaction ends; False where it is not in the library."""
    query = sa.select(entries.c.seq).where(entries.c.picture_id == picture_id).with_for_update()
    return (await tx.execute(query)).one_or_none() is not None


async def _count(tx: Tx, picture_id: str) -> int:
    count = (
        sa.select(sa.func.count())
        .select_from(stars.join(people, people.c.id == stars.c.person_id))
        .where(stars.c.picture_id == picture_id, people.c.team_id == entries.c.team_id)
        .scalar_subquery()
    )
    raised = sa.update(entries).where(entries.c.picture_id == picture_id).values(stars=count)
    return int((await tx.execute(raised.returning(entries.c.stars))).scalar_one())
