"""The inbox: every call once, and none forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from domain.call import Call
from storage import posts
from storage.codec import dump, load
from storage.database import Tx, insert
from storage.schema import inbox, threads


async def claim(tx: Tx, call: Call, now: datetime, *, known: bool = False) -> bool:
    """Keep a call with what is needed to answer it, in one statement; False where it was there already.

    ``known``: only where its place is a thread of Easel's, or hangs on a message of Easel's that belongs to one or shows
    pictures; else False.
    """
    row = _row(call, now)
    adding = insert(tx, inbox)
    if known:
        values = [sa.literal(value, inbox.c[name].type) for name, value in row.items()]
        adding = adding.from_select(list(row), sa.select(*values).where(_ours(call)))
    else:
        adding = adding.values(row)
    claimed = await tx.execute(adding.on_conflict_do_nothing().returning(inbox.c.call_id))
    return claimed.one_or_none() is not None


async def claim_all(tx: Tx, calls: Sequence[tuple[Call, bool]], now: datetime) -> list[bool]:
    """Keep calls, each ``known`` or not, as ``claim`` does; return for each whether it was new, in their order.

    Those that need no look elsewhere take one statement together. Of the same call twice the first is new.
    """
    rows = {call.id: _row(call, now) for call, known in reversed(calls) if not known}
    new: set[str] = set()
    if rows:
        adding = insert(tx, inbox).values(list(rows.values()))
        claimed = await tx.execute(adding.on_conflict_do_nothing().returning(inbox.c.call_id))
        new = set(claimed.scalars())
    first: list[bool] = []
    for call, known in calls:
        first.append(await claim(tx, call, now, known=True) if known else call.id in new)
        new.discard(call.id)
    return first


async def claimed_at(tx: Tx, call_ids: Collection[str], when: datetime) -> frozenset[str]:
    """Return which of these calls were claimed at that very moment, so by whoever asks, and are not answered yet."""
    query = sa.select(inbox.c.call_id).where(
        inbox.c.call_id.in_(call_ids), inbox.c.claimed_at == when, sa.not_(inbox.c.answered)
    )
    return frozenset((await tx.execute(query)).scalars())


def _ours(call: Call) -> sa.ColumnElement[bool]:
    team_id, here = call.person.team.id, call.place.thread_id or ""
    bound = sa.select(threads.c.id).where(threads.c.team_id == team_id)
    root = posts.at_root(team_id, here).subquery()
    moved = bound.join(root, threads.c.platform_thread_id == root.c.thread)
    shown = sa.select(posts.at_root(team_id, here).where(posts.shows_some()).subquery().c.event)
    # Each by itself, so that each is found by its index.
    return sa.or_(sa.exists(bound.where(threads.c.platform_thread_id == here)), sa.exists(moved), sa.exists(shown))


def _row(call: Call, now: datetime) -> dict[str, Any]:
    return {
        "call_id": call.id,
        "person_id": call.person.id,
        "call": dump(call),
        "answered": False,
        "tries": 0,
        "claimed_at": now,
        "thread": thread_of(call),
    }


def thread_of(call: Call) -> str | None:
    """Return what names the thread of a call among all teams'; None where it is in none."""
    return None if call.place.thread_id is None else f"{call.person.team.id}/{call.place.thread_id}"


async def answered(tx: Tx, call_ids: Collection[str]) -> None:
    """Note that calls were answered."""
    await tx.execute(sa.update(inbox).where(inbox.c.call_id.in_(call_ids)).values(answered=True))


async def tried(tx: Tx, call_id: str) -> int:
    """Count a try at answering; return how many there were."""
    query = sa.update(inbox).where(inbox.c.call_id == call_id).values(tries=inbox.c.tries + 1).returning(inbox.c.tries)
    return int((await tx.execute(query)).scalar_one_or_none() or 0)


async def excused(tx: Tx, call_id: str) -> None:
    """Take back the try that was counted last: it failed for no fault of the call's."""
    await tx.execute(sa.update(inbox).where(inbox.c.call_id == call_id).values(tries=inbox.c.tries - 1))


async def rewrite(tx: Tx, calls: Collection[Call]) -> None:
    """Keep calls as they are given, in place of what was claimed of them."""
    for call in calls:
        await tx.execute(sa.update(inbox).where(inbox.c.call_id == call.id).values(call=dump(call)))


async def unanswered(
    tx: Tx,
    *,
    claimed_before: datetime,
    claimed_after: datetime | None = None,
    after: str | None = None,
    limit: int = 100,
) -> list[tuple[str, Call | None]]:
    """Return calls claimed before then that nobody has answered, by their ids from ``after`` on.

    None stands for one that cannot be read; ``claimed_after`` leaves out those that are older.
    """
    query = (
        sa.select(inbox.c.call_id, inbox.c.call)
        .where(sa.not_(inbox.c.answered), inbox.c.claimed_at < claimed_before)
        .order_by(inbox.c.call_id)
        .limit(limit)
    )
    if claimed_after is not None:
        query = query.where(inbox.c.claimed_at >= claimed_after)
    if after is not None:
        query = query.where(inbox.c.call_id > after)
    return [(row.call_id, _call(row.call)) for row in await tx.execute(query)]


async def before(tx: Tx, call: Call, *, since: datetime, limit: int = 20) -> list[str]:
    """Return the ids of unanswered calls of the same thread that were claimed earlier, but not before ``since``."""
    own = sa.select(inbox.c.claimed_at).where(inbox.c.call_id == call.id).scalar_subquery()
    query = sa.select(inbox.c.call_id).where(
        sa.not_(inbox.c.answered),
        inbox.c.thread == thread_of(call),
        inbox.c.claimed_at >= since,
        # Those that were claimed together have their ids' order.
        sa.or_(inbox.c.claimed_at < own, sa.and_(inbox.c.claimed_at == own, inbox.c.call_id < call.id)),
    )
    return list((await tx.execute(query.limit(limit))).scalars())


async def give_up(tx: Tx, before: datetime) -> list[str]:
    """Note that calls claimed before then are not to be answered any more; return their ids."""
    old = sa.update(inbox).where(sa.not_(inbox.c.answered), inbox.c.claimed_at < before)
    return list((await tx.execute(old.values(answered=True).returning(inbox.c.call_id))).scalars())


def _call(text: str) -> Call | None:
    try:
        return load(Call, text)
    except ValidationError:
        return None


async def forget(tx: Tx, now: datetime, *, days: int = 7) -> None:
    """Drop answered calls older than any platform redelivers."""
    old = inbox.c.claimed_at < now - timedelta(days=days)
    await tx.execute(sa.delete(inbox).where(inbox.c.answered, old))


async def get(tx: Tx, call_id: str) -> Call | None:
    """Return a call by its id, as long as it is remembered."""
    text = (await tx.execute(sa.select(inbox.c.call).where(inbox.c.call_id == call_id))).scalar_one_or_none()
    return load(Call, text) if text else None
