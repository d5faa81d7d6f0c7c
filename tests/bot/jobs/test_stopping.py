"""Stopping a job, partial frames, places in line: what a person sees while they wait."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.jobs.standings import MOST_TOLD, Standings
from domain.errors import Busy
from domain.job import JobState
from domain.people import Platform, Team
from engines.base import Made, Partial, Request
from storage import jobs, workers
from storage.queue import Caps
from tests.bot.jobs.world import COST, FREE, PRICED, Scripted, World, made, world
from tests.patience import PATIENCE


class Gate:
    """A script that stops the calls of these indexes until it is opened; ``reached`` once all of them are there."""

    def __init__(self, engine: Scripted, *closed: int) -> None:
        self.missing = set(closed)
        self.closed = closed
        self.reached = asyncio.Event()
        self.open = asyncio.Event()
        engine.script = self.make

    async def make(self, request: Request, _partial: Partial) -> Made:
        if request.index in self.closed:
            self.missing.discard(request.index)
            if not self.missing:
                self.reached.set()
            await self.open.wait()
        return made(request)


async def stopped(world: World, job_id: str) -> None:
    """Ask to cancel a running job, as another process would, and have this one heed it."""
    async with world.database.begin() as tx:
        assert await jobs.ask_cancel(tx, job_id, now=world.kit.studio.clock()) is JobState.RUNNING
    world.kit.live.stop(job_id)


@pytest.mark.parametrize(("model", "charged"), [(PRICED, True), (FREE, False)])
async def test_a_running_job_is_stopped_at_once_and_charged_where_the_vendor_may_bill(
    anywhere: World, model: str, charged: bool
) -> None:
    gate = Gate(anywhere.engine, 0, 1)
    job_id = await anywhere.ask(model=model, count=2)
    await anywhere.release()
    telling = asyncio.create_task(anywhere.tell(job_id))
    await gate.reached.wait()
    await stopped(anywhere, job_id)
    await asyncio.wait_for(telling, PATIENCE)
    assert anywhere.engine.at_work == 0
    job = await anywhere.job(job_id)
    assert (job.state, job.charged, job.told) == (JobState.CANCELLED, charged, True)
    assert await anywhere.left() == 100 - 2 * charged
    assert set(await anywhere.entries(job_id)) == {"reserve", "settle" if charged else "release"}
    card = anywhere.told.card(job_id)
    assert card.title == "Cancelled"
    assert ("It was charged" in card.text) is charged


async def test_what_was_made_before_the_stop_is_counted_with_its_own_cost(here: World) -> None:
    gate = Gate(here.engine, 1)
    job_id = await here.ask(count=2)
    await here.release()
    telling = asyncio.create_task(here.tell(job_id))
    await gate.reached.wait()
    await here.some_made(job_id)
    await stopped(here, job_id)
    await telling
    each = (await here.job(job_id)).estimate // 2
    assert (await here.entries(job_id))["settle"] == (2, COST + each)


async def test_a_job_asked_to_stop_before_it_began_calls_nobody(here: World) -> None:
    job_id = await here.ask()
    await here.release()
    await stopped(here, job_id)
    await here.tell(job_id)
    job = await here.job(job_id)
    assert (job.state, job.charged) == (JobState.CANCELLED, False)
    assert here.engine.requests == []


async def test_a_stop_that_comes_too_late_takes_nothing_away(here: World) -> None:
    async def late(request: Request, partial: Partial) -> Made:
        async with here.database.begin() as tx:
            await jobs.ask_cancel(tx, request.job_id, now=here.kit.studio.clock())
        return made(request)

    here.engine.script = late
    job_id = await here.told_story()
    assert (await here.job(job_id)).state is JobState.DELIVERED
    assert len(await here.pictures(job_id)) == 1


async def test_a_stop_ends_the_wait_for_a_busy_engine(here: World) -> None:
    waiting = asyncio.Event()

    async def forever(seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    async def busy(request: Request, partial: Partial) -> Made:
        raise Busy(retry_after=1)

    here.engine.script = busy
    here = here.with_pace(sleep=forever)
    job_id = await here.ask(model=FREE)
    await here.release()
    telling = asyncio.create_task(here.tell(job_id))
    await waiting.wait()
    await stopped(here, job_id)
    await asyncio.wait_for(telling, PATIENCE)
    assert (await here.job(job_id)).state is JobState.CANCELLED


async def test_a_closing_process_breaks_a_story_off_and_the_next_one_ends_it(here: World) -> None:
    gate = Gate(here.engine, 0)
    job_id = await here.ask()
    await here.release()
    telling = asyncio.create_task(here.tell(job_id))
    await gate.reached.wait()
    await here.kit.live.close(seconds=0)
    assert telling.cancelled()
    assert (await here.job(job_id)).state is JobState.RUNNING
    with pytest.raises(asyncio.CancelledError):
        await here.tell(job_id)


async def test_of_partial_frames_the_latest_is_shown_and_stale_ones_never(here: World) -> None:
    shown = asyncio.Event()
    assets = here.kit.studio.assets
    seen: list[bytes] = []

    async def forming(request: Request, partial: Partial) -> Made:
        await here.told.until(lambda: "make" in here.told.stages(request.job_id))
        for number in range(50):
            await partial(b"frame %d" % number)
        await here.told.until(lambda: "forming" in here.told.stages(request.job_id))
        seen.append(await assets.get_preview(request.job_id, 0) or b"")
        shown.set()
        return made(request)

    here.engine.script = forming
    job_id = await here.told_story()
    assert shown.is_set()
    assert seen == [b"frame 49"]
    assert here.told.stages(job_id) == ["make", "forming"]
    (card,) = [card for _, card in here.told.progressed if card.progress and card.progress.preview]
    assert card.progress
    assert card.progress.preview == "0-1"
    assert await assets.get_preview(job_id, 0) is None


async def test_no_more_than_one_frame_a_while_is_shown(here: World) -> None:
    here = here.with_pace(frames=3600.0)

    async def forming(request: Request, partial: Partial) -> Made:
        for _ in range(5):
            await partial(b"frame")
            await asyncio.sleep(0)
        return made(request)

    here.engine.script = forming
    job_id = await here.told_story()
    assert here.told.stages(job_id) == ["make"]


async def test_frames_that_cannot_be_shown_harm_nothing(here: World) -> None:
    here.told.deaf = True

    async def forming(request: Request, partial: Partial) -> Made:
        await partial(b"frame")
        return made(request)

    here.engine.script = forming
    job_id = await here.told_story(count=2)
    assert (await here.job(job_id)).state is JobState.DELIVERED


async def test_who_waits_hears_when_their_place_changes(anywhere: World) -> None:
    studio = anywhere.kit.studio
    object.__setattr__(studio, "caps", Caps(person=1, default_engine=1, engines={}))
    standings = Standings(anywhere.kit)
    ids = [await anywhere.ask(who=f"p{number}") for number in range(4)]
    assert await anywhere.release() == ids[:1]
    assert await standings.update() == 0
    await anywhere.tell(ids[0])
    assert await anywhere.release() == ids[1:2]
    before = len(anywhere.told.progressed)
    assert await standings.update() == 2
    assert [(told, card.progress.position) for told, card in anywhere.told.progressed[before:] if card.progress] == [
        (ids[2], 0),
        (ids[3], 1),
    ]
    assert await standings.update() == 0


async def test_a_pass_tells_no_more_than_its_share(here: World) -> None:
    studio = here.kit.studio
    object.__setattr__(studio, "caps", Caps(person=1, default_engine=1, engines={}))
    standings = Standings(here.kit)
    first, *_ = [await here.ask(who=f"p{number}") for number in range(MOST_TOLD + 5)]
    await standings.update()
    await here.release()
    assert await standings.update() == MOST_TOLD
    assert await standings.update() == 4
    assert first


async def test_one_process_tells_a_team_at_a_time(postgres_url: str, tmp_path: Path) -> None:
    async with world(postgres_url, tmp_path) as opened:
        await _told_in_turn(opened)


async def _told_in_turn(anywhere: World) -> None:
    team = Team(Platform.SLACK, "T1")
    job_id = await anywhere.ask(team=team)
    await anywhere.release()
    name, now = f"tell:{team.id}", anywhere.kit.studio.clock()
    async with anywhere.database.begin() as tx:
        assert await workers.take_lease(tx, name, "another", now, seconds=60)
    waited = asyncio.Event()

    async def pause(seconds: float) -> None:
        waited.set()
        await asyncio.sleep(0.01)

    anywhere = anywhere.with_pace(sleep=pause)
    telling = asyncio.create_task(anywhere.tell(job_id))
    await waited.wait()
    assert anywhere.told.delivered == []
    async with anywhere.database.begin() as tx:
        await workers.drop_lease(tx, name, "another")
    await asyncio.wait_for(telling, PATIENCE)
    anywhere.told.card(job_id)
    async with anywhere.database.begin() as tx:
        assert await workers.take_lease(tx, name, "another", now, seconds=60)
