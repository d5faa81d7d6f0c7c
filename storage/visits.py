"""Visits: how people come from a chat to the library's pages. A link is entered once; only hashes are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from domain.people import Person, Viewer
from storage.codec import dump, load
from storage.database import Tx, insert
from storage.library_schema import visits


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes, as they were when they asked for the link, and the channels that they may read."""

    person: Person
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """A person at the pages, and what they read as, until it ends."""

    person: Person
    viewer: Viewer
    until: datetime


async def invite(tx: Tx, link_hash: str, person: Person, channels: tuple[str, ...], until: datetime) -> None:
    """Keep the hash of a link for a person, who must be known, good until then; ``channels`` are theirs to read."""
    row = insert(tx, visits).values(
        id=link_hash,
        team_id=person.team.id,
        person_id=person.id,
        visitor=dump(Visitor(person, channels)),
        entered=False,
        until=until,
    )
    await tx.execute(row.on_conflict_do_nothing())


async def enter(tx: Tx, link_hash: str, cookie_hash: str, now: datetime, until: datetime) -> Visit | None:
    """Turn a link into a visit that is known by a cookie's hash; None where it is used, ended or was never given."""
    good = sa.and_(visits.c.id == link_hash, sa.not_(visits.c.entered), visits.c.until > now)
    used = sa.update(visits).where(good).values(id=cookie_hash, entered=True, until=until).returning(visits.c.visitor)
    visitor = (await tx.execute(used)).scalar_one_or_none()
    return None if visitor is None else _visit(visitor, until)


async def get(tx: Tx, cookie_hash: str, now: datetime) -> Visit | None:
    """Return the visit that a cookie's hash is of; None where it has ended."""
    query = sa.select(visits.c.visitor, visits.c.until).where(
        visits.c.id == cookie_hash, visits.c.entered, visits.c.until > now
    )
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _visit(row.visitor, row.until)


async def end(tx: Tx, cookie_hash: str) -> None:
    """End a visit."""
    await tx.execute(sa.delete(visits).where(visits.c.id == cookie_hash, visits.c.entered))


async def end_all(tx: Tx, person_id: str) -> None:
    """End all visits of a person, and the links that they have not entered by."""
    await tx.execute(sa.delete(visits).where(visits.c.person_id == person_id))


async def of_person(tx: Tx, person_id: str) -> list[Visit]:
    """Return a person's visits and links, the first to end first."""
    query = sa.select(visits.c.visitor, visits.c.until).where(visits.c.person_id == person_id)
    return [_visit(row.visitor, row.until) for row in await tx.execute(query.order_by(visits.c.until, visits.c.id))]


async def forget(tx: Tx, now: datetime) -> None:
    """Drop visits and links that have ended."""
    await tx.execute(sa.delete(visits).where(visits.c.until <= now))


def _visit(visitor: str, until: datetime) -> Visit:
    who = load(Visitor, visitor)
    # No channel is where a page is read.
    return Visit(who.person, replace(who.person.at(""), theirs=who.channels), until)
