"""Looking through the library: what of it a viewer may see, newest first.

What stands in many pictures is found by going through the newest of them; what stands in few, by an index. Where it is
not known which of the two it is, first the newest ``_NEWEST`` are gone through, then the index is asked for those
before them, then for all the rest: so it never has to read many of what stands in some.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from domain.library import Entry, State
from domain.people import Viewer
from domain.search import Search
from storage import alike, narrowing
from storage.completing import complete
from storage.database import Tx
from storage.library_schema import entries, named, names, stars, tags
from storage.narrowing import Narrowed, Stream
from storage.pictures import picture_of
from storage.schema import pictures, teams, threads
from storage.visibility import lent, library_in_sight, picture_in_sight

__all__ = ["complete", "entry", "find", "like"]

_NEWEST = 2_500
_BEFORE = 60_000
"""How many numbers of entries the index is asked for at first, whosever they are."""


async def find(tx: Tx, viewer: Viewer, search: Search, *, after: int | None = None, limit: int = 24) -> list[Entry]:
    """Return what of the library ``viewer`` may see and is looking for, newest first; ``after`` is the last seq seen."""
    asked = await narrowing.narrow(tx, viewer, search)
    if asked is None or limit <= 0:
        return []
    few = asked.few_anywhere()
    if few is not None:
        seqs = await _held(tx, viewer, asked, None, few, after=after, most=limit)
        return await _entries(tx, viewer, seqs)
    found: set[int] = set()
    for stream in asked.streams:
        found |= set(await _along(tx, viewer, asked, stream, after=after, limit=limit))
    return await _entries(tx, viewer, sorted(found, reverse=True)[:limit])


async def entry(tx: Tx, viewer: Viewer, picture_id: str) -> Entry | None:
    """Return one picture's entry, None where it was deleted or is not in sight."""
    query = sa.select(entries.c.seq).where(entries.c.picture_id == picture_id, _seen(viewer, entries, None))
    seq = (await tx.execute(query)).scalar_one_or_none()
    found = [] if seq is None else await _entries(tx, viewer, [seq])
    return found[0] if found else None


async def like(tx: Tx, viewer: Viewer, picture_id: str, *, limit: int = 12) -> list[Entry]:
    """Return what looks like a picture that ``viewer`` may see, the nearest first, without the picture itself."""
    seen = await entry(tx, viewer, picture_id)
    if seen is None or limit <= 0:
        return []
    found: list[int] = []
    near = await alike.near(tx, await narrowing.in_reach(tx, viewer), picture_id)
    for start in range(0, len(near), alike.AT_ONCE):
        some = near[start : start + alike.AT_ONCE]
        query = sa.select(entries.c.seq).where(entries.c.seq.in_(some), _seen(viewer, entries, None))
        shown = set((await tx.execute(query)).scalars())
        found += [seq for seq in some if seq in shown]
        if len(found) >= limit:
            break
    return await _entries(tx, viewer, found[:limit])


async def _along(
    tx: Tx, viewer: Viewer, asked: Narrowed, stream: Stream, *, after: int | None, limit: int
) -> Sequence[int]:
    """Return the newest of a stream that are looked for."""

    async def rows(table: sa.FromClause, *within: sa.ColumnElement[bool], most: int = limit) -> Sequence[int]:
        return await _held(tx, viewer, asked, stream, table, *within, after=after, most=most)

    if asked.plain:
        return await rows(entries)
    few = await asked.few(tx, stream)
    if few is not None:
        return await rows(few)
    last = await _last_of_newest(tx, stream, after, _NEWEST * asked.dear)
    if last is None:
        return await rows(entries)
    newest = [*await rows(entries, entries.c.seq >= last)]
    bounds = ((last - _BEFORE, last), (0, last - _BEFORE)) if asked.in_parts else ((0, last),)
    for first, end in bounds:
        if len(newest) < limit and end > 0:
            hits = asked.hits(stream, first, end)
            rest = entries if hits is None else hits
            within = (rest.c.seq >= first, rest.c.seq < end)
            newest += await rows(rest, *within, most=limit - len(newest))
    return newest


async def _held(
    tx: Tx,
    viewer: Viewer,
    asked: Narrowed,
    stream: Stream | None,
    table: sa.FromClause,
    *within: sa.ColumnElement[bool],
    after: int | None,
    most: int,
) -> Sequence[int]:
    """Return the newest of a table of entries that are looked for, of one stream or of any."""
    columns = table.c
    part = [] if stream is None else stream.of(columns)
    before = [] if after is None else [columns.seq < after]
    held = [*part, *before, *within, *asked.holds(columns), _seen(viewer, table, stream, asked.shape)]
    query = sa.select(columns.seq).where(*held).order_by(columns.seq.desc()).limit(most)
    return (await tx.execute(query)).scalars().all()


async def _last_of_newest(tx: Tx, stream: Stream, after: int | None, many: int) -> int | None:
    """Return the last of the newest ``many`` entries of a stream, None where there are no more than these."""
    query = sa.select(entries.c.seq).where(*stream.of(entries.c))
    if after is not None:
        query = query.where(entries.c.seq < after)
    query = query.order_by(entries.c.seq.desc()).limit(1).offset(many)
    return (await tx.execute(query)).scalar_one_or_none()


def _seen(
    viewer: Viewer, table: sa.FromClause, stream: Stream | None, shape: Collection[sa.ColumnElement[bool]] = ()
) -> sa.ColumnElement[bool]:
    """Return the condition under which the picture of an entry may be seen, of a stream what its team's pictures need."""
    if stream is None:
        visible = library_in_sight(viewer)
    else:
        visible = picture_in_sight(viewer) if stream.team_id == viewer.team_id else lent(viewer)
    return sa.exists(
        sa.select(pictures.c.id)
        .join(threads, threads.c.id == pictures.c.thread_id)
        .where(pictures.c.id == table.c.picture_id, sa.not_(pictures.c.deleted), visible, *shape)
        .correlate(table)
    )


async def _entries(tx: Tx, viewer: Viewer, seqs: Sequence[int]) -> list[Entry]:
    """Return entries, which are known to be in sight, in the order of their seqs."""
    if not seqs:
        return []
    own = ("seq", "state", "stars")
    query = (
        sa.select(
            *(entries.c[name].label(f"entry_{name}") for name in own),
            threads.c.channel_id.label("entry_channel_id"),
            threads.c.platform_thread_id.label("entry_thread"),
            threads.c.private.label("entry_private"),
            teams.c.name.label("entry_team"),
            pictures,
        )
        .join(pictures, pictures.c.id == entries.c.picture_id)
        .join(threads, threads.c.id == pictures.c.thread_id)
        .join(teams, teams.c.id == pictures.c.team_id)
        .where(entries.c.seq.in_(seqs))
    )
    rows = {row.entry_seq: row for row in await tx.execute(query)}
    ids = [row.id for row in rows.values()]
    starred = sa.select(stars.c.picture_id).where(stars.c.person_id == viewer.person_id, stars.c.picture_id.in_(ids))
    favourites = set((await tx.execute(starred)).scalars())
    readable = ["", viewer.channel_id, *viewer.theirs]
    handles = await _by_picture(
        tx,
        sa.select(named.c.picture_id, names.c.handle)
        .join(names, names.c.id == named.c.name_id)
        .where(named.c.picture_id.in_(ids), names.c.team_id == viewer.team_id, names.c.channel_id.in_(readable)),
    )
    tagged = await _by_picture(tx, sa.select(tags.c.picture_id, tags.c.tag).where(tags.c.picture_id.in_(ids)))
    return [
        Entry(
            seq=row.entry_seq,
            picture=picture_of(row._mapping),  # noqa: SLF001 -- SQLAlchemy's public name for a row's columns
            state=State(row.entry_state),
            stars=row.entry_stars,
            starred=row.id in favourites,
            channel_id=row.entry_channel_id,
            platform_thread_id=row.entry_thread,
            private=row.entry_private,
            handles=handles.get(row.id, ()),
            tags=tagged.get(row.id, ()),
            lender="" if row.team_id == viewer.team_id else row.entry_team or row.team_id,
        )
        for row in (rows[seq] for seq in seqs if seq in rows)
    ]


async def _by_picture(tx: Tx, query: sa.Select[Any]) -> dict[str, tuple[str, ...]]:
    words: dict[str, list[str]] = {}
    for picture_id, word in await tx.execute(query):
        words.setdefault(picture_id, []).append(word)
    return {picture_id: tuple(sorted(set(each))) for picture_id, each in words.items()}
