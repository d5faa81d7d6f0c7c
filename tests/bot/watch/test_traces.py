"""Traces: one of each request, of all that was done for it, and of nothing else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.ports.watch import Answered, Called
from bot.watch.otlp import LAST_SECONDS
from bot.watch.traces import Collector, headers_of, traces_for
from bot.watch.watcher import Traces
from tests.bot.watch.test_metrics import asked
from tests.conversation.conftest import easel, settings_for
from tests.conversation.guest import Guest
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_script import Step
from tests.fakes.otlp import FakeCollector, Span
from tests.patience import PATIENCE
from tests.storage.sample import job, soon

WORDS = "a red fox under a very particular moon"
CHAIN = {
    "ask": None,
    "claim": "ask",
    "acknowledge": "ask",
    "dispatch": "ask",
    "submit": "ask",
    "say": "ask",
    "wait": "ask",
    "job": "ask",
    "moderate": "job",
    "make": "job",
    "engine openai": "make",
    "keep": "make",
    "settle": "job",
    "deliver": "job",
}
"""Every span of a request that makes a picture, and what it hangs from."""


def check_chain(spans: list[Span]) -> dict[str, Span]:
    """Return the spans of one trace by name, once it is sure that they hang together as they must."""
    by_name = {each.name: each for each in spans}
    for name, parent in CHAIN.items():
        found = [each for each in spans if each.name == name]
        assert len(found) == 1, (name, sorted(each.name for each in spans))
        assert found[0].parent == ("" if parent is None else by_name[parent].id), name
    assert len({each.trace for each in spans}) == 1
    assert len({each.id for each in spans}) == len(spans)
    return by_name


def opened(fake: FakeCollector, **more: str) -> Traces:
    traces = traces_for(Collector(fake.endpoint, version="1", **{"instance": "one", **more}))
    assert traces is not None
    return traces


async def test_one_trace_holds_the_whole_way_of_a_request_and_nothing_private(tmp_path: Path):
    async with FakeOpenAI() as openai, FakeCollector(headers={"authorization": "Bearer secret"}) as fake:
        settings = settings_for(
            tmp_path,
            openai_api_key=openai.key,
            openai_base_url=openai.base_url,
            otlp_endpoint=fake.endpoint + "/",
            otlp_headers="authorization=Bearer%20secret",
            otlp_service="studio",
        )
        async with easel(settings) as address:
            ada = await Guest.enter(address, "Ada Lovelace")
            await ada.imagine(WORDS)
            await ada.leave()
            await fake.until(lambda spans: names(spans) >= CHAIN.keys(), PATIENCE)
        spans = [each for each in fake.spans if each.trace == _trace_of(fake.spans)]
        assert fake.refused == []
    found = check_chain([each for each in spans if each.name != "done"])
    assert {each.service for each in spans} == {"studio"}
    assert found["ask"].about["easel.command"] == "imagine"
    assert found["ask"].about["easel.job"] == found["job"].about["easel.job"]
    engine = found["engine openai"].about
    assert (engine["easel.outcome"], engine["easel.operation"]) == ("made", "generate")
    assert engine["easel.cost_microdollars"] > 0
    for inner, outer in (("claim", "ask"), ("submit", "ask"), ("engine openai", "make"), ("make", "job")):
        # Durations come from one clock and ends from another: they agree but for their grain.
        assert found[outer].began - 50_000_000 <= found[inner].began <= found[inner].ended
        assert found[inner].ended <= found[outer].ended + 50_000_000
    for body in fake.bodies:
        for private in (WORDS, "particular", "Lovelace", "lovelace", openai.key, "general", "secret"):
            assert private.encode() not in body


def names(spans: list[Span]) -> set[str]:
    return {each.name for each in spans}


def _trace_of(spans: list[Span]) -> str:
    return next(each.trace for each in spans if each.name == "job")


async def test_what_fails_is_marked(tmp_path: Path):
    async with FakeOpenAI() as openai, FakeCollector() as fake:
        openai.script(Step("unauthorized"))
        settings = settings_for(
            tmp_path, openai_api_key=openai.key, openai_base_url=openai.base_url, otlp_endpoint=fake.endpoint
        )
        async with easel(settings) as address:
            ada = await Guest.enter(address, "Ada")
            message = await ada.imagine(WORDS)
            assert message["card"]["kind"] == "refusal"
            await ada.leave()
            await fake.until(lambda spans: names(spans) >= CHAIN.keys() - {"keep"}, PATIENCE)
    marked = {each.name: each.failed for each in fake.spans if each.trace == _trace_of(fake.spans)}
    assert marked["engine openai"]
    assert marked["job"]
    assert not marked["ask"]
    assert "keep" not in marked


async def test_two_processes_write_one_trace_without_telling_each_other():
    done = job(started_at=soon(2), id="the-job")
    async with FakeCollector() as fake:
        face, worker = opened(fake), opened(fake, instance="two")
        face.claimed(asked(), "new", 0.01)
        face.answered(asked(), Answered("imagine", "answered", 0.01, 0.02, 0.03, "the-job"))
        worker.waited(done)
        worker.staged("the-job", "moderate", "ok", 0.1)
        worker.staged("the-job", "keep", "ok", 0.1)
        worker.called(Called("openai", "m", "generate", "the-job", 0, "made", 0.2, 1))
        for stage in ("make", "settle", "deliver"):
            worker.staged("the-job", stage, "ok", 0.3)
        worker.ended(done)
        await face.close()
        await worker.close()
        found = check_chain(await fake.until(lambda spans: len(spans) >= len(CHAIN), PATIENCE))
    assert {found[name].instance for name in ("ask", "submit")} == {"one"}
    assert {found[name].instance for name in ("job", "make", "deliver")} == {"two"}


async def test_calls_without_a_job_and_calls_that_were_not_claimed_here_have_traces_too():
    async with FakeCollector() as fake:
        face = opened(fake)
        face.answered(asked(), Answered("imagine", "refused", 0.01, 0.02, 0.03))
        face.claimed(asked(), "known", 0.01)
        face.answered(replace(asked(), id="other"), Answered("imagine", "failed", 0.01, 0.02, 0.03))
        await face.close()
        await fake.until(lambda spans: len(spans) >= 2 * len(("ask", "dispatch", "handle", "say")), PATIENCE)
    traces = {each.trace for each in fake.spans}
    assert len(traces) == 2
    assert [each.name for each in fake.spans if not each.parent] == ["ask", "ask"]
    assert names(fake.spans) == {"ask", "dispatch", "handle", "say"}
    assert sorted(each.failed for each in fake.spans if each.name == "ask") == [False, True]


@pytest.mark.parametrize("status", [400, 503], ids=str)
async def test_a_collector_that_refuses_harms_nothing(status: int):
    async with FakeCollector(status=status) as fake:
        await say_something(fake)
        assert fake.spans == []


async def test_a_collector_that_is_gone_harms_nothing():
    fake = FakeCollector()
    async with fake:
        pass
    await say_something(fake)


def lasting() -> set[threading.Thread]:
    """Return the threads that keep a process from ending."""
    return {each for each in threading.enumerate() if not each.daemon}


async def test_a_collector_that_never_answers_holds_up_nobody_at_the_end():
    assert LAST_SECONDS <= 2
    before = lasting()
    async with FakeCollector(stalls=True) as fake:
        traces = opened(fake)
        traces.answered(asked(), Answered("imagine", "answered", 0.01, 0.02, 0.03, "job"))
        with capture_logs() as logs:
            await asyncio.wait_for(traces.close(), PATIENCE)
        await asyncio.wait_for(fake.stalled.wait(), PATIENCE)
        # The loop's own threads are waited for at its end.
        assert lasting() <= before
    assert [each["event"] for each in logs] == ["traces_not_sent"]


async def say_something(fake: FakeCollector) -> None:
    """Write a trace, and end: nothing is raised, and nobody waits for long."""
    traces = opened(fake)
    traces.claimed(asked(), "new", 0.01)
    traces.answered(asked(), Answered("imagine", "answered", 0.01, 0.02, 0.03, "job"))
    with capture_logs():
        await asyncio.wait_for(traces.close(), PATIENCE)


def test_without_an_endpoint_nothing_is_imported():
    script = (
        "import sys\n"
        "import bot.cli, bot.wiring, bot.watching, bot.doctor, bot.chats.discord, bot.chats.slack\n"
        "import bot.jobs.dbos_app\n"
        "from bot.settings import Settings\n"
        "from bot.watching import watcher_of\n"
        "watcher_of(Settings(_env_file=None), 'run', 'one')\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry', 'google.protobuf'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_none_are_written_without_an_endpoint(tmp_path: Path):
    assert traces_for(Collector("")) is None


def test_headers_are_read_as_the_specification_writes_them():
    assert headers_of("") == {}
    assert headers_of("Authorization=Bearer%20a=b, x-team = one ,") == {
        "authorization": "Bearer a=b",
        "x-team": "one",
    }
    for wrong in ("authorization", "=value", "a=1,b"):
        with pytest.raises(ValueError, match="name=value"):
            headers_of(wrong)


def test_headers_are_in_no_text():
    assert "secret" not in repr(Collector("http://x", {"authorization": "secret"}))
