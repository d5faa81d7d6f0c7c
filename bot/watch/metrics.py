"""The metrics: every name, what it means and by what it is told apart; and their text for Prometheus.

A label is a platform, an engine, a model, a stage or the like, of which there are few; never a team, a person, a
prompt or a token. Gauges of what all processes share (queue, inbox, workers) are the same in each: take their maximum.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE", "Metrics"]

_ACKNOWLEDGED = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
_QUICK = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
_STAGES = (0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0)
_CALLS = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 240.0)
_TOLD = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self, *, version: str, mode: str) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self._registry)
        self.build = self._gauge("build_info", "What runs here; always 1.", "version", "python", "mode")
        self.build.labels(version, platform.python_version(), mode).set(1)
        self._asking()
        self._jobs()
        self._making()
        self._telling()
        self._process()

    def _asking(self) -> None:
        self.acknowledgements = self._histogram(
            "acknowledgement_seconds",
            "From an event's arrival to its acknowledgement.",
            ("platform", "kind"),
            _ACKNOWLEDGED,
        )
        self.claims = self._histogram(
            "claim_seconds",
            "Claiming an event's id: the one statement before an acknowledgement.",
            ("platform", "outcome"),
            _QUICK,
        )
        self.calls = self._counter("calls", "Calls answered, by command and outcome.", "platform", "command", "outcome")
        self.answers = self._histogram(
            "answer_seconds", "From a call's turn to its first words on the platform.", ("platform",), _TOLD
        )
        self.inbox = self._gauge("inbox_unanswered", "Calls claimed and not answered yet.")
        self.inbox_oldest = self._gauge("inbox_oldest_seconds", "How long the oldest unanswered call has been waiting.")

    def _jobs(self) -> None:
        self.waiting = self._gauge("jobs_waiting", "Jobs in the queue.", "engine")
        self.running = self._gauge("jobs_running", "Jobs released and not settled yet.", "engine")
        self.oldest = self._gauge("jobs_oldest_waiting_seconds", "How long the oldest job has been waiting.", "engine")
        self.places = self._gauge("engine_places", "Calls of an engine that may run at once.", "engine")
        self.untold = self._gauge("jobs_untold", "Jobs that ended and whose people were not told yet.")
        self.stuck = self._gauge("jobs_stuck", "Jobs that do not go on; the operator's page says why.")
        self.workers = self._gauge("workers_alive", "Processes that make jobs, heard of lately.")
        self.stages = self._histogram(
            "stage_seconds", "Stages of a job: wait, moderate, make, keep, settle, deliver.", ("stage",), _STAGES
        )
        self.stage_failures = self._counter("stage_failures", "Stages that failed and are tried again.", "stage")
        self.told = self._histogram(
            "job_seconds", "From a job's acceptance to its end being told.", ("engine",), _STAGES
        )
        self.ended = self._counter("jobs_ended", "Jobs whose end was told.", "engine", "state", "reason")

    def _making(self) -> None:
        labels = ("engine", "model", "outcome")
        self.engine_calls = self._histogram("engine_call_seconds", "Calls of an engine.", labels, _CALLS)
        self.cost = self._counter(
            "engine_cost_microdollars", "What engines cost, in millionths of a dollar.", "engine", "model"
        )
        self.breakers = self._gauge(
            "breaker_open", "1 while calls fail at once, for an account or one model.", "engine", "scope"
        )
        self.engine_budget = self._gauge(
            "engine_rate_budget_left_ratio", "Share left of the pictures a minute.", "engine"
        )

    def _telling(self) -> None:
        self.deliveries = self._histogram(
            "delivery_seconds",
            "Telling a platform: an answer, progress, the end of a job, a removal.",
            ("platform", "what", "outcome"),
            _TOLD,
        )
        self.frames = self._histogram(
            "frame_lag_seconds", "From a partial frame's arrival to its platform having it.", ("platform",), _TOLD
        )
        self.frames_lost = self._counter("frames_lost", "Partial frames that could not be shown.", "platform")
        self.budgets = self._gauge(
            "rate_budget_left_ratio",
            "Share left of a platform's rate limit, of the team that has least.",
            "platform",
            "bucket",
        )
        self.platforms = self._gauge("platform_up", "1 while a platform is heard.", "platform")

    def _process(self) -> None:
        self.lag = self._histogram("event_loop_lag_seconds", "How late the event loop wakes.", (), _QUICK)
        self.database = self._gauge("database_up", "1 where the last look at the database worked.")
        self.disk_free = self._gauge("disk_free_bytes", "Free space where the data folder is.")
        self.disk_size = self._gauge("disk_size_bytes", "All space where the data folder is.")

    async def text(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        # Off the loop: reading /proc and writing a few hundred lines takes milliseconds.
        return await asyncio.to_thread(generate_latest, _Plain(self._registry))

    def names(self) -> frozenset[str]:
        """Return the name of everything that may stand in the text, with the endings of its kind."""
        return frozenset(name for metric in self._registry.collect() for name in _names(metric))

    def _histogram(self, name: str, about: str, labels: Iterable[str], buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"easel_{name}", about, tuple(labels), registry=self._registry, buckets=buckets)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"easel_{name}", about, labels, registry=self._registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"easel_{name}", about, labels, registry=self._registry)


class _Plain(Collector):
    """A registry without the moments at which series began, which double its text and which nobody asks for."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        for metric in self._registry.collect():
            metric.samples = [each for each in metric.samples if not each.name.endswith("_created")]
            yield metric


def _names(metric: Metric) -> Iterator[str]:
    match metric.type:
        case "histogram":
            yield from (f"{metric.name}_{end}" for end in ("bucket", "sum", "count"))
        case "counter":
            yield f"{metric.name}_total"
        case _:
            yield metric.name
