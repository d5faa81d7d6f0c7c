"""Names: the handles by which a team calls its pictures, each with its versions. A private channel's own is its alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.errors import BadInput, NotFound
from domain.library import Kind, Named, State, newest_approved
from domain.people import Viewer
from domain.picture import Picture
from storage import pictures, shelf
from storage.database import Tx, insert
from storage.library_schema import entries, named, names
from storage.schema import pictures as picture_rows
from storage.schema import threads
from storage.visibility import may_hang, name_in_sight, picture_in_sight


@dataclass(frozen=True, slots=True)
class Given:
    """A name that a person gave a picture."""

    handle: str
    kind: Kind
    picture_id: str
    named_at: datetime


async def give(tx: Tx, draft: Named, picture_id: str, person_id: str, now: datetime) -> Named:
    """Name a picture: a new name, or a new version of the one with its handle in the team or private channel.

    The name's kind becomes the draft's, its ``pictures`` are not looked at. A picture that has the name becomes its
    newest version. Returns the name with all its versions. Raise NotFound where the picture cannot have it: deleted,
    another team's, or of a private channel whose the name is not.
    """
    # The picture before its entry before the name, as deleting takes them: nobody waits for who waits for them.
    allowed = (
        sa.select(picture_rows.c.id)
        .join(threads, threads.c.id == picture_rows.c.thread_id)
        .where(picture_rows.c.id == picture_id, may_hang(sa.literal(draft.team_id), sa.literal(draft.channel_id)))
    )
    if (await tx.execute(allowed.with_for_update(read=True, of=picture_rows))).one_or_none() is None:
        raise NotFound("picture_unknown")
    await _hold(tx, [picture_id])
    row = insert(tx, names).values(
        id=draft.id,
        team_id=draft.team_id,
        channel_id=draft.channel_id,
        handle=draft.handle,
        kind=draft.kind.value,
        person_id=person_id,
        created_at=now,
    )
    # Locked with it, so that nobody drops the name before its version is there.
    kept = row.on_conflict_do_update(
        index_elements=["team_id", "channel_id", "handle"], set_={"kind": row.excluded.kind}
    ).returning(names.c.id)
    name_id = (await tx.execute(kept)).scalar_one()
    version = insert(tx, named).values(name_id=name_id, picture_id=picture_id, person_id=person_id, named_at=now)
    await tx.execute(
        version.on_conflict_do_update(
            index_elements=["name_id", "picture_id"],
            set_={"named_at": version.excluded.named_at, "person_id": version.excluded.person_id},
            where=named.c.named_at < version.excluded.named_at,
        )
    )
    await shelf.reword(tx, [picture_id])
    versions = await _versions(tx, [name_id], picture_rows.c.team_id == draft.team_id)
    return Named(name_id, draft.team_id, draft.channel_id, draft.handle, draft.kind, versions[name_id])


async def find(tx: Tx, viewer: Viewer, handle: str) -> Named | None:
    """Return the name with a handle, its versions in sight alone: the channel's own before the team's, before others'."""
    here = sa.case((names.c.channel_id == "", 1), (names.c.channel_id == viewer.channel_id, 0), else_=2)
    query = sa.select(names).where(names.c.handle == handle, name_in_sight(viewer)).order_by(here, names.c.id).limit(1)
    found = await _named(tx, viewer, (await tx.execute(query)).all())
    return found[0] if found else None


async def get(tx: Tx, viewer: Viewer, name_id: str) -> Named | None:
    """Return a name by its key, its versions in sight alone; None where none is."""
    query = sa.select(names).where(names.c.id == name_id, name_in_sight(viewer))
    found = await _named(tx, viewer, (await tx.execute(query)).all())
    return found[0] if found else None


async def meant(tx: Tx, viewer: Viewer, handle: str) -> Picture | None:
    """Return the picture that a handle means: the newest approved in sight, else the newest that is not retired."""
    name = await find(tx, viewer, handle)
    if name is None:
        return None
    query = sa.select(entries.c.picture_id, entries.c.state).where(entries.c.picture_id.in_(name.pictures))
    states = {row.picture_id: State(row.state) for row in await tx.execute(query)}
    picture_id = newest_approved(name.pictures, states)
    return None if picture_id is None else await pictures.seen(tx, viewer, picture_id)


async def all_seen(tx: Tx, viewer: Viewer, *, kind: Kind | None = None, limit: int = 100) -> list[Named]:
    """Return the names in sight, newest first, each with its versions in sight."""
    query = sa.select(names).where(name_in_sight(viewer))
    if kind is not None:
        query = query.where(names.c.kind == kind.value)
    query = query.order_by(names.c.created_at.desc(), names.c.id.desc()).limit(limit)
    return await _named(tx, viewer, (await tx.execute(query)).all())


async def of_picture(tx: Tx, viewer: Viewer, picture_id: str) -> list[Named]:
    """Return the names in sight that a picture has, by their handles."""
    has = sa.exists().where(named.c.name_id == names.c.id, named.c.picture_id == picture_id)
    query = sa.select(names).where(has, name_in_sight(viewer)).order_by(names.c.handle, names.c.id)
    return [each for each in await _named(tx, viewer, (await tx.execute(query)).all()) if picture_id in each.pictures]


async def rename(tx: Tx, name_id: str, handle: str) -> None:
    """Give a name another handle. Raise BadInput where another name has it."""
    await _hold(tx, await _held(tx, name_id))
    try:
        async with tx.begin_nested():
            await tx.execute(sa.update(names).where(names.c.id == name_id).values(handle=handle))
    except IntegrityError as error:
        raise BadInput("handle_taken", asked=handle) from error
    await shelf.reword(tx, await _held(tx, name_id))


async def drop(tx: Tx, name_id: str) -> None:
    """Take a name off all its pictures."""
    await _hold(tx, await _held(tx, name_id))
    await _lock(tx, name_id)
    gone = sa.delete(named).where(named.c.name_id == name_id).returning(named.c.picture_id)
    left = (await tx.execute(gone)).scalars().all()
    await tx.execute(sa.delete(names).where(names.c.id == name_id))
    await shelf.reword(tx, left)


async def take_off(tx: Tx, name_id: str, picture_id: str) -> None:
    """Take a name off one picture; a name that is left with none goes."""
    await _hold(tx, [picture_id])
    await _lock(tx, name_id)
    await tx.execute(sa.delete(named).where(named.c.name_id == name_id, named.c.picture_id == picture_id))
    held = sa.exists().where(named.c.name_id == names.c.id)
    await tx.execute(sa.delete(names).where(names.c.id == name_id, sa.not_(held)))
    await shelf.reword(tx, [picture_id])


async def of_person(tx: Tx, person_id: str) -> list[Given]:
    """Return the names that a person gave, oldest first."""
    query = (
        sa.select(names.c.handle, names.c.kind, named.c.picture_id, named.c.named_at)
        .join(names, names.c.id == named.c.name_id)
        .where(named.c.person_id == person_id)
        .order_by(named.c.named_at, names.c.id, named.c.picture_id)
    )
    return [Given(row.handle, Kind(row.kind), row.picture_id, row.named_at) for row in await tx.execute(query)]


async def _held(tx: Tx, name_id: str) -> list[str]:
    return list((await tx.execute(sa.select(named.c.picture_id).where(named.c.name_id == name_id))).scalars())


async def _hold(tx: Tx, picture_ids: Sequence[str]) -> None:
    """Let nobody else change the entries of pictures until the transaction ends."""
    held = sa.select(entries.c.seq).where(entries.c.picture_id.in_(picture_ids)).order_by(entries.c.seq)
    await tx.execute(held.with_for_update())


async def _lock(tx: Tx, name_id: str) -> None:
    """Let nobody else give the name to a picture until the transaction ends."""
    await tx.execute(sa.select(names.c.id).where(names.c.id == name_id).with_for_update())


async def _named(tx: Tx, viewer: Viewer, rows: Sequence[sa.Row[Any]]) -> list[Named]:
    versions = await _versions(tx, [row.id for row in rows], picture_in_sight(viewer))
    return [
        Named(row.id, row.team_id, row.channel_id, row.handle, Kind(row.kind), versions[row.id])
        for row in rows
        if row.id in versions
    ]


async def _versions(tx: Tx, name_ids: Sequence[str], shown: sa.ColumnElement[bool]) -> dict[str, tuple[str, ...]]:
    """Return the living pictures of names, oldest version first."""
    if not name_ids:
        return {}
    query = (
        sa.select(named.c.name_id, named.c.picture_id)
        .join(picture_rows, picture_rows.c.id == named.c.picture_id)
        .join(threads, threads.c.id == picture_rows.c.thread_id)
        .where(named.c.name_id.in_(name_ids), sa.not_(picture_rows.c.deleted), shown)
        .order_by(named.c.named_at, picture_rows.c.created_at, picture_rows.c.version, picture_rows.c.id)
    )
    versions: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in await tx.execute(query):
        versions[row.name_id] += (row.picture_id,)
    return dict(versions)
