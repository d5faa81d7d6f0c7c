"""What Easel takes on Slack's path, beside a bare slack-bolt app at the same work on the same fake."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.browser import settings
from bench.crowd import AT_ONCE, most_at_once, think
from bench.figures import Figure, Report, median, percentile, worst
from bench.processes import Running, started
from bench.slack_stage import CHANNELS, PEOPLE, Act, Stage, Taken, create, imagine, press, quota, refine, staged, talk
from tests.fakes.openai import KEY
from tests.fakes.slack_rules import PER_MINUTE

EVENTS_A_SECOND = 30
SECONDS = 20
JOB_EVERY, SHORTCUT_EVERY = 20, 30
REGULARS = 40
"""Who ask again and again: Slack tells of a hundred people a minute who they are."""
PICTURES = 8
GROUP, GROUP_CHANNELS = 60, 6
QUIET_SECONDS = 6
"""After so long nothing more comes: roots are closed one a second and a half at the slowest."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What the bare app was seen to do."""

    pictures: Taken
    flood: Taken


async def measure(report: Report, vendor: Running) -> None:
    """Take the figures of Slack's path."""
    floor = await _floor(vendor)
    async with staged() as stage, _easel(stage, vendor) as easel:
        await stage.listened()
        pictures = await _pictures(stage)
        _tell_picture(report, pictures, floor.pictures)
        flood = await _flood(stage, SECONDS)
        _tell_flood(report, flood, floor.flood)
        report.add(Figure("Slack: at 30/s, memory of the bot's process, peak", easel.peak(), 300.0, "MB"))
    async with staged() as near, _easel(near, vendor, http=True) as posted:
        await near.play(settings={"request_url": f"{posted.address}/slack/events"})
        await _pictures(near, 2)
        _tell_http(report, await _flood(near, SECONDS // 4, jobs=False))
    await _crowds(report)


async def _crowds(report: Report) -> None:
    """Have a group and a crowd ask, each in a workspace of its own: nearly all they do is wait for its rates.

    Their pictures weigh what real ones do: what waits is what fills the memory.
    """
    async with (
        started("bench.vendor", "--port", "0", port_only=True) as one,
        started("bench.vendor", "--port", "0", port_only=True) as other,
        staged() as small,
        staged() as large,
        _easel(small, one),
        _easel(large, other) as easel,
    ):
        await asyncio.gather(small.listened(), large.listened(), think(one, PEOPLE), think(other, PEOPLE))
        asked = _crowd(small, GROUP, GROUP_CHANNELS, quiet=QUIET_SECONDS), _crowd(large, PEOPLE, CHANNELS)
        group, crowd = await asyncio.gather(*asked)
        _tell_group(report, group)
        _tell_crowd(report, crowd, await most_at_once(other), easel.peak())


def _tell_picture(report: Report, easel: Taken, floor: Taken) -> None:
    bare = median(floor.results)
    added = median(easel.results) - bare
    report.add(Figure("Slack: one picture, asked to delivered: added, p50", added, 100.0, "ms", bare))
    _tell_calls(report, "one after the other", easel)


def _tell_flood(report: Report, easel: Taken, floor: Taken) -> None:
    for share, label, aim in ((0.5, "p50", 250.0), (0.99, "p99", 500.0), (1.0, "max", 1000.0)):
        bare = percentile(floor.acknowledged, share)
        name = f"Slack: acknowledgement at 30/s, some of them jobs, {label}"
        report.add(Figure(name, percentile(easel.acknowledged, share), aim, "ms", bare))
    report.add(Figure("Slack: at 30/s, not taken in", easel.unacknowledged, 0.0, ""))
    report.add(Figure("Slack: at 30/s, jobs not delivered", easel.undelivered, 0.0, ""))
    report.add(Figure("Slack: at 30/s, calls that came too often", easel.limited, 0.0, ""))


def _tell_http(report: Report, easel: Taken) -> None:
    late = percentile(easel.acknowledged, 0.99)
    report.add(Figure("Slack: acknowledgement at 30/s by HTTP, p99", late, 500.0, "ms"))
    report.add(Figure("Slack: at 30/s by HTTP, not taken in", easel.unacknowledged, 0.0, ""))


def _tell_group(report: Report, group: Taken) -> None:
    whole = f"Slack: {GROUP} people at once"
    report.add(Figure(f"{whole}: all delivered", worst(group.results) / 1e3, 60.0, "s", _bound(GROUP)))
    report.add(Figure(f"{whole}: not taken in", group.unacknowledged, 0.0, ""))
    report.add(Figure(f"{whole}: not delivered", group.undelivered, 0.0, ""))
    report.add(Figure(f"{whole}: calls that came too often", group.limited, 0.0, ""))
    _tell_instead(group)
    _tell_calls(report, f"{GROUP} at once", group)


def _tell_crowd(report: Report, crowd: Taken, most: int, peak: float) -> None:
    whole = f"Slack: {PEOPLE} people at once"
    report.add(Figure(f"{whole}: acknowledged, max", worst(crowd.acknowledged), 3000.0, "ms"))
    report.add(Figure(f"{whole}: not taken in", crowd.unacknowledged, 0.0, ""))
    report.add(Figure(f"{whole}: all delivered", worst(crowd.results) / 1e3, 150.0, "s", _bound(PEOPLE)))
    report.add(Figure(f"{whole}: not delivered", crowd.undelivered, 0.0, ""))
    report.add(Figure(f"{whole}: without a thread of their own", PEOPLE - crowd.threads, 0.0, ""))
    report.add(Figure(f"{whole}: engine calls at once", most, AT_ONCE, ""))
    report.add(Figure(f"{whole}: calls that came too often", crowd.limited, 0.0, ""))
    report.add(Figure(f"{whole}: memory of the bot's process, peak", peak, 300.0, "MB"))
    _tell_instead(crowd)


def _tell_calls(report: Report, how: str, taken: Taken) -> None:
    """Tell how many calls a picture took, and which."""
    pictures = len(taken.results) or 1
    report.add(Figure(f"Slack: calls of the API a picture, {how}", sum(taken.calls.values()) / pictures, 8.0, ""))
    for method, count in Counter(taken.calls).most_common():
        print(f"    {method:<40}{count / pictures:5.2f}", flush=True)


def _tell_instead(taken: Taken) -> None:
    """Tell what people were told who got no picture."""
    for text, count in Counter(taken.whispers).most_common(3) if taken.undelivered else ():
        print(f"    told instead, {count} times: {text[:100]!r}", flush=True)


def _bound(people: int) -> float:
    """Return the seconds that Slack's own rates alone ask for, with every bucket full at first and nothing left out.

    Each picture is uploaded by two calls, each of a hundred a minute.
    """
    a_minute = PER_MINUTE["4"]
    return max(0.0, (people - a_minute) * 60 / a_minute)


async def _floor(vendor: Running) -> Floor:
    async with staged() as stage:
        env = stage.env | {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{vendor.address}/v1"}
        async with started("bench.slack_floor", "draw", env=env):
            await stage.listened()
            pictures = await _pictures(stage)
        async with started("bench.slack_floor", "ack", env=env):
            await stage.listened()
            return Floor(pictures, await _flood(stage, SECONDS // 4, jobs=False))


@asynccontextmanager
async def _easel(stage: Stage, vendor: Running, *, http: bool = False) -> AsyncIterator[Running]:
    with tempfile.TemporaryDirectory() as folder:
        env = settings(folder, vendor) | (stage.env_http if http else stage.env)
        async with started("bot", "run", env=env | {"EASEL_ENGINE_CONCURRENCY": str(AT_ONCE)}) as easel:
            yield easel


async def _pictures(stage: Stage, count: int = PICTURES) -> Taken:
    """Ask for one picture after the other."""
    taken = []
    for number in range(count):
        await stage.play(act=[imagine(number)])
        taken.append(await stage.taken(1, 1, quiet=0.5))
    calls = sum((Counter(one.calls) for one in taken), Counter())
    return Taken(
        [each for one in taken for each in one.acknowledged],
        sum(one.unacknowledged for one in taken),
        [each for one in taken for each in one.results],
        sum(one.undelivered for one in taken),
        sum(one.threads for one in taken),
        dict(calls),
        sum(one.limited for one in taken),
    )


async def _flood(stage: Stage, seconds: int, *, jobs: bool = True) -> Taken:
    """Do at an even pace, whatever comes back, what people do: talk, ask, press, open a form, and now and then draw."""
    results = await stage.results()
    acts: list[Act] = []
    for number in range(EVENTS_A_SECOND * seconds):
        shown, who = results[number % len(results)], number % REGULARS
        if number % SHORTCUT_EVERY == 7:
            act = create(who)
        elif jobs and number % JOB_EVERY == 0:
            nth = number // JOB_EVERY
            act = refine(who, results[nth // 2 % len(results)]) if nth % 2 else imagine(number % REGULARS)
        else:
            act = (talk(who), quota(who), press(who, shown, "Details"))[number % 3]
        acts.append(act | {"after": number / EVENTS_A_SECOND})
    await stage.play(timed=acts)
    return await stage.taken(len(acts), len(acts) // JOB_EVERY if jobs else 0, seconds=60)


async def _crowd(stage: Stage, people: int, channels: int, *, quiet: float = 0) -> Taken:
    """Have so many people ask in one moment."""
    await stage.play(act=[imagine(number, channels) for number in range(people)])
    return await stage.taken(people, people, seconds=300, quiet=quiet)
