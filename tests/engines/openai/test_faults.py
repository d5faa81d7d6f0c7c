import asyncio
import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.errors import BadRequest, Broken, Busy, NoAccess, Refused
from domain.operation import Quality
from domain.size import Size
from engines.openai.faults import retry_after
from tests.engines.openai.conftest import Frames, edit, request
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE

FAULTS = [
    # what happens, the error, its code, may have been billed, requests sent
    (Step("moderation_blocked"), Refused, "moderation_blocked", True, 1),
    (Step("user_error"), BadRequest, "engine_bad_request", False, 1),
    (Step("too_large"), BadRequest, "engine_too_large", False, 1),
    (Step("unprocessable"), BadRequest, "engine_bad_request", False, 1),
    (Step("billing_limit"), NoAccess, "engine_billing", False, 1),
    (Step("insufficient_quota"), NoAccess, "engine_quota", False, 1),
    (Step("unauthorized"), NoAccess, "engine_key", False, 1),
    (Step("unverified"), NoAccess, "engine_unverified", False, 1),
    (Step("denied"), NoAccess, "engine_denied", False, 1),
    (Step("too_slow"), Broken, "engine_timeout", True, 1),
    (Step("conflict"), Broken, "engine_down", False, 3),
    (Step("model_gone"), NoAccess, "model_gone", False, 1),
    (Step("rate_limit"), Busy, "engine_busy", False, 3),
    (Step("server_error"), Broken, "engine_down", False, 3),
    (Step("overloaded"), Broken, "engine_down", False, 3),
    (Step("close"), Broken, "engine_lost", True, 1),
    (Step("cut"), Broken, "engine_lost", True, 1),
    (Step("garbage"), Broken, "engine_garbage", True, 1),
    (Step("bad_base64"), Broken, "engine_garbage", True, 1),
    (Step("truncated"), Broken, "engine_garbage", True, 1),
    (Step("bomb"), Broken, "engine_garbage", True, 1),
    (Step("no_data"), Broken, "engine_garbage", True, 1),
    (Step("redirect"), Broken, "engine_broken", False, 1),
]
STREAM_FAULTS = [
    (Step("no_completed"), Broken, "engine_broken", True, 1),
    (Step("stream_error", code="moderation_blocked"), Refused, "moderation_blocked", True, 1),
    (Step("stream_error", code="server_error"), Broken, "engine_broken", True, 1),
    (Step("stream_error", code="server_error", early=True), Broken, "engine_broken", True, 1),
    (Step("stream_error", code="rate_limit_exceeded"), Broken, "engine_broken", True, 1),
    (Step("stream_error", code="rate_limit_exceeded", early=True), Busy, "engine_busy", False, 3),
    (Step("stream_error", code="insufficient_quota", early=True), NoAccess, "engine_quota", False, 1),
    (Step("html"), Broken, "engine_garbage", True, 1),
]
STILL = [(row, False) for row in [*FAULTS, (Step("html"), Broken, "engine_garbage", True, 1)]]
STREAMED = [(row, True) for row in FAULTS + STREAM_FAULTS]


def named(case):
    (step, *_), streams = case
    how = f"{step.kind}-{step.code}" if step.kind == "stream_error" else step.kind
    return f"{how}{'-early' if step.early else ''}-{'streamed' if streams else 'whole'}"


def asked(base, *, streams: bool):
    return replace(base, model=replace(base.model, partials=2 if streams else 0))


@pytest.mark.parametrize("base", [request(), edit()], ids=["generate", "edit"])
@pytest.mark.parametrize("case", STILL + STREAMED, ids=named)
async def test_each_fault_has_its_error_and_is_not_paid_twice(fake, engine, base, case):
    (step, kind, code, billed, sent), streams = case
    fake.script(*[step] * 5)
    with pytest.raises(kind) as caught:
        await engine.make(asked(base, streams=streams), Frames())
    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.billed) == (code, billed)
    assert fake.count() == sent
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_a_server_fault_that_took_its_time_may_have_been_billed(fake, engine_with):
    beats = iter([0.0, 0.0, 0.0, 3.5])
    engine = engine_with(monotonic=lambda: next(beats, 4.0))
    fake.script(Step("server_error"))
    with pytest.raises(Broken) as caught:
        await engine.make(request(), Frames())
    assert (caught.value.code, caught.value.billed) == ("engine_broken", True)
    assert fake.count() == 1


@pytest.mark.parametrize("step", [Step("hang"), Step("stall")], ids=["before any answer", "within the stream"])
async def test_a_call_that_takes_too_long_is_given_up_once(fake, engine_with, step):
    engine = engine_with(timeout=2, long_timeout=PATIENCE)
    # The first call of all takes long to prepare, and must arrive within the time.
    await engine.make(request(quality=Quality.MAX), Frames())
    fake.script(step)
    with pytest.raises(Broken) as caught:
        await engine.make(request(), Frames())
    assert (caught.value.code, caught.value.billed) == ("engine_timeout", True)
    assert fake.count() == 2
    async with asyncio.timeout(PATIENCE):
        await fake.dropped_one.wait()


@pytest.mark.parametrize("changes", [{"quality": Quality.MAX}, {"quality": Quality.XHIGH}, {"size": Size(3840, 2160)}])
async def test_slow_pictures_are_given_longer(fake, engine_with, changes):
    engine = engine_with(timeout=0.001, long_timeout=PATIENCE)
    fake.script(Step("garbage"))
    with pytest.raises(Broken) as caught:
        await engine.make(request(**changes), Frames())
    assert caught.value.code == "engine_garbage"


async def test_a_server_that_is_not_there_is_tried_again_and_nothing_is_billed(time, engine_with):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        engine = engine_with(base_url=f"http://127.0.0.1:{free.getsockname()[1]}/v1")
        with pytest.raises(Broken) as caught:
            await engine.make(request(), Frames())
    assert (caught.value.code, caught.value.billed) == ("engine_unreachable", False)
    assert time.slept == [1.0, 2.0]


async def test_a_picture_comes_after_faults_that_were_not_billed(fake, engine, time):
    fake.script(Step("server_error"), Step("rate_limit", retry_after="7"))
    made = await engine.make(request(), Frames())
    assert made.width == 1024
    assert time.slept == [1.0, 7.0]
    assert fake.count() == 3


@pytest.mark.parametrize(
    ("step", "waits"),
    [
        (Step("rate_limit", retry_after="7"), [7.0, 7.0]),
        (Step("rate_limit", retry_after_ms="1500", retry_after="9"), [1.5, 1.5]),
        (Step("rate_limit", retry_after="soon"), [1.0, 2.0]),
        (Step("overloaded", retry_after="4"), [4.0, 4.0]),
    ],
)
async def test_the_vendors_wait_is_honoured(fake, engine, time, step, waits):
    fake.script(*[step] * 3)
    with pytest.raises((Busy, Broken)):
        await engine.make(request(), Frames())
    assert time.slept == waits


async def test_a_long_wait_is_handed_on(fake, engine, time):
    fake.script(Step("rate_limit", retry_after="61"))
    with pytest.raises(Busy) as caught:
        await engine.make(request(), Frames())
    assert caught.value.retry_after == 61
    assert time.slept == []
    assert fake.count() == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "Sun, 22 Nov 2026 00:00:30 GMT"}, 30.0),
        ({"retry-after": "Sat, 21 Nov 2026 00:00:30 GMT"}, 0.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after-ms": "x", "retry-after": "2"}, 2.0),
        ({}, None),
    ],
)
def test_a_wait_is_read_as_milliseconds_seconds_or_a_date(headers, seconds):
    assert retry_after(headers, datetime(2026, 11, 22, tzinfo=UTC)) == seconds


async def test_a_blocked_calls_stage_and_categories_are_for_the_log_only(fake, engine):
    fake.script(Step("moderation_blocked", stage="input", categories=("sexual", "violence")))
    with pytest.raises(Refused) as caught:
        await engine.make(request(), Frames())
    assert "stage=input" in caught.value.detail
    assert "sexual" in caught.value.detail
    assert caught.value.params == {}


async def test_a_cancelled_call_closes_its_stream(fake, engine):
    fake.script(Step("stall"))
    first = asyncio.Event()

    async def partial(_frame: bytes) -> None:
        first.set()

    task = asyncio.create_task(engine.make(request(), partial))
    async with asyncio.timeout(PATIENCE):
        await first.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await fake.dropped_one.wait()
    assert (fake.count(), fake.at_once) == (1, 0)
    assert (await engine.make(request(), Frames())).width == 1024


async def test_a_partial_that_is_no_picture_is_dropped(fake, engine, monkeypatch):
    monkeypatch.setattr("tests.fakes.openai_pictures.draw", lambda *_, **__: b"junk")
    frames = Frames()
    with pytest.raises(Broken) as caught:
        await engine.make(request(), frames)
    assert caught.value.code == "engine_garbage"
    assert frames == []


async def test_neither_key_nor_prompt_is_ever_said(fake, engine_with, caplog, capsys):
    caplog.set_level("DEBUG")
    key = "sk-very-secret-key-000"
    engine = engine_with(api_key=key)
    with pytest.raises(NoAccess) as caught:
        await engine.make(request(words="zebra-secret-words"), Frames())
    assert "401" in caught.value.detail
    said = [str(caught.value), repr(caught.value), caught.value.detail, repr(engine._settings), *capsys.readouterr()]
    for record in caplog.records:
        said.append(record.getMessage() if record.levelname != "DEBUG" else "")
        assert key not in record.getMessage()
    assert not any(key in each or "zebra-secret-words" in each for each in said)
    assert any("openai_call_failed" in each for each in said)
