"""The lookout: what it sees is what is there, and the gauges say so."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.watch.engines import WatchedEngine
from bot.watch.lag import watch_lag
from bot.watch.lookout import COLUMNS, Lookout, Sources
from bot.watch.metrics import Metrics
from bot.watch.recent import MOST, Recent
from bot.watch.watcher import Watcher
from domain.errors import StorageBusy
from domain.job import JobState
from domain.people import Platform
from engines.base import EngineState, Trip
from storage import workers
from tests.bot.jobs.world import Scripted, World
from tests.bot.watch.test_metrics import samples
from tests.patience import PATIENCE


class Tripped(Scripted):
    def state(self) -> EngineState:
        return EngineState(self.trips, 0.25)


class Seen:
    """A lookout with everything that it looks at."""

    def __init__(self, here: World, folder: Path) -> None:
        self.watcher = Watcher(Metrics(version="1", mode="run"))
        tripped = self.tripped = Tripped("openai")
        tripped.until = here.kit.studio.clock() + timedelta(minutes=5)
        tripped.trips = (Trip("account", "engine_quota", tripped.until),)
        self.faults: dict[str, str | None] = {"discord": "Discord: connecting", "slack": None}
        self.lookout = Lookout(
            Sources(
                studio=here.kit.studio,
                engines={
                    "openai": WatchedEngine(tripped, self.watcher),
                    "sketch": WatchedEngine(Scripted("sketch"), self.watcher),
                },
                budgets=self.budgets,
                folder=folder,
                silence=20.0,
                sole=here.database.is_sqlite,
                faults=lambda: self.faults,
            ),
            self.watcher,
        )

    def budgets(self) -> Mapping[str, Mapping[str, float]]:
        return {"slack": {"chat.update": 0.5}}

    async def gauge(self, name: str, **labels: str) -> float:
        return (await samples(self.watcher))[f"easel_{name}"][tuple(sorted(labels.items()))]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look be a new one."""
    monkeypatch.setattr("bot.watch.lookout.FRESH", 0.0)


async def test_what_it_sees_is_in_the_gauges(anywhere: World, tmp_path: Path, fresh: None):
    seen = Seen(anywhere, tmp_path)
    await anywhere.ask()
    await anywhere.ask(who="bob")
    state = await seen.lookout.look()
    assert state.database == ""
    assert [(line.engine, line.waiting, line.running) for line in state.backlog.lines] == [("openai", 2, 0)]
    assert state.alive == int(anywhere.database.is_sqlite)
    await anywhere.release()
    async with anywhere.database.begin() as tx:
        now = anywhere.kit.studio.clock()
        await workers.beat(tx, "one", now)
        await workers.beat(tx, "two", now)
        await workers.beat(tx, "silent", now - timedelta(seconds=21))
    state = await seen.lookout.look()
    assert (state.alive, len(state.workers)) == (2, 3)
    assert await seen.gauge("jobs_waiting", engine="openai") == 0
    assert await seen.gauge("jobs_running", engine="openai") == 2
    assert await seen.gauge("jobs_running", engine="sketch") == 0
    assert await seen.gauge("jobs_oldest_waiting_seconds", engine="openai") == 0
    assert await seen.gauge("engine_places", engine="openai") == 8
    assert await seen.gauge("workers_alive") == 2
    assert await seen.gauge("breaker_open", engine="openai", scope="account") == 1
    assert await seen.gauge("breaker_open", engine="sketch", scope="account") == 0
    assert await seen.gauge("engine_rate_budget_left_ratio", engine="openai") == 0.25
    assert await seen.gauge("rate_budget_left_ratio", platform="slack", bucket="chat.update") == 0.5
    assert await seen.gauge("platform_up", platform="discord") == 0
    assert await seen.gauge("platform_up", platform="slack") == 1
    assert await seen.gauge("database_up") == 1
    assert await seen.gauge("disk_size_bytes") >= await seen.gauge("disk_free_bytes") > 0


async def test_what_is_gone_is_gone_from_the_gauges(here: World, tmp_path: Path, fresh: None):
    seen = Seen(here, tmp_path)
    job_id = await here.ask()
    await seen.lookout.look()
    seen.tripped.trips = (Trip("gpt-image-2", "model_gone", seen.tripped.until),)
    await seen.lookout.look()
    assert await seen.gauge("breaker_open", engine="openai", scope="account") == 0
    assert await seen.gauge("breaker_open", engine="openai", scope="gpt-image-2") == 1
    seen.tripped.trips = ()
    await here.release()
    await here.tell(job_id)
    await seen.lookout.look()
    found = await samples(seen.watcher)
    assert len(found["easel_breaker_open"]) == 2
    assert set(found["easel_breaker_open"].values()) == {0}
    assert set(found["easel_jobs_waiting"].values()) == {0}


async def test_a_job_that_takes_too_long_is_stuck(anywhere: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    seen = Seen(anywhere, tmp_path)
    job_id = await anywhere.ask()
    monkeypatch.setattr("bot.watch.state.LONG_IN_QUEUE", -1)
    state = await seen.lookout.look()
    assert [(each.job.id, each.job.state) for each in state.stuck] == [(job_id, JobState.WAITING)]
    assert await seen.gauge("jobs_stuck") == 1


async def test_while_the_database_is_away_it_says_so_and_keeps_what_it_knew(
    tmp_path: Path, anywhere: World, fresh: None, monkeypatch: pytest.MonkeyPatch
):
    seen = Seen(anywhere, tmp_path)
    await anywhere.ask()
    await seen.lookout.look()

    def away() -> object:
        raise StorageBusy(detail="away")

    with monkeypatch.context() as patch:
        patch.setattr(anywhere.database, "read", away)
        state = await seen.lookout.look()
    assert state.database == "storage_busy"
    assert await seen.gauge("database_up") == 0
    assert await seen.gauge("jobs_waiting", engine="openai") == 1
    assert (await seen.lookout.look()).database == ""


async def test_many_who_ask_at_once_are_one_look(here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.watch.lookout.FRESH", 3600.0)
    seen = Seen(here, tmp_path)
    looks = await asyncio.gather(*(seen.lookout.look() for _ in range(20)))
    assert len({id(each) for each in looks}) == 1


async def test_it_keeps_what_it_saw_for_the_charts(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None
):
    monkeypatch.setattr("bot.watch.lookout.EVERY", 0.0)
    seen = Seen(here, tmp_path)
    for seconds in (0.1, 0.2, 0.9):
        seen.watcher.acknowledged(Platform.BROWSER, "message", seconds)
    seen.watcher.lagged(0.03)
    looking = asyncio.create_task(seen.lookout.keep_looking())
    try:
        async with asyncio.timeout(PATIENCE):
            while len(seen.lookout.points()) < 3:  # noqa: ASYNC110 -- nobody tells of a look
                await asyncio.sleep(0.01)
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
    first, second, *_ = (dict(zip(COLUMNS, point, strict=True)) for point in seen.lookout.points())
    assert (first["acknowledged"], first["ack_p50"], first["ack_p99"], first["lag"]) == (3, 0.2, 0.9, 0.03)
    assert (second["acknowledged"], second["ack_p50"], second["lag"]) == (0, None, None)
    assert first["memory"] > 10_000_000
    assert seen.lookout.worst_lag(looks=1_000) == 0.03
    assert len(seen.lookout.points(after=first["at"])) < len(seen.lookout.points())


async def test_a_loop_that_is_held_up_is_late():
    late: list[float] = []
    heard = asyncio.Event()

    def note(seconds: float) -> None:
        late.append(seconds)
        heard.set()

    watching = asyncio.create_task(watch_lag(note, every=0.01))
    await heard.wait()
    heard.clear()
    loop = asyncio.get_running_loop()
    until = loop.time() + 0.3
    while loop.time() < until:
        pass
    await heard.wait()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert max(late) >= 0.25
    assert min(late) >= 0


def test_quantiles_are_of_what_came_since_they_were_taken():
    recent = Recent()
    for value in range(1, 101):
        recent.add(float(value))
    taken = recent.take()
    assert (taken.count, taken.quantile(0.5), taken.quantile(0.99), taken.quantile(1.0)) == (100, 50.0, 99.0, 100.0)
    assert (recent.take().count, recent.take().quantile(0.5)) == (0, None)
    for value in range(MOST + 1):
        recent.add(float(value))
    taken = recent.take()
    assert (taken.count, taken.quantile(0.001)) == (MOST + 1, 1.0)
