"""Who is taken up after a crash, and who is called dead."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.live import Live
from bot.jobs.liveness import Liveness
from bot.jobs.recovery import Recovery
from bot.jobs.traces import Known, Trace
from storage import jobs, workers
from tests.bot.jobs.world import World


@dataclass
class Remembered:
    """A durable engine that remembers what it is given."""

    known: dict[str, Trace] = field(default_factory=dict)
    begun: list[tuple[str, int]] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)

    async def begin(self, job_id: str, tellings: int = 0) -> None:
        self.begun.append((job_id, tellings))

    async def resume(self, workflow_ids: list[str]) -> None:
        self.resumed.extend(workflow_ids)

    async def traces(self, job_ids: Collection[str]) -> Mapping[str, Trace]:
        return {job_id: trace for job_id, trace in self.known.items() if job_id in job_ids}


async def running(here: World, known: Known | None, worker: str = "", tellings: int = 0) -> tuple[str, Remembered]:
    """A running job of which the durable engine knows this."""
    job_id = await here.ask()
    await here.release()
    stories = Remembered()
    if known is not None:
        stories.known[job_id] = Trace(f"{job_id}-workflow", known, worker, tellings)
    return job_id, stories


@pytest.mark.parametrize("living", [None, {"me"}])
async def test_a_released_job_that_nobody_began_is_begun(here: World, living: set[str] | None) -> None:
    job_id, stories = await running(here, None)
    assert await Recovery(here.kit, stories).sweep(living) == 1
    assert stories.begun == [(job_id, 0)]


async def test_what_is_queued_is_left_to_the_queue(here: World) -> None:
    _, stories = await running(here, Known.QUEUED, "dead")
    assert await Recovery(here.kit, stories).sweep({"me"}) == 0


async def test_only_what_the_dead_were_at_is_resumed(here: World) -> None:
    job_id, stories = await running(here, Known.BEGUN, "another")
    recovery = Recovery(here.kit, stories)
    assert await recovery.sweep({"me", "another"}) == 0
    assert await recovery.sweep(None) == 0
    assert await recovery.sweep({"me"}) == 1
    assert stories.resumed == [f"{job_id}-workflow"]


async def test_what_is_told_here_is_left_alone(here: World) -> None:
    job_id, stories = await running(here, Known.BEGUN, "dead")
    with here.kit.live.telling(job_id):
        assert await Recovery(here.kit, stories).sweep(set()) == 0


async def test_what_this_worker_lost_is_resumed_when_it_is_seen_twice(here: World) -> None:
    job_id, stories = await running(here, Known.BEGUN, here.kit.worker_id)
    recovery = Recovery(here.kit, stories)
    assert await recovery.sweep({here.kit.worker_id}) == 0
    assert await recovery.sweep({here.kit.worker_id}) == 1
    assert stories.resumed == [f"{job_id}-workflow"]


async def test_what_the_engine_gave_up_is_told_anew_after_a_pause_that_doubles(here: World) -> None:
    job_id, stories = await running(here, Known.OVER, "dead", tellings=3)
    patient = Recovery(here.kit, stories)
    assert await patient.sweep(set()) == 0
    assert await patient.sweep(set()) == 0
    at_once = Recovery(here.with_pace(again=0.0).kit, stories)
    assert await at_once.sweep(set()) == 1
    assert stories.begun == [(job_id, 4)]


async def test_what_is_told_needs_nothing(here: World) -> None:
    job_id = await here.told_story()
    stories = Remembered({job_id: Trace(job_id, Known.OVER, "", 0)})
    recovery = Recovery(here.with_pace(again=0.0).kit, stories)
    assert await recovery.sweep(set()) == 0


async def test_an_untold_end_is_told(here: World) -> None:
    job_id = await here.ask()
    async with here.database.begin() as tx:
        await jobs.ask_cancel(tx, job_id, now=here.kit.studio.clock())
    stories = Remembered()
    assert await Recovery(here.kit, stories).sweep(set()) == 1
    assert stories.begun == [(job_id, 0)]


class Watch:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def steady(mine: Liveness, watch: Watch) -> None:
    """Beat as a worker does until it has been steady for as long as silence lasts."""
    for _ in range(5):
        await mine.beat()
        watch.now += 5
    await mine.beat()


async def test_the_silent_are_called_dead_by_one_steady_worker_at_a_time(anywhere: World) -> None:
    # The clock stands still, or who lives might fall silent while the test runs.
    now, watch = anywhere.kit.studio.clock(), Watch()
    kit = replace(anywhere.kit, studio=replace(anywhere.kit.studio, clock=lambda: now))
    async with anywhere.database.begin() as tx:
        await workers.beat(tx, "silent", now - timedelta(seconds=21))
        await workers.beat(tx, "alive", now - timedelta(seconds=10))
        await workers.take_lease(tx, "tell:team", "silent", now, seconds=3600)
    mine = Liveness(kit, watch)
    assert await mine.alive() is None
    await mine.beat()
    watch.now += 5
    assert await mine.alive() is None
    await steady(mine, watch)
    assert await mine.alive() == {kit.worker_id, "alive"}
    async with anywhere.database.begin() as tx:
        assert await workers.alive(tx, now, silence=timedelta(days=1)) == {kit.worker_id, "alive"}
        # What the dead one held is free.
        assert await workers.take_lease(tx, "tell:team", "me", now, seconds=1)
    other = Liveness(replace(kit, worker_id="other"), watch)
    await steady(other, watch)
    assert await other.alive() is None


async def test_who_was_stalled_judges_nobody(here: World) -> None:
    watch = Watch()
    mine = Liveness(here.kit, watch)
    await steady(mine, watch)
    assert mine.steady()
    watch.now += 11
    assert not mine.steady()
    await mine.beat()
    assert not mine.steady()
    await steady(mine, watch)
    assert mine.steady()


async def test_a_story_told_twice_in_one_process_is_left_by_both() -> None:
    live, leave = Live(), asyncio.Event()

    async def tell(until: asyncio.Event) -> None:
        with live.telling("job"):
            await until.wait()

    gone = asyncio.Event()
    gone.set()
    async with asyncio.TaskGroup() as group:
        staying = group.create_task(tell(leave))
        await group.create_task(tell(gone))
        assert live.jobs == {"job"}
        leave.set()
        await staying
        assert "job" not in live
    await live.close(seconds=0)


FAULT = (
    "from bot.jobs.faults import point\nfor _ in range(2): point('before:that'); point('after:this')\nprint('alive')"
)


@pytest.mark.parametrize(
    ("environment", "dies"),
    [
        ({"EASEL_FAULT": "after:this", "EASEL_ENV": "test"}, True),
        ({"EASEL_FAULT": "after:this:2", "EASEL_ENV": "test"}, True),
        ({"EASEL_FAULT": "after:this:3", "EASEL_ENV": "test"}, False),
        ({"EASEL_FAULT": "after:other", "EASEL_ENV": "test"}, False),
        ({"EASEL_FAULT": "after:this"}, False),
        ({"EASEL_ENV": "test"}, False),
    ],
)
def test_a_fault_strikes_only_where_a_test_armed_it(environment: dict[str, str], dies: bool) -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", FAULT], cwd=root, env={**os.environ, **environment}, capture_output=True, check=False
    )
    assert done.returncode == (-signal.SIGKILL if dies else 0), done.stderr


def test_what_the_durable_engine_logs_says_no_values(logged: list[Any]) -> None:
    from bot.jobs.dbos_app import _quiet  # noqa: PLC0415 -- the other tests here need no DBOS

    _quiet()
    logger = logging.getLogger("dbos")
    try:
        raise ValueError("a prompt")  # noqa: TRY301 -- to be logged with where it came from
    except ValueError:
        logger.exception("Exception encountered in asynchronous workflow:")
    logger.warning("Database connection failed: gone [SQL: INSERT 'a prompt']\nparameters: 'a prompt'")
    logger.info("Workflow started")
    assert [entry["event"] for entry in logged] == ["dbos", "dbos"]
    assert logged[0]["error"] == "ValueError"
    assert "a prompt" not in str(logged)
