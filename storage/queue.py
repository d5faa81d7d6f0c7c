"""The queue: one function decides what may run now.

Fair between people: every job has a turn at its engine, and a person's jobs stand two turns apart. Who comes later
starts one turn behind the one being served: before anybody's further job, and behind those who came so before them,
so that however many come anew, a further job is overtaken by few. A job waits for the older jobs of its thread, so
that a thread is answered in order. Where a job does not fit its engine's free places, nothing behind it takes them,
so that a wide job is not starved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.job import OPEN, JobState, Standing
from storage.database import Database, Tx, insert
from storage.schema import counters, jobs

_RELEASE_LOCK = 0x45A5E1
_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Caps:
    """How much may run at once: jobs a person, calls an engine (``default_engine`` for one not named)."""

    person: int
    default_engine: int
    engines: Mapping[str, int]

    def of(self, engine: str) -> int:
        """Return how many calls of an engine may run at once."""
        return self.engines.get(engine, self.default_engine)


@dataclass(slots=True)
class _Busy:
    """What runs: jobs a person, places an engine. A job wider than its engine takes all of it."""

    caps: Caps
    people: dict[str, int] = field(default_factory=dict)
    engines: dict[str, int] = field(default_factory=dict)

    def add(self, person_id: str, engine: str, slots: int) -> None:
        self.people[person_id] = self.people.get(person_id, 0) + 1
        self.engines[engine] = self.engines.get(engine, 0) + min(slots, self.caps.of(engine))

    def free(self, engine: str) -> int:
        return self.caps.of(engine) - self.engines.get(engine, 0)

    def fits(self, engine: str, slots: int) -> bool:
        return min(slots, self.caps.of(engine)) <= self.free(engine)

    def at_cap(self, person_id: str) -> bool:
        return self.people.get(person_id, 0) >= self.caps.person

    def all_at_cap(self) -> list[str]:
        return [person_id for person_id in self.people if self.at_cap(person_id)]


async def next_turn(tx: Tx, person_id: str, engine: str) -> int:
    """Return the turn of a person's next job: two after the last of their open ones, and after the one being served."""
    served = sa.select(counters.c.value).where(counters.c.name == _served(engine))
    own = sa.select(sa.func.max(jobs.c.turn)).where(
        jobs.c.person_id == person_id, jobs.c.engine == engine, jobs.c.state.in_(OPEN)
    )
    now, last = (await tx.execute(sa.select(served.scalar_subquery(), own.scalar_subquery()))).one()
    return max((now or 0) + 1, 0 if last is None else last + 2)


async def release_next(database: Database, tx: Tx, caps: Caps, *, now: datetime) -> list[str]:
    """Move to RUNNING every waiting job that may run now; return their ids in the order to start them."""
    await database.lock(tx, _RELEASE_LOCK)
    busy = _Busy(caps)
    running = sa.select(jobs.c.person_id, jobs.c.engine, jobs.c.slots).where(jobs.c.state == JobState.RUNNING)
    for row in await tx.execute(running):
        busy.add(row.person_id, row.engine, row.slots)
    engines = (
        sa.select(jobs.c.engine)
        .where(jobs.c.state == JobState.WAITING)
        .group_by(jobs.c.engine)
        .order_by(sa.func.min(jobs.c.seq))
    )
    released: list[str] = []
    for engine in (await tx.execute(engines)).scalars().all():
        while fitting := await _fitting(tx, engine, busy):
            released += await _start(tx, fitting, now)
    return released


async def anything(tx: Tx) -> bool:
    """Return whether any job waits or runs."""
    query = sa.select(jobs.c.id).where(jobs.c.state.in_(OPEN)).limit(1)
    return (await tx.execute(query)).one_or_none() is not None


async def waiting(tx: Tx, *, limit: int = 1_000) -> list[tuple[str, str]]:
    """Return (job id, engine) of the waiting jobs, in the order in which they would run."""
    query = (
        sa.select(jobs.c.id, jobs.c.engine)
        .where(jobs.c.state == JobState.WAITING)
        .order_by(jobs.c.turn, jobs.c.seq)
        .limit(limit)
    )
    return [(row.id, row.engine) for row in await tx.execute(query)]


async def standing(tx: Tx, job_id: str, caps: Caps, *, usual_seconds: int) -> Standing | None:
    """Return how many jobs of its engine run before a waiting job, and in about how many seconds it starts."""
    job = (await tx.execute(sa.select(jobs).where(jobs.c.id == job_id))).one_or_none()
    if job is None or job.state != JobState.WAITING:
        return None
    is_waiting = jobs.c.state == JobState.WAITING
    in_order = sa.tuple_(jobs.c.turn, jobs.c.seq)
    # It cannot start before the last of those that its thread answers first.
    thread = sa.select(jobs.c.turn, jobs.c.seq).where(
        is_waiting, jobs.c.thread_id == job.thread_id, jobs.c.seq <= job.seq, jobs.c.engine == job.engine
    )
    place = max((row.turn, row.seq) for row in await tx.execute(thread))
    ahead = sa.select(
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(jobs.c.slots), 0),
        sa.func.count().filter(jobs.c.person_id == job.person_id),
    ).where(is_waiting, jobs.c.engine == job.engine, in_order <= sa.tuple_(*place), jobs.c.id != job_id)
    count, slots, own = (await tx.execute(ahead)).one()
    rounds = max(int(slots) / caps.of(job.engine), int(own) / caps.person) + 1
    return Standing(int(count), round(rounds * await usual(tx, job.engine, usual_seconds)))


async def usual(tx: Tx, engine: str, fallback: int) -> float:
    """Return how many seconds an engine's latest jobs took on average."""
    latest = (
        sa.select(jobs.c.started_at, jobs.c.made_at)
        .where(jobs.c.engine == engine, jobs.c.made_at.is_not(None))
        .order_by(jobs.c.seq.desc())
        .limit(_REMEMBERED)
    )
    took = [(row.made_at - row.started_at).total_seconds() for row in await tx.execute(latest)]
    return sum(took) / len(took) if took else float(fallback)


async def _fitting(tx: Tx, engine: str, busy: _Busy) -> list[sa.Row[*tuple[Any, ...]]]:
    """Return the next waiting jobs of an engine that may run beside what does; none where nothing may."""
    if busy.free(engine) <= 0:
        return []
    older = jobs.alias("older")
    held = sa.exists().where(older.c.thread_id == jobs.c.thread_id, older.c.seq < jobs.c.seq, older.c.state.in_(OPEN))
    query = (
        sa.select(jobs.c.id, jobs.c.person_id, jobs.c.engine, jobs.c.slots, jobs.c.turn)
        .where(jobs.c.state == JobState.WAITING, jobs.c.engine == engine, sa.not_(held))
        .where(jobs.c.person_id.not_in(busy.all_at_cap()))
        .order_by(jobs.c.turn, jobs.c.seq)
        .limit(busy.free(engine))
    )
    fitting: list[sa.Row[*tuple[Any, ...]]] = []
    for row in await tx.execute(query):
        if busy.at_cap(row.person_id):
            continue
        if not busy.fits(engine, row.slots):
            break
        busy.add(row.person_id, engine, row.slots)
        fitting.append(row)
    return fitting


async def _start(tx: Tx, rows: Sequence[sa.Row[*tuple[Any, ...]]], now: datetime) -> list[str]:
    """Move the jobs to RUNNING and return their ids in order, without those cancelled at this moment."""
    started = (
        sa.update(jobs)
        .where(jobs.c.id.in_([row.id for row in rows]), jobs.c.state == JobState.WAITING)
        .values(state=JobState.RUNNING, started_at=now)
        .returning(jobs.c.id)
    )
    ids = set((await tx.execute(started)).scalars())
    row = insert(tx, counters).values(name=_served(rows[0].engine), value=max(row.turn for row in rows))
    raised = row.on_conflict_do_update(
        index_elements=["name"], set_={"value": row.excluded.value}, where=counters.c.value < row.excluded.value
    )
    await tx.execute(raised)
    return [row.id for row in rows if row.id in ids]


def _served(engine: str) -> str:
    return f"turn:{engine}"
