"""How Easel is at one moment: what the metrics' gauges and the operator's page are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.job import JobState
from engines.base import Trip
from storage.watching import Backlog, Beat, Slow


@dataclass(frozen=True, slots=True)
class Stuck:
    """A job that does not go on: why, as far as can be told from outside, and what may be done about it."""

    job: Slow
    why: str
    seconds: float
    mends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineView:
    """An engine: its places, its open breakers, and the share left of its rate."""

    name: str
    places: int
    trips: tuple[Trip, ...] = ()
    left: float = 1.0


@dataclass(frozen=True, slots=True)
class Process:
    """What a process takes: resident memory in bytes, processor time in seconds since it began, threads."""

    resident: int
    processor: float
    threads: int


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes where the data folder is."""

    free: int
    size: int


@dataclass(frozen=True, slots=True)
class State:
    """All of it. ``faults`` are the platforms that are listened to, with what keeps each from hearing."""

    at: datetime
    database: str
    backlog: Backlog
    stuck: tuple[Stuck, ...]
    workers: tuple[Beat, ...]
    alive: int
    engines: tuple[EngineView, ...]
    faults: Mapping[str, str | None]
    budgets: Mapping[str, Mapping[str, float]]
    process: Process
    disk: Disk


@dataclass(frozen=True, slots=True)
class Unwell:
    """Something that wants a hand: a code that the page has words for, and what fills them."""

    code: str
    urgent: bool
    params: Mapping[str, str | int] = field(default_factory=dict)


LONG_IN_QUEUE = 600
LONG_AT_WORK = 1200
LONG_UNTOLD = 180
LONG_UNANSWERED = 60
"""Seconds after which a job, or a call, is looked into."""

_LITTLE_DISK = 0.05
_LITTLE_RATE = 0.1
_MOST_LAG = 0.25


def stuck_of(state: State, found: list[Slow]) -> tuple[Stuck, ...]:
    """Return the slow jobs with why, and what may be done."""
    return tuple(
        Stuck(each, _why(state, each), (state.at - each.since).total_seconds(), _mends(each)) for each in found
    )


def unwell(state: State, *, lag: float | None) -> tuple[Unwell, ...]:
    """Return what wants a hand, the urgent first; ``lag`` is how late the loop woke of late, at worst."""
    found = [*_of_storage(state), *_of_engines(state), *_of_platforms(state), *_of_work(state)]
    if lag is not None and lag > _MOST_LAG:
        found.append(Unwell("loop_late", urgent=False, params={"milliseconds": round(lag * 1000)}))
    return tuple(sorted(found, key=lambda each: not each.urgent))


def _of_storage(state: State) -> list[Unwell]:
    found = []
    if state.database:
        found.append(Unwell("database_away", urgent=True, params={"code": state.database}))
    if state.disk.size and state.disk.free < state.disk.size * _LITTLE_DISK:
        found.append(Unwell("disk_little", urgent=True, params={"megabytes": state.disk.free // 1_000_000}))
    return found


def _of_engines(state: State) -> list[Unwell]:
    return [
        Unwell("breaker_open", urgent=True, params={"engine": engine.name, "scope": trip.scope, "code": trip.code})
        for engine in state.engines
        for trip in engine.trips
    ] + [
        Unwell("rate_spent", urgent=False, params={"engine": engine.name})
        for engine in state.engines
        if engine.left < _LITTLE_RATE
    ]


def _of_platforms(state: State) -> list[Unwell]:
    return [
        Unwell("platform_away", urgent=True, params={"platform": name, "fault": fault})
        for name, fault in state.faults.items()
        if fault
    ]


def _of_work(state: State) -> list[Unwell]:
    found = []
    if not state.alive and not state.database:
        found.append(Unwell("no_workers", urgent=True))
    if state.stuck:
        found.append(Unwell("jobs_stuck", urgent=True, params={"n": len(state.stuck)}))
    since = state.backlog.unanswered_since
    if since is not None and (state.at - since).total_seconds() > LONG_UNANSWERED:
        found.append(Unwell("inbox_behind", urgent=True, params={"n": state.backlog.unanswered}))
    return found


def _why(state: State, job: Slow) -> str:
    if not state.alive and job.state in {JobState.WAITING, JobState.RUNNING}:
        return "no_workers"
    tripped = any(
        trip.scope in {"account", job.model} for each in state.engines if each.name == job.engine for trip in each.trips
    )
    match job.state:
        case JobState.WAITING if tripped:
            return "breaker"
        case JobState.WAITING:
            line = next((each for each in state.backlog.lines if each.engine == job.engine), None)
            places = next((each.places for each in state.engines if each.name == job.engine), 0)
            return "engine_gone" if not places else "engine_full" if line and line.running >= places else "held"
        case JobState.RUNNING if job.cancel_asked:
            return "stopping"
        case JobState.RUNNING:
            return "breaker" if tripped else "engine_slow" if job.attempts <= 1 else "repeated"
        case _:
            return "platform_away" if state.faults.get(job.platform.value) else "untold"


def _mends(job: Slow) -> tuple[str, ...]:
    match job.state:
        case JobState.WAITING | JobState.RUNNING:
            return ("retry", "refuse")
        case _:
            return ("retry",)
