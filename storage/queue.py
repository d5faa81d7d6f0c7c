"""The queue: one function decides what may run now.

Fair between people: each person's next job comes before anybody's one after that. A job waits for the older jobs
of its thread, so that a thread is answered in order. Where a job does not fit its engine's free places, nothing
behind it takes them, so that a wide job is not starved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.job import OPEN, JobState, Standing
from storage.database import Database, Tx
from storage.schema import jobs

_RELEASE_LOCK = 0x45A5E1
_CONSIDERED = 200
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


async def release_next(database: Database, tx: Tx, caps: Caps, *, now: datetime) -> list[str]:
    """Move to RUNNING every waiting job that may run now; return their ids in the order to start them."""
    await database.lock(tx, _RELEASE_LOCK)
    people, engines = await _busy(tx)
    released: list[str] = []
    full: set[str] = set()
    for row in await tx.execute(_fair_order().limit(_CONSIDERED)):
        if row.engine in full or people.get(row.person_id, 0) >= caps.person:
            continue
        if engines.get(row.engine, 0) + row.slots > caps.of(row.engine):
            full.add(row.engine)
            continue
        released.append(row.id)
        people[row.person_id] = people.get(row.person_id, 0) + 1
        engines[row.engine] = engines.get(row.engine, 0) + row.slots
    if released:
        await tx.execute(sa.update(jobs).where(jobs.c.id.in_(released)).values(state=JobState.RUNNING, started_at=now))
    return released


async def waiting(tx: Tx, *, limit: int = 1_000) -> list[tuple[str, str]]:
    """Return (job id, engine) of the waiting jobs, in the order in which they would run."""
    everyone = _fair_order(held_too=True).limit(limit)
    return [(row.id, row.engine) for row in await tx.execute(everyone)]


async def standing(tx: Tx, job_id: str, caps: Caps, *, usual_seconds: int) -> Standing | None:
    """Return how many jobs of its engine run before a waiting job, and in about how many seconds it starts."""
    order = await waiting(tx)
    engine = next((engine for waiting_id, engine in order if waiting_id == job_id), None)
    if engine is None:
        return None
    same = [waiting_id for waiting_id, of in order if of == engine]
    ahead = same.index(job_id)
    seconds = await usual(tx, engine, usual_seconds)
    return Standing(ahead, round((ahead / caps.of(engine) + 1) * seconds))


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


async def _busy(tx: Tx) -> tuple[dict[str, int], dict[str, int]]:
    running = sa.select(jobs.c.person_id, jobs.c.engine, jobs.c.slots).where(jobs.c.state == JobState.RUNNING)
    people: dict[str, int] = {}
    engines: dict[str, int] = {}
    for row in await tx.execute(running):
        people[row.person_id] = people.get(row.person_id, 0) + 1
        engines[row.engine] = engines.get(row.engine, 0) + row.slots
    return people, engines


def _fair_order(*, held_too: bool = False) -> sa.Select[Any]:
    """Return the waiting jobs, each person's first before anybody's second; what runs counts as before."""
    running = (
        sa.select(jobs.c.person_id, sa.func.count().label("running"))
        .where(jobs.c.state == JobState.RUNNING)
        .group_by(jobs.c.person_id)
        .subquery()
    )
    nth = sa.func.row_number().over(partition_by=jobs.c.person_id, order_by=jobs.c.seq)
    turn = (nth + sa.func.coalesce(running.c.running, 0)).label("turn")
    older = jobs.alias("older")
    held = sa.exists().where(older.c.thread_id == jobs.c.thread_id, older.c.seq < jobs.c.seq, older.c.state.in_(OPEN))
    query = (
        sa.select(jobs.c.id, jobs.c.person_id, jobs.c.engine, jobs.c.slots, turn)
        .select_from(jobs.outerjoin(running, running.c.person_id == jobs.c.person_id))
        .where(jobs.c.state == JobState.WAITING)
        .order_by(turn, jobs.c.seq)
    )
    return query if held_too else query.where(sa.not_(held))
