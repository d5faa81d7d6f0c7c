"""Posts: which messages on chat platforms are Easel's own. They hold ids alone, neither words nor names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.codec import dump, load_any
from storage.database import Tx, insert
from storage.schema import posts

_LAST = (posts.c.final.desc(), posts.c.spoken_at.desc(), posts.c.event, posts.c.role)


@dataclass(frozen=True, slots=True)
class KeptPost:
    """A message in storage; what its parts mean, the port says."""

    event: str
    role: str
    team_id: str
    channel_id: str
    message_id: str
    thread: str | None
    pictures: tuple[str, ...]
    final: bool
    owner: str = ""


async def keep(tx: Tx, post: KeptPost, now: datetime) -> None:
    """Keep a post under its event and role, over the one before; one that is not final never over one that is."""
    values = {
        "team_id": post.team_id,
        "channel_id": post.channel_id,
        "message_id": post.message_id,
        "thread": post.thread,
        "pictures": dump(post.pictures, tuple[str, ...]),
        "final": post.final,
        "owner": post.owner,
        "spoken_at": now,
    }
    row = insert(tx, posts).values(event=post.event, role=post.role, **values)
    may = sa.or_(row.excluded.final, sa.not_(posts.c.final))
    await tx.execute(row.on_conflict_do_update(index_elements=[posts.c.event, posts.c.role], set_=values, where=may))


async def find(tx: Tx, event: str, role: str) -> KeptPost | None:
    """Return the post of an event in a role."""
    query = sa.select(posts).where(posts.c.event == event, posts.c.role == role)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _post(row)


async def at(tx: Tx, team_id: str, channel_id: str, message_id: str) -> KeptPost | None:
    """Return the post that a message is; of several that share one message, what it became last."""
    query = _of_message(team_id, channel_id, message_id).order_by(*_LAST).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _post(row)


def at_root(team_id: str, thread: str) -> sa.Select[Any]:
    """Return the query of the posts that the root of a platform thread is, which ``<channel>:<message>`` names."""
    return _of_message(team_id, *_root(thread))


def shows_some() -> sa.ColumnElement[bool]:
    """Return the condition that a post shows pictures."""
    return posts.c.pictures != dump((), tuple[str, ...])


async def home(tx: Tx, team_id: str, thread: str) -> str | None:
    """Return the platform thread that the root of another one belongs to, None where that is none of Easel's messages.

    What cannot be said in its thread any more stands outside of it, and people reply where they see it.
    """
    root = await at(tx, team_id, *_root(thread))
    return None if root is None else root.thread


async def showing(tx: Tx, team_id: str, picture_id: str) -> list[KeptPost]:
    """Return a team's posts that show a picture."""
    named = posts.c.pictures.contains(dump([picture_id], list[str])[1:-1], autoescape=True)
    found = map(_post, await tx.execute(sa.select(posts).where(posts.c.team_id == team_id, named)))
    # Neither database's LIKE is sure to tell upper case from lower.
    return [each for each in found if picture_id in each.pictures]


async def forget(tx: Tx, now: datetime, *, days: int = 400) -> None:
    """Drop posts that were last changed so long ago."""
    await tx.execute(sa.delete(posts).where(posts.c.spoken_at < now - timedelta(days=days)))


def _of_message(team_id: str, channel_id: str, message_id: str) -> sa.Select[Any]:
    return sa.select(posts).where(
        posts.c.team_id == team_id, posts.c.channel_id == channel_id, posts.c.message_id == message_id
    )


def _root(thread: str) -> tuple[str, str]:
    channel_id, _, message_id = thread.rpartition(":")
    return channel_id, message_id


def _post(row: sa.Row[Any]) -> KeptPost:
    return KeptPost(
        event=row.event,
        role=row.role,
        team_id=row.team_id,
        channel_id=row.channel_id,
        message_id=row.message_id,
        thread=row.thread,
        pictures=load_any(tuple[str, ...], row.pictures),
        final=row.final,
        owner=row.owner,
    )
