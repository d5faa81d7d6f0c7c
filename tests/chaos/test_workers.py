"""Several workers on one Postgres: one dies, one stalls and wakes up again."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter

import pytest

from domain.card import CardKind
from tests.chaos.scene import QUICK, Child, JobState, Say, Scene, card_of
from tests.patience import PATIENCE

# No living worker is silent for as long, however slow the machine.
SLOW = {**QUICK, "silence": 3.0}
NEVER = 3600.0


async def worker(scene: Scene, **config: object) -> Child:
    return await scene.child(mode="work", **{"pace": SLOW, **config})


@pytest.mark.timeout(300)
async def test_a_survivor_takes_over_within_thirty_seconds_at_the_real_pace(postgres_scene: Scene, say: Say) -> None:
    server = postgres_scene.server
    dying = await worker(postgres_scene, pace={})
    ids = [await dying.ask("hold it", who=f"p{number}") for number in range(3)]
    await server.until(lambda: len(server.calls) == 3)
    survivor = await worker(postgres_scene, pace={})
    dying.kill()
    postgres_scene.kills += 1
    before = time.monotonic()
    server.let_go()
    await server.until(lambda: len(server.delivered) == 3)
    took = time.monotonic() - before
    # What three jobs take at this moment on this machine with nobody dead is no part of taking over.
    before = time.monotonic()
    more = [await survivor.ask("a red fox", who=f"p{number}") for number in range(3)]
    await server.until(lambda: len(server.delivered) == 6)
    usual = time.monotonic() - before
    say(f"taken over and told after {took:.1f} s, where it takes {usual:.1f} s", postgres_scene.url, Counter())
    assert took - usual < 30
    every = await postgres_scene.all_told()
    assert [(job.id, job.state) for job in every] == [(job_id, JobState.DELIVERED) for job_id in ids + more]
    assert Counter(server.calls) == {(job_id, 0): 2 if job_id in ids else 1 for job_id in ids + more}
    await postgres_scene.check()


async def test_a_worker_that_leaves_is_followed_at_once(postgres_scene: Scene) -> None:
    server = postgres_scene.server
    leaving = await worker(postgres_scene, pace={**SLOW, "drain": 0.0})
    job_id = await leaving.ask("hold it")
    await server.until(lambda: len(server.calls) == 1)
    await worker(postgres_scene)
    await leaving.do(close=True)
    await leaving.death()
    server.let_go()
    await postgres_scene.all_told()
    assert server.ends(job_id)
    await postgres_scene.check()


STALLS = (
    "after:engine", "before:made", "after:made", "before:settle", "after:settle", "before:deliver", "after:deliver",
    "kept:make", "kept:settle",
)  # fmt: skip


@pytest.mark.timeout(600)
async def test_a_worker_that_stalls_and_wakes_up_changes_nothing(postgres_scene: Scene, say: Say) -> None:
    server = postgres_scene.server
    woken = []
    for point in STALLS:
        stalling = await worker(postgres_scene, fault=f"{point}:stop")
        job_id = await stalling.ask("a red fox", count=2)
        await stalling.stall()
        other = await worker(postgres_scene)
        await server.until(lambda job_id=job_id: bool(server.ends(job_id)))
        await postgres_scene.all_told()
        stalling.kill(signal.SIGCONT)
        # It answers again, so what it was in the middle of is over or parked.
        await asyncio.wait_for(stalling.ask("another"), PATIENCE)
        await postgres_scene.all_told()
        for child in (stalling, other):
            await child.do(close=True)
            await child.death()
        woken.append(job_id)
    counts = await postgres_scene.check()
    say("stalled and woken", postgres_scene.url, counts)
    assert counts["settles"] == counts["jobs"] == 2 * len(STALLS)
    for job_id in woken:
        (card,) = server.ends(job_id)
        assert card_of(card).kind is CardKind.RESULT
        assert len(card_of(card).pictures) == 2


async def test_a_job_is_cancelled_through_another_process(postgres_scene: Scene) -> None:
    server = postgres_scene.server
    # It is stopped by being heeded, and by nothing else that comes round.
    making = await worker(postgres_scene, pace={**SLOW, "tick": NEVER, "sweep": NEVER})
    job_id = await making.ask("hold it")
    await server.until(lambda: len(server.calls) == 1)
    face = await postgres_scene.child(mode="serve")
    await face.do(cancel=job_id)
    await server.until(lambda: bool(server.delivered))
    (job,) = await postgres_scene.all_told()
    assert (job.state, job.charged) == (JobState.CANCELLED, True)
    await postgres_scene.check()
