"""What may be meant by what is typed so far, of what a viewer may see."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from domain.people import Viewer
from domain.search import folded
from storage.database import Tx
from storage.library_schema import collections, entries, names, tags
from storage.schema import people, pictures, threads
from storage.visibility import collection_in_sight, library_in_sight, name_in_sight

_LAST = "\U0010ffff"


async def complete(tx: Tx, viewer: Viewer, what: str, typed: str, *, limit: int = 25) -> list[tuple[str, str]]:
    """Return labels and values of ``tags``, ``collections``, ``names`` or ``makers`` that go on as typed, sorted."""
    begun = " ".join(typed.casefold().split()).lstrip("#@")
    match what:
        case "tags":
            return [(tag, tag) for tag in await _tags(tx, viewer, begun, limit)]
        case "collections":
            query = sa.select(collections.c.title, collections.c.name).where(
                collection_in_sight(viewer), _begins(collections.c.name, begun)
            )
            return [(row.title, row.name) for row in await tx.execute(query.order_by(collections.c.name).limit(limit))]
        case "names":
            query = sa.select(names.c.handle).where(name_in_sight(viewer), _begins(names.c.handle, begun)).distinct()
            found = (await tx.execute(query.order_by(names.c.handle).limit(limit))).scalars()
            return [(f"@{handle}", handle) for handle in found]
        case "makers":
            return await _makers(tx, viewer, folded(typed), limit)
        case _:
            return []


async def _tags(tx: Tx, viewer: Viewer, begun: str, limit: int) -> list[str]:
    """Return tags one after the other: each is found at once, however many pictures bear the one before."""
    found: list[str] = []
    query = (
        sa.select(tags.c.tag)
        .join(pictures, pictures.c.id == tags.c.picture_id)
        .join(threads, threads.c.id == pictures.c.thread_id)
        .where(tags.c.team_id == viewer.team_id, sa.not_(pictures.c.deleted), library_in_sight(viewer))
        .order_by(tags.c.tag)
        .limit(1)
    )
    while len(found) < limit:
        after = tags.c.tag > found[-1] if found else tags.c.tag >= begun
        tag = (await tx.execute(query.where(after, tags.c.tag < begun + _LAST))).scalar_one_or_none()
        if tag is None:
            break
        found.append(tag)
    return found


async def _makers(tx: Tx, viewer: Viewer, begun: str, limit: int) -> list[tuple[str, str]]:
    made = sa.exists(
        sa.select(entries.c.seq)
        .join(pictures, pictures.c.id == entries.c.picture_id)
        .join(threads, threads.c.id == pictures.c.thread_id)
        .where(
            entries.c.team_id == people.c.team_id,
            entries.c.person_id == people.c.id,
            sa.not_(pictures.c.deleted),
            library_in_sight(viewer),
        )
        .correlate(people)
    )
    known = sa.select(people.c.user_id, people.c.name).where(people.c.team_id == viewer.team_id)
    rows = sorted((folded(row.name), row.name, row.user_id) for row in await tx.execute(known))
    found: list[tuple[str, str]] = []
    for name, shown, user_id in rows:
        if len(found) == limit:
            break
        if not (name.startswith(begun) or any(word.startswith(begun) for word in name.split())):
            continue
        if (await tx.execute(known.where(people.c.user_id == user_id, made))).one_or_none() is not None:
            found.append((shown, user_id))
    return found


def _begins(column: sa.Column[Any], begun: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= begun, column < begun + _LAST)
