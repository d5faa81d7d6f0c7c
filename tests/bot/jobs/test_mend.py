"""What an operator does to a job that does not go on: told, charged right, and done once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.jobs.mend import REASON, Mended, refuse
from bot.jobs.runner import Mode
from domain.job import JobState
from storage.queue import Caps
from tests.bot.jobs.test_runner import NEVER, QUICK, running, told
from tests.bot.jobs.test_stopping import Gate
from tests.bot.jobs.world import FREE, PRICED, World, world
from tests.patience import PATIENCE


async def test_a_waiting_job_is_refused_and_costs_nothing(anywhere: World):
    before = await anywhere.left()
    job_id = await anywhere.ask()
    assert await refuse(anywhere.kit, job_id, "incident") is Mended.REFUSED
    job = await anywhere.job(job_id)
    assert (job.state, job.reason, job.charged, job.incident) == (JobState.REFUSED, REASON, False, "incident")
    assert await anywhere.left() == before
    assert await anywhere.entries(job_id) == {"reserve": (1, job.estimate), "release": (1, job.estimate)}
    assert await refuse(anywhere.kit, job_id, "again") is Mended.OVER
    assert (await anywhere.job(job_id)).incident == "incident"


@pytest.mark.parametrize(("model", "charged"), [(PRICED, True), (FREE, False)])
async def test_a_running_one_is_charged_where_the_vendor_may_bill_and_its_story_ends(
    anywhere: World, model: str, charged: bool
):
    gate = Gate(anywhere.engine, 0)
    job_id = await anywhere.ask(model=model)
    await anywhere.release()
    telling = asyncio.create_task(anywhere.tell(job_id))
    await gate.reached.wait()
    assert await refuse(anywhere.kit, job_id, "incident") is Mended.REFUSED
    # As the process that tells it finds out within a second.
    assert [job.cancel_asked for job in await anywhere.unfinished()] == [True]
    anywhere.kit.live.stop(job_id)
    await asyncio.wait_for(telling, PATIENCE)
    job = await anywhere.job(job_id)
    assert (job.state, job.reason, job.charged, job.told) == (JobState.REFUSED, REASON, charged, True)
    assert anywhere.told.card(job_id).incident == "incident"
    assert await anywhere.pictures(job_id) == []


async def test_what_is_over_or_unknown_is_left_alone(anywhere: World):
    job_id = await anywhere.told_story()
    assert await refuse(anywhere.kit, job_id, "incident") is Mended.OVER
    assert await refuse(anywhere.kit, "nothing", "incident") is Mended.UNKNOWN
    assert (await anywhere.job(job_id)).state is JobState.DELIVERED


@pytest.mark.may_block("launching DBOS")
async def test_the_asker_of_a_refused_job_is_told(database_url: str, tmp_path: Path):
    caps = Caps(person=4, default_engine=1, engines={})
    async with world(database_url, tmp_path, caps=caps, pace=QUICK) as here:
        gate = Gate(here.engine, 0)
        async with running(here, database_url, tmp_path) as started:
            first, second = await here.ask(), await here.ask(who="bob")
            started.kick()
            await gate.reached.wait()
            assert await started.refuse(second) is Mended.REFUSED
            await told(here, second)
            assert await started.refuse(first) is Mended.REFUSED
            await told(here, first)
            assert await started.refuse(first) is Mended.OVER
        assert here.engine.at_work == 0
        assert sorted(job_id for job_id, _ in here.told.delivered) == sorted([first, second])


@pytest.mark.may_block("launching DBOS")
@pytest.mark.parametrize("mode", [Mode.RUN, Mode.WORK])
async def test_an_end_that_is_tried_again_ever_more_rarely_is_told_at_once(
    postgres_url: str, tmp_path: Path, mode: Mode
):
    # The first try fails, the next would be in an hour.
    async with world(postgres_url, tmp_path, pace=replace(QUICK, tell_first=NEVER)) as here:
        here.told.failing = [ConnectionError("away")]
        async with running(here, postgres_url, tmp_path, mode=mode) as started:
            job_id = await here.ask()
            started.kick()

            async def tried() -> bool:
                return not here.told.failing

            await here.until(tried)
            assert await started.retry(job_id) is Mended.BEGUN
            await told(here, job_id)
        assert here.told.card(job_id).title


@pytest.mark.may_block("launching DBOS")
async def test_one_that_is_at_work_is_not_begun_twice(database_url: str, tmp_path: Path):
    async with world(database_url, tmp_path, pace=QUICK) as here:
        gate = Gate(here.engine, 0)
        async with running(here, database_url, tmp_path) as started:
            job_id = await here.ask()
            started.kick()
            await gate.reached.wait()
            assert await started.retry(job_id) is Mended.AT_WORK
            gate.open.set()
            await told(here, job_id)
            assert len(here.engine.requests) == 1
            assert await started.retry(job_id) is Mended.OVER
            assert await started.retry("nothing") is Mended.UNKNOWN


@pytest.mark.may_block("launching DBOS")
async def test_a_face_has_a_worker_tell_it(postgres_url: str, tmp_path: Path):
    async with world(postgres_url, tmp_path, pace=QUICK) as here:
        job_id = await here.ask()
        # Released, and who released it died: no worker knows of it.
        await here.release()
        async with running(here, postgres_url, tmp_path, mode=Mode.SERVE) as face:
            assert await face.retry(job_id) is Mended.BEGUN
            assert await face.retry(job_id) is Mended.AT_WORK
    async with (
        world(postgres_url, tmp_path, pace=QUICK) as there,
        running(there, postgres_url, tmp_path, mode=Mode.WORK),
    ):
        await told(there, job_id)
        assert len(there.engine.requests) == 1


@pytest.mark.may_block("launching DBOS")
async def test_a_waiting_job_is_looked_at_again(database_url: str, tmp_path: Path):
    async with (
        world(database_url, tmp_path, pace=replace(QUICK, tick=NEVER)) as here,
        running(here, database_url, tmp_path) as started,
    ):
        first = await here.ask()
        started.kick()
        await told(here, first)
        second = await here.ask()
        assert await started.retry(second) is Mended.QUEUED
        await told(here, second)
