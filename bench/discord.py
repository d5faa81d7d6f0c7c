"""What Easel takes on Discord's path, beside a bare discord.py client at the same work on the same fake."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial

from bench.browser import settings
from bench.crowd import AT_ONCE, most_at_once, think
from bench.discord_stage import PEOPLE, Stage, Step, Taken, complete, imagine, press, quota, staged
from bench.figures import Figure, Report, median, percentile, worst
from bench.processes import Running, started
from tests.fakes.openai import KEY

EVENTS_A_SECOND = 100
SECONDS = 10
JOB_EVERY = 10
PICTURES = 16


@dataclass(frozen=True, slots=True)
class Run:
    """What one bot was seen to do."""

    pictures: Taken
    flood: Taken
    crowd: Taken
    most_at_once: int
    peak: float = 0.0


async def measure(report: Report, vendor: Running) -> None:
    """Take the figures of Discord's path."""
    # The crowd's pictures weigh what real ones do: they are what fills the memory.
    async with started("bench.vendor", "--port", "0", port_only=True) as heavy:
        floor = await _floor(vendor, heavy)
        easel = await _easel(vendor, heavy)
    added = median(easel.pictures.results) - median(floor.pictures.results)
    name = "Discord: one picture, asked to delivered: added, p50"
    report.add(Figure(name, added, 100.0, "ms", median(floor.pictures.results)))
    for share, label, aim in ((0.5, "p50", 250.0), (0.99, "p99", 500.0), (1.0, "max", 1000.0)):
        name = f"Discord: acknowledgement at 100/s, 10 of them jobs, {label}"
        bare = percentile(floor.flood.acknowledged, share)
        report.add(Figure(name, percentile(easel.flood.acknowledged, share), aim, "ms", bare))
    report.add(Figure("Discord: at 100/s, not taken in", easel.flood.unacknowledged, 0.0, ""))
    report.add(Figure("Discord: at 100/s, jobs not delivered", easel.flood.undelivered, 0.0, ""))
    crowd, bare = easel.crowd, floor.crowd
    whole = f"Discord: {PEOPLE} people at once"
    report.add(Figure(f"{whole}: acknowledged, max", worst(crowd.acknowledged), 3000.0, "ms", worst(bare.acknowledged)))
    report.add(Figure(f"{whole}: all delivered", worst(crowd.results) / 1e3, 60.0, "s", worst(bare.results) / 1e3))
    report.add(Figure(f"{whole}: not delivered", crowd.undelivered, 0.0, "", bare.undelivered))
    report.add(Figure(f"{whole}: engine calls at once", easel.most_at_once, AT_ONCE, "", floor.most_at_once))
    report.add(Figure("Discord: memory of the bot's process, peak", easel.peak, 300.0, "MB", floor.peak))


async def _floor(vendor: Running, heavy: Running) -> Run:
    async with staged() as stage:
        async with started("bench.discord_floor", "draw", env=_env(stage, vendor)):
            await stage.listened()
            pictures = await _pictures(stage)
        async with started("bench.discord_floor", "defer", env=_env(stage, vendor)):
            await stage.listened()
            flood = await _flood(stage, delivers=False)
    async with staged() as stage, started("bench.discord_floor", "draw", env=_env(stage, heavy)) as bare:
        await stage.listened()
        crowd, most = await _crowd(stage, heavy)
        return Run(pictures, flood, crowd, most, bare.peak())


async def _easel(vendor: Running, heavy: Running) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        async with staged() as stage, started("bot", "run", env=_easel_env(stage, vendor, folder)):
            await stage.listened()
            pictures = await _pictures(stage)
            flood = await _flood(stage)
    with tempfile.TemporaryDirectory() as folder:
        async with staged() as stage, started("bot", "run", env=_easel_env(stage, heavy, folder)) as easel:
            await stage.listened()
            crowd, most = await _crowd(stage, heavy)
            return Run(pictures, flood, crowd, most, easel.peak())


def _env(stage: Stage, vendor: Running) -> dict[str, str]:
    return stage.env | {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{vendor.address}/v1"}


def _easel_env(stage: Stage, vendor: Running, folder: str) -> dict[str, str]:
    return settings(folder, vendor) | stage.env | {"EASEL_ENGINE_CONCURRENCY": str(AT_ONCE)}


async def _pictures(stage: Stage) -> Taken:
    """Ask for one picture after the other, each in a channel where no thread was opened just before."""
    taken = []
    for number in range(PICTURES):
        await stage.play([imagine(number)])
        taken.append(await stage.taken(1, 1))
    return Taken(
        [each for one in taken for each in one.acknowledged],
        sum(one.unacknowledged for one in taken),
        [each for one in taken for each in one.results],
        sum(one.undelivered for one in taken),
    )


async def _flood(stage: Stage, *, delivers: bool = True) -> Taken:
    """Ask at an even pace, whatever comes back: pictures, what is left, what completes a name, a button."""
    message = await stage.some_result()
    kinds = (quota, complete, partial(press, message))
    steps: list[Step] = []
    for number in range(EVENTS_A_SECOND * SECONDS):
        once = {"times": 1, "after": number / EVENTS_A_SECOND}
        # Jobs go round the channels and the people.
        job = number % JOB_EVERY == 0
        steps.append((imagine(number // JOB_EVERY) if job else kinds[number % len(kinds)](number)) | once)
    await stage.play(steps)
    return await stage.taken(len(steps), len(steps) // JOB_EVERY if delivers else 0)


async def _crowd(stage: Stage, vendor: Running) -> tuple[Taken, int]:
    """Have everybody ask in one moment; return what came of it, and how many pictures were made at once."""
    await think(vendor, PEOPLE)
    await stage.play([imagine(number) for number in range(PEOPLE)])
    return await stage.taken(PEOPLE, PEOPLE), await most_at_once(vendor)
