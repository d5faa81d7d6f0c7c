"""Links between two teams: each lets some of its library flow to the other, until one of them unlinks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.errors import BadInput, NotFound
from domain.library import Flow, Link
from domain.people import Person, Viewer
from domain.picture import Picture
from storage import pictures
from storage.database import Tx, insert
from storage.library_schema import collections, link_codes, links
from storage.schema import pictures as picture_rows
from storage.schema import threads
from storage.visibility import lent

_BACK = ":back"


async def offer(tx: Tx, code_hash: str, person: Person, until: datetime) -> None:
    """Keep the hash of a code with which another team may link itself to this one, in place of the team's last one."""
    await tx.execute(sa.delete(link_codes).where(link_codes.c.team_id == person.team.id))
    row = insert(tx, link_codes).values(code=code_hash, team_id=person.team.id, person_id=person.id, until=until)
    await tx.execute(row.on_conflict_do_nothing())


async def redeem(tx: Tx, code_hash: str, person: Person, now: datetime, *, id: str) -> Link:  # noqa: A002 -- the link's
    """Link the team that offered a code with the person's, who must be known; return what theirs lets flow.

    Nothing flows until a side says so. A code is good once; the same ``id`` again returns the same link, and teams that
    are linked stay so as they were. Raise NotFound where the code is not good (any more), BadInput where it is the
    team's own.
    """
    before = (await tx.execute(sa.select(links).where(links.c.id == id))).one_or_none()
    if before is not None:
        return _link(before)
    good = sa.and_(link_codes.c.code == code_hash, link_codes.c.until > now)
    offered = (await tx.execute(sa.delete(link_codes).where(good).returning(*link_codes.c))).one_or_none()
    if offered is None:
        raise NotFound("link_code")
    if offered.team_id == person.team.id:
        raise BadInput("link_self")
    ours = {"id": id, "from_team": person.team.id, "to_team": offered.team_id, "person_id": person.id}
    theirs = {"id": id + _BACK, "from_team": offered.team_id, "to_team": person.team.id, "person_id": offered.person_id}
    # In one order, whichever side offered.
    for side in sorted((ours, theirs), key=lambda each: each["from_team"]):
        row = insert(tx, links).values(**side, flow=Flow.NOTHING.value, linked_at=now)
        await tx.execute(row.on_conflict_do_nothing())
    made = sa.select(links).where(links.c.from_team == person.team.id, links.c.to_team == offered.team_id)
    return _link((await tx.execute(made)).one())


async def of_team(tx: Tx, team_id: str) -> list[tuple[Link, Link]]:
    """Return a team's links, oldest first: what it lets flow, and what is let flow to it."""
    query = sa.select(links).where(sa.or_(links.c.from_team == team_id, links.c.to_team == team_id))
    rows = [
        _link(row) for row in await tx.execute(query.order_by(links.c.linked_at, links.c.from_team, links.c.to_team))
    ]
    incoming = {each.from_team: each for each in rows if each.to_team == team_id}
    return [(each, incoming[each.to_team]) for each in rows if each.from_team == team_id and each.to_team in incoming]


async def lenders(tx: Tx, viewer: Viewer) -> list[str]:
    """Return the teams of which something may flow to the viewer: where there are none, nothing but their own does."""
    if viewer.narrow:
        return []
    query = sa.select(links.c.from_team).where(links.c.to_team == viewer.team_id, links.c.flow != Flow.NOTHING.value)
    return sorted((await tx.execute(query)).scalars())


async def set_flow(tx: Tx, from_team: str, to_team: str, flow: Flow, collection_id: str | None) -> None:
    """Say what of a team's library flows to another; a collection must be the whole team's.

    Raise NotFound where they are not linked, or there is no such collection.
    """
    if flow is Flow.COLLECTION:
        whole = sa.select(collections.c.id).where(
            collections.c.id == collection_id, collections.c.team_id == from_team, collections.c.channel_id == ""
        )
        if (await tx.execute(whole.with_for_update(key_share=True))).one_or_none() is None:
            raise NotFound("collection_unknown")
    link = sa.update(links).where(links.c.from_team == from_team, links.c.to_team == to_team)
    values = {"flow": flow.value, "collection_id": collection_id if flow is Flow.COLLECTION else None}
    if (await tx.execute(link.values(**values).returning(links.c.id))).one_or_none() is None:
        raise NotFound("link_unknown")


async def unlink(tx: Tx, team_a: str, team_b: str) -> bool:
    """End a link in both directions at once; False where there was none."""
    both = sa.and_(links.c.from_team.in_([team_a, team_b]), links.c.to_team.in_([team_a, team_b]))
    return bool((await tx.execute(sa.delete(links).where(both).returning(links.c.id))).all())


async def leave(tx: Tx, team_id: str) -> None:
    """End all links of a team, and its offer: it is gone."""
    await tx.execute(sa.delete(links).where(sa.or_(links.c.from_team == team_id, links.c.to_team == team_id)))
    await tx.execute(sa.delete(link_codes).where(link_codes.c.team_id == team_id))


async def borrowed(tx: Tx, viewer: Viewer, picture_id: str) -> Picture | None:
    """Return a linked team's picture that flows to the viewer; to use it, it is copied into a thread of their own."""
    query = (
        sa.select(picture_rows.c.team_id)
        .join(threads, threads.c.id == picture_rows.c.thread_id)
        .where(picture_rows.c.id == picture_id, lent(viewer))
    )
    lender = (await tx.execute(query)).scalar_one_or_none()
    # As the lender's own people see it from anywhere.
    return None if lender is None else await pictures.seen(tx, Viewer(lender, "", ""), picture_id)


async def of_person(tx: Tx, person_id: str) -> list[Link]:
    """Return the links that a person made, oldest first."""
    query = sa.select(links).where(links.c.person_id == person_id).order_by(links.c.linked_at, links.c.id)
    return [_link(row) for row in await tx.execute(query)]


async def drop_offers_of(tx: Tx, person_id: str) -> None:
    """Forget the codes that a person offered."""
    await tx.execute(sa.delete(link_codes).where(link_codes.c.person_id == person_id))


async def forget(tx: Tx, now: datetime) -> None:
    """Drop codes that are not good any more."""
    await tx.execute(sa.delete(link_codes).where(link_codes.c.until <= now))


def _link(row: sa.Row[Any]) -> Link:
    return Link(
        id=row.id,
        from_team=row.from_team,
        to_team=row.to_team,
        flow=Flow(row.flow),
        collection_id=row.collection_id,
        person_id=row.person_id,
        linked_at=row.linked_at,
    )
