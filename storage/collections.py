"""Collections: sets of pictures that a team put together. A private channel's own is its alone."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.errors import BadInput, NotFound
from domain.library import Collection, Flow, collection_name
from domain.people import Viewer
from storage.database import Tx, insert
from storage.library_schema import collected, collections, links
from storage.paging import READ, batches
from storage.schema import pictures, threads
from storage.visibility import collection_in_sight, may_hang, picture_in_sight


@dataclass(frozen=True, slots=True)
class Collected:
    """A picture that a person put into a collection."""

    picture_id: str
    title: str
    collected_at: datetime


async def ensure(tx: Tx, draft: Collection) -> Collection:
    """Keep a collection, or return the one that has its name in the team or private channel; neither is counted.

    What is kept of it is the draft's, but for its cover.
    """
    row = insert(tx, collections).values(
        id=draft.id,
        team_id=draft.team_id,
        channel_id=draft.channel_id,
        name=draft.name,
        title=draft.title,
        person_id=draft.person_id,
        created_at=draft.created_at,
    )
    # Written again as it is, so that it is locked: nobody deletes it before something is put in.
    kept = row.on_conflict_do_update(
        index_elements=["team_id", "channel_id", "name"], set_={"name": row.excluded.name}
    ).returning(*collections.c)
    return _collection((await tx.execute(kept)).one(), 0)


async def named(tx: Tx, viewer: Viewer, name: str) -> Collection | None:
    """Return the collection of that name or title: the channel's own before the team's, before those of other channels."""
    here = sa.case((collections.c.channel_id == "", 1), (collections.c.channel_id == viewer.channel_id, 0), else_=2)
    query = _seen(viewer).where(collections.c.name == collection_name(name)).order_by(here, collections.c.id).limit(1)
    return _one((await tx.execute(query)).one_or_none())


async def get(tx: Tx, viewer: Viewer, collection_id: str) -> Collection | None:
    """Return a collection where ``viewer`` may see it."""
    return _one((await tx.execute(_seen(viewer).where(collections.c.id == collection_id))).one_or_none())


async def all_seen(tx: Tx, viewer: Viewer, *, limit: int = 100) -> list[Collection]:
    """Return the collections that ``viewer`` may see, newest first."""
    query = _seen(viewer).order_by(collections.c.created_at.desc(), collections.c.id.desc()).limit(limit)
    return [_collection(row, row.held) for row in await tx.execute(query)]


async def add(tx: Tx, collection_id: str, picture_ids: Sequence[str], person_id: str, now: datetime) -> int:
    """Put pictures into a collection in their order; return how many are new in it. Again changes nothing.

    Left out is what is deleted, another team's, or of a private channel whose the collection is not.
    """
    where = sa.select(collections.c.team_id, collections.c.channel_id).where(collections.c.id == collection_id)
    home = (await tx.execute(where.with_for_update(key_share=True))).one_or_none()
    if home is None:
        return 0
    added = 0
    for some in batches(list(dict.fromkeys(picture_ids)), READ):
        allowed = _joined().where(
            pictures.c.id.in_(some), may_hang(sa.literal(home.team_id), sa.literal(home.channel_id))
        )
        # Deleting one of them waits, and takes it out again.
        held = allowed.order_by(pictures.c.id).with_for_update(read=True, of=pictures)
        good = set((await tx.execute(held)).scalars())
        rows = [
            {"collection_id": collection_id, "picture_id": each, "person_id": person_id, "collected_at": now}
            for each in some
            if each in good
        ]
        if rows:
            adding = insert(tx, collected).values(rows).on_conflict_do_nothing()
            added += len((await tx.execute(adding.returning(collected.c.picture_id))).all())
    return added


async def take_out(tx: Tx, collection_id: str, picture_ids: Some[str]) -> int:
    """Take pictures out of a collection; return how many were in it. A cover that is taken out is none any more."""
    held = sa.delete(collected).where(
        collected.c.collection_id == collection_id, collected.c.picture_id.in_(picture_ids)
    )
    taken = len((await tx.execute(held.returning(collected.c.picture_id))).all())
    cover = sa.and_(collections.c.id == collection_id, collections.c.cover_id.in_(picture_ids))
    await tx.execute(sa.update(collections).where(cover).values(cover_id=None))
    return taken


async def set_cover(tx: Tx, collection_id: str, picture_id: str) -> None:
    """Make a picture the cover of a collection that it is in. Raise NotFound where it is not."""
    held = sa.exists().where(collected.c.collection_id == collections.c.id, collected.c.picture_id == picture_id)
    cover = sa.update(collections).where(collections.c.id == collection_id, held).values(cover_id=picture_id)
    if (await tx.execute(cover.returning(collections.c.id))).one_or_none() is None:
        raise NotFound("picture_unknown")


async def rename(tx: Tx, collection_id: str, title: str) -> None:
    """Call a collection otherwise. Raise BadInput where another one is called so."""
    row = sa.update(collections).where(collections.c.id == collection_id)
    try:
        async with tx.begin_nested():
            await tx.execute(row.values(title=title, name=collection_name(title)))
    except IntegrityError as error:
        raise BadInput("collection_taken", title=title) from error


async def delete(tx: Tx, collection_id: str) -> None:
    """Delete a collection; its pictures stay, and what flowed to a linked team by it flows no more."""
    await tx.execute(
        sa.update(links)
        .where(links.c.collection_id == collection_id)
        .values(flow=Flow.NOTHING.value, collection_id=None)
    )
    # Locked first, so that nothing is put in meanwhile.
    await tx.execute(sa.select(collections.c.id).where(collections.c.id == collection_id).with_for_update())
    await tx.execute(sa.delete(collected).where(collected.c.collection_id == collection_id))
    await tx.execute(sa.delete(collections).where(collections.c.id == collection_id))


async def items(tx: Tx, viewer: Viewer, collection_id: str) -> list[str]:
    """Return the ids of a collection's pictures that ``viewer`` may see, those that were put in first first."""
    query = (
        _joined()
        .join(collected, collected.c.picture_id == pictures.c.id)
        .join(collections, collections.c.id == collected.c.collection_id)
        .where(collections.c.id == collection_id, collection_in_sight(viewer), *_alive(viewer))
        .order_by(collected.c.collected_at, pictures.c.created_at, pictures.c.version, pictures.c.id)
    )
    return list((await tx.execute(query)).scalars())


async def holding(tx: Tx, viewer: Viewer, picture_id: str) -> list[Collection]:
    """Return the collections in sight that hold a picture, by their names."""
    held = sa.exists().where(collected.c.collection_id == collections.c.id, collected.c.picture_id == picture_id)
    query = _seen(viewer).where(held).order_by(collections.c.name, collections.c.id)
    return [_collection(row, row.held) for row in await tx.execute(query)]


async def made_by(tx: Tx, person_id: str) -> list[Collection]:
    """Return the collections that a person made, oldest first, not counted."""
    query = sa.select(collections).where(collections.c.person_id == person_id)
    rows = await tx.execute(query.order_by(collections.c.created_at, collections.c.id))
    return [_collection(row, 0) for row in rows]


async def put_by(tx: Tx, person_id: str) -> list[Collected]:
    """Return what a person put into collections, oldest first."""
    query = (
        sa.select(collected.c.picture_id, collections.c.title, collected.c.collected_at)
        .join(collections, collections.c.id == collected.c.collection_id)
        .where(collected.c.person_id == person_id)
        .order_by(collected.c.collected_at, collections.c.id, collected.c.picture_id)
    )
    return [Collected(row.picture_id, row.title, row.collected_at) for row in await tx.execute(query)]


def _joined() -> sa.Select[Any]:
    return sa.select(pictures.c.id).join(threads, threads.c.id == pictures.c.thread_id)


def _alive(viewer: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    return (sa.not_(pictures.c.deleted), picture_in_sight(viewer))


def _seen(viewer: Viewer) -> sa.Select[Any]:
    """Return the query of the collections in sight, each with how many of its pictures are, and a cover that is."""
    held = (
        _joined()
        .join(collected, collected.c.picture_id == pictures.c.id)
        .where(collected.c.collection_id == collections.c.id, *_alive(viewer))
        .correlate(collections)
    )
    count = held.with_only_columns(sa.func.count(), maintain_column_froms=True).scalar_subquery()
    newest = (collected.c.collected_at.desc(), pictures.c.created_at.desc(), pictures.c.version.desc(), pictures.c.id)
    chosen = held.where(pictures.c.id == collections.c.cover_id).scalar_subquery()
    # The one that was chosen, else what was put in last.
    cover = sa.func.coalesce(chosen, held.order_by(*newest).limit(1).scalar_subquery())
    columns = [each for each in collections.c if each.name != "cover_id"]
    return sa.select(*columns, count.label("held"), cover.label("cover_id")).where(collection_in_sight(viewer))


def _one(row: sa.Row[Any] | None) -> Collection | None:
    return None if row is None else _collection(row, row.held)


def _collection(row: sa.Row[Any], count: int) -> Collection:
    return Collection(
        id=row.id,
        team_id=row.team_id,
        channel_id=row.channel_id,
        name=row.name,
        title=row.title,
        cover_id=row.cover_id,
        person_id=row.person_id,
        created_at=row.created_at,
        count=count,
    )
