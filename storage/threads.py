"""Threads, their heads, and where a platform holds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.people import Platform, Viewer
from domain.picture import Thread
from storage import shelf
from storage.database import Tx, insert
from storage.schema import head_moves, jobs, posts, threads
from storage.visibility import thread_in_sight

PENDING = "pending:"
"""Starts what stands for the platform thread, before the id of the call that began it, until there is one."""

_LOCALE = "en"


async def ensure(tx: Tx, thread: Thread) -> Thread:
    """Keep a new thread, or return the one that its platform thread is bound to already.

    One whose channel has become private since is private from then on.
    """
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
    if thread.private and not kept.private and thread.channel_id == kept.channel_id:
        await tx.execute(sa.update(threads).where(threads.c.id == kept.id).values(private=True))
        await shelf.close(tx, kept.id)
        return replace(kept, private=True)
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


async def bind(tx: Tx, team_id: str, call_id: str, platform_thread_id: str) -> None:
    """Say which platform thread holds the thread that a call began; one that is bound already stays where it is.

    Where another thread is bound there, nothing changes either.
    """
    pending = sa.update(threads).where(
        threads.c.team_id == team_id, threads.c.platform_thread_id == f"{PENDING}{call_id}"
    )
    try:
        async with tx.begin_nested():
            await tx.execute(pending.values(platform_thread_id=platform_thread_id))
    except IntegrityError:
        return


async def spoken_of(tx: Tx, team_id: str, platform_thread_id: str) -> tuple[Thread, str] | None:
    """Return the thread bound to a platform thread of that team, and the language last spoken in it."""
    query = _spoken().where(threads.c.team_id == team_id, threads.c.platform_thread_id == platform_thread_id)
    return _one_spoken((await tx.execute(query)).one_or_none())


async def latest(tx: Tx, team_id: str, channel_id: str) -> tuple[Thread, str] | None:
    """Return the newest bound thread of a channel, and the language last spoken in it."""
    query = _spoken().where(threads.c.team_id == team_id, threads.c.channel_id == channel_id, _bound())
    query = query.order_by(threads.c.created_at.desc(), threads.c.id.desc()).limit(1)
    return _one_spoken((await tx.execute(query)).one_or_none())


async def spoken_in(tx: Tx, platform: Platform, since: datetime, *, limit: int) -> list[tuple[Thread, str]]:
    """Return the bound threads that Easel posted in since then, with their languages, the latest post first."""
    spoken = (
        sa.select(posts.c.team_id, posts.c.thread, sa.func.max(posts.c.spoken_at).label("at"))
        .where(posts.c.spoken_at >= since, posts.c.team_id.startswith(f"{platform}:", autoescape=True))
        .group_by(posts.c.team_id, posts.c.thread)
        .subquery()
    )
    here = sa.and_(threads.c.team_id == spoken.c.team_id, threads.c.platform_thread_id == spoken.c.thread)
    query = _spoken().join(spoken, here).order_by(spoken.c.at.desc(), threads.c.id).limit(limit)
    return [(_thread(row), row.locale) for row in await tx.execute(query)]


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


async def moves(tx: Tx, thread_id: str) -> list[tuple[str | None, str]]:
    """Return how people moved the head of a thread, from where to where, the latest first."""
    query = sa.select(head_moves).where(head_moves.c.thread_id == thread_id).order_by(head_moves.c.moved_at.desc())
    return [(row.from_id, row.to_id) for row in await tx.execute(query)]


def _bound() -> sa.ColumnElement[bool]:
    return sa.not_(threads.c.platform_thread_id.startswith(PENDING, autoescape=True))


def _spoken() -> sa.Select[Any]:
    newest = sa.select(jobs.c.locale).where(jobs.c.thread_id == threads.c.id).order_by(jobs.c.seq.desc()).limit(1)
    locale = sa.func.coalesce(newest.scalar_subquery(), _LOCALE).label("locale")
    return sa.select(threads, locale)


def _one_spoken(row: sa.Row[Any] | None) -> tuple[Thread, str] | None:
    return None if row is None else (_thread(row), row.locale)


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
