"""Notes: small texts by key, for some days.

A note that holds what a person gave has a key made by ``key_of``: it is exported and deleted with the person.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Tx, insert
from storage.schema import notes

BETWEEN = "|"
"""Stands between a person's key and the rest of a note's."""


def key_of(person_id: str, rest: str) -> str:
    """Return the key of a note that is about a person."""
    return f"{person_id}{BETWEEN}{rest}"


async def read(tx: Tx, key: str) -> str | None:
    """Return the text noted under a key."""
    found: str | None = (await tx.execute(sa.select(notes.c.text).where(notes.c.key == key))).scalar_one_or_none()
    return found


async def write(tx: Tx, key: str, text: str, now: datetime) -> None:
    """Note a text under a key, over the one before."""
    row = insert(tx, notes).values(key=key, text=text, written_at=now)
    values = {"text": row.excluded.text, "written_at": row.excluded.written_at}
    await tx.execute(row.on_conflict_do_update(index_elements=[notes.c.key], set_=values))


async def once(tx: Tx, key: str, now: datetime) -> bool:
    """Note a key; False where it was noted already."""
    row = insert(tx, notes).values(key=key, text="", written_at=now)
    noted = await tx.execute(row.on_conflict_do_nothing().returning(notes.c.key))
    return noted.one_or_none() is not None


async def of_person(tx: Tx, person_id: str) -> list[tuple[str, str]]:
    """Return the keys and texts of what is noted of a person."""
    query = sa.select(notes.c.key, notes.c.text).where(_theirs(person_id)).order_by(notes.c.written_at, notes.c.key)
    return [(row.key, row.text) for row in await tx.execute(query)]


async def drop_of_person(tx: Tx, person_id: str) -> None:
    """Delete what is noted of a person."""
    await tx.execute(sa.delete(notes).where(_theirs(person_id)))


async def forget(tx: Tx, now: datetime, *, days: int = 8) -> None:
    """Drop notes that were written so long ago."""
    await tx.execute(sa.delete(notes).where(notes.c.written_at < now - timedelta(days=days)))


def _theirs(person_id: str) -> sa.ColumnElement[bool]:
    return notes.c.key.startswith(key_of(person_id, ""), autoescape=True)
