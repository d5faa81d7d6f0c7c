"""Threads and their heads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.people import Viewer
from domain.picture import Thread
from storage.database import Tx, insert
from storage.schema import head_moves, threads
from storage.visibility import thread_in_sight


async def ensure(tx: Tx, thread: Thread) -> Thread:
    """Keep a new thread, or return the one that its platform thread is bound to already."""
    row = insert(tx, threads).values(
        id=thread.id,
        team_id=thread.team_id,
        channel_id=thread.channel_id,
        private=thread.private,
        platform_thread_id=thread.platform_thread_id,
        title=thread.title,
        head_id=thread.head_id,
        created_at=thread.created_at,
    )
    await tx.execute(row.on_conflict_do_nothing())
    kept = await of_platform(tx, thread.team_id, thread.platform_thread_id) or await get(tx, thread.id)
    if kept is None:
        raise RuntimeError("a thread that is in the way must be there")
    return kept


async def of_platform(tx: Tx, team_id: str, platform_thread_id: str) -> Thread | None:
    """Return the thread bound to a platform thread of that team."""
    query = sa.select(threads).where(threads.c.team_id == team_id, threads.c.platform_thread_id == platform_thread_id)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _thread(row)


async def get(tx: Tx, thread_id: str) -> Thread | None:
    """Return a thread by its key."""
    row = (await tx.execute(sa.select(threads).where(threads.c.id == thread_id))).one_or_none()
    return None if row is None else _thread(row)


async def seen(tx: Tx, viewer: Viewer, thread_id: str) -> Thread | None:
    """Return a thread by its key where ``viewer`` may see it."""
    query = sa.select(threads).where(threads.c.id == thread_id, thread_in_sight(viewer))
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _thread(row)


async def bind(tx: Tx, thread_id: str, platform_thread_id: str) -> None:
    """Say which platform thread holds the thread; repeating it changes nothing."""
    await tx.execute(sa.update(threads).where(threads.c.id == thread_id).values(platform_thread_id=platform_thread_id))


async def move_head(tx: Tx, thread: Thread, to_id: str, *, call_id: str, now: datetime) -> bool:
    """Make a picture the head; False where this call moved it already, so that a repeated call moves it once."""
    row = insert(tx, head_moves).values(
        call_id=call_id, thread_id=thread.id, from_id=thread.head_id, to_id=to_id, moved_at=now
    )
    moved = await tx.execute(row.on_conflict_do_nothing().returning(head_moves.c.call_id))
    if moved.one_or_none() is None:
        return False
    await tx.execute(sa.update(threads).where(threads.c.id == thread.id).values(head_id=to_id))
    return True


async def moved_to(tx: Tx, call_id: str) -> str | None:
    """Return the picture that this call made the head, if it did."""
    query = sa.select(head_moves.c.to_id).where(head_moves.c.call_id == call_id)
    found: str | None = (await tx.execute(query)).scalar_one_or_none()
    return found


def _thread(row: sa.Row[Any]) -> Thread:
    return Thread(
        id=row.id,
        team_id=row.team_id,
        channel_id=row.channel_id,
        private=row.private,
        platform_thread_id=row.platform_thread_id,
        title=row.title,
        head_id=row.head_id,
        created_at=row.created_at,
    )
