"""Metrics: by their right names, of few labels, at next to no cost."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import timeit
from collections.abc import Callable
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.ports.watch import Answered, Called
from bot.watch.metrics import Metrics
from bot.watch.watcher import Watcher
from domain.call import Call
from domain.clock import system_clock
from domain.job import JobState
from domain.people import Person, Place, Platform, Team
from tests.storage.sample import job

_UNITS = ("_seconds", "_bytes", "_ratio", "_total", "_microdollars_total", "_seconds_total")
_COUNTS = frozenset(
    ["easel_inbox_unanswered", "easel_jobs_waiting", "easel_jobs_running", "easel_jobs_untold", "easel_jobs_stuck",
     "easel_workers_alive", "easel_engine_places", "easel_breaker_open", "easel_platform_up", "easel_database_up",
     "easel_build_info"]
)  # fmt: skip
_SECRET = "a red fox by Ada Lovelace with xoxb-123"


def watcher() -> Watcher:
    return Watcher(Metrics(version="1", mode="run"))


def asked() -> Call:
    person = Person(Team(Platform.SLACK, "T0SECRET", "Secret Team"), "U0SECRET", "Ada Lovelace")
    return Call("event-secret", person, Place("C0SECRET", "secret"), "imagine", system_clock(), words=_SECRET)


def everything(each: Watcher) -> None:
    """Tell it of one of each."""
    done = job(asked().person, id="job-secret", state=JobState.REFUSED, reason="busy")
    each.acknowledged(Platform.SLACK, "slash_commands", 0.2)
    each.claimed(asked(), "new", 0.01)
    each.answered(asked(), Answered("imagine", "answered", 0.0, 0.1, 0.1, "job-secret"))
    each.waited(job(asked().person, started_at=done.created_at + timedelta(seconds=3)))
    each.staged("job-secret", "make", "failed", 2.0)
    each.called(Called("openai", "gpt-image-2", "generate", "job-secret", 0, "made", 4.0, 40_000))
    each.framed(Platform.SLACK, "ok", 0.3)
    each.framed(Platform.SLACK, "failed", 0.3)
    each.spoke(Platform.SLACK, "deliver", "ok", 0.4)
    each.ended(done, 9.0)
    each.lagged(0.001)


async def samples(each: Watcher) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families((await each.metrics.text()).decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


async def test_what_happened_is_in_the_text():
    told = watcher()
    everything(told)
    found = await samples(told)
    assert found["easel_acknowledgement_seconds_sum"] == {(("kind", "slash_commands"), ("platform", "slack")): 0.2}
    bucket = (("kind", "slash_commands"), ("le", "0.25"), ("platform", "slack"))
    assert found["easel_acknowledgement_seconds_bucket"][bucket] == 1
    assert found["easel_calls_total"] == {(("command", "imagine"), ("outcome", "answered"), ("platform", "slack")): 1}
    assert found["easel_stage_seconds_sum"] == {(("stage", "wait"),): 3.0, (("stage", "make"),): 2.0}
    assert found["easel_stage_failures_total"] == {(("stage", "make"),): 1}
    assert found["easel_engine_cost_microdollars_total"] == {(("engine", "openai"), ("model", "gpt-image-2")): 40_000}
    ended = (("engine", "sketch"), ("reason", "busy"), ("state", "refused"))
    assert found["easel_jobs_ended_total"] == {ended: 1}
    assert found["easel_frames_lost_total"] == {(("platform", "slack"),): 1}
    assert found["process_resident_memory_bytes"][()] > 1_000_000
    assert found["process_cpu_seconds_total"][()] > 0


async def test_no_text_names_a_team_a_person_a_prompt_or_an_id():
    told = watcher()
    everything(told)
    text = (await told.metrics.text()).decode()
    for secret in ("secret", "SECRET", "Ada", "fox", "xoxb", "event-"):
        assert secret not in text


async def test_names_keep_to_the_conventions():
    told = watcher()
    everything(told)
    found = await samples(told)
    ours = {name for name in found if name.startswith("easel_")}
    names = await asyncio.to_thread(told.metrics.names)
    assert ours <= names
    for name in names:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        if name.startswith("easel_") and name not in _COUNTS:
            assert re.sub(r"_(bucket|sum|count)$", "", name).endswith(_UNITS), name
    assert not [name for name in found if name.endswith("_created")]


def test_each_process_part_has_a_registry_of_its_own():
    first, second = watcher(), watcher()
    everything(first)
    assert first.metrics.names() == second.metrics.names()
    assert second.metrics.engine_calls.collect()[0].samples == []


@pytest.mark.parametrize(
    "call",
    [
        lambda each: each.acknowledged(Platform.SLACK, "button", 0.1),
        lambda each: each.staged("job", "make", "ok", 0.1),
        lambda each: each.spoke(Platform.DISCORD, "progress", "ok", 0.1),
        lambda each: each.lagged(0.1),
    ],
    ids=["acknowledged", "staged", "spoke", "lagged"],
)
def test_telling_it_costs_little_more_than_counting(call: Callable[[Watcher], None]):
    told = watcher()
    child = told.metrics.stages.labels("floor")
    floor = fastest(lambda: child.observe(0.1))
    # About a microsecond each on an idle machine; finding the series anew each time would be beyond it.
    assert fastest(lambda: call(told)) < 6 * floor


def fastest(work: Callable[[], object], times: int = 2_000) -> float:
    """Return seconds of one time, by the best of several rounds: a busy machine takes the processor away from most."""
    return min(timeit.repeat(work, number=times, repeat=25)) / times


def test_the_library_is_small():
    script = (
        "import aiohttp, asyncio, pathlib\n"
        "def kilobytes(): return int(pathlib.Path('/proc/self/statm').read_text().split()[1]) * 4\n"
        "before = kilobytes()\n"
        "from bot.watch.metrics import Metrics\n"
        "kept = Metrics(version='1', mode='run')\n"
        "print(kilobytes() - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 8_000
