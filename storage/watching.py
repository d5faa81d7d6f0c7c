"""What the operator watches: how many wait, for how long, and which jobs do not go on. Of no team and no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.job import JobState
from domain.people import Platform
from storage.database import Tx
from storage.schema import inbox, jobs, outputs, teams, workers


@dataclass(frozen=True, slots=True)
class Line:
    """The jobs of one engine that are not over: ``oldest`` is when the first that waits was accepted."""

    engine: str
    waiting: int = 0
    running: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not done yet: jobs by engine, ends that nobody was told of, and calls that were claimed."""

    lines: tuple[Line, ...] = ()
    untold: int = 0
    unanswered: int = 0
    unanswered_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Slow:
    """A job that has been where it is since ``since``; ``attempts`` are the most of any of its calls."""

    id: str
    platform: Platform
    engine: str
    model: str
    state: JobState
    since: datetime
    attempts: int
    cancel_asked: bool


@dataclass(frozen=True, slots=True)
class Beat:
    """A worker, and when it was heard of last."""

    id: str
    started_at: datetime
    beat_at: datetime


async def backlog(tx: Tx) -> Backlog:
    """Return what is not done yet."""
    # Waiting and running jobs are untold as well, so that one small index serves.
    query = (
        sa.select(
            jobs.c.engine, jobs.c.state, sa.func.count().label("n"), sa.func.min(jobs.c.created_at).label("first")
        )
        .where(sa.not_(jobs.c.told))
        .group_by(jobs.c.engine, jobs.c.state)
    )
    waiting: dict[str, tuple[int, datetime | None]] = {}
    running: dict[str, int] = {}
    untold = 0
    for row in await tx.execute(query):
        match JobState(row.state):
            case JobState.WAITING:
                waiting[row.engine] = row.n, row.first
            case JobState.RUNNING:
                running[row.engine] = row.n
            case _:
                untold += row.n
    left = sa.select(sa.func.count().label("n"), sa.func.min(inbox.c.claimed_at).label("first"))
    calls = (await tx.execute(left.where(sa.not_(inbox.c.answered)))).one()
    lines: list[Line] = []
    for engine in sorted(waiting.keys() | running.keys()):
        count, oldest = waiting.get(engine, (0, None))
        lines.append(Line(engine, count, running.get(engine, 0), oldest))
    return Backlog(tuple(lines), untold, calls.n, calls.first)


async def slow(
    tx: Tx, *, waiting_since: datetime, running_since: datetime, untold_since: datetime, limit: int = 50
) -> list[Slow]:
    """Return the jobs that have been waiting, running or untold since before then, the longest first."""
    over = sa.func.coalesce(jobs.c.made_at, jobs.c.ended_at, type_=jobs.c.created_at.type)
    since = sa.case(
        (jobs.c.state == JobState.WAITING, jobs.c.created_at),
        (jobs.c.state == JobState.RUNNING, jobs.c.started_at),
        else_=over,
    )
    before = sa.case(
        (jobs.c.state == JobState.WAITING, sa.literal(waiting_since, jobs.c.created_at.type)),
        (jobs.c.state == JobState.RUNNING, sa.literal(running_since, jobs.c.created_at.type)),
        else_=sa.literal(untold_since, jobs.c.created_at.type),
    )
    attempts = (
        sa.select(sa.func.coalesce(sa.func.max(outputs.c.attempts), 0))
        .where(outputs.c.job_id == jobs.c.id)
        .scalar_subquery()
    )
    query = (
        sa.select(
            jobs.c.id,
            teams.c.platform,
            jobs.c.engine,
            jobs.c.model,
            jobs.c.state,
            sa.type_coerce(since, jobs.c.created_at.type).label("since"),
            attempts.label("attempts"),
            jobs.c.cancel_asked,
        )
        .join(teams, teams.c.id == jobs.c.team_id)
        .where(sa.not_(jobs.c.told), since < before)
        .order_by(sa.literal_column("since"), jobs.c.seq)
        .limit(limit)
    )
    return [
        Slow(
            row.id,
            Platform(row.platform),
            row.engine,
            row.model,
            JobState(row.state),
            row.since,
            row.attempts,
            row.cancel_asked,
        )
        for row in await tx.execute(query)
    ]


async def beats(tx: Tx) -> list[Beat]:
    """Return every worker that has not left, the one heard of last first."""
    query = sa.select(workers.c.id, workers.c.started_at, workers.c.beat_at).order_by(workers.c.beat_at.desc())
    return [Beat(row.id, row.started_at, row.beat_at) for row in await tx.execute(query)]
