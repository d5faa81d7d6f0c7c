"""A collector of traces on loopback: OTLP over HTTP in protobuf, as strict as its specification."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

PATH = "/v1/traces"
PROTOBUF = "application/x-protobuf"
_TRACE_ID, _SPAN_ID = 16, 8
_LATEST = 4_102_444_800 * 10**9
_KINDS = range(1, 6)


@dataclass(frozen=True)
class Span:
    """A span as it was received: ids in hex, times in nanoseconds."""

    service: str
    instance: str
    name: str
    trace: str
    id: str
    parent: str
    kind: int
    began: int
    ended: int
    about: dict[str, Any] = field(hash=False)
    failed: bool


class FakeCollector:
    """The server and what it received. ``refused`` are the requests that broke a rule.

    One that ``stalls`` takes requests and never answers before its end: ``stalled`` is set once it has one.
    """

    def __init__(self, *, headers: dict[str, str] | None = None, status: int = 200, stalls: bool = False) -> None:
        self.headers = headers or {}
        self.status = status
        self.stalls = stalls
        self.stalled = asyncio.Event()
        self._over = asyncio.Event()
        self.spans: list[Span] = []
        self.bodies: list[bytes] = []
        self.refused: list[str] = []
        self.port = 0
        self._news = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def until(self, condition: Callable[[list[Span]], bool], seconds: float) -> list[Span]:
        """Return the spans once they are as the condition says."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: condition(self.spans)), seconds)
        return list(self.spans)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._heard)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _heard(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.stalls:
            self.stalled.set()
            await self._over.wait()
            return web.Response(status=503)
        wrong, status = self._wrong(request, body)
        if not wrong:
            try:
                asked = ExportTraceServiceRequest.FromString(body)
                received = list(_spans(asked))
            except DecodeError:
                wrong, status = "no protobuf of this kind", 400
            except ValueError as error:
                wrong, status = str(error), 400
            else:
                if self.status != 200:
                    return web.Response(status=self.status)
                async with self._news:
                    self.bodies.append(body)
                    self.spans += received
                    self._news.notify_all()
                return web.Response(body=ExportTraceServiceResponse().SerializeToString(), content_type=PROTOBUF)
        self.refused.append(wrong)
        return web.Response(status=status, text=wrong)

    def _wrong(self, request: web.Request, body: bytes) -> tuple[str, int]:
        if request.path != PATH or request.query_string:
            return f"no such route: {request.path}", 404
        if request.method != "POST":
            return f"method {request.method}", 405
        for name, value in self.headers.items():
            if request.headers.get(name) != value:
                return f"header {name}", 401
        if request.content_type != PROTOBUF:
            return f"content type {request.content_type}", 415
        return ("nothing in it", 400) if not body else ("", 200)


def _spans(asked: ExportTraceServiceRequest) -> Iterator[Span]:
    _no_unknown(asked)
    if not asked.resource_spans:
        raise ValueError("no resource")
    for resource in asked.resource_spans:
        about = _values(resource.resource.attributes)
        if not about.get("service.name"):
            raise ValueError("no service.name")
        for scope in resource.scope_spans:
            if not scope.scope.name:
                raise ValueError("a scope without a name")
            for each in scope.spans:
                yield _span(about, each)


def _span(resource: dict[str, Any], each: Any) -> Span:
    if len(each.trace_id) != _TRACE_ID or not any(each.trace_id):
        raise ValueError("trace id")
    if len(each.span_id) != _SPAN_ID or not any(each.span_id):
        raise ValueError("span id")
    if each.parent_span_id and (len(each.parent_span_id) != _SPAN_ID or each.parent_span_id == each.span_id):
        raise ValueError("parent span id")
    if not each.name:
        raise ValueError("a span without a name")
    if each.kind not in _KINDS:
        raise ValueError("kind")
    if not 0 < each.start_time_unix_nano <= each.end_time_unix_nano < _LATEST:
        raise ValueError("times")
    if each.status.message and each.status.code != each.status.STATUS_CODE_ERROR:
        raise ValueError("a status message without an error")
    return Span(
        service=resource["service.name"],
        instance=resource.get("service.instance.id", ""),
        name=each.name,
        trace=each.trace_id.hex(),
        id=each.span_id.hex(),
        parent=each.parent_span_id.hex(),
        kind=each.kind,
        began=each.start_time_unix_nano,
        ended=each.end_time_unix_nano,
        about=_values(each.attributes),
        failed=each.status.code == each.status.STATUS_CODE_ERROR,
    )


def _values(attributes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in attributes:
        if not each.key or each.key in found:
            raise ValueError(f"attribute {each.key!r}")
        kind = each.value.WhichOneof("value")
        if kind is None:
            raise ValueError(f"attribute {each.key} without a value")
        found[each.key] = getattr(each.value, kind)
    return found


def _no_unknown(asked: ExportTraceServiceRequest) -> None:
    known = ExportTraceServiceRequest.FromString(asked.SerializeToString())
    known.DiscardUnknownFields()
    if known.ByteSize() != asked.ByteSize():
        raise ValueError("unknown fields")
