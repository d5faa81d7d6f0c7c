"""The watcher: what a process is told of, counted and, where somebody collects them, traced."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from bot.ports.watch import Answered, Called, Watch
from bot.watch.metrics import Metrics
from bot.watch.recent import Recent
from domain.call import Call
from domain.job import Job
from domain.people import Platform

OK, FAILED = "ok", "failed"


class Traces(Protocol):
    """Turns what happened into spans."""

    def claimed(self, call: Call, outcome: str, seconds: float) -> None:
        """Remember it, until it is known what became of the call."""
        ...

    def answered(self, call: Call, how: Answered) -> None:
        """Write the spans of asking."""
        ...

    def waited(self, job: Job) -> None:
        """Write the span of the queue."""
        ...

    def staged(self, job_id: str, stage: str, outcome: str, seconds: float) -> None:
        """Write the span of a stage."""
        ...

    def called(self, how: Called) -> None:
        """Write the span of a call of an engine."""
        ...

    def ended(self, job: Job) -> None:
        """Write the span of the whole job."""
        ...

    async def close(self) -> None:
        """Send what is left, for a moment."""
        ...


class Watcher(Watch):
    """Implements Watch. ``recent`` values feed the operator's page."""

    def __init__(self, metrics: Metrics, traces: Traces | None = None) -> None:
        self.metrics = metrics
        self._traces = traces
        # Finding a series by its labels takes longer than counting in it. There are as many as series.
        self._acknowledged = cache(metrics.acknowledgements.labels)
        self._claimed = cache(metrics.claims.labels)
        self._called = cache(metrics.calls.labels)
        self._answered = cache(metrics.answers.labels)
        self._staged = cache(metrics.stages.labels)
        self._spoke = cache(metrics.deliveries.labels)
        self.acknowledgements, self.lags, self.jobs, self.failures = Recent(), Recent(), Recent(), Recent()
        self.spent = 0

    def acknowledged(self, platform: Platform, kind: str, seconds: float) -> None:
        """Count it."""
        self._acknowledged(platform.value, kind).observe(seconds)
        self.acknowledgements.add(seconds)

    def claimed(self, call: Call, outcome: str, seconds: float) -> None:
        """Count it."""
        self._claimed(call.person.team.platform.value, outcome).observe(seconds)
        if self._traces is not None:
            self._traces.claimed(call, outcome, seconds)

    def answered(self, call: Call, how: Answered) -> None:
        """Count it."""
        platform = call.person.team.platform.value
        self._called(platform, how.command, how.outcome).inc()
        self._answered(platform).observe(how.handled + how.said)
        if self._traces is not None:
            self._traces.answered(call, how)

    def waited(self, job: Job) -> None:
        """Count it."""
        if job.started_at is not None:
            seconds = max(0.0, (job.started_at - job.created_at).total_seconds())
            self._staged("wait").observe(seconds)
            if self._traces is not None:
                self._traces.waited(job)

    def staged(self, job_id: str, stage: str, outcome: str, seconds: float) -> None:
        """Count it."""
        self._staged(stage).observe(seconds)
        if outcome != OK:
            self.metrics.stage_failures.labels(stage).inc()
        if self._traces is not None:
            self._traces.staged(job_id, stage, outcome, seconds)

    def called(self, how: Called) -> None:
        """Count it."""
        self.metrics.engine_calls.labels(how.engine, how.model, how.outcome).observe(how.seconds)
        if how.cost:
            self.metrics.cost.labels(how.engine, how.model).inc(how.cost)
            self.spent += how.cost
        if self._traces is not None:
            self._traces.called(how)

    def framed(self, platform: Platform, outcome: str, seconds: float) -> None:
        """Count it."""
        if outcome == OK:
            self.metrics.frames.labels(platform.value).observe(seconds)
        else:
            self.metrics.frames_lost.labels(platform.value).inc()

    def spoke(self, platform: Platform, what: str, outcome: str, seconds: float) -> None:
        """Count it."""
        self._spoke(platform.value, what, outcome).observe(seconds)
        if outcome != OK:
            self.failures.add(seconds)

    def ended(self, job: Job, seconds: float) -> None:
        """Count it."""
        self.metrics.told.labels(job.engine).observe(seconds)
        self.metrics.ended.labels(job.engine, job.state.value, job.reason or "none").inc()
        self.jobs.add(seconds)
        if self._traces is not None:
            self._traces.ended(job)

    def lagged(self, seconds: float) -> None:
        """Count how late the loop woke."""
        self.metrics.lag.observe(seconds)
        self.lags.add(seconds)

    async def close(self) -> None:
        """Send the traces that are left."""
        if self._traces is not None:
            await self._traces.close()
