"""Who and which channel is meant by a name or an id."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa

from domain.people import Place
from domain.search import folded
from storage.codec import load
from storage.database import Tx
from storage.schema import channels as channel_rows
from storage.schema import jobs as job_rows
from storage.schema import people as people_rows
from storage.schema import threads as thread_rows

_MENTION = re.compile(r"<[@#][!&]?([^<>|]{1,80})(?:\|[^<>]*)?>")


async def people(tx: Tx, team_ids: Sequence[str], asked: str) -> list[str]:
    """Return the people of these teams who have that id or name; where none has it whole, whose name has its words."""
    text = _meant(asked)
    of_teams = sa.select(people_rows.c.id, people_rows.c.name).where(people_rows.c.team_id.in_(team_ids))
    by_id = sa.or_(people_rows.c.user_id == text, people_rows.c.id == text)
    ids = [row.id for row in await tx.execute(of_teams.where(by_id))]
    return ids or _called([tuple(row) for row in await tx.execute(of_teams)], text)


async def channels(tx: Tx, team_id: str, asked: str) -> list[str]:
    """Return the channels of a team that have that id or name."""
    text = _meant(asked)
    where = sa.select(thread_rows.c.id).where(thread_rows.c.team_id == team_id, thread_rows.c.channel_id == text)
    if (await tx.execute(where.limit(1))).one_or_none() is not None:
        return [text]
    named = sa.select(channel_rows.c.id, channel_rows.c.name).where(channel_rows.c.team_id == team_id)
    known = [tuple(row) for row in await tx.execute(named)]
    return _called([*known, *await _spoken(tx, team_id)], text)


async def _spoken(tx: Tx, team_id: str) -> list[tuple[str, str]]:
    """Return the channels of a team with their names as the newest job of the newest thread there knew them."""
    first = sa.select(sa.func.min(thread_rows.c.channel_id).label("channel_id")).where(thread_rows.c.team_id == team_id)
    rooms = first.cte("rooms", recursive=True)
    following = (
        sa.select(sa.func.min(thread_rows.c.channel_id))
        .where(thread_rows.c.team_id == team_id, thread_rows.c.channel_id > rooms.c.channel_id)
        .correlate(rooms)
        .scalar_subquery()
    )
    rooms = rooms.union_all(sa.select(following).where(rooms.c.channel_id.is_not(None)))
    newest = (
        sa.select(thread_rows.c.id)
        .where(thread_rows.c.team_id == team_id, thread_rows.c.channel_id == rooms.c.channel_id)
        .order_by(thread_rows.c.created_at.desc())
        .limit(1)
        .correlate(rooms)
        .scalar_subquery()
    )
    place = (
        sa.select(job_rows.c.place)
        .where(job_rows.c.thread_id == newest)
        .order_by(job_rows.c.seq.desc())
        .limit(1)
        .correlate(rooms)
        .scalar_subquery()
    )
    query = sa.select(rooms.c.channel_id, place.label("place")).where(rooms.c.channel_id.is_not(None))
    return [(row.channel_id, load(Place, row.place).channel_name) for row in await tx.execute(query) if row.place]


def _meant(asked: str) -> str:
    """Return an id or a name without what a platform writes around it."""
    text = asked.strip()
    mention = _MENTION.fullmatch(text)
    return mention.group(1) if mention else text.lstrip("@#")


def _called(known: Sequence[tuple[str, str]], asked: str) -> list[str]:
    """Return the ids of what is called so; where nothing is, of what has words that begin with all of these."""
    wanted = folded(asked)
    if not wanted:
        return []
    names = [(each, folded(name)) for each, name in known]
    exact = sorted({each for each, name in names if name == wanted})
    begun = (
        each
        for each, name in names
        if all(any(word.startswith(term) for word in name.split()) for term in wanted.split())
    )
    return exact or sorted(set(begun))
