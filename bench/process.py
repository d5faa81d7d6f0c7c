"""What Easel's process takes: idle, ready, how late its loop is, frames on their way, a long queue, a picture's stages."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
import time
from pathlib import Path

import aiohttp

from bench.browser import EVENTS_A_SECOND, acknowledged, insisted, settings
from bench.figures import Figure, Report, median, percentile
from bench.inside import EVERY
from bench.processes import Running, started
from tests.conversation.guest import Guest

IDLE_SECONDS = 10
FLOOD_SECONDS = 12
HEAVY_EVERY = 50
"""Of a hundred events a second two become pictures of two megabytes, with their frames: 20 MB of base64 a second."""
FRAMED, FRAMES = 4, 3
WAITING = 1000
PICTURES = 10


async def measure(report: Report, vendor: Running) -> None:
    """Take the figures of the process itself."""
    await _idle(report, vendor)
    async with started("bench.vendor", "--port", "0", port_only=True) as heavy:
        await _lag(report, heavy)
        await _stages(report, heavy)
    await _frames(report, vendor)
    await _waiting(report, vendor)


async def _idle(report: Report, vendor: Running) -> None:
    """Start on a new folder, then again: what is measured idle has nothing to set up."""
    for label, key in (("without a key", False), ("with a key", True)):
        with tempfile.TemporaryDirectory() as folder:
            env = settings(folder, vendor) | ({} if key else {"OPENAI_API_KEY": ""})
            async with started("bot", "run", env=env) as first:
                report.add(Figure(f"ready on a new folder, {label}", first.seconds, 3.0, "s"))
            async with started("bot", "run", env=env) as easel:
                report.add(Figure(f"ready again, {label}", easel.seconds, 3.0, "s"))
                await asyncio.sleep(IDLE_SECONDS)
                before, began = easel.cpu(), time.monotonic()
                await asyncio.sleep(IDLE_SECONDS)
                share = (easel.cpu() - before) / (time.monotonic() - began) * 100
                report.add(Figure(f"idle {label}: processor", share, 1.0, "%"))
                report.add(Figure(f"idle {label}: memory of the bot's process", easel.memory(), 120.0, "MB"))


async def _lag(report: Report, vendor: Running) -> None:
    """Beside it, at the same time on the same processors, is a loop with nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Path(folder) / "ours.json", Path(folder) / "bare.json"
        env = settings(folder, vendor) | {"BENCH_SEEN": str(ours)}
        async with (
            started("bench.inside", "idle", env={"BENCH_SEEN": str(bare)}),
            started("bench.inside", "run", env=env) as easel,
        ):
            ada = await Guest.enter(easel.address, "Ada")
            await ada.imagine("a fox size:1024x1024 quality:low")
            began = time.monotonic()
            await acknowledged(easel, ada, EVENTS_A_SECOND, FLOOD_SECONDS, job_every=HEAVY_EVERY)
            ended = time.monotonic()
            peak = easel.peak()
            await ada.leave()
        lags, floor = _lags(ours, began, ended), _lags(bare, began, ended)
    for share, label, aim in ((0.5, "p50", 5.0), (0.99, "p99", 25.0), (0.999, "p99.9", 50.0)):
        name = f"event loop late at 100 events/s, 2 pictures/s, {label}"
        report.add(Figure(name, percentile(lags, share) * 1e3, aim, "ms", percentile(floor, share) * 1e3))
    report.add(Figure("the same: memory of the bot's process, peak", peak, 300.0, "MB"))


def _lags(path: Path, began: float, ended: float) -> list[float]:
    """Return how late whoever came at one of these moments was served: in a stall, everybody who came in it."""
    seen = [lag for due, lag in json.loads(path.read_text())["lags"] if began <= due <= ended]
    return [lag - missed * EVERY for lag in seen for missed in range(1 + int(lag / EVERY))]


async def _frames(report: Report, vendor: Running) -> None:
    """Each frame is two megabytes, from the engine's having it to its standing on the page."""
    with tempfile.TemporaryDirectory() as folder:
        seen = Path(folder) / "seen.json"
        noop = {"BENCH_NOOP": "1", "BENCH_FRAMES": str(FRAMES), "BENCH_SECONDS": "1", "BENCH_SEEN": str(seen)}
        shown: list[float] = []
        async with started("bench.inside", "run", env=settings(folder, vendor) | noop) as easel:
            ada = await Guest.enter(easel.address, "Ada")
            for number in range(FRAMED):
                asked = await ada.say(f"/imagine a fox {number} size:1024x1024")
                before: set[str] = set()
                for _ in range(FRAMES):
                    message = await ada.hear(
                        asked, lambda card, old=before: (_preview(card) or None) not in old | {None}
                    )
                    shown.append(time.monotonic())
                    before.add(_preview(message["card"]))
                await ada.result(asked)
            await ada.leave()
        came = [at for at, _ in json.loads(seen.read_text())["frames"]]
    lags = [(there - here) * 1e3 for here, there in zip(came, shown, strict=True)]
    report.add(Figure("a frame of 2 MB, with the engine to on the page, p50", median(lags), 100.0, "ms"))
    report.add(Figure("the same, max", max(lags), 1000.0, "ms"))


def _preview(card: dict[str, object]) -> str:
    progress = card.get("progress")
    return str(progress.get("preview") or "") if isinstance(progress, dict) else ""


async def _waiting(report: Report, vendor: Running) -> None:
    """Have a thousand jobs wait for an engine that does not come back."""
    with tempfile.TemporaryDirectory() as folder:
        env = settings(folder, vendor) | {"BENCH_NOOP": "1", "BENCH_SECONDS": "3600"}
        async with started("bench.inside", "run", env=env) as easel:
            ada = await Guest.enter(easel.address, "Ada")
            began, room = time.perf_counter(), asyncio.Semaphore(32)

            async def ask(number: int) -> tuple[str | None, int]:
                async with room:
                    return await insisted(ada, f"/imagine a fox {number} size:1024x1024")

            asked, again = zip(*await asyncio.gather(*(ask(number) for number in range(WAITING))), strict=True)
            ada.patience = 120
            cards = [(await ada.hear(each, lambda _card: True))["card"]["kind"] for each in asked]
            report.add(Figure(f"{WAITING} jobs waiting: all accepted", time.perf_counter() - began, 60.0, "s"))
            report.add(
                Figure(f"{WAITING} jobs waiting: not accepted", sum(each != "progress" for each in cards), 0.0, "")
            )
            report.add(Figure(f"{WAITING} jobs waiting: told to ask again", sum(again), 0.0, ""))
            took = await acknowledged(easel, ada, 20, 5, job_every=0)
            name = f"{WAITING} jobs waiting: acknowledgement at 20 events/s"
            report.add(Figure(f"{name}, p99", percentile(took, 0.99) * 1e3, 500.0, "ms"))
            report.add(Figure(f"{WAITING} jobs waiting: memory of the bot's process", easel.memory(), 300.0, "MB"))
            for which, message in (("running", asked[0]), ("waiting", asked[-1])):
                began = time.perf_counter()
                await ada.press(ada.heard[str(message)], "cancel")
                await ada.result(message)
                name = f"{WAITING} jobs waiting: one that is {which} cancelled"
                report.add(Figure(name, time.perf_counter() - began, 2.0, "s"))
            await ada.leave()


async def _stages(report: Report, vendor: Running) -> None:
    """Print where the milliseconds of a picture go, one picture after the other."""
    with tempfile.TemporaryDirectory() as folder:
        async with started("bot", "run", env=settings(folder, vendor)) as easel:
            ada = await Guest.enter(easel.address, "Ada")
            await ada.imagine("a fox size:1024x1024 quality:low")
            before, took = await _metrics(easel), []
            for number in range(PICTURES):
                began = time.perf_counter()
                await ada.imagine(f"a fox {number} size:1024x1024 quality:low")
                took.append(time.perf_counter() - began)
            after = await _metrics(easel)
            await ada.leave()
    report.add(Figure("one picture of 2 MB, asked to delivered, p50", median(took) * 1e3, 600.0, "ms"))
    for name, (seconds, count) in after.items():
        earlier = before.get(name, (0.0, 0.0))
        if count > earlier[1]:
            each = (seconds - earlier[0]) / PICTURES * 1e3
            print(f"    {name:<70}{(count - earlier[1]) / PICTURES:5.1f} times {each:8.1f} ms a picture", flush=True)


_SUMS = re.compile(r"^easel_(\w+)_seconds_(sum|count)(?:\{([^}]*)\})? (\S+)$", re.MULTILINE)


async def _metrics(easel: Running) -> dict[str, tuple[float, float]]:
    """Return the seconds and the number of all that is timed, by its name."""
    async with aiohttp.ClientSession() as http, http.get(f"{easel.address}/metrics") as response:
        response.raise_for_status()
        text = await response.text()
    found: dict[str, dict[str, float]] = {}
    for name, kind, labels, value in _SUMS.findall(text):
        if name != "event_loop_lag":
            of = ", ".join(re.findall(r'"([^"]*)"', labels))
            found.setdefault(f"{name} {of}".strip(), {})[kind] = float(value)
    return {name: (each["sum"], each["count"]) for name, each in found.items()}
