"""Who is alive, and who holds what: beats of workers and leases."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Tx, insert
from storage.schema import leases, workers


async def beat(tx: Tx, worker_id: str, now: datetime) -> None:
    """Say that a worker lives."""
    row = insert(tx, workers).values(id=worker_id, started_at=now, beat_at=now)
    await tx.execute(row.on_conflict_do_update(index_elements=["id"], set_={"beat_at": now}))


async def leave(tx: Tx, worker_id: str) -> None:
    """Say that a worker has stopped, and let go of what it held."""
    await tx.execute(sa.delete(workers).where(workers.c.id == worker_id))
    await tx.execute(sa.delete(leases).where(leases.c.holder == worker_id))


async def alive(tx: Tx, now: datetime, *, silence: timedelta) -> set[str]:
    """Return the workers heard of within ``silence``."""
    query = sa.select(workers.c.id).where(workers.c.beat_at >= now - silence)
    return set((await tx.execute(query)).scalars())


async def bury(tx: Tx, now: datetime, *, silence: timedelta) -> list[str]:
    """Forget the workers that were silent for longer; return their ids."""
    query = sa.delete(workers).where(workers.c.beat_at < now - silence).returning(workers.c.id)
    return list((await tx.execute(query)).scalars())


async def take_lease(tx: Tx, name: str, holder: str, now: datetime, *, seconds: float) -> bool:
    """Take or renew a lease; False while another holds it."""
    until = now + timedelta(seconds=seconds)
    row = insert(tx, leases).values(name=name, holder=holder, until=until)
    taken = row.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": holder, "until": until},
        where=sa.or_(leases.c.holder == holder, leases.c.until < now),
    ).returning(leases.c.holder)
    return (await tx.execute(taken)).one_or_none() is not None


async def drop_lease(tx: Tx, name: str, holder: str) -> None:
    """Let go of a lease that ``holder`` holds."""
    await tx.execute(sa.delete(leases).where(leases.c.name == name, leases.c.holder == holder))
