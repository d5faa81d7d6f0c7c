"""The fake collector refuses what a real one would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.fakes.otlp import PATH, PROTOBUF, FakeCollector

HEADERS = {"authorization": "Bearer t"}


def good() -> ExportTraceServiceRequest:
    asked = ExportTraceServiceRequest()
    resource = asked.resource_spans.add()
    name = resource.resource.attributes.add(key="service.name")
    name.value.string_value = "easel"
    scope = resource.scope_spans.add()
    scope.scope.name = "easel"
    scope.spans.add(
        name="ask", trace_id=b"t" * 16, span_id=b"s" * 8, kind=2, start_time_unix_nano=1, end_time_unix_nano=2
    )
    return asked


def span_of(asked: ExportTraceServiceRequest) -> Any:
    return asked.resource_spans[0].scope_spans[0].spans[0]


async def sent(fake: FakeCollector, body: bytes, *, path: str = PATH, method: str = "POST", **headers: str) -> int:
    usual = {"Content-Type": PROTOBUF, **HEADERS}
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, fake.endpoint + path, data=body, headers=usual | headers) as response,
    ):
        return response.status


async def test_what_is_right_is_taken():
    async with FakeCollector(headers=HEADERS) as fake:
        assert await sent(fake, good().SerializeToString()) == 200
        assert [(each.name, each.service, each.parent) for each in fake.spans] == [("ask", "easel", "")]
        assert fake.refused == []


WRONG: dict[str, Callable[[ExportTraceServiceRequest], object]] = {
    "no resource": lambda asked: asked.ClearField("resource_spans") or asked.MergeFromString(b"\x12\x00"),
    "no service": lambda asked: asked.resource_spans[0].ClearField("resource"),
    "no scope": lambda asked: asked.resource_spans[0].scope_spans[0].ClearField("scope"),
    "short trace": lambda asked: setattr(span_of(asked), "trace_id", b"t" * 8),
    "zero trace": lambda asked: setattr(span_of(asked), "trace_id", bytes(16)),
    "no trace": lambda asked: span_of(asked).ClearField("trace_id"),
    "long span": lambda asked: setattr(span_of(asked), "span_id", b"s" * 16),
    "zero span": lambda asked: setattr(span_of(asked), "span_id", bytes(8)),
    "short parent": lambda asked: setattr(span_of(asked), "parent_span_id", b"p"),
    "own parent": lambda asked: setattr(span_of(asked), "parent_span_id", b"s" * 8),
    "no name": lambda asked: span_of(asked).ClearField("name"),
    "no kind": lambda asked: span_of(asked).ClearField("kind"),
    "no start": lambda asked: span_of(asked).ClearField("start_time_unix_nano"),
    "ends before": lambda asked: setattr(span_of(asked), "start_time_unix_nano", 3),
    "seconds for nanoseconds, and more": lambda asked: setattr(span_of(asked), "end_time_unix_nano", 2**63),
    "attribute without a key": lambda asked: span_of(asked).attributes.add(key=""),
    "attribute without a value": lambda asked: span_of(asked).attributes.add(key="a"),
    "message without an error": lambda asked: setattr(span_of(asked).status, "message", "no"),
    "unknown field": lambda asked: asked.MergeFromString(b"\xfa\x01\x01x"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_wrong_is_refused(wrong: str):
    asked = good()
    WRONG[wrong](asked)
    async with FakeCollector(headers=HEADERS) as fake:
        assert await sent(fake, asked.SerializeToString()) == 400
        assert (fake.spans, len(fake.refused)) == ([], 1)


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"path": "/v1/trace"}, 404),
        ({"path": "/v1/traces/"}, 404),
        ({"path": "/v1/traces?x=1"}, 404),
        ({"method": "PUT"}, 405),
        ({"authorization": "Bearer u"}, 401),
        ({"Content-Type": "application/json"}, 415),
    ],
    ids=["route", "slash", "query", "method", "token", "type"],
)
async def test_where_and_how_it_is_sent_matters(how: dict[str, str], status: int):
    async with FakeCollector(headers=HEADERS) as fake:
        assert await sent(fake, good().SerializeToString(), **how) == status
        assert fake.spans == []


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xff"], ids=["nothing", "JSON", "rubbish"])
async def test_other_bytes_are_refused(body: bytes):
    async with FakeCollector(headers=HEADERS) as fake:
        assert await sent(fake, body) == 400
