"""A Job: one durable run of an operation, and its legal moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.operation import Operation
from domain.people import Person, Place


class JobState(StrEnum):
    """Where a job is. WAITING holds a place in the queue, RUNNING a place at the engine.

    MADE is settled and recorded but not yet told; the three last are the ends.
    """

    WAITING = "waiting"
    RUNNING = "running"
    MADE = "made"
    DELIVERED = "delivered"
    REFUSED = "refused"
    CANCELLED = "cancelled"


ENDS = frozenset({JobState.DELIVERED, JobState.REFUSED, JobState.CANCELLED})
OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
"""States in which the reservation is still held."""

MOVES: Mapping[JobState, frozenset[JobState]] = {
    JobState.WAITING: frozenset({JobState.RUNNING, JobState.REFUSED, JobState.CANCELLED}),
    JobState.RUNNING: frozenset({JobState.MADE, JobState.REFUSED, JobState.CANCELLED}),
    JobState.MADE: frozenset({JobState.DELIVERED}),
    JobState.DELIVERED: frozenset(),
    JobState.REFUSED: frozenset(),
    JobState.CANCELLED: frozenset(),
}


def may_move(now: JobState, then: JobState) -> bool:
    """Return whether a job may go from one state to another."""
    return then in MOVES[now]


@dataclass(frozen=True, slots=True)
class Job:
    """One run of ``operation``, ``count`` engine calls, each making one picture.

    ``call_id`` is the event that asked for it (one event, one job), ``told`` whether its end was delivered,
    ``estimate`` in micro-dollars, ``incident`` finds the log line of its failure.
    """

    id: str
    call_id: str
    person: Person
    place: Place
    thread_id: str
    operation: Operation
    engine: str
    model: str
    count: int
    estimate: int
    state: JobState
    locale: str
    answer_to: Mapping[str, str]
    notes: tuple[str, ...]
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancel_asked: bool = False
    told: bool = False
    reason: str = ""
    reason_params: Mapping[str, str | int | float] | None = None
    charged: bool = False
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a waiting job stands: ``ahead`` jobs run before it, in about ``seconds``."""

    ahead: int
    seconds: int


class OutputState(StrEnum):
    """Where one of a job's engine calls is."""

    STARTED = "started"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Output:
    """What became of one engine call of a job.

    ``attempts`` counts the calls begun; ``billed`` says the vendor may have billed one that brought nothing.
    """

    job_id: str
    index: int
    state: OutputState
    attempts: int
    digest: str | None = None
    media_type: str = ""
    width: int = 0
    height: int = 0
    cost: int = 0
    seed: int = 0
    notes: tuple[str, ...] = ()
    scene: str | None = None
    billed: bool = False
    code: str = ""
    params: Mapping[str, str | int | float] | None = None
