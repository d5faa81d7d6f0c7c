"""Traces by OpenTelemetry: one of each request, from its event to its delivery, whichever processes it goes through.

A trace's id follows from the job's id, and so do those of the two spans that others hang from. So no process has to
tell another: the face writes ``ask`` and what is in it, the queue's ``wait`` and the ``job`` with its stages come from
whoever makes it. Spans are written when they are over, from what was measured. They say which platform, command,
engine and model, and how it went; nothing of who asked, where, and for what.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from datetime import datetime

import structlog
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from bot.ports.watch import Answered, Called
from bot.watch.traces import Collector
from domain.call import Call
from domain.job import Job

log = structlog.get_logger()

SECONDS = 5.0
"""How long sending may take."""
LAST_SECONDS = 2.0
"""How long the end waits for what is still to be sent."""

_REMEMBERED = 2_000
_SCHEDULE_MILLISECONDS = 2_000
_BILLION = 1_000_000_000
_GOOD = frozenset({"ok", "made", "new", "answered", "refused", "known"})


class OtlpTraces:
    """Implements Traces. Costs tens of microseconds a span; sending is a thread's own business."""

    def __init__(self, collector: Collector) -> None:
        self._ids = _Ids()
        about = {
            "service.name": collector.service,
            "service.version": collector.version,
            "service.instance.id": collector.instance,
        }
        self._provider = TracerProvider(
            sampler=ALWAYS_ON, resource=Resource(about), id_generator=self._ids, shutdown_on_exit=False
        )
        exporter = OTLPSpanExporter(
            endpoint=f"{collector.endpoint.rstrip('/')}/v1/traces", headers=collector.headers, timeout=SECONDS
        )
        self._provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=_SCHEDULE_MILLISECONDS))
        self._tracer = self._provider.get_tracer("easel", collector.version)
        self._claimed: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._instance = collector.instance

    def claimed(self, call: Call, outcome: str, seconds: float) -> None:
        """Remember when a call was claimed, until it is answered."""
        if outcome != "new":
            return
        now = time.time_ns()
        self._claimed[call.id] = now - _nanoseconds(seconds), now
        while len(self._claimed) > _REMEMBERED:
            # Claimed, and told to ask again, or never answered.
            self._claimed.popitem(last=False)

    def answered(self, call: Call, how: Answered) -> None:
        """Write ``ask``: claimed, acknowledged, dispatched, submitted, said."""
        key = how.job_id or f"call:{call.id}"
        now = time.time_ns()
        handled = now - _nanoseconds(how.said)
        turn = handled - _nanoseconds(how.handled)
        queued = turn - _nanoseconds(how.waited)
        claim = self._claimed.pop(call.id, None)
        about = {
            "easel.platform": call.person.team.platform.value,
            "easel.command": how.command,
            "easel.outcome": how.outcome,
        }
        if how.job_id:
            about["easel.job"] = how.job_id
        began = queued if claim is None else claim[0]
        self._write("ask", key, began, now, about, kind=SpanKind.SERVER, own="ask")
        if claim is not None:
            self._write("claim", key, claim[0], claim[1], {}, parent="ask")
            self._write("acknowledge", key, claim[1], max(claim[1], queued), {}, parent="ask")
        self._write("dispatch", key, queued, turn, {}, parent="ask")
        name = "submit" if how.job_id else "handle"
        self._write(name, key, turn, handled, {"easel.outcome": how.outcome}, parent="ask")
        self._write("say", key, handled, now, {}, parent="ask")

    def waited(self, job: Job) -> None:
        """Write ``wait``: from accepted to released."""
        if job.started_at is not None:
            about = {"easel.engine": job.engine}
            self._write("wait", job.id, _at(job.created_at), _at(job.started_at), about, parent="ask")

    def staged(self, job_id: str, stage: str, outcome: str, seconds: float) -> None:
        """Write a stage of ``job``; what is made hangs from ``make``."""
        now = time.time_ns()
        about = {"easel.outcome": outcome}
        # A process tells a story once at a time: with its own name the id is its own as well.
        own = f"make:{self._instance}" if stage == "make" else ""
        parent = f"make:{self._instance}" if stage == "keep" else "job"
        self._write(stage, job_id, now - _nanoseconds(seconds), now, about, parent=parent, own=own)

    def called(self, how: Called) -> None:
        """Write the call of an engine."""
        now = time.time_ns()
        about: dict[str, str | int] = {
            "easel.engine": how.engine,
            "easel.model": how.model,
            "easel.operation": how.operation,
            "easel.outcome": how.outcome,
            "easel.index": how.index,
            "easel.cost_microdollars": how.cost,
        }
        began = now - _nanoseconds(how.seconds)
        parent = f"make:{self._instance}"
        self._write(f"engine {how.engine}", how.job_id, began, now, about, parent=parent, kind=SpanKind.CLIENT)

    def ended(self, job: Job) -> None:
        """Write ``job``: from released, or accepted where it never was, to told."""
        about: dict[str, str | int] = {
            "easel.job": job.id,
            "easel.platform": job.person.team.platform.value,
            "easel.engine": job.engine,
            "easel.model": job.model,
            "easel.operation": job.operation.kind,
            "easel.count": job.count,
            "easel.outcome": job.reason or "made",
        }
        began = _at(job.started_at or job.created_at)
        self._write("job", job.id, began, time.time_ns(), about, parent="ask", own="job", kind=SpanKind.CONSUMER)

    async def close(self) -> None:
        """Send what is left, for a moment."""
        loop, sent = asyncio.get_running_loop(), asyncio.Event()

        def shut() -> None:
            self._provider.shutdown()
            # Late, there is no loop any more that waits for it.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(sent.set)

        # A thread of the loop's would be waited for at the loop's end, however long its collector says nothing.
        threading.Thread(target=shut, name="traces", daemon=True).start()
        try:
            async with asyncio.timeout(LAST_SECONDS):
                await sent.wait()
        except TimeoutError:
            log.warning("traces_not_sent")

    def _write(
        self,
        name: str,
        key: str,
        began: int,
        ended: int,
        about: dict[str, str] | dict[str, str | int],
        *,
        parent: str = "",
        own: str = "",
        kind: SpanKind = SpanKind.INTERNAL,
    ) -> None:
        trace_id = _number("trace", key, 16)
        self._ids.next_trace = trace_id
        self._ids.next_span = _number(own, key, 8) if own else 0
        span = self._tracer.start_span(
            name,
            context=_under(trace_id, _number(parent, key, 8)) if parent else Context(),
            kind=kind,
            attributes={**about},
            start_time=began,
        )
        outcome = str(about.get("easel.outcome", "ok"))
        if outcome not in _GOOD:
            span.set_status(Status(StatusCode.ERROR, outcome))
        span.end(end_time=max(began, ended))


class _Ids(IdGenerator):
    """Gives the next span the ids it is to have; random ones where none are wanted."""

    def __init__(self) -> None:
        self.next_trace = 0
        self.next_span = 0

    def generate_trace_id(self) -> int:
        """Return the next trace's id."""
        return self.next_trace or random.getrandbits(128) or 1

    def generate_span_id(self) -> int:
        """Return the next span's id."""
        wanted, self.next_span = self.next_span, 0
        return wanted or random.getrandbits(64) or 1


def _under(trace_id: int, span_id: int) -> Context:
    parent = SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
    return set_span_in_context(NonRecordingSpan(parent), Context())


def _number(what: str, key: str, size: int) -> int:
    """Return the id that follows from a key, the same in every process."""
    return int.from_bytes(hashlib.sha256(f"easel\0{what}\0{key}".encode()).digest()[:size]) or 1


def _nanoseconds(seconds: float) -> int:
    return int(seconds * _BILLION)


def _at(moment: datetime) -> int:
    return int(moment.timestamp() * _BILLION)
