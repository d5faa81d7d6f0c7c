"""Jobs as the rest of Easel sees them, with DBOS under them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from dbos import DBOS, _dbos, _workflow_commands
from structlog.testing import capture_logs

from bot.jobs.dbos_app import _SELDOM
from bot.jobs.kit import Pace
from bot.jobs.runner import Jobs, Mode
from domain.errors import StorageError
from domain.job import JobState
from engines.base import Made, Partial, Request
from storage import jobs
from storage.queue import Caps
from tests.bot.jobs.world import World, made, world
from tests.patience import PATIENCE

# DBOS creates its tables on the loop, before anything is served.
pytestmark = pytest.mark.may_block("launching DBOS")

# A worker judges others only while its own beats come well within the silence: that must be so on a slow machine too.
QUICK = Pace(
    tick=0.5, beat=0.2, silence=3.0, sweep=0.2, cancel=0.1, cards=0.0, frames=0.0, queue=0.1, drain=2.0, again=0.1
)
NEVER = 3600.0


@asynccontextmanager
async def running(here: World, url: str, folder: Path, *, mode: Mode = Mode.RUN) -> AsyncIterator[Jobs]:
    """Run the jobs of a world."""
    own = f"sqlite:///{folder / 'jobs.sqlite'}" if url.startswith("sqlite") else url
    runner = Jobs(here.kit, mode=mode, url=own)
    await runner.start()
    try:
        yield runner
    finally:
        await runner.close()


async def told(here: World, *job_ids: str, seconds: float = PATIENCE) -> None:
    """Wait until these jobs are told and noted as such."""
    await here.told.until(lambda: set(job_ids) <= {job_id for job_id, _ in here.told.delivered}, seconds)

    async def noted() -> bool:
        return not {job.id for job in await here.unfinished()} & set(job_ids)

    await here.until(noted)


@pytest.mark.parametrize("mode", [Mode.RUN, Mode.WORK])
async def test_what_is_asked_is_made_and_told(database_url: str, tmp_path: Path, mode: Mode) -> None:
    async with world(database_url, tmp_path, pace=QUICK) as here:
        if here.database.is_sqlite and mode is Mode.WORK:
            with pytest.raises(StorageError):
                Jobs(here.kit, mode=mode, url="")
            return
        async with running(here, database_url, tmp_path, mode=mode) as runner:
            ids = [await here.ask(who=f"p{number}", count=number + 1) for number in range(3)]
            runner.kick()
            await told(here, *ids)
            for number, job_id in enumerate(ids):
                assert (await here.job(job_id)).state is JobState.DELIVERED
                assert len(here.told.card(job_id).pictures) == number + 1


async def test_a_job_starts_by_itself_once_kicked(sqlite_url: str, tmp_path: Path) -> None:
    """Not when something is looked at again: neither the rows by a tick or a sweep, nor a queue by a poll."""
    async with (
        world(sqlite_url, tmp_path, pace=replace(QUICK, tick=NEVER, sweep=NEVER)) as here,
        running(here, sqlite_url, tmp_path) as runner,
    ):
        for number in range(3):
            job_id = await here.ask(who=f"p{number}")
            runner.kick()
            await told(here, job_id)
        begun = await DBOS.list_workflows_async()
        assert [each.queue_name for each in begun] == [None] * 3


async def test_who_has_long_had_nothing_to_do_starts_what_comes_at_once(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else adds jobs on SQLite: an idle process looks for none, until it is told of one."""
    monkeypatch.setattr("bot.jobs.runner._CALM", NEVER)
    async with (
        world(sqlite_url, tmp_path, pace=replace(QUICK, sweep=NEVER)) as here,
        running(here, sqlite_url, tmp_path) as runner,
    ):
        for _ in range(3):

            async def calm() -> bool:
                return runner._calm_until > asyncio.get_running_loop().time()

            await here.until(calm)
            job_id = await here.ask()
            runner.kick()
            await told(here, job_id)


async def test_durable_jobs_are_seldom_asked_for_what_nobody_uses(sqlite_url: str, tmp_path: Path) -> None:
    async with world(sqlite_url, tmp_path, pace=QUICK) as here, running(here, sqlite_url, tmp_path):
        own = _dbos._get_dbos_instance()._registry.get_internal_queue()
        assert own._polling_interval_sec == _workflow_commands._BACKGROUND_JOBS_INTERVAL_SEC == _SELDOM


async def test_a_cancelled_waiting_job_is_released_and_told(database_url: str, tmp_path: Path) -> None:
    reached, done = asyncio.Event(), asyncio.Event()

    async def script(request: Request, partial: Partial) -> Made:
        reached.set()
        await done.wait()
        return made(request)

    async with world(database_url, tmp_path, pace=QUICK, caps=Caps(1, 1, {})) as here:
        here.engine.script = script
        async with running(here, database_url, tmp_path) as runner:
            ahead = await here.ask(who="p0")
            runner.kick()
            await reached.wait()
            job_id = await here.ask()
            await runner.cancel(job_id)
            await told(here, job_id)
            await runner.cancel(job_id)
            job = await here.job(job_id)
            assert (job.state, job.charged, job.told) == (JobState.CANCELLED, False, True)
            assert "Nothing was charged" in here.told.card(job_id).text
            assert set(await here.entries(job_id)) == {"reserve", "release"}
            done.set()
            await told(here, ahead)


@pytest.mark.parametrize("through", ["this process", "another process"])
async def test_a_cancelled_running_job_stops_soon(database_url: str, tmp_path: Path, through: str) -> None:
    """By being told so here, by heeding it from elsewhere; nothing else that comes round would stop it."""
    heed = NEVER if through == "this process" else QUICK.cancel
    reached = asyncio.Event()

    async def script(request: Request, partial: Partial) -> Made:
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with world(database_url, tmp_path, pace=replace(QUICK, tick=NEVER, sweep=NEVER, cancel=heed)) as here:
        here.engine.script = script
        async with running(here, database_url, tmp_path) as runner:
            job_id = await here.ask()
            runner.kick()
            await reached.wait()
            if through == "this process":
                await runner.cancel(job_id)
            else:
                async with here.database.begin() as tx:
                    await jobs.ask_cancel(tx, job_id, now=here.kit.studio.clock())
            await told(here, job_id)
            assert here.engine.at_work == 0
            assert (await here.job(job_id)).state is JobState.CANCELLED
            assert "It was charged" in here.told.card(job_id).text


@pytest.mark.timeout(300)
async def test_one_person_with_fifty_jobs_does_not_delay_ten_others(sqlite_url: str, tmp_path: Path) -> None:
    order: list[str] = []
    first, full = asyncio.Event(), asyncio.Event()

    async def script(request: Request, partial: Partial) -> Made:
        order.append(request.words)
        if len(order) == 4:
            full.set()
        await first.wait()
        return made(request)

    async with world(sqlite_url, tmp_path, pace=replace(QUICK, cards=2.0), caps=Caps(4, 4, {})) as here:
        here.engine.script = script
        async with running(here, sqlite_url, tmp_path) as runner:
            many = [await here.ask("many", who="ada") for _ in range(50)]
            runner.kick()
            await full.wait()
            others = [await here.ask("one", who=f"p{number}") for number in range(10)]
            first.set()
            runner.kick()
            await told(here, *others, seconds=2 * PATIENCE)
            await told(here, *many, seconds=2 * PATIENCE)
    ended = [job_id for job_id, _ in here.told.delivered]
    before_others = set(ended[: max(ended.index(each) for each in others)]) & set(many)
    # Four ran already when the others came; each of them needs no more than its own turn after that.
    assert len(before_others) < 25
    assert order.index("one") <= 8
    assert max(place for place, words in enumerate(order) if words == "one") < 30


async def test_an_unfinished_job_is_ended_by_the_next_process(database_url: str, tmp_path: Path) -> None:
    reached = asyncio.Event()

    async def stuck(request: Request, partial: Partial) -> Made:
        if request.index == 0:
            return made(request)
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with world(database_url, tmp_path, pace=replace(QUICK, drain=0.0)) as here:
        here.engine.script = stuck
        async with running(here, database_url, tmp_path) as runner:
            job_id = await here.ask(count=2)
            runner.kick()
            await reached.wait()
            await here.some_made(job_id)
    async with world(database_url, tmp_path, pace=QUICK) as there, running(there, database_url, tmp_path):
        await told(there, job_id)
        assert [request.index for request in there.engine.requests] == [1]
        assert len(there.told.card(job_id).pictures) == 2


async def test_nothing_waits_for_a_kick_that_never_came(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, pace=QUICK) as here, running(here, database_url, tmp_path):
        await told(here, await here.ask())


async def test_a_delivery_is_tried_again_until_it_succeeds(database_url: str, tmp_path: Path) -> None:
    pace = replace(QUICK, tell_first=0.01, tell_tries=2)
    async with world(database_url, tmp_path, pace=pace) as here:
        # More failures than one telling has tries: it is told anew, as another workflow.
        here.told.failing = [ConnectionError("gone") for _ in range(5)]
        async with running(here, database_url, tmp_path) as runner:
            job_id = await here.ask()
            runner.kick()
            await told(here, job_id)
            assert len(here.engine.requests) == 1
            assert (await here.entries(job_id))["settle"][0] == 1


async def test_a_delivery_that_passes_later_is_no_error_until_its_tries_are_used_up(
    database_url: str, tmp_path: Path
) -> None:
    pace = replace(QUICK, tell_first=0.01, tell_tries=3)
    async with world(database_url, tmp_path, pace=pace) as here:
        here.told.failing = [ConnectionError("a prompt") for _ in range(4)]
        with capture_logs() as logged:
            async with running(here, database_url, tmp_path) as runner:
                job_id = await here.ask()
                runner.kick()
                await told(here, job_id)
    about = [each for each in logged if each["event"] in {"step_tried_again", "step_broke"}]
    assert [(each["event"], bool(each.get("exc_info"))) for each in about] == [
        ("step_tried_again", False),
        ("step_tried_again", False),
        ("step_broke", True),
        ("step_tried_again", False),
    ]
    assert {each.get("error", "ConnectionError") for each in about} == {"ConnectionError"}
    retried = [each for each in logged if "automatically retried" in each.get("message", "")]
    assert retried == []


async def test_a_face_only_asks_and_a_worker_tells(postgres_url: str, tmp_path: Path) -> None:
    async with world(postgres_url, tmp_path, pace=QUICK, caps=Caps(1, 1, {})) as face:
        asking = Jobs(face.kit, mode=Mode.SERVE, url=postgres_url)
        await asking.start()
        running_one, cancelled_one = await face.ask(), await face.ask()
        asking.kick()

        async def released() -> bool:
            return (await face.job(running_one)).state is JobState.RUNNING

        await face.until(released)
        await asking.cancel(cancelled_one)
        await asking.close()
        async with (
            world(postgres_url, tmp_path, pace=QUICK) as worker,
            running(worker, postgres_url, tmp_path, mode=Mode.WORK),
        ):
            await told(worker, running_one, cancelled_one)
            assert worker.told.card(cancelled_one).title == "Cancelled"
        assert face.engine.requests == []
        assert face.told.delivered == []


async def test_what_is_long_over_is_forgotten_by_the_durable_engine(sqlite_url: str, tmp_path: Path) -> None:
    async with world(sqlite_url, tmp_path, pace=QUICK) as here, running(here, sqlite_url, tmp_path) as runner:
        job_id = await here.ask()
        runner.kick()
        await told(here, job_id)
        app = runner._app
        assert app is not None
        assert await app.forget(here.kit.studio.clock() - timedelta(days=1)) == 0

        async def forgotten() -> bool:
            return await app.forget(here.kit.studio.clock() + timedelta(days=1)) == 1

        await here.until(forgotten)
        assert await app.traces([job_id]) == {}
        assert (await here.job(job_id)).state is JobState.DELIVERED
