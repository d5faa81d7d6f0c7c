"""Jobs: accepted with their reservation in one transaction, closed with their settlement in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.errors import QuotaSpent
from domain.job import ENDS, MOVES, OPEN, Job, JobState, may_move
from domain.operation import Operation
from domain.people import Person, Place
from domain.picture import Picture
from storage import ledger, pictures, queue
from storage.codec import dump, load, load_any
from storage.database import Tx, insert
from storage.schema import jobs

Params = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ends without pictures: why, and whether ``taken`` pictures and ``dollars`` were used up all the same."""

    state: JobState
    reason: str
    params: Params
    incident: str = ""
    taken: int = 0
    dollars: int = 0


async def accept(tx: Tx, job: Job, *, slots: int, limit: int, now: datetime) -> tuple[Job, bool]:
    """Accept a job and hold its pictures, or return the one this call has already, with False.

    ``slots`` is how many of its engine's places it takes, ``limit`` the person's quota. Raise QuotaSpent where
    there is no room; then nothing is kept.
    """
    known = await of_call(tx, job.call_id)
    if known is not None:
        return known, False
    person_id = job.person.id
    try:
        await ledger.hold(tx, person_id=person_id, pictures=job.count, limit=limit, now=now)
    except QuotaSpent:
        # The same call may have taken the last of it while we waited for our turn.
        known = await of_call(tx, job.call_id)
        if known is None:
            raise
        return known, False
    row = insert(tx, jobs).values(
        id=job.id,
        call_id=job.call_id,
        team_id=job.person.team.id,
        person_id=job.person.id,
        thread_id=job.thread_id,
        person=dump(job.person),
        place=dump(job.place),
        operation=dump(job.operation, Operation),
        engine=job.engine,
        model=job.model,
        count=job.count,
        slots=slots,
        turn=await queue.next_turn(tx, person_id, job.engine),
        estimate=job.estimate,
        state=JobState.WAITING,
        locale=job.locale,
        answer_to=dump(dict(job.answer_to)),
        notes=dump(job.notes, tuple[str, ...]),
        day=ledger.utc_day(now),
        created_at=now,
    )
    added = await tx.execute(row.on_conflict_do_nothing(index_elements=["call_id"]).returning(jobs.c.id))
    if added.one_or_none() is None:
        await ledger.let_go(tx, person_id=person_id, pictures=job.count, now=now)
        known = await of_call(tx, job.call_id)
        if known is None:
            raise RuntimeError("a job that is in the way must be there")
        return known, False
    await ledger.reserve(tx, person_id=person_id, job_id=job.id, pictures=job.count, dollars=job.estimate, now=now)
    return job, True


async def get(tx: Tx, job_id: str) -> Job | None:
    """Return a job by its id."""
    return await _one(tx, jobs.c.id == job_id)


async def of_call(tx: Tx, call_id: str) -> Job | None:
    """Return the job that a call made, if it made one."""
    return await _one(tx, jobs.c.call_id == call_id)


async def of_person(tx: Tx, person_id: str) -> list[Job]:
    """Return every job of a person, oldest first."""
    query = sa.select(jobs).where(jobs.c.person_id == person_id).order_by(jobs.c.seq)
    return [_job(row) for row in await tx.execute(query)]


async def open_of_thread(tx: Tx, thread_id: str) -> list[Job]:
    """Return the waiting and running jobs of a thread, oldest first."""
    query = sa.select(jobs).where(jobs.c.thread_id == thread_id, jobs.c.state.in_(OPEN)).order_by(jobs.c.seq)
    return [_job(row) for row in await tx.execute(query)]


async def unfinished(tx: Tx) -> list[Job]:
    """Return every job that holds a place at an engine or whose end was not told yet, oldest first."""
    query = sa.select(jobs).where(sa.not_(jobs.c.told), jobs.c.state != JobState.WAITING).order_by(jobs.c.seq)
    return [_job(row) for row in await tx.execute(query)]


async def settle(
    tx: Tx, job: Job, made: Sequence[Picture], *, billed: int, dollars: int, now: datetime
) -> list[Picture]:
    """Record what a job made and settle it, in the caller's one transaction; what was not made is free again.

    ``billed`` calls brought no picture and may have been billed all the same: they count. Repeating it returns what
    is recorded.
    """
    if await _move(tx, job.id, JobState.MADE, made_at=now):
        # The thread before the quota, as who asks takes them: two in opposite orders would wait for each other.
        added = await pictures.add(tx, made, asked_at=job.created_at)
        await ledger.close(tx, job_id=job.id, pictures=len(made) + billed, dollars=dollars, now=now)
        return added
    return await pictures.of_job(tx, job.id)


async def end(tx: Tx, job_id: str, ending: Ending, *, now: datetime) -> bool:
    """Refuse or cancel a job and close its reservation; False where it had ended or was made before."""
    charged = bool(ending.taken or ending.dollars)
    moved = await _move(
        tx,
        job_id,
        ending.state,
        ended_at=now,
        reason=ending.reason,
        reason_params=dump(dict(ending.params)),
        incident=ending.incident,
        charged=charged,
    )
    if moved:
        await ledger.close(tx, job_id=job_id, pictures=ending.taken, dollars=ending.dollars, now=now)
    return moved


async def delivered(tx: Tx, job_id: str, *, now: datetime) -> None:
    """Note that the end of a job was told; repeating it changes nothing."""
    await _move(tx, job_id, JobState.DELIVERED, ended_at=now)
    await tx.execute(sa.update(jobs).where(jobs.c.id == job_id, jobs.c.state.in_(ENDS)).values(told=True))


async def ask_cancel(tx: Tx, job_id: str, *, now: datetime) -> JobState | None:
    """Cancel a waiting job at once, or ask a running one to stop; return the state it is in then."""
    cancelled = {"ended_at": now, "reason": "cancelled", "reason_params": "{}"}
    if await _move(tx, job_id, JobState.CANCELLED, only_from=JobState.WAITING, **cancelled):
        await ledger.close(tx, job_id=job_id, pictures=0, dollars=0, now=now)
        return JobState.CANCELLED
    asked = sa.update(jobs).where(jobs.c.id == job_id, jobs.c.state == JobState.RUNNING).values(cancel_asked=True)
    await tx.execute(asked)
    job = await get(tx, job_id)
    return None if job is None else job.state


async def _move(tx: Tx, job_id: str, to: JobState, *, only_from: JobState | None = None, **values: Any) -> bool:
    """Make a legal move and return True, or leave the job where it is."""
    sources = [state for state in MOVES if may_move(state, to) and only_from in (None, state)]
    query = (
        sa.update(jobs)
        .where(jobs.c.id == job_id, jobs.c.state.in_(sources))
        .values(state=to, **values)
        .returning(jobs.c.id)
    )
    return (await tx.execute(query)).one_or_none() is not None


async def _one(tx: Tx, condition: sa.ColumnElement[bool]) -> Job | None:
    row = (await tx.execute(sa.select(jobs).where(condition))).one_or_none()
    return None if row is None else _job(row)


def _job(row: sa.Row[Any]) -> Job:
    return Job(
        id=row.id,
        call_id=row.call_id,
        person=load(Person, row.person),
        place=load(Place, row.place),
        thread_id=row.thread_id,
        operation=load_any(Operation, row.operation),
        engine=row.engine,
        model=row.model,
        count=row._mapping["count"],  # noqa: SLF001 -- a row is a tuple, whose own `count` hides the column
        estimate=row.estimate,
        state=JobState(row.state),
        locale=row.locale,
        answer_to=load_any(dict[str, str], row.answer_to),
        notes=load_any(tuple[str, ...], row.notes),
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        cancel_asked=row.cancel_asked,
        told=row.told,
        reason=row.reason,
        reason_params=load_any(dict[str, str | int | float], row.reason_params) if row.reason_params else None,
        charged=row.charged,
        incident=row.incident,
    )
