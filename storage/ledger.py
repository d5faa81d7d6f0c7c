"""The ledger and the allowances: reserve before spending, close once.

The entries are the truth and are only ever added to. ``allowances`` keeps their sum, so that one guarded
update decides whether there is room: on SQLite inside ``BEGIN IMMEDIATE``, on Postgres under the row's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import sqlalchemy as sa

from domain.errors import QuotaSpent
from domain.ledger import Entry, EntryKind, Unit, renews_at
from storage.database import Tx, insert
from storage.schema import allowances, ledger


async def hold(tx: Tx, *, person_id: str, pictures: int, limit: int, now: datetime) -> None:
    """Hold ``pictures`` of today's quota for a job that is about to be kept. Raise QuotaSpent where there is no room.

    From here to the transaction's end nobody else holds or frees anything of this person's day. ``reserve`` must
    follow in the same transaction.
    """
    day = utc_day(now)
    nothing = [{"person_id": person_id, "day": day, "unit": unit, "taken": 0, "granted": 0} for unit in Unit]
    await tx.execute(insert(tx, allowances).values(nothing).on_conflict_do_nothing())
    held = (
        sa.update(allowances)
        .where(_of(person_id, day, Unit.PICTURES), allowances.c.taken + pictures <= allowances.c.granted + limit)
        .values(taken=allowances.c.taken + pictures)
        .returning(allowances.c.taken)
    )
    if (await tx.execute(held)).one_or_none() is None:
        left = await left_of(tx, person_id=person_id, limit=limit, now=now)
        raise QuotaSpent(limit=limit, left=left, asked=pictures, renews_at=renews_at(now))


async def let_go(tx: Tx, *, person_id: str, pictures: int, now: datetime) -> None:
    """Take back a ``hold`` of the same transaction."""
    await _take(tx, person_id, utc_day(now), Unit.PICTURES, -pictures)


async def reserve(tx: Tx, *, person_id: str, job_id: str, pictures: int, dollars: int, now: datetime) -> None:
    """Enter what was held as a job's reservation, with ``dollars`` (micro) noted beside it."""
    day = utc_day(now)
    await _take(tx, person_id, day, Unit.MICRO_DOLLARS, dollars)
    amounts = {Unit.PICTURES: pictures, Unit.MICRO_DOLLARS: dollars}
    await _add(tx, [Entry(EntryKind.RESERVE, unit, amounts[unit], person_id, day, job_id) for unit in Unit], now)


async def close(tx: Tx, *, job_id: str, pictures: int, dollars: int, now: datetime) -> bool:
    """Settle a job with what it took, or release it where it took nothing; False where it was closed before.

    It counts on the day of the reservation. Pictures never come to more than were reserved. Dollars may: the vendor's
    usage is the truth.
    """
    # In the order in which they were entered: whoever locks these rows does it in the same one.
    query = (
        sa.select(ledger).where(ledger.c.job_id == job_id, ledger.c.kind == EntryKind.RESERVE).order_by(ledger.c.seq)
    )
    reserved = (await tx.execute(query)).all()
    kind = EntryKind.SETTLE if pictures or dollars else EntryKind.RELEASE
    for row in reserved:
        unit = Unit(row.unit)
        amount = min(pictures, row.amount) if unit is Unit.PICTURES else dollars
        entry = Entry(kind, unit, amount if kind is EntryKind.SETTLE else row.amount, row.person_id, row.day, job_id)
        if not await _add(tx, [entry], now):
            return False
        await _take(tx, row.person_id, row.day, unit, amount - row.amount)
    return bool(reserved)


async def grant(tx: Tx, *, person_id: str, amount: int, now: datetime) -> None:
    """Add ``amount`` pictures to today's quota of a person."""
    day = utc_day(now)
    row = insert(tx, allowances).values(person_id=person_id, day=day, unit=Unit.PICTURES, taken=0, granted=amount)
    await tx.execute(
        row.on_conflict_do_update(
            index_elements=["person_id", "day", "unit"], set_={"granted": allowances.c.granted + amount}
        )
    )
    await _add(tx, [Entry(EntryKind.GRANT, Unit.PICTURES, amount, person_id, day)], now)


async def left_of(tx: Tx, *, person_id: str, limit: int, now: datetime) -> int:
    """Return how many pictures are left of today's quota."""
    row = (await tx.execute(sa.select(allowances).where(_of(person_id, utc_day(now), Unit.PICTURES)))).one_or_none()
    return limit if row is None else max(0, row.granted + limit - row.taken)


async def spent_on(tx: Tx, *, person_id: str, now: datetime) -> int:
    """Return what a person's jobs of today cost, reservations included, in micro-dollars."""
    row = (
        await tx.execute(sa.select(allowances).where(_of(person_id, utc_day(now), Unit.MICRO_DOLLARS)))
    ).one_or_none()
    return 0 if row is None else int(row.taken)


async def entries(tx: Tx, *, person_id: str | None = None, job_id: str | None = None) -> Sequence[Entry]:
    """Return entries in the order they were made, of a person, a job, or all."""
    query = sa.select(ledger).order_by(ledger.c.seq)
    if person_id is not None:
        query = query.where(ledger.c.person_id == person_id)
    if job_id is not None:
        query = query.where(ledger.c.job_id == job_id)
    return [
        Entry(EntryKind(row.kind), Unit(row.unit), row.amount, row.person_id, row.day, row.job_id)
        for row in await tx.execute(query)
    ]


def utc_day(now: datetime) -> date:
    """Return the day that ``now`` counts on."""
    return now.astimezone(UTC).date()


async def _take(tx: Tx, person_id: str, day: date, unit: Unit, amount: int) -> None:
    await tx.execute(sa.update(allowances).where(_of(person_id, day, unit)).values(taken=allowances.c.taken + amount))


def _of(person_id: str, day: date, unit: Unit) -> sa.ColumnElement[bool]:
    return sa.and_(allowances.c.person_id == person_id, allowances.c.day == day, allowances.c.unit == unit)


async def _add(tx: Tx, added: Sequence[Entry], now: datetime) -> bool:
    """Add entries; False where one of them cannot be, since its job is closed."""
    rows = [
        {
            "kind": entry.kind,
            "unit": entry.unit,
            "amount": entry.amount,
            "person_id": entry.person_id,
            "day": entry.day,
            "job_id": entry.job_id,
            "created_at": now,
        }
        for entry in added
    ]
    query = insert(tx, ledger).values(rows).on_conflict_do_nothing().returning(ledger.c.seq)
    return len((await tx.execute(query)).all()) == len(rows)
