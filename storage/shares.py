"""Shares: pictures that were sent to a channel with a note, until the platform has told of them; and the showcase."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.card import Card, CardKind
from domain.people import Platform, Team
from storage.codec import dump, load
from storage.database import Tx, insert
from storage.library_schema import shares, showcased
from storage.schema import pictures, teams

MOST_TRIES = 20
"""How often telling of a share is tried."""


@dataclass(frozen=True, slots=True)
class Share:
    """A picture on its way to a channel of a team, with the card that tells of it there, which goes once it is told."""

    id: str
    picture_id: str
    team: Team
    channel_id: str
    person_id: str
    note: str
    card: Card
    locale: str
    told: bool
    tries: int
    shared_at: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """What a person sent where, with their note."""

    picture_id: str
    team_id: str
    channel_id: str
    note: str
    shared_at: datetime


async def put(tx: Tx, share: Share) -> bool:
    """Keep a share, whose team and person must be known; False where it was kept already."""
    row = insert(tx, shares).values(
        id=share.id,
        picture_id=share.picture_id,
        team_id=share.team.id,
        channel_id=share.channel_id,
        person_id=share.person_id,
        note=share.note,
        card=dump(share.card),
        locale=share.locale,
        told=share.told,
        tries=share.tries,
        shared_at=share.shared_at,
    )
    return (await tx.execute(row.on_conflict_do_nothing().returning(shares.c.id))).one_or_none() is not None


async def untold(tx: Tx, *, limit: int) -> list[Share]:
    """Return what has yet to be told, oldest first, without pictures that are gone and what was tried too often."""
    query = (
        sa.select(shares, *(teams.c[name].label(f"team_{name}") for name in ("platform", "external_id", "name")))
        .join(teams, teams.c.id == shares.c.team_id)
        .join(pictures, pictures.c.id == shares.c.picture_id)
        .where(sa.not_(shares.c.told), shares.c.tries < MOST_TRIES, sa.not_(pictures.c.deleted))
        .order_by(shares.c.shared_at, shares.c.id)
        .limit(limit)
    )
    return [_share(row) for row in await tx.execute(query)]


async def told(tx: Tx, id: str) -> None:  # noqa: A002 -- the share's
    """Note that a share was told; its card goes."""
    await tx.execute(sa.update(shares).where(shares.c.id == id).values(told=True, card=_BARE))


async def failed(tx: Tx, id: str) -> int:  # noqa: A002 -- the share's
    """Count a try at telling; return how many there were."""
    tried = sa.update(shares).where(shares.c.id == id).values(tries=shares.c.tries + 1).returning(shares.c.tries)
    return int((await tx.execute(tried)).scalar_one_or_none() or 0)


async def showcase(tx: Tx, picture_id: str, now: datetime) -> bool:
    """Note that a picture goes to its team's showcase; False where it did already."""
    row = insert(tx, showcased).values(picture_id=picture_id, showcased_at=now)
    noted = await tx.execute(row.on_conflict_do_nothing().returning(showcased.c.picture_id))
    return noted.one_or_none() is not None


async def of_person(tx: Tx, person_id: str) -> list[Shared]:
    """Return what a person shared, oldest first."""
    query = sa.select(shares).where(shares.c.person_id == person_id).order_by(shares.c.shared_at, shares.c.id)
    return [
        Shared(row.picture_id, row.team_id, row.channel_id, row.note, row.shared_at) for row in await tx.execute(query)
    ]


async def silence(tx: Tx, person_id: str, picture_ids: Collection[str] = ()) -> None:
    """Take notes and cards out of what a person shared, and out of shares of these pictures: they are not told."""
    which = sa.or_(shares.c.person_id == person_id, shares.c.picture_id.in_(picture_ids))
    await tx.execute(sa.update(shares).where(which).values(note="", card=_BARE, told=True))


async def change(tx: Tx, id: str, card: str | None) -> None:  # noqa: A002 -- the share's
    """Have a share that has not been told yet told by another card, given as it is stored; None: not at all."""
    waiting = sa.update(shares).where(shares.c.id == id, sa.not_(shares.c.told))
    await tx.execute(waiting.values(card=card) if card is not None else waiting.values(note="", card=_BARE, told=True))


async def forget(tx: Tx, now: datetime, *, days: int = 30) -> None:
    """Drop shares that are so old, told or not."""
    await tx.execute(sa.delete(shares).where(shares.c.shared_at < now - timedelta(days=days)))


_BARE = dump(Card(CardKind.ANSWER, ""))


def _share(row: sa.Row[Any]) -> Share:
    return Share(
        id=row.id,
        picture_id=row.picture_id,
        team=Team(Platform(row.team_platform), row.team_external_id, row.team_name),
        channel_id=row.channel_id,
        person_id=row.person_id,
        note=row.note,
        card=load(Card, row.card),
        locale=row.locale,
        told=row.told,
        tries=row.tries,
        shared_at=row.shared_at,
    )
