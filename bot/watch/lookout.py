"""The lookout: looks at Easel now and then, keeps what it saw for half an hour, and sets the gauges."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from prometheus_client import Gauge

from bot.watch import state as states
from bot.watch.state import Disk, EngineView, Process, State, stuck_of
from bot.watch.watcher import Watcher
from commands.studio import Studio
from domain.errors import StorageError
from engines.base import Engine, Stated
from storage import watching
from storage.watching import Backlog

log = structlog.get_logger()

EVERY = 5.0
KEPT = 360
"""Seconds between two looks, and how many looks are kept: half an hour."""

FRESH = 2.0
"""Seconds that a look is good for: however many ask, the database is asked once."""

COLUMNS = (
    "at", "waiting", "running", "oldest", "acknowledged", "ack_p50", "ack_p99", "jobs", "job_p50",
    "failures", "spent", "lag", "memory", "processor",
)  # fmt: skip
Point = tuple[float | None, ...]
"""What one look saw, in the order of ``COLUMNS``: seconds, counts since the look before, bytes, micro-dollars."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where there is something to see. ``faults`` tells of the platforms that are listened to here."""

    studio: Studio
    engines: Mapping[str, Engine]
    budgets: Callable[[], Mapping[str, Mapping[str, float]]]
    folder: Path
    silence: float
    sole: bool
    faults: Callable[[], Mapping[str, str | None]] = dict


class Lookout:
    """Looks. One in a process."""

    def __init__(self, sources: Sources, watcher: Watcher) -> None:
        self._sources = sources
        self._watcher = watcher
        self._turn = asyncio.Lock()
        self._seen: State | None = None
        self._until = 0.0
        self._points: deque[Point] = deque(maxlen=KEPT)
        self._kept: dict[Gauge, frozenset[tuple[str, ...]]] = {}
        self._spent = 0
        self._processor: tuple[float, float] | None = None

    async def look(self) -> State:
        """Return how it is, as seen a moment ago at most, and set the gauges."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            if self._seen is None or loop.time() >= self._until:
                self._seen = await self._looked()
                self._until = loop.time() + FRESH
                self._gauges(self._seen)
            return self._seen

    def points(self, after: float = 0.0) -> list[Point]:
        """Return what was seen since then, by unix seconds."""
        return [each for each in self._points if (each[0] or 0.0) > after]

    async def keep_looking(self) -> None:
        """Look again and again, for ever."""
        while True:
            try:
                await self._note()
            except Exception:
                # The next look may do better; without it the page would show nothing new for good.
                log.exception("look_failed")
            await asyncio.sleep(EVERY)

    async def _note(self) -> None:
        state = await self.look()
        watcher, now = self._watcher, time.monotonic()
        acknowledged, jobs = watcher.acknowledgements.take(), watcher.jobs.take()
        lags, failures = watcher.lags.take(), watcher.failures.take()
        spent, self._spent = watcher.spent - self._spent, watcher.spent
        oldest = [line.oldest for line in state.backlog.lines if line.oldest is not None]
        before, self._processor = self._processor, (now, state.process.processor)
        busy = 0.0 if before is None or now <= before[0] else (state.process.processor - before[1]) / (now - before[0])
        self._points.append(
            (
                state.at.timestamp(),
                sum(line.waiting for line in state.backlog.lines),
                sum(line.running for line in state.backlog.lines),
                (state.at - min(oldest)).total_seconds() if oldest else 0.0,
                acknowledged.count,
                acknowledged.quantile(0.5),
                acknowledged.quantile(0.99),
                jobs.count,
                jobs.quantile(0.5),
                failures.count,
                spent,
                lags.quantile(1.0),
                state.process.resident,
                busy,
            )
        )

    def worst_lag(self, looks: int = 12) -> float | None:
        """Return how late the loop woke at worst, in the latest looks."""
        column = COLUMNS.index("lag")
        return max((lag for each in list(self._points)[-looks:] if (lag := each[column]) is not None), default=None)

    async def _looked(self) -> State:
        sources = self._sources
        process, disk = await asyncio.to_thread(_outside, sources.folder)
        now, studio = sources.studio.clock(), sources.studio
        state = State(
            at=now,
            database="",
            backlog=Backlog(),
            stuck=(),
            workers=(),
            alive=int(sources.sole),
            engines=tuple(_engine(name, each, studio.caps.of(name)) for name, each in sorted(sources.engines.items())),
            faults=sources.faults(),
            budgets=sources.budgets(),
            process=process,
            disk=disk,
        )
        try:
            async with studio.database.read() as tx:
                backlog, beats = await watching.backlog(tx), await watching.beats(tx)
                slow = await watching.slow(
                    tx,
                    waiting_since=now - timedelta(seconds=states.LONG_IN_QUEUE),
                    running_since=now - timedelta(seconds=states.LONG_AT_WORK),
                    untold_since=now - timedelta(seconds=states.LONG_UNTOLD),
                )
        except StorageError as error:
            return replace(state, database=error.code)
        living = sum(now - each.beat_at <= timedelta(seconds=sources.silence) for each in beats)
        state = replace(state, backlog=backlog, workers=tuple(beats), alive=max(living, state.alive))
        return replace(state, stuck=stuck_of(state, slow))

    def _gauges(self, state: State) -> None:
        metrics = self._watcher.metrics
        metrics.database.set(not state.database)
        metrics.disk_free.set(state.disk.free)
        metrics.disk_size.set(state.disk.size)
        for engine in state.engines:
            metrics.places.labels(engine.name).set(engine.places)
            metrics.engine_budget.labels(engine.name).set(engine.left)
        trips: dict[tuple[str, ...], float] = {(engine.name, "account"): 0.0 for engine in state.engines}
        trips |= {(engine.name, trip.scope): 1.0 for engine in state.engines for trip in engine.trips}
        self._series(metrics.breakers, trips)
        for name, fault in state.faults.items():
            metrics.platforms.labels(name).set(fault is None)
        budgets = state.budgets.items()
        self._series(metrics.budgets, {(name, each): left for name, found in budgets for each, left in found.items()})
        if not state.database:
            self._shared(state)

    def _shared(self, state: State) -> None:
        """Set the gauges of what all processes share; while the database is away they stay as they were."""
        metrics, backlog = self._watcher.metrics, state.backlog
        lines = {engine.name: watching.Line(engine.name) for engine in state.engines}
        lines |= {line.engine: line for line in backlog.lines}
        self._series(metrics.waiting, {(name,): line.waiting for name, line in lines.items()})
        self._series(metrics.running, {(name,): line.running for name, line in lines.items()})
        self._series(metrics.oldest, {(name,): _age(state, line.oldest) for name, line in lines.items()})
        metrics.inbox.set(backlog.unanswered)
        metrics.inbox_oldest.set(_age(state, backlog.unanswered_since))
        metrics.untold.set(backlog.untold)
        metrics.stuck.set(len(state.stuck))
        metrics.workers.set(state.alive)

    def _series(self, gauge: Gauge, values: Mapping[tuple[str, ...], float]) -> None:
        """Set a gauge's series and drop the others, without a moment at which a reader misses any."""
        for labels, value in values.items():
            gauge.labels(*labels).set(value)
        for labels in self._kept.get(gauge, frozenset()) - values.keys():
            gauge.remove(*labels)
        self._kept[gauge] = frozenset(values)


def _age(state: State, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (state.at - since).total_seconds())


def _engine(name: str, engine: Engine, places: int) -> EngineView:
    if isinstance(engine, Stated):
        state = engine.state()
        return EngineView(name, places, state.trips, state.left)
    return EngineView(name, places)


def _outside(folder: Path) -> tuple[Process, Disk]:
    """Return what the operating system says of this process and the disk."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        pages = 0
    try:
        usage = shutil.disk_usage(folder)
        disk = Disk(usage.free, usage.total)
    except OSError:
        disk = Disk(0, 0)
    return Process(pages * os.sysconf("SC_PAGE_SIZE"), time.process_time(), threading.active_count()), disk
