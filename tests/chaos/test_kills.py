"""kill -9 before and after every commit and every outside call."""

from __future__ import annotations

import contextlib

import pytest

from tests.chaos.scene import Child, JobState, Say, Scene

_BOTH = (
    "begin_story", "resume", "release", "moderate", "begin", "engine", "preview", "put", "made", "fail", "settle",
    "end", "deliver", "told", "cancel",
)  # fmt: skip
POINTS = (
    "after:accept",
    *(f"{side}:{what}" for what in _BOTH for side in ("before", "after")),
    "before:lease",
    "after:lease",
    *(f"kept:{step}" for step in ("moderate", "make", "settle", "deliver", "done")),
)


def points_of(scene: Scene) -> list[str]:
    """The points that are passed on this database: with one process alone no team's lease is taken."""
    return [point for point in POINTS if scene.several or not point.endswith(":lease")]


async def ask_for_everything(child: Child) -> None:
    """Ask for jobs that end in every way; the child may die under it."""
    held = await child.ask("hold it")
    await child.ask("a red fox", count=2, platform="slack")
    await child.ask("refused things")
    await child.ask("flagged things")
    await child.ask("a full disk")
    await child.do(cancel=held)


async def die(scene: Scene, point: str) -> None:
    """Run a child until it dies at the point."""
    scene.server.hold()
    child = await scene.child(fault=point, wait=False)
    with contextlib.suppress(ConnectionError):
        await ask_for_everything(child)
    try:
        await child.death()
    except TimeoutError:
        pytest.fail(f"{point} was not reached")
    scene.kills += 1
    scene.server.let_go()


@pytest.mark.timeout(900)
async def test_killed_once_anywhere_every_job_ends_as_it_would_have(scene: Scene, say: Say) -> None:
    points = points_of(scene)
    for point in points:
        if not point.endswith(":resume"):
            healthy = await scene.child()
            await scene.all_told()
            healthy.kill()
            await healthy.death()
        await die(scene, point)
    await scene.child()
    counts = await scene.check()
    say("killed once", scene.url, counts)
    assert counts["kills"] == len(points)
    for job in await scene.jobs():
        # A call that was begun twice by two kills in a row is not begun again: once killed, that never happens.
        assert job.reason in {"", "cancelled", "refused_safety", "moderation_flagged", "storage_full"}
        assert (job.state is JobState.CANCELLED) == (job.reason == "cancelled")


@pytest.mark.timeout(900)
async def test_killed_again_while_it_recovers_every_job_ends_once(scene: Scene, say: Say) -> None:
    points = points_of(scene)
    for point in points:
        await die(scene, point)
    await scene.child()
    counts = await scene.check()
    say("killed again and again", scene.url, counts)
    assert counts["kills"] == len(points)
